//! The rules that no compiler checks.

mod layers;
mod links;
mod manifests;
mod sources;
mod tree;

use std::fmt;
use std::path::Path;

use anyhow::bail;

use tree::Tree;

/// A rule that does not hold, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    where_: String,
    what: String,
}

impl Problem {
    fn new(where_: impl Into<String>, what: impl Into<String>) -> Self {
        Self { where_: where_.into(), what: what.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.where_, self.what)
    }
}

/// Prints every problem; an error if there is one.
pub fn run(root: &Path) -> anyhow::Result<()> {
    let tree = Tree::read(root)?;
    let mut problems = layers::check(&layers::Graph::read(root)?);
    problems.extend(manifests::check(&tree));
    problems.extend(sources::check(&tree));
    problems.extend(links::check(&tree));
    for problem in &problems {
        println!("{problem}");
    }
    if !problems.is_empty() {
        bail!("expected a tidy tree, found {} problems", problems.len());
    }
    println!("{} files are tidy", tree.files().len());
    Ok(())
}
