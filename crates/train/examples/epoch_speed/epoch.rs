//! A whole epoch from picture files: decoded and cropped as a study does, augmented, trained on.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use faces::Expression;
use network::{ExpressionNet, ExpressionNetConfig, Normalisation, device};
use pixels::{DecodeLimits, Filter, RgbImage, decode, resize};
use rayon::prelude::*;
use train::{Length, Recipe, Resume, Sample, Silent, TrainRequest, fit};

use crate::Outcome;
use crate::protocol::serve;

/// Side of the crops that are kept in memory: the study's default.
const CROP_PX: u32 = 224;
const SEED: u64 = 1;
const N_WARM_UP: usize = 1;

/// The first epoch of a run: every file is decoded and its crop kept.
pub fn first(folder: &Path) -> Outcome {
    let (files, net) = (files(folder)?, network());
    serve(N_WARM_UP, || one_epoch(&net, &crops(&files)?, folder))
}

/// Every other epoch: the crops are in memory.
pub fn later(folder: &Path) -> Outcome {
    let (crops, net) = (crops(&files(folder)?)?, network());
    serve(N_WARM_UP, || one_epoch(&net, &crops, folder))
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
fn one_epoch(net: &ExpressionNet, crops: &[(RgbImage, Expression)], folder: &Path) -> Outcome {
    let samples: Vec<_> = crops.iter().map(|(picture, label)| Sample { picture, label: *label }).collect();
    let recipe = Recipe { length: Length::Epochs(1), ..Recipe::default() };
    let request = TrainRequest {
        net: net.clone(),
        samples: &samples,
        validation: &[],
        recipe: &recipe,
        normalisation: Normalisation::IMAGENET,
        seed: SEED,
        run_dir: &folder.with_extension("run"),
        resume: Resume::Fresh,
        stop: &AtomicBool::new(false),
    };
    fit(request, &mut Silent)?;
    Ok(())
}
