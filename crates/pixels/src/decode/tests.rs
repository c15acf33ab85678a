//! Tests of `decode`: formats by content, limits from the header, orientation, damage.

mod bombs;
mod formats;

use std::io::Cursor;
use std::path::Path;

use image::codecs::png::PngEncoder;
use image::{
    DynamicImage, ExtendedColorType, GrayImage, ImageBuffer, ImageEncoder, ImageFormat, Luma, Rgb, RgbImage, Rgba,
};

use super::*;

fn drawn() -> RgbImage {
    RgbImage::from_fn(12, 7, |x, y| Rgb([(x * 20) as u8, (y * 30) as u8, if x > y { 200 } else { 20 }]))
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn decoded(bytes: &[u8]) -> Result<RgbImage, DecodeError> {
    decode_bytes(bytes, Path::new("a.txt"), &DecodeLimits::default())
}

#[test]
fn lossy_formats_keep_size_and_roughly_the_levels() {
    let smooth = RgbImage::from_fn(16, 8, |x, _| Rgb([100 + x as u8, 90, 80]));
    for format in [ImageFormat::Jpeg, ImageFormat::Gif] {
        let found = decoded(&encoded(&smooth.clone().into(), format)).unwrap();
        assert_eq!(found.dimensions(), (16, 8));
        let worst = found.iter().zip(smooth.iter()).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
        assert!(worst < 12, "{format:?}: {worst}");
    }
}

#[test]
fn grey_and_sixteen_bit_become_rgb() {
    let grey = ImageBuffer::from_fn(3, 2, |x, _| Luma([(x * 100) as u8]));
    assert_eq!(decoded(&encoded(&grey.into(), ImageFormat::Pnm)).unwrap().get_pixel(2, 1), &Rgb([200; 3]));
    let deep = ImageBuffer::from_pixel(3, 2, Luma([257_u16 * 40]));
    assert_eq!(decoded(&encoded(&deep.into(), ImageFormat::Png)).unwrap().get_pixel(0, 0), &Rgb([40; 3]));
}

#[test]
fn transparency_is_composited_on_white() {
    for (alpha, expected) in [(255, [10, 20, 30]), (0, [255; 3]), (51, [206, 208, 210])] {
        let picture = ImageBuffer::from_pixel(2, 2, Rgba([10_u8, 20, 30, alpha]));
        assert_eq!(decoded(&encoded(&picture.into(), ImageFormat::Png)).unwrap().get_pixel(1, 1).0, expected);
    }
}

/// A little-endian EXIF block with the orientation alone.
fn exif(orientation: u8) -> Vec<u8> {
    let mut block = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    block.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    block
}

#[test]
fn limits_are_read_from_the_header() {
    // A PNG header that states 20000 x 20000 pixels and holds none.
    let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x4e\x20\0\0\x4e\x20\x08\x02\0\0\0".to_vec();
    bomb.extend(0x3d15_5055_u32.to_be_bytes());
    let error = decoded(&with_valid_crc(bomb)).unwrap_err();
    assert!(matches!(error, DecodeError::TooManyPixels { width: 20_000, height: 20_000, .. }), "{error}");

    let bytes = encoded(&drawn().into(), ImageFormat::Bmp);
    let tight = DecodeLimits { max_pixels: 84, max_bytes: bytes.len() as u64 };
    assert!(decode_bytes(&bytes, Path::new("a"), &tight).is_ok());
    let error = decode_bytes(&bytes, Path::new("a"), &DecodeLimits { max_pixels: 83, ..tight }).unwrap_err();
    assert_eq!(error.to_string(), "a: expected at most 83 pixels, the header states 12x7");
    let error = decode_bytes(&bytes, Path::new("a"), &DecodeLimits { max_bytes: 100, ..tight }).unwrap_err();
    assert_eq!(error.to_string(), "a: expected at most 100 bytes, found more");
}

/// Replaces the checksum of the header chunk and adds an empty data and an end chunk.
fn with_valid_crc(mut png: Vec<u8>) -> Vec<u8> {
    let crc = !png[12..29].iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { 0xEDB8_8320 ^ (c >> 1) } else { c >> 1 })
    });
    png.truncate(29);
    png.extend(crc.to_be_bytes());
    png.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
    png
}

#[test]
fn what_is_no_picture_is_refused_by_name() {
    let error = decoded(b"").unwrap_err();
    assert_eq!(error.to_string(), "a.txt: expected a picture, found an empty file");
    assert!(matches!(decoded(b"id,label\n1,2\n").unwrap_err(), DecodeError::UnknownFormat { .. }));
    let folder = tempfile::tempdir().unwrap();
    let missing = decode(&folder.path().join("none.png"), &DecodeLimits::default()).unwrap_err();
    assert!(matches!(missing, DecodeError::Unreadable { .. }), "{missing}");
    assert!(decode(folder.path(), &DecodeLimits::default()).is_err());
}

#[test]
fn half_a_file_is_never_a_picture() {
    use ImageFormat::{Bmp, Gif, Jpeg, Png, Pnm, Tiff, WebP};
    let noise =
        RgbImage::from_fn(40, 30, |x, y| Rgb([(x * x * 7 + y) as u8, (x * y * 13) as u8, (y * y * 5 + x) as u8]));
    for format in [Bmp, Gif, Jpeg, Png, Pnm, Tiff, WebP] {
        let bytes = encoded(&noise.clone().into(), format);
        for share in [3, 10, 50, 90] {
            let part = &bytes[..(bytes.len() * share / 100).max(1)];
            let result = decoded(part);
            assert!(result.is_err(), "{format:?} cut to {share} % was read");
        }
    }
    let error = decoded(&encoded(&noise.into(), Jpeg)[..600]).unwrap_err();
    assert_eq!(error.to_string(), "a.txt: the file ends before the picture does");
}

#[test]
fn bytes_after_the_end_of_a_jpeg_are_ignored() {
    let mut bytes = encoded(&drawn().into(), ImageFormat::Jpeg);
    bytes.extend([0xFF, 0xDA, 0, 2, 9, 9]);
    assert!(decoded(&bytes).is_ok());
}
