//! The training loop: as many updates as the recipe says, resumable after each of them.

mod epoch;
mod error;
mod journal;
mod state;
#[cfg(test)]
mod tests;
mod update;

use std::fmt;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use faces::{Expression, Split};
use network::{ExpressionNet, Normalisation};
use pixels::RgbImage;

pub use self::error::{Diverged, TrainError};
use self::journal::Journal;
use self::state::State;
use crate::checkpoint::{CheckpointError, CheckpointFolder};
use crate::fingerprint::Identity;
use crate::history::{HistoryRow, Part};
use crate::hold_out::Sides;
use crate::observer::Observer;
use crate::plan::Plan;
use crate::recipe::Recipe;

/// A labelled face to learn from.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// The cropped face, of any size of at least one pixel.
    pub picture: &'a RgbImage,
    /// What it shows.
    pub label: Expression,
    /// Who it shows, where that is known: pictures of one person are held out together or not at all.
    pub subject: Option<&'a str>,
    /// Gives another picture whenever the sample is learnt from; `None` for the same picture every time.
    pub redraw: Option<&'a dyn Redraw>,
}

/// Draws the picture of a sample anew for every pass, such as a face with a disguise of another design.
pub trait Redraw: fmt::Debug + Sync {
    /// The picture of a seed, and the same for the same seed; `None` leaves the sample's own.
    fn redraw(&self, seed: u64) -> Option<RgbImage>;
}

/// Whether an earlier run in the same folder counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resume {
    /// No: its checkpoints are removed.
    Fresh,
    /// Yes: go on from its last checkpoint, or start where there is none yet.
    Continue,
}

/// Everything that a training run needs. All but `run_dir`, `resume` and `stop` decides the resulting weights, to the bit.
#[derive(Debug)]
pub struct TrainRequest<'a> {
    /// The network with its initial weights.
    pub net: ExpressionNet,
    /// The training set, at least 2 samples.
    pub samples: &'a [Sample<'a>],
    /// Measured after every epoch and never used to choose anything; may be empty.
    pub validation: &'a [Sample<'a>],
    /// How to train.
    pub recipe: &'a Recipe,
    /// Mean and deviation of the channels.
    pub normalisation: Normalisation,
    /// Decides the order of samples and every augmentation.
    pub seed: u64,
    /// Where `history.csv` and `checkpoints/` go; created if missing.
    pub run_dir: &'a Path,
    /// Whether to go on from a checkpoint.
    pub resume: Resume,
    /// Set to true from elsewhere to end with [`TrainError::Interrupted`] before the next update.
    pub stop: &'a AtomicBool,
}

/// A trained network and how it got there.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The network after the last update, or its moving average, or that of the best epoch, as the recipe says; in training mode: predict with it as it is, or after `valid()`.
    pub net: ExpressionNet,
    /// Per epoch the training row and, where there are such faces, the held-out row and the validation row.
    pub history: Vec<HistoryRow>,
}

/// Trains a network for the length of the recipe, or until early stopping ends it.
///
/// The same request gives the same weights to the bit on the CPU, whatever the number of threads and however often the run
/// was interrupted and continued. A checkpoint holds all that the rest of the run depends on: weights, running statistics,
/// their moving average, the optimizer's moments, the best weights so far and the sums of the epoch in progress. One is
/// written after every epoch and, with `checkpoint_every`, inside it; killing the process loses at most what came after.
/// Beside it lie `history.csv` and the `TensorBoard` events.
///
/// # Errors
/// [`TrainError`]: bad input, a number that is not finite, an interruption, a checkpoint of another run, or a full disk.
#[expect(clippy::needless_pass_by_value, reason = "the network is given away, as the trained one comes back")]
pub fn fit(request: TrainRequest<'_>, observer: &mut dyn Observer) -> Result<Trained, TrainError> {
    let (sides, plan) = checked(&request)?;
    let identity = Identity::of(&request);
    let checkpoints = CheckpointFolder::of_run(request.run_dir);
    std::fs::create_dir_all(request.run_dir)
        .map_err(|source| CheckpointError::Io { path: request.run_dir.to_owned(), source })?;
    let mut state = State::new(&request, &identity, &checkpoints)?;
    let epochs = epoch::Epochs::new(&request, &sides, plan);
    let every = request.recipe.checkpoint_every;
    let mut journal = Journal::open(request.run_dir, every, (identity, checkpoints), &state, observer)?;
    while !epochs.are_over(&state) {
        state = epochs.run(state, &mut journal)?;
    }
    let history = std::mem::take(&mut state.history);
    Ok(Trained { net: state.into_net()?, history })
}

/// The updates that [`fit`] does at most: those of the recipe on the samples that are not held out. `None` where it would
/// refuse.
pub fn plan(recipe: &Recipe, samples: &[Sample<'_>], seed: u64) -> Option<Plan> {
    recipe.check().ok()?;
    Plan::new(recipe, sides(recipe, samples, seed)?.learnt.len())
}

fn checked<'a>(request: &TrainRequest<'a>) -> Result<(Sides<'a>, Plan), TrainError> {
    request.recipe.check()?;
    for (split, samples) in [(Split::Train, request.samples), (Split::Val, request.validation)] {
        let empty = |sample: &Sample<'_>| sample.picture.width() == 0 || sample.picture.height() == 0;
        if let Some(index) = samples.iter().position(empty) {
            return Err(TrainError::EmptyPicture { split, index });
        }
    }
    let found = request.samples.len();
    if found < 2 {
        return Err(TrainError::TooFewSamples { found });
    }
    let sides = sides(request.recipe, request.samples, request.seed).ok_or(TrainError::NobodyToHoldOut { found })?;
    let plan = Plan::new(request.recipe, sides.learnt.len()).ok_or(TrainError::TooFewSamples { found })?;
    Ok((sides, plan))
}

fn sides<'a>(recipe: &Recipe, samples: &[Sample<'a>], seed: u64) -> Option<Sides<'a>> {
    match &recipe.early_stopping {
        Some(rule) => Sides::new(samples, rule, seed),
        None => Some(Sides::without_held_out(samples)),
    }
}
