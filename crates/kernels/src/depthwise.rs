//! 3x3 convolution of every channel by itself, padding 1, on channels-last pictures.

use std::ops::Range;

use pulp::{Simd, WithSimd};
use rayon::prelude::*;

use crate::rows::vectorised;

/// Channels that are kept in registers together.
const LANES: usize = 16;

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
        let zeros = vec![0.0; geometry.width * geometry.channels];
        let n_row = geometry.out_width() * geometry.channels;
        for (y, output) in output.chunks_exact_mut(n_row).enumerate() {
            let rows = rows_around(geometry, picture, y * geometry.stride, &zeros);
            forward_row(geometry, rows, weight, output);
        }
    }
}

/// The rows above, at and below `centre`; zeros beyond the picture.
#[inline(always)]
fn rows_around<'a>(geometry: &Geometry, picture: &'a [f32], centre: usize, zeros: &'a [f32]) -> [&'a [f32]; 3] {
    let n_row = geometry.width * geometry.channels;
    [0, 1, 2].map(|tap| {
        let y = (centre + tap).wrapping_sub(1);
        if y < geometry.height { &picture[y * n_row..(y + 1) * n_row] } else { zeros }
    })
}

#[inline(always)]
fn forward_row(geometry: &Geometry, rows: [&[f32]; 3], weight: &[f32], output: &mut [f32]) {
    let blocked = geometry.channels / LANES * LANES;
    for channel in (0..blocked).step_by(LANES) {
        forward_lanes::<LANES>(geometry, rows, weight, (channel, output));
    }
    for channel in blocked..geometry.channels {
        forward_lanes::<1>(geometry, rows, weight, (channel, output));
    }
}

#[inline(always)]
fn forward_lanes<const N: usize>(
    geometry: &Geometry,
    rows: [&[f32]; 3],
    weight: &[f32],
    (channel, output): (usize, &mut [f32]),
) {
    let &Geometry { channels, width, stride, .. } = geometry;
    let taps = taps::<N>(weight, channels, channel);
    for x in 0..geometry.out_width() {
        let left = x * stride;
        let inner = 0 < left && left + 1 < width;
        let sum = if inner {
            weighted::<N>(rows, &taps, (left - 1) * channels + channel, (channels, 0..3))
        } else {
            // The tap at `first` falls on the first pixel that exists.
            let first = usize::from(left == 0);
            let last = 3.min(width + 1 - left);
            weighted::<N>(rows, &taps, (left + first - 1) * channels + channel, (channels, first..last))
        };
        let at = x * channels + channel;
        output[at..at + N].copy_from_slice(&sum);
    }
}

/// The weights of `N` channels, tap by tap.
#[inline(always)]
fn taps<const N: usize>(weight: &[f32], channels: usize, channel: usize) -> [[f32; N]; 9] {
    std::array::from_fn(|tap| lanes(weight, tap * channels + channel))
}

#[inline(always)]
fn lanes<const N: usize>(values: &[f32], at: usize) -> [f32; N] {
    *values[at..].first_chunk().expect("a pixel has all its channels")
}

/// The sum over the rows' pixels from `at` on, weighted by the `columns` of the taps.
#[inline(always)]
fn weighted<const N: usize>(
    rows: [&[f32]; 3],
    taps: &[[f32; N]; 9],
    at: usize,
    (channels, columns): (usize, Range<usize>),
) -> [f32; N] {
    let mut sum = [0.0; N];
    for (row, taps) in rows.iter().zip(taps.as_chunks::<3>().0) {
        for (step, tap) in taps[columns.clone()].iter().enumerate() {
            let pixel: [f32; N] = lanes(row, at + step * channels);
            for i in 0..N {
                sum[i] += pixel[i] * tap[i];
            }
        }
    }
    sum
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
        let zeros = vec![0.0; geometry.out_width() * geometry.channels];
        let blocked = geometry.channels / LANES * LANES;
        for (y, row) in picture.chunks_exact_mut(geometry.width * geometry.channels).enumerate() {
            let rows = gradient_rows(geometry, gradient, y, &zeros);
            for channel in (0..blocked).step_by(LANES) {
                backward_lanes::<LANES>(geometry, rows, (weight, &mut *sums), (channel, &mut *row));
            }
            for channel in blocked..geometry.channels {
                backward_lanes::<1>(geometry, rows, (weight, &mut *sums), (channel, &mut *row));
            }
        }
    }
}

/// The rows of the gradient that saw row `y` through the upper, middle and lower taps; zeros where there is none.
#[inline(always)]
fn gradient_rows<'a>(geometry: &Geometry, gradient: &'a [f32], y: usize, zeros: &'a [f32]) -> [&'a [f32]; 3] {
    let n_row = geometry.out_width() * geometry.channels;
    [0, 1, 2].map(|tap| match output_of(y, tap, geometry.stride, geometry.out_height()) {
        Some(y) => &gradient[y * n_row..(y + 1) * n_row],
        None => zeros,
    })
}

/// The output that sees `position` through `tap`.
#[inline(always)]
fn output_of(position: usize, tap: usize, stride: usize, n_out: usize) -> Option<usize> {
    let centre = (position + 1).checked_sub(tap)?;
    (centre.is_multiple_of(stride) && centre / stride < n_out).then_some(centre / stride)
}

#[inline(always)]
fn backward_lanes<const N: usize>(
    geometry: &Geometry,
    rows: [&[f32]; 3],
    (weight, sums): (&[f32], &mut [f32]),
    (channel, row): (usize, &mut [f32]),
) {
    let &Geometry { channels, width, stride, .. } = geometry;
    let weights = taps::<N>(weight, channels, channel);
    let mut totals = taps::<N>(sums, channels, channel);
    for x in 0..width {
        let at = x * channels + channel;
        let pixel: [f32; N] = lanes(row, at);
        let mut result = [0.0; N];
        if stride == 1 && 0 < x && x + 1 < width {
            gather_inner::<N>(rows, &weights, &mut totals, (at - channels, channels, pixel, &mut result));
        } else {
            for column in 0..3 {
                let Some(out) = output_of(x, column, stride, geometry.out_width()) else { continue };
                for tap in [column, column + 3, column + 6] {
                    let gradient: [f32; N] = lanes(rows[tap / 3], out * channels + channel);
                    gather(&gradient, &weights[tap], &mut totals[tap], (&pixel, &mut result));
                }
            }
        }
        row[at..at + N].copy_from_slice(&result);
    }
    for (tap, total) in totals.iter().enumerate() {
        sums[tap * channels + channel..][..N].copy_from_slice(total);
    }
}

/// All nine taps of a pixel away from the border, stride 1; the gradient is seen through the taps in reverse.
#[inline(always)]
fn gather_inner<const N: usize>(
    rows: [&[f32]; 3],
    weights: &[[f32; N]; 9],
    totals: &mut [[f32; N]; 9],
    (at, channels, pixel, result): (usize, usize, [f32; N], &mut [f32; N]),
) {
    for tap in 0..9 {
        let gradient: [f32; N] = lanes(rows[tap / 3], at + (2 - tap % 3) * channels);
        gather(&gradient, &weights[tap], &mut totals[tap], (&pixel, result));
    }
}

#[inline(always)]
fn gather<const N: usize>(
    gradient: &[f32; N],
    weight: &[f32; N],
    total: &mut [f32; N],
    (pixel, result): (&[f32; N], &mut [f32; N]),
) {
    for i in 0..N {
        result[i] += gradient[i] * weight[i];
        total[i] += gradient[i] * pixel[i];
    }
}

#[cfg(test)]
mod tests;
