//! The folder of a run: made only where nothing is lost, and continued only by the same configuration.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use faces::files::{WriteError, write_atomically};
use pixels::EncodeError;

/// The file that makes a folder a run.
const RUN_FILE: &str = "run.toml";

/// What to do with a folder that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Refuse it.
    Refuse,
    /// Remove it, if it is a run.
    Replace,
    /// Continue it, if it is a run of the same configuration.
    Resume,
}

/// A run's folder, ready to be written to.
#[derive(Debug, Clone)]
pub struct RunFolder {
    root: PathBuf,
}

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RunFolderError {
    /// Something is there, and neither replacing nor resuming was asked for.
    #[error("{} exists already", .path.display())]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// Something is there that this program did not write.
    #[error("{} is not a run: it holds no {RUN_FILE}, so it is neither replaced nor resumed", .path.display())]
    NotARun {
        /// The folder.
        path: PathBuf,
    },
    /// The run was started with another configuration.
    #[error("{} was started with another configuration; line {line} reads `{found}`, now `{expected}`", .path.display())]
    OtherConfig {
        /// The folder.
        path: PathBuf,
        /// The first line that differs, counted from 1.
        line: usize,
        /// That line in the folder.
        found: String,
        /// That line now.
        expected: String,
    },
    /// The folder cannot be made or removed.
    #[error("cannot write to {}: {source}", .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file in the folder cannot be written.
    #[error(transparent)]
    File(#[from] WriteError),
    /// A picture in the folder cannot be written.
    #[error(transparent)]
    Picture(#[from] EncodeError),
}

impl RunFolder {
    /// Whether [`RunFolder::open`] would refuse; changes nothing.
    ///
    /// # Errors
    /// [`RunFolderError`], as opening would.
    pub fn check(root: &Path, existing: Existing, run_toml: &str) -> Result<(), RunFolderError> {
        let path = root.to_owned();
        if is_empty(root)? {
            return Ok(());
        }
        if existing == Existing::Refuse {
            return Err(RunFolderError::Exists { path });
        }
        let Ok(found) = fs::read_to_string(root.join(RUN_FILE)) else {
            return Err(RunFolderError::NotARun { path });
        };
        match first_difference(&found, run_toml) {
            Some((line, found, expected)) if existing == Existing::Resume => {
                Err(RunFolderError::OtherConfig { path, line, found, expected })
            }
            _ => Ok(()),
        }
    }

    /// Makes or reopens `root` and writes `run.toml` into it.
    ///
    /// # Errors
    /// [`RunFolderError`]; nothing is removed unless `existing` is [`Existing::Replace`] and `root` is a run.
    pub fn open(root: &Path, existing: Existing, run_toml: &str) -> Result<Self, RunFolderError> {
        Self::check(root, existing, run_toml)?;
        let folder_error = |source| RunFolderError::Folder { path: root.to_owned(), source };
        if existing == Existing::Replace && !is_empty(root)? {
            fs::remove_dir_all(root).map_err(folder_error)?;
        }
        fs::create_dir_all(root).map_err(folder_error)?;
        let folder = Self { root: root.to_owned() };
        folder.write(RUN_FILE, run_toml.as_bytes())?;
        Ok(folder)
    }

    /// The path of `name` inside the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Writes a file whole or not at all, making its folder where needed.
    ///
    /// # Errors
    /// [`RunFolderError`] when the folder cannot be written or the disk is full.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), RunFolderError> {
        let path = self.path(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|source| RunFolderError::Folder { path: folder.to_owned(), source })?;
        }
        Ok(write_atomically(&path, bytes)?)
    }
}

fn is_empty(root: &Path) -> Result<bool, RunFolderError> {
    match fs::read_dir(root) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(source) => Err(RunFolderError::Folder { path: root.to_owned(), source }),
    }
}

fn first_difference(found: &str, expected: &str) -> Option<(usize, String, String)> {
    let n_lines = found.lines().count().max(expected.lines().count());
    (0..n_lines).find_map(|i| {
        let (a, b) = (found.lines().nth(i).unwrap_or_default(), expected.lines().nth(i).unwrap_or_default());
        (a != b).then(|| (i + 1, a.to_owned(), b.to_owned()))
    })
}

#[cfg(test)]
mod tests;
