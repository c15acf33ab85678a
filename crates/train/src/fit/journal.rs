//! What a run leaves on disk on its way: checkpoints, `history.csv` and `TensorBoard` events.

use std::path::{Path, PathBuf};

use faces::files::write_atomically;

use super::error::TrainError;
use super::state::State;
use crate::checkpoint::CheckpointFolder;
use crate::fingerprint::Identity;
use crate::history::{HistoryRow, to_csv};
use crate::observer::{Observer, StepReport};
use crate::tensorboard::{Events, Reached};

/// The files of a run and whoever watches it.
pub(super) struct Journal<'a> {
    pub(super) observer: &'a mut dyn Observer,
    checkpoints: CheckpointFolder,
    identity: Identity,
    history_path: PathBuf,
    events: Events,
    checkpoint_every: Option<usize>,
}

impl<'a> Journal<'a> {
    /// Goes on with the files of a run that has reached a state.
    pub(super) fn open(
        run_dir: &Path,
        checkpoint_every: Option<usize>,
        (identity, checkpoints): (Identity, CheckpointFolder),
        state: &State,
        observer: &'a mut dyn Observer,
    ) -> Result<Self, TrainError> {
        let history_path = run_dir.join("history.csv");
        write_atomically(&history_path, to_csv(&state.history))?;
        let reached = Reached { n_updates: state.optimizer.n_updates(), n_epochs: state.n_passes_done };
        let events = Events::open(run_dir, reached, observer.wall_time())?;
        Ok(Self { observer, checkpoints, identity, history_path, events, checkpoint_every })
    }

    /// After an update.
    pub(super) fn step(&mut self, report: &StepReport) -> Result<(), TrainError> {
        self.events.step(report, self.observer.wall_time())?;
        self.observer.step(report);
        Ok(())
    }

    /// Whether a checkpoint is to be written after an update, counted from 1, that is not the last of its epoch.
    pub(super) fn is_due(&self, update: usize) -> bool {
        self.checkpoint_every.is_some_and(|every| update.is_multiple_of(every))
    }

    /// Writes a checkpoint inside an epoch.
    pub(super) fn checkpoint(&self, state: &State) -> Result<(), TrainError> {
        Ok(self.checkpoints.save(&state.snapshot(&self.identity)?)?)
    }

    /// After an epoch.
    pub(super) fn epoch(&mut self, state: &State, rows: &[HistoryRow]) -> Result<(), TrainError> {
        self.events.epoch(rows, self.observer.wall_time())?;
        self.checkpoint(state)?;
        write_atomically(&self.history_path, to_csv(&state.history))?;
        self.observer.epoch(rows);
        Ok(())
    }
}
