//! Moving pixels: flips, rotations, affine warps and the windows of random crops.

mod similarity;
#[cfg(test)]
mod tests;
mod warp;

use image::RgbImage;
use rand::{Rng, RngExt};

pub use similarity::Similarity;
pub use warp::warp;

use crate::resize::CropWindow;

/// An affine map from output to input coordinates: `x_in = a x + b y + c`, `y_in = d x + e y + f`.
///
/// Coordinates are in pixels from the top left *corner*, so the centre of the first pixel is `(0.5, 0.5)` (Pillow's `AFFINE`).
pub type AffineMap = [f64; 6];

/// Mirrors left and right.
pub fn flip_horizontal(picture: &mut RgbImage) {
    let stride = 3 * picture.width() as usize;
    for row in picture.chunks_exact_mut(stride.max(1)) {
        row.as_chunks_mut::<3>().0.reverse();
    }
}

/// Rotates about the centre, counter-clockwise, bilinear, same size, black outside (`rotate` of torchvision on PIL).
pub fn rotate(picture: &mut RgbImage, degrees: f64) {
    if degrees.rem_euclid(360.0) == 0.0 {
        return;
    }
    let (width, height) = picture.dimensions();
    let (sin, cos) = (-degrees.to_radians()).sin_cos();
    let (x, y) = (f64::from(width) / 2.0, f64::from(height) / 2.0);
    warp::warp_in_place(picture, [cos, sin, x - cos * x - sin * y, -sin, cos, y + sin * x - cos * y]);
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
