//! 3x3 convolution of every channel by itself, padding 1, on channels-last pictures.

use pulp::{Simd, WithSimd};
use rayon::prelude::*;

use crate::rows::vectorised;

/// The sizes of a depthwise convolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Geometry {
    /// Rows of pixels of the input.
    pub height: usize,
    /// Pixels per row of the input.
    pub width: usize,
    /// Channels of input and output.
    pub channels: usize,
    /// Step between outputs: 1 or 2.
    pub stride: usize,
}

impl Geometry {
    /// Rows of pixels of the output.
    pub fn out_height(&self) -> usize {
        self.height.div_ceil(self.stride)
    }

    /// Pixels per row of the output.
    pub fn out_width(&self) -> usize {
        self.width.div_ceil(self.stride)
    }

    /// Values of one picture of the input.
    pub fn n_in(&self) -> usize {
        self.height * self.width * self.channels
    }

    /// Values of one picture of the output.
    pub fn n_out(&self) -> usize {
        self.out_height() * self.out_width() * self.channels
    }
}

/// Convolves every picture of a batch.
///
/// # Shapes
/// - input: `[batch, height, width, channels]`
/// - weight: `[9, channels]`, taps in reading order
/// - output: `[batch, out height, out width, channels]`, overwritten
///
/// # Panics
/// Panics where the lengths do not fit.
pub fn forward(geometry: &Geometry, input: &[f32], weight: &[f32], output: &mut [f32]) {
    assert_eq!(input.len() / geometry.n_in(), output.len() / geometry.n_out(), "pictures of a depthwise convolution");
    assert_eq!(weight.len(), 9 * geometry.channels, "weight of a depthwise convolution");
    output.par_chunks_mut(geometry.n_out()).zip(input.par_chunks(geometry.n_in())).for_each(|(output, picture)| {
        vectorised(ForwardPicture { geometry, picture, weight, output });
    });
}

/// The convolution of one picture.
struct ForwardPicture<'a> {
    geometry: &'a Geometry,
    picture: &'a [f32],
    weight: &'a [f32],
    output: &'a mut [f32],
}

impl WithSimd for ForwardPicture<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { geometry, picture, weight, output } = self;
        let &Geometry { height, width, channels, stride } = geometry;
        let (zeros, weights) = (vec![0.0; width * channels], taps(weight, channels));
        for (y, output) in output.chunks_exact_mut(geometry.out_width() * channels).enumerate() {
            let row = |tap: usize| match (y * stride + tap).wrapping_sub(1) {
                y if y < height => pixel(picture, y, width * channels),
                _ => &zeros[..],
            };
            let rows = [row(0), row(1), row(2)];
            for (x, output) in output.chunks_exact_mut(channels).enumerate() {
                let column = |tap: usize| Some((x * stride + tap).wrapping_sub(1)).filter(|x| *x < width);
                let columns = [column(0), column(1), column(2)];
                weighted_sum(pixels(rows, columns, &zeros[..channels]), weights, output);
            }
        }
    }
}

/// The pixels of three rows in three columns; `zeros` where there is no such column.
#[inline(always)]
fn pixels<'a>(rows: [&'a [f32]; 3], columns: [Option<usize>; 3], zeros: &'a [f32]) -> [&'a [f32]; 9] {
    let [upper, middle, lower] = rows;
    let [left, centre, right] = columns;
    let at = |row: &'a [f32], column: Option<usize>| match column {
        Some(column) => pixel(row, column, zeros.len()),
        None => zeros,
    };
    [
        at(upper, left),
        at(upper, centre),
        at(upper, right),
        at(middle, left),
        at(middle, centre),
        at(middle, right),
        at(lower, left),
        at(lower, centre),
        at(lower, right),
    ]
}

/// The pixel, or the row, of an index: `channels` values each.
#[inline(always)]
fn pixel(picture: &[f32], index: usize, channels: usize) -> &[f32] {
    &picture[index * channels..(index + 1) * channels]
}

/// The weights of every tap.
#[inline(always)]
fn taps(weight: &[f32], channels: usize) -> [&[f32]; 9] {
    std::array::from_fn(|tap| pixel(weight, tap, channels))
}

