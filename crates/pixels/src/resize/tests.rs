//! Tests of `resize` and `crop`; the numbers of a peer are in `tests/reference.rs`.

use image::Rgb;
use proptest::prelude::*;

use super::*;

fn noise(width: u32, height: u32, seed: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let n = (x * 31 + y * 17 + seed).wrapping_mul(2_654_435_761);
        Rgb([(n >> 8) as u8, (n >> 16) as u8, (n >> 24) as u8])
    })
}

#[test]
fn area_by_a_whole_factor_is_the_block_mean() {
    let picture = noise(12, 6, 1);
    let small = resize(&picture, 4, 3, Filter::Area);
    for (x, y, found) in small.enumerate_pixels() {
        for channel in 0..3 {
            let block = (0..6).map(|i| f64::from(picture.get_pixel(3 * x + i % 3, 2 * y + i / 3).0[channel]));
            let mean = block.sum::<f64>() / 6.0;
            assert!((f64::from(found.0[channel]) - mean).abs() <= 1.0, "{x},{y}: {} is not {mean}", found.0[channel]);
        }
    }
}

#[test]
fn crop_takes_the_window_and_refuses_what_lies_outside() {
    let picture = noise(9, 5, 2);
    let window = CropWindow { left: 3, top: 1, width: 4, height: 4 };
    let part = crop(&picture, window).unwrap();
    assert!(part.enumerate_pixels().all(|(x, y, p)| p == picture.get_pixel(x + 3, y + 1)));
    for outside in [
        CropWindow { width: 7, ..window },
        CropWindow { height: 5, ..window },
        CropWindow { width: 0, ..window },
        CropWindow { left: u32::MAX, ..window },
    ] {
        assert_eq!(crop(&picture, outside).unwrap_err(), CropError { window: outside, width: 9, height: 5 });
    }
}

proptest! {
    #[test]
    fn a_mean_stays_within_the_range_of_the_picture(w in 1_u32..30, h in 1_u32..30, seed: u32) {
        let picture = noise(13, 8, seed % 1000);
        for filter in [Filter::Bilinear, Filter::Area] {
            let found = resize(&picture, w, h, filter);
            prop_assert_eq!(found.dimensions(), (w, h));
            for channel in 0..3 {
                let range = |p: &RgbImage| {
                    let levels = p.pixels().map(|p| p.0[channel]);
                    (levels.clone().min().unwrap(), levels.max().unwrap())
                };
                let ((low, high), (inner_low, inner_high)) = (range(&picture), range(&found));
                prop_assert!(inner_low >= low && inner_high <= high);
            }
        }
    }

    #[test]
    fn one_level_stays_one_level(level: u8, w in 1_u32..40, h in 1_u32..40) {
        let picture = RgbImage::from_pixel(17, 11, Rgb([level; 3]));
        for filter in [Filter::Bilinear, Filter::Bicubic, Filter::Area] {
            prop_assert!(resize(&picture, w, h, filter).iter().all(|found| *found == level));
        }
    }
}
