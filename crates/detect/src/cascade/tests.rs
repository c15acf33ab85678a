//! The whole cascade with weights by formula against facenet-pytorch, and pictures of odd sizes.

use proptest::prelude::*;

use super::*;
use crate::testing::{assert_close, blobs, detector, drawn, floats, formulas};

const NO_LIMIT: DetectOptions = DetectOptions { thresholds: [0.0; 3], ..DEFAULT };
const DEFAULT: DetectOptions = DetectOptions {
    min_face_px: DetectOptions::MIN_FACE_PX,
    thresholds: DetectOptions::THRESHOLDS,
    factor: DetectOptions::FACTOR,
};

fn assert_sync<T: Send + Sync>(_: &T) {}

#[test]
fn boxes_are_those_of_facenet_pytorch() {
    let detector = detector();
    assert_sync(&detector);
    for case in formulas()["networks"]["cascade"].as_array().unwrap() {
        let picture = if case["picture"] == "drawn" { drawn(120, 90) } else { blobs(120, 90) };
        let thresholds = floats(&case["thresholds"]).try_into().unwrap();
        let mut found = detector.detect(&picture, &DetectOptions { thresholds, ..DEFAULT }).unwrap();
        // The peer's list is ordered by probability here; near ties may change places, so both are ordered by place.
        let mut expected: Vec<Vec<f32>> = floats(&case["boxes"]).chunks(5).map(<[f32]>::to_vec).collect();
        expected.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        found.sort_by(|a, b| a.place.left.total_cmp(&b.place.left).then(a.place.top.total_cmp(&b.place.top)));
        assert_eq!(found.len(), expected.len(), "{}", case["picture"]);
        for (found, expected) in found.iter().zip(expected) {
            let BoundingBox { left, top, right, bottom } = found.place;
            assert_close(&[left, top, right, bottom], &expected[..4], 0.01);
            assert_close(&[found.probability], &expected[4..], 1e-3);
        }
    }
}

#[test]
fn pyramids_have_the_documented_sizes() {
    let sizes = |width, height| {
        let scales = scales((width, height), &DEFAULT);
        let pixels = scales.iter().map(|scale| level_size((width, height), *scale)).map(|(w, h)| w * h);
        (scales.len(), pixels.sum::<usize>())
    };
    // Measured on facenet-pytorch.
    assert_eq!(sizes(720, 576), (10, 301_516));
    assert_eq!(sizes(512, 512), (10, 190_713));
    assert_eq!(sizes(224, 224).0, 8);
    assert_eq!(sizes(19, 400).0, 0);
}

#[test]
fn pictures_smaller_than_a_face_hold_none() {
    let detector = detector();
    for (width, height) in [(0, 0), (1, 1), (19, 400), (5000, 3), (3, 5000), (0, 7)] {
        assert_eq!(detector.detect(&RgbImage::new(width, height), &NO_LIMIT).unwrap(), [], "{width} x {height}");
    }
}

#[test]
fn options_outside_their_ranges_are_refused() {
    let detector = detector();
    let cases = [
        DetectOptions { min_face_px: 0.0, ..DEFAULT },
        DetectOptions { min_face_px: f64::NAN, ..DEFAULT },
        DetectOptions { factor: 1.0, ..DEFAULT },
        DetectOptions { thresholds: [0.5, 1.5, 0.5], ..DEFAULT },
    ];
    for options in cases {
        let refused = detector.detect(&drawn(40, 40), &options);
        assert!(matches!(refused, Err(DetectError::Option { .. })), "{options:?}");
    }
    let message = detector.detect(&drawn(40, 40), &cases[3]).unwrap_err().to_string();
    assert_eq!(message, "option `thresholds` must be each in [0, 1], found 1.5");
}

#[test]
fn a_pyramid_that_does_not_fit_into_memory_is_refused() {
    let options = DetectOptions { min_face_px: 4.0, ..DEFAULT };
    let refused = detector().detect(&RgbImage::new(3000, 1600), &options);
    assert!(matches!(refused, Err(DetectError::TooLarge { .. })));
}

#[test]
fn options_are_written_with_their_defaults_and_refuse_unknown_fields() {
    let options: DetectOptions = serde_json::from_str(r#"{"min_face_px": 40}"#).unwrap();
    assert_eq!(options, DetectOptions { min_face_px: 40.0, ..DEFAULT });
    assert!(serde_json::from_str::<DetectOptions>(r#"{"minimum": 40}"#).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_size_panics((width, height) in (1_u32..70, 1_u32..70), min_face_px in 8.0_f64..30.0) {
        let faces = detector().detect(&drawn(width, height), &DetectOptions { min_face_px, ..NO_LIMIT }).unwrap();
        for pair in faces.windows(2) {
            prop_assert!(pair[0].place.area() >= pair[1].place.area());
        }
        prop_assert!(faces.iter().all(|face| (0.0..=1.0).contains(&face.probability)));
    }
}
