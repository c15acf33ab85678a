//! A model's answers in any table: which columns hold what, and the rows one by one, however many there are.

mod columns;
mod error;
mod levels;
mod people;
mod roles;
mod rows;
#[cfg(test)]
mod tests;
mod units;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use self::columns::AnswerColumns;
pub use self::error::AnswersError;
pub use self::levels::{AnswerGroup, Bins};
use self::levels::{Gathered, RowCounts, Words};
pub use self::people::PeopleNumbers;
pub use self::rows::AnswerRow;
pub use self::units::{UnitAnswerRow, UnitAnswers};
use crate::table::{Table, column_names, read_parts};

/// What a person says about a table; what is left open is recognised by the usual names of columns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AnswerHints {
    /// The column of the annotated class.
    pub truth: Option<String>,
    /// The column of the predicted class.
    pub predicted: Option<String>,
    /// What the names of the columns of probabilities begin with, before the class: `p_`.
    pub scores: Option<String>,
    /// The column that tells who is shown.
    pub person: Option<String>,
    /// The column that tells which training of the model answered.
    pub seed: Option<String>,
    /// The column that names the picture.
    pub picture: Option<String>,
    /// The column in which a disguised picture names the same face without: the picture of that row.
    pub parent: Option<String>,
    /// The columns of groups; every column with 2 to 12 values where absent.
    pub groups: Option<Vec<String>>,
    /// Edges of the bins of columns of numbers: `age = [30, 50]` makes "under 30", "30 to 50", "50 and over".
    pub bins: BTreeMap<String, Vec<f64>>,
    /// From words of the table to classes: `happy = "happiness"`.
    pub labels: BTreeMap<String, String>,
}

/// A table whose columns are understood; its rows stay on disk.
#[derive(Debug, Clone)]
pub struct Answers {
    path: PathBuf,
    columns: AnswerColumns,
    words: Words,
    /// The classes: expressions in their own order, other words sorted, and those of probabilities in the order of the columns.
    pub classes: Vec<String>,
    /// The columns of groups with their values.
    pub groups: Vec<AnswerGroup>,
    /// How many rows there are.
    pub n_rows: u64,
    /// Rows without a predicted class and without probabilities: no face was found, or the model gave no answer.
    pub n_unanswered: u64,
    /// Rows that were left out because they have no annotated class.
    pub n_unlabelled: u64,
}

impl Answers {
    /// Reads a table (Parquet where its name ends so, else CSV) once to learn its classes and groups.
    ///
    /// # Errors
    /// [`AnswersError`]: the file is no table, a column is missing or has too many values, or the predicted classes are not those
    /// of the truth.
    pub fn open(path: &Path, hints: &AnswerHints) -> Result<Self, AnswersError> {
        let names = column_names(path)?;
        let columns = AnswerColumns::recognise(&names, hints)?;
        let mut gathered = Gathered::new(&columns, hints);
        for part in read_parts(path, |name| columns.is_read(name))? {
            gathered.add(&part?, &columns);
        }
        let (groups, words) = gathered.end(&columns, hints)?;
        let classes = words.classes.clone();
        let RowCounts { all: n_rows, without_answer: n_unanswered, without_label: n_unlabelled } = words.counts;
        Ok(Self { path: path.to_owned(), columns, words, classes, groups, n_rows, n_unanswered, n_unlabelled })
    }

    /// Hands every labelled row to a function, in order; only some rows are in memory at once.
    ///
    /// # Errors
    /// What the function says, or a file that has changed since.
    pub fn each<E: From<AnswersError>>(&self, mut row: impl FnMut(&AnswerRow<'_>) -> Result<(), E>) -> Result<(), E> {
        let parts = read_parts(&self.path, |name| self.columns.is_read(name)).map_err(AnswersError::from)?;
        for part in parts {
            let part = part.map_err(AnswersError::from)?;
            self.each_of(&part, &mut row)?;
        }
        Ok(())
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether rows say who is shown.
    pub fn names_people(&self) -> bool {
        self.columns.roles.person.is_some()
    }

    /// Whether rows name the same face without a disguise.
    pub fn names_parents(&self) -> bool {
        self.columns.roles.parent.is_some() && self.columns.roles.picture.is_some()
    }

    /// Whether rows have probabilities.
    pub fn has_scores(&self) -> bool {
        !self.columns.scores.is_empty()
    }

    /// The columns in words, for a person to check: what was recognised, and as what.
    pub fn told(&self) -> String {
        self.columns.told(&self.groups)
    }

    fn each_of<E: From<AnswersError>>(
        &self,
        part: &Table,
        row: &mut impl FnMut(&AnswerRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let reader = rows::PartReader::new(part, &self.columns, &self.words, &self.groups);
        let (mut groups, mut probabilities) = (Vec::new(), Vec::new());
        for index in 0..part.n_rows() {
            if let Some(found) = reader.row(index, &mut groups, &mut probabilities)? {
                row(&found)?;
            }
        }
        Ok(())
    }
}

/// The values of a column of numbers, for tables that a regression is made from: one per labelled row.
///
/// # Errors
/// As [`Answers::each`].
pub fn numbers(answers: &Answers, column: &str) -> Result<Vec<Option<f64>>, AnswersError> {
    let truth = answers.columns.truth.clone();
    let mut found = Vec::new();
    for part in read_parts(&answers.path, |name| name == column || name == truth)? {
        let part = part?;
        let labels = part.column(&truth).ok_or_else(|| AnswersError::missing(&truth, &part))?;
        let cells = part.column(column).ok_or_else(|| AnswersError::missing(column, &part))?;
        let rows = (0..part.n_rows()).filter(|row| !labels.text(*row).is_empty());
        found.extend(rows.map(|row| cells.number(row)));
    }
    Ok(found)
}
