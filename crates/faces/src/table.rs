//! Plain tables of named columns, on disk as CSV or as Parquet by the ending of the file's name.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use parquet::errors::ParquetError;

use crate::FileError;
use crate::csv_table::{CsvProblem, is_parquet};
use crate::files::{self, WriteError};

mod columnar;
mod parts;
#[cfg(test)]
mod tests;
mod text;

pub use parts::{Parts, column_names, read_parts};

pub(crate) use columnar::{Leaf, as_text, features, has_pictures, leaves};

/// The cells of a column; `None` where one is missing. An empty text and a number that is not finite are missing too.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Words.
    Text(Vec<Option<String>>),
    /// Numbers.
    Float(Vec<Option<f64>>),
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
}

impl Column {
    /// How many cells there are.
    pub fn n_rows(&self) -> usize {
        match self {
            Self::Text(cells) => cells.len(),
            Self::Float(cells) => cells.len(),
            Self::Integer(cells) => cells.len(),
        }
    }

    /// The kind in messages.
    fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Float(_) => "numbers",
            Self::Integer(_) => "whole numbers",
        }
    }

    /// The cell as a number; `None` where it is missing, not finite, or a word that is none.
    pub fn number(&self, row: usize) -> Option<f64> {
        match self {
            Self::Text(cells) => cells[row].as_ref()?.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            Self::Float(cells) => cells[row],
            Self::Integer(cells) => cells[row].map(|number| number as f64),
        }
    }

    /// The cell as text; empty where it is missing.
    pub fn text(&self, row: usize) -> String {
        let text = match self {
            Self::Text(cells) => cells[row].clone(),
            Self::Float(cells) => cells[row].map(|number| number.to_string()),
            Self::Integer(cells) => cells[row].map(|number| number.to_string()),
        };
        text.unwrap_or_default()
    }

    /// The same column with missing cells where a cell says nothing.
    fn tidy(self) -> Self {
        match self {
            Self::Text(cells) => Self::Text(cells.into_iter().map(|cell| cell.filter(|c| !c.is_empty())).collect()),
            Self::Float(cells) => Self::Float(cells.into_iter().map(|cell| cell.filter(|n| n.is_finite())).collect()),
            whole @ Self::Integer(_) => whole,
        }
    }
}

/// Columns of the same length, in order, each with a name of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    columns: Vec<(String, Column)>,
}

/// Why a table cannot be made, written or read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A column without a name, or with that of another.
    #[error("expected a name of its own for every column, found `{name}`")]
    Name {
        /// The name.
        name: String,
    },
    /// A column of another length than those before it.
    #[error("expected {expected} rows in column `{name}`, found {found}")]
    Length {
        /// The column.
        name: String,
        /// The length of the first column.
        expected: usize,
        /// Its own.
        found: usize,
    },
    /// Tables with different columns cannot be put below each other.
    #[error("expected the columns {expected}; found {found}")]
    Columns {
        /// The columns of the first table.
        expected: String,
        /// The columns of the other.
        found: String,
    },
    /// A file cannot be read, or is no table.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file cannot be written.
    #[error(transparent)]
    Unwritable(#[from] WriteError),
}

impl Table {
    /// A table without columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// The table with one more column.
    ///
    /// # Errors
    /// The name is empty or taken, or the column has another length than the others.
    ///
    /// # Examples
    /// ```
    /// use faces::{Column, Table};
    /// let faces = Column::Text(vec![Some("a.png".into()), Some("b.png".into())]);
    /// let table = Table::new().with("face", faces)?.with("roll", Column::Float(vec![Some(1.5), None]))?;
    /// assert_eq!((table.n_rows(), table.names()), (2, vec!["face", "roll"]));
    /// # Ok::<(), faces::TableError>(())
    /// ```
    pub fn with(mut self, name: &str, column: Column) -> Result<Self, TableError> {
        if name.is_empty() || self.column(name).is_some() {
            return Err(TableError::Name { name: name.to_owned() });
        }
        let (expected, found) = (self.n_rows(), column.n_rows());
        if !self.columns.is_empty() && expected != found {
            return Err(TableError::Length { name: name.to_owned(), expected, found });
        }
        self.columns.push((name.to_owned(), column.tidy()));
        Ok(self)
    }

