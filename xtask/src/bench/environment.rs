//! Where both sides run: our examples, built in the release profile, and the peers' own Python environment.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use super::contest::{Contest, Invocation, Malloc, Program, Side};
use crate::python::{self, Requirements};

/// The peers, in two files: pip cannot ignore the dependencies of a single line.
const REQUIREMENTS: [Requirements; 2] =
    [("bench/requirements.txt", &[]), ("bench/requirements-no-deps.txt", &["--no-deps"])];
const FOLDER: &str = ".venv-bench";

/// The settings of glibc's allocator with which PyTorch trains fastest: keep what is freed, use huge pages.
const TUNED: &str = "glibc.malloc.mmap_threshold=17179869184:\
glibc.malloc.trim_threshold=17179869184:glibc.malloc.hugetlb=1";

/// Everything that the sides of some contests need.
pub struct Environment {
    root: PathBuf,
    python: PathBuf,
    examples: BTreeMap<Program, PathBuf>,
    cores: Option<String>,
}

impl Environment {
    /// Builds our examples and installs the peers.
    pub fn new(root: &Path, contests: &[Contest], n_threads: usize) -> anyhow::Result<Self> {
        let mut examples = BTreeMap::new();
        for program in programs(contests) {
            if let Program::Example { package, example } = program
                && !examples.contains_key(&program)
            {
                examples.insert(program, build(root, package, example)?);
            }
        }
        let python = python::environment(root, FOLDER, &REQUIREMENTS)?;
        Ok(Self { root: root.to_path_buf(), python, examples, cores: cores(n_threads) })
    }

    /// The cores that every side is confined to, in taskset's notation; `None` where all may be used.
    pub fn cores(&self) -> Option<&str> {
        self.cores.as_deref()
    }

    /// A program with its arguments, not started.
    pub fn command(&self, invocation: &Invocation) -> anyhow::Result<Command> {
        let mut words = match invocation.program {
            Program::Script(name) => vec![self.python.clone(), self.root.join("bench").join(name)],
            program @ Program::Example { .. } => {
                vec![self.examples.get(&program).context("an example that was not built")?.clone()]
            }
        };
        let mut command = match &self.cores {
            None => Command::new(words.remove(0)),
            Some(list) => taskset(list),
        };
        command.args(words).args(&invocation.arguments).current_dir(&self.root);
        Ok(command)
    }

    /// The command of a side.
    pub fn side(&self, side: &Side) -> anyhow::Result<Command> {
        let mut command = self.command(&side.invocation)?;
        if side.malloc == Malloc::Tuned {
            command.env("GLIBC_TUNABLES", TUNED);
        }
        Ok(command)
    }
}

fn programs(contests: &[Contest]) -> impl Iterator<Item = Program> {
    contests.iter().flat_map(|contest| {
        let of_sides = contest.sides.iter().map(|side| side.invocation.program);
        of_sides.chain(contest.preparations.iter().map(|preparation| preparation.program))
    })
}

/// Builds an example and returns its path, which cargo tells.
fn build(root: &Path, package: &str, example: &str) -> anyhow::Result<PathBuf> {
    let mut command = Command::new(crate::cargo());
    command.current_dir(root).args([
        "build",
        "--release",
        "--workspace",
        "--message-format",
        "json-render-diagnostics",
    ]);
    let output = command.args(["--example", example]).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        bail!("{command:?} ended with {}", output.status);
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    let found = messages.lines().find_map(|line| executable(line, example));
    found.with_context(|| format!("cargo built no example {example} of {package}"))
}

/// The path in cargo's message about an example, if it is one.
fn executable(message: &str, example: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(message).ok()?;
    let is_example = message["target"]["name"] == example && message["target"]["kind"][0] == "example";
    message["executable"].as_str().filter(|_| is_example).map(PathBuf::from)
}

/// As many whole cores as there are threads, so that helpers of a side (loaders, compilers) share what its threads have.
/// `None` where the machine has no more, or where a process cannot be confined.
fn cores(n_threads: usize) -> Option<String> {
    let n_cores = std::thread::available_parallelism().ok()?.get();
    if n_cores <= n_threads {
        return None;
    }
    let siblings = |core: usize| {
        fs::read_to_string(format!("/sys/devices/system/cpu/cpu{core}/topology/thread_siblings_list")).ok()
    };
    let list = one_of_each(&(0..n_cores).map_while(siblings).collect::<Vec<_>>(), n_threads)?;
    let works = taskset(&list).arg("true").stderr(Stdio::null()).status();
    works.is_ok_and(|status| status.success()).then_some(list)
}

/// The first logical processors of the first physical cores, from the list of siblings of every logical one.
fn one_of_each(siblings: &[String], n: usize) -> Option<String> {
    let is_first = |core: &usize| siblings[..*core].iter().all(|earlier| *earlier != siblings[*core]);
    let chosen: Vec<String> = (0..siblings.len()).filter(is_first).take(n).map(|core| core.to_string()).collect();
    (chosen.len() == n).then(|| chosen.join(","))
}

fn taskset(list: &str) -> Command {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", list]);
    command
}

#[cfg(test)]
mod tests;
