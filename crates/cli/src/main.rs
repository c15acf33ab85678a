//! The `evenface` command: arguments, clock, environment and terminal around the library crates.

mod args;
mod audit_command;
mod augment_command;
mod calibrate_command;
mod dashboard;
mod diagnose_command;
mod diagnosis_page;
mod disguise_command;
mod export_command;
mod faces_command;
mod hints;
mod pages;
mod phantom_command;
mod places;
mod prepare_command;
mod printed;
mod progress;
mod report_command;
mod study_command;
mod weights_command;

use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;

use crate::args::{Cli, Command};

#[global_allocator]
static ALLOCATOR: network::CacheAligned = network::CacheAligned;

/// How a command ended that could run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Everything is as it should be.
    Done,
    /// A check found something.
    Failed,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(Verdict::Done) => ExitCode::SUCCESS,
        Ok(Verdict::Failed) => ExitCode::from(1),
        Err(error) => {
            printed::error(&error);
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<Verdict> {
    if let Some(n_threads) = cli.common.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads);
        pool.build_global().context("cannot start the worker threads")?;
    }
    match &cli.command {
        Command::Study(args) => study_command::run(args, &cli.common),
        Command::Prepare(args) => prepare_command::run(args, &cli.common),
        Command::Diagnose(args) => diagnose_command::run(args, &cli.common),
        Command::Audit(args) => audit_command::run(args, &cli.common),
        Command::Calibrate(args) => calibrate_command::run(args, &cli.common),
        Command::Phantom(args) => phantom_command::run(args, &cli.common),
        Command::Disguise(args) => disguise_command::run(args, &cli.common),
        Command::Augment(args) => augment_command::run(args, &cli.common),
        Command::Report(args) => report_command::run(args, &cli.common),
        Command::Export(args) => export_command::run(args, &cli.common),
        Command::Faces(command) => faces_command::run(command, &cli.common),
        Command::Weights(command) => weights_command::run(command, &cli.common),
    }
}
