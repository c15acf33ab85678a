//! How many updates and passes a recipe means for a number of samples.

#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::recipe::{Length, Recipe};

/// The updates of a training run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Pictures per update; the last update of a pass may have fewer, but at least 2.
    pub batch: usize,
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
        let updates_per_pass = n_samples / recipe.batch + usize::from(n_samples % recipe.batch >= 2);
        let n_updates = match recipe.length {
            Length::Epochs(n) => n * updates_per_pass,
            Length::Updates(n) => n,
        };
        (n_samples >= 2).then_some(Self { batch: recipe.batch, n_samples, updates_per_pass, n_updates })
    }

    /// Passes over the samples; the last one may end early.
    pub fn n_passes(&self) -> usize {
        self.n_updates.div_ceil(self.updates_per_pass)
    }

    /// Updates in a pass, which is counted from 0.
    pub fn updates_in(&self, pass: usize) -> usize {
        self.n_updates.saturating_sub(pass * self.updates_per_pass).min(self.updates_per_pass)
    }

    /// Positions in the order of a pass that an update of it uses.
    pub(crate) fn positions(&self, update_of_pass: usize) -> Range<usize> {
        let start = update_of_pass * self.batch;
        start..(start + self.batch).min(self.n_samples)
    }

    /// Pictures that the first `n_updates` updates of the run use.
    pub fn n_pictures(&self, n_updates: usize) -> usize {
        let of_pass = |updates: usize| (updates * self.batch).min(self.n_samples);
        n_updates / self.updates_per_pass * of_pass(self.updates_per_pass) + of_pass(n_updates % self.updates_per_pass)
    }
}
