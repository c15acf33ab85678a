//! Shrinking by the mean of the covered area, one row at a time, from levels to floats.

#[cfg(test)]
mod tests;

use std::ops::Range;

use image::RgbImage;
use pulp::{Simd, WithSimd};

use crate::lanes::vectorised;
use crate::resize::{CropError, CropWindow};

/// Colours of a pixel.
const N_COLOURS: usize = 3;

/// A window of a picture resized to another size by the mean of the pixels that each new pixel covers at least in part.
///
/// Steps overlap where the new size does not divide the old one, and enlarging repeats pixels: torch's `adaptive_avg_pool2d`
/// and `interpolate(mode="area")`, not Pillow's `BOX`, which weighs the pixels at the border by their covered part.
#[derive(Debug)]
pub struct AreaRows<'a> {
    picture: &'a RgbImage,
    window: CropWindow,
    height: usize,
    /// First and last column of every new pixel, as places in `sums`.
    columns: Vec<Range<usize>>,
    /// How many columns every new value is the mean of.
    n_columns: Vec<f32>,
    /// The sums over the rows of a step, each less than 2^31 in any picture of less than 8 million rows, and one value more, so
    /// that the last pixel can be read as four lanes.
    sums: Vec<i32>,
}

/// The pixels that step `step` of `n_out` equal ones over `n_in` pixels covers at least in part.
fn covered(step: usize, n_in: usize, n_out: usize) -> Range<usize> {
    step * n_in / n_out..((step + 1) * n_in).div_ceil(n_out)
}

impl<'a> AreaRows<'a> {
    /// Prepares to resize `window` to `width` x `height` pixels.
    ///
    /// # Errors
    /// [`CropError`] when the window is empty or reaches outside the picture.
    pub fn new(picture: &'a RgbImage, window: CropWindow, (width, height): (usize, usize)) -> Result<Self, CropError> {
        window.check(picture)?;
        let n_columns = window.width as usize;
        let scaled = |Range { start, end }| N_COLOURS * start..N_COLOURS * end;
        let columns: Vec<Range<usize>> = (0..width).map(|x| scaled(covered(x, n_columns, width))).collect();
        let counts = columns.iter().flat_map(|columns| [(columns.len() / N_COLOURS) as f32; N_COLOURS]).collect();
        Ok(Self { picture, window, height, columns, n_columns: counts, sums: vec![0; N_COLOURS * n_columns + 1] })
    }

    /// Computes the new row `y`: `mean * scale + shift` for every pixel and colour, colours interleaved.
    ///
    /// The mean is the sum divided by the rows, then by the columns, each rounded: torch's order, to the last bit.
    ///
    /// # Panics
    /// When there is no such row, or `output` does not hold three values for each of its pixels.
    pub fn row(&mut self, y: usize, (scale, shift): (f32, f32), output: &mut [f32]) {
        assert!(y < self.height && output.len() == N_COLOURS * self.columns.len(), "a row of the resized window");
        let Self { picture, window, columns, n_columns, sums, .. } = self;
        let rows = covered(y, window.height as usize, self.height);
        let n_sums = sums.len() - 1;
        let pitch = N_COLOURS * picture.width() as usize;
        let first = (window.top as usize + rows.start) * pitch + N_COLOURS * window.left as usize;
        let bytes = &picture.as_raw()[first..];
        vectorised(SumRows { bytes, pitch, n_rows: rows.len(), sums: &mut sums[..n_sums] });
        vectorised(SumColumns { sums, columns, output });
        vectorised(Means { n_rows: rows.len() as f32, n_columns, scale, shift, totals: output });
    }
}

/// Adds up rows, each as long as `sums`, that lie `pitch` bytes apart.
struct SumRows<'a> {
    bytes: &'a [u8],
    pitch: usize,
    n_rows: usize,
    sums: &'a mut [i32],
}

impl WithSimd for SumRows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { bytes, pitch, n_rows, sums } = self;
        // No sum can overflow, and checking for it would keep the loops from becoming vector code.
        let n = sums.len();
        let row = |index: usize| &bytes[index * pitch..][..n];
        let (first, second) = (row(0), row(1.min(n_rows - 1)));
        let weight = u16::from(n_rows > 1);
        for ((sum, first), second) in sums.iter_mut().zip(first).zip(second) {
            *sum = i32::from(u16::from(*first).wrapping_add(weight.wrapping_mul(u16::from(*second))));
        }
        for index in 2..n_rows {
            for (sum, level) in sums.iter_mut().zip(row(index)) {
                *sum = sum.wrapping_add(i32::from(*level));
            }
        }
    }
}

/// Adds up columns: exact as long as a total is less than 2^24, which torch's are not beyond either.
struct SumColumns<'a> {
    sums: &'a [i32],
    columns: &'a [Range<usize>],
    output: &'a mut [f32],
}

impl WithSimd for SumColumns<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { sums, columns, output } = self;
        for (columns, pixel) in columns.iter().zip(output.as_chunks_mut::<N_COLOURS>().0) {
            *pixel = total(sums, columns.clone());
        }
    }
}

#[inline(always)]
fn total(sums: &[i32], columns: Range<usize>) -> [f32; N_COLOURS] {
    let mut totals = [0.0; 4];
    for first in columns.step_by(N_COLOURS) {
        // Four lanes, of which the last belongs to the next pixel, are one vector; three are none.
        let lanes = &sums[first..][..4];
        for i in 0..4 {
            totals[i] += lanes[i] as f32;
        }
    }
    [totals[0], totals[1], totals[2]]
}

/// Turns totals into means, scaled and shifted.
struct Means<'a> {
    n_rows: f32,
    n_columns: &'a [f32],
    scale: f32,
    shift: f32,
    totals: &'a mut [f32],
}

impl WithSimd for Means<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { n_rows, n_columns, scale, shift, totals } = self;
        for (value, n_columns) in totals.iter_mut().zip(n_columns) {
            *value = *value / n_rows / n_columns * scale + shift;
        }
    }
}
