//! Where the bytes of a picture are: a file of its own, or a piece of a larger one.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

mod error;
mod parquet_row;
mod pixels_row;
#[cfg(test)]
mod tests;

pub use error::{PictureError, PictureFault};

/// The place of one encoded picture. A container is never read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureSource {
    /// A file that holds one picture.
    File(PathBuf),
    /// A file inside a tar archive.
    TarEntry {
        /// The archive.
        archive: Arc<Path>,
        /// Where the picture's bytes begin.
        offset: u64,
        /// How many there are.
        n_bytes: u64,
    },
    /// A row of a CSV file with grey levels, separated by spaces, in one cell: a square picture, row by row.
    PixelsRow {
        /// The CSV file.
        table: Arc<Path>,
        /// Where the row begins, in bytes.
        offset: u64,
        /// How long the row is, in bytes.
        n_bytes: u64,
        /// Which cell, from 0.
        column: usize,
    },
    /// A row of a Parquet file with an encoded picture in one cell.
    ParquetRow {
        /// The Parquet file.
        table: Arc<Path>,
        /// The row group, from 0.
        row_group: usize,
        /// The row inside its group, from 0.
        row: usize,
        /// The leaf column that holds the bytes, from 0.
        column: usize,
    },
}

impl PictureSource {
    /// The encoded picture, at most `max_bytes` of it: JPEG, PNG and so on as stored; grey levels of a CSV file as PGM.
    ///
    /// Memory: the picture, or the row it is made from. For Parquet each thread also keeps its last file open, and one page of
    /// it (about 1 MB as most programs write it, at least one picture), so that faces in order of their ids are read in one go.
    ///
    /// # Errors
    /// The file cannot be read, is shorter than it was, or holds no picture here, or a larger one than allowed.
    ///
    /// # Examples
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("a.pgm");
    /// std::fs::write(&path, b"P5 1 1 255 x")?;
    /// let picture = faces::PictureSource::File(path);
    /// assert_eq!(picture.bytes(100)?, b"P5 1 1 255 x");
    /// assert!(picture.bytes(5).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn bytes(&self, max_bytes: u64) -> Result<Vec<u8>, PictureError> {
        let bytes = match self {
            Self::File(path) => whole(path, max_bytes),
            Self::TarEntry { archive, offset, n_bytes } => piece(archive, *offset, *n_bytes, max_bytes),
            Self::PixelsRow { table, offset, n_bytes, column } => {
                piece(table, *offset, *n_bytes, max_bytes).and_then(|row| pixels_row::to_pgm(&row, *column))
            }
            Self::ParquetRow { table, row_group, row, column } => {
                parquet_row::bytes(table, *row_group, *row, *column).and_then(|bytes| within(bytes, max_bytes))
            }
        };
        bytes.map_err(|fault| PictureError { path: self.file().to_owned(), fault })
    }

    /// The file that holds the picture, alone or among others; what errors name.
    pub fn file(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::TarEntry { archive, .. } => archive,
            Self::PixelsRow { table, .. } | Self::ParquetRow { table, .. } => table,
        }
    }
}

impl fmt::Display for PictureSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.file().display();
        match self {
            Self::File(_) => path.fmt(f),
            Self::TarEntry { offset, .. } | Self::PixelsRow { offset, .. } => write!(f, "{path}, byte {offset}"),
            Self::ParquetRow { row_group, row, .. } => write!(f, "{path}, row group {row_group}, row {row}"),
        }
    }
}

fn whole(path: &Path, max_bytes: u64) -> Result<Vec<u8>, PictureFault> {
    let mut bytes = Vec::new();
    File::open(path)?.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    within(bytes, max_bytes)
}

fn within(bytes: Vec<u8>, max_bytes: u64) -> Result<Vec<u8>, PictureFault> {
    let is_within = bytes.len() as u64 <= max_bytes;
    if is_within { Ok(bytes) } else { Err(PictureFault::TooManyBytes { allowed: max_bytes }) }
}

fn piece(path: &Path, offset: u64, n_bytes: u64, max_bytes: u64) -> Result<Vec<u8>, PictureFault> {
    if max_bytes < n_bytes {
        return Err(PictureFault::TooManyBytes { allowed: max_bytes });
    }
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::with_capacity(n_bytes as usize);
    file.take(n_bytes).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == n_bytes { Ok(bytes) } else { Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()) }
}
