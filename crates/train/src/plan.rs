//! How many updates and passes a recipe means for a number of samples.

#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::recipe::{Length, Recipe};

/// The updates of a training run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Pictures per batch; the last batch of a pass may have fewer, but at least 2.
    pub batch: usize,
    /// Batches per update; the last update of a pass may have fewer.
    pub accumulate: usize,
    /// Samples in the training set.
    pub n_samples: usize,
    /// Updates in a full pass.
    pub updates_per_pass: usize,
    /// Updates of the whole run.
    pub n_updates: usize,
}

impl Plan {
    /// The plan of a recipe for a training set, `None` for fewer than 2 samples.
    ///
    /// A last batch of one picture is left out of its pass, because batch norm cannot use it.
    pub fn new(recipe: &Recipe, n_samples: usize) -> Option<Self> {
        let Recipe { batch, accumulate, .. } = *recipe;
        let batches_per_pass = n_samples / batch + usize::from(n_samples % batch >= 2);
        let updates_per_pass = batches_per_pass.div_ceil(accumulate);
        let n_updates = match recipe.length {
            Length::Epochs(n) => n * updates_per_pass,
            Length::Updates(n) => n,
        };
        (n_samples >= 2).then_some(Self { batch, accumulate, n_samples, updates_per_pass, n_updates })
    }

    /// Passes over the samples; the last one may end early.
    pub fn n_passes(&self) -> usize {
        self.n_updates.div_ceil(self.updates_per_pass)
    }

    /// Updates in a pass, which is counted from 0.
    pub fn updates_in(&self, pass: usize) -> usize {
        self.n_updates.saturating_sub(pass * self.updates_per_pass).min(self.updates_per_pass)
    }

    /// Pictures that the first `n_updates` updates of the run use.
    pub fn n_pictures(&self, n_updates: usize) -> usize {
        let of_pass = |updates: usize| (updates * self.batch * self.accumulate).min(self.n_used());
        n_updates / self.updates_per_pass * of_pass(self.updates_per_pass) + of_pass(n_updates % self.updates_per_pass)
    }

    /// Positions in the order of a pass that an update of it uses.
    pub(crate) fn positions(&self, update_of_pass: usize) -> Range<usize> {
        let length = self.batch * self.accumulate;
        let start = update_of_pass * length;
        start..(start + length).min(self.n_used())
    }

    /// The positions of every batch of an update.
    pub(crate) fn batches(&self, update_of_pass: usize) -> impl Iterator<Item = Range<usize>> + use<> {
        let (positions, batch) = (self.positions(update_of_pass), self.batch);
        let end = positions.end;
        positions.step_by(batch).map(move |start| start..(start + batch).min(end))
    }

    /// Samples of a pass that are in a batch.
    fn n_used(&self) -> usize {
        self.n_samples - usize::from(self.n_samples % self.batch == 1)
    }
}
