//! Tests of `measure`.

use faces::Point;
use image::Rgb;

use super::*;

fn landmarks() -> Landmarks {
    Landmarks {
        left_eye: Point::new(60.0, 88.0),
        right_eye: Point::new(132.0, 88.0),
        nose: Point::new(96.0, 126.0),
        left_mouth: Point::new(68.0, 162.0),
        right_mouth: Point::new(124.0, 162.0),
    }
}

fn picture() -> RgbImage {
    RgbImage::from_fn(192, 224, |x, y| {
        let wave = (f64::from(x.abs_diff(96)) / 5.0).cos() * (f64::from(y) / 4.0).sin();
        Rgb([180.0 + 30.0 * wave, 130.0 + 25.0 * wave, 100.0 + 20.0 * wave].map(|level| level as u8))
    })
}

fn known(measures: &Measures) -> Vec<Measure> {
    Measure::ALL.into_iter().filter(|measure| measures.get(*measure).is_some()).collect()
}

#[test]
fn everything_but_what_the_detector_knows_is_measured() {
    let found = measure_face(&picture(), &landmarks());
    let expected: Vec<Measure> = Measure::ALL
        .into_iter()
        .filter(|measure| ![Measure::Probability, Measure::LandmarkSpread].contains(measure))
        .collect();
    assert_eq!(known(&found), expected);
    let near = |measure, expected: f64| (found.get(measure).unwrap() - expected).abs() < 1e-3;
    assert!(near(Measure::EyeDistance, 72.0) && near(Measure::Roll, 0.0) && near(Measure::Yaw, 0.0));
}

#[test]
fn a_turned_head_has_no_asymmetry() {
    let turned = |nose_x| measure_face(&picture(), &Landmarks { nose: Point::new(nose_x, 126.0), ..landmarks() });
    assert!(turned(100.0).get(Measure::Asymmetry).is_some());
    let found = turned(115.0);
    assert!(found.get(Measure::Yaw).unwrap() > quality::ASYMMETRY_YAW_LIMIT_DEG);
    assert_eq!((found.get(Measure::Asymmetry), found.get(Measure::SideLight).is_some()), (None, true));
    assert_eq!(turned(135.0).get(Measure::SideLight), None);
}

#[test]
fn impossible_landmarks_leave_pose_and_asymmetry_unknown() {
    let found = measure_face(&picture(), &Landmarks { left_eye: Point::new(131.0, 88.0), ..landmarks() });
    assert!(found.get(Measure::Brightness).is_some());
    for measure in [Measure::Yaw, Measure::Pitch, Measure::Roll, Measure::Asymmetry, Measure::SideLight] {
        assert_eq!(found.get(measure), None, "{measure:?}");
    }
    assert_eq!(measure_face(&picture(), &landmarks().map(|_| Point::new(1.0, 1.0))), Measures::default());
}

#[test]
fn a_grey_picture_has_no_tone() {
    let mut grey = picture();
    crate::photometry::grayscale(&mut grey);
    let found = measure_face(&grey, &landmarks());
    assert_eq!((found.get(Measure::Ita), found.get(Measure::MonkTone)), (None, None));
    assert!(found.get(Measure::SkinShare).unwrap() > 0.9);
}
