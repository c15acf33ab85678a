//! What a picture file says besides its pixels.

use image::metadata::Orientation;
use image::{ExtendedColorType, ImageDecoder, ImageFormat, RgbImage};

use super::profile::{ColourProfile, profile};

/// How a picture was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The format by content: `JPEG`, `PNG`, `WebP`, `BMP`, `TIFF`, `GIF` or `PNM`.
    pub format: &'static str,
    /// Width and height as stored, before the orientation is applied.
    pub stored_px: (u32, u32),
    /// The EXIF orientation, 1 to 8, that was applied; 1 where none is stored.
    pub orientation: u8,
    /// Bits that a level is read with: 8 or 16, 32 for floating point. Fewer are spread to 8, and a palette's colours have 8.
    pub bits_per_level: u8,
    /// Whether pixels may be transparent; they were composited on white.
    pub has_alpha: bool,
    /// Whether red, green and blue are equal in every pixel, however the picture is stored.
    pub is_grey: bool,
    /// The colour profile, where the decoder hands it out (JPEG, PNG and WebP do). The levels are *not* converted: those of another profile than sRGB are read as if they were sRGB.
    pub profile: ColourProfile,
}

/// What must be asked before a decoder gives its pixels and is gone.
pub(super) struct Header {
    format: &'static str,
    stored_px: (u32, u32),
    bits_per_level: u8,
    has_alpha: bool,
    profile: ColourProfile,
}

impl Header {
    pub(super) fn of(decoder: &mut impl ImageDecoder, format: Option<ImageFormat>) -> Self {
        let colours = decoder.original_color_type();
        Self {
            format: name(format),
            stored_px: decoder.dimensions(),
            bits_per_level: bits_per_level(colours, decoder.color_type().into()),
            has_alpha: decoder.color_type().has_alpha(),
            // A damaged profile says nothing about the pixels.
            profile: profile(decoder.icc_profile().ok().flatten().as_deref()),
        }
    }

    pub(super) fn with(self, picture: &RgbImage, orientation: Orientation) -> Facts {
        Facts {
            format: self.format,
            stored_px: self.stored_px,
            orientation: orientation.to_exif(),
            bits_per_level: self.bits_per_level,
            has_alpha: self.has_alpha,
            is_grey: picture.pixels().all(|pixel| pixel.0[0] == pixel.0[1] && pixel.0[1] == pixel.0[2]),
            profile: self.profile,
        }
    }
}

fn name(format: Option<ImageFormat>) -> &'static str {
    match format {
        Some(ImageFormat::Jpeg) => "JPEG",
        Some(ImageFormat::Png) => "PNG",
        Some(ImageFormat::WebP) => "WebP",
        Some(ImageFormat::Bmp) => "BMP",
        Some(ImageFormat::Tiff) => "TIFF",
        Some(ImageFormat::Gif) => "GIF",
        _ => "PNM",
    }
}

/// Bits of one channel as stored; where the decoder calls the stored colours unknown, as it reads them.
fn bits_per_level(stored: ExtendedColorType, read: ExtendedColorType) -> u8 {
    let colours = if matches!(stored, ExtendedColorType::Unknown(_)) { read } else { stored };
    (colours.bits_per_pixel() / u16::from(colours.channel_count()).max(1)).min(64) as u8
}
