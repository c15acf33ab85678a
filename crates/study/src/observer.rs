//! How a study tells what it is doing; the command line draws it, tests ignore it.

use train::{HistoryRow, StepReport};

/// A part of a study that takes time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Phantom faces are drawn.
    Draw,
    /// Pictures are decoded, faces found and cropped.
    Detect,
    /// Disguises are drawn, and the faces under them found again.
    Disguise,
    /// One model is trained.
    Train,
    /// One model predicts the test sets.
    Predict,
}

impl Stage {
    /// A word for a progress bar.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draw => "drawing",
            Self::Detect => "finding faces",
            Self::Disguise => "disguising",
            Self::Train => "training",
            Self::Predict => "predicting",
        }
    }
}

/// What a study tells while it runs. Calls come from several threads.
pub trait Observer: Sync {
    /// A stage begins; `detail` names the model or set, `n_total` counts pictures.
    fn begin(&self, stage: Stage, detail: &str, n_total: usize);
    /// `n_pictures` more of the stage are done; `note` is a word on its state, such as the loss.
    fn advance(&self, n_pictures: usize, note: Option<&str>);
    /// The stage is done.
    fn end(&self);
    /// After every update of a model's training; `model` is its name in tables and folders.
    fn step(&self, _model: &str, _seed: u64, _report: &StepReport) {}
    /// After every epoch of a model's training, once its checkpoint is on disk: one row per part of the data.
    fn epoch(&self, _model: &str, _seed: u64, _rows: &[HistoryRow]) {}
    /// Seconds since the start of 1970, for the `TensorBoard` events; `None` writes 0.
    fn wall_time(&self) -> Option<f64> {
        None
    }
    /// Something that the person who runs the study should know.
    fn say(&self, sentence: &str);
}

/// Tells nothing to anybody.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Observer for Silent {
    fn begin(&self, _: Stage, _: &str, _: usize) {}
    fn advance(&self, _: usize, _: Option<&str>) {}
    fn end(&self) {}
    fn say(&self, _: &str) {}
}
