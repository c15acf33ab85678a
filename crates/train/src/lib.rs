//! Recipe, augmentation, training loop, checkpoints and prediction.

pub mod augment;
mod batches;
pub mod checkpoint;
mod fingerprint;
pub mod fit;
pub mod history;
pub mod loss;
pub mod observer;
mod optimizer;
pub mod plan;
pub mod predict;
pub mod recipe;

pub use augment::{Augmentation, DrawKey};
pub use checkpoint::CheckpointError;
pub use fit::{Resume, Sample, TrainError, TrainRequest, Trained, fit};
pub use history::HistoryRow;
pub use observer::{Observer, Silent, StepReport};
pub use plan::Plan;
pub use predict::{PredictError, PredictOptions, predict};
pub use recipe::{ClassWeights, Length, Recipe, RecipeError, Schedule, UpdateRule};
