//! Tests of `encode`.

use std::path::Path;

use image::Rgb;

use super::*;
use crate::decode::{DecodeLimits, decode, decode_bytes};

fn drawn() -> RgbImage {
    RgbImage::from_fn(31, 20, |x, y| Rgb([x as u8 * 8, y as u8 * 12, 100]))
}

#[test]
fn png_returns_every_level() {
    let bytes = png_bytes(&drawn()).unwrap();
    assert_eq!(decode_bytes(&bytes, Path::new("x"), &DecodeLimits::default()).unwrap(), drawn());
    assert_eq!(bytes, png_bytes(&drawn()).unwrap());
}

#[test]
fn better_jpeg_quality_is_closer() {
    let error = |quality| {
        let bytes = jpeg_bytes(&drawn(), quality).unwrap();
        let back = decode_bytes(&bytes, Path::new("x"), &DecodeLimits::default()).unwrap();
        back.iter().zip(drawn().iter()).map(|(a, b)| u32::from(a.abs_diff(*b))).sum::<u32>()
    };
    assert!(error(95) < error(20), "{} is not below {}", error(95), error(20));
}

#[test]
fn saving_leaves_the_file_alone_in_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    for _ in 0..2 {
        save_png(&drawn(), &path).unwrap();
        assert_eq!(decode(&path, &DecodeLimits::default()).unwrap(), drawn());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
    let error = save_png(&drawn(), &folder.path().join("none/a.png")).unwrap_err();
    assert!(matches!(error, EncodeError::Unwritable { .. }));
}

#[test]
fn a_picture_without_pixels_is_refused() {
    assert!(matches!(png_bytes(&RgbImage::new(0, 4)).unwrap_err(), EncodeError::Refused { width: 0, height: 4, .. }));
    assert!(jpeg_bytes(&RgbImage::new(0, 0), 80).is_err());
}

#[test]
fn a_synthetic_picture_says_so_and_keeps_its_pixels() {
    let folder = tempfile::tempdir().unwrap();
    let mark = Mark {
        source: SyntheticSource::CompositeSynthetic,
        note: "sunglasses drawn on <a>.png",
        parent_sha256: Some("00ff"),
    };
    for name in ["worn.png", "worn.jpg"] {
        let path = folder.path().join(name);
        save_synthetic(&drawn(), &mark, &path).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        let words = [
            "digitalsourcetype/compositeSynthetic",
            "synthetic: sunglasses drawn on &lt;a&gt;.png",
            concat!("evenface ", env!("CARGO_PKG_VERSION")),
            "sha256:00ff",
        ];
        assert!(words.into_iter().all(holds), "{name}");
        let read = image::load_from_memory(&bytes).unwrap().to_rgb8();
        let plain = if name.ends_with("png") { png_bytes(&drawn()) } else { jpeg_bytes(&drawn(), 95) };
        assert_eq!(read, image::load_from_memory(&plain.unwrap()).unwrap().to_rgb8());
    }
}
