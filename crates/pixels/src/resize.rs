//! Resampling with antialiased convolution, and cropping.

#[cfg(test)]
mod tests;

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::RgbImage;

/// The kernel of [`resize`]; its support grows with the reduction, so that nothing is skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// Triangle, support 1 (Pillow's `BILINEAR`).
    Bilinear,
    /// Keys' cubic with a = -0.5, support 2 (Pillow's `BICUBIC`).
    Bicubic,
    /// Mean of the covered area (Pillow's `BOX`).
    Area,
}

/// A rectangle inside a picture, in pixels from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CropWindow {
    /// First column.
    pub left: u32,
    /// First row.
    pub top: u32,
    /// Columns, at least 1.
    pub width: u32,
    /// Rows, at least 1.
    pub height: u32,
}

/// A crop window that is empty or reaches outside the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a window inside {width}x{height} pixels, found {window:?}")]
pub struct CropError {
    /// The window as it was given.
    pub window: CropWindow,
    /// Width of the picture, in pixels.
    pub width: u32,
    /// Height of the picture, in pixels.
    pub height: u32,
}

/// Resamples a picture to `width` x `height` pixels, equal to Pillow's `Image.resize` within one level.
///
/// # Panics
/// When either picture has no pixels.
pub fn resize(picture: &RgbImage, width: u32, height: u32, filter: Filter) -> RgbImage {
    assert!(picture.width() > 0 && picture.height() > 0 && width > 0 && height > 0, "a picture has at least one pixel");
    if picture.dimensions() == (width, height) {
        return picture.clone();
    }
    let kernel = match filter {
        Filter::Bilinear => FilterType::Bilinear,
        Filter::Bicubic => FilterType::CatmullRom,
        Filter::Area => FilterType::Box,
    };
    // Rows first, then columns, as Pillow does: the levels between are cut to 8 bits, so the order shows.
    let rows = convolve(picture, (width, picture.height()), kernel);
    convolve(&rows, (width, height), kernel)
}

/// The pixels of a window.
///
/// # Errors
/// [`CropError`] when the window is empty or reaches outside the picture.
pub fn crop(picture: &RgbImage, window: CropWindow) -> Result<RgbImage, CropError> {
    let (width, height) = picture.dimensions();
    let fits =
        |start: u32, length: u32, all: u32| length > 0 && start.checked_add(length).is_some_and(|end| end <= all);
    if !fits(window.left, window.width, width) || !fits(window.top, window.height, height) {
        return Err(CropError { window, width, height });
    }
    let CropWindow { left, top, width, height } = window;
    Ok(image::imageops::crop_imm(picture, left, top, width, height).to_image())
}

fn convolve(picture: &RgbImage, (width, height): (u32, u32), kernel: FilterType) -> RgbImage {
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(kernel));
    let mut resized = RgbImage::new(width, height);
    Resizer::new().resize(picture, &mut resized, &options).expect("both pictures have pixels of the same type");
    resized
}
