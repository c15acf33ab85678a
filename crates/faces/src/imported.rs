//! Predictions of other programs, read from their own files and joined to faces by file name.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::FileError;
use crate::{ActionUnit, ActionUnitLabel, BoundingBox, Expression, Probabilities};

mod deepface;
mod join;
mod tables;
#[cfg(test)]
mod tests;

pub use join::{Joined, Unmatched, join};

/// A program whose predictions can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// `OpenFace` 2: a CSV file of action units, `AU12_r` from 0 to 5 and `AU12_c` present or not.
    OpenFace,
    /// `LibreFace`: a CSV file with an expression, `au_12` present or not, and `au_12_intensity` from 0 to 5.
    LibreFace,
    /// py-feat: a CSV file of a `Fex` with probabilities, and scores of action units from 0 to 1.
    PyFeat,
    /// `DeepFace`: the JSON of `analyze`, with probabilities in percent.
    DeepFace,
}

impl Tool {
    /// Every program with its name.
    const NAMES: [(Self, &str); 4] = [
        (Self::OpenFace, "openface"),
        (Self::LibreFace, "libreface"),
        (Self::PyFeat, "py-feat"),
        (Self::DeepFace, "deepface"),
    ];

    /// The name in configs and on the command line.
    pub fn name(self) -> &'static str {
        Self::NAMES.into_iter().find(|(tool, _)| *tool == self).map_or("", |(_, name)| name)
    }
}

/// A word that names no program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a program whose predictions are read; known are openface, libreface, py-feat, deepface")]
pub struct UnknownTool {
    /// The word as it was found.
    pub found: String,
}

impl FromStr for Tool {
    type Err = UnknownTool;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let known = Self::NAMES.into_iter().find(|(_, name)| *name == word);
        known.map(|(tool, _)| tool).ok_or_else(|| UnknownTool { found: word.to_owned() })
    }
}

/// What a program said about one picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The picture as the file names it.
    pub picture: String,
    /// Whether a face was found.
    pub found: bool,
    /// What it shows; `None` where the program does not say.
    pub answer: Option<Answer>,
    /// Action units; those that are unknown here are left out.
    pub action_units: BTreeMap<ActionUnit, ActionUnitLabel>,
    /// Where the face is, where the program says so.
    pub face_box: Option<BoundingBox>,
}

/// What a program says a face shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// A probability for each of the seven expressions.
    Probabilities(Probabilities),
    /// Only the most probable expression.
    Expression(Expression),
    /// Something that is none of the seven, such as contempt.
    Other(String),
}

/// Why predictions of another program cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be read, or is no table.
    #[error(transparent)]
    File(#[from] FileError),
    /// The columns or fields are not those of the program.
    #[error("{}: expected a file of {tool} with {expected}; found {found}", .path.display(), tool = .tool.name())]
    Columns {
        /// The file.
        path: PathBuf,
        /// The program.
        tool: Tool,
        /// What the program writes.
        expected: &'static str,
        /// What is there.
        found: String,
    },
    /// A cell or field that the program does not write.
    #[error("{}, {place}: found `{found}`, expected {expected}", .path.display())]
    Cell {
        /// The file.
        path: PathBuf,
        /// Line or number, and column.
        place: String,
        /// What is there.
        found: String,
        /// What the program writes.
        expected: &'static str,
    },
    /// The names of pictures and of faces do not go together.
    #[error(transparent)]
    Unmatched(#[from] Unmatched),
}

/// Reads predictions of another program, in the order of the file, or of the files of a folder. Where a picture has several faces,
/// all are there.
///
/// A file that names no pictures, as `OpenFace` and `DeepFace` write them for one, is about the picture that it is named after.
///
/// # Errors
/// A file that is not one of this program, or values that it does not write.
pub fn read(path: &Path, tool: Tool) -> Result<Vec<Imported>, ImportError> {
    let ending = if tool == Tool::DeepFace { "json" } else { "csv" };
    let files = if path.is_dir() { files_in(path, ending)? } else { vec![path.to_owned()] };
    let mut all = Vec::new();
    for file in files {
        all.extend(if tool == Tool::DeepFace { deepface::read(&file)? } else { tables::read(&file, tool)? });
    }
    Ok(all)
}

fn files_in(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, ImportError> {
    let read = || -> io::Result<Vec<PathBuf>> { std::fs::read_dir(folder)?.map(|e| Ok(e?.path())).collect() };
    let mut files = read().map_err(|cause| FileError::Unreadable { path: folder.to_owned(), cause })?;
    files.retain(|file| file.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending)));
    files.sort();
    Ok(files)
}

/// The picture that a file without names is about.
fn named_after(file: &Path) -> String {
    file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Columns and fields that can hold the name of the picture, in the order in which they are looked for.
const PICTURE_NAMES: [&str; 12] = [
    "picture",
    "path",
    "file",
    "filename",
    "file_name",
    "file_path",
    "image",
    "image_path",
    "img_path",
    "input",
    "input_path",
    "name",
];

/// Probabilities of numbers that sum to `whole`, but for a hundredth of it that was lost by rounding.
fn probabilities(values: [f64; Expression::COUNT], whole: f64) -> Option<Probabilities> {
    let sum: f64 = values.iter().sum();
    let is_near = values.iter().all(|value| 0.0 <= *value) && (sum - whole).abs() <= 0.01 * whole;
    is_near.then(|| Probabilities::new(values.map(|value| (value / sum) as f32)).ok()).flatten()
}

/// What the programs call the expressions.
const WORDS: [(&str, Expression); 13] = [
    ("anger", Expression::Anger),
    ("angry", Expression::Anger),
    ("disgust", Expression::Disgust),
    ("disgusted", Expression::Disgust),
    ("fear", Expression::Fear),
    ("fearful", Expression::Fear),
    ("happiness", Expression::Happiness),
    ("happy", Expression::Happiness),
    ("neutral", Expression::Neutral),
    ("sadness", Expression::Sadness),
    ("sad", Expression::Sadness),
    ("surprise", Expression::Surprise),
    ("surprised", Expression::Surprise),
];

/// The expression of a program's word.
fn expression(word: &str) -> Option<Expression> {
    let lower = word.trim().to_lowercase();
    WORDS.into_iter().find(|(known, _)| *known == lower).map(|(_, expression)| expression)
}
