//! Recipe, augmentation, training loop, checkpoints and prediction.

pub mod augment;
mod averages;
mod batches;
pub mod checkpoint;
mod fingerprint;
pub mod fit;
mod gradients;
pub mod history;
mod hold_out;
pub mod loss;
mod mixup;
pub mod observer;
mod optimizer;
pub mod plan;
pub mod predict;
pub mod recipe;
pub mod schedule;
mod selection;
mod tensorboard;

pub use augment::{Augmentation, DrawKey};
pub use checkpoint::CheckpointError;
pub use fit::{Diverged, Redraw, Resume, Sample, TrainError, TrainRequest, Trained, fit};
pub use history::{HistoryRow, Part};
pub use observer::{Observer, Silent, StepReport};
pub use plan::Plan;
pub use predict::{PredictError, PredictOptions, predict};
pub use recipe::{ClassWeights, EarlyStopping, Length, Recipe, RecipeError, UpdateRule};
pub use schedule::{Every, Schedule};
