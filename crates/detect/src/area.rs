//! Shrinking by the mean of the covered area, from bytes to the networks' input.

#[cfg(test)]
mod tests;

use pixels::RgbImage;

/// A part of a picture in whole pixels, at least one each way, inside the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) left: usize,
    pub(crate) top: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

impl Window {
    /// The whole picture.
    pub(crate) fn of(picture: &RgbImage) -> Self {
        Self { left: 0, top: 0, width: picture.width() as usize, height: picture.height() as usize }
    }
}

/// Colours of a pixel.
pub(crate) const N_COLOURS: usize = 3;

/// The pixels of `window` that each of `n_out` equal steps over `n_in` pixels covers at least in part.
///
/// Steps overlap where `n_out` does not divide `n_in` (torch's adaptive average pooling).
fn covered(step: usize, n_in: usize, n_out: usize) -> std::ops::Range<usize> {
    step * n_in / n_out..((step + 1) * n_in).div_ceil(n_out)
}

/// Resizes a window to `width` x `height` and appends it to `input`: plane by plane, `(mean - 127.5) / 128`.
pub(crate) fn append(picture: &RgbImage, window: Window, (width, height): (usize, usize), input: &mut Vec<f32>) {
    let start = input.len();
    input.resize(start + N_COLOURS * width * height, 0.0);
    let planes = &mut input[start..];
    let mut sums = vec![0_u32; N_COLOURS * window.width];
    for y in 0..height {
        let rows = covered(y, window.height, height);
        sum_rows(picture, window, rows.clone(), &mut sums);
        for x in 0..width {
            let columns = covered(x, window.width, width);
            for (colour, mean) in means(&sums, columns, rows.len()).into_iter().enumerate() {
                planes[(colour * height + y) * width + x] = (mean - 127.5) * 0.007_812_5;
            }
        }
    }
}

/// The sum over some rows of every column and colour; below 2^32 for any picture of less than 16 million rows.
fn sum_rows(picture: &RgbImage, window: Window, rows: std::ops::Range<usize>, sums: &mut [u32]) {
    let n_bytes = N_COLOURS * picture.width() as usize;
    let bytes = picture.as_raw();
    sums.fill(0);
    for row in rows {
        let first = (window.top + row) * n_bytes + window.left * N_COLOURS;
        let row = &bytes[first..first + sums.len()];
        for (sum, byte) in sums.iter_mut().zip(row) {
            *sum += u32::from(*byte);
        }
    }
}

/// The mean of every colour; the two divisions are torch's.
fn means(sums: &[u32], columns: std::ops::Range<usize>, n_rows: usize) -> [f32; N_COLOURS] {
    let n_columns = columns.len();
    let mut totals = [0_u64; N_COLOURS];
    for pixel in sums[N_COLOURS * columns.start..N_COLOURS * columns.end].chunks_exact(N_COLOURS) {
        for (total, sum) in totals.iter_mut().zip(pixel) {
            *total += u64::from(*sum);
        }
    }
    totals.map(|total| total as f32 / n_rows as f32 / n_columns as f32)
}
