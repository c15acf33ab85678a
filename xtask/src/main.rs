//! Checks and chores of the workspace: `cargo xtask ci | tidy | reference [NAME…] | bench [NAME]`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a chore talks to the person who runs it")]

mod bench;
mod ci;
mod python;
mod reference;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  ci                formatting, tidy, lints, tests, documentation and dependencies, in this order
  tidy              the rules that no compiler checks: layers, file sizes, attributes, links
  reference [NAME…] runs reference/NAME.py (all without a name) and says which numbers changed
  bench [NAME]      our speed beside that of peers, which it installs; lists the comparisons without a name
                    [--json FILE] [--threads N, 2] [--repeats N, 9]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["ci"] => root().and_then(|root| ci::run(&root)),
        ["tidy"] => root().and_then(|root| tidy::run(&root)),
        ["reference", names @ ..] => root().and_then(|root| reference::run(&root, names)),
        ["bench", words @ ..] => root().and_then(|root| bench::run(&root, words)),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    outcome.map_or_else(
        |error| {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

/// The workspace's folder: the parent of this crate's, which cargo names when it runs the program.
fn root() -> anyhow::Result<PathBuf> {
    let crate_folder = std::env::var_os("CARGO_MANIFEST_DIR").context("expected to be run as `cargo xtask`")?;
    let root = Path::new(&crate_folder).parent().context("the crate's folder has no parent")?;
    Ok(root.to_path_buf())
}

/// The cargo that started this program.
fn cargo() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}
