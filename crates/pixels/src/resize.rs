//! Resampling with antialiased convolution, and cropping.

#[cfg(test)]
mod tests;

use std::cell::RefCell;

use fast_image_resize::images::{CroppedImage, Image, ImageRef};
use fast_image_resize::{FilterType, IntoImageView, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::RgbImage;

/// The kernel of [`resize`]; its support grows with the reduction, so that nothing is skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// Triangle, support 1 (Pillow's `BILINEAR`).
    Bilinear,
    /// Keys' cubic with a = -0.5, support 2 (Pillow's `BICUBIC`).
    Bicubic,
    /// Mean of the pixels whose centres are covered (Pillow's `BOX`, and its `reduce` where a whole factor divides the side). A centre
    /// on the border of two areas counts to one of them, as rounding has it, which may be the other one than in Pillow.
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
/// Along the rows first, then along the columns, as Pillow before version 13. Since then it takes the columns first where that is
/// cheaper; with [`Filter::Bicubic`], which overshoots hard edges and is cut to levels in between, that can be ten levels.
///
/// # Panics
/// When either picture has no pixels.
pub fn resize(picture: &RgbImage, width: u32, height: u32, filter: Filter) -> RgbImage {
    let whole = CropWindow { left: 0, top: 0, width: picture.width(), height: picture.height() };
    resize_window(picture, whole, (width, height), filter).expect("a picture has at least one pixel")
}

/// Resamples the pixels of a window as [`resize`] does; nothing outside it is seen.
///
/// # Errors
/// [`CropError`] when the window is empty or reaches outside the picture.
///
/// # Panics
/// When the result has no pixels.
pub fn resize_window(
    picture: &RgbImage,
    window: CropWindow,
    (width, height): (u32, u32),
    filter: Filter,
) -> Result<RgbImage, CropError> {
    window.check(picture)?;
    assert!(width > 0 && height > 0, "a picture has at least one pixel");
    if (window.width, window.height) == (width, height) {
        return crop(picture, window);
    }
    let kernel = match filter {
        Filter::Bilinear => FilterType::Bilinear,
        Filter::Bicubic => FilterType::CatmullRom,
        Filter::Area => FilterType::Box,
    };
    Ok(Workshop::borrowed(|workshop| workshop.resized(picture, window, (width, height), kernel)))
}

/// The pixels of a window.
///
/// # Errors
/// [`CropError`] when the window is empty or reaches outside the picture.
///
/// # Panics
/// Never: a window that was checked holds whole rows.
pub fn crop(picture: &RgbImage, window: CropWindow) -> Result<RgbImage, CropError> {
    window.check(picture)?;
    let (start, end) = (3 * window.left as usize, 3 * (window.left + window.width) as usize);
    let mut levels = Vec::with_capacity((end - start) * window.height as usize);
    let rows = picture.chunks_exact(3 * picture.width() as usize);
    for row in rows.skip(window.top as usize).take(window.height as usize) {
        levels.extend_from_slice(&row[start..end]);
    }
    Ok(RgbImage::from_raw(window.width, window.height, levels).expect("every row of the window was taken"))
}

impl CropWindow {
    pub(crate) fn check(self, picture: &RgbImage) -> Result<(), CropError> {
        let (width, height) = picture.dimensions();
        let fits =
            |start: u32, length: u32, all: u32| length > 0 && start.checked_add(length).is_some_and(|end| end <= all);
        if fits(self.left, self.width, width) && fits(self.top, self.height, height) {
            return Ok(());
        }
        Err(CropError { window: self, width, height })
    }
}

/// What one resampling leaves to the next: fresh memory for each picture would cost as much as resampling it.
#[derive(Default)]
struct Workshop {
    resizer: Resizer,
    /// The picture between the two passes.
    between: Vec<u8>,
}

impl Workshop {
    fn borrowed<T>(work: impl FnOnce(&mut Self) -> T) -> T {
        thread_local! {
            static WORKSHOP: RefCell<Workshop> = RefCell::default();
        }
        WORKSHOP.with_borrow_mut(work)
    }

    /// Rows first, then columns, as Pillow does: the levels between are cut to 8 bits, so the order shows.
    fn resized(&mut self, picture: &RgbImage, window: CropWindow, size: (u32, u32), kernel: FilterType) -> RgbImage {
        const SOUND: &str = "the window lies inside, and both pictures have pixels of the same type";
        let CropWindow { left, top, width, height } = window;
        let mut resized = RgbImage::new(size.0, size.1);
        let all = ImageRef::new(picture.width(), picture.height(), picture, PixelType::U8x3).expect(SOUND);
        let part = CroppedImage::new(&all, left, top, width, height).expect(SOUND);
        let mut target = Image::from_slice_u8(size.0, size.1, &mut resized, PixelType::U8x3).expect(SOUND);
        if width == size.0 || height == size.1 {
            convolve(&mut self.resizer, &part, &mut target, kernel);
            return resized;
        }
        let n_between = 3 * size.0 as usize * height as usize;
        self.between.resize(n_between.max(self.between.len()), 0);
        let between = &mut self.between[..n_between];
        let mut rows = Image::from_slice_u8(size.0, height, between, PixelType::U8x3).expect(SOUND);
        convolve(&mut self.resizer, &part, &mut rows, kernel);
        convolve(&mut self.resizer, &rows, &mut target, kernel);
        resized
    }
}

fn convolve(resizer: &mut Resizer, from: &impl IntoImageView, to: &mut Image<'_>, kernel: FilterType) {
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(kernel));
    resizer.resize(from, to, &options).expect("both pictures have pixels of the same type");
}
