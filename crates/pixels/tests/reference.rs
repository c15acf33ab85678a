//! Resampling, photometry and geometry against numbers from Pillow and torchvision (`reference/pixels.py`, `reference/augmentation.py`).
#![expect(clippy::unwrap_used, reason = "a malformed reference file must fail the test")]

use pixels::{CropWindow, Filter, RgbImage, geometry, photometry, resize, resize_window};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

#[test]
fn resize_equals_pillow_within_one_level() {
    let json = read(include_str!("reference/pixels.json"));
    let picture = picture(&json["picture"], number(&json["width"]), number(&json["height"]));
    for case in json["resized"].as_array().unwrap() {
        check_resized(&picture, case);
    }
}

/// Rectangles down to a side of one pixel, larger and smaller.
#[test]
fn every_side_may_be_one_pixel() {
    let json = read(include_str!("reference/pixels.json"));
    for case in json["others"].as_array().unwrap() {
        check_resized(&source_of(case), case);
    }
}

#[test]
fn a_window_equals_pillows_crop_within_one_level() {
    let json = read(include_str!("reference/pixels.json"));
    let picture = picture(&json["picture"], number(&json["width"]), number(&json["height"]));
    for case in json["windows"].as_array().unwrap() {
        let [left, top, right, bottom] = std::array::from_fn(|i| number(&case["window"][i]));
        let window = CropWindow { left, top, width: right - left, height: bottom - top };
        let size = (number(&case["width"]), number(&case["height"]));
        let found = resize_window(&picture, window, size, filter(case)).unwrap();
        check(&format!("{:?} {window:?} to {size:?}", filter(case)), &found, &case["pixels"], 1);
    }
}

#[test]
fn area_by_whole_factors_equals_pillows_reduce_within_one_level() {
    let json = read(include_str!("reference/pixels.json"));
    for case in json["reduced"].as_array().unwrap() {
        let (width, height) = (number(&case["width"]), number(&case["height"]));
        let found = resize(&source_of(case), width, height, Filter::Area);
        check(&format!("reduced to {width}x{height}"), &found, &case["pixels"], 1);
    }
}

fn check_resized(picture: &RgbImage, case: &Value) {
    let (width, height) = (number(&case["width"]), number(&case["height"]));
    let found = resize(picture, width, height, filter(case));
    let name = format!("{:?} {:?} to {width}x{height}", filter(case), picture.dimensions());
    check(&name, &found, &case["pixels"], 1);
}

fn filter(case: &Value) -> Filter {
    match case["filter"].as_str().unwrap() {
        "bilinear" => Filter::Bilinear,
        "bicubic" => Filter::Bicubic,
        _ => Filter::Area,
    }
}

/// The picture that a case carries itself.
fn source_of(case: &Value) -> RgbImage {
    let source = &case["source"];
    picture(&source[2], number(&source[0]), number(&source[1]))
}

#[test]
fn photometry_and_geometry_equal_torchvision() {
    let json = read(include_str!("reference/augmentation.json"));
    for case in json["cases"].as_array().unwrap() {
        let name = case["source"].as_str().unwrap();
        let source = source(&json, name);
        let (operation, value) = (case["operation"].as_str().unwrap(), case["value"].as_f64().unwrap());
        let (found, tolerance) = apply(operation, &source, value);
        check(&format!("{operation} {value} of {name}"), &found, &case["pixels"], tolerance);
    }
}

#[test]
fn a_resized_window_equals_torchvision_within_one_level() {
    let json = read(include_str!("reference/augmentation.json"));
    let drawn = source(&json, "drawn");
    for case in json["crops"].as_array().unwrap() {
        let [top, left, height, width] = std::array::from_fn(|i| number(&case["window"][i]));
        let size = (number(&case["size"][0]), number(&case["size"][1]));
        let window = CropWindow { left, top, width, height };
        let found = resize_window(&drawn, window, size, Filter::Bilinear).unwrap();
        check(&format!("{window:?} to {size:?}"), &found, &case["pixels"], 1);
    }
}

#[test]
fn random_windows_are_distributed_as_in_torchvision() {
    let json = read(include_str!("reference/augmentation.json"));
    let n_draws = number(&json["n_windows"]);
    for case in json["windows"].as_array().unwrap() {
        let size = (number(&case["size"][0]), number(&case["size"][1]));
        let area = (case["area"][0].as_f64().unwrap(), case["area"][1].as_f64().unwrap());
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let mut sums = [0.0; 4];
        for _ in 0..n_draws {
            let w = geometry::random_window(size, area, (0.75, 4.0 / 3.0), &mut rng);
            assert!(w.left + w.width <= size.0 && w.top + w.height <= size.1, "{w:?} outside {size:?}");
            for (sum, value) in sums.iter_mut().zip([w.left, w.top, w.width, w.height]) {
                *sum += f64::from(value);
            }
        }
        for (i, sum) in sums.iter().enumerate() {
            let (found, expected) = (sum / f64::from(n_draws), case["mean"][i].as_f64().unwrap());
            let error = case["sd"][i].as_f64().unwrap() * (2.0 / f64::from(n_draws)).sqrt();
            assert!((found - expected).abs() <= 4.0 * error + 1e-9, "{size:?} {i}: found {found}, expected {expected}");
        }
    }
}

/// The result and its tolerance in levels: 0 where both sides count in integers or in the same floats.
fn apply(operation: &str, picture: &RgbImage, value: f64) -> (RgbImage, u8) {
    let factor = value as f32;
    let mut changed = picture.clone();
    match operation {
        "brightness" => photometry::brightness(&mut changed, factor),
        "contrast" => photometry::contrast(&mut changed, factor),
        "saturation" => photometry::saturation(&mut changed, factor),
        "hue" => photometry::hue(&mut changed, factor),
        "grayscale" => photometry::grayscale(&mut changed),
        "gaussian_blur" => photometry::gaussian_blur(&mut changed, factor),
        "sharpness" => photometry::sharpness(&mut changed, factor),
        "autocontrast" => photometry::autocontrast(&mut changed),
        "equalize" => photometry::equalize(&mut changed),
        "rotate" => geometry::rotate(&mut changed, value),
        "flip_horizontal" => geometry::flip_horizontal(&mut changed),
        other => panic!("no such operation: {other}"),
    }
    (changed, u8::from(["gaussian_blur", "rotate"].contains(&operation)))
}

fn read(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

fn number(value: &Value) -> u32 {
    value.as_u64().unwrap() as u32
}

fn source(json: &Value, name: &str) -> RgbImage {
    let source = &json["sources"][name];
    picture(&source["pixels"], number(&source["width"]), number(&source["height"]))
}

fn picture(hex: &Value, width: u32, height: u32) -> RgbImage {
    RgbImage::from_raw(width, height, bytes(hex)).unwrap()
}

fn bytes(hex: &Value) -> Vec<u8> {
    let hex = hex.as_str().unwrap();
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
}

fn check(name: &str, found: &RgbImage, expected: &Value, tolerance: u8) {
    let expected = bytes(expected);
    assert_eq!(found.as_raw().len(), expected.len(), "{name}: size");
    let worst = found.as_raw().iter().zip(&expected).map(|(f, e)| f.abs_diff(*e)).max().unwrap();
    assert!(worst <= tolerance, "{name}: worst difference {worst} levels, expected at most {tolerance}");
}
