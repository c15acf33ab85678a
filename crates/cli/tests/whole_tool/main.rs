//! The binary as a stranger runs it: a whole study, its files, its exit codes, and what it says about bad input.

#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

mod audit;
mod augment;
mod bad_input;
mod check;
mod crops;
mod disguise;
mod export;
mod prepare;
mod real_faces;
mod study_run;
mod words;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program, in an empty folder of its own, with no weights and no environment.
struct Tool {
    folder: tempfile::TempDir,
}

impl Tool {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_evenface"));
        command.args(args).current_dir(self.folder.path()).env_remove("EVENFACE_WEIGHTS");
        for name in ["HF_HUB_CACHE", "HF_HOME", "HF_ENDPOINT", "XDG_CACHE_HOME"] {
            command.env_remove(name);
        }
        command.env("XDG_DATA_HOME", self.path("data")).env("HOME", self.folder.path());
        command
    }

    fn run(&self, args: &[&str]) -> Run {
        Run::of(self.command(args).output().unwrap(), self.folder.path())
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }
}

/// How a run ended and what it said, with the folder's own name taken out.
struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Run {
    fn of(output: Output, folder: &Path) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(&folder.display().to_string(), "HERE");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    fn must_end_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }
}
