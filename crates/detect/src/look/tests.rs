//! One or all faces of a picture, and the words that say which.

use super::*;
use crate::testing::{blobs, detector};

#[test]
fn every_word_is_read_back() {
    for word in ["all", "largest", "most-probable", "largest-sure", "central"] {
        assert_eq!(String::from(word.parse::<Wanted>().unwrap()), word);
    }
    let refused = "nearest".parse::<Wanted>().unwrap_err().to_string();
    assert_eq!(refused, "expected all, largest, most-probable, largest-sure or central, found `nearest`");
}

#[test]
fn one_or_all_faces_are_seen_and_all_are_counted() {
    let detector = detector();
    let sure = DetectOptions { thresholds: [0.5, 0.5, 0.6], ..DetectOptions::default() };
    let all = LookOptions { detector: sure, faces: Wanted::All, crop_px: 32, ..LookOptions::default() };
    let picture = blobs(120, 90);
    let seen = detector.find(&picture, &all).unwrap();
    assert!(seen.n_faces > 1 && seen.faces.len() == seen.n_faces);
    let one = LookOptions { faces: Wanted::One(Choice::MostProbable), ..all.clone() };
    let single = detector.find(&picture, &one).unwrap();
    assert_eq!((single.faces.len(), single.n_faces), (1, seen.n_faces));
    let best = seen.faces.iter().map(|seen| seen.face.probability).fold(0.0, f32::max);
    assert_eq!(single.faces[0].face.probability.to_bits(), best.to_bits());
    let single = detector.see(&picture, single.faces[0], &one);
    assert_eq!(single.crop.picture.dimensions(), (32, 32));
    assert_eq!(single.measures.get(Measure::Probability), Some(f64::from(best)));
}

#[test]
fn a_picture_smaller_than_a_face_holds_none() {
    let options = LookOptions { second_pass: SecondPass::Rescue, ..LookOptions::default() };
    assert_eq!(detector().find(&RgbImage::new(3, 2), &options).unwrap(), Found::default());
}
