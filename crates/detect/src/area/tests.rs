//! Area resizing against torch and against a loop over pixels.

use proptest::prelude::*;

use super::*;
use crate::testing::{assert_close, drawn, floats, formulas, integers};

/// Every output pixel by itself, in double precision.
fn slow(picture: &RgbImage, window: Window, (width, height): (usize, usize)) -> Vec<f32> {
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let planes = (0..N_COLOURS).flat_map(|colour| places.clone().map(move |place| (colour, place)));
    let value = |(colour, (x, y)): (usize, (usize, usize))| {
        let rows = (y * window.height / height)..((y + 1) * window.height).div_ceil(height);
        let columns = (x * window.width / width)..((x + 1) * window.width).div_ceil(width);
        ((mean(picture, window, (rows, columns), colour) - 127.5) / 128.0) as f32
    };
    planes.map(value).collect()
}

type Ranges = (std::ops::Range<usize>, std::ops::Range<usize>);

fn mean(picture: &RgbImage, window: Window, (rows, columns): Ranges, colour: usize) -> f64 {
    let n_pixels = rows.len() * columns.len();
    let pixels = rows.flat_map(|row| columns.clone().map(move |column| (row, column)));
    let level = |(row, column): (usize, usize)| {
        picture.get_pixel((window.left + column) as u32, (window.top + row) as u32).0[colour]
    };
    pixels.map(|place| f64::from(level(place))).sum::<f64>() / n_pixels as f64
}

#[test]
fn means_are_those_of_torch() {
    for case in formulas()["area"].as_array().unwrap() {
        let ([width, height], [left, top, w, h]) = (integers::<2>(&case["size"]), integers::<4>(&case["window"]));
        let [out_width, out_height] = integers::<2>(&case["out"]);
        let mut input = vec![];
        let window = Window { left, top, width: w, height: h };
        append(&drawn(width as u32, height as u32), window, (out_width, out_height), &mut input);
        let tenth: Vec<f32> = input.iter().copied().step_by(10).collect();
        assert_close(&tenth, &floats(&case["every_tenth"]), 1e-6);
        let sum: f64 = input.iter().map(|v| f64::from(*v)).sum();
        assert!((sum - case["sum"].as_f64().unwrap()).abs() < 1e-3);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn fast_equals_slow(
        (width, height) in (1_u32..40, 1_u32..40),
        (x, y, w, h) in (0.0..1.0, 0.0..1.0, 0.0..1.0, 0.0..1.0),
        size in (1_usize..30, 1_usize..30),
    ) {
        let cut = |fraction: f64, n: u32| (fraction * f64::from(n)) as usize;
        let (left, top) = (cut(x, width), cut(y, height));
        let (w, h) = (cut(w, width - left as u32) + 1, cut(h, height - top as u32) + 1);
        let window = Window { left, top, width: w.min(width as usize - left), height: h.min(height as usize - top) };
        let picture = drawn(width, height);
        let mut input = vec![7.0];
        append(&picture, window, size, &mut input);
        prop_assert_eq!(input[0].to_bits(), 7.0_f32.to_bits());
        assert_close(&input[1..], &slow(&picture, window, size), 1e-6);
    }
}
