//! The comparisons: which sides take turns at which work, and which ratio is asked for.

mod epoch;
mod network;

use std::path::Path;

use anyhow::Context as _;

use super::contest::{Contest, Invocation, Malloc, Program, Side};
use super::table::{Bar, Quantity, Row};

/// The name of our side in every contest.
pub const OURS: &str = "ours";

/// A comparison by its name.
pub struct Bench {
    pub name: &'static str,
    pub describes: &'static str,
    /// Its contests, run one after the other.
    pub contests: fn(&Setting<'_>) -> Vec<Contest>,
}

/// What contests depend on.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// Threads of either side.
    pub n_threads: usize,
    /// An empty folder.
    pub scratch: &'a Path,
}

/// All of them.
pub const BENCHES: &[Bench] = &[
    Bench {
        name: "train",
        describes: "a training update against PyTorch, eager and compiled, with the stock and a tuned allocator",
        contests: network::training,
    },
    Bench {
        name: "infer",
        describes: "an evaluation against ONNX Runtime and PyTorch, batch 32 and 1",
        contests: network::inference,
    },
    Bench {
        name: "epoch",
        describes: "a whole epoch from picture files against torchvision, DataLoader and PyTorch",
        contests: epoch::epochs,
    },
    Bench {
        name: "augment",
        describes: "the augmentation of the paper against torchvision on PIL pictures",
        contests: epoch::augmentation,
    },
];

/// The comparison of that name.
pub fn find(name: &str) -> anyhow::Result<&'static Bench> {
    let known = || BENCHES.iter().map(|bench| bench.name).collect::<Vec<_>>().join(", ");
    BENCHES
        .iter()
        .find(|bench| bench.name == name)
        .with_context(|| format!("expected one of {}, found '{name}'", known()))
}

/// Our side: an example of one of our crates.
fn ours(package: &'static str, example: &'static str, arguments: &[&str]) -> Side {
    Side { name: OURS, invocation: invocation(Program::Example { package, example }, arguments), malloc: Malloc::Stock }
}

/// A peer's side: a script in `bench/`.
fn peer(name: &'static str, script: &'static str, malloc: Malloc, arguments: &[&str]) -> Side {
    Side { name, invocation: invocation(Program::Script(script), arguments), malloc }
}

fn invocation(program: Program, arguments: &[&str]) -> Invocation {
    Invocation { program, arguments: arguments.iter().map(|word| (*word).to_owned()).collect() }
}

/// A row about pictures per second.
fn rate(work: String, unit: &'static str, n_pictures: usize, peers: &[&'static str], bar: Option<Bar>) -> Row {
    Row { work, unit, quantity: Quantity::Rate { n_pictures }, peers: peers.to_vec(), bar }
}

/// A row about the largest memory of the main process.
fn memory(work: String, peers: &[&'static str], bar: Option<Bar>) -> Row {
    Row { work, unit: "MB", quantity: Quantity::PeakMemory, peers: peers.to_vec(), bar }
}

const fn bar(least: f64, aim: f64) -> Bar {
    Bar { least, aim: Some(aim) }
}

#[cfg(test)]
mod tests;
