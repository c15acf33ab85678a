//! Which crate may use which: the table of the architecture, and its check against `cargo metadata`.

mod graph;

pub use graph::Graph;

use super::Problem;

/// Where a crate stands: surfaces use verbs, verbs use nouns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    /// What things are.
    Noun,
    /// What is done with them; only `study` composes verbs.
    Verb,
    /// What people touch.
    Surface,
}

impl Layer {
    fn word(self) -> &'static str {
        match self {
            Self::Noun => "noun",
            Self::Verb => "verb",
            Self::Surface => "surface",
        }
    }
}

/// One row of the table.
struct Row {
    name: &'static str,
    layer: Layer,
    /// Crates of the workspace that it may use directly.
    uses: &'static [&'static str],
    burn: Burn,
}

/// Whether a crate may reach the tensor library, even through others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Burn {
    With,
    Without,
}

use Burn::{With, Without};
use Layer::{Noun, Surface, Verb};

const fn row(name: &'static str, layer: Layer, burn: Burn, uses: &'static [&'static str]) -> Row {
    Row { name, layer, uses, burn }
}

const EVERYTHING_BELOW_SURFACES: &[&str] =
    &["audit", "detect", "disguise", "faces", "kernels", "network", "pixels", "train", "weights"];
const EVERYTHING: &[&str] = &[
    "audit", "detect", "disguise", "faces", "kernels", "network", "onnx", "pixels", "report", "study", "train",
    "weights",
];

#[rustfmt::skip]
const TABLE: &[Row] = &[
    row("faces",    Noun,    Without, &[]),
    row("pixels",   Noun,    Without, &["faces"]),
    row("kernels",  Noun,    Without, &[]),
    row("weights",  Noun,    Without, &[]),
    row("onnx",     Noun,    Without, &["pixels"]),
    row("network",  Noun,    With,    &["faces", "kernels"]),
    row("detect",   Verb,    With,    &["faces", "kernels", "network", "pixels"]),
    row("disguise", Verb,    Without, &["faces", "pixels"]),
    row("train",    Verb,    With,    &["faces", "network", "pixels"]),
    row("audit",    Verb,    Without, &["faces"]),
    row("study",    Verb,    With,    EVERYTHING_BELOW_SURFACES),
    row("report",   Surface, Without, &["audit", "faces", "pixels"]),
    row("cli",      Surface, With,    EVERYTHING),
];

/// Chores stand outside the layers and use no crate of the workspace.
const CHORES: &[&str] = &["xtask"];

/// Crates whose work is files, archives or the network: `audit` computes and touches none.
const FILE_CRATES: &[&str] =
    &["csv", "image", "memmap2", "safetensors", "tempfile", "tokio", "toml", "ureq", "walkdir", "zip"];

/// Compares the workspace with the table.
pub fn check(graph: &Graph) -> Vec<Problem> {
    graph.members().flat_map(|name| check_crate(graph, name)).collect()
}

fn check_crate(graph: &Graph, name: &str) -> Vec<Problem> {
    let problem = |what: String| Problem::new(format!("crate {name}"), what);
    let is_chore = CHORES.contains(&name);
    let row = TABLE.iter().find(|row| row.name == name);
    if row.is_none() && !is_chore {
        return vec![problem("not in the table of layers; add it to xtask/src/tidy/layers.rs".to_owned())];
    }
    let (allowed, kind) = row.map_or((&[][..], "chore"), |row| (row.uses, row.layer.word()));
    let used = graph.direct(name).filter(|used| graph.is_member(used));
    let mut problems: Vec<_> = used
        .filter(|used| !allowed.contains(used))
        .map(|used| problem(format!("this {kind} must not use {used}")))
        .collect();
    if row.is_some_and(|row| row.burn == Without) {
        let reached = graph.reached(name).into_iter().find(|reached| is_burn(reached));
        problems.extend(reached.map(|reached| problem(format!("must compile without burn, but reaches {reached}"))));
    }
    if name == "audit" {
        let opening = graph.direct(name).filter(|used| FILE_CRATES.contains(used));
        problems.extend(opening.map(|used| problem(format!("opens no file, so must not use {used}"))));
    }
    problems
}

fn is_burn(name: &str) -> bool {
    name == "burn" || name.starts_with("burn-")
}

#[cfg(test)]
mod tests;
