//! Batch normalisation against the textbook's formulas in float64.

use super::*;
use crate::rows::tests::{assert_close, assert_independent_of_threads, random};

const EPSILON: f32 = 1e-5;

/// Rows and channels: one row, fewer rows than a wide row, odd numbers, several pieces.
const CASES: [(usize, usize); 5] = [(1, 5), (3, 7), (77, 33), (4099, 24), (701, 130)];

struct Slow {
    mean: Vec<f64>,
    variance: Vec<f64>,
}

impl Slow {
    fn of(x: &[f32], width: usize) -> Self {
        let n = (x.len() / width) as f64;
        let column = |c: usize| x.iter().skip(c).step_by(width).map(|v| f64::from(*v));
        let mean: Vec<f64> = (0..width).map(|c| column(c).sum::<f64>() / n).collect();
        let variance = (0..width).map(|c| column(c).map(|v| (v - mean[c]).powi(2)).sum::<f64>() / n).collect();
        Self { mean, variance }
    }

    fn unit(&self, x: &[f32], i: usize) -> f64 {
        let c = i % self.mean.len();
        (f64::from(x[i]) - self.mean[c]) / (self.variance[c] + f64::from(EPSILON)).sqrt()
    }
}

fn narrow(values: &[f64]) -> Vec<f32> {
    values.iter().map(|v| *v as f32).collect()
}

#[test]
fn statistics_agree_with_float64_even_far_from_zero() {
    for (n_rows, width) in CASES {
        for offset in [0.0, 1000.0] {
            let x: Vec<f32> = random(1, n_rows * width).iter().map(|v| v + offset).collect();
            let (fast, slow) = (Statistics::of(&x, width), Slow::of(&x, width));
            assert_close(&fast.mean, &narrow(&slow.mean), 1e-6);
            assert_close(&fast.variance, &narrow(&slow.variance), 1e-3);
        }
    }
}

#[test]
fn normalising_agrees_with_float64() {
    for (n_rows, width) in CASES {
        let (x, scale, shift) = (random(1, n_rows * width), random(2, width), random(3, width));
        let slow = Slow::of(&x, width);
        for (activation, low, high) in [(Activation::None, f64::MIN, f64::MAX), (Activation::Relu6, 0.0, 6.0)] {
            let z = |i: usize| slow.unit(&x, i) * f64::from(scale[i % width]) + f64::from(shift[i % width]);
            let expected: Vec<f64> = (0..x.len()).map(|i| z(i).clamp(low, high)).collect();
            let mut found = vec![f32::NAN; x.len()];
            let statistics = Statistics::of(&x, width);
            statistics.normalisation(&scale, &shift, EPSILON, activation).apply(&x, &mut found);
            assert_close(&found, &narrow(&expected), 1e-4);
            let mut in_place = x.clone();
            statistics.normalisation(&scale, &shift, EPSILON, activation).apply_in_place(&mut in_place);
            assert_eq!(in_place, found);
        }
    }
}

/// The textbook's backward pass, equations of Ioffe and Szegedy 2015, section 3.
fn slow_backward(x: &[f32], scale: &[f32], masked: &[f64]) -> [Vec<f32>; 3] {
    let width = scale.len();
    let (slow, n) = (Slow::of(x, width), (x.len() / width) as f64);
    let column = |c: usize, f: &dyn Fn(usize) -> f64| (0..x.len()).skip(c).step_by(width).map(f).sum::<f64>();
    let d_shift: Vec<f64> = (0..width).map(|c| column(c, &|i| masked[i])).collect();
    let d_scale: Vec<f64> = (0..width).map(|c| column(c, &|i| masked[i] * slow.unit(x, i))).collect();
    let d_x: Vec<f64> = (0..x.len())
        .map(|i| {
            let c = i % width;
            let factor = f64::from(scale[c]) / (slow.variance[c] + f64::from(EPSILON)).sqrt();
            factor * (masked[i] - d_shift[c] / n - slow.unit(x, i) * d_scale[c] / n)
        })
        .collect();
    [narrow(&d_x), narrow(&d_scale), narrow(&d_shift)]
}

