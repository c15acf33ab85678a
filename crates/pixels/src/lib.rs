//! Pictures: decoding, resampling, warping, photometry and contact sheets.
//!
//! A picture is an [`RgbImage`] (8 bits a channel, sRGB, rows from the top), a mask a [`GrayImage`] (0 outside, 255 inside).

pub use image::{GrayImage, Luma, Rgb, RgbImage};
