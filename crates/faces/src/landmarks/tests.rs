//! Tests of points, boxes and landmarks.

use super::*;

fn upright() -> Landmarks {
    let [left_eye, right_eye, nose, left_mouth, right_mouth] =
        [(10.0, 20.0), (40.0, 20.0), (25.0, 35.0), (14.0, 50.0), (36.0, 50.0)].map(|(x, y)| Point::new(x, y));
    Landmarks { left_eye, right_eye, nose, left_mouth, right_mouth }
}

#[test]
fn distances_and_midpoints_are_those_of_a_3_4_5_triangle() {
    let (a, b) = (Point::new(1.0, 2.0), Point::new(4.0, 6.0));
    assert_eq!((a.distance(b), a.midpoint(b)), (5.0, Point::new(2.5, 4.0)));
}

#[test]
fn a_box_has_width_height_and_area() {
    let b = BoundingBox { left: -2.0, top: 1.0, right: 4.0, bottom: 5.0 };
    assert_eq!((b.width(), b.height(), b.area()), (6.0, 4.0, 24.0));
}

#[test]
fn an_upright_face_has_no_roll() {
    assert_eq!((upright().eye_distance(), upright().roll()), (30.0, 0.0));
}

#[test]
fn turning_the_picture_clockwise_adds_to_the_roll() {
    for degrees in [-80.0f32, -10.0, 5.0, 45.0] {
        let (sin, cos) = degrees.to_radians().sin_cos();
        // With y pointing down this matrix turns clockwise on the screen.
        let turned = upright().map(|p| Point::new(cos * p.x - sin * p.y, sin * p.x + cos * p.y));
        assert!((turned.roll().to_degrees() - degrees).abs() < 1e-3);
        assert!((turned.eye_distance() - 30.0).abs() < 1e-3);
    }
}
