//! The state of a run after an epoch, on disk: whole or not at all.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use faces::files::{WriteError, write_atomically};
use network::StateDict;
use network::state_dict::StateDictError;
use serde::{Deserialize, Serialize};

use crate::fingerprint::Identity;
use crate::history::HistoryRow;

const FORMAT: u32 = 1;
const WEIGHTS_FILE: &str = "weights.safetensors";
const MOMENTS_FILE: &str = "moments.safetensors";
const PROGRESS_FILE: &str = "progress.toml";

/// Why a checkpoint could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The progress file could not be written.
    #[error(transparent)]
    Unwritable(#[from] WriteError),
    /// Weights or moments could not be written or read.
    #[error(transparent)]
    Tensors(#[from] StateDictError),
    /// The progress cannot be put into words.
    #[error("the progress of the run cannot be written as TOML: {0}")]
    Unspeakable(#[from] toml::ser::Error),
    /// The progress file is not one of this program.
    #[error("{}: expected the progress of a training run: {source}", path.display())]
    NotProgress {
        /// The file.
        path: PathBuf,
        /// What the parser said.
        source: Box<toml::de::Error>,
    },
    /// The checkpoint was written by another version of this program.
    #[error("{}: expected checkpoint format {expected}, found {found}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// The format of this program.
        expected: u32,
        /// The format of the file.
        found: u32,
    },
}

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Progress {
    format: u32,
    pub(crate) n_passes_done: usize,
    pub(crate) n_updates: usize,
    pub(crate) identity: Identity,
    pub(crate) history: Vec<HistoryRow>,
}

impl Progress {
    pub(crate) fn new(n_passes_done: usize, n_updates: usize, identity: Identity, history: Vec<HistoryRow>) -> Self {
        Self { format: FORMAT, n_passes_done, n_updates, identity, history }
    }
}

/// Everything that the rest of a run depends on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Snapshot {
    pub(crate) weights: StateDict,
    pub(crate) moments: StateDict,
    pub(crate) progress: Progress,
}

/// The folder `checkpoints` of a run folder, with one folder per checkpoint, of which the newest counts.
#[derive(Debug, Clone)]
pub(crate) struct CheckpointFolder {
    path: PathBuf,
}

impl CheckpointFolder {
    pub(crate) fn of_run(run_dir: &Path) -> Self {
        Self { path: run_dir.join("checkpoints") }
    }

    /// Removes every checkpoint.
    pub(crate) fn clear(&self) -> Result<(), CheckpointError> {
        remove(&self.path)
    }

    /// Writes a checkpoint and then removes the older ones: at every moment one whole checkpoint exists.
    pub(crate) fn save(&self, snapshot: &Snapshot) -> Result<(), CheckpointError> {
        let partial = self.path.join("partial");
        remove(&partial)?;
        fs::create_dir_all(&partial).map_err(at(&partial))?;
        snapshot.weights.write_safetensors(&partial.join(WEIGHTS_FILE), &BTreeMap::new())?;
        snapshot.moments.write_safetensors(&partial.join(MOMENTS_FILE), &BTreeMap::new())?;
        write_atomically(&partial.join(PROGRESS_FILE), toml::to_string(&snapshot.progress)?)?;
        let older = self.checkpoints()?;
        let whole = self.path.join(format!("epoch-{:05}", snapshot.progress.n_passes_done));
        remove(&whole)?;
        fs::rename(&partial, &whole).map_err(at(&whole))?;
        older.values().filter(|path| **path != whole).try_for_each(|path| remove(path))
    }

    /// The newest checkpoint, `None` when there is none yet.
    pub(crate) fn load(&self) -> Result<Option<Snapshot>, CheckpointError> {
        let Some(newest) = self.checkpoints()?.into_values().next_back() else { return Ok(None) };
        let path = newest.join(PROGRESS_FILE);
        let text = fs::read_to_string(&path).map_err(at(&path))?;
        let progress: Progress = toml::from_str(&text)
            .map_err(|source| CheckpointError::NotProgress { path: path.clone(), source: Box::new(source) })?;
        if progress.format != FORMAT {
            return Err(CheckpointError::Format { path, expected: FORMAT, found: progress.format });
        }
        let weights = StateDict::read(&newest.join(WEIGHTS_FILE))?;
        let moments = StateDict::read(&newest.join(MOMENTS_FILE))?;
        Ok(Some(Snapshot { weights, moments, progress }))
    }

    /// Whole checkpoints by their number of epochs.
    fn checkpoints(&self) -> Result<BTreeMap<usize, PathBuf>, CheckpointError> {
        let entries = match fs::read_dir(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
            entries => entries.map_err(at(&self.path))?,
        };
        let mut checkpoints = BTreeMap::new();
        for entry in entries {
            let path = entry.map_err(at(&self.path))?.path();
            let number = path.file_name().and_then(|name| name.to_str()?.strip_prefix("epoch-")?.parse().ok());
            checkpoints.extend(number.map(|number| (number, path)));
        }
        Ok(checkpoints)
    }
}

fn remove(path: &Path) -> Result<(), CheckpointError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        result => result.map_err(at(path)),
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> CheckpointError + '_ {
    move |source| CheckpointError::Io { path: path.to_owned(), source }
}
