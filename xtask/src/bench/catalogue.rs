//! The comparisons: which sides take turns at which work, and which ratio is asked for.

mod audit;
mod detection;
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
    /// Variables that have to name folders of photographs and weights.
    pub variables: &'static [&'static str],
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
        variables: &[],
        contests: network::training,
    },
    Bench {
        name: "infer",
        describes: "an evaluation against ONNX Runtime and PyTorch, batch 32 and 1",
        variables: &[],
        contests: network::inference,
    },
    Bench {
        name: "epoch",
        describes: "a whole epoch from picture files against torchvision, DataLoader and PyTorch",
        variables: &[],
        contests: epoch::epochs,
    },
    Bench {
        name: "augment",
        describes: "the augmentation of the paper against torchvision on PIL pictures",
        variables: &[],
        contests: epoch::augmentation,
    },
    Bench {
        name: "detect",
        describes: "finding faces against facenet-pytorch: single pictures, batches, files",
        variables: &["EVENFACE_DATA", "EVENFACE_WEIGHTS"],
        contests: detection::detection,
    },
    Bench {
        name: "audit",
        describes: "an audit of a million answers, and a resampling of a tenth of them against Fairlearn",
        variables: &[],
        contests: audit::audits,
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

impl Bench {
    /// Refuses to start without photographs and weights, which are not in the repository: how many squares each network has to
    /// judge, and so the time, depends on what is in a picture, and drawn faces are on plain ground.
    pub fn check_variables(&self, is_folder: impl Fn(&str) -> bool) -> anyhow::Result<()> {
        match self.variables.iter().find(|variable| !is_folder(variable)) {
            Some(variable) => {
                anyhow::bail!("{}: expected {variable} to name a folder (see CONTRIBUTING.md)", self.name)
            }
            None => Ok(()),
        }
    }
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
    Row { work, unit, quantity: Quantity::Rate { n_pictures }, peers: peers.to_vec(), limit: None, bar }
}

/// A row about the largest memory of the main process.
fn memory(work: String, peers: &[&'static str], bar: Option<Bar>) -> Row {
    Row { work, unit: "MB", quantity: Quantity::PeakMemory, peers: peers.to_vec(), limit: None, bar }
}

const fn bar(least: f64, aim: f64) -> Bar {
    Bar { least, aim: Some(aim) }
}

#[cfg(test)]
mod tests;
