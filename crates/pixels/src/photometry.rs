//! Operations on the levels of a picture, with the semantics of torchvision's PIL backend.
//!
//! Sources: `torchvision.transforms.functional` on `PIL.Image`, which is Pillow's `ImageEnhance`, `ImageOps` and `Convert.c`.

mod hue;
mod smooth;
#[cfg(test)]
mod tests;

use image::{Rgb, RgbImage};

pub use hue::hue;
pub use smooth::{gaussian_blur, sharpness};

/// Multiplies every level by `factor >= 0` and clips; 1 changes nothing (`adjust_brightness`).
pub fn brightness(picture: &RgbImage, factor: f32) -> RgbImage {
    map(picture, |pixel| pixel.map(|level| blend(0, level, factor)))
}

/// Moves every level away from the mean grey by `factor >= 0`; 1 changes nothing (`adjust_contrast`).
///
/// The mean grey is rounded to a level, as `ImageEnhance.Contrast` does.
pub fn contrast(picture: &RgbImage, factor: f32) -> RgbImage {
    let sum: u64 = picture.pixels().map(|p| u64::from(luma(p.0))).sum();
    let mean = (sum as f64 / picture.pixels().len().max(1) as f64 + 0.5) as u8;
    map(picture, |pixel| pixel.map(|level| blend(mean, level, factor)))
}

/// Moves every pixel away from its own grey by `factor >= 0`; 0 is grey, 1 changes nothing (`adjust_saturation`).
pub fn saturation(picture: &RgbImage, factor: f32) -> RgbImage {
    map(picture, |pixel| pixel.map(|level| blend(luma(pixel), level, factor)))
}

/// Every pixel as its ITU-R 601 luma, in three equal channels (`to_grayscale`).
pub fn grayscale(picture: &RgbImage) -> RgbImage {
    map(picture, |pixel| [luma(pixel); 3])
}

/// Stretches each channel to 0..=255 (`autocontrast`); a channel of one level stays.
pub fn autocontrast(picture: &RgbImage) -> RgbImage {
    look_up(picture, |histogram| {
        let low = histogram.iter().position(|&n| n > 0)?;
        let high = histogram.iter().rposition(|&n| n > 0)?;
        let scale = 255.0 / (high - low) as f64;
        let offset = -(low as f64) * scale;
        (low < high).then(|| std::array::from_fn(|level| (level as f64 * scale + offset).clamp(0.0, 255.0) as u8))
    })
}

/// Makes the histogram of each channel as flat as a look-up table can (`equalize`); a channel of one level stays.
pub fn equalize(picture: &RgbImage) -> RgbImage {
    look_up(picture, |histogram| {
        let n_of_highest = histogram.iter().rev().find(|&&n| n > 0)?;
        let step = (histogram.iter().sum::<u32>() - n_of_highest) / 255;
        let mut n_below = step / 2;
        (step > 0).then(|| {
            histogram.map(|n| {
                let level = (n_below / step).min(255) as u8;
                n_below += n;
                level
            })
        })
    })
}

/// ITU-R 601 luma of a pixel in Pillow's fixed point: `0.299 R + 0.587 G + 0.114 B`.
pub fn luma([r, g, b]: [u8; 3]) -> u8 {
    ((u32::from(r) * 19595 + u32::from(g) * 38470 + u32::from(b) * 7471 + 0x8000) >> 16) as u8
}

/// `from` at factor 0, `to` at factor 1, clipped and cut to a level as Pillow's `Image.blend` does.
fn blend(from: u8, to: u8, factor: f32) -> u8 {
    (f32::from(from) + factor * (f32::from(to) - f32::from(from))).clamp(0.0, 255.0) as u8
}

fn map(picture: &RgbImage, level: impl Fn([u8; 3]) -> [u8; 3]) -> RgbImage {
    let mut mapped = picture.clone();
    for Rgb(pixel) in mapped.pixels_mut() {
        *pixel = level(*pixel);
    }
    mapped
}

/// Maps each channel by a table made from its histogram; `None` leaves the channel.
fn look_up(picture: &RgbImage, table: impl Fn([u32; 256]) -> Option<[u8; 256]>) -> RgbImage {
    let mut histograms = [[0_u32; 256]; 3];
    for Rgb(pixel) in picture.pixels() {
        for (histogram, level) in histograms.iter_mut().zip(pixel) {
            histogram[usize::from(*level)] += 1;
        }
    }
    let tables =
        histograms.map(|histogram| table(histogram).unwrap_or_else(|| std::array::from_fn(|level| level as u8)));
    map(picture, |pixel| std::array::from_fn(|channel| tables[channel][usize::from(pixel[channel])]))
}
