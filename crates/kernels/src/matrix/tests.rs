//! Products against three nested loops.

use super::*;
use crate::rows::tests::{assert_close, random};

#[test]
fn products_agree_with_three_loops() {
    for (m, k, n) in [(1, 1, 1), (3, 5, 7), (65, 33, 17), (130, 257, 9), (1, 300, 40), (40, 300, 1)] {
        let (a, b) = (random(1, m * k), random(2, k * n));
        let slow: Vec<f32> = (0..m * n)
            .map(|i| (0..k).map(|j| f64::from(a[i / n * k + j]) * f64::from(b[j * n + i % n])).sum::<f64>() as f32)
            .collect();
        for threads in [Threads::One, Threads::All] {
            let mut product = vec![f32::NAN; m * n];
            multiply(Matrix::new(&a, k), Matrix::new(&b, n), &mut product, threads);
            assert_close(&product, &slow, 1e-4);
            let mut transposed = vec![f32::NAN; m * n];
            multiply(Matrix::new(&b, n).transposed(), Matrix::new(&a, k).transposed(), &mut transposed, threads);
            let back: Vec<f32> = (0..m * n).map(|i| transposed[i % n * m + i / n]).collect();
            assert_close(&back, &slow, 1e-4);
        }
    }
}

#[test]
#[should_panic(expected = "inner dimensions")]
fn matrices_that_do_not_fit_are_refused() {
    multiply(Matrix::new(&[0.0; 6], 3), Matrix::new(&[0.0; 6], 3), &mut [0.0; 6], Threads::One);
}
