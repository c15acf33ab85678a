//! Upright crops: landmarks come to their places, and pixels with them.

use super::*;
use crate::testing::drawn;

fn template(size: f32, map: impl Fn(Point) -> Point) -> Landmarks {
    let [le, re, nose, lm, rm] = TEMPLATE.map(|[x, y]| Point::new(x as f32 * size, y as f32 * size));
    Landmarks { left_eye: le, right_eye: re, nose, left_mouth: lm, right_mouth: rm }.map(map)
}

#[test]
fn landmarks_at_their_places_give_the_picture_itself() {
    let picture = drawn(64, 64);
    let crop = align(&picture, &template(64.0, |p| p), 64).unwrap();
    let levels = picture.as_raw().iter().zip(crop.picture.as_raw());
    assert!(levels.into_iter().all(|(a, b)| a.abs_diff(*b) <= 1));
}

#[test]
fn a_turned_and_larger_face_comes_upright() {
    let (sin, cos) = 0.6_f32.sin_cos();
    let turned = |p: Point| Point::new(30.0 + 3.0 * (cos * p.x - sin * p.y), 40.0 + 3.0 * (sin * p.x + cos * p.y));
    let crop = align(&drawn(300, 260), &template(50.0, turned), 50).unwrap();
    for (found, [x, y]) in crop.landmarks.points().iter().zip(TEMPLATE) {
        assert!(found.distance(Point::new(50.0 * x as f32, 50.0 * y as f32)) < 1e-3, "{found:?}");
    }
    assert_eq!(crop.picture.dimensions(), (50, 50));
}

#[test]
fn a_dot_is_found_where_its_landmark_went() {
    let mut picture = RgbImage::from_pixel(400, 300, pixels::Rgb([10; 3]));
    let landmarks = template(120.0, |p| Point::new(1.8 * p.x + 70.0 - 0.2 * p.y, 1.8 * p.y + 20.0 + 0.2 * p.x));
    let nose = landmarks.nose;
    for (x, y) in (0..400).flat_map(|x| (0..300).map(move |y| (x, y))) {
        if (x as f32 + 0.5 - nose.x).hypot(y as f32 + 0.5 - nose.y) < 6.0 {
            picture.put_pixel(x, y, pixels::Rgb([250; 3]));
        }
    }
    let crop = align(&picture, &landmarks, 96).unwrap();
    let bright: Vec<Point> = (crop.picture.enumerate_pixels().filter(|(_, _, pixel)| pixel.0[0] > 130))
        .map(|(x, y, _)| Point::new(x as f32 + 0.5, y as f32 + 0.5))
        .collect();
    let n = bright.len() as f32;
    let centre = bright.iter().fold(Point::new(0.0, 0.0), |sum, p| Point::new(sum.x + p.x / n, sum.y + p.y / n));
    assert!(centre.distance(crop.landmarks.nose) < 0.7, "{centre:?}, {:?}", crop.landmarks.nose);
}

#[test]
fn what_is_no_face_has_no_upright_crop() {
    let same = template(64.0, |_| Point::new(5.0, 5.0));
    assert!(align(&drawn(64, 64), &same, 64).is_none());
    assert!(align(&drawn(64, 64), &template(64.0, |p| Point::new(p.x, f32::NAN)), 64).is_none());
    assert!(align(&RgbImage::new(0, 0), &template(64.0, |p| p), 64).is_none());
    assert_eq!(align(&drawn(64, 64), &template(64.0, |p| p), 0).unwrap().picture.dimensions(), (1, 1));
}
