//! Batch normalisation (Ioffe and Szegedy 2015) taken apart: what is measured, what is applied, and how gradients pass.

use rayon::prelude::*;

use crate::activation::Activation;
use crate::product::sinks::Gate;
use crate::rowwise::{Activate, Shut, Sum, padded_vector};
use crate::simd::vectorised;

/// Values of one piece of work: small enough for a core's own cache.
const PIECE: usize = 1 << 15;

/// Mean and variance of every channel over all rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    /// Mean per channel.
    pub mean: Vec<f32>,
    /// Biased variance per channel: the mean square deviation.
    pub variance: Vec<f32>,
}

/// What a variance over `n_rows` is multiplied by to become unbiased; 1 for a single row, whose variance is 0.
pub fn unbiased_factor(n_rows: usize) -> f32 {
    n_rows as f32 / n_rows.saturating_sub(1).max(1) as f32
}

impl Statistics {
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

/// Mean and sum of squared deviations of some rows, joined as in Chan, Golub and `LeVeque` (1979).
#[derive(Debug, Clone)]
pub(crate) struct Moments {
    n_rows: f64,
    mean: Vec<f64>,
    squares: Vec<f64>,
}

impl Moments {
    /// From a value near the mean, and the sums of the distances from it and of their squares, so that a large mean does not
    /// swallow a small variance.
    pub(crate) fn around([centre, sums, squares]: &[Vec<f32>; 3], n_rows: usize, width: usize) -> Self {
        let n_rows = n_rows as f64;
        let mean = |i: usize| f64::from(centre[i]) + f64::from(sums[i]) / n_rows;
        let square = |i: usize| (f64::from(squares[i]) - f64::from(sums[i]).powi(2) / n_rows).max(0.0);
        Self { n_rows, mean: (0..width).map(mean).collect(), squares: (0..width).map(square).collect() }
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

    /// The statistics of all pieces, joined in their order.
    pub(crate) fn total(pieces: Vec<Self>, width: usize) -> Statistics {
        let total = pieces.into_iter().reduce(|sum, piece| sum.join(&piece));
        let Some(Self { n_rows, mean, squares }) = total else {
            return Statistics { mean: vec![0.0; width], variance: vec![0.0; width] };
        };
        Statistics {
            mean: mean.into_iter().map(|mean| mean as f32).collect(),
            variance: squares.into_iter().map(|squares| (squares / n_rows) as f32).collect(),
        }
    }
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

impl Affine {
    /// Applies factor, summand and activation to every row, and adds `more` afterwards where there is some.
    ///
    /// # Shapes
    /// - input, output and more: `[rows, channels]`; the output is overwritten
    ///
    /// # Panics
    /// Panics where the lengths differ.
    pub fn apply(&self, input: &[f32], more: Option<&[f32]>, output: &mut [f32]) {
        assert_eq!(input.len(), output.len(), "input and output of a normalisation");
        assert!(more.is_none_or(|more| more.len() == input.len()), "size of a short cut");
        let width = self.scale.len();
        let piece = (PIECE / width).max(1) * width;
        let (scale, shift) = (padded_vector(&self.scale), padded_vector(&self.shift));
        let limits = self.activation.limits();
        output.par_chunks_mut(piece).zip(input.par_chunks(piece)).enumerate().for_each(|(i, (output, input))| {
            let more = more.map(|more| &more[i * piece..i * piece + input.len()]);
            vectorised(Activate { input, output, stride: width, width, scale: &scale, shift: &shift, limits, more });
        });
    }

    /// Closes the gradient of the activated output where the activation is constant, in place, and sums it.
    ///
    /// # Shapes
    /// - raw and gradient: `[rows, channels]`
    ///
    /// # Panics
    /// Panics where the lengths differ.
    pub fn close(&self, raw: &[f32], statistics: &Statistics, gradient: &mut [f32]) -> Sums {
        assert_eq!(raw.len(), gradient.len(), "input and gradient of a normalisation");
        let (width, gate) = (self.scale.len(), self.gate(statistics));
        let piece = (PIECE / width).max(1) * width;
        let pieces: Vec<[Vec<f32>; 2]> = gradient
            .par_chunks_mut(piece)
            .zip(raw.par_chunks(piece))
            .map(|(gradient, raw)| {
                let mut sums = [vec![0.0; gate.mean.len()], vec![0.0; gate.mean.len()]];
                vectorised(Shut { gradient, raw, width, gate: &gate, sums: &mut sums });
                sums
            })
            .collect();
        Sums::of(&pieces, width)
    }

    pub(crate) fn gate(&self, statistics: &Statistics) -> Gate {
        Gate {
            scale: padded_vector(&self.scale),
            shift: padded_vector(&self.shift),
            mean: padded_vector(&statistics.mean),
            limits: self.activation.limits(),
        }
    }
}

/// Sums of a gradient behind a normalisation, and of its products with the input's distance from the mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    gradient: Vec<f64>,
    products: Vec<f64>,
}

impl Sums {
    /// Measures a gradient that passed no activation.
    ///
    /// # Shapes
    /// - raw and gradient: `[rows, channels]`
    ///
    /// # Panics
    /// Panics where the lengths differ.
    pub fn measure(raw: &[f32], statistics: &Statistics, gradient: &[f32]) -> Self {
        assert_eq!(raw.len(), gradient.len(), "input and gradient of a normalisation");
        let (width, mean) = (statistics.mean.len(), padded_vector(&statistics.mean));
        let piece = (PIECE / width).max(1) * width;
        let pieces: Vec<[Vec<f32>; 2]> = gradient
            .par_chunks(piece)
            .zip(raw.par_chunks(piece))
            .map(|(gradient, raw)| {
                let mut sums = [vec![0.0; mean.len()], vec![0.0; mean.len()]];
                vectorised(Sum { gradient, raw, width, mean: &mean, sums: &mut sums });
                sums
            })
            .collect();
        Self::of(&pieces, width)
    }

