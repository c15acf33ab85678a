//! Why files are not those of a known data set.

use std::fmt;
use std::io;

use parquet::errors::ParquetError;

use crate::layout::Layout;

/// Why files are not those of a known data set.
#[derive(Debug)]
pub enum SetProblem {
    /// The files of several sets lie together.
    Ambiguous {
        /// What it could be.
        layouts: Vec<Layout>,
    },
    /// Class folders with numbers for names, whose order nothing tells.
    NumbersAlone {
        /// The names.
        numbers: Vec<String>,
    },
    /// Pictures, but no class folders.
    NoClasses,
    /// A file or folder that the set has is not there.
    NotThere {
        /// What was looked for.
        expected: String,
    },
    /// The columns are not those of the set.
    Columns {
        /// The set's.
        expected: String,
        /// Those that are there.
        found: String,
    },
    /// A cell, file or line that the set's documentation does not allow.
    Content {
        /// Where it is.
        place: String,
        /// What it may be.
        expected: String,
        /// What it is.
        found: String,
    },
    /// Two files that belong together have different lengths.
    Counts {
        /// Rows of the first, with its name.
        first: (String, usize),
        /// Rows of the second, with its name.
        second: (String, usize),
    },
    /// A tar archive that cannot be read.
    Archive(io::Error),
    /// A Parquet file that cannot be read.
    Parquet(ParquetError),
}

impl std::error::Error for SetProblem {}

impl fmt::Display for SetProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ambiguous { layouts } => {
                let names: Vec<&str> = layouts.iter().map(|layout| layout.name()).collect();
                let (all, first) = (names.join(", "), names.first().unwrap_or(&""));
                write!(f, "this could be any of {all}\nhint: say which by `--layout {first}`, or ")?;
                write!(f, "`layout = \"{first}\"` in the options of the set; or put the sets into folders of their own")
            }
            Self::NumbersAlone { numbers } => write_numbers(f, numbers),
            Self::NoClasses => write!(
                f,
                "expected a folder of pictures per class, found pictures beside folders without any\nhint: \
                 `--layout pictures` reads them without labels"
            ),
            Self::NotThere { expected } => write!(f, "expected {expected}, which is not there"),
            Self::Columns { expected, found } => write!(f, "expected the columns {expected}; found {found}"),
            Self::Content { place, expected, found } => write!(f, "{place}: expected {expected}, found `{found}`"),
            Self::Counts { first: (a, n_a), second: (b, n_b) } => {
                write!(f, "expected as many rows in {a} as in {b}, found {n_a} and {n_b}; they are not of one version")
            }
            Self::Archive(cause) => write!(f, "not a tar archive that can be read: {cause}"),
            Self::Parquet(cause) => write!(f, "not a Parquet file that can be read: {cause}"),
        }
    }
}

fn write_numbers(f: &mut fmt::Formatter<'_>, numbers: &[String]) -> fmt::Result {
    write!(
        f,
        "the class folders are numbers ({}), and sets number their classes differently: `AffectNet`'s 0 is neutral by its \
         makers and anger where the names were sorted\nhint: `--layout affectnet-official` or `--layout affectnet-alphabetical` \
         for `AffectNet`; for another set look its order up and add a map to the options of the set\n[labels]",
        numbers.join(", ")
    )?;
    numbers.iter().try_for_each(|number| write!(f, "\n\"{number}\" = \"?\""))
}
