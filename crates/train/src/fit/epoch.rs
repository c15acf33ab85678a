//! One pass over the training set and the measurement after it.

use std::sync::atomic::Ordering;

use faces::Split;
use network::ExpressionNet;
use rand::Rng;

use super::error::{Diverged, TrainError};
use super::journal::Journal;
use super::state::{State, device_of};
use super::update::{Moment, Updates};
use super::{Sample, TrainRequest};
use crate::augment::DrawKey;
use crate::batches::{BatchSource, Batches};
use crate::checkpoint::Totals;
use crate::history::{HistoryRow, Part};
use crate::hold_out::Sides;
use crate::loss::Targets;
use crate::observer::{Observer, StepReport};
use crate::optimizer::Rates;
use crate::plan::Plan;
use crate::predict::{PredictError, PredictOptions, predict};
use crate::selection::{best_epoch, held_out_losses, is_over, mark_kept};

/// The purpose of random numbers that silence hidden units.
const DROPOUT: u64 = 2;

/// What all epochs of a run share.
pub(super) struct Epochs<'a> {
    request: &'a TrainRequest<'a>,
    sides: &'a Sides<'a>,
    plan: Plan,
    targets: Targets,
}

impl<'a> Epochs<'a> {
    pub(super) fn new(request: &'a TrainRequest<'a>, sides: &'a Sides<'a>, plan: Plan) -> Self {
        let targets = Targets::new(request.recipe, sides.learnt.iter().map(|sample| sample.label));
        Self { request, sides, plan, targets }
    }

    /// Whether the run has its length, or has stopped early.
    pub(super) fn are_over(&self, state: &State) -> bool {
        let stopped = |rule| is_over(&held_out_losses(&state.history), rule);
        state.n_passes_done >= self.plan.n_passes() || self.request.recipe.early_stopping.as_ref().is_some_and(stopped)
    }

    /// Trains for the rest of a pass and measures after it; the rows of all parts of the data are added to the history.
    pub(super) fn run(&self, mut state: State, journal: &mut Journal<'_>) -> Result<State, TrainError> {
        let start = journal.observer.seconds();
        let pass = state.n_passes_done;
        state = self.train(state, start, journal)?;
        let net = state.net_to_measure();
        let mut parts = vec![(Part::Train, std::mem::take(&mut state.totals))];
        let seconds_before = parts[0].1.seconds;
        for (part, samples) in [(Part::HeldOut, &self.sides.held_out[..]), (Part::Val, self.request.validation)] {
            if !samples.is_empty() {
                parts.push((part, self.measure(&net, samples, (part, pass, state.optimizer.n_updates()))?));
            }
        }
        let seconds = elapsed(journal.observer, start, seconds_before);
        let learning_rate = self.rates(&state, state.optimizer.n_updates() - 1).head;
        let row = |(split, Totals { loss, n_correct, n_faces, .. })| {
            let loss = loss / n_faces as f64;
            HistoryRow { epoch: pass + 1, split, loss, n_correct, n_faces, learning_rate, seconds, kept: false }
        };
        let rows: Vec<_> = parts.into_iter().map(row).collect();
        state.n_passes_done = pass + 1;
        state.history.extend(rows);
        self.keep_best(&mut state, &net);
        let first_row = state.history.partition_point(|row| row.epoch <= pass);
        let rows = state.history[first_row..].to_vec();
        journal.epoch(&state, &rows)?;
        Ok(state)
    }

    fn train(&self, state: State, start: Option<f64>, journal: &mut Journal<'_>) -> Result<State, TrainError> {
        let TrainRequest { recipe, seed, .. } = *self.request;
        let source = BatchSource { samples: &self.sides.learnt, recipe, plan: self.plan, seed };
        let pass = state.n_passes_done;
        let first_update = state.optimizer.n_updates() - pass * self.plan.updates_per_pass;
        let order = source.order(pass);
        source.during_pass(pass, first_update, |batches| self.updates(state, (batches, &order), start, journal))
    }

