//! Operations on the levels of a picture, in place, with the semantics of torchvision's PIL backend.
//!
//! Sources: `torchvision.transforms.functional` on `PIL.Image`, which is Pillow's `ImageEnhance`, `ImageOps` and `Convert.c`.
//! All but the blur give Pillow's bytes.

mod grey;
mod hue;
mod levels;
mod smooth;
#[cfg(test)]
mod tests;

pub use grey::{grayscale, luma, saturation};
pub use hue::hue;
pub use levels::{autocontrast, brightness, contrast, equalize};
pub use smooth::{gaussian_blur, sharpness};
