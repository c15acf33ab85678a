//! `evenface study`: the four-step experiment, its tables and its report.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use network::NamedDevice;
use study::{Crops, Existing, Request, StudyConfig};
use train::Length;

use crate::args::{Common, Format, StudyArgs};
use crate::progress::Progress;
use crate::{Verdict, pages, places, printed};

/// Set by Ctrl-C; the study stops at its next step and can be resumed.
static STOP: AtomicBool = AtomicBool::new(false);

/// Runs the study, prints its tables and the path of its report.
pub fn run(args: &StudyArgs, common: &Common) -> anyhow::Result<Verdict> {
    let config = resolve(args)?;
    let chosen = network::device::choose(&args.device)?;
    let out = args.out.clone().unwrap_or_else(|| Path::new("runs").join(&config.name));
    stop_on_ctrl_c()?;
    let progress = Progress::new(common.loudness());
    if chosen != NamedDevice::cpu() && !common.quiet {
        printed::message(&format!("computing on {}", in_words(&chosen)));
    }
    let request = Request {
        config: &config,
        faces: args.faces.as_deref(),
        weights: &places::weights_store(common)?,
        device: &chosen.device,
        out: &out,
        existing: existing(args),
        crops: if args.keep_crops { Crops::Keep } else { Crops::Forget },
        versions: &versions(&chosen),
        stop: &STOP,
    };
    let clock = pages::Clock::start();
    let outcome = study::run(&request, &progress)?;
    let written = pages::write(&outcome, &config, &out, &clock)?;
    match common.format {
        Format::Text => printed::data(&written.terminal)?,
        Format::Json => printed::data(&written.json)?,
    }
    printed::message(&format!("report: {}", written.page.display()));
    Ok(Verdict::Done)
}

/// What is recorded beside the configuration. The processor gives the same numbers everywhere and goes without saying.
fn versions(chosen: &NamedDevice) -> Vec<(String, String)> {
    let mut versions = vec![("evenface".to_owned(), env!("CARGO_PKG_VERSION").to_owned())];
    if *chosen != NamedDevice::cpu() {
        versions.push(("device".to_owned(), in_words(chosen)));
    }
    versions
}

/// A device with the name that its maker gave it.
fn in_words(chosen: &NamedDevice) -> String {
    match &chosen.hardware {
        Some(hardware) => format!("{} ({hardware})", chosen.name),
        None => chosen.name.clone(),
    }
}

/// Reads a configuration file.
pub fn read_config(path: &Path) -> anyhow::Result<StudyConfig> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    StudyConfig::from_toml(&text).with_context(|| path.display().to_string())
}

/// The configuration of the file, or the default for what was given, with the flags over it.
fn resolve(args: &StudyArgs) -> anyhow::Result<StudyConfig> {
    let mut config = match (&args.config, &args.faces) {
        (Some(path), _) => read_config(path)?,
        (None, Some(_)) => StudyConfig::default(),
        (None, None) => StudyConfig::phantom(),
    };
    config.data.read.layout = args.layout.or(config.data.read.layout);
    if !args.seeds.is_empty() {
        config.seeds.clone_from(&args.seeds);
    }
    if let Some(n) = args.epochs {
        config.train.length = Length::Epochs(n);
    }
    if let Some(n) = args.updates {
        config.train.length = Length::Updates(n);
    }
    if let Some(px) = args.input_px {
        config.train.input_px = px;
    }
    config.check()?;
    Ok(config)
}

fn existing(args: &StudyArgs) -> Existing {
    match (args.force, args.resume) {
        (true, _) => Existing::Replace,
        (_, true) => Existing::Resume,
        _ => Existing::Refuse,
    }
}

fn stop_on_ctrl_c() -> anyhow::Result<()> {
    let on_signal = || {
        if STOP.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
        printed::message("stopping at the next step; `--resume` continues (Ctrl-C again stops at once)");
    };
    ctrlc::set_handler(on_signal).context("cannot listen for Ctrl-C")
}

/// Where a run's counts are kept for `evenface report`.
pub fn counts_path(run: &Path) -> PathBuf {
    run.join("study.json")
}
