//! One pass over the training set and the measurement after it.

use std::sync::atomic::Ordering;

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::Device;
use faces::{Expression, Split};
use network::{ExpressionNet, tensor_from_pictures};
use rand::Rng;

use super::{State, TrainError, TrainRequest};
use crate::augment::DrawKey;
use crate::batches::{Batch, BatchSource, Batches};
use crate::history::HistoryRow;
use crate::loss::{Targets, cross_entropy};
use crate::observer::{Observer, StepReport};
use crate::optimizer::Rates;
use crate::plan::Plan;
use crate::predict::{PredictError, PredictOptions, predict};

/// The purpose of random numbers that silence hidden units.
const DROPOUT: u64 = 2;

/// What all epochs of a run share.
pub(super) struct Epochs<'a> {
    request: &'a TrainRequest<'a>,
    plan: Plan,
    targets: Targets,
}

/// Sums over the faces of an epoch.
#[derive(Default)]
struct Totals {
    loss: f64,
    n_correct: usize,
    n_faces: usize,
}

impl<'a> Epochs<'a> {
    pub(super) fn new(request: &'a TrainRequest<'a>, plan: Plan) -> Self {
        Self { request, plan, targets: Targets::new(request.recipe, request.samples.iter().map(|s| s.label)) }
    }

    /// Trains for one pass, measures on the validation set, and returns the rows of both, which it also adds to the history.
    pub(super) fn run(
        &self,
        mut state: State,
        pass: usize,
        observer: &mut dyn Observer,
    ) -> Result<(State, Vec<HistoryRow>), TrainError> {
        let start = observer.seconds();
        let totals;
        (state, totals) = self.train(state, pass, observer)?;
        let mut splits = vec![(Split::Train, totals)];
        if !self.request.validation.is_empty() {
            splits.push((Split::Val, self.measure(&state.net, pass)?));
        }
        let seconds = observer.seconds().zip(start).map(|(now, start)| now - start);
        let learning_rate = self.rates(state.optimizer.n_updates() - 1).head;
        let row = |(split, Totals { loss, n_correct, n_faces })| {
            let loss = loss / n_faces as f64;
            HistoryRow { epoch: pass + 1, split, loss, n_correct, n_faces, learning_rate, seconds }
        };
        let rows: Vec<_> = splits.into_iter().map(row).collect();
        state.n_passes_done = pass + 1;
        state.history.extend(rows.iter().cloned());
        Ok((state, rows))
    }

    fn train(&self, state: State, pass: usize, observer: &mut dyn Observer) -> Result<(State, Totals), TrainError> {
        let TrainRequest { samples, recipe, seed, .. } = *self.request;
        let key = DrawKey { seed, pass: pass as u64, index: 0 };
        device_of(&state.net).seed(key.rng(DROPOUT).next_u64());
        let source = BatchSource { samples, recipe, plan: self.plan, seed };
        source.during_pass(pass, |batches| self.updates(state, batches, pass, observer))
    }

    fn updates(
        &self,
        mut state: State,
        batches: Batches,
        pass: usize,
        observer: &mut dyn Observer,
    ) -> Result<(State, Totals), TrainError> {
        let mut totals = Totals::default();
        for batch in batches {
            let (epoch, update) = (pass + 1, state.optimizer.n_updates());
            if self.request.stop.load(Ordering::Relaxed) {
                return Err(TrainError::Interrupted { epoch, update: update + 1 });
            }
            let loss;
            (state, loss) = self.update(state, &batch, &mut totals);
            if !loss.is_finite() {
                return Err(TrainError::NonFiniteLoss { split: Split::Train, epoch, update: update + 1, loss });
            }
            observer.step(&StepReport {
                epoch,
                n_epochs: self.plan.n_passes(),
                n_pictures_done: self.plan.n_pictures(update + 1),
                n_pictures_total: self.plan.n_pictures(self.plan.n_updates),
                loss,
                learning_rate: self.rates(update).head,
            });
        }
        Ok((state, totals))
    }

    /// One update; a loss that is not finite leaves the weights as they are.
    fn update(&self, mut state: State, batch: &Batch, totals: &mut Totals) -> (State, f64) {
        let device = device_of(&state.net);
        let side = self.request.recipe.input_px as usize;
        let bytes: Vec<_> = batch.pictures.iter().map(|picture| picture.as_raw().as_slice()).collect();
        let input = tensor_from_pictures(&bytes, (side, side), &self.request.normalisation, &device);
        let logits = state.net.forward(input);
        let loss = cross_entropy(logits.clone(), self.targets.rows(&batch.labels, &device));
        let value = f64::from(loss.clone().into_scalar::<f32>());
        if value.is_finite() {
            let logits: Vec<f32> = logits.inner().into_data().try_into_vec().expect("logits are float32");
            totals.n_correct += n_correct(&logits, &batch.labels);
            totals.n_faces += batch.labels.len();
            totals.loss += value * batch.labels.len() as f64;
            let rates = self.rates(state.optimizer.n_updates());
            let gradients = GradientsParams::from_grads(loss.backward(), &state.net);
            state.net = state.optimizer.step(state.net, gradients, rates);
        }
        (state, value)
    }

    fn measure(&self, net: &ExpressionNet, pass: usize) -> Result<Totals, TrainError> {
        let TrainRequest { validation, recipe, normalisation, .. } = *self.request;
        let options = PredictOptions { input_px: recipe.input_px, normalisation, batch: recipe.batch };
        let pictures: Vec<_> = validation.iter().map(|sample| sample.picture).collect();
        let probabilities = predict(net, &pictures, &options).map_err(|error| match error {
            PredictError::EmptyPicture { index } => TrainError::EmptyPicture { split: Split::Val, index },
            PredictError::NotFinite { .. } => {
                let update = self.plan.updates_per_pass * pass + self.plan.updates_in(pass);
                TrainError::NonFiniteLoss { split: Split::Val, epoch: pass + 1, update, loss: f64::NAN }
            }
        })?;
        let mut totals = Totals { n_faces: validation.len(), ..Totals::default() };
        for (sample, answer) in validation.iter().zip(probabilities) {
            totals.n_correct += usize::from(answer.predicted() == sample.label);
            // A probability that rounds to 0 would make the mean infinite.
            totals.loss -= f64::from(answer.of(sample.label).max(f32::MIN_POSITIVE)).ln();
        }
        Ok(totals)
    }

    fn rates(&self, update: usize) -> Rates {
        let recipe = self.request.recipe;
        let share = recipe.rate_share(update, self.plan.n_updates);
        Rates { backbone: recipe.backbone_learning_rate * share, head: recipe.head_learning_rate * share }
    }
}

/// Where a network lives.
pub(super) fn device_of(net: &ExpressionNet) -> Device {
    net.devices().into_iter().next().unwrap_or_else(network::device::cpu_for_training)
}

fn n_correct(logits: &[f32], labels: &[Expression]) -> usize {
    let rows = logits.as_chunks::<{ Expression::COUNT }>().0.iter();
    rows.zip(labels).filter(|(row, label)| greatest(row) == label.index()).count()
}

/// Position of the greatest number; of equal ones the first.
fn greatest(row: &[f32; Expression::COUNT]) -> usize {
    (1..row.len()).fold(0, |best, i| if row[best] < row[i] { i } else { best })
}
