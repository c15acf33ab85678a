//! Tests of `warp` against the same sampling in double precision, pixel by pixel.

use image::Rgb;
use proptest::prelude::*;

use super::*;

/// The definition: Pillow's `BILINEAR` transform in double precision, not yet rounded; `None` outside.
fn slow_sample(picture: &RgbImage, x: f64, y: f64) -> Option<[f64; 3]> {
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    if !(0.0..width).contains(&x) || !(0.0..height).contains(&y) {
        return None;
    }
    let (x, y) = (x - 0.5, y - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let at = |column: f64, row: f64, c: usize| {
        f64::from(picture.get_pixel(column.clamp(0.0, width - 1.0) as u32, row.clamp(0.0, height - 1.0) as u32).0[c])
    };
    let mix = |from: f64, to: f64, share: f64| from + (to - from) * share;
    Some(std::array::from_fn(|c| {
        let upper = mix(at(left, top, c), at(left + 1.0, top, c), x - left);
        let lower = mix(at(left, top + 1.0, c), at(left + 1.0, top + 1.0, c), x - left);
        mix(upper, lower, y - top)
    }))
}

fn noise(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let n = (x * 31 + y * 17 + 5).wrapping_mul(2_654_435_761);
        Rgb([(n >> 8) as u8, (n >> 16) as u8, (n >> 24) as u8])
    })
}

fn check(picture: &RgbImage, map: AffineMap, size: (u32, u32)) {
    let [a, b, c, d, e, f] = map;
    for (x, y, found) in warp(picture, map, size).enumerate_pixels() {
        let (column, row) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
        let sampled = slow_sample(picture, a * column + b * row + c, d * column + e * row + f);
        for (found, expected) in found.0.into_iter().zip(sampled.unwrap_or([0.0; 3])) {
            assert!((f64::from(found) - expected).abs() <= 0.6, "{map:?} {x},{y}: {found} is not {expected}");
        }
    }
}

#[test]
fn tiny_pictures_and_maps_without_slope() {
    for (width, height) in [(1, 1), (2, 3), (3, 2), (1, 5)] {
        for map in [
            [1.0, 0.0, 0.0, 0.0, 1.0, 0.0],
            [0.0, 1.0, 0.0, 1.0, 0.0, 0.0],
            [0.0, 0.0, 0.5, 0.0, 0.0, 0.5],
            [0.0, 0.0, -1.0, 0.0, 0.0, 0.5],
            [0.3, 0.1, -0.2, -0.1, 0.3, 0.4],
            [1e9, 0.0, 0.25, 0.0, 1e9, 0.25],
        ] {
            check(&noise(width, height), map, (4, 3));
        }
    }
    assert!(warp(&RgbImage::new(0, 3), [1.0, 0.0, 0.0, 0.0, 1.0, 0.0], (2, 2)).iter().all(|level| *level == 0));
}

proptest! {
    #[test]
    fn every_map_samples_within_a_tenth_of_a_level_before_rounding(
        (w, h) in (1_u32..40, 1_u32..40), size in (1_u32..50, 1_u32..50),
        slopes in proptest::array::uniform4(-2.0_f64..2.0), (c, f) in (-20.0_f64..40.0, -20.0_f64..40.0),
    ) {
        let [a, b, d, e] = slopes;
        check(&noise(w, h), [a, b, c, d, e, f], size);
    }
}
