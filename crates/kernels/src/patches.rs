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

    /// Calls `visit` with every patch, its row and its column.
    fn each_patch(&self, mut visit: impl FnMut(usize, (usize, usize))) {
        for y in 0..self.out_height() {
            for x in 0..self.out_width() {
                visit(y * self.out_width() + x, (y, x));
            }
        }
    }

    /// Where a patch away from the border finds its values, counted from its first pixel.
    fn offsets(&self) -> Vec<usize> {
        let offset = |value: usize| {
            let (channel, tap) = (value / 9, value % 9);
            (tap / 3 * self.width + tap % 3) * self.channels + channel
        };
        (0..self.channels * 9).map(offset).collect()
    }

    /// The first pixel of a patch that lies whole within the picture.
    fn first_inside(&self, (y, x): (usize, usize)) -> Option<usize> {
        let inside = 0 < y && 0 < x && 2 * y + 1 < self.height && 2 * x + 1 < self.width;
        inside.then(|| ((2 * y - 1) * self.width + 2 * x - 1) * self.channels)
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
    let (n, offsets) = (geometry.channels * 9, geometry.offsets());
    patches.par_chunks_mut(geometry.n_out()).zip(pictures.par_chunks(geometry.n_in())).for_each(
        |(patches, picture)| {
            geometry.each_patch(|i, place| {
                gather_one(geometry, (picture, &offsets), place, &mut patches[i * n..(i + 1) * n]);
            });
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
    let n = geometry.channels * 9;
    result.par_chunks_mut(geometry.n_in()).zip(gradient.par_chunks(geometry.n_out())).for_each(
        |(picture, gradient)| {
            picture.fill(0.0);
            geometry.each_patch(|i, place| scatter_one(geometry, &gradient[i * n..(i + 1) * n], place, picture));
        },
    );
}

fn scatter_one(geometry: &Geometry, gradient: &[f32], (y, x): (usize, usize), picture: &mut [f32]) {
    for (value, gradient) in gradient.iter().enumerate() {
        if let Some(to) = geometry.source(y, x, value) {
            picture[to] += gradient;
        }
    }
}

fn gather_one(geometry: &Geometry, (picture, offsets): (&[f32], &[usize]), (y, x): (usize, usize), patch: &mut [f32]) {
    if let Some(first) = geometry.first_inside((y, x)) {
        let inside = &picture[first..];
        patch.iter_mut().zip(offsets).for_each(|(value, offset)| *value = inside[*offset]);
        return;
    }
    for (i, value) in patch.iter_mut().enumerate() {
        *value = geometry.source(y, x, i).map_or(0.0, |from| picture[from]);
    }
}

#[cfg(test)]
mod tests;
