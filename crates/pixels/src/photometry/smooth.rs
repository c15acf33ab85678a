//! Blurring and sharpening with small kernels, row by row in place.

use image::RgbImage;
use pulp::{Simd, WithSimd};

use crate::lanes::{blend, nearest, vectorised};

/// Pixels of the Gaussian kernel on each side of its middle.
const REACH: usize = 2;

/// Rows that one row of a blurred picture depends on.
const N_TAPS: usize = 2 * REACH + 1;

/// Convolves with a 5x5 Gaussian of standard deviation `sigma_px > 0`, borders reflected (`gaussian_blur`, kernel size 5).
///
/// # Panics
/// When a side is below 3 pixels, which leaves nothing to reflect.
pub fn gaussian_blur(picture: &mut RgbImage, sigma_px: f32) {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    assert!(width >= 3 && height >= 3, "a kernel of 5 needs sides of at least 3 pixels, found {width}x{height}");
    let (levels, stride): (&mut [u8], _) = (picture, 3 * width);
    let mut blur = Blur {
        kernel: gaussian_kernel(sigma_px),
        padded: vec![0.0; 3 * (width + 2 * REACH)],
        rows: std::array::from_fn(|_| vec![0.0; stride]),
    };
    for y in 0..REACH {
        vectorised(AlongRow { blur: &mut blur, y, row: row_of(levels, stride, y) });
    }
    for y in 0..height {
        if y + REACH < height {
            vectorised(AlongRow { blur: &mut blur, y: y + REACH, row: row_of(levels, stride, y + REACH) });
        }
        vectorised(AcrossRows { blur: &blur, y, height, row: row_of(levels, stride, y) });
    }
}

/// Moves every pixel away from its 3x3 smoothed value by `factor >= 0`; 0 smooths, 1 changes nothing (`adjust_sharpness`).
///
/// The smoothing kernel is 5 in the middle and 1 around it, over 13; the outermost pixels stay, as in Pillow.
pub fn sharpness(picture: &mut RgbImage, factor: f32) {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    if width < 3 || height < 3 {
        return;
    }
    let stride = 3 * width;
    let levels: &mut [u8] = picture;
    let mut above = levels[..stride].to_vec();
    let mut sums = vec![0; stride];
    for y in 1..height - 1 {
        let (here, below) = levels[y * stride..].split_at_mut(stride);
        let middle = here.to_vec();
        vectorised(SharpenedRow {
            above: &above,
            middle: &middle,
            below: &below[..stride],
            sums: &mut sums,
            factor,
            sharpened: here,
        });
        above = middle;
    }
}

struct Blur {
    kernel: [f32; N_TAPS],
    /// One row with its reflected borders.
    padded: Vec<f32>,
    /// The last rows, convolved along themselves; row `y` lies at `y % N_TAPS`.
    rows: [Vec<f32>; N_TAPS],
}

fn row_of(levels: &mut [u8], stride: usize, y: usize) -> &mut [u8] {
    &mut levels[y * stride..][..stride]
}

/// Mirrors an index at the border pixels without repeating them.
fn reflect(index: isize, length: usize) -> usize {
    let last = length as isize - 1;
    (last - (last - index.abs()).abs()) as usize
}

fn gaussian_kernel(sigma_px: f32) -> [f32; N_TAPS] {
    let density = [-2.0_f32, -1.0, 0.0, 1.0, 2.0].map(|x| (-0.5 * (x / sigma_px).powi(2)).exp());
    let sum: f32 = density.iter().sum();
    density.map(|d| d / sum)
}

/// Convolves row `y` along itself into its place among the last rows.
struct AlongRow<'a> {
    blur: &'a mut Blur,
    y: usize,
    row: &'a [u8],
}

impl WithSimd for AlongRow<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { blur: Blur { kernel, padded, rows }, y, row } = self;
        let width = row.len() / 3;
        for (level, from) in padded[3 * REACH..].iter_mut().zip(row) {
            *level = f32::from(*from);
        }
        for x in (-(REACH as isize)..0).chain(width as isize..(width + REACH) as isize) {
            let (to, from) = ((x + REACH as isize) as usize, reflect(x, width) + REACH);
            padded.copy_within(3 * from..3 * from + 3, 3 * to);
        }
        let smooth = &mut rows[y % N_TAPS][..];
        let taps: [&[f32]; N_TAPS] = std::array::from_fn(|tap| &padded[3 * tap..][..smooth.len()]);
        for i in 0..smooth.len() {
            smooth[i] = weighted(kernel, taps, i);
        }
    }
}

/// Convolves across the last rows into row `y`.
struct AcrossRows<'a> {
    blur: &'a Blur,
    y: usize,
    height: usize,
    row: &'a mut [u8],
}

impl WithSimd for AcrossRows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { blur: Blur { kernel, rows, .. }, y, height, row } = self;
        let from = |tap: usize| reflect(y as isize + tap as isize - REACH as isize, height);
        let taps: [&[f32]; N_TAPS] = std::array::from_fn(|tap| &rows[from(tap) % N_TAPS][..row.len()]);
        for i in 0..row.len() {
            row[i] = nearest(weighted(kernel, taps, i));
        }
    }
}

#[inline(always)]
fn weighted(kernel: &[f32; N_TAPS], taps: [&[f32]; N_TAPS], i: usize) -> f32 {
    let [a, b, c, d, e] = taps;
    kernel[0] * a[i] + kernel[1] * b[i] + kernel[2] * c[i] + kernel[3] * d[i] + kernel[4] * e[i]
}

/// Sharpens all but the ends of one row, given as it and its neighbours were.
struct SharpenedRow<'a> {
    above: &'a [u8],
    middle: &'a [u8],
    below: &'a [u8],
    sums: &'a mut [u16],
    factor: f32,
    sharpened: &'a mut [u8],
}

impl WithSimd for SharpenedRow<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { above, middle, below, sums, factor, sharpened } = self;
        let n_levels = middle.len();
        let (above, below, sums, sharpened) =
            (&above[..n_levels], &below[..n_levels], &mut sums[..n_levels], &mut sharpened[3..n_levels - 3]);
        // Sums of at most 13 levels fit; checked additions would keep the loops from becoming vector code.
        for i in 0..n_levels {
            sums[i] = u16::from(above[i]).wrapping_add(u16::from(middle[i])).wrapping_add(u16::from(below[i]));
        }
        let n_inner = n_levels - 6;
        let (left, centre, right) = (&sums[..n_inner], &sums[3..][..n_inner], &sums[6..][..n_inner]);
        let (middle, sharpened) = (&middle[3..][..n_inner], &mut sharpened[..n_inner]);
        for i in 0..n_inner {
            let around = left[i].wrapping_add(centre[i]).wrapping_add(right[i]);
            let smooth = thirteenth(around.wrapping_add(u16::from(middle[i]).wrapping_mul(4)));
            sharpened[i] = blend(smooth, middle[i], factor);
        }
    }
}

/// A thirteenth of a sum of 13 levels, rounded: `(sum + 6) / 13`, which no tie can spoil.
#[inline(always)]
fn thirteenth(sum: u16) -> u8 {
    (u32::from(sum.wrapping_add(6)).wrapping_mul(5042) >> 16) as u8
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_thirteenth_is_rounded_as_in_floats() {
        for sum in 0..=13 * 255_u16 {
            assert_eq!(super::thirteenth(sum), (f64::from(sum) / 13.0 + 0.5) as u8, "{sum}");
        }
    }
}
