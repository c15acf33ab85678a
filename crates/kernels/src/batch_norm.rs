//! Batch normalisation over the rows of a channels-last tensor (Ioffe and Szegedy 2015), joined with its activation.

mod loops;

use rayon::prelude::*;

use crate::activation::Activation;
use crate::rows::{narrowed, rows_per_piece, vectorised, widened};

use loops::{AddGradients, AddRows, AddSquares, Apply, ApplyInPlace, Combine};

/// Mean and variance of every channel over all rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    /// Mean per channel.
    pub mean: Vec<f32>,
    /// Biased variance per channel: the mean square deviation.
    pub variance: Vec<f32>,
}

/// `z = x * scale + shift` per channel, followed by an activation.
#[derive(Debug, Clone, PartialEq)]
pub struct Affine {
    /// Factor per channel.
    pub scale: Vec<f32>,
    /// Summand per channel.
    pub shift: Vec<f32>,
    /// What follows.
    pub activation: Activation,
}

/// Gradients of the learned factor and summand of a batch normalisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Gradients {
    /// With respect to the factor.
    pub scale: Vec<f32>,
    /// With respect to the summand.
    pub shift: Vec<f32>,
}

/// What a variance over `n_rows` is multiplied by to become unbiased; 1 for a single row, whose variance is 0.
pub fn unbiased_factor(n_rows: usize) -> f32 {
    n_rows as f32 / n_rows.saturating_sub(1).max(1) as f32
}

impl Statistics {
    /// Measures rows of `width` channels: sums of squares around each piece's own mean, joined as in Chan, Golub and
    /// `LeVeque` (1979), so that a large mean does not swallow a small variance.
    pub fn of(values: &[f32], width: usize) -> Self {
        let pieces: Vec<Moments> =
            values.par_chunks(rows_per_piece(width) * width).map(|piece| Moments::of(piece, width)).collect();
        let mut pieces = pieces.into_iter();
        let total = pieces.next().map(|first| pieces.fold(first, |sum, piece| sum.join(&piece)));
        let Some(Moments { n_rows, mean, squares }) = total else {
            return Self { mean: vec![0.0; width], variance: vec![0.0; width] };
        };
        Self {
            mean: mean.into_iter().map(|mean| mean as f32).collect(),
            variance: squares.into_iter().map(|squares| (squares / n_rows) as f32).collect(),
        }
    }

    /// The normalisation to mean 0 and variance 1, followed by the learned factor and summand.
    pub fn normalisation(&self, scale: &[f32], shift: &[f32], epsilon: f32, activation: Activation) -> Affine {
        let inverse = self.inverse_deviation(epsilon);
        let scale: Vec<f32> = scale.iter().zip(inverse).map(|(scale, inverse)| scale * inverse).collect();
        let shift = shift.iter().zip(&self.mean).zip(&scale).map(|((shift, mean), scale)| shift - mean * scale);
        Affine { shift: shift.collect(), scale, activation }
    }

    fn inverse_deviation(&self, epsilon: f32) -> Vec<f32> {
        self.variance.iter().map(|variance| 1.0 / (variance + epsilon).sqrt()).collect()
    }
}

/// Mean and sum of squared deviations of some rows.
struct Moments {
    n_rows: f64,
    mean: Vec<f64>,
    squares: Vec<f64>,
}

impl Moments {
    fn of(piece: &[f32], width: usize) -> Self {
        let n_rows = (piece.len() / width) as f32;
        let mean: Vec<f32> = channel_sums(piece, width).into_iter().map(|sum| sum / n_rows).collect();
        let squares = channel_squares(piece, &mean);
        let wide = |values: Vec<f32>| values.into_iter().map(f64::from).collect();
        Self { n_rows: f64::from(n_rows), mean: wide(mean), squares: wide(squares) }
    }

    fn join(mut self, other: &Self) -> Self {
        let n_rows = self.n_rows + other.n_rows;
        for (i, mean) in self.mean.iter_mut().enumerate() {
            let distance = other.mean[i] - *mean;
            *mean += distance * other.n_rows / n_rows;
            self.squares[i] += other.squares[i] + distance * distance * self.n_rows * other.n_rows / n_rows;
        }
        Self { n_rows, ..self }
    }
}

fn channel_sums(piece: &[f32], width: usize) -> Vec<f32> {
    let mut sums = widened(&vec![0.0; width]);
    vectorised(AddRows { piece, sums: &mut sums });
    narrowed(&sums, width)
}

fn channel_squares(piece: &[f32], mean: &[f32]) -> Vec<f32> {
    let wide_mean = widened(mean);
    let mut sums = vec![0.0; wide_mean.len()];
    vectorised(AddSquares { piece, mean: &wide_mean, sums: &mut sums });
    narrowed(&sums, mean.len())
}

