//! What small networks that slide over a picture are made of: convolution without padding, maximum, and linear answers, each
//! for one row of pixels at a time.
//!
//! A row holds its pixels one after another, each as its channels filled up to whole vectors ([`stride`]), so that a caller can
//! keep the few rows that the next layer needs and nothing else: a whole network then runs within a core's cache.
#![expect(unsafe_code, reason = "vectors are read and written through pointers; every length is checked before")]

use pulp::{Simd, WithSimd};

use crate::product::{Left, Packed, Place, Sink, Tile, lanes, multiply, padded};
use crate::rowwise::padded_vector;
use crate::simd::{load, store, unrolled, vectorised};

/// Rows that a window covers at most.
const MAX_SIZE: usize = 5;

/// Values from one pixel of a row to the next, for so many channels.
pub fn stride(n_channels: usize) -> usize {
    n_channels.next_multiple_of(lanes())
}

/// A convolution of a square window without padding, with stride 1, and the rectifier after it (`PReLU`).
///
/// With a window of one pixel it is a fully connected layer, and the pixels of a row are its batch.
#[derive(Debug, Clone)]
pub struct Sliding {
    packed: Packed,
    /// Padded to whole vectors.
    bias: Vec<f32>,
    /// Padded to whole vectors.
    slope: Vec<f32>,
    size: usize,
    n_in: usize,
    in_stride: usize,
}

/// Weights of a [`Sliding`].
#[derive(Debug, Clone, Copy)]
pub struct Weights<'a> {
    /// `[channels out, channels in, size, size]`.
    pub weight: &'a [f32],
    /// `[channels out]`.
    pub bias: &'a [f32],
    /// What negative values are multiplied by, `[channels out]`; 1 for none.
    pub slope: &'a [f32],
    /// Sides of the window, 1 to 5.
    pub size: usize,
    /// Values from one pixel of the input to the next, at least its channels.
    pub in_stride: usize,
}

impl Sliding {
    /// Packs the weights for the instructions in use.
    ///
    /// # Panics
    /// Panics where the lengths do not fit.
    pub fn new(weights: &Weights<'_>) -> Self {
        let Weights { weight, bias, slope, size, in_stride } = *weights;
        let (n_out, n_places) = (bias.len(), size * size);
        assert!((1..=MAX_SIZE).contains(&size), "size of a window");
        assert!(weight.len().is_multiple_of(n_out * n_places) && slope.len() == n_out, "weights of a convolution");
        let n_in = weight.len() / (n_out * n_places);
        assert!(n_in <= in_stride, "channels of a convolution");
        let at = |k: usize, column: usize| {
            let (place, channel) = (k / n_in, k % n_in);
            weight[(column * n_in + channel) * n_places + place]
        };
        let packed = Packed::new(n_places * n_in, n_out, at);
        Self { packed, bias: padded_vector(bias), slope: padded_vector(slope), size, n_in, in_stride }
    }

    /// Channels of the output.
    pub fn n_out(&self) -> usize {
        self.packed.n_columns()
    }

    /// Sides of the window.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Computes one row.
    ///
    /// # Shapes
    /// - inputs: as many rows as the window has, from the top, each of `n_pixels + size - 1` pixels
    /// - output: `n_pixels` pixels of [`stride`] values, overwritten
    ///
    /// # Panics
    /// Panics where the lengths do not fit.
    pub fn row(&self, inputs: &[&[f32]], output: &mut [f32]) {
        assert_eq!(inputs.len(), self.size, "rows of a window");
        vectorised(Row { layer: self, inputs, output });
    }
}

struct Row<'a> {
    layer: &'a Sliding,
    inputs: &'a [&'a [f32]],
    output: &'a mut [f32],
}

impl WithSimd for Row<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { layer, inputs, output } = self;
        let Sliding { packed, size, n_in, in_stride, .. } = layer;
        let mut runs: [&[f32]; MAX_SIZE * MAX_SIZE] = [&[]; MAX_SIZE * MAX_SIZE];
        // Pixels without filling follow one another, and so do the values of a row of the window.
        let n_runs_of_row = if n_in == in_stride { 1 } else { *size };
        for (y, input) in inputs.iter().enumerate() {
            for x in 0..n_runs_of_row {
                runs[y * n_runs_of_row + x] = &input[x * in_stride..];
            }
        }
        let left = Left {
            values: runs[0],
            more: &runs[1..size * n_runs_of_row],
            n_rows: output.len() / padded::<S>(packed.n_columns()),
            row_stride: *in_stride,
            depth_stride: 1,
        };
        let mut sink = Rectified { output, n_columns: packed.n_columns(), bias: &layer.bias, slope: &layer.slope };
        multiply(simd, left, packed.right(), &mut sink);
    }
}

/// Stores the product plus a bias, rectified; rows are padded to whole vectors.
struct Rectified<'a> {
    output: &'a mut [f32],
    n_columns: usize,
    /// Padded to whole vectors.
    bias: &'a [f32],
    /// Padded to whole vectors.
    slope: &'a [f32],
}

