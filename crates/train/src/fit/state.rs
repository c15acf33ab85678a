//! What changes during a run, and how it becomes a checkpoint and comes back.

use burn::module::Module;
use burn::tensor::Device;
use network::{ExpressionNet, StateDict};

use super::error::{Diverged, TrainError};
use super::{Resume, TrainRequest};
use crate::averages::Averages;
use crate::checkpoint::{CheckpointFolder, Progress, Snapshot, Totals};
use crate::fingerprint::Identity;
use crate::history::HistoryRow;
use crate::optimizer::Optimizer;

/// What changes during a run.
pub(super) struct State {
    pub(super) net: ExpressionNet,
    pub(super) optimizer: Optimizer,
    pub(super) averages: Option<Averages>,
    /// The weights of the best epoch so far.
    pub(super) best: Option<StateDict>,
    pub(super) n_passes_done: usize,
    /// Of the epoch in progress.
    pub(super) totals: Totals,
    pub(super) history: Vec<HistoryRow>,
}

impl State {
    /// The state at the start, or that of the last checkpoint.
    pub(super) fn new(
        request: &TrainRequest<'_>,
        identity: &Identity,
        checkpoints: &CheckpointFolder,
    ) -> Result<Self, TrainError> {
        let snapshot = match request.resume {
            Resume::Fresh => {
                checkpoints.clear()?;
                None
            }
            Resume::Continue => checkpoints.load()?,
        };
        let state = Self::first(request);
        let Some(snapshot) = snapshot else { return Ok(state) };
        if let Some((what, expected, found)) = identity.difference(&snapshot.progress.identity) {
            return Err(TrainError::OtherRun { what, expected: expected.to_owned(), found: found.to_owned() });
        }
        state.resumed(snapshot)
    }

    fn first(request: &TrainRequest<'_>) -> Self {
        // A copy of its own: clones share running statistics, and the caller may still use the network it passed.
        let net = request.net.valid().train();
        let averages = request.recipe.ema_decay.map(|_| Averages::of(&net));
        Self {
            net,
            optimizer: Optimizer::new(request.recipe),
            averages,
            best: None,
            n_passes_done: 0,
            totals: Totals::default(),
            history: Vec::new(),
        }
    }

    fn resumed(self, snapshot: Snapshot) -> Result<Self, TrainError> {
        let Snapshot { weights, moments, average, best, progress } = snapshot;
        let device = device_of(&self.net).inner();
        let averages = match (self.averages, average) {
            (Some(_), Some(average)) => Some(Averages::of(&self.net.valid().train().load_state_dict(&average)?)),
            (averages, _) => averages,
        };
        Ok(Self {
            net: self.net.load_state_dict(&weights)?,
            optimizer: self.optimizer.resumed(progress.n_updates, &moments, &device),
            averages,
            best,
            n_passes_done: progress.n_passes_done,
            totals: progress.totals,
            history: progress.history,
        })
    }

    /// Everything that the rest of the run depends on, if all weights are finite.
    pub(super) fn snapshot(&self, identity: &Identity) -> Result<Snapshot, TrainError> {
        let weights = self.net.to_state_dict();
        let values = |name: &str| weights.get(name).map_or(&[][..], |tensor| &tensor.values);
        let n_updates = self.optimizer.n_updates();
        if let Some(tensor) = weights.names().find(|name| values(name).iter().any(|value| !value.is_finite())) {
            let epoch = self.n_passes_done + usize::from(self.totals.n_faces > 0);
            return Err(Diverged::Weights { epoch, update: n_updates, tensor: tensor.to_owned() }.into());
        }
        let mut progress = Progress::new(self.n_passes_done, n_updates, identity.clone(), self.history.clone());
        progress.totals = self.totals;
        Ok(Snapshot {
            weights,
            moments: self.optimizer.moments(),
            average: self.averages.as_ref().map(|averages| averages.applied_to(&self.net).to_state_dict()),
            best: self.best.clone(),
            progress,
        })
    }

    /// The network that is measured and kept: the averaged one where there is one.
    pub(super) fn net_to_measure(&self) -> ExpressionNet {
        match &self.averages {
            Some(averages) => averages.applied_to(&self.net),
            None => self.net.clone(),
        }
    }

    /// The network that the run leaves behind, in training mode: that of the best epoch, the averaged one, or the last.
    pub(super) fn into_net(self) -> Result<ExpressionNet, TrainError> {
        match (self.best, self.averages) {
            (Some(best), _) => Ok(self.net.load_state_dict(&best)?),
            (None, Some(averages)) => Ok(averages.applied_to(&self.net).train()),
            (None, None) => Ok(self.net),
        }
    }
}

/// Where a network lives.
pub(super) fn device_of(net: &ExpressionNet) -> Device {
    net.devices().into_iter().next().unwrap_or_else(network::device::cpu_for_training)
}
