//! Rules of manifests and lock files: every crate takes the workspace's lints, and packages come from the public registries.

use super::Problem;
use super::tree::Tree;

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Options of pip that name another place to install from.
const PIP_PLACES: &[&str] =
    &["--index-url", "--extra-index-url", "--find-links", "--trusted-host", "-i ", "-f ", "://"];

/// Checks `Cargo.toml`, `Cargo.lock`, cargo's configuration and the requirements of the reference scripts.
pub fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in tree.texts(|_| true) {
        match path.rsplit('/').next().unwrap_or(path) {
            "Cargo.toml" if path.contains('/') => problems.extend(check_manifest(path, text)),
            "Cargo.lock" => problems.extend(check_lock(path, text)),
            "config.toml" if path.contains(".cargo/") => problems.extend(check_config(path, text)),
            name if name.starts_with("requirements") => problems.extend(check_requirements(path, text)),
            _ => {}
        }
    }
    problems
}

fn check_manifest(path: &str, text: &str) -> Option<Problem> {
    let manifest: toml::Table = match text.parse() {
        Ok(manifest) => manifest,
        Err(error) => return Some(Problem::new(path, format!("not TOML: {}", error.message()))),
    };
    let inherits = manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool);
    (inherits != Some(true)).then(|| Problem::new(path, "expected `[lints] workspace = true`"))
}

fn check_lock(path: &str, text: &str) -> Option<Problem> {
    let sources = text.lines().filter_map(|line| line.strip_prefix("source = "));
    let mut others = sources.filter(|source| source.trim_matches('"') != CRATES_IO);
    others.next().map(|source| Problem::new(path, format!("expected packages from crates.io only, found {source}")))
}

fn check_config(path: &str, text: &str) -> Option<Problem> {
    let names_a_place = |line: &&str| line.starts_with("[source") || line.starts_with("[registr");
    let found = text.lines().map(str::trim).find(names_a_place);
    found.map(|line| Problem::new(path, format!("expected no registry in the repository, found {line}")))
}

fn check_requirements(path: &str, text: &str) -> Vec<Problem> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let check = |line: &str| {
        let what = if PIP_PLACES.iter().any(|place| line.contains(place)) {
            "expected a package by name"
        } else if !line.contains("==") {
            "expected a pinned version (==)"
        } else {
            return None;
        };
        Some(Problem::new(path, format!("{what}, found {line}")))
    };
    lines.filter_map(check).collect()
}

#[cfg(test)]
mod tests;
