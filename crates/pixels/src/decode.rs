//! Picture files to pixels, with limits checked before a pixel is decoded.

mod facts;
mod jpeg;
mod pnm;
mod profile;
mod source;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};

pub use facts::Facts;
pub use profile::ColourProfile;
pub use source::{decode_source, decode_source_bytes, decode_source_with_facts};

use facts::Header;

/// What a picture file may cost before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecodeLimits {
    /// Largest width times height, as the header states it.
    pub max_pixels: u64,
    /// Largest file, in bytes.
    pub max_bytes: u64,
}

impl Default for DecodeLimits {
    /// 50 megapixels and 100 MB: any photograph of a camera, no decompression bomb.
    fn default() -> Self {
        Self { max_pixels: 50_000_000, max_bytes: 100_000_000 }
    }
}

/// Why a file gave no picture.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The file could not be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file has no bytes.
    #[error("{}: expected a picture, found an empty file", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The file is larger than [`DecodeLimits::max_bytes`].
    #[error("{}: expected at most {allowed} bytes, found more", path.display())]
    TooManyBytes {
        /// The file.
        path: PathBuf,
        /// The limit, in bytes.
        allowed: u64,
    },
    /// The content is of no known picture format, whatever the name says.
    #[error("{}: expected JPEG, PNG, WebP, BMP, TIFF, GIF or PNM by content, found another kind of file", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// The header states more pixels than [`DecodeLimits::max_pixels`].
    #[error("{}: expected at most {allowed} pixels, the header states {width}x{height}", path.display())]
    TooManyPixels {
        /// The file.
        path: PathBuf,
        /// Stated width, in pixels.
        width: u32,
        /// Stated height, in pixels.
        height: u32,
        /// The limit, in pixels.
        allowed: u64,
    },
    /// The file ends before the picture does.
    #[error("{}: the file ends before the picture does", path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
    },
    /// The format is known and the content contradicts it.
    #[error("{}: damaged or not supported: {source}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the decoder said.
        source: ImageError,
    },
}

/// Reads a picture file: JPEG, PNG, WebP, BMP, TIFF, GIF (first frame), PNM, told apart by content and not by name.
///
/// The EXIF orientation is applied, 16-bit and grey pictures become 8-bit RGB, and transparent pixels are composited on white
/// (what lies beneath a transparent pixel is arbitrary, so dropping the alpha channel would show colours nobody drew).
///
/// # Errors
/// [`DecodeError`] names the file. Both limits are checked before any pixel is decoded.
pub fn decode(path: &Path, limits: &DecodeLimits) -> Result<RgbImage, DecodeError> {
    decode_bytes(&read(path, limits)?, path, limits)
}

/// As [`decode`], with how the picture was stored.
///
/// # Errors
/// As [`decode`].
pub fn decode_with_facts(path: &Path, limits: &DecodeLimits) -> Result<(RgbImage, Facts), DecodeError> {
    decode_bytes_with_facts(&read(path, limits)?, path, limits)
}

/// [`decode`] for bytes in memory; `path` only names the picture in errors.
///
/// # Errors
/// As [`decode`].
pub fn decode_bytes(bytes: &[u8], path: &Path, limits: &DecodeLimits) -> Result<RgbImage, DecodeError> {
    Ok(decode_bytes_with_facts(bytes, path, limits)?.0)
}

/// As [`decode_bytes`], with how the picture was stored.
///
/// # Errors
/// As [`decode`].
pub fn decode_bytes_with_facts(
    bytes: &[u8],
    path: &Path,
    limits: &DecodeLimits,
) -> Result<(RgbImage, Facts), DecodeError> {
    let is_allowed = bytes.len() as u64 <= limits.max_bytes;
    match is_allowed.then(|| pnm::stretch(bytes)).flatten() {
        None => decode_levels(bytes, path, limits),
        Some(stretch) => {
            let (mut picture, facts) = decode_levels(&stretch.bytes, path, limits)?;
            picture.iter_mut().for_each(|level| *level = stretch.levels[usize::from(*level)]);
            Ok((picture, facts))
        }
    }
}

/// [`decode_bytes_with_facts`] with the levels as they are stored.
fn decode_levels(bytes: &[u8], path: &Path, limits: &DecodeLimits) -> Result<(RgbImage, Facts), DecodeError> {
    let owned = || path.to_owned();
    if bytes.is_empty() {
        return Err(DecodeError::Empty { path: owned() });
    }
    if bytes.len() as u64 > limits.max_bytes {
        return Err(DecodeError::TooManyBytes { path: owned(), allowed: limits.max_bytes });
    }
    let Some(reader) = reader_by_content(bytes, limits) else {
        return Err(DecodeError::UnknownFormat { path: owned() });
    };
    let format = reader.format();
    if format == Some(ImageFormat::Jpeg) && jpeg::ends_early(bytes) {
        return Err(DecodeError::Truncated { path: owned() });
    }
    let mut decoder = reader.into_decoder().map_err(|source| decode_error(path, source))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.max_pixels {
        return Err(DecodeError::TooManyPixels { path: owned(), width, height, allowed: limits.max_pixels });
    }
    let header = Header::of(&mut decoder, format);
    // An unreadable EXIF block says nothing about the pixels, which then stay as they are stored.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    // What this finds damaged, the other decoder gets to see as well, and says why.
    let exact = if format == Some(ImageFormat::Jpeg) { jpeg::decode(bytes, (width, height)) } else { None };
    let mut picture = match exact {
        Some(picture) => DynamicImage::ImageRgb8(picture),
        None => DynamicImage::from_decoder(decoder).map_err(|source| decode_error(path, source))?,
    };
    picture.apply_orientation(orientation);
    let picture = on_white(picture);
    let facts = header.with(&picture, orientation);
    Ok((picture, facts))
}

fn read(path: &Path, limits: &DecodeLimits) -> Result<Vec<u8>, DecodeError> {
    let unreadable = |source| DecodeError::Unreadable { path: path.to_owned(), source };
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(limits.max_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn reader_by_content<'a>(bytes: &'a [u8], limits: &DecodeLimits) -> Option<ImageReader<Cursor<&'a [u8]>>> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    reader.format().filter(ImageFormat::can_read)?;
    // Our own check of the header speaks first; this one only bounds what a decoder may allocate besides the picture:
    // four 16-bit channels, twice.
    let mut allocation = Limits::no_limits();
    allocation.max_alloc = Some(limits.max_pixels.saturating_mul(16).max(1 << 26));
    reader.limits(allocation);
    Some(reader)
}

fn decode_error(path: &Path, source: ImageError) -> DecodeError {
    let path = path.to_owned();
    match source {
        ImageError::IoError(ref io) if io.kind() == std::io::ErrorKind::UnexpectedEof => {
            DecodeError::Truncated { path }
        }
        source => DecodeError::Damaged { path, source },
    }
}

fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    let (width, height) = rgba.dimensions();
    RgbImage::from_fn(width, height, |x, y| {
        let [r, g, b, alpha] = rgba.get_pixel(x, y).0.map(u32::from);
        image::Rgb([r, g, b].map(|c| ((c * alpha + 255 * (255 - alpha) + 127) / 255) as u8))
    })
}
