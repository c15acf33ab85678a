//! Pictures decoded from wherever they are stored, for lists in which each is named already.

use faces::PictureSource;
use image::RgbImage;

use super::{DecodeLimits, Facts, decode_bytes_with_facts};

/// A decoded picture, or why it cannot be decoded, without the path of its file.
///
/// # Errors
/// A sentence for a list in which the picture is named already.
pub fn decode_source(picture: &PictureSource, limits: &DecodeLimits) -> Result<RgbImage, String> {
    Ok(decode_source_with_facts(picture, limits)?.0)
}

/// The same, with how the picture was stored.
///
/// # Errors
/// As [`decode_source`].
pub fn decode_source_with_facts(picture: &PictureSource, limits: &DecodeLimits) -> Result<(RgbImage, Facts), String> {
    let bytes = picture.bytes(limits.max_bytes).map_err(|error| error.fault.to_string())?;
    with_facts(&bytes, picture, limits)
}

/// The same for a picture that was read already.
///
/// # Errors
/// As [`decode_source`].
pub fn decode_source_bytes(bytes: &[u8], picture: &PictureSource, limits: &DecodeLimits) -> Result<RgbImage, String> {
    Ok(with_facts(bytes, picture, limits)?.0)
}

fn with_facts(bytes: &[u8], picture: &PictureSource, limits: &DecodeLimits) -> Result<(RgbImage, Facts), String> {
    let path = picture.file();
    let without_path = |text: String| text.strip_prefix(&format!("{}: ", path.display())).unwrap_or(&text).to_owned();
    decode_bytes_with_facts(bytes, path, limits).map_err(|error| without_path(error.to_string()))
}
