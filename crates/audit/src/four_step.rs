//! The four-step experiment as data: which model met which test faces, and what that says about disguises.

use faces::Expression;
use serde::{Deserialize, Serialize};

use crate::cell::{CellOutcome, Scored};
use crate::condition::{Condition, ModelKind, TestKind};
use crate::estimate::{Estimate, Spread};
use crate::paired::Paired;

mod build;

pub use build::four_step;

/// The answers of one model of one seed to one test set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predictions {
    /// The seed of the training.
    pub seed: u64,
    /// What the model was trained on, and which test set this is.
    pub condition: Condition,
    /// One entry per test picture, in any order.
    pub faces: Vec<Scored>,
}

/// One model on one test set, seed by seed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// What the model was trained on.
    pub model: ModelKind,
    /// What it was tested on.
    pub test: TestKind,
    /// Counts per seed, in the order of [`FourStep::seeds`].
    pub per_seed: Vec<CellOutcome>,
    /// Micro accuracy over found faces.
    pub accuracy: Option<Estimate>,
    /// Micro accuracy with faces that were not found counted as errors.
    pub accuracy_with_missing: Option<Estimate>,
    /// Macro accuracy over found faces: the seeds' spread.
    pub macro_accuracy: Option<Spread>,
    /// Recall per expression over found faces, in the order of [`Expression::ALL`].
    pub recalls: [Option<Estimate>; Expression::COUNT],
}

/// Two conditions on paired faces.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// Where the difference starts from.
    pub first: Condition,
    /// What it leads to.
    pub second: Condition,
    /// Counts over pairs in which both faces were found, in the order of [`FourStep::seeds`].
    pub per_seed: Vec<Paired>,
    /// The exact `McNemar` p-value of each seed. Pictures of one parent are treated as independent here.
    pub p_values: Vec<f64>,
    /// Accuracy of the second minus accuracy of the first; `None` without pairs.
    pub difference: Option<Estimate>,
    /// The same over all pairs, with faces that were not found counted as errors.
    pub difference_with_missing: Option<Estimate>,
}

/// The whole experiment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FourStep {
    /// The version of this layout.
    pub format: Format,
    /// The seeds of the trainings, ascending.
    pub seeds: Vec<u64>,
    /// Every model on every test set, sorted by model, then test.
    pub cells: Vec<Cell>,
    /// Two models on the same test set.
    pub comparisons: Vec<Comparison>,
    /// The same model on real faces and on the same faces disguised; only disguised faces whose parent is in the real
    /// test set take part.
    pub disguise_gaps: Vec<Comparison>,
}

/// The version of a file's layout; reading any other version is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Format;

/// Why predictions do not make an experiment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FourStepError {
    /// Nothing was given.
    #[error("expected predictions of at least one model, found none")]
    Empty,
    /// Two lists for one model, test and seed.
    #[error("expected one list for {condition}, seed {seed}, found two")]
    Twice {
        /// The condition.
        condition: Condition,
        /// The seed.
        seed: u64,
    },
    /// A condition was run with other seeds than the first one.
    #[error("expected the seeds {expected:?} for {condition}, found {found:?}")]
    Seeds {
        /// The condition.
        condition: Condition,
        /// Seeds of the first condition.
        expected: Vec<u64>,
        /// Seeds of this one.
        found: Vec<u64>,
    },
    /// A face id occurs twice in one list.
    #[error("expected face `{face}` once for {condition}, seed {seed}, found it twice")]
    FaceTwice {
        /// The condition.
        condition: Condition,
        /// The seed.
        seed: u64,
        /// The face's id.
        face: String,
    },
    /// Two lists of one test set differ in their pictures, annotations, parents or found faces.
    #[error("expected the same faces in every list of the {test} test, found `{face}` to differ for {condition}")]
    FacesDiffer {
        /// The test set.
        test: TestKind,
        /// The condition of the list that differs from the first.
        condition: Condition,
        /// The first face that differs.
        face: String,
    },
    /// The layout of a file is of another version.
    #[error("expected format = 1, found format = {found}")]
    Format {
        /// The version as found.
        found: u32,
    },
}

impl Cell {
    /// The cell's model and test.
    pub fn condition(&self) -> Condition {
        Condition::new(self.model, self.test)
    }

    /// Counts summed over seeds: every face counts once per seed, so only ratios of it are to be shown.
    pub fn pooled(&self) -> CellOutcome {
        let mut sum = CellOutcome::default();
        for outcome in &self.per_seed {
            let pairs = sum.confusion.iter_mut().flatten().zip(outcome.confusion.iter().flatten());
            pairs.for_each(|(total, count)| *total += count);
            sum.n_missed.iter_mut().zip(outcome.n_missed).for_each(|(total, count)| *total += count);
        }
        sum
    }
}

impl FourStep {
    /// The cell of a condition, where it was run.
    pub fn cell(&self, condition: Condition) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.condition() == condition)
    }

    /// The comparison from one model to another on one test set.
    pub fn comparison(&self, first: ModelKind, second: ModelKind, test: TestKind) -> Option<&Comparison> {
        let ends = (Condition::new(first, test), Condition::new(second, test));
        self.comparisons.iter().find(|c| (c.first, c.second) == ends)
    }

    /// What `test` costs `model` against the same faces undisguised.
    pub fn disguise_gap(&self, model: ModelKind, test: TestKind) -> Option<&Comparison> {
        let ends = (Condition::new(model, TestKind::Real), Condition::new(model, test));
        self.disguise_gaps.iter().find(|c| (c.first, c.second) == ends)
    }

    /// Whether any model met this test set.
    pub fn has_test(&self, test: TestKind) -> bool {
        self.cells.iter().any(|cell| cell.test == test)
    }

    /// Whether this model was tested on anything.
    pub fn has_model(&self, model: ModelKind) -> bool {
        self.cells.iter().any(|cell| cell.model == model)
    }
}

impl TryFrom<u32> for Format {
    type Error = FourStepError;

    fn try_from(found: u32) -> Result<Self, FourStepError> {
        if found == 1 { Ok(Self) } else { Err(FourStepError::Format { found }) }
    }
}

impl From<Format> for u32 {
    fn from(_: Format) -> Self {
        1
    }
}

#[cfg(test)]
mod tests;