#[test]
fn backward_agrees_with_the_textbook() {
    for (n_rows, width) in CASES.into_iter().filter(|(n_rows, _)| *n_rows > 1) {
        let (x, g) = (random(1, n_rows * width), random(4, n_rows * width));
        let (scale, shift) = (random(2, width), random(3, width));
        for activation in [Activation::None, Activation::Relu6] {
            let statistics = Statistics::of(&x, width);
            let affine = statistics.normalisation(&scale, &shift, EPSILON, activation);
            let (low, high) = activation.limits();
            let passes = |i: usize| {
                let z = x[i] * affine.scale[i % width] + affine.shift[i % width];
                low < z && z < high
            };
            let masked: Vec<f64> = (0..g.len()).map(|i| if passes(i) { f64::from(g[i]) } else { 0.0 }).collect();
            let [d_x, d_scale, d_shift] = slow_backward(&x, &scale, &masked);
            let mut found = g.clone();
            let gradients = affine.backward(&x, &statistics, EPSILON, &mut found);
            assert_close(&found, &d_x, 1e-3);
            assert_close(&gradients.scale, &d_scale, 1e-3);
            assert_close(&gradients.shift, &d_shift, 1e-3);
        }
    }
}

#[test]
fn backward_agrees_with_finite_differences() {
    let (n_rows, width) = (9, 4);
    let (x, g) = (random(1, n_rows * width), random(4, n_rows * width));
    let (scale, shift) = (random(2, width), random(3, width));
    let loss = |x: &[f32]| -> f64 {
        let slow = Slow::of(x, width);
        let z = |i: usize| slow.unit(x, i) * f64::from(scale[i % width]) + f64::from(shift[i % width]);
        (0..x.len()).map(|i| z(i).clamp(0.0, 6.0) * f64::from(g[i])).sum()
    };
    let statistics = Statistics::of(&x, width);
    let affine = statistics.normalisation(&scale, &shift, EPSILON, Activation::Relu6);
    let mut gradient = g.clone();
    affine.backward(&x, &statistics, EPSILON, &mut gradient);
    for (i, found) in gradient.iter().enumerate() {
        let step = 1.0 / 1024.0;
        let moved = |by: f32| x.iter().enumerate().map(|(j, v)| if i == j { v + by } else { *v }).collect::<Vec<_>>();
        let slope = (loss(&moved(step)) - loss(&moved(-step))) / f64::from(2.0 * step);
        assert!((slope as f32 - found).abs() < 2e-3, "{i}: {slope} {found}");
    }
}

#[test]
fn the_gradient_stops_at_both_limits() {
    let statistics = Statistics { mean: vec![0.0], variance: vec![1.0] };
    let affine = Affine { scale: vec![1.0], shift: vec![0.0], activation: Activation::Relu6 };
    // Sums per channel show which rows were let through.
    for (x, passes) in [(-1.0, 0.0), (0.0, 0.0), (1.0, 1.0), (6.0, 0.0), (7.0, 0.0)] {
        let gradients = affine.backward(&[x], &statistics, 0.0, &mut [1.0]);
        assert_eq!(gradients.shift, [passes], "{x}");
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let (n_rows, width) = (5003, 24);
    let (x, g) = (random(1, n_rows * width), random(4, n_rows * width));
    let (scale, shift) = (random(2, width), random(3, width));
    assert_independent_of_threads(|| {
        let statistics = Statistics::of(&x, width);
        let affine = statistics.normalisation(&scale, &shift, EPSILON, Activation::Relu6);
        let (mut y, mut gradient) = (vec![0.0; x.len()], g.clone());
        affine.apply(&x, &mut y);
        let gradients = affine.backward(&x, &statistics, EPSILON, &mut gradient);
        [y, gradient, gradients.scale, gradients.shift, statistics.variance].concat()
    });
}
