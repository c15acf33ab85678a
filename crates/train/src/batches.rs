//! The order of samples in a pass, and batches prepared while the network computes.

#[cfg(test)]
mod tests;

use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};

use faces::Expression;
use pixels::RgbImage;
use rand::Rng;
use rand::seq::SliceRandom;
use rayon::prelude::*;

use crate::augment::DrawKey;
use crate::fit::Sample;
use crate::mixup::Mix;
use crate::plan::Plan;
use crate::recipe::Recipe;

/// The purpose of random numbers that order a pass; those of pictures have purpose 0.
const ORDER: u64 = 1;

/// The purpose of random numbers that draw a sample anew.
const REDRAW: u64 = 5;

/// Pictures of the input size, their labels, and how they are mixed once they are normalised.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Batch {
    pub(crate) pictures: Vec<RgbImage>,
    pub(crate) labels: Vec<Expression>,
    pub(crate) mix: Option<Mix>,
}

/// The batches of a pass in order.
pub(crate) struct Batches(Receiver<Batch>);

impl Iterator for Batches {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        // A worker of the thread pool must not sleep here: the batch may be waiting for that very worker.
        while rayon::current_thread_index().is_some() {
            match self.0.try_recv() {
                Ok(batch) => return Some(batch),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) if rayon::yield_now() == Some(rayon::Yield::Executed) => {}
                Err(TryRecvError::Empty) => std::thread::yield_now(),
            }
        }
        self.0.recv().ok()
    }
}

/// Where batches come from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BatchSource<'a> {
    pub(crate) samples: &'a [Sample<'a>],
    pub(crate) recipe: &'a Recipe,
    pub(crate) plan: Plan,
    pub(crate) seed: u64,
}

impl BatchSource<'_> {
    /// Runs `consume` on the batches of a pass from an update of it on, each prepared by another thread while the one before
    /// is used.
    pub(crate) fn during_pass<T>(&self, pass: usize, first_update: usize, consume: impl FnOnce(Batches) -> T) -> T {
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel(1);
            scope.spawn(move || self.send_pass(pass, first_update, &sender));
            consume(Batches(receiver))
        })
    }

    /// The samples of a pass in the order of their use.
    pub(crate) fn order(&self, pass: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.samples.len()).collect();
        order.shuffle(&mut DrawKey { seed: self.seed, pass: pass as u64, index: 0 }.rng(ORDER));
        order
    }

    fn send_pass(&self, pass: usize, first_update: usize, sender: &SyncSender<Batch>) {
        let order = self.order(pass);
        let updates = first_update..self.plan.updates_in(pass);
        for positions in updates.flat_map(|update| self.plan.batches(update)) {
            let number = positions.start / self.plan.batch;
            if sender.send(self.batch(pass, number, &order[positions])).is_err() {
                return; // the run was interrupted or failed
            }
        }
    }

    /// The batch of a number in a pass.
    fn batch(&self, pass: usize, number: usize, indices: &[usize]) -> Batch {
        let key = |index: usize| DrawKey { seed: self.seed, pass: pass as u64, index: index as u64 };
        let picture = |&index: &usize| {
            let (sample, key) = (self.samples[index], key(index));
            let redrawn = sample.redraw.and_then(|of| of.redraw(key.rng(REDRAW).next_u64()));
            self.recipe.augmentation.apply(redrawn.as_ref().unwrap_or(sample.picture), self.recipe.input_px, key)
        };
        Batch {
            pictures: indices.par_iter().map(picture).collect(),
            labels: indices.iter().map(|&index| self.samples[index].label).collect(),
            mix: Mix::draw(self.recipe.mixup_alpha, indices.len(), key(number)),
        }
    }
}