    /// How many rows there are.
    pub fn n_rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, column)| column.n_rows())
    }

    /// The names of the columns in order.
    pub fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The column of a name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|(known, _)| known == name).map(|(_, column)| column)
    }

    /// The rows of `other` below these.
    ///
    /// # Errors
    /// The tables have different columns, or the same in another order or of another kind.
    pub fn append(&mut self, other: Self) -> Result<(), TableError> {
        self.check_columns(&other)?;
        for ((_, column), (_, more)) in self.columns.iter_mut().zip(other.columns) {
            match (column, more) {
                (Column::Text(cells), Column::Text(more)) => cells.extend(more),
                (Column::Float(cells), Column::Float(more)) => cells.extend(more),
                (Column::Integer(cells), Column::Integer(more)) => cells.extend(more),
                _ => {}
            }
        }
        Ok(())
    }

    /// Writes the table atomically: as Parquet where the name ends in `.parquet`, else as CSV.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), TableError> {
        write_parts(path, [Ok::<_, TableError>(self.clone())])
    }

    /// Reads a table: Parquet where the name ends in `.parquet`, else CSV.
    ///
    /// CSV has no kinds of columns: a column is of whole numbers where every cell is one and would be written the same way, of
    /// numbers where every cell is one, and else of text. Columns of Parquet that are lists, structures or times are not read.
    ///
    /// # Errors
    /// The file cannot be read or is no table.
    pub fn read(path: &Path) -> Result<Self, TableError> {
        let unreadable = |cause| FileError::Unreadable { path: path.to_owned(), cause };
        let not_a_table = |problem| FileError::NotATable { path: path.to_owned(), problem };
        let columns = if is_parquet(path) {
            columnar::read(File::open(path).map_err(unreadable)?)
        } else {
            text::read(&std::fs::read(path).map_err(unreadable)?)
        };
        let columns = columns.map_err(not_a_table)?;
        let named = |table: Self, (name, column): (String, Column)| {
            if name.is_empty() || table.column(&name).is_some() {
                return Err(not_a_table(CsvProblem::Name { found: name }).into());
            }
            table.with(&name, column)
        };
        columns.into_iter().try_fold(Self::new(), named)
    }

    fn check_columns(&self, other: &Self) -> Result<(), TableError> {
        let listed = |table: &Self| -> String {
            let named = table.columns.iter().map(|(name, column)| format!("{name} ({})", column.kind()));
            named.collect::<Vec<_>>().join(", ")
        };
        let (expected, found) = (listed(self), listed(other));
        if expected == found { Ok(()) } else { Err(TableError::Columns { expected, found }) }
    }
}

/// Writes tables with the same columns below each other, one after the other, so that only one has to be in memory; in Parquet
/// each becomes a row group. Atomic like [`Table::write`]: after an error nothing has changed.
///
/// # Errors
/// An error of `parts`, different columns, or a file that cannot be written.
pub fn write_parts<E: From<TableError>>(
    path: &Path,
    parts: impl IntoIterator<Item = Result<Table, E>>,
) -> Result<(), E> {
    let failed = Cell::new(None);
    let mut parts = checked(parts).map_while(|part| part.map_err(|error| failed.set(Some(error))).ok()).fuse();
    let has_failed = || {
        let error = failed.take();
        let is_there = error.is_some();
        failed.set(error);
        is_there
    };
    let written = files::write_atomically_with(path, |file| {
        let written = if is_parquet(path) { columnar::write(file, &mut parts) } else { text::write(file, &mut parts) };
        // The file is given up where the parts ended early; what ended them is told below.
        written.and_then(|()| if has_failed() { Err(io::ErrorKind::Other.into()) } else { Ok(()) })
    });
    match failed.take() {
        Some(error) => Err(error),
        None => Ok(written.map_err(TableError::from)?),
    }
}

/// The same parts, but one with other columns than the first is an error.
fn checked<E: From<TableError>>(
    parts: impl IntoIterator<Item = Result<Table, E>>,
) -> impl Iterator<Item = Result<Table, E>> {
    let mut first: Option<Table> = None;
    parts.into_iter().map(move |part| {
        let part = part?;
        match &first {
            None => first = Some(part.header()),
            Some(first) => first.check_columns(&part)?,
        }
        Ok(part)
    })
}

impl Table {
    /// The columns without their cells.
    fn header(&self) -> Self {
        let empty = |column: &Column| match column {
            Column::Text(_) => Column::Text(Vec::new()),
            Column::Float(_) => Column::Float(Vec::new()),
            Column::Integer(_) => Column::Integer(Vec::new()),
        };
        Self { columns: self.columns.iter().map(|(name, column)| (name.clone(), empty(column))).collect() }
    }
}

/// What the Parquet writer says, as the system's own errors are told.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(cause) => *cause,
            Err(cause) => io::Error::other(cause),
        },
        error => io::Error::other(error),
    }
}

/// The sink of a table.
type Sink<'a> = &'a mut (dyn Write + Send);
