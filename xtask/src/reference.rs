//! Runs the scripts that take reference numbers from peers, and says which numbers changed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::python::{Requirements, environment, succeed};

/// What the scripts need, in two files: pip cannot ignore the dependencies of a single line.
const REQUIREMENTS: [Requirements; 2] =
    [("reference/requirements.txt", &[]), ("reference/requirements-no-deps.txt", &["--no-deps"])];

/// Runs the named scripts, or all.
pub fn run(root: &Path, names: &[&str]) -> anyhow::Result<()> {
    let scripts = scripts(root, names)?;
    let python = environment(root, ".venv", &REQUIREMENTS)?;
    let before = numbers(root)?;
    for script in &scripts {
        println!("== {}", script.display());
        succeed(Command::new(&python).arg(script).current_dir(root))?;
    }
    let after = numbers(root)?;
    let changes = changes(&before, &after);
    for change in &changes {
        println!("{change}");
    }
    println!("{} files of numbers, {} changed", after.len(), changes.len());
    Ok(())
}

/// The scripts asked for, in alphabetical order.
fn scripts(root: &Path, names: &[&str]) -> anyhow::Result<Vec<PathBuf>> {
    let folder = root.join("reference");
    let mut all = files_in(&folder, "py")?;
    all.sort();
    if names.is_empty() {
        return Ok(all);
    }
    let find = |name: &&str| {
        let found = all.iter().find(|script| script.file_stem().is_some_and(|stem| stem == *name));
        found.cloned().with_context(|| format!("expected a script of that name in reference/, found none for '{name}'"))
    };
    names.iter().map(find).collect()
}

/// Every JSON file of reference numbers, by its path from the root.
fn numbers(root: &Path) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root.join("crates"))? {
        let folder = entry?.path().join("tests/reference");
        for file in if folder.is_dir() { files_in(&folder, "json")? } else { Vec::new() } {
            let path = file.strip_prefix(root).unwrap_or(&file).display().to_string();
            found.insert(path, fs::read(&file)?);
        }
    }
    Ok(found)
}

/// One line per file that is new or holds other numbers.
fn changes(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let change = |(path, content): (&String, &Vec<u8>)| match before.get(path) {
        None => Some(format!("new: {path}")),
        Some(old) if old != content => Some(format!("changed: {path}")),
        Some(_) => None,
    };
    after.iter().filter_map(change).collect()
}

fn files_in(folder: &Path, ending: &str) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    Ok(paths.into_iter().filter(|path| path.extension().is_some_and(|found| found == ending)).collect())
}

#[cfg(test)]
mod tests;
