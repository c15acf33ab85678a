//! The lists that come with data sets: lines of words, and tables with named columns.

use std::fs;
use std::path::{Path, PathBuf};

use csv::{StringRecord, Trim};

use crate::FileError;
use crate::csv_table;
use crate::layout::Layout;
use crate::read_error::{ReadError, RowFault, SetProblem};
use crate::sets::codes;

/// A problem of the set at `path`.
pub(super) fn in_set(path: &Path, layout: Layout, problem: SetProblem) -> ReadError {
    ReadError::Set { path: path.to_owned(), layout: Some(layout), problem }
}

/// Something that the set has and this folder lacks.
pub(super) fn not_there(root: &Path, layout: Layout, expected: &str) -> ReadError {
    in_set(root, layout, SetProblem::NotThere { expected: expected.to_owned() })
}

/// The first of these that exists below `root`.
pub(super) fn first_of(root: &Path, layout: Layout, names: &[&str]) -> Result<PathBuf, ReadError> {
    let found = names.iter().map(|name| root.join(name)).find(|path| path.exists());
    found.ok_or_else(|| not_there(root, layout, &names.join(" or ")))
}

/// The text of a list.
pub(super) fn text(path: &Path) -> Result<String, ReadError> {
    Ok(fs::read_to_string(path).map_err(|cause| FileError::Unreadable { path: path.to_owned(), cause })?)
}

/// The lines with words in them, each with its number.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let lines = text.lines().enumerate().map(|(i, line)| (i + 1, line.split_whitespace().collect::<Vec<_>>()));
    lines.filter(|(_, words)| !words.is_empty())
}

/// A table with the columns of a set.
#[derive(Debug)]
pub(super) struct List {
    layout: Layout,
    table: csv_table::Table,
}

/// One row of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// Its number.
    pub number: usize,
    header: &'a [String],
    record: &'a StringRecord,
}

impl List {
    /// Reads a table and checks that it has these columns.
    pub(super) fn read(path: &Path, layout: Layout, columns: &[&str]) -> Result<Self, ReadError> {
        let table = csv_table::open(path, Trim::All)?;
        if columns.iter().all(|column| table.header.iter().any(|found| found == column)) {
            return Ok(Self { layout, table });
        }
        let (expected, found) = (columns.join(","), table.header.join(","));
        Err(in_set(path, layout, SetProblem::Columns { expected, found }))
    }

    pub(super) fn header(&self) -> &[String] {
        &self.table.header
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let header = &self.table.header;
        self.table.rows.iter().map(move |(number, record)| Line { number: *number, header, record })
    }

    pub(super) fn layout(&self) -> Layout {
        self.layout
    }
}

impl<'a> Line<'a> {
    /// The cell of a column; empty where there is no such column.
    pub(super) fn cell(&self, column: &str) -> &'a str {
        let index = self.header.iter().position(|name| name == column);
        index.and_then(|i| self.record.get(i)).unwrap_or_default()
    }

    /// The word of a column's code.
    pub(super) fn word(&self, column: &str, known: &[(&str, &'static str)]) -> Result<&'static str, RowFault> {
        coded(column, self.cell(column), known)
    }
}

/// The word of a code.
pub(super) fn coded(place: &str, found: &str, known: &[(&str, &'static str)]) -> Result<&'static str, RowFault> {
    codes::word(known, found).ok_or_else(|| bad_cell(place, found, &codes::listed(known)))
}

/// A cell that is not what the set's documentation says.
pub(super) fn bad_cell(place: &str, found: &str, expected: &str) -> RowFault {
    RowFault::Cell { place: place.to_owned(), found: found.to_owned(), expected: expected.to_owned() }
}
