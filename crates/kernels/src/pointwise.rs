//! 1x1 convolution: every row times a matrix.

use rayon::prelude::*;

use crate::matrix::{Matrix, Threads, multiply};

/// Rows from which a product is cut by rows; below, the product itself uses all threads.
const MANY_ROWS: usize = 1024;

/// Rows from which a weight gradient is summed over pieces of rows.
const MANY_SUMMANDS: usize = 4096;

/// Most pieces of such a sum.
const MOST_PIECES: usize = 16;

/// `output = input * weight` for every row.
///
/// # Shapes
/// - input: `[rows, channels in]`
/// - weight: `[channels in, channels out]`
/// - output: `[rows, channels out]`, overwritten
///
/// # Panics
/// Panics where the lengths do not fit.
pub fn forward(input: &[f32], weight: &[f32], n_in: usize, output: &mut [f32]) {
    let n_out = weight.len() / n_in;
    rowwise(input, Matrix::new(weight, n_out), n_in, output);
}

/// The gradient with respect to the input: `gradient * weight` transposed, for every row.
///
/// # Shapes
/// - gradient: `[rows, channels out]`
/// - weight: `[channels in, channels out]`
/// - result: `[rows, channels in]`, overwritten
///
/// # Panics
/// Panics where the lengths do not fit.
pub fn backward_input(gradient: &[f32], weight: &[f32], n_in: usize, result: &mut [f32]) {
    let n_out = weight.len() / n_in;
    rowwise(gradient, Matrix::new(weight, n_out).transposed(), n_out, result);
}

/// The gradient with respect to the weight: `input` transposed times `gradient`.
///
/// # Shapes
/// - input: `[rows, channels in]`
/// - gradient: `[rows, channels out]`
/// - result: `[channels in, channels out]`
///
/// # Panics
/// Panics where the lengths do not fit.
pub fn backward_weight(input: &[f32], gradient: &[f32], n_in: usize) -> Vec<f32> {
    let n_rows = input.len() / n_in;
    let n_out = gradient.len() / n_rows;
    if n_rows < MANY_SUMMANDS {
        return weight_of(input, gradient, (n_in, n_out), Threads::All);
    }
    let piece = n_rows.div_ceil((n_rows / MANY_ROWS).min(MOST_PIECES));
    let pieces: Vec<Vec<f32>> = input
        .par_chunks(piece * n_in)
        .zip(gradient.par_chunks(piece * n_out))
        .map(|(input, gradient)| weight_of(input, gradient, (n_in, n_out), Threads::One))
        .collect();
    pieces.into_iter().reduce(sum).unwrap_or_default()
}

fn weight_of(input: &[f32], gradient: &[f32], (n_in, n_out): (usize, usize), threads: Threads) -> Vec<f32> {
    let mut weight = vec![0.0; n_in * n_out];
    multiply(Matrix::new(input, n_in).transposed(), Matrix::new(gradient, n_out), &mut weight, threads);
    weight
}

fn sum(mut left: Vec<f32>, right: Vec<f32>) -> Vec<f32> {
    left.iter_mut().zip(right).for_each(|(left, right)| *left += right);
    left
}

/// `output = input * weight`, cut by rows.
fn rowwise(input: &[f32], weight: Matrix<'_>, n_in: usize, output: &mut [f32]) {
    let n_rows = input.len() / n_in;
    if n_rows < MANY_ROWS {
        multiply(Matrix::new(input, n_in), weight, output, Threads::All);
        return;
    }
    let n_out = output.len() / n_rows;
    assert_eq!((n_rows * n_in, n_rows * n_out), (input.len(), output.len()), "whole rows");
    let piece = rows_in_a_product(n_in.max(n_out));
    output.par_chunks_mut(piece * n_out).zip(input.par_chunks(piece * n_in)).for_each(|(output, input)| {
        multiply(Matrix::new(input, n_in), weight, output, Threads::One);
    });
}

/// Rows of one product: input and output stay in a core's cache, and packing the weight is still cheap beside it.
fn rows_in_a_product(widest: usize) -> usize {
    (65_536 / widest).clamp(128, 2048)
}

#[cfg(test)]
mod tests;
