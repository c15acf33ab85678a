//! Predictions on disk: one row per face, faces that no detector found among them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::FileError;
use crate::csv_table;
use crate::face_id::PathProblem;
use crate::files::{self, WriteError};
use crate::probabilities::{BadProbabilities, Probabilities};
use crate::{Expression, FaceId, UnknownExpression};

mod row;

/// What came out for one face.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The face.
    pub face: FaceId,
    /// What the face shows, as annotated.
    pub truth: Expression,
    /// What the model answered; `None` where no face was found in the picture.
    pub probabilities: Option<Probabilities>,
    /// Annotated properties by column; an unknown one is absent.
    pub groups: BTreeMap<String, String>,
}

impl Outcome {
    /// Whether a face was found.
    pub fn found(&self) -> bool {
        self.probabilities.is_some()
    }

    /// The most probable expression; `None` where no face was found.
    pub fn predicted(&self) -> Option<Expression> {
        self.probabilities.map(|p| p.predicted())
    }

    /// Whether the prediction is the truth; a face that was not found is not correct.
    pub fn is_correct(&self) -> bool {
        self.predicted() == Some(self.truth)
    }
}

/// Columns before the probabilities.
const COLUMNS: [&str; 4] = ["face", "truth", "predicted", "status"];

/// The columns of every predictions file; the probabilities spell out the label order.
fn fixed_columns() -> Vec<String> {
    let probabilities = Expression::ALL.iter().map(|e| format!("p_{e}"));
    COLUMNS.into_iter().map(str::to_owned).chain(probabilities).collect()
}

/// Whether a group of this name would be taken for a column that every predictions file has.
pub fn is_reserved(column: &str) -> bool {
    fixed_columns().iter().any(|c| c == column)
}

/// Why predictions cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum PredictionsError {
    /// The file cannot be read, or is no table.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file cannot be written.
    #[error(transparent)]
    Unwritable(#[from] WriteError),
    /// The columns, and with them perhaps the label order, are not ours.
    #[error(
        "{}, line 1: expected the columns {} and then groups, each once; found {}",
        .path.display(), fixed_columns().join(","), .found.join(",")
    )]
    Header {
        /// The file.
        path: PathBuf,
        /// The columns that were found.
        found: Vec<String>,
    },
    /// A row that cannot be read.
    #[error("{}, line {line}: {fault}", .path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// The line of the row.
        line: usize,
        /// What is wrong with it.
        fault: OutcomeFault,
    },
    /// A group with a name that is empty or that the file needs for itself.
    #[error("a group cannot be called `{name}` in predictions")]
    GroupName {
        /// The name.
        name: String,
    },
}

/// What is wrong with a row of predictions.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum OutcomeFault {
    /// The face has no name that can be one.
    #[error("{0}")]
    Face(#[from] PathProblem),
    /// The face was named before.
    #[error("`{0}` is named twice")]
    Duplicate(FaceId),
    /// A truth or prediction that is no expression.
    #[error("{0}")]
    Expression(#[from] UnknownExpression),
    /// A status that is neither `found` nor `none`.
    #[error("found status `{0}`, expected found or none")]
    Status(String),
    /// A probability that is no number.
    #[error("column `{column}`: found `{found}`, expected a number from 0 to 1")]
    Number {
        /// The column.
        column: String,
        /// The cell.
        found: String,
    },
    /// Numbers that are no probabilities.
    #[error("{0}")]
    Probabilities(#[from] BadProbabilities),
    /// A face that was not found, but has an answer.
    #[error("no face was found, so expected empty cells for the prediction and its probabilities")]
    AnswerWithoutFace,
    /// A prediction that its own probabilities contradict.
    #[error("`{found}` is predicted, but most probable is {expected}")]
    NotMostProbable {
        /// The prediction of the row.
        found: Expression,
        /// The most probable expression.
        expected: Expression,
    },
}

/// The text of a predictions file, sorted by face.
///
/// # Errors
/// A group with an empty or reserved name.
pub fn to_csv(outcomes: &[Outcome]) -> Result<String, PredictionsError> {
    let groups: BTreeSet<&str> = outcomes.iter().flat_map(|o| o.groups.keys().map(String::as_str)).collect();
    if let Some(name) = groups.iter().find(|name| name.is_empty() || is_reserved(name)) {
        return Err(PredictionsError::GroupName { name: (*name).to_owned() });
    }
    let mut sorted: Vec<&Outcome> = outcomes.iter().collect();
    sorted.sort_by(|a, b| a.face.cmp(&b.face));
    let header = fixed_columns().into_iter().chain(groups.iter().map(|&g| g.to_owned())).collect();
    let rows = sorted.into_iter().map(|outcome| row::to_cells(outcome, &groups));
    Ok(csv_table::to_text(std::iter::once(header).chain(rows)))
}

/// Writes predictions atomically.
///
/// # Errors
/// A group with an empty or reserved name, or a file that cannot be written.
pub fn write(path: &Path, outcomes: &[Outcome]) -> Result<(), PredictionsError> {
    Ok(files::write_atomically(path, to_csv(outcomes)?)?)
}

/// Reads predictions, in the order of the file: Parquet where its name ends so, else CSV.
///
/// # Errors
/// A file that is not one of ours, label order included, or that contradicts itself.
pub fn read(path: &Path) -> Result<Vec<Outcome>, PredictionsError> {
    from_table(csv_table::open(path, csv::Trim::None)?, path)
}

/// Reads the bytes of a predictions file; `path` is only for messages.
///
/// # Errors
/// As [`read()`].
pub fn from_csv(bytes: &[u8], path: &Path) -> Result<Vec<Outcome>, PredictionsError> {
    let table = csv_table::read(bytes, csv::Trim::None)
        .map_err(|problem| FileError::NotATable { path: path.to_owned(), problem })?;
    from_table(table, path)
}

fn from_table(table: csv_table::Table, path: &Path) -> Result<Vec<Outcome>, PredictionsError> {
    if !is_header(&table.header) {
        return Err(PredictionsError::Header { path: path.to_owned(), found: table.header });
    }
    let groups = &table.header[fixed_columns().len()..];
    let mut seen: BTreeSet<FaceId> = BTreeSet::new();
    let mut outcome = |record| {
        let outcome = row::from_cells(record, groups)?;
        let is_new = seen.insert(outcome.face.clone());
        if is_new { Ok(outcome) } else { Err(OutcomeFault::Duplicate(outcome.face)) }
    };
    let located = |line, fault| PredictionsError::Row { path: path.to_owned(), line, fault };
    table.rows.iter().map(|(line, record)| outcome(record).map_err(|fault| located(*line, fault))).collect()
}

/// Whether the columns are the fixed ones in order, and then groups with names of their own.
fn is_header(header: &[String]) -> bool {
    let fixed = fixed_columns();
    let has_names = header.iter().all(|c| !c.is_empty());
    header.starts_with(&fixed) && has_names && header.iter().collect::<BTreeSet<_>>().len() == header.len()
}

#[cfg(test)]
mod tests;
