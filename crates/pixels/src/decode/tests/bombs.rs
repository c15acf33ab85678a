//! Small files that state huge pictures: each format is refused by its header, before a pixel is decoded.

use super::*;

fn check(format: &str, bytes: &[u8], (width, height): (u32, u32)) {
    assert!(bytes.len() < 200, "{format}: {} bytes", bytes.len());
    let limits = DecodeLimits { max_pixels: 1_000_000, ..DecodeLimits::default() };
    match decode_bytes(bytes, Path::new(format), &limits) {
        Err(DecodeError::TooManyPixels { width: w, height: h, allowed: 1_000_000, .. }) => {
            assert_eq!((w, h), (width, height), "{format}");
        }
        other => panic!("{format}: {other:?}"),
    }
}

#[test]
fn png() {
    let bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x4e\x20\0\0\x4e\x21\x08\x02\0\0\0".to_vec();
    check("PNG", &with_valid_crc(bomb), (20_000, 20_001));
}

#[test]
fn jpeg() {
    let mut bytes = b"\xFF\xD8".to_vec();
    // A frame of 65500 x 65400 pixels with one component, a quantisation and a Huffman table, an empty scan.
    bytes.extend([0xFF, 0xDB, 0, 67, 0]);
    bytes.extend([1; 64]);
    bytes.extend(b"\xFF\xC0\0\x0B\x08\xFF\x78\xFF\xDC\x01\x01\x11\0");
    bytes.extend(b"\xFF\xC4\0\x14\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    bytes.extend(b"\xFF\xDA\0\x08\x01\x01\0\0\x3F\0\0\xFF\xD9");
    check("JPEG", &bytes, (65_500, 65_400));
}

#[test]
fn bmp() {
    let mut bytes = b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    bytes.extend(30_000_i32.to_le_bytes());
    bytes.extend(40_000_i32.to_le_bytes());
    bytes.extend(b"\x01\0\x18\0");
    bytes.extend([0; 24]);
    check("BMP", &bytes, (30_000, 40_000));
}

#[test]
fn gif() {
    let bytes = b"GIF89a\xFF\xFF\xFE\xFF\x80\0\0\0\0\0\xFF\xFF\xFF\x2C\0\0\0\0\xFF\xFF\xFE\xFF\0\x02\x02\x4C\x01\0\x3B";
    check("GIF", bytes, (65_535, 65_534));
}

#[test]
fn webp() {
    // Lossless: both sides minus one in 14 bits each, lowest first.
    let size: u32 = (16_000 - 1) | (15_000 - 1) << 14;
    let mut bytes = b"RIFF\x16\0\0\0WEBPVP8L\x0A\0\0\0\x2F".to_vec();
    bytes.extend(size.to_le_bytes());
    bytes.extend([0; 5]);
    check("WebP", &bytes, (16_000, 15_000));
}

#[test]
fn tiff() {
    let entry = |tag: u16, kind: u16, value: u32| {
        let mut bytes = [tag.to_le_bytes(), kind.to_le_bytes()].concat();
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend(value.to_le_bytes());
        bytes
    };
    let mut bytes = b"II*\0\x08\0\0\0\x09\0".to_vec();
    for (tag, kind, value) in [
        (256, 4, 100_000), // width
        (257, 4, 90_000),  // height
        (258, 3, 8),       // bits
        (259, 3, 1),       // no compression
        (262, 3, 1),       // black is 0
        (273, 4, 8),       // where the strip starts
        (277, 3, 1),       // one sample
        (278, 4, 90_000),  // rows in a strip
        (279, 4, 1),       // bytes of the strip
    ] {
        bytes.extend(entry(tag, kind, value));
    }
    bytes.extend([0; 4]);
    check("TIFF", &bytes, (100_000, 90_000));
}

#[test]
fn pnm() {
    check("PPM", b"P6 100000 70000 255\n...", (100_000, 70_000));
    check("PGM", b"P5 100000 70000 65535\n...", (100_000, 70_000));
}

/// A header within the limit does not make a file larger than it is: what is missing is an error, and soon.
#[test]
fn a_large_picture_that_is_not_there_is_an_error() {
    let mut bytes = encoded(&drawn().into(), ImageFormat::Bmp);
    bytes[18..22].copy_from_slice(&7000_i32.to_le_bytes());
    bytes[22..26].copy_from_slice(&7000_i32.to_le_bytes());
    assert!(decoded(&bytes).is_err());
    assert!(decoded(b"P6 7000 7000 255\n...").is_err());
}
