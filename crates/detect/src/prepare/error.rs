//! Why a set could not be prepared.

use std::path::PathBuf;

use faces::TableError;
use faces::files::WriteError;
use pixels::EncodeError;

use crate::DetectError;

/// Why a set could not be prepared.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The detector failed, or its options are out of range.
    #[error(transparent)]
    Detect(#[from] DetectError),
    /// The folder holds what other options, another set or another number of shards gave.
    #[error("`{path}` is of another set, other options or another number of shards")]
    OtherOptions {
        /// The file that says so.
        path: PathBuf,
    },
    /// The shard was begun before.
    #[error("`{path}` was begun before")]
    Begun {
        /// The journal.
        path: PathBuf,
    },
    /// A shard is not done, so that there is nothing to join yet.
    #[error("`{path}` holds {found} of {expected} pictures")]
    Unfinished {
        /// The journal.
        path: PathBuf,
        /// Pictures of the shard.
        expected: usize,
        /// Pictures that are done.
        found: usize,
    },
    /// The options cannot be written down.
    #[error("the options cannot be written down")]
    Options {
        /// Why.
        source: Box<toml::ser::Error>,
    },
    /// A folder or file cannot be read or written.
    #[error("`{path}` cannot be read or written")]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A crop cannot be written.
    #[error(transparent)]
    Crop(#[from] EncodeError),
    /// The manifest cannot be written.
    #[error(transparent)]
    Table(#[from] TableError),
}
