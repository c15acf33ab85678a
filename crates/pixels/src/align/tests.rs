//! Tests of `align`: places, sizes and tilts that must not show, borders, and a slow twin of the sampling.

use image::Rgb;
use proptest::prelude::*;

use super::*;

/// Landmarks that lie exactly on the template after scaling, turning and moving it.
fn placed(scale: f64, turn_deg: f64, shift: [f64; 2]) -> Landmarks {
    let (sin, cos) = turn_deg.to_radians().sin_cos();
    let at = |[x, y]: [f64; 2]| {
        let (x, y) = (scale * x, scale * y);
        Point::new((cos * x - sin * y + shift[0]) as f32, (sin * x + cos * y + shift[1]) as f32)
    };
    let [left_eye, right_eye, left_mouth, right_mouth] = TEMPLATE.map(at);
    Landmarks { left_eye, right_eye, nose: at([48.0, 63.0]), left_mouth, right_mouth }
}

/// A pattern without edges, at a place of the aligned face.
fn wave(x: f64, y: f64) -> f64 {
    0.5 + 0.2 * (x / 7.0).sin() + 0.2 * (y / 5.0).cos()
}

fn drawn(size: (u32, u32), level: impl Fn(f64, f64) -> f64) -> RgbImage {
    RgbImage::from_fn(size.0, size.1, |x, y| {
        let level = (255.0 * level(f64::from(x) + 0.5, f64::from(y) + 0.5)).round() as u8;
        Rgb([level, level / 2, 255 - level])
    })
}

#[test]
fn place_size_and_tilt_do_not_show() {
    for (scale, turn, shift) in
        [(1.0, 0.0, [5.0, 9.0]), (3.7, 0.0, [12.0, 20.0]), (2.3, 25.0, [140.0, 30.0]), (0.9, -8.0, [20.0, 30.0])]
    {
        let place = onto(&placed(scale, turn, shift)).unwrap();
        assert!((place.scale() - scale).abs() < 1e-4);
        let (sin, cos) = turn.to_radians().sin_cos();
        let back = |x: f64, y: f64| {
            let (x, y) = (x - shift[0], y - shift[1]);
            wave((cos * x + sin * y) / scale, (cos * y - sin * x) / scale)
        };
        let face = AlignedFace::new(&drawn((420, 460), back), &placed(scale, turn, shift)).unwrap();
        for ((x, y), [red, ..]) in positions().zip(face.colours()) {
            let expected = wave(x as f64 + 0.5, y as f64 + 0.5);
            let is_inside = face.is_inside()[y * WIDTH + x];
            let difference = (f64::from(*red) - expected).abs();
            assert!(!is_inside || difference < 0.015, "{scale} {turn}: {x},{y} is {red}, expected {expected}");
        }
        assert!(face.is_inside().iter().filter(|inside| **inside).count() * 10 > 9 * WIDTH * HEIGHT);
    }
}

/// At a whole factor without a tilt every aligned pixel is the mean of a square and its neighbours; here each square is flat.
#[test]
fn shrinking_skips_no_pixel() {
    let squares = RgbImage::from_fn(96 * 4, 112 * 4, |x, y| {
        let is_spot = x % 4 == 1 && y % 4 == 2;
        Rgb([if is_spot { 160 } else { 0 }; 3])
    });
    let face = AlignedFace::new(&squares, &placed(4.0, 0.0, [0.0, 0.0])).unwrap();
    for ((x, y), luma) in positions().zip(face.luma()) {
        assert!((luma - 160.0 / 16.0 / 255.0).abs() < 1e-4, "{x},{y}: {luma}");
    }
}

#[test]
fn what_lies_beside_the_picture_is_marked() {
    let picture = drawn((96, 112), wave);
    let check = |shift: [f64; 2], n_columns: usize, n_rows: usize| {
        let face = AlignedFace::new(&picture, &placed(1.0, 0.0, shift)).unwrap();
        assert_eq!(face.is_inside().iter().filter(|inside| **inside).count(), n_columns * n_rows, "{shift:?}");
        face
    };
    assert_eq!(check([0.0, 0.0], 96, 112).seen_face().unwrap().len(), WIDTH * HEIGHT);
    assert!(check([-20.0, 0.0], 76, 112).seen_face().is_some());
    assert!(check([-30.0, 50.0], 66, 62).seen_face().is_none(), "less than half of the oval is seen");
    let beside = check([500.0, 0.0], 0, 0);
    assert!(beside.luma().iter().all(|luma| luma.is_finite()));
}

#[test]
fn landmarks_without_extent_give_no_face() {
    let picture = drawn((40, 30), |_, _| 0.5);
    let sound = placed(0.3, 0.0, [0.0, 0.0]);
    for landmarks in [
        sound.map(|_| Point::new(5.0, 5.0)),
        Landmarks { left_eye: Point::new(f32::NAN, 1.0), ..sound },
        Landmarks { right_mouth: Point::new(f32::INFINITY, 1.0), ..sound },
    ] {
        assert_eq!(AlignedFace::new(&picture, &landmarks), None);
    }
    assert_eq!(AlignedFace::new(&RgbImage::new(0, 0), &sound), None);
    // Far too large for the picture, but a face.
    assert!(AlignedFace::new(&picture, &sound.map(|p| Point::new(1e9 * p.x, 1e9 * p.y))).is_some());
}

/// The mean of 64 x 64 samples of the nearest pixel.
fn naive(picture: &RgbImage, place: &Similarity, column: usize, row: usize) -> f64 {
    let mut sum = 0.0;
    for (i, j) in (0..64).flat_map(|i| (0..64).map(move |j| (i, j))) {
        let at = |start: usize, i: i32| start as f64 + (f64::from(i) + 0.5) / 64.0;
        let [x, y] = place.at([at(column, i), at(row, j)]);
        let inside = |value: f64, length: u32| value.clamp(0.0, f64::from(length) - 1.0) as u32;
        sum += f64::from(picture.get_pixel(inside(x, picture.width()), inside(y, picture.height())).0[0]);
    }
    sum / 4096.0 / 255.0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn aligned_pixels_are_means_of_their_area(scale in 1.0..6.0, turn in -40.0..40.0, x in 100.0..250.0, y in 0.0..120.0) {
        let picture = drawn((400, 310), |x, y| 0.5 + 0.3 * (x / 9.0).sin() * (y / 7.0).cos());
        let landmarks = placed(scale, turn, [x, y]);
        let place = onto(&landmarks).unwrap();
        let face = AlignedFace::new(&picture, &landmarks).unwrap();
        for (column, row) in [(10, 12), (48, 56), (80, 100), (30, 90), (70, 40)] {
            let index = row * WIDTH + column;
            if face.is_inside()[index] {
                let (found, expected) = (f64::from(face.colours()[index][0]), naive(&picture, &place, column, row));
                prop_assert!((found - expected).abs() < 0.05, "{} {}: {} is not {}", column, row, found, expected);
            }
        }
    }
}
