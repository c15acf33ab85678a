//! What a training run reports per epoch, and its file.

#[cfg(test)]
mod tests;

use std::fmt::Write;

use faces::Split;
use serde::{Deserialize, Serialize};

/// One split after one epoch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryRow {
    /// Which epoch (pass over the training set), from 1.
    pub epoch: usize,
    /// `train` (augmented pictures, weights still moving) or `val` (pictures as they are, weights after the epoch).
    pub split: Split,
    /// Mean loss: the training loss of the recipe, for `val` the plain cross entropy.
    pub loss: f64,
    /// Faces whose most probable expression was the annotated one.
    pub n_correct: usize,
    /// Faces seen, at least 1.
    pub n_faces: usize,
    /// Learning rate of the head at the last update.
    pub learning_rate: f64,
    /// Seconds that the epoch took, validation included; absent when nobody held a clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
}

impl HistoryRow {
    /// Share of faces that were correct, in `[0, 1]`.
    pub fn accuracy(&self) -> f64 {
        self.n_correct as f64 / self.n_faces as f64
    }
}

/// The rows as the content of `history.csv`.
pub fn to_csv(rows: &[HistoryRow]) -> String {
    let mut csv = "epoch,split,loss,accuracy,learning_rate,seconds,n_correct,n_faces\n".to_owned();
    for row in rows {
        let HistoryRow { epoch, split, loss, n_correct, n_faces, learning_rate, seconds } = row;
        let seconds = seconds.map(|s| s.to_string()).unwrap_or_default();
        let accuracy = row.accuracy();
        writeln!(csv, "{epoch},{split},{loss},{accuracy},{learning_rate},{seconds},{n_correct},{n_faces}")
            .expect("writing to a String cannot fail");
    }
    csv
}
