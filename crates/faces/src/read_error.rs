//! Why a data set cannot be read: what was expected, what was found, and where.

use std::fmt;
use std::path::PathBuf;

use crate::FileError;
use crate::action_unit::NotALabel;
use crate::face_id::PathProblem;
use crate::layout::Layout;
use crate::manifest::ColumnProblem;
use crate::name_map::UnknownWords;
use crate::problem::listed;

mod set_problem;

pub use set_problem::SetProblem;

/// Why a data set cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A file cannot be read, or is no table.
    #[error(transparent)]
    File(#[from] FileError),
    /// The columns are not those of a manifest.
    #[error("{}, line 1: {problem}", .path.display())]
    Columns {
        /// The manifest.
        path: PathBuf,
        /// What is wrong.
        problem: ColumnProblem,
    },
    /// Cells that cannot be read.
    #[error("{}: rows that cannot be read: {}{}", .path.display(), .problems.len(), listed(.problems))]
    Rows {
        /// The manifest or folder.
        path: PathBuf,
        /// Every row that cannot be read.
        problems: Vec<RowProblem>,
    },
    /// Labels or split names that mean nothing here.
    #[error("{}: {words}", .path.display())]
    UnknownWords {
        /// The manifest or folder.
        path: PathBuf,
        /// The words, and the map that would give them a meaning.
        words: UnknownWords,
    },
    /// Pictures that are not where the manifest says.
    #[error(
        "{}: {} of {n_total} pictures do not exist under {}{}",
        .path.display(), .missing.len(), .root.display(), listed(.missing)
    )]
    MissingFiles {
        /// The manifest.
        path: PathBuf,
        /// The folder that the paths are relative to.
        root: PathBuf,
        /// The paths that lead nowhere.
        missing: Vec<String>,
        /// All faces of the manifest.
        n_total: usize,
    },
    /// Nothing is left to use.
    #[error("{}: no faces; {what}", .path.display())]
    Empty {
        /// The manifest or folder.
        path: PathBuf,
        /// What was expected.
        what: &'static str,
    },
    /// Faces without a label where one is needed.
    #[error(
        "{}: none of {n_faces} faces has an expression, and one is needed here\nhint: `evenface faces check` shows what is \
         annotated; a manifest names the expressions in a column `expression`",
        .path.display()
    )]
    Unlabelled {
        /// The data set.
        path: PathBuf,
        /// How many faces there are.
        n_faces: usize,
    },
    /// Files that are not those of the layout.
    #[error("{}: {problem}", .path.display())]
    Set {
        /// The data set, or the file of it.
        path: PathBuf,
        /// How it was read; `None` where that is the question.
        layout: Option<Layout>,
        /// What is wrong.
        problem: SetProblem,
    },
    /// Class folders without a picture.
    #[error(
        "{}: no pictures in {}\nhint: remove the folder if the class is meant to be absent",
        .path.display(), .folders.join(", ")
    )]
    EmptyFolders {
        /// The data set.
        path: PathBuf,
        /// The folders, relative to it.
        folders: Vec<String>,
    },
}

/// A row that cannot be read.
#[derive(Debug, Clone, PartialEq)]
pub struct RowProblem {
    /// The line of the table or list; `None` for a file of its own.
    pub line: Option<usize>,
    /// What is wrong with it.
    pub fault: RowFault,
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.fault),
            None => self.fault.fmt(f),
        }
    }
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RowFault {
    /// The path cannot name a face.
    #[error("{0}")]
    Path(#[from] PathProblem),
    /// Two rows name the same picture.
    #[error("`{path}` is named twice, first on line {first_line}")]
    DuplicatePath {
        /// The tidied path.
        path: String,
        /// Where it was named first.
        first_line: usize,
    },
    /// Two rows of a known set give the same picture.
    #[error("`{path}` is there twice; expected each once")]
    Twice {
        /// The tidied path.
        path: String,
    },
    /// A cell that does not hold what the set's documentation says.
    #[error("{place}: found `{found}`, expected {expected}")]
    Cell {
        /// The column, or the file.
        place: String,
        /// The cell.
        found: String,
        /// What it may hold.
        expected: String,
    },
    /// An action-unit cell that is no label.
    #[error("column `{column}`: found `{found}`, {problem}")]
    ActionUnit {
        /// The column.
        column: String,
        /// The cell.
        found: String,
        /// What was expected.
        problem: NotALabel,
    },
    /// A box or landmark cell that is no number.
    #[error("column `{column}`: found `{found}`, expected a number (or all box and landmark cells empty)")]
    PlaceNumber {
        /// The column.
        column: &'static str,
        /// The cell.
        found: String,
    },
    /// A box without area.
    #[error("the box is empty: expected box_left < box_right and box_top < box_bottom, all numbers finite")]
    EmptyBox,
    /// A `crop` cell that is neither.
    #[error("column `crop`: found `{found}`, expected true or false")]
    Crop {
        /// The cell.
        found: String,
    },
    /// A file whose name is not UTF-8.
    #[error("`{found}` is not a UTF-8 name")]
    Name {
        /// The name with the unreadable bytes replaced.
        found: String,
    },
}
