//! Pictures: decoding, resampling, warping, photometry, what can be measured on a face, near duplicates and contact sheets.
//!
//! A picture is an [`RgbImage`] (8 bits a channel, sRGB, rows from the top), a mask a [`GrayImage`] (0 outside, 255 inside).

#![expect(
    clippy::inline_always,
    reason = "a function that a vector loop calls must be compiled with it, for the same processor"
)]
#![expect(
    clippy::needless_range_loop,
    reason = "a loop over several slices reads best, and becomes vectors, with one index"
)]

pub mod align;
pub mod area;
pub mod decode;
pub mod encode;
pub mod geometry;
pub mod hash;
mod lanes;
pub mod measure;
pub mod photometry;
pub mod quality;
pub mod resize;
pub mod sheet;
pub mod tone;

pub use align::AlignedFace;
pub use area::AreaRows;
pub use decode::{
    ColourProfile, DecodeError, DecodeLimits, Facts, decode, decode_bytes, decode_bytes_with_facts, decode_source,
    decode_source_bytes, decode_source_with_facts, decode_with_facts,
};
pub use encode::{EncodeError, Mark, SyntheticSource, jpeg_bytes, png_bytes, save_mask_png, save_png, save_synthetic};
pub use hash::{NearIndex, PictureHash};
pub use image::{GrayImage, Luma, Rgb, RgbImage};
pub use measure::measure_face;
pub use resize::{CropError, CropWindow, Filter, crop, resize, resize_window};
pub use sheet::contact_sheet;
