//! Pictures and targets mixed in pairs (Zhang et al. 2018, "mixup: beyond empirical risk minimization").

#[cfg(test)]
mod tests;

use burn::tensor::{Tensor, TensorData};
use rand::seq::SliceRandom;
use rand_distr::{Beta, Distribution};

use crate::augment::DrawKey;

/// The purpose of random numbers that mix.
const MIXUP: u64 = 3;

/// How the pictures of a batch are mixed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mix {
    /// The share λ that every picture keeps of itself, in `[0, 1]`.
    pub(crate) share: f64,
    /// The picture of the batch that it is mixed with.
    pub(crate) partners: Vec<usize>,
}

impl Mix {
    /// One draw for a batch: λ from Beta(α, α), and partners as a permutation; `None` where `alpha` is 0.
    pub(crate) fn draw(alpha: f64, n_pictures: usize, key: DrawKey) -> Option<Self> {
        let beta = (alpha > 0.0).then(|| Beta::new(alpha, alpha).ok()).flatten()?;
        let mut rng = key.rng(MIXUP);
        let share = beta.sample(&mut rng);
        let mut partners: Vec<usize> = (0..n_pictures).collect();
        partners.shuffle(&mut rng);
        Some(Self { share, partners })
    }

    /// `λ x + (1 - λ) x[partners]`.
    ///
    /// # Shapes
    /// - pictures and result: `[batch, height, width, 3]`, normalised
    pub(crate) fn pictures(&self, pictures: Tensor<4>) -> Tensor<4> {
        let partners: Vec<i64> = self.partners.iter().map(|&i| i as i64).collect();
        let indices = TensorData::new(partners, [self.partners.len()]);
        let others = pictures.clone().select(0, Tensor::from_data(indices, &pictures.device()));
        pictures * self.share + others * (1.0 - self.share)
    }

    /// `λ y + (1 - λ) y[partners]` for rows of `n` targets.
    pub(crate) fn rows<const N: usize>(&self, rows: &[[f64; N]]) -> Vec<[f64; N]> {
        let mixed = |(row, &partner): (&[f64; N], &usize)| {
            std::array::from_fn(|k| self.share * row[k] + (1.0 - self.share) * rows[partner][k])
        };
        rows.iter().zip(&self.partners).map(mixed).collect()
    }

    /// Of a picture and its partner the one with the greater share.
    pub(crate) fn dominant(&self, picture: usize) -> usize {
        if self.share >= 0.5 { picture } else { self.partners[picture] }
    }
}
