//! Why a file cannot be read, or is no table: what every reader of tables may say.

use std::io;
use std::path::PathBuf;

use crate::csv_table::CsvProblem;

/// Why a file cannot be read, or is no table.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// A file or folder cannot be opened.
    #[error("cannot read {}: {cause}", .path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The file is not a table.
    #[error("{}, {problem}", .path.display())]
    NotATable {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: CsvProblem,
    },
}
