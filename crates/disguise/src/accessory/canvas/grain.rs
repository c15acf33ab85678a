//! The grain of a picture: a square of numbers that is repeated over it.

use std::sync::OnceLock;

use crate::accessory::weave::hash_unit;

/// Side of the square of grain that is repeated over a picture, in pixels.
pub(super) const GRAIN_SIDE: usize = 256;

/// The grain of a row of pixels, of about unit variance.
pub(super) fn grain_row(y: usize) -> &'static [f32] {
    static GRAIN: OnceLock<Vec<f32>> = OnceLock::new();
    let side = GRAIN_SIDE as u32;
    let grain = GRAIN.get_or_init(|| (0..side * side).map(|at| gaussian(at % side, at / side)).collect());
    &grain[y % GRAIN_SIDE * GRAIN_SIDE..][..GRAIN_SIDE]
}

/// A number of about unit variance that depends on the pixel alone.
fn gaussian(x: u32, y: u32) -> f32 {
    let of = |salt: u32| hash_unit(x, y, salt);
    (of(1) + of(2) + of(3) + of(4) - 2.0) * 1.732
}
