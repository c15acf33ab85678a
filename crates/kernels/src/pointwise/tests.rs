//! 1x1 convolutions against nested loops.

use super::*;
use crate::rows::tests::{assert_close, assert_independent_of_threads, random};

/// Few rows, more rows than a piece, and more summands than are added at once.
const CASES: [(usize, usize, usize); 4] = [(15, 7, 5), (1500, 24, 17), (5003, 3, 16), (4999, 33, 9)];

#[test]
fn forward_agrees_with_loops() {
    for (n_rows, n_in, n_out) in CASES {
        let (x, w) = (random(1, n_rows * n_in), random(2, n_in * n_out));
        let at = |i: usize| (0..n_in).map(|c| x[i / n_out * n_in + c] * w[c * n_out + i % n_out]).sum();
        let slow: Vec<f32> = (0..n_rows * n_out).map(at).collect();
        let mut fast = vec![f32::NAN; n_rows * n_out];
        forward(&x, &w, n_in, &mut fast);
        assert_close(&fast, &slow, 1e-4);
    }
}

#[test]
fn backward_agrees_with_loops() {
    for (n_rows, n_in, n_out) in CASES {
        let (x, w, g) = (random(1, n_rows * n_in), random(2, n_in * n_out), random(3, n_rows * n_out));
        let input_at = |i: usize| (0..n_out).map(|k| g[i / n_in * n_out + k] * w[i % n_in * n_out + k]).sum();
        let slow: Vec<f32> = (0..n_rows * n_in).map(input_at).collect();
        let mut fast = vec![f32::NAN; n_rows * n_in];
        backward_input(&g, &w, n_in, &mut fast);
        assert_close(&fast, &slow, 1e-4);
        let product = |i: usize, r: usize| f64::from(x[r * n_in + i / n_out]) * f64::from(g[r * n_out + i % n_out]);
        let weight_at = |i: usize| (0..n_rows).map(|r| product(i, r)).sum::<f64>() as f32;
        let slow: Vec<f32> = (0..n_in * n_out).map(weight_at).collect();
        assert_close(&backward_weight(&x, &g, n_in), &slow, 1e-3);
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    for (n_rows, n_in, n_out) in [(300, 160, 320), (5003, 24, 96)] {
        let (x, w, g) = (random(1, n_rows * n_in), random(2, n_in * n_out), random(3, n_rows * n_out));
        assert_independent_of_threads(|| {
            let (mut y, mut dx) = (vec![0.0; n_rows * n_out], vec![0.0; n_rows * n_in]);
            forward(&x, &w, n_in, &mut y);
            backward_input(&g, &w, n_in, &mut dx);
            [y, dx, backward_weight(&x, &g, n_in)].concat()
        });
    }
}
