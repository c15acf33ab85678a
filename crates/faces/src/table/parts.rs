//! Tables of any length, read some rows at a time.

use std::fs::File;
use std::path::{Path, PathBuf};

use csv::StringRecord;
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::{Column, Table, TableError, columnar};
use crate::FileError;
use crate::csv_table::{CsvProblem, is_parquet};

/// Rows of a CSV file that are in memory at once.
const N_ROWS: usize = 1 << 16;

/// The rows of a table, some at a time and in order.
pub struct Parts {
    path: PathBuf,
    source: Source,
    /// The columns that are read, with the place of each in the file.
    columns: Vec<(String, usize)>,
    has_failed: bool,
}

enum Source {
    Parquet { file: Box<SerializedFileReader<File>>, next: usize },
    Csv(Box<csv::Reader<File>>),
}

/// Opens a table to read it some rows at a time: Parquet by its row groups where the name ends in `.parquet`, else CSV.
///
/// `keep` chooses the columns by name; all cells of CSV are text.
///
/// # Errors
/// The file cannot be opened or is no table.
pub fn read_parts(path: &Path, keep: impl Fn(&str) -> bool) -> Result<Parts, TableError> {
    let file = File::open(path).map_err(|cause| FileError::Unreadable { path: path.to_owned(), cause })?;
    let (source, columns) = if is_parquet(path) { parquet(file) } else { text(file) }
        .map_err(|problem| FileError::NotATable { path: path.to_owned(), problem })?;
    let columns = columns.into_iter().filter(|(name, _)| keep(name)).collect();
    Ok(Parts { path: path.to_owned(), source, columns, has_failed: false })
}

/// The names of the columns that can be read.
///
/// # Errors
/// The file cannot be opened or is no table.
pub fn column_names(path: &Path) -> Result<Vec<String>, TableError> {
    Ok(read_parts(path, |_| true)?.columns.into_iter().map(|(name, _)| name).collect())
}

type Opened = (Source, Vec<(String, usize)>);

fn parquet(file: File) -> Result<Opened, CsvProblem> {
    let opened = SerializedFileReader::new(file).map_err(|error| CsvProblem::NotParquet { what: error.to_string() })?;
    let columns = columnar::plain_columns(&opened);
    Ok((Source::Parquet { file: Box::new(opened), next: 0 }, columns))
}

fn text(file: File) -> Result<Opened, CsvProblem> {
    let mut reader = csv::ReaderBuilder::new().from_reader(file);
    let header = reader.headers().map_err(|error| CsvProblem::from(&error))?;
    let columns =
        header.iter().enumerate().map(|(i, name)| (name.trim_start_matches('\u{feff}').to_owned(), i)).collect();
    Ok((Source::Csv(Box::new(reader)), columns))
}

impl Iterator for Parts {
    type Item = Result<Table, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let columns = match &mut self.source {
            Source::Parquet { file, next } => {
                let group = *next;
                *next += 1;
                (group < file.num_row_groups()).then(|| columnar::read_group(file, group, &self.columns))
            }
            Source::Csv(reader) => rows(reader, &self.columns).transpose(),
        }?;
        let part =
            columns.map_err(|problem| FileError::NotATable { path: self.path.clone(), problem }.into()).and_then(
                |columns| columns.into_iter().try_fold(Table::new(), |table, (name, column)| table.with(&name, column)),
            );
        self.has_failed = part.is_err();
        Some(part)
    }
}

/// The next rows of a CSV file; none at its end.
fn rows(
    reader: &mut csv::Reader<File>,
    columns: &[(String, usize)],
) -> Result<Option<Vec<(String, Column)>>, CsvProblem> {
    let mut cells: Vec<Vec<Option<String>>> = columns.iter().map(|_| Vec::new()).collect();
    let mut record = StringRecord::new();
    let mut n_rows = 0;
    while n_rows < N_ROWS && reader.read_record(&mut record).map_err(|error| CsvProblem::from(&error))? {
        for (cells, (_, index)) in cells.iter_mut().zip(columns) {
            cells.push(record.get(*index).map(str::to_owned));
        }
        n_rows += 1;
    }
    let named = columns.iter().zip(cells).map(|((name, _), cells)| (name.clone(), Column::Text(cells)));
    Ok((n_rows > 0).then(|| named.collect()))
}

#[cfg(test)]
mod tests;
