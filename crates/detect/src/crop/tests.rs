//! Crops against facenet-pytorch with Pillow, and boxes that lie anywhere.

use faces::BoundingBox;
use proptest::prelude::*;

use super::*;
use crate::testing::{drawn, floats, formulas, integers};

fn face(edges: &[f32]) -> DetectedFace {
    let point = |x: f32, y: f32| Point::new(edges[0] + x, edges[1] + y);
    DetectedFace {
        place: BoundingBox { left: edges[0], top: edges[1], right: edges[2], bottom: edges[3] },
        probability: 1.0,
        landmarks: Landmarks {
            left_eye: point(10.0, 12.0),
            right_eye: point(30.0, 12.0),
            nose: point(20.0, 20.0),
            left_mouth: point(12.0, 30.0),
            right_mouth: point(28.0, 30.0),
        },
    }
}

#[test]
fn levels_are_those_of_the_peer() {
    for case in formulas()["crops"].as_array().unwrap() {
        let [width, height] = integers::<2>(&case["size"]);
        let [size_px, margin_px] = ["size_px", "margin_px"].map(|key| case[key].as_u64().unwrap() as u32);
        let cut = crop(&drawn(width as u32, height as u32), &face(&floats(&case["box"])), size_px, margin_px);
        let levels = cut.picture.as_raw();
        for (found, expected) in levels.iter().step_by(7).zip(floats(&case["every_seventh"])) {
            assert!((f32::from(*found) - expected).abs() <= 1.0, "{found}, expected {expected} in {}", case["box"]);
        }
        let sum: f64 = levels.iter().map(|level| f64::from(*level)).sum();
        let per_value = (sum - case["sum"].as_f64().unwrap()).abs() / levels.len() as f64;
        assert!(per_value < 0.02, "{per_value}");
    }
}

#[test]
fn landmarks_move_with_the_pixels() {
    // A box of 40 x 80 in a crop of 80 x 80: x doubles, y stays.
    let cut = crop(&drawn(100, 100), &face(&[5.0, 6.0, 45.0, 86.0]), 80, 0);
    assert_eq!(cut.picture.dimensions(), (80, 80));
    assert_eq!(cut.landmarks.left_eye, Point::new(20.0, 12.0));
    assert_eq!(cut.landmarks.right_mouth, Point::new(56.0, 30.0));
}

proptest! {
    #[test]
    fn no_box_panics(
        size in (0_u32..40, 0_u32..40),
        edges in prop::collection::vec(prop_oneof![-90.0_f32..90.0, Just(f32::NAN), -1e30_f32..1e30], 4),
        (size_px, margin_px) in (0_u32..50, 0_u32..60),
    ) {
        let cut = crop(&drawn(size.0, size.1), &face(&edges), size_px, margin_px);
        prop_assert_eq!(cut.picture.dimensions(), (size_px.max(1), size_px.max(1)));
    }
}
