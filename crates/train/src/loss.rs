//! Cross entropy with smoothed and weighted targets.

#[cfg(test)]
mod tests;

use burn::tensor::{Device, Tensor, TensorData, activation};
use faces::Expression;

use crate::mixup::Mix;
use crate::recipe::{ClassWeights, Recipe};

const N: usize = Expression::COUNT;

/// What the loss compares with: smoothing and the weight of every class.
#[derive(Debug, Clone, PartialEq)]
pub struct Targets {
    smoothing: f64,
    weights: [f64; N],
}

impl Targets {
    /// The targets of a recipe for a training set with these labels.
    pub fn new(recipe: &Recipe, labels: impl Iterator<Item = Expression>) -> Self {
        let mut counts = [0_usize; N];
        labels.for_each(|label| counts[label.index()] += 1);
        let n_present = counts.iter().filter(|n| **n > 0).count();
        let n_samples: usize = counts.iter().sum();
        let weights = match recipe.class_weights {
            ClassWeights::None => [1.0; N],
            ClassWeights::Balanced => counts.map(|n| n_samples as f64 / (n_present * n).max(1) as f64),
        };
        Self { smoothing: recipe.label_smoothing, weights }
    }

    #[cfg(test)]
    pub(crate) fn with_weights(self, weights: [f64; N]) -> Self {
        Self { weights, ..self }
    }

    /// One row per label whose entries weigh the negative log probabilities; all rows together sum to 1.
    ///
    /// Row of label `y`: `w_y ((1 - ε) [k = y] + ε / 7) / Σ w`. Without weights this is `PyTorch`'s
    /// `CrossEntropyLoss(label_smoothing=ε)`, without smoothing its `weight=w`.
    ///
    /// # Shapes
    /// - result: `[labels, 7]`
    pub fn rows(&self, labels: &[Expression], device: &Device) -> Tensor<2> {
        let total = self.total(labels.iter().copied());
        tensor(&self.parts(labels, total), device)
    }

    /// The weights of all these labels together: what a mean over them is divided by.
    pub(crate) fn total(&self, labels: impl Iterator<Item = Expression>) -> f64 {
        labels.map(|label| self.weights[label.index()]).sum()
    }

    /// The rows of a batch that is a part of an update whose labels weigh `total`, mixed where its pictures are: the rows of
    /// all batches of the update together sum to 1. As partners are a permutation, mixing does not change a batch's weight,
    /// and the loss is `λ` times that of the labels plus `1 - λ` times that of the partners' labels.
    ///
    /// # Shapes
    /// - result: `[labels, 7]`
    pub(crate) fn rows_of_part(
        &self,
        labels: &[Expression],
        mix: Option<&Mix>,
        total: f64,
        device: &Device,
    ) -> Tensor<2> {
        let rows = self.parts(labels, total);
        tensor(&mix.map(|mix| mix.rows(&rows)).unwrap_or(rows), device)
    }

    fn parts(&self, labels: &[Expression], total: f64) -> Vec<[f64; N]> {
        let spread = self.smoothing / N as f64;
        let row = |label: &Expression| {
            let weight = self.weights[label.index()] / total;
            let sharp = |k: usize| if k == label.index() { 1.0 - self.smoothing } else { 0.0 };
            std::array::from_fn(|k| weight * (sharp(k) + spread))
        };
        labels.iter().map(row).collect()
    }
}

fn tensor(rows: &[[f64; N]], device: &Device) -> Tensor<2> {
    let values: Vec<f32> = rows.iter().flatten().map(|value| *value as f32).collect();
    Tensor::from_data(TensorData::new(values, [rows.len(), N]), device)
}

/// Mean cross entropy of logits.
///
/// # Shapes
/// - logits: `[batch, 7]`
/// - targets: `[batch, 7]` from [`Targets::rows`]
/// - result: `[1]`
pub fn cross_entropy(logits: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
    let log_probabilities = activation::log_softmax(logits, 1);
    (log_probabilities * targets).sum().neg()
}
