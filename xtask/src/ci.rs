//! Everything that has to hold before a change is merged, step by step, with the seconds each step took.

mod step;
mod tally;

use std::net::{TcpStream, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use step::{STEPS, Step, Work};
use tally::Tally;

const CARGO_DENY: &str = "0.20.2";
const ADVISORY_HOST: (&str, u16) = ("github.com", 443);
const PROBE_TIMEOUT: Duration = Duration::from_secs(3);

/// Runs every step, stops at the first that fails, and ends with the number of tests.
pub fn run(root: &Path) -> anyhow::Result<()> {
    let mut tally = Tally::default();
    let mut summary = Vec::new();
    for step in STEPS {
        println!("== {} ({})", step.name, step.describes);
        let start = Instant::now();
        let outcome = run_step(root, step, &mut tally);
        let line = format!("{:<7} {:>6.1} s", step.name, start.elapsed().as_secs_f64());
        println!("== {line} {}", if outcome.is_ok() { "ok" } else { "FAILED" });
        if let Err(error) = outcome {
            bail!("step '{}' failed: {error:#}\nhint: {}", step.name, step.hint);
        }
        summary.push(line);
    }
    println!("\nall steps passed\n{}\n{tally}", summary.join("\n"));
    Ok(())
}

fn run_step(root: &Path, step: &Step, tally: &mut Tally) -> anyhow::Result<()> {
    match step.work {
        Work::Cargo(arguments) => expect_success(cargo(root).args(arguments)),
        Work::Tests(arguments) => run_tests(cargo(root).args(arguments), tally),
        Work::Docs(arguments) => expect_success(cargo(root).args(arguments).env("RUSTDOCFLAGS", "-D warnings")),
        Work::Tidy => crate::tidy::run(root),
        Work::Deny => check_dependencies(root),
    }
}

fn cargo(root: &Path) -> Command {
    let mut command = Command::new(crate::cargo());
    command.current_dir(root);
    command
}

fn expect_success(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("could not start {}", command.get_program().display()))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}

/// Shows what the tests print as it comes, and counts them.
fn run_tests(command: &mut Command, tally: &mut Tally) -> anyhow::Result<()> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("could not start the tests")?;
    let output = child.stdout.take().context("the tests have no output")?;
    tally.read(output, |line| println!("{line}"))?;
    let status = child.wait()?;
    println!("{tally}");
    if !status.success() {
        bail!("the tests ended with {status}");
    }
    Ok(())
}

/// Licences, bans and sources always; advisories if their database can be had.
fn check_dependencies(root: &Path) -> anyhow::Result<()> {
    let deny = cargo_deny(root)?;
    let deny = |arguments: &[&str]| {
        let mut command = Command::new(&deny);
        command.current_dir(root).args(["--log-level", "error"]).args(arguments);
        command
    };
    expect_success(&mut deny(&["check", "licenses", "bans", "sources"]))?;
    let has_database = is_reachable(ADVISORY_HOST) && deny(&["fetch", "db"]).stderr(Stdio::null()).status()?.success();
    if !has_database {
        println!("skipped: advisories (their database cannot be reached)");
        return Ok(());
    }
    expect_success(&mut deny(&["--offline", "check", "advisories"]))
}

/// The installed cargo-deny, or the pinned one, which is then built once into `target/tools`.
fn cargo_deny(root: &Path) -> anyhow::Result<PathBuf> {
    let tools = root.join("target/tools");
    let built = tools.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    for candidate in [PathBuf::from("cargo-deny"), built.clone()] {
        let version = Command::new(&candidate).arg("--version").stdout(Stdio::null()).status();
        if version.is_ok_and(|status| status.success()) {
            return Ok(candidate);
        }
    }
    println!("installing cargo-deny {CARGO_DENY} into target/tools, about a minute");
    // It runs for a second, so optimising it would take longer than it saves.
    let mut install = cargo(root);
    install.args(["install", "--quiet", "--locked", "--no-default-features", "--root"]).arg(tools);
    install.arg(format!("cargo-deny@{CARGO_DENY}")).env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
    install.env("CARGO_PROFILE_RELEASE_LTO", "false").env("CARGO_PROFILE_RELEASE_DEBUG", "false");
    expect_success(&mut install)?;
    Ok(built)
}

fn is_reachable(host: (&str, u16)) -> bool {
    let Ok(mut addresses) = host.to_socket_addrs() else { return false };
    addresses.next().is_some_and(|address| TcpStream::connect_timeout(&address, PROBE_TIMEOUT).is_ok())
}