    fn updates(
        &self,
        mut state: State,
        (mut batches, order): (Batches, &[usize]),
        start: Option<f64>,
        journal: &mut Journal<'_>,
    ) -> Result<State, TrainError> {
        let (pass, seconds_before) = (state.n_passes_done, state.totals.seconds);
        let n_before = pass * self.plan.updates_per_pass;
        for update in state.optimizer.n_updates() - n_before..self.plan.updates_in(pass) {
            let moment = self.moment(&state, update, order);
            if self.request.stop.load(Ordering::Relaxed) {
                return Err(TrainError::Interrupted { epoch: moment.epoch, update: moment.update });
            }
            // Drawn anew for every update, so that a run can go on from any of them.
            let key = DrawKey { seed: self.request.seed, pass: pass as u64, index: update as u64 };
            device_of(&state.net).seed(key.rng(DROPOUT).next_u64());
            let updates = Updates { request: self.request, targets: &self.targets };
            let of_update = batches.by_ref().take(self.plan.batches(update).count());
            let (loss, norm);
            (state, loss, norm) = updates.update(state, of_update, moment)?;
            journal.step(&self.report(moment, loss, norm))?;
            if journal.is_due(moment.update) && update + 1 < self.plan.updates_in(pass) {
                state.totals.seconds = elapsed(journal.observer, start, seconds_before);
                journal.checkpoint(&state)?;
                state.totals.seconds = seconds_before;
            }
        }
        Ok(state)
    }

    fn moment(&self, state: &State, update_of_pass: usize, order: &[usize]) -> Moment {
        let update = state.optimizer.n_updates();
        let labels = order[self.plan.positions(update_of_pass)].iter().map(|&index| self.sides.learnt[index].label);
        Moment {
            epoch: state.n_passes_done + 1,
            update: update + 1,
            rates: self.rates(state, update),
            total_weight: self.targets.total(labels),
        }
    }

    fn report(&self, moment: Moment, loss: f64, gradient_norm: f64) -> StepReport {
        StepReport {
            epoch: moment.epoch,
            n_epochs: self.plan.n_passes(),
            update: moment.update,
            n_updates: self.plan.n_updates,
            n_pictures_done: self.plan.n_pictures(moment.update),
            n_pictures_total: self.plan.n_pictures(self.plan.n_updates),
            loss,
            gradient_norm,
            learning_rate: moment.rates.head,
            backbone_learning_rate: moment.rates.backbone,
        }
    }

    fn measure(
        &self,
        net: &ExpressionNet,
        samples: &[Sample<'_>],
        (part, pass, update): (Part, usize, usize),
    ) -> Result<Totals, TrainError> {
        let TrainRequest { recipe, normalisation, .. } = *self.request;
        let options = PredictOptions { input_px: recipe.input_px, normalisation, batch: recipe.batch };
        let pictures: Vec<_> = samples.iter().map(|sample| sample.picture).collect();
        let probabilities = predict(net, &pictures, &options).map_err(|error| match error {
            PredictError::EmptyPicture { index } => TrainError::EmptyPicture { split: Split::Val, index },
            PredictError::NotFinite { .. } => Diverged::Loss { part, epoch: pass + 1, update, loss: f64::NAN }.into(),
        })?;
        let mut totals = Totals { n_faces: samples.len(), ..Totals::default() };
        for (sample, answer) in samples.iter().zip(probabilities) {
            totals.n_correct += usize::from(answer.predicted() == sample.label);
            // A probability that rounds to 0 would make the mean infinite.
            totals.loss -= f64::from(answer.of(sample.label).max(f32::MIN_POSITIVE)).ln();
        }
        Ok(totals)
    }

    /// Keeps the weights of the epoch just measured if it is the best so far.
    fn keep_best(&self, state: &mut State, net: &ExpressionNet) {
        let Some(rule) = &self.request.recipe.early_stopping else { return };
        mark_kept(&mut state.history, rule);
        if best_epoch(&held_out_losses(&state.history), rule) == Some(state.n_passes_done) {
            state.best = Some(net.to_state_dict());
        }
    }

    fn rates(&self, state: &State, update: usize) -> Rates {
        let recipe = self.request.recipe;
        // Rates are asked for after the measurement as well, and are then still those of the epoch just done.
        let n_epochs = update / self.plan.updates_per_pass;
        let losses = held_out_losses(&state.history);
        let share = recipe.rate_share(update, &self.plan, &losses[..n_epochs.min(losses.len())]);
        let [backbone, head] = [recipe.backbone_learning_rate, recipe.head_learning_rate].map(|rate| rate * share);
        Rates { backbone, head, clip: 1.0 }
    }
}

/// Seconds since `start` and those before it; `None` without a clock.
fn elapsed(observer: &mut dyn Observer, start: Option<f64>, before: Option<f64>) -> Option<f64> {
    let (now, start) = observer.seconds().zip(start)?;
    Some(now - start + before.unwrap_or(0.0))
}
