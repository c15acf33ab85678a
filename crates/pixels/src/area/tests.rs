//! Tests of means over areas: against their definition, at the edges of what is allowed.

use std::ops::Range;

use image::{Rgb, RgbImage};
use proptest::prelude::*;

use super::AreaRows;
use crate::CropWindow;

fn picture(width: u32, height: u32) -> RgbImage {
    let level = |x: u32, y: u32, c: u32| ((x * 7 + y * 13 + c * 50 + (x * y) / 9) % 256) as u8;
    RgbImage::from_fn(width, height, |x, y| Rgb([level(x, y, 0), level(x, y, 1), level(x, y, 2)]))
}

fn whole(picture: &RgbImage) -> CropWindow {
    CropWindow { left: 0, top: 0, width: picture.width(), height: picture.height() }
}

/// Every new pixel by its definition, in float64.
fn slow(picture: &RgbImage, window: CropWindow, (width, height): (usize, usize)) -> Vec<f64> {
    let (w, h) = (window.width as usize, window.height as usize);
    let places = (0..height).flat_map(|y| (0..width).flat_map(move |x| (0..3).map(move |colour| (x, y, colour))));
    let mean = |(x, y, colour): (usize, usize, usize)| {
        let rows = y * h / height..((y + 1) * h).div_ceil(height);
        let columns = x * w / width..((x + 1) * w).div_ceil(width);
        mean_level(picture, window, (rows, columns), colour)
    };
    places.map(mean).collect()
}

fn mean_level(
    picture: &RgbImage,
    window: CropWindow,
    (rows, columns): (Range<usize>, Range<usize>),
    colour: usize,
) -> f64 {
    let n_pixels = rows.len() * columns.len();
    let places = rows.flat_map(|row| columns.clone().map(move |column| (row, column)));
    let level = |(row, column)| picture.get_pixel(window.left + column as u32, window.top + row as u32).0[colour];
    places.map(|place| f64::from(level(place))).sum::<f64>() / n_pixels as f64
}

fn check(picture: &RgbImage, window: CropWindow, (width, height): (usize, usize)) {
    let mut rows = AreaRows::new(picture, window, (width, height)).unwrap();
    let mut found = vec![f32::NAN; 3 * width * height];
    for (y, row) in found.chunks_mut(3 * width).enumerate() {
        rows.row(y, (0.5, -1.0), row);
    }
    for (found, expected) in found.iter().zip(slow(picture, window, (width, height))) {
        assert!((f64::from(*found) - (0.5 * expected - 1.0)).abs() < 1e-4, "{found}, mean {expected}");
    }
}

proptest! {
    #[test]
    fn every_pixel_is_the_mean_of_what_it_covers(
        (width, height) in (1_u32..40, 1_u32..40), (left, top) in (0_u32..5, 0_u32..5), size in (1_usize..60, 1_usize..60)
    ) {
        let picture = picture(width + left, height + top);
        check(&picture, CropWindow { left, top, width, height }, size);
    }
}

#[test]
fn many_rows_are_one_pixel() {
    let picture = picture(3, 700);
    check(&picture, whole(&picture), (1, 1));
    check(&picture, whole(&picture), (2, 5));
}

#[test]
fn a_window_outside_is_refused() {
    let picture = picture(5, 4);
    let window = CropWindow { left: 3, top: 0, width: 3, height: 1 };
    assert!(AreaRows::new(&picture, window, (1, 1)).is_err());
}
