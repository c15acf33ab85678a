//! What makes a face, and the way back from every changed picture.

use super::*;
use crate::testing::{detector, drawn};

fn face() -> DetectedFace {
    DetectedFace {
        place: BoundingBox { left: 10.0, top: 10.0, right: 90.0, bottom: 110.0 },
        probability: 0.9,
        landmarks: Landmarks {
            left_eye: Point::new(35.0, 50.0),
            right_eye: Point::new(65.0, 48.0),
            nose: Point::new(51.0, 66.0),
            left_mouth: Point::new(38.0, 84.0),
            right_mouth: Point::new(63.0, 83.0),
        },
    }
}

#[test]
fn a_face_is_a_face_straight_and_tilted() {
    assert!(make_a_face(&face()));
    let tilted = face().landmarks.map(|p| {
        Point::new(50.0 + 0.9 * (p.x - 50.0) - 0.3 * (p.y - 60.0), 60.0 + 0.3 * (p.x - 50.0) + 0.9 * (p.y - 60.0))
    });
    assert!(make_a_face(&DetectedFace { landmarks: tilted, ..face() }));
}

#[test]
fn what_is_upside_down_mirrored_flat_or_outside_is_no_face() {
    type Change = fn(Point) -> Point;
    let changes: [(&str, Change); 5] = [
        ("upside down but not turned", |p| Point::new(p.x, 120.0 - p.y)),
        ("mirrored names", |p| Point::new(100.0 - p.x, p.y)),
        ("flat", |p| Point::new(p.x, 60.0)),
        ("a point", |_| Point::new(50.0, 60.0)),
        ("outside", |p| Point::new(p.x + 90.0, p.y)),
    ];
    for (what, change) in changes {
        assert!(!make_a_face(&DetectedFace { landmarks: face().landmarks.map(change), ..face() }), "{what}");
    }
}

#[test]
fn every_view_leads_back_to_the_picture() {
    for by in TRIES {
        let mut picture = RgbImage::from_pixel(90, 70, pixels::Rgb([20, 20, 20]));
        for (x, y) in [(29, 39), (30, 39), (29, 40), (30, 40)] {
            picture.put_pixel(x, y, pixels::Rgb([250, 250, 250]));
        }
        let view = View::of(&picture, by).unwrap();
        let brightest = view.picture.enumerate_pixels().max_by_key(|(_, _, pixel)| pixel.0[0]).unwrap();
        let level = brightest.2.0[0];
        let bright: Vec<_> = view.picture.enumerate_pixels().filter(|(_, _, p)| p.0[0] >= level - level / 8).collect();
        let n = bright.len() as f32;
        let mean =
            |of: fn(&(u32, u32, &pixels::Rgb<u8>)) -> u32| bright.iter().map(|p| of(p) as f32 + 0.5).sum::<f32>() / n;
        let back = view.back(Point::new(mean(|p| p.0), mean(|p| p.1)));
        assert!(back.distance(Point::new(30.0, 40.0)) < 0.8, "{by:?}: {back:?}");
    }
}

#[test]
fn pictures_of_any_size_are_looked_at_again() {
    let detector = detector();
    for (width, height) in [(0, 0), (1, 1), (18, 30), (3, 900), (1030, 20)] {
        let picture = drawn(width, height);
        let rescued = detector.rescue(&picture, &DetectOptions::default()).unwrap();
        assert!(rescued.is_none_or(|rescued| rescued.face.probability > 0.0));
    }
}