impl<S: Simd> Sink<S> for Rectified<'_> {
    #[inline(always)]
    unsafe fn first<const R: usize, const V: usize>(&self, simd: S, place: Place) -> Tile<S, R, V> {
        let mut tile = [[simd.splat_f32s(0.0); V]; R];
        unrolled!(v in V {
            // SAFETY: the bias is padded to whole vectors, which `size` has checked; columns lie within by promise.
            let bias = unsafe { load::<S>(self.bias.as_ptr().add(place.column + v * S::F32_LANES)) };
            unrolled!(r in R {
                tile[r][v] = bias;
            });
        });
        tile
    }

    #[inline(always)]
    unsafe fn take<const R: usize, const V: usize>(&mut self, simd: S, place: Place, tile: Tile<S, R, V>) {
        let stride = padded::<S>(self.n_columns);
        let zero = simd.splat_f32s(0.0);
        unrolled!(v in V {
            let column = place.column + v * S::F32_LANES;
            // SAFETY: the slopes are padded to whole vectors, and the tile lies within the padded output by promise.
            unsafe {
                let slope = load::<S>(self.slope.as_ptr().add(column));
                let first = self.output.as_mut_ptr().add(place.row * stride + column);
                unrolled!(r in R {
                    let (above, below) = (simd.max_f32s(tile[r][v], zero), simd.min_f32s(tile[r][v], zero));
                    store::<S>(first.add(r * stride), simd.mul_add_e_f32s(below, slope, above));
                });
            }
        });
    }

    fn size(&self) -> (usize, usize) {
        let stride = padded::<S>(self.n_columns);
        assert!(self.output.len().is_multiple_of(stride), "size of a row");
        assert!(self.bias.len() >= stride && self.slope.len() >= stride, "width of a layer");
        (self.output.len() / stride, self.n_columns)
    }
}

/// The greatest value of every channel in square windows that lie `step` pixels apart. The last window may reach beyond the
/// row, where nothing counts; where it reaches below the picture, give its last row again.
///
/// # Shapes
/// - inputs: rows of the same length, [`stride`] values for each pixel
/// - output: as many pixels as there are windows, overwritten
///
/// # Panics
/// Panics where the lengths do not fit.
pub fn greatest<const SIZE: usize>(inputs: [&[f32]; SIZE], step: usize, n_channels: usize, output: &mut [f32]) {
    let stride = stride(n_channels);
    let n_pixels = inputs[0].len() / stride;
    let n_windows = output.len() / stride;
    assert!(SIZE > 0 && inputs.iter().all(|row| row.len() == n_pixels * stride), "rows to pool");
    assert!(output.len() == n_windows * stride && n_windows.saturating_sub(1) * step < n_pixels, "windows of a row");
    vectorised(Greatest { inputs, step, stride, output });
}

struct Greatest<'a, const SIZE: usize> {
    inputs: [&'a [f32]; SIZE],
    step: usize,
    stride: usize,
    output: &'a mut [f32],
}

impl<const SIZE: usize> WithSimd for Greatest<'_, SIZE> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { inputs, step, stride, output } = self;
        let last = inputs[0].len() / stride - 1;
        for (window, output) in output.chunks_exact_mut(stride).enumerate() {
            let mut columns = [0; SIZE];
            for (x, column) in columns.iter_mut().enumerate() {
                // The last column once more changes no maximum.
                *column = (window * step + x).min(last) * stride;
            }
            for lane in (0..stride).step_by(S::F32_LANES) {
                // SAFETY: every column lies within every row, and pixels are padded to whole vectors.
                unsafe { store::<S>(output.as_mut_ptr().add(lane), greatest_of(simd, inputs, columns, lane)) };
            }
        }
    }
}

/// # Safety
/// A whole vector must be readable `lane` values behind each column of each row.
#[inline(always)]
unsafe fn greatest_of<S: Simd, const N: usize>(
    simd: S,
    rows: [&[f32]; N],
    columns: [usize; N],
    lane: usize,
) -> S::f32s {
    let mut greatest = simd.splat_f32s(f32::NEG_INFINITY);
    for row in rows {
        for column in columns {
            // SAFETY: the caller's promise.
            greatest = simd.max_f32s(greatest, unsafe { load::<S>(row.as_ptr().add(column + lane)) });
        }
    }
    greatest
}

/// `bias + sum over the channels of weight * value` for every pixel of a row.
///
/// # Shapes
/// - row: one pixel per value of `output`, [`stride`] values each
/// - weight: filled up with zeros as a pixel is
///
/// # Panics
/// Panics where the lengths do not fit.
pub fn weighted_sums(row: &[f32], weight: &[f32], bias: f32, output: &mut [f32]) {
    assert!(weight.len().is_multiple_of(lanes()) && row.len() == output.len() * weight.len(), "pixels to sum");
    vectorised(WeightedSums { row, weight, bias, output });
}

struct WeightedSums<'a> {
    row: &'a [f32],
    weight: &'a [f32],
    bias: f32,
    output: &'a mut [f32],
}

impl WithSimd for WeightedSums<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { row, weight, bias, output } = self;
        let weight = S::as_simd_f32s(weight).0;
        for (pixel, output) in row.chunks_exact(weight.len() * S::F32_LANES).zip(output) {
            let mut sum = simd.splat_f32s(0.0);
            for (value, weight) in S::as_simd_f32s(pixel).0.iter().zip(weight) {
                sum = simd.mul_add_e_f32s(*value, *weight, sum);
            }
            *output = bias + simd.reduce_sum_f32s(sum);
        }
    }
}