/// The products of nine pixels with the weights of nine taps, added up channel by channel.
#[inline(always)]
fn weighted_sum(pixels: [&[f32]; 9], weights: [&[f32]; 9], output: &mut [f32]) {
    let n = output.len();
    let [a, b, c, d, e, f, g, h, i] = pixels.map(|pixel| &pixel[..n]);
    let [p, q, r, s, t, u, v, w, x] = weights.map(|weight| &weight[..n]);
    for k in 0..n {
        let upper = a[k] * p[k] + b[k] * q[k] + c[k] * r[k];
        let middle = d[k] * s[k] + e[k] * t[k] + f[k] * u[k];
        let lower = g[k] * v[k] + h[k] * w[k] + i[k] * x[k];
        output[k] = upper + middle + lower;
    }
}

/// Turns the input into its own gradient, in place, and returns the gradient of the weight.
///
/// # Shapes
/// - input: `[batch, height, width, channels]`, overwritten by its gradient
/// - weight and result: `[9, channels]`
/// - gradient: `[batch, out height, out width, channels]`
///
/// # Panics
/// Panics where the lengths do not fit.
pub fn backward(geometry: &Geometry, input: &mut [f32], weight: &[f32], gradient: &[f32]) -> Vec<f32> {
    assert_eq!(input.len() / geometry.n_in(), gradient.len() / geometry.n_out(), "pictures of a depthwise convolution");
    assert_eq!(weight.len(), 9 * geometry.channels, "weight of a depthwise convolution");
    let pictures: Vec<Vec<f32>> = input
        .par_chunks_mut(geometry.n_in())
        .zip(gradient.par_chunks(geometry.n_out()))
        .map(|(picture, gradient)| {
            let mut sums = vec![0.0; weight.len()];
            vectorised(BackwardPicture { geometry, picture, gradient, weight, sums: &mut sums });
            sums
        })
        .collect();
    let mut total = vec![0.0; weight.len()];
    for sums in pictures {
        total.iter_mut().zip(sums).for_each(|(total, sum)| *total += sum);
    }
    total
}

/// The backward pass of one picture.
struct BackwardPicture<'a> {
    geometry: &'a Geometry,
    picture: &'a mut [f32],
    gradient: &'a [f32],
    weight: &'a [f32],
    sums: &'a mut [f32],
}

impl WithSimd for BackwardPicture<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { geometry, picture, gradient, weight, sums } = self;
        let &Geometry { width, channels, stride, .. } = geometry;
        let n_row = geometry.out_width() * channels;
        let (zeros, weights) = (vec![0.0; n_row], taps(weight, channels));
        for (y, input) in picture.chunks_exact_mut(width * channels).enumerate() {
            let row = |tap: usize| match seen_from(y, tap, stride, geometry.out_height()) {
                Some(y) => pixel(gradient, y, n_row),
                None => &zeros[..],
            };
            let rows = [row(0), row(1), row(2)];
            for (x, input) in input.chunks_exact_mut(channels).enumerate() {
                let column = |tap: usize| seen_from(x, tap, stride, geometry.out_width());
                let columns = [column(0), column(1), column(2)];
                let gradients = pixels(rows, columns, &zeros[..channels]);
                add_products(gradients, input, sums);
                weighted_sum(gradients, weights, input);
            }
        }
    }
}

/// The output that sees an input position through a tap, along one axis.
#[inline(always)]
fn seen_from(position: usize, tap: usize, stride: usize, n_out: usize) -> Option<usize> {
    let centre = (position + 1).checked_sub(tap)?;
    (centre.is_multiple_of(stride) && centre / stride < n_out).then_some(centre / stride)
}

/// Adds the products of nine pixels with one pixel to the sums of nine taps.
#[inline(always)]
fn add_products(gradients: [&[f32]; 9], input: &[f32], sums: &mut [f32]) {
    for (gradient, sums) in gradients.into_iter().zip(sums.chunks_exact_mut(input.len())) {
        for ((sum, gradient), input) in sums.iter_mut().zip(gradient).zip(input) {
            *sum += gradient * input;
        }
    }
}

#[cfg(test)]
mod tests;
