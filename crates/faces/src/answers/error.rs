//! Why a table of answers cannot be audited.

use super::AnswerHints;
use crate::table::{Table, TableError};

/// Why a table of answers cannot be audited.
#[derive(Debug, thiserror::Error)]
pub enum AnswersError {
    /// Not a table that can be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A column that was named, or is needed, and is not there.
    #[error("the table has no column `{column}`; it has {known}")]
    NoColumn {
        /// The column.
        column: String,
        /// The columns that there are.
        known: String,
    },
    /// A column that is needed and that no usual name tells.
    #[error("no column is known to hold {what}; the table has {known}")]
    Unrecognised {
        /// What it would hold.
        what: &'static str,
        /// The columns that there are.
        known: String,
    },
    /// A column with too many values for groups.
    #[error("column `{column}` has more than {most} values, which is too many for groups; numbers can be binned")]
    TooManyLevels {
        /// The column.
        column: String,
        /// The greatest number.
        most: usize,
    },
    /// The model answers with other words than the truth.
    #[error("the predicted classes are not those of the truth: predicted {predicted}; annotated {annotated}")]
    Labels {
        /// Words of the model.
        predicted: String,
        /// Words of the truth.
        annotated: String,
    },
    /// Nobody is labelled, or there is one class.
    #[error("expected at least two classes, found {found}")]
    Classes {
        /// The classes.
        found: String,
    },
    /// An annotation that is none.
    #[error(
        "column `{column}`: found `{found}`, expected 0, 1, an intensity up to 5, or nothing where the unit is unknown"
    )]
    UnitLabel {
        /// The column.
        column: String,
        /// The cell.
        found: String,
    },
    /// Edges that do not ascend.
    #[error("the edges of the bins of `{column}` have to ascend, found {found:?}")]
    Edges {
        /// The column.
        column: String,
        /// The edges.
        found: Vec<f64>,
    },
    /// A value that was not there when the table was read first.
    #[error("row {row}: `{found}` was not in the table when it was read first")]
    Changed {
        /// The row of its part, from 0.
        row: usize,
        /// The value.
        found: String,
    },
}

impl AnswersError {
    pub(super) fn missing(column: &str, part: &Table) -> Self {
        Self::NoColumn { column: column.to_owned(), known: part.names().join(", ") }
    }

    pub(super) fn edges(hints: &AnswerHints) -> Option<Self> {
        let ascends =
            |edges: &[f64]| edges.windows(2).all(|pair| pair[0] < pair[1]) && edges.iter().all(|e| e.is_finite());
        let wrong = hints.bins.iter().find(|(_, edges)| edges.is_empty() || !ascends(edges))?;
        Some(Self::Edges { column: wrong.0.clone(), found: wrong.1.clone() })
    }
}
