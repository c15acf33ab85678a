//! Crates and what they use, from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};
use serde_json::Value;

/// The workspace's crates and everything they need to be built.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// Names of the workspace's crates.
    members: BTreeSet<String>,
    /// Per member, the names in its manifest, those for tests included.
    direct: BTreeMap<String, BTreeSet<String>>,
    /// Per package, the packages that it is built with, without those for tests only.
    built_with: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    /// Asks cargo.
    pub fn read(root: &Path) -> anyhow::Result<Self> {
        let mut cargo = Command::new(crate::cargo());
        let output = cargo.current_dir(root).args(["metadata", "--format-version", "1"]).output()?;
        if !output.status.success() {
            bail!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Self::parse(&serde_json::from_slice(&output.stdout)?)
    }

    /// Takes the names out of cargo's answer.
    pub fn parse(metadata: &Value) -> anyhow::Result<Self> {
        let mut graph = Self::default();
        let names = names_by_id(metadata)?;
        for id in items(&metadata["workspace_members"])? {
            graph.members.insert(name_of(&names, id)?);
        }
        for package in items(&metadata["packages"])?.iter().filter(|package| package["source"].is_null()) {
            let used = items(&package["dependencies"])?.iter().map(|used| text(&used["name"]));
            graph.direct.insert(text(&package["name"])?, used.collect::<anyhow::Result<_>>()?);
        }
        for node in items(&metadata["resolve"]["nodes"])? {
            let mut used = BTreeSet::new();
            for dependency in items(&node["deps"])?.iter().filter(|dependency| is_built(dependency)) {
                used.insert(name_of(&names, &dependency["pkg"])?);
            }
            // Two versions of a package share a name; what either reaches counts.
            graph.built_with.entry(name_of(&names, &node["id"])?).or_default().extend(used);
        }
        Ok(graph)
    }

    pub fn members(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(String::as_str)
    }

    pub fn is_member(&self, name: &str) -> bool {
        self.members.contains(name)
    }

    /// What the manifest of a member names, for tests included.
    pub fn direct<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.direct.get(name).into_iter().flatten().map(String::as_str)
    }

    /// Everything that `name` is built with, directly or through others.
    pub fn reached<'a>(&'a self, name: &'a str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut open = vec![name];
        while let Some(next) = open.pop() {
            let used = self.built_with.get(next).into_iter().flatten().map(String::as_str);
            open.extend(used.filter(|used| reached.insert(*used)));
        }
        reached
    }

    /// A graph for tests: each member with what it uses.
    #[cfg(test)]
    pub fn of(crates: &[(&str, &[&str])]) -> Self {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let direct: BTreeMap<_, _> = crates.iter().map(|(name, used)| ((*name).to_owned(), owned(used))).collect();
        Self { members: direct.keys().cloned().collect(), built_with: direct.clone(), direct }
    }
}

/// Whether a dependency is needed for building, not only for testing.
fn is_built(dependency: &Value) -> bool {
    let kinds = dependency["dep_kinds"].as_array();
    kinds.is_none_or(|kinds| kinds.iter().any(|kind| kind["kind"] != "dev"))
}

fn names_by_id(metadata: &Value) -> anyhow::Result<BTreeMap<String, String>> {
    let packages = items(&metadata["packages"])?;
    packages.iter().map(|package| Ok((text(&package["id"])?, text(&package["name"])?))).collect()
}

fn name_of(names: &BTreeMap<String, String>, id: &Value) -> anyhow::Result<String> {
    let id = text(id)?;
    names.get(&id).cloned().with_context(|| format!("cargo metadata names no package for {id}"))
}

fn items(value: &Value) -> anyhow::Result<&Vec<Value>> {
    value.as_array().with_context(|| format!("expected a list in cargo metadata, found {value:.60}"))
}

fn text(value: &Value) -> anyhow::Result<String> {
    value.as_str().map(str::to_owned).with_context(|| format!("expected a text in cargo metadata, found {value:.60}"))
}
