//! Drawn sets whose truth is known, and the peers' numbers, for the tests of the diagnosis.

use std::collections::BTreeMap;

use faces::{Measure, Measures};
use rand::{Rng, RngExt};
use serde_json::Value;

use super::{DiagnosisOptions, Picture, PictureStatus};

/// The peers' numbers.
pub(crate) fn reference() -> Value {
    serde_json::from_str(include_str!("../../tests/reference/diagnosis.json")).expect("the reference file is JSON")
}

/// One part of the peers' numbers, row by row.
pub(crate) fn rows(part: &str) -> Vec<Value> {
    reference()[part].as_array().expect("a part of the reference file").clone()
}

pub(crate) fn floats(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().filter_map(Value::as_f64).collect()
}

#[track_caller]
pub(crate) fn assert_close(ours: f64, theirs: &Value) {
    let theirs = theirs.as_f64().expect("a number");
    assert!((ours - theirs).abs() < 1e-9 * theirs.abs().max(1.0), "ours {ours}, theirs {theirs}");
}

/// Enough replicates to test with.
pub(crate) fn quick() -> DiagnosisOptions {
    DiagnosisOptions { n_replicates: 200, n_permutations: 199, ..DiagnosisOptions::default() }
}

/// A found face without annotations.
pub(crate) fn picture(number: usize) -> Picture {
    Picture {
        id: format!("{number:06}.png"),
        status: PictureStatus::Found,
        class: None,
        split: None,
        subject: None,
        groups: BTreeMap::new(),
        measures: Measures::default(),
    }
}

/// A word of `words` by chance.
pub(crate) fn one_of<'a>(words: &[&'a str], rng: &mut impl Rng) -> &'a str {
    words[rng.random_range(0..words.len())]
}

/// A set of `n_people` with four pictures each, in which nothing depends on anything, but people differ: the brightness and
/// the chance to be missed are their own.
pub(crate) fn unbiased(n_people: usize, rng: &mut impl Rng) -> Vec<Picture> {
    let mut pictures = Vec::new();
    for person in 0..n_people {
        let group = one_of(&["a", "b", "c"], rng);
        let (light, lost): (f64, f64) = (rng.random(), rng.random_range(0.0..0.4));
        for _ in 0..4 {
            let mut face = picture(pictures.len());
            face.subject = Some(format!("person {person}"));
            face.class = Some(one_of(&["fear", "happiness", "sadness"], rng).to_owned());
            face.groups.insert("tribe".to_owned(), group.to_owned());
            if rng.random::<f64>() < lost {
                face.status = PictureStatus::Missed;
            } else {
                face.measures.set(Measure::Brightness, 0.5 * light + 0.1 * rng.random::<f64>());
                face.measures.set(Measure::Yaw, rng.random_range(-60.0..60.0));
            }
            pictures.push(face);
        }
    }
    pictures
}
