//! Who watches a training run: progress bars and clocks live outside this library.

use crate::history::HistoryRow;

/// Where a run stands after an update.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepReport {
    /// The current epoch, from 1.
    pub epoch: usize,
    /// Epochs of the whole run, unless it stops early.
    pub n_epochs: usize,
    /// The update of the run that was just done, from 1.
    pub update: usize,
    /// Updates of the whole run, unless it stops early.
    pub n_updates: usize,
    /// Training pictures used so far, those before a resumption included.
    pub n_pictures_done: usize,
    /// Training pictures of the whole run.
    pub n_pictures_total: usize,
    /// Loss of this update.
    pub loss: f64,
    /// Euclidean norm of all gradients of this update together, before clipping.
    pub gradient_norm: f64,
    /// Learning rate of the head.
    pub learning_rate: f64,
    /// Learning rate of the backbone.
    pub backbone_learning_rate: f64,
}

/// Told about every update and every epoch.
pub trait Observer {
    /// After every update.
    fn step(&mut self, _report: &StepReport) {}

    /// After every epoch, once its checkpoint is on disk: its training row and, where there are such faces, its held-out row
    /// and its validation row.
    fn epoch(&mut self, _rows: &[HistoryRow]) {}

    /// Seconds since any fixed moment, for the column `seconds` of the history; `None` leaves it empty.
    fn seconds(&mut self) -> Option<f64> {
        None
    }

    /// Seconds since the start of 1970, for the `TensorBoard` events; `None` writes 0.
    fn wall_time(&mut self) -> Option<f64> {
        None
    }
}

/// An observer that does nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Observer for Silent {}
