//! CIELAB and CIEDE2000 against numbers from scikit-image (`reference/tone.py`).
#![expect(clippy::unwrap_used, reason = "a malformed reference file must fail the test")]

use pixels::tone::{Lab, ciede2000};
use serde_json::Value;

fn numbers<const N: usize>(value: &Value) -> [f64; N] {
    std::array::from_fn(|i| value[i].as_f64().unwrap())
}

fn lab(value: &Value) -> Lab {
    let [lightness, a, b] = numbers(value);
    Lab { lightness, a, b }
}

fn reference() -> Value {
    serde_json::from_str(include_str!("reference/tone.json")).unwrap()
}

#[test]
fn colours_are_those_of_scikit_image() {
    let json = reference();
    for case in json["colours"].as_array().unwrap() {
        let found = Lab::from_rgb8(numbers(&case["rgb"]).map(|level: f64| level as u8));
        let expected = lab(&case["lab"]);
        let [l, a, b] = [found.lightness - expected.lightness, found.a - expected.a, found.b - expected.b];
        // The peer's matrix from RGB to XYZ has six digits.
        assert!(l.hypot(a).hypot(b) < 0.01, "{case}: {found:?}");
    }
}

#[test]
fn differences_are_those_of_scikit_image() {
    let json = reference();
    for case in json["differences"].as_array().unwrap() {
        let found = ciede2000(lab(&case["first"]), lab(&case["second"]));
        let expected = case["difference"].as_f64().unwrap();
        assert!((found - expected).abs() < 1e-6, "{case}: {found}");
    }
}

/// The pairs of Sharma, Wu and Dalal 2005, as printed there: to four digits.
#[test]
fn differences_are_those_of_the_publication() {
    let json = reference();
    for case in json["sharma"].as_array().unwrap() {
        let found = ciede2000(lab(&case["first"]), lab(&case["second"]));
        let expected = case["printed"].as_f64().unwrap();
        assert!((found - expected).abs() < 0.51e-4, "{case}: {found}");
    }
}
