//! Second looks at faces inside and beside a picture.

use super::*;
use crate::testing::{blobs, detector};

fn face(left: f32, top: f32, side: f32) -> DetectedFace {
    let at = |x: f32, y: f32| Point::new(left + x * side, top + y * side);
    DetectedFace {
        place: BoundingBox { left, top, right: left + side, bottom: top + side },
        probability: 1.0,
        landmarks: Landmarks {
            left_eye: at(0.3, 0.4),
            right_eye: at(0.7, 0.4),
            nose: at(0.5, 0.6),
            left_mouth: at(0.35, 0.8),
            right_mouth: at(0.65, 0.8),
        },
    }
}

#[test]
fn a_face_beside_the_picture_cannot_be_probed() {
    assert_eq!(detector().probe(&blobs(120, 90), &face(300.0, 10.0, 40.0)), None);
    let probe = detector().probe(&blobs(120, 90), &face(20.0, 10.0, 60.0)).unwrap();
    assert!((0.0..=1.0).contains(&probe.probability) && probe.spread > 0.0);
}

#[test]
fn points_that_stay_have_no_spread_and_a_step_of_one_has_a_half() {
    let look = face(0.0, 0.0, 10.0).landmarks.points();
    assert_eq!(root_mean_square_distance(&[look, look]), Some(0.0));
    let moved = look.map(|p| Point::new(p.x + 1.0, p.y));
    assert!((root_mean_square_distance(&[look, moved]).unwrap() - 0.5).abs() < 1e-6);
    assert_eq!(root_mean_square_distance(&[]), None);
}

#[test]
fn the_scale_is_that_of_a_turned_head_too() {
    let mut landmarks = face(0.0, 0.0, 10.0).landmarks;
    assert!((scale(&landmarks) - 4.0).abs() < 1e-5);
    landmarks.right_eye = landmarks.left_eye;
    assert!(scale(&landmarks) > 3.9);
}

#[test]
fn a_look_that_would_leave_the_picture_cuts_as_much_off_it() {
    let square = BoundingBox { left: -10.0, top: 20.0, right: 50.0, bottom: 80.0 };
    let look = BoundingBox { left: -13.0, top: 23.0, right: 47.0, bottom: 93.0 };
    let expected = BoundingBox { left: 3.0, top: 23.0, right: 47.0, bottom: 67.0 };
    assert_eq!(within(square, look, (200, 90)), expected);
    let inner = BoundingBox { left: 1.0, top: 30.0, right: 40.0, bottom: 70.0 };
    assert_eq!(within(square, inner, (200, 90)), BoundingBox { left: 11.0, ..inner });
}
