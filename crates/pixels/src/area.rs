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
    /// The sums over the rows of a step; each less than 2^32 in any picture of less than 16 million rows.
    sums: Vec<u32>,
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
        let columns = (0..width).map(|x| scaled(covered(x, n_columns, width))).collect();
        Ok(Self { picture, window, height, columns, sums: vec![0; N_COLOURS * n_columns] })
    }

    /// Computes the new row `y`: `mean * scale + shift` for every pixel and colour, colours interleaved.
    ///
    /// # Panics
    /// When there is no such row, or `output` does not hold three values for each of its pixels.
    pub fn row(&mut self, y: usize, (scale, shift): (f32, f32), output: &mut [f32]) {
        assert!(y < self.height && output.len() == N_COLOURS * self.columns.len(), "a row of the resized window");
        let rows = covered(y, self.window.height as usize, self.height);
        let scale = scale / rows.len() as f32;
        let bytes = self.picture.as_raw();
        let pitch = N_COLOURS * self.picture.width() as usize;
        let first = (self.window.top as usize + rows.start) * pitch + N_COLOURS * self.window.left as usize;
        vectorised(SumRows { bytes: &bytes[first..], pitch, n_rows: rows.len(), sums: &mut self.sums });
        for (columns, pixel) in self.columns.iter().zip(output.as_chunks_mut::<N_COLOURS>().0) {
            *pixel = pixel_mean(&self.sums[columns.clone()], scale, shift);
        }
    }
}

#[inline]
fn pixel_mean(sums: &[u32], scale: f32, shift: f32) -> [f32; N_COLOURS] {
    let columns = sums.as_chunks::<N_COLOURS>().0;
    let totals = match columns {
        [a, b] => [0, 1, 2].map(|i| a[i] as f32 + b[i] as f32),
        [a, b, c] => [0, 1, 2].map(|i| a[i] as f32 + b[i] as f32 + c[i] as f32),
        more => [0, 1, 2].map(|colour| more.iter().map(|pixel| u64::from(pixel[colour])).sum::<u64>() as f32),
    };
    let scale = scale / columns.len() as f32;
    totals.map(|total| total * scale + shift)
}

/// Adds up rows, each as long as `sums`, that lie `pitch` bytes apart.
struct SumRows<'a> {
    bytes: &'a [u8],
    pitch: usize,
    n_rows: usize,
    sums: &'a mut [u32],
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
            *sum = u32::from(u16::from(*first).wrapping_add(weight.wrapping_mul(u16::from(*second))));
        }
        for index in 2..n_rows {
            for (sum, level) in sums.iter_mut().zip(row(index)) {
                *sum = sum.wrapping_add(u32::from(*level));
            }
        }
    }
}
