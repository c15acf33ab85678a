//! Area resizing against torch and against a loop over pixels.

use proptest::prelude::*;

use super::*;
use crate::testing::{assert_close, drawn, floats, formulas, integers};

/// Every output pixel by itself, in double precision.
fn slow(picture: &RgbImage, window: Window, (width, height): (usize, usize)) -> Vec<f32> {
    let mut planes = Vec::new();
    for colour in 0..N_COLOURS {
        for y in 0..height {
            for x in 0..width {
                let rows = (y * window.height / height)..((y + 1) * window.height).div_ceil(height);
                let columns = (x * window.width / width)..((x + 1) * window.width).div_ceil(width);
                let pixels = rows.flat_map(|row| columns.clone().map(move |column| (row, column)));
                let levels: Vec<f64> = pixels
                    .map(|(row, column)| {
                        let pixel = picture.get_pixel((window.left + column) as u32, (window.top + row) as u32);
                        f64::from(pixel.0[colour])
                    })
                    .collect();
                let mean = levels.iter().sum::<f64>() / levels.len() as f64;
                planes.push(((mean - 127.5) / 128.0) as f32);
            }
        }
    }
    planes
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
        prop_assert_eq!(input[0], 7.0);
        assert_close(&input[1..], &slow(&picture, window, size), 1e-6);
    }
}
