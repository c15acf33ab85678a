//! One update: the gradients of one or several batches, shortened where asked, and the optimizer's step.

use faces::Expression;
use network::{ExpressionNet, tensor_from_pictures};

use super::error::Diverged;
use super::state::{State, device_of};
use super::{Part, TrainRequest};
use crate::batches::Batch;
use crate::gradients::{Gradients, clip_factor};
use crate::loss::{Targets, cross_entropy};
use crate::optimizer::Rates;

/// What all updates of a run share.
pub(super) struct Updates<'a> {
    pub(super) request: &'a TrainRequest<'a>,
    pub(super) targets: &'a Targets,
}

/// Which update it is, both from 1, its full learning rates, and what its labels weigh together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) epoch: usize,
    pub(super) update: usize,
    pub(super) rates: Rates,
    pub(super) total_weight: f64,
}

/// What came of the batches of an update.
#[derive(Debug, Default)]
struct Outcome {
    gradients: Option<Gradients>,
    loss: f64,
    n_correct: usize,
    n_faces: usize,
}

impl Updates<'_> {
    /// The state after one more update by these batches, its loss, and the norm of its gradients. Where one of them is not
    /// finite, the weights stay as they are.
    pub(super) fn update(
        &self,
        mut state: State,
        batches: impl Iterator<Item = Batch>,
        moment: Moment,
    ) -> Result<(State, f64, f64), Diverged> {
        let Outcome { gradients, loss, n_correct, n_faces } = self.batches(&state.net, batches, moment)?;
        let mut gradients = gradients.unwrap_or_default();
        let norm = gradients.norm();
        if !norm.is_finite() {
            return Err(Diverged::Gradient { epoch: moment.epoch, update: moment.update, norm });
        }
        let clip = self.request.recipe.clip_norm.map_or(1.0, |limit| clip_factor(norm, limit));
        state.net = state.optimizer.step(state.net, gradients, Rates { clip, ..moment.rates });
        if let (Some(averages), Some(decay)) = (&mut state.averages, self.request.recipe.ema_decay) {
            averages.update(&state.net, decay, moment.update);
        }
        state.totals.loss += loss * n_faces as f64;
        state.totals.n_correct += n_correct;
        state.totals.n_faces += n_faces;
        Ok((state, loss, norm))
    }

    /// The sums over the batches; as every batch's loss is its part of the update's mean, so are loss and gradients.
    fn batches(
        &self,
        net: &ExpressionNet,
        batches: impl Iterator<Item = Batch>,
        moment: Moment,
    ) -> Result<Outcome, Diverged> {
        let mut outcome = Outcome::default();
        for batch in batches {
            let (gradients, loss) = self.batch(net, &batch, moment, &mut outcome);
            outcome.loss += loss;
            let Some(gradients) = gradients.filter(|_| outcome.loss.is_finite()) else {
                let (epoch, update, loss) = (moment.epoch, moment.update, outcome.loss);
                return Err(Diverged::Loss { part: Part::Train, epoch, update, loss });
            };
            outcome.gradients = Some(match outcome.gradients.take() {
                Some(sum) => sum.plus(gradients),
                None => gradients,
            });
        }
        Ok(outcome)
    }

    /// Gradients, unless the loss is not finite, and loss of a batch.
    fn batch(
        &self,
        net: &ExpressionNet,
        batch: &Batch,
        moment: Moment,
        outcome: &mut Outcome,
    ) -> (Option<Gradients>, f64) {
        let TrainRequest { recipe, normalisation, .. } = self.request;
        let device = device_of(net);
        let side = recipe.input_px as usize;
        let bytes: Vec<_> = batch.pictures.iter().map(|picture| picture.as_raw().as_slice()).collect();
        let input = tensor_from_pictures(&bytes, (side, side), normalisation, &device);
        let input = match &batch.mix {
            Some(mix) => mix.pictures(input),
            None => input,
        };
        let logits = net.forward(input);
        let targets = self.targets.rows_of_part(&batch.labels, batch.mix.as_ref(), moment.total_weight, &device);
        let loss = cross_entropy(logits.clone(), targets);
        let value = f64::from(loss.clone().into_scalar::<f32>());
        if !value.is_finite() {
            return (None, value);
        }
        let logits: Vec<f32> = logits.inner().into_data().try_into_vec().expect("logits are float32");
        outcome.n_correct += n_correct(&logits, batch);
        outcome.n_faces += batch.labels.len();
        (Some(Gradients::of(&loss, net)), value)
    }
}

/// Faces whose greatest logit is that of their label; of a mixed picture, the label with the greater share counts.
fn n_correct(logits: &[f32], batch: &Batch) -> usize {
    let label = |picture: usize| {
        let picture = batch.mix.as_ref().map_or(picture, |mix| mix.dominant(picture));
        batch.labels[picture].index()
    };
    let rows = logits.as_chunks::<{ Expression::COUNT }>().0.iter();
    rows.enumerate().filter(|(picture, row)| greatest(row) == label(*picture)).count()
}

/// Position of the greatest number; of equal ones the first.
fn greatest(row: &[f32; Expression::COUNT]) -> usize {
    (1..row.len()).fold(0, |best, i| if row[best] < row[i] { i } else { best })
}
