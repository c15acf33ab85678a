//! Pixels to PNG and JPEG bytes and files.

mod mark;
#[cfg(test)]
mod tests;

use std::io::Cursor;
use std::path::{Path, PathBuf};

use faces::files::write_one_of_many;
use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, ImageError, ImageFormat, RgbImage};

pub use mark::{Mark, SyntheticSource};

/// Quality of synthetic pictures that are written as JPEG.
const JPEG_QUALITY: u8 = 95;

/// Why a picture was not written.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// The format cannot hold the picture, for example one without pixels or a JPEG wider than 65535.
    #[error("a picture of {width}x{height} pixels cannot be encoded: {source}")]
    Refused {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// What the encoder said.
        source: ImageError,
    },
    /// The file could not be written.
    #[error("{}: cannot be written: {source}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// The picture as a PNG file in memory. Lossless; the same pixels give the same bytes.
///
/// # Errors
/// [`EncodeError::Refused`] for a picture without pixels.
pub fn png_bytes(picture: &RgbImage) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).map_err(|source| refused(picture, source))?;
    Ok(bytes.into_inner())
}

/// The picture as a JPEG file in memory, `quality` in `1..=100`.
///
/// # Errors
/// [`EncodeError::Refused`] for a picture without pixels or with a side above 65535.
pub fn jpeg_bytes(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100));
    encoder.encode_image(picture).map_err(|source| refused(picture, source))?;
    Ok(bytes)
}

/// Writes a PNG file under a temporary name in the same folder and renames it, so that no reader sees half a picture.
///
/// # Errors
/// [`EncodeError::Refused`] or [`EncodeError::Unwritable`].
pub fn save_png(picture: &RgbImage, path: &Path) -> Result<(), EncodeError> {
    let bytes = png_bytes(picture)?;
    write(path, &bytes)
}

/// Writes a picture that says of itself that it is synthetic, like [`save_png`]; as JPEG (quality 95) where the name ends in
/// `.jpg` or `.jpeg`.
///
/// # Errors
/// As [`save_png`].
pub fn save_synthetic(picture: &RgbImage, mark: &Mark<'_>, path: &Path) -> Result<(), EncodeError> {
    let is_jpeg = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("jpg") || e.eq_ignore_ascii_case("jpeg"));
    let bytes = if is_jpeg {
        mark.on_jpeg(&jpeg_bytes(picture, JPEG_QUALITY)?)
    } else {
        mark.on_png(picture).map_err(|error| refused(picture, ImageError::IoError(error.into())))?
    };
    write(path, &bytes)
}

/// Writes a mask as a grey PNG file, like [`save_png`].
///
/// # Errors
/// As [`save_png`].
pub fn save_mask_png(mask: &GrayImage, path: &Path) -> Result<(), EncodeError> {
    let mut bytes = Cursor::new(Vec::new());
    mask.write_to(&mut bytes, ImageFormat::Png).map_err(|source| EncodeError::Refused {
        width: mask.width(),
        height: mask.height(),
        source,
    })?;
    write(path, bytes.get_ref())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), EncodeError> {
    write_one_of_many(path, bytes).map_err(|error| EncodeError::Unwritable { path: error.path, source: error.cause })
}

fn refused(picture: &RgbImage, source: ImageError) -> EncodeError {
    EncodeError::Refused { width: picture.width(), height: picture.height(), source }
}
