//! The 3x3 neighbourhood of every second pixel, so that a dense convolution becomes a matrix product.

use std::ops::Range;

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

    /// Patches of one picture.
    pub fn n_patches(&self) -> usize {
        self.out_height() * self.out_width()
    }

    /// Values of all patches of one picture.
    pub fn n_out(&self) -> usize {
        self.n_patches() * self.channels * 9
    }

    /// Where the values of a patch come from: `None` beyond the border.
    fn source(&self, y: usize, x: usize, value: usize) -> Option<usize> {
        let (channel, tap) = (value / 9, value % 9);
        let row = (2 * y + tap / 3).checked_sub(1).filter(|row| *row < self.height)?;
        let column = (2 * x + tap % 3).checked_sub(1).filter(|column| *column < self.width)?;
        Some((row * self.width + column) * self.channels + channel)
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

/// Copies the patches of some rows of the output; beyond the border there are zeros.
pub(crate) fn gather(geometry: &Geometry, picture: &[f32], rows: Range<usize>, patches: &mut [f32]) {
    let (n, offsets) = (geometry.channels * 9, geometry.offsets());
    let width = geometry.out_width();
    for (i, patch) in patches.chunks_exact_mut(n).enumerate().take(rows.len() * width) {
        gather_one(geometry, (picture, &offsets), (rows.start + i / width, i % width), patch);
    }
}

/// Adds the gradient of the patches of some rows of the output to the pixels they were copied from.
pub(crate) fn scatter(geometry: &Geometry, gradient: &[f32], rows: Range<usize>, picture: &mut [f32]) {
    let (n, width) = (geometry.channels * 9, geometry.out_width());
    for (i, gradient) in gradient.chunks_exact(n).enumerate().take(rows.len() * width) {
        scatter_one(geometry, gradient, (rows.start + i / width, i % width), picture);
    }
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