    /// Adds the sums of pieces in their order.
    pub(crate) fn of(pieces: &[[Vec<f32>; 2]], width: usize) -> Self {
        let total = |k: usize| (0..width).map(|i| pieces.iter().map(|piece| f64::from(piece[k][i])).sum()).collect();
        Self { gradient: total(0), products: total(1) }
    }
}

/// The way of a gradient back through a normalisation with the statistics of its own input.
///
/// With `g` the gradient behind it, `x` its input, `n` rows, `s = scale / deviation`:
/// `s (g - mean(g) - (x - mean(x)) mean(g (x - mean(x))) / variance)`, which is `a g + b x + c` per channel.
#[derive(Debug, Clone)]
pub struct Return {
    /// `a`, `b` and `c`, padded to whole vectors.
    pub(crate) coefficients: [Vec<f32>; 3],
    /// Gradient of the learned factor.
    pub scale: Vec<f32>,
    /// Gradient of the learned summand.
    pub shift: Vec<f32>,
}

impl Return {
    /// For a normalisation by `statistics` of `n_rows` rows with the learned factor `scale`.
    pub fn new(statistics: &Statistics, (scale, epsilon): (&[f32], f32), sums: &Sums, n_rows: usize) -> Self {
        let inverse = statistics.inverse_deviation(epsilon);
        let n_rows = n_rows as f64;
        let coefficients: Vec<[f32; 3]> = (0..scale.len())
            .map(|i| {
                let inverse = f64::from(inverse[i]);
                let factor = f64::from(scale[i]) * inverse;
                let slope = -factor * inverse * inverse * sums.products[i] / n_rows;
                let constant = -factor * sums.gradient[i] / n_rows - slope * f64::from(statistics.mean[i]);
                [factor as f32, slope as f32, constant as f32]
            })
            .collect();
        let column = |k: usize| padded_vector(&coefficients.iter().map(|c| c[k]).collect::<Vec<_>>());
        let scale = sums.products.iter().zip(inverse).map(|(sum, inverse)| (sum * f64::from(inverse)) as f32);
        Self {
            coefficients: [column(0), column(1), column(2)],
            scale: scale.collect(),
            shift: sums.gradient.iter().map(|sum| *sum as f32).collect(),
        }
    }
}

/// Rows of channels as an operation reads them.
#[derive(Debug, Clone, Copy)]
pub enum Rows<'a> {
    /// As they are.
    Plain(&'a [f32]),
    /// Normalised and activated on the way, so that the result never lies in memory.
    Normalised {
        /// The rows before.
        raw: &'a [f32],
        /// What is applied to them.
        affine: &'a Affine,
        /// What `affine` was made from.
        statistics: &'a Statistics,
    },
}

impl<'a> Rows<'a> {
    /// The rows before any normalisation.
    pub fn raw(&self) -> &'a [f32] {
        match self {
            Self::Plain(raw) | Self::Normalised { raw, .. } => raw,
        }
    }

    pub(crate) fn gate(&self) -> Option<Gate> {
        match self {
            Self::Plain(_) => None,
            Self::Normalised { affine, statistics, .. } => Some(affine.gate(statistics)),
        }
    }
}

/// The gradient of an operation's raw output, made on the way from the one behind its normalisation.
#[derive(Debug, Clone, Copy)]
pub struct Upstream<'a> {
    /// Behind the normalisation, and closed where its activation is constant.
    pub gradient: &'a [f32],
    /// The raw output.
    pub raw: &'a [f32],
    /// The way back.
    pub back: &'a Return,
}
