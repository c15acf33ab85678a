//! Three rows of pixels with a pixel of zeros on both sides, and a row of zeros for what lies beyond the picture.

use crate::product::lanes;

/// The rows that a 3x3 window needs, in memory that is used again for the next picture.
pub(super) struct Ring<'a> {
    values: &'a mut [f32],
    row: usize,
    /// Values of one pixel: its channels, padded to whole vectors.
    pub(super) pixel: usize,
}

impl<'a> Ring<'a> {
    /// Rows of `width` pixels of `channels` values. The memory must come from the same geometry or be empty.
    pub(super) fn new(memory: &'a mut Vec<f32>, width: usize, channels: usize) -> Self {
        let pixel = channels.next_multiple_of(lanes());
        let row = (width + 2) * pixel;
        memory.resize(4 * row, 0.0);
        Self { values: memory, row, pixel }
    }

    /// The pixels of row `y`, whose slot is taken over from row `y - 3`.
    pub(super) fn pixels_mut(&mut self, y: usize) -> &mut [f32] {
        &mut self.values[y % 3 * self.row + self.pixel..(y % 3 + 1) * self.row]
    }

    /// Row `y` from the zeros before its first pixel on; zeros for `None`.
    pub(super) fn row(&self, y: Option<usize>) -> &[f32] {
        let slot = y.map_or(3, |y| y % 3);
        &self.values[slot * self.row..(slot + 1) * self.row]
    }
}
