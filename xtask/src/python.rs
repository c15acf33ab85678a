//! Python environments with pinned packages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

/// A file of requirements, from the workspace's folder on, and what else pip is told about it.
pub type Requirements = (&'static str, &'static [&'static str]);

/// The environment in `folder`, made anew when the requirements change; returns its interpreter.
pub fn environment(root: &Path, folder: &str, requirements: &[Requirements]) -> anyhow::Result<PathBuf> {
    let path = root.join(folder);
    let python = path.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let stamp = path.join("requirements.stamp");
    let wanted = requirements
        .iter()
        .map(|(file, _)| fs::read_to_string(root.join(file)).with_context(|| format!("could not read {file}")))
        .collect::<anyhow::Result<String>>()?;
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    eprintln!("installing the peers into {folder}, some minutes");
    succeed(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&path))?;
    for (file, options) in requirements {
        let mut pip = Command::new(&python);
        succeed(pip.args(["-m", "pip", "install", "--quiet", "-r"]).arg(root.join(file)).args(*options))?;
    }
    fs::write(&stamp, wanted)?;
    Ok(python)
}

/// Runs a command to its end.
pub fn succeed(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("could not start {}", command.get_program().display()))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}