impl Affine {
    /// Applies factor, summand and activation to every row.
    ///
    /// # Shapes
    /// - input and output: `[rows, channels]`; the output is overwritten
    ///
    /// # Panics
    /// Panics where the lengths differ.
    pub fn apply(&self, input: &[f32], output: &mut [f32]) {
        assert_eq!(input.len(), output.len(), "input and output of a normalisation");
        let width = self.scale.len();
        let piece = rows_per_piece(width) * width;
        let (scale, shift) = (widened(&self.scale), widened(&self.shift));
        let limits = self.activation.limits();
        output.par_chunks_mut(piece).zip(input.par_chunks(piece)).for_each(|(output, input)| {
            vectorised(Apply { input, output, scale: &scale, shift: &shift, limits });
        });
    }

    /// Applies factor, summand and activation to every row, in place.
    ///
    /// # Shapes
    /// - values: `[rows, channels]`
    pub fn apply_in_place(&self, values: &mut [f32]) {
        let piece = rows_per_piece(self.scale.len()) * self.scale.len();
        let (scale, shift) = (widened(&self.scale), widened(&self.shift));
        let limits = self.activation.limits();
        values.par_chunks_mut(piece).for_each(|values| {
            vectorised(ApplyInPlace { values, scale: &scale, shift: &shift, limits });
        });
    }

    /// Turns the gradient of the output of a batch normalisation into that of its input, in place.
    ///
    /// `self` is the normalisation that was applied to `input`, whose `statistics` were taken from it with `epsilon`.
    ///
    /// # Shapes
    /// - input and gradient: `[rows, channels]`
    ///
    /// # Panics
    /// Panics where the lengths differ.
    pub fn backward(&self, input: &[f32], statistics: &Statistics, epsilon: f32, gradient: &mut [f32]) -> Gradients {
        assert_eq!(input.len(), gradient.len(), "input and gradient of a normalisation");
        let width = self.scale.len();
        let piece = rows_per_piece(width) * width;
        let n_rows = (input.len() / width) as f64;
        let wide = Wide::new(self, statistics);
        let pieces: Vec<[Vec<f32>; 2]> =
            input.par_chunks(piece).zip(gradient.par_chunks(piece)).map(|(x, g)| wide.sums(x, g, width)).collect();
        let inverse = statistics.inverse_deviation(epsilon);
        let [shift, deviations] = total(&pieces, width);
        let coefficients: Vec<[f32; 3]> = (0..width)
            .map(|i| {
                let factor = f64::from(self.scale[i]);
                let inverse_variance = f64::from(inverse[i]) * f64::from(inverse[i]);
                let slope = -factor * inverse_variance * deviations[i] / n_rows;
                let constant = -factor * shift[i] / n_rows - slope * f64::from(statistics.mean[i]);
                [factor as f32, slope as f32, constant as f32]
            })
            .collect();
        let [of_gradient, of_input, constant] = [0, 1, 2].map(|k| widened(&column(&coefficients, k)));
        gradient.par_chunks_mut(piece).zip(input.par_chunks(piece)).for_each(|(gradient, input)| {
            vectorised(Combine { wide: &wide, input, gradient, coefficients: [&of_gradient, &of_input, &constant] });
        });
        let scale = deviations.iter().zip(inverse).map(|(sum, inverse)| (sum * f64::from(inverse)) as f32).collect();
        Gradients { scale, shift: shift.into_iter().map(|sum| sum as f32).collect() }
    }
}

fn column(coefficients: &[[f32; 3]], k: usize) -> Vec<f32> {
    coefficients.iter().map(|c| c[k]).collect()
}

fn total(pieces: &[[Vec<f32>; 2]], width: usize) -> [Vec<f64>; 2] {
    [0, 1].map(|k| (0..width).map(|i| pieces.iter().map(|piece| f64::from(piece[k][i])).sum()).collect())
}

/// The vectors of a backward pass, repeated for wide rows.
struct Wide {
    scale: Vec<f32>,
    shift: Vec<f32>,
    mean: Vec<f32>,
    limits: (f32, f32),
}

impl Wide {
    fn new(affine: &Affine, statistics: &Statistics) -> Self {
        Self {
            scale: widened(&affine.scale),
            shift: widened(&affine.shift),
            mean: widened(&statistics.mean),
            limits: affine.activation.limits(),
        }
    }

    /// Sums per channel of the gradient behind the activation, and of its product with the input's deviation.
    fn sums(&self, input: &[f32], gradient: &[f32], width: usize) -> [Vec<f32>; 2] {
        let (mut plain, mut products) = (vec![0.0; self.scale.len()], vec![0.0; self.scale.len()]);
        vectorised(AddGradients { wide: self, input, gradient, plain: &mut plain, products: &mut products });
        [narrowed(&plain, width), narrowed(&products, width)]
    }
}

#[cfg(test)]
mod tests;
