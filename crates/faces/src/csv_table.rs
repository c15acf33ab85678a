//! Tables of text: a header and rows of the same width, from comma-separated text or from Parquet.

use std::fs;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::FileError;
use crate::table;

/// A header and its rows, each with the line it starts on.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub header: Vec<String>,
    pub rows: Vec<(usize, StringRecord)>,
}

/// Why bytes are not such a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CsvProblem {
    /// Bytes that are not UTF-8.
    #[error("line {line}: expected UTF-8 text, found byte 0x{byte:02x}")]
    NotUtf8 {
        /// The line of the byte.
        line: usize,
        /// The first byte that does not fit.
        byte: u8,
    },
    /// A row that is wider or narrower than the header.
    #[error("line {line}: expected {expected} cells as in the header, found {found}")]
    Ragged {
        /// The line of the row.
        line: usize,
        /// The width of the header.
        expected: usize,
        /// The width of the row.
        found: usize,
    },
    /// A column without a name, or with that of another.
    #[error("line 1: expected a name of its own for every column, found `{found}`")]
    Name {
        /// The name.
        found: String,
    },
    /// What the Parquet reader refuses.
    #[error("not a Parquet table that can be read: {what}")]
    NotParquet {
        /// Its message.
        what: String,
    },
    /// What the CSV reader itself refuses.
    #[error("not comma-separated text: {what}")]
    Refused {
        /// Its message.
        what: String,
    },
}

impl From<&csv::Error> for CsvProblem {
    fn from(error: &csv::Error) -> Self {
        match error.kind() {
            csv::ErrorKind::UnequalLengths { pos: Some(at), expected_len, len } => {
                Self::Ragged { line: at.line() as usize, expected: *expected_len as usize, found: *len as usize }
            }
            _ => Self::Refused { what: error.to_string() },
        }
    }
}

/// Reads a file as a table of text: Parquet where its name ends so, else comma-separated.
pub(crate) fn open(path: &Path, trim: Trim) -> Result<Table, FileError> {
    let bytes_or = |cause| FileError::Unreadable { path: path.to_owned(), cause };
    let table = if is_parquet(path) {
        table::as_text(fs::File::open(path).map_err(bytes_or)?)
    } else {
        read(&fs::read(path).map_err(bytes_or)?, trim)
    };
    table.map_err(|problem| FileError::NotATable { path: path.to_owned(), problem })
}

/// Whether a file's name is that of a Parquet file.
pub(crate) fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"))
}

/// Reads bytes as a table; a byte-order mark, CRLF and blank lines are fine. No header gives an empty one.
pub(crate) fn read(bytes: &[u8], trim: Trim) -> Result<Table, CsvProblem> {
    let text = std::str::from_utf8(bytes).map_err(|e| not_utf8(bytes, e.valid_up_to()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).trim(trim).from_reader(text.as_bytes());
    let mut lines = LineCounter { text: text.as_bytes(), at: 0, line: 1 };
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| CsvProblem::Refused { what: e.to_string() })?;
        let byte = record.position().map_or(0, csv::Position::byte);
        records.push((lines.line_of_row(byte as usize), record));
    }
    let mut rows = records.into_iter();
    let header: Vec<String> = rows.next().map_or_else(Vec::new, |(_, r)| r.iter().map(str::to_owned).collect());
    let rows = rows.map(|(line, record)| same_width(line, record, header.len())).collect::<Result<_, _>>()?;
    Ok(Table { header, rows })
}

/// Rows as comma-separated text, cells quoted where they must be.
///
/// # Panics
/// Never: cells of text go into memory.
pub fn to_text<Row: IntoIterator<Item: AsRef<[u8]>>>(rows: impl IntoIterator<Item = Row>) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("writing to memory cannot fail");
    }
    let bytes = writer.into_inner().expect("writing to memory cannot fail");
    String::from_utf8(bytes).expect("cells of text are text")
}

fn same_width(line: usize, record: StringRecord, expected: usize) -> Result<(usize, StringRecord), CsvProblem> {
    let found = record.len();
    if found == expected { Ok((line, record)) } else { Err(CsvProblem::Ragged { line, expected, found }) }
}

fn not_utf8(bytes: &[u8], at: usize) -> CsvProblem {
    let line = LineCounter { text: bytes, at: 0, line: 1 }.line_of_row(at);
    CsvProblem::NotUtf8 { line, byte: bytes[at] }
}

/// Counts lines up to rows whose byte offsets ascend; the reader's own count is late by the blank lines before a row.
struct LineCounter<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
}

impl LineCounter<'_> {
    fn line_of_row(&mut self, byte: usize) -> usize {
        let is_before_row = |at: usize, b: u8| at < byte || matches!(b, b'\r' | b'\n');
        while let Some(b) = self.text.get(self.at).copied().filter(|b| is_before_row(self.at, *b)) {
            self.line += usize::from(b == b'\n');
            self.at += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests;
