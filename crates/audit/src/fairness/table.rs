//! The table that an audit is made from: what its columns mean, and one row per picture and seed.

use faces::answers::AnswerGroup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A column of groups, such as gender, binned age or what is worn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// The name of the column.
    pub name: String,
    /// The values that it may have; a row holds the place of one of them.
    pub levels: Vec<String>,
}

impl From<&AnswerGroup> for Attribute {
    fn from(group: &AnswerGroup) -> Self {
        Self { name: group.name.clone(), levels: group.levels.clone() }
    }
}

/// What the numbers in the rows mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// The classes in the order of the model's outputs; for a binary task the second one is "positive".
    pub classes: Vec<String>,
    /// The columns of groups.
    pub attributes: Vec<Attribute>,
}

/// One picture with the answer of one model.
///
/// # Shapes
/// `groups`: one entry per attribute; `probabilities`: one per class, or none at all.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The place of the level per attribute; `None` is unknown, and in no group of that attribute.
    pub groups: &'a [Option<u16>],
    /// The annotated class.
    pub truth: u16,
    /// The predicted class; `None` where the detector found no face.
    pub predicted: Option<u16>,
    /// Who is shown; rows of one person are never taken for independent ones. `None` in all rows or in none.
    pub person: Option<u64>,
    /// Which training of the model answered; 0 where there is one.
    pub seed: u16,
    /// What the model gave each class; a number that is not in `[0, 1]` is counted as a bad score, and not averaged in.
    pub probabilities: &'a [f32],
}

/// A row that does not fit the columns, or rows that do not fit each other.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TallyError {
    /// Fewer than two classes, or more than fit.
    #[error("expected 2 to {most} classes, found {found}")]
    Classes {
        /// The greatest number.
        most: usize,
        /// How many were named.
        found: usize,
    },
    /// Another number of groups than attributes.
    #[error("expected {expected} groups in the row, found {found}")]
    Groups {
        /// How many attributes there are.
        expected: usize,
        /// How many groups the row has.
        found: usize,
    },
    /// A level that the attribute does not have.
    #[error("attribute `{attribute}`: expected a level below {n_levels}, found {found}")]
    Level {
        /// The attribute.
        attribute: String,
        /// How many levels it has.
        n_levels: usize,
        /// The level of the row.
        found: u16,
    },
    /// A class that there is not.
    #[error("expected a class below {n_classes}, found {found}")]
    Class {
        /// How many classes there are.
        n_classes: usize,
        /// The class of the row.
        found: u16,
    },
    /// Another number of probabilities than classes.
    #[error("expected {expected} probabilities in the row, or none, found {found}")]
    Probabilities {
        /// How many classes there are.
        expected: usize,
        /// How many probabilities the row has.
        found: usize,
    },
    /// Another number of action units than named.
    #[error("expected {expected} action units in the row, found {found}")]
    Units {
        /// How many units were named.
        expected: usize,
        /// How many the row has.
        found: usize,
    },
    /// Rows with a person and rows without one.
    #[error("expected a person in all rows or in none, found both")]
    People,
    /// Several seeds answered, but which rows show the same face is not known.
    #[error("expected a person (or face) in every row because there are {n_seeds} seeds, found none")]
    SeedsWithoutPeople {
        /// How many seeds there are.
        n_seeds: usize,
    },
    /// No row at all.
    #[error("expected rows, found none")]
    Empty,
}

/// More classes than this are not an expression task.
pub(super) const MOST_CLASSES: usize = 1000;

impl Columns {
    pub(super) fn check(&self) -> Result<(), TallyError> {
        let found = self.classes.len();
        let fits = (2..=MOST_CLASSES).contains(&found);
        if fits { Ok(()) } else { Err(TallyError::Classes { most: MOST_CLASSES, found }) }
    }

    pub(super) fn check_row(&self, row: &Row<'_>) -> Result<(), TallyError> {
        let (n_classes, expected) = (self.classes.len(), self.attributes.len());
        if row.groups.len() != expected {
            return Err(TallyError::Groups { expected, found: row.groups.len() });
        }
        let unknown_class = [Some(row.truth), row.predicted].into_iter().flatten().find(|c| n_classes <= *c as usize);
        if let Some(found) = unknown_class {
            return Err(TallyError::Class { n_classes, found });
        }
        if ![0, n_classes].contains(&row.probabilities.len()) {
            return Err(TallyError::Probabilities { expected: n_classes, found: row.probabilities.len() });
        }
        for (attribute, level) in self.attributes.iter().zip(row.groups) {
            let n_levels = attribute.levels.len();
            if let Some(found) = level.filter(|level| n_levels <= *level as usize) {
                return Err(TallyError::Level { attribute: attribute.name.clone(), n_levels, found });
            }
        }
        Ok(())
    }
}
