//! The state of a run after an update, on disk: whole or not at all.

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

const FORMAT: u32 = 2;
const WEIGHTS_FILE: &str = "weights.safetensors";
const MOMENTS_FILE: &str = "moments.safetensors";
const AVERAGE_FILE: &str = "average.safetensors";
const BEST_FILE: &str = "best.safetensors";
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
    /// The sums of the epoch in progress, all 0 between epochs.
    #[serde(default)]
    pub(crate) totals: Totals,
    pub(crate) identity: Identity,
    #[serde(default)]
    pub(crate) history: Vec<HistoryRow>,
}

impl Progress {
    pub(crate) fn new(n_passes_done: usize, n_updates: usize, identity: Identity, history: Vec<HistoryRow>) -> Self {
        Self { format: FORMAT, n_passes_done, n_updates, totals: Totals::default(), identity, history }
    }

    /// Epochs done, and where a further one is in progress, updates done: later checkpoints have the greater pair.
    fn number(&self) -> (usize, usize) {
        (self.n_passes_done, if self.totals.n_faces == 0 { 0 } else { self.n_updates })
    }
}

/// Sums over the faces of an epoch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Totals {
    pub(crate) loss: f64,
    pub(crate) n_correct: usize,
    pub(crate) n_faces: usize,
    /// Seconds spent on the epoch before the last interruption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) seconds: Option<f64>,
}

/// Everything that the rest of a run depends on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Snapshot {
    pub(crate) weights: StateDict,
    pub(crate) moments: StateDict,
    /// The moving average of the weights, where there is one.
    pub(crate) average: Option<StateDict>,
    /// The weights of the best epoch so far, where one is to be kept.
    pub(crate) best: Option<StateDict>,
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
        for (name, weights) in [(AVERAGE_FILE, &snapshot.average), (BEST_FILE, &snapshot.best)] {
            if let Some(weights) = weights {
                weights.write_safetensors(&partial.join(name), &BTreeMap::new())?;
            }
        }
        write_atomically(&partial.join(PROGRESS_FILE), toml::to_string(&snapshot.progress)?)?;
        let older = self.checkpoints()?;
        let whole = self.path.join(match snapshot.progress.number() {
            (n_passes, 0) => format!("epoch-{n_passes:05}"),
            (n_passes, n_updates) => format!("epoch-{n_passes:05}-update-{n_updates:07}"),
        });
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
        let average = read_if_there(&newest.join(AVERAGE_FILE))?;
        let best = read_if_there(&newest.join(BEST_FILE))?;
        Ok(Some(Snapshot { weights, moments, average, best, progress }))
    }

    /// Whole checkpoints by their numbers of epochs and updates, as of [`Progress::number`].
    fn checkpoints(&self) -> Result<BTreeMap<(usize, usize), PathBuf>, CheckpointError> {
        let entries = match fs::read_dir(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
            entries => entries.map_err(at(&self.path))?,
        };
        let mut checkpoints = BTreeMap::new();
        for entry in entries {
            let path = entry.map_err(at(&self.path))?.path();
            let number = path.file_name().and_then(|name| number_of(name.to_str()?));
            checkpoints.extend(number.map(|number| (number, path)));
        }
        Ok(checkpoints)
    }
}

/// The numbers in the name of a checkpoint's folder.
fn number_of(name: &str) -> Option<(usize, usize)> {
    let numbers = name.strip_prefix("epoch-")?;
    let (n_passes, n_updates) = numbers.split_once("-update-").unwrap_or((numbers, "0"));
    Some((n_passes.parse().ok()?, n_updates.parse().ok()?))
}

fn read_if_there(path: &Path) -> Result<Option<StateDict>, CheckpointError> {
    if path.exists() { Ok(Some(StateDict::read(path)?)) } else { Ok(None) }
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
