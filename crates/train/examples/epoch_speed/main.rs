//! A whole epoch from picture files, as the peer of `bench/epoch.py`: `epoch_speed first|later FOLDER THREADS`.
//!
//! `epoch_speed pictures FOLDER N` draws the files. `first` decodes and crops them as a study does; `later` has the crops in
//! memory already. Both augment, train, and write the checkpoint and the history.
#![expect(clippy::print_stderr, reason = "this program is its own surface")]

mod pictures;
#[path = "../../../../bench/protocol.rs"]
mod protocol;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use faces::Expression;
use network::{ExpressionNet, ExpressionNetConfig, Normalisation, device};
use pixels::{DecodeLimits, Filter, RgbImage, decode, resize};
use rayon::prelude::*;
use train::{Length, Recipe, Resume, Sample, Silent, TrainRequest, fit};

use protocol::{Outcome, serve};

/// Side of the crops that are kept in memory: the study's default.
const CROP_PX: u32 = 224;
const SEED: u64 = 1;
const N_WARM_UP: usize = 1;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Outcome {
    match words {
        ["pictures", folder, n] => pictures::draw(Path::new(folder), n.parse()?),
        [which @ ("first" | "later"), folder, n_threads] => {
            rayon::ThreadPoolBuilder::new().num_threads(n_threads.parse()?).build_global()?;
            if *which == "first" { first(Path::new(folder)) } else { later(Path::new(folder)) }
        }
        _ => Err("usage: epoch_speed first|later FOLDER THREADS | pictures FOLDER N".into()),
    }
}

/// The first epoch of a run: every file is decoded and its crop kept.
fn first(folder: &Path) -> Outcome {
    let (files, net) = (files(folder)?, network());
    let run_dir = folder.with_extension("first");
    serve(N_WARM_UP, || one_epoch(&net, &crops(&files)?, &run_dir))
}

/// Every other epoch: the crops are in memory.
fn later(folder: &Path) -> Outcome {
    let (crops, net) = (crops(&files(folder)?)?, network());
    let run_dir = folder.with_extension("later");
    serve(N_WARM_UP, || one_epoch(&net, &crops, &run_dir))
}

fn network() -> ExpressionNet {
    ExpressionNetConfig::default().init(SEED, &device::cpu_for_training())
}

/// Every file of the folder of every expression, sorted.
fn files(folder: &Path) -> Result<Vec<(PathBuf, Expression)>, std::io::Error> {
    let mut files = Vec::new();
    for label in Expression::ALL {
        for entry in std::fs::read_dir(folder.join(label.name()))? {
            files.push((entry?.path(), label));
        }
    }
    files.sort();
    Ok(files)
}

fn crops(files: &[(PathBuf, Expression)]) -> Result<Vec<(RgbImage, Expression)>, pixels::DecodeError> {
    let crop = |(path, label): &(PathBuf, Expression)| {
        let picture = decode(path, &DecodeLimits::default())?;
        Ok((resize(&picture, CROP_PX, CROP_PX, Filter::Bilinear), *label))
    };
    files.par_iter().map(crop).collect()
}

/// One epoch of the default recipe, its checkpoint and its history included.
fn one_epoch(net: &ExpressionNet, crops: &[(RgbImage, Expression)], run_dir: &Path) -> Outcome {
    let samples: Vec<Sample<'_>> =
        crops.iter().map(|(picture, label)| Sample { picture, label: *label, subject: None, redraw: None }).collect();
    let recipe = Recipe { length: Length::Epochs(1), ..Recipe::default() };
    let request = TrainRequest {
        net: net.clone(),
        samples: &samples,
        validation: &[],
        recipe: &recipe,
        normalisation: Normalisation::IMAGENET,
        seed: SEED,
        run_dir,
        resume: Resume::Fresh,
        stop: &AtomicBool::new(false),
    };
    fit(request, &mut Silent)?;
    Ok(())
}
