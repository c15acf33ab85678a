//! The 3x3 neighbourhood of every second pixel, so that a dense convolution becomes a matrix product.

use rayon::prelude::*;

/// The sizes of the pictures that patches are taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Geometry {
    /// Rows of pixels.
    pub height: usize,
    /// Pixels per row.
    pub width: usize,
    /// Values per pixel.
    pub channels: usize,
}

impl Geometry {
    /// Rows of patches.
    pub fn out_height(&self) -> usize {
        self.height.div_ceil(2)
    }

    /// Patches per row.
    pub fn out_width(&self) -> usize {
        self.width.div_ceil(2)
    }

    /// Values of one picture.
    pub fn n_in(&self) -> usize {
        self.height * self.width * self.channels
    }

    /// Values of all patches of one picture.
    pub fn n_out(&self) -> usize {
        self.out_height() * self.out_width() * self.channels * 9
    }

    /// Where the values of a patch come from: `None` beyond the border.
    fn source(&self, y: usize, x: usize, value: usize) -> Option<usize> {
        let (channel, tap) = (value / 9, value % 9);
        let row = (2 * y + tap / 3).checked_sub(1).filter(|row| *row < self.height)?;
        let column = (2 * x + tap % 3).checked_sub(1).filter(|column| *column < self.width)?;
        Some((row * self.width + column) * self.channels + channel)
    }

    fn each_value(&self, mut visit: impl FnMut(usize, Option<usize>)) {
        let n_values = self.channels * 9;
        for patch in 0..self.out_height() * self.out_width() {
            let (y, x) = (patch / self.out_width(), patch % self.out_width());
            for value in 0..n_values {
                visit(patch * n_values + value, self.source(y, x, value));
            }
        }
    }
}

/// Copies every patch; beyond the border there are zeros.
///
/// # Shapes
/// - pictures: `[batch, height, width, channels]`
/// - patches: `[batch, out height, out width, channels * 9]` in the order channel, row, column; overwritten
///
/// # Panics
/// Panics where the lengths do not fit.
pub fn gather(geometry: &Geometry, pictures: &[f32], patches: &mut [f32]) {
    assert_eq!(pictures.len() / geometry.n_in(), patches.len() / geometry.n_out(), "pictures of patches");
    patches.par_chunks_mut(geometry.n_out()).zip(pictures.par_chunks(geometry.n_in())).for_each(
        |(patches, picture)| {
            geometry.each_value(|to, from| patches[to] = from.map_or(0.0, |from| picture[from]));
        },
    );
}

/// Adds every patch's gradient to the pixels it was copied from.
///
/// # Shapes
/// - gradient: `[batch, out height, out width, channels * 9]`
/// - result: `[batch, height, width, channels]`, overwritten
///
/// # Panics
/// Panics where the lengths do not fit.
pub fn scatter(geometry: &Geometry, gradient: &[f32], result: &mut [f32]) {
    assert_eq!(result.len() / geometry.n_in(), gradient.len() / geometry.n_out(), "pictures of patches");
    result.par_chunks_mut(geometry.n_in()).zip(gradient.par_chunks(geometry.n_out())).for_each(
        |(picture, gradient)| {
            picture.fill(0.0);
            geometry.each_value(|from, to| {
                if let Some(to) = to {
                    picture[to] += gradient[from];
                }
            });
        },
    );
}

#[cfg(test)]
mod tests;
