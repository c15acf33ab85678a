//! What a training run reports per epoch, and its file.

#[cfg(test)]
mod tests;

use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};

/// Which pictures a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Those learnt from: augmented, with weights still moving.
    Train,
    /// Those of the training samples that were held out: as they are, with the weights after the epoch.
    HeldOut,
    /// The validation set: as it is, with the weights after the epoch; nothing is chosen by it.
    Val,
}

impl Part {
    /// Its name in files: `train`, `held-out` or `val`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::HeldOut => "held-out",
            Self::Val => "val",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One part of the data after one epoch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryRow {
    /// Which epoch (pass over the training set), from 1.
    pub epoch: usize,
    /// Which pictures.
    pub split: Part,
    /// Mean loss: the training loss of the recipe, for held-out and validation pictures the plain cross entropy.
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
    /// Whether early stopping keeps the weights of this epoch, as far as is known; false where it is off.
    #[serde(default, skip_serializing_if = "is_false")]
    pub kept: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl HistoryRow {
    /// Share of faces that were correct, in `[0, 1]`.
    pub fn accuracy(&self) -> f64 {
        self.n_correct as f64 / self.n_faces as f64
    }
}

/// The rows as the content of `history.csv`; the column `kept` is there when an epoch is marked.
pub fn to_csv(rows: &[HistoryRow]) -> String {
    let has_kept = rows.iter().any(|row| row.kept);
    let mut csv = "epoch,split,loss,accuracy,learning_rate,seconds,n_correct,n_faces".to_owned();
    csv.push_str(if has_kept { ",kept\n" } else { "\n" });
    for row in rows {
        let HistoryRow { epoch, split, loss, n_correct, n_faces, learning_rate, seconds, kept } = row;
        let seconds = seconds.map(|s| s.to_string()).unwrap_or_default();
        let accuracy = row.accuracy();
        write!(csv, "{epoch},{split},{loss},{accuracy},{learning_rate},{seconds},{n_correct},{n_faces}")
            .expect("writing to a String cannot fail");
        csv.push_str(match (has_kept, kept) {
            (false, _) => "\n",
            (true, false) => ",no\n",
            (true, true) => ",yes\n",
        });
    }
    csv
}
