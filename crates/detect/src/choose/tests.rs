//! Which face is meant.

use faces::{BoundingBox, Landmarks, Point};

use super::*;

fn face(left: f32, side: f32, probability: f32) -> DetectedFace {
    let centre = Point::new(left + side / 2.0, side / 2.0);
    DetectedFace {
        place: BoundingBox { left, top: 0.0, right: left + side, bottom: side },
        probability,
        landmarks: Landmarks {
            left_eye: centre,
            right_eye: centre,
            nose: centre,
            left_mouth: centre,
            right_mouth: centre,
        },
    }
}

#[test]
fn every_choice_has_its_face() {
    // In a picture of 200 x 40: the largest is doubtful, the next is sure, the most probable small, one in the middle.
    let faces = [face(0.0, 40.0, 0.8), face(150.0, 30.0, 0.95), face(50.0, 10.0, 0.99), face(90.0, 20.0, 0.85)];
    let check =
        |choice, expected: usize| assert_eq!(choose(&faces, choice, (200, 40)), Some(&faces[expected]), "{choice:?}");
    check(Choice::Largest, 0);
    check(Choice::LargestSure, 1);
    check(Choice::MostProbable, 2);
    check(Choice::Central, 3);
}

#[test]
fn nothing_comes_of_nothing() {
    assert_eq!(choose(&[], Choice::Largest, (10, 10)), None);
    assert_eq!(choose(&[face(0.0, 5.0, 0.7)], Choice::LargestSure, (10, 10)), None);
    assert_eq!(Choice::default(), Choice::Largest);
    assert_eq!(serde_json::to_string(&Choice::MostProbable).unwrap(), "\"most-probable\"");
}
