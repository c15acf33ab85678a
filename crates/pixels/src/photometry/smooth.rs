//! Blurring and sharpening with small kernels.

use image::{Rgb, RgbImage};

use super::blend;

/// Convolves with a 5x5 Gaussian of standard deviation `sigma_px > 0`, borders reflected (`gaussian_blur`, kernel size 5).
///
/// # Panics
/// When a side is below 3 pixels, which leaves nothing to reflect.
pub fn gaussian_blur(picture: &RgbImage, sigma_px: f32) -> RgbImage {
    let (width, height) = picture.dimensions();
    assert!(width >= 3 && height >= 3, "a kernel of 5 needs sides of at least 3 pixels, found {width}x{height}");
    let kernel = gaussian_kernel(sigma_px);
    let mut rows = vec![[0.0_f32; 3]; (width * height) as usize];
    for (row, (x, y, _)) in rows.iter_mut().zip(picture.enumerate_pixels()) {
        for (tap, weight) in (-2..=2).zip(kernel) {
            let pixel = picture.get_pixel(reflect(i64::from(x) + tap, width), y).0;
            *row = std::array::from_fn(|c| row[c] + weight * f32::from(pixel[c]));
        }
    }
    RgbImage::from_fn(width, height, |x, y| {
        let mut sum = [0.0_f32; 3];
        for (tap, weight) in (-2..=2).zip(kernel) {
            let row = rows[(reflect(i64::from(y) + tap, height) * width + x) as usize];
            sum = std::array::from_fn(|c| sum[c] + weight * row[c]);
        }
        Rgb(sum.map(|level| level.round_ties_even() as u8))
    })
}

/// Moves every pixel away from its 3x3 smoothed value by `factor >= 0`; 0 smooths, 1 changes nothing (`adjust_sharpness`).
///
/// The smoothing kernel is 5 in the middle and 1 around it, over 13; the outermost pixels stay, as in Pillow.
pub fn sharpness(picture: &RgbImage, factor: f32) -> RgbImage {
    let (width, height) = picture.dimensions();
    let mut sharpened = picture.clone();
    for (x, y) in (1..height.saturating_sub(1)).flat_map(|y| (1..width.saturating_sub(1)).map(move |x| (x, y))) {
        let smooth = smoothed(picture, x, y);
        let Rgb(pixel) = sharpened.get_pixel_mut(x, y);
        *pixel = std::array::from_fn(|c| blend(smooth[c], pixel[c], factor));
    }
    sharpened
}

fn smoothed(picture: &RgbImage, x: u32, y: u32) -> [u8; 3] {
    let mut sum = picture.get_pixel(x, y).0.map(|level| u32::from(level) * 4);
    for (column, row) in (y - 1..=y + 1).flat_map(|row| (x - 1..=x + 1).map(move |column| (column, row))) {
        let pixel = picture.get_pixel(column, row).0;
        sum = std::array::from_fn(|c| sum[c] + u32::from(pixel[c]));
    }
    sum.map(|level| (f64::from(level) / 13.0 + 0.5) as u8)
}

fn gaussian_kernel(sigma_px: f32) -> [f32; 5] {
    let density = [-2.0_f32, -1.0, 0.0, 1.0, 2.0].map(|x| (-0.5 * (x / sigma_px).powi(2)).exp());
    let sum: f32 = density.iter().sum();
    density.map(|d| d / sum)
}

/// Mirrors an index at the border pixels without repeating them.
fn reflect(index: i64, length: u32) -> u32 {
    let last = i64::from(length) - 1;
    (last - (last - index.abs()).abs()) as u32
}
