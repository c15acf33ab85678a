//! Moving pixels: flips, rotations, affine warps and the windows of random crops.

#[cfg(test)]
mod tests;

use image::{Rgb, RgbImage};
use rand::{Rng, RngExt};

use crate::resize::CropWindow;

/// An affine map from output to input coordinates: `x_in = a x + b y + c`, `y_in = d x + e y + f`.
///
/// Coordinates are in pixels from the top left *corner*, so the centre of the first pixel is `(0.5, 0.5)` (Pillow's `AFFINE`).
pub type AffineMap = [f64; 6];

/// Mirrors left and right.
pub fn flip_horizontal(picture: &RgbImage) -> RgbImage {
    image::imageops::flip_horizontal(picture)
}

/// Rotates about the centre, counter-clockwise, bilinear, same size, black outside (`rotate` of torchvision on PIL).
pub fn rotate(picture: &RgbImage, degrees: f64) -> RgbImage {
    if degrees.rem_euclid(360.0) == 0.0 {
        return picture.clone();
    }
    let (width, height) = picture.dimensions();
    let (sin, cos) = (-degrees.to_radians()).sin_cos();
    let (x, y) = (f64::from(width) / 2.0, f64::from(height) / 2.0);
    warp(picture, [cos, sin, x - cos * x - sin * y, -sin, cos, y + sin * x - cos * y], (width, height))
}

/// Samples the picture bilinearly where the map points; black where that lies outside (Pillow's `transform`).
pub fn warp(picture: &RgbImage, map: AffineMap, (width, height): (u32, u32)) -> RgbImage {
    let [a, b, c, d, e, f] = map;
    RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
        bilinear(picture, a * x + b * y + c, d * x + e * y + f).unwrap_or(Rgb([0, 0, 0]))
    })
}

/// Draws a window that covers a share of the area in `area` and has an aspect in `aspect` (`RandomResizedCrop.get_params`).
///
/// Ten attempts, uniform in area and in the logarithm of the aspect; then the largest central window within `aspect`.
pub fn random_window<R: Rng>(size: (u32, u32), area: (f64, f64), aspect: (f64, f64), rng: &mut R) -> CropWindow {
    let (width, height) = size;
    for _ in 0..10 {
        let share = uniform(area, rng);
        let ratio = uniform((aspect.0.ln(), aspect.1.ln()), rng).exp();
        if let Some((w, h)) = window_size(size, share, ratio) {
            let (left, top) = (rng.random_range(0..=width - w), rng.random_range(0..=height - h));
            return CropWindow { left, top, width: w, height: h };
        }
    }
    central_window(size, aspect)
}

/// Width and height of the window with `share` of the area and `aspect` (width over height), `None` if it does not fit.
fn window_size((width, height): (u32, u32), share: f64, aspect: f64) -> Option<(u32, u32)> {
    let area = f64::from(width) * f64::from(height) * share;
    let (w, h) = ((area * aspect).sqrt().round_ties_even() as u32, (area / aspect).sqrt().round_ties_even() as u32);
    ((1..=width).contains(&w) && (1..=height).contains(&h)).then_some((w, h))
}

fn central_window((width, height): (u32, u32), (low, high): (f64, f64)) -> CropWindow {
    let (w, h) = (f64::from(width), f64::from(height));
    let (w, h) = match w / h {
        aspect if aspect < low => (width, ((w / low).round_ties_even() as u32).clamp(1, height)),
        aspect if aspect > high => (((h * high).round_ties_even() as u32).clamp(1, width), height),
        _ => (width, height),
    };
    CropWindow { left: (width - w) / 2, top: (height - h) / 2, width: w, height: h }
}

fn uniform<R: Rng>((low, high): (f64, f64), rng: &mut R) -> f64 {
    low + (high - low) * rng.random::<f64>()
}

fn bilinear(picture: &RgbImage, x: f64, y: f64) -> Option<Rgb<u8>> {
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    if !(0.0..width).contains(&x) || !(0.0..height).contains(&y) {
        return None;
    }
    let (x, y) = (x - 0.5, y - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let (dx, dy) = (x - left, y - top);
    let at = |column: f64, row: f64| {
        picture.get_pixel(column.clamp(0.0, width - 1.0) as u32, row.clamp(0.0, height - 1.0) as u32).0
    };
    let [upper_left, upper_right] = [at(left, top), at(left + 1.0, top)];
    let [lower_left, lower_right] = [at(left, top + 1.0), at(left + 1.0, top + 1.0)];
    let mix = |from: f64, to: f64, share: f64| from + (to - from) * share;
    Some(Rgb(std::array::from_fn(|c| {
        let upper = mix(f64::from(upper_left[c]), f64::from(upper_right[c]), dx);
        let lower = mix(f64::from(lower_left[c]), f64::from(lower_right[c]), dx);
        (mix(upper, lower, dy) + 0.5) as u8
    })))
}
