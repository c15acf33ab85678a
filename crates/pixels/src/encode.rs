//! Pixels to PNG and JPEG bytes and files.

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, ImageError, ImageFormat, RgbImage};
use tempfile::Builder;

/// How a picture came to be, in the terms of IPTC's digital source types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyntheticSource {
    /// A photograph to which something was drawn.
    CompositeSynthetic,
    /// Drawn by code altogether.
    AlgorithmicMedia,
}

impl SyntheticSource {
    /// The XMP packet that marks a picture for whoever reads metadata.
    fn xmp(self) -> String {
        let word = match self {
            Self::CompositeSynthetic => "compositeSynthetic",
            Self::AlgorithmicMedia => "algorithmicMedia",
        };
        format!(
            r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/{word}"/></rdf:RDF></x:xmpmeta>"#
        )
    }
}

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
    write_and_rename(path, &bytes).map_err(|source| EncodeError::Unwritable { path: path.to_owned(), source })
}

/// Writes a PNG file that says of itself that it is synthetic: an XMP packet with IPTC's digital source type, and a comment
/// with `note`.
///
/// # Errors
/// As [`save_png`].
pub fn save_synthetic_png(
    picture: &RgbImage,
    source: SyntheticSource,
    note: &str,
    path: &Path,
) -> Result<(), EncodeError> {
    let bytes = marked_png(picture, source, note);
    let bytes = bytes.map_err(|error| refused(picture, ImageError::IoError(error.into())))?;
    write_and_rename(path, &bytes).map_err(|source| EncodeError::Unwritable { path: path.to_owned(), source })
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
    write_and_rename(path, bytes.get_ref()).map_err(|source| EncodeError::Unwritable { path: path.to_owned(), source })
}

fn marked_png(picture: &RgbImage, source: SyntheticSource, note: &str) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.add_itxt_chunk("XML:com.adobe.xmp".to_owned(), source.xmp())?;
    encoder.add_itxt_chunk("Comment".to_owned(), format!("synthetic: {note}"))?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(picture.as_raw())?;
    writer.finish()?;
    Ok(bytes)
}

fn write_and_rename(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A file that tempfile opens itself could be read by its owner alone.
    let mut temporary = Builder::new().prefix(".partial-").make_in(folder, |path| File::create_new(path))?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    temporary.persist(path)?;
    Ok(())
}

fn refused(picture: &RgbImage, source: ImageError) -> EncodeError {
    EncodeError::Refused { width: picture.width(), height: picture.height(), source }
}
