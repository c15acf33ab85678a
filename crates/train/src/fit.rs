//! The training loop: a fixed number of updates, resumable after every epoch.

mod epoch;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use burn::module::Module;
use faces::files::{WriteError, write_atomically};
use faces::{Expression, Split};
use network::{ExpressionNet, Normalisation, WeightsError};
use pixels::RgbImage;

use crate::checkpoint::{CheckpointError, CheckpointFolder, Progress, Snapshot};
use crate::fingerprint::Identity;
use crate::history::{HistoryRow, to_csv};
use crate::observer::Observer;
use crate::optimizer::Optimizer;
use crate::plan::Plan;
use crate::recipe::{Recipe, RecipeError};

/// A labelled face to learn from.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// The cropped face, of any size of at least one pixel.
    pub picture: &'a RgbImage,
    /// What it shows.
    pub label: Expression,
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
    /// The network after the last update, in training mode; predict with it as it is, or after `valid()`.
    pub net: ExpressionNet,
    /// Per epoch the training row and, with a validation set, the validation row.
    pub history: Vec<HistoryRow>,
}

/// Why training ended without a trained network.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// A field of the recipe is out of range.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    /// Batch norm needs two pictures.
    #[error("expected at least 2 training samples, found {found}")]
    TooFewSamples {
        /// How many there are.
        found: usize,
    },
    /// A picture without pixels.
    #[error("{split} sample {index} has no pixels")]
    EmptyPicture {
        /// Of which set.
        split: Split,
        /// Which sample, from 0.
        index: usize,
    },
    /// The loss became infinite or no number; the last checkpoint is older and sound.
    #[error(
        "epoch {epoch}, update {update}: expected a finite loss on {split}, found {loss}; try a lower learning rate"
    )]
    NonFiniteLoss {
        /// On which set.
        split: Split,
        /// The epoch, from 1.
        epoch: usize,
        /// The update of the run, from 1.
        update: usize,
        /// The loss.
        loss: f64,
    },
    /// A weight became infinite or no number; the last checkpoint is older and sound.
    #[error("epoch {epoch}: expected finite weights, found others in `{tensor}`; try a lower learning rate")]
    NonFiniteWeights {
        /// The epoch, from 1.
        epoch: usize,
        /// The first such tensor.
        tensor: String,
    },
    /// The flag `stop` was set; [`Resume::Continue`] goes on from the last checkpoint.
    #[error("interrupted in epoch {epoch} before update {update}")]
    Interrupted {
        /// The epoch, from 1.
        epoch: usize,
        /// The update of the run that was not done, from 1.
        update: usize,
    },
    /// The checkpoint in the folder belongs to a run that differs.
    #[error("the checkpoint belongs to a run with another {what}: expected {expected}, found {found}")]
    OtherRun {
        /// What differs.
        what: &'static str,
        /// This run's fingerprint.
        expected: String,
        /// The checkpoint's fingerprint.
        found: String,
    },
    /// A checkpoint could not be written or read.
    #[error("checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The history could not be written.
    #[error(transparent)]
    History(#[from] WriteError),
    /// The checkpoint holds the weights of another network.
    #[error("checkpoint: {0}")]
    Weights(#[from] WeightsError),
}

/// What changes during a run.
struct State {
    net: ExpressionNet,
    optimizer: Optimizer,
    n_passes_done: usize,
    history: Vec<HistoryRow>,
}

/// Trains a network for the length of the recipe.
///
/// The same request gives the same weights to the bit on the CPU, whatever the number of threads and however often the run
/// was interrupted and continued. A batch norm's running statistics and the optimizer's moments are part of a checkpoint,
/// which is written after every epoch; killing the process loses at most the epoch in progress.
///
/// # Errors
/// [`TrainError`]: bad input, a loss that is not finite, an interruption, a checkpoint of another run, or a full disk.
#[expect(clippy::needless_pass_by_value, reason = "the network is given away, as the trained one comes back")]
pub fn fit(request: TrainRequest<'_>, observer: &mut dyn Observer) -> Result<Trained, TrainError> {
    let plan = checked_plan(&request)?;
    let identity = Identity::of(&request);
    let checkpoints = CheckpointFolder::of_run(request.run_dir);
    std::fs::create_dir_all(request.run_dir)
        .map_err(|source| CheckpointError::Io { path: request.run_dir.to_owned(), source })?;
    let mut state = initial_state(&request, &identity, &checkpoints)?;
    let epochs = epoch::Epochs::new(&request, plan);
    let history_path = request.run_dir.join("history.csv");
    write_atomically(&history_path, to_csv(&state.history))?;
    for pass in state.n_passes_done..plan.n_passes() {
        let rows;
        (state, rows) = epochs.run(state, pass, observer)?;
        checkpoints.save(&snapshot(&state, &identity)?)?;
        write_atomically(&history_path, to_csv(&state.history))?;
        observer.epoch(&rows);
    }
    Ok(Trained { net: state.net, history: state.history })
}

fn checked_plan(request: &TrainRequest<'_>) -> Result<Plan, TrainError> {
    request.recipe.check()?;
    for (split, samples) in [(Split::Train, request.samples), (Split::Val, request.validation)] {
        let empty = |sample: &Sample<'_>| sample.picture.width() == 0 || sample.picture.height() == 0;
        if let Some(index) = samples.iter().position(empty) {
            return Err(TrainError::EmptyPicture { split, index });
        }
    }
    let found = request.samples.len();
    Plan::new(request.recipe, found).ok_or(TrainError::TooFewSamples { found })
}

fn initial_state(
    request: &TrainRequest<'_>,
    identity: &Identity,
    checkpoints: &CheckpointFolder,
) -> Result<State, TrainError> {
    let optimizer = Optimizer::new(request.recipe);
    // A copy of its own: clones share running statistics, and the caller may still use the network it passed.
    let net = request.net.valid().train();
    let snapshot = match request.resume {
        Resume::Fresh => {
            checkpoints.clear()?;
            None
        }
        Resume::Continue => checkpoints.load()?,
    };
    let Some(Snapshot { weights, moments, progress }) = snapshot else {
        return Ok(State { net, optimizer, n_passes_done: 0, history: Vec::new() });
    };
    if let Some((what, expected, found)) = identity.difference(&progress.identity) {
        return Err(TrainError::OtherRun { what, expected: expected.to_owned(), found: found.to_owned() });
    }
    let net = net.load_state_dict(&weights)?;
    let optimizer = optimizer.resumed(progress.n_updates, &moments, &epoch::device_of(&net).inner());
    Ok(State { net, optimizer, n_passes_done: progress.n_passes_done, history: progress.history })
}

fn snapshot(state: &State, identity: &Identity) -> Result<Snapshot, TrainError> {
    let weights = state.net.to_state_dict();
    let values = |name: &str| weights.get(name).map_or(&[][..], |tensor| &tensor.values);
    if let Some(tensor) = weights.names().find(|name| values(name).iter().any(|value| !value.is_finite())) {
        return Err(TrainError::NonFiniteWeights { epoch: state.n_passes_done, tensor: tensor.to_owned() });
    }
    let n_updates = state.optimizer.n_updates();
    let progress = Progress::new(state.n_passes_done, n_updates, identity.clone(), state.history.clone());
    Ok(Snapshot { weights, moments: state.optimizer.moments(), progress })
}
