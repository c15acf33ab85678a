//! Why training ended without a trained network.

use faces::Split;
use faces::files::WriteError;
use network::WeightsError;

use crate::checkpoint::CheckpointError;
use crate::history::Part;
use crate::recipe::RecipeError;

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
    /// Early stopping is asked for, and no person can be held out.
    #[error(
        "expected training samples of which a person can be held out for early stopping, with 2 samples and every class \
         left; found none among {found}"
    )]
    NobodyToHoldOut {
        /// How many samples there are.
        found: usize,
    },
    /// A number became infinite or none; the last checkpoint is older and sound.
    #[error(transparent)]
    Diverged(#[from] Diverged),
    /// The flag `stop` was set; [`crate::Resume::Continue`] goes on from the last checkpoint.
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
    /// The history or the events could not be written.
    #[error(transparent)]
    History(#[from] WriteError),
    /// The checkpoint holds the weights of another network.
    #[error("checkpoint: {0}")]
    Weights(#[from] WeightsError),
}

/// Which number became infinite or none, and when; the weights on disk are those before it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Diverged {
    /// The loss.
    #[error(
        "epoch {epoch}, update {update}: expected a finite loss on {part}, found {loss}; try a lower learning rate"
    )]
    Loss {
        /// On which pictures.
        part: Part,
        /// The epoch, from 1.
        epoch: usize,
        /// The update of the run that it belongs to, or after which it was measured, from 1.
        update: usize,
        /// The loss.
        loss: f64,
    },
    /// A gradient; the update was not done.
    #[error(
        "epoch {epoch}, update {update}: expected finite gradients, found a norm of {norm}; try a lower learning rate"
    )]
    Gradient {
        /// The epoch, from 1.
        epoch: usize,
        /// The update of the run, from 1.
        update: usize,
        /// Their norm.
        norm: f64,
    },
    /// A weight or running statistic, found when a checkpoint was to be written.
    #[error(
        "epoch {epoch}, update {update}: expected finite weights, found others in `{tensor}`; try a lower learning rate"
    )]
    Weights {
        /// The epoch, from 1.
        epoch: usize,
        /// The last update done, from 1.
        update: usize,
        /// The first such tensor.
        tensor: String,
    },
}
