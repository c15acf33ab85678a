//! Why the bytes of a picture cannot be had.

use std::io;
use std::path::PathBuf;

use parquet::errors::ParquetError;

/// Why the bytes of a picture cannot be had.
#[derive(Debug, thiserror::Error)]
#[error("{}: {fault}", .path.display())]
pub struct PictureError {
    /// The file, or the container of the picture.
    pub path: PathBuf,
    /// What is wrong.
    pub fault: PictureFault,
}

/// What is wrong with the place of a picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureFault {
    /// What the system said.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// What the Parquet reader said.
    #[error("cannot be read: {0}")]
    Parquet(#[from] ParquetError),
    /// The picture is larger than the caller allows.
    #[error("expected at most {allowed} bytes, found more")]
    TooManyBytes {
        /// The limit, in bytes.
        allowed: u64,
    },
    /// There is no picture in this row.
    #[error("expected a picture in row {row} of row group {row_group}, found an empty cell")]
    NoPicture {
        /// The row group, from 0.
        row_group: usize,
        /// The row inside its group, from 0.
        row: usize,
    },
    /// The cell holds no grey levels.
    #[error("expected grey levels from 0 to 255, separated by spaces, found `{found}`")]
    NotGrey {
        /// The first word that is none.
        found: String,
    },
    /// The grey levels make no square.
    #[error("expected the grey levels of a square picture, found {n_levels}")]
    NotSquare {
        /// How many there are.
        n_levels: usize,
    },
}
