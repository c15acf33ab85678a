//! The peers' numbers and drawn tables, for the tests of the audit.

use rand::RngExt;
use serde_json::Value;

use super::{Attribute, Columns, Row, Tallied, Tally};
use crate::chance::resample::stream;

/// One part of the peers' numbers, row by row.
pub(crate) fn peers(part: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("../../tests/reference/audit.json")).expect("the file is JSON");
    all[part].as_array().expect("a part of the reference file").clone()
}

/// A list of anything.
pub(crate) fn list<T: serde::de::DeserializeOwned>(value: &Value) -> Vec<T> {
    serde_json::from_value(value.clone()).expect("a list")
}

/// Both undefined, or equal to 1e-9.
#[track_caller]
pub(crate) fn assert_same(ours: Option<f64>, theirs: &Value) {
    match (ours, theirs.as_f64()) {
        (None, None) => {}
        (Some(a), Some(b)) if (a - b).abs() < 1e-9 * b.abs().max(1.0) => {}
        (ours, theirs) => panic!("ours {ours:?}, theirs {theirs:?}"),
    }
}

/// Columns with so many classes and levels.
pub(crate) fn columns(n_classes: usize, n_levels: &[usize]) -> Columns {
    let names = |prefix: &str, n: usize| (0..n).map(|i| format!("{prefix}{i}")).collect::<Vec<String>>();
    let attributes = n_levels.iter().enumerate();
    let attributes = attributes.map(|(a, n)| Attribute { name: format!("a{a}"), levels: names("level ", *n) });
    Columns { classes: names("class ", n_classes), attributes: attributes.collect() }
}

/// A table as in the reference file, with its probabilities.
pub(crate) fn tallied(frame: &Value) -> Tallied {
    let n_classes = frame["n_classes"].as_u64().expect("a number") as usize;
    let groups: Vec<Vec<u16>> = list(&frame["groups"]);
    let (truths, predicted): (Vec<u16>, Vec<u16>) = (list(&frame["truth"]), list(&frame["predicted"]));
    let probabilities: Vec<Vec<f32>> = list(&frame["probabilities"]);
    let mut tally = Tally::new(columns(n_classes, &list::<usize>(&frame["levels"]))).expect("classes").keeping_scores();
    for i in 0..truths.len() {
        let levels: Vec<Option<u16>> = groups.iter().map(|column| Some(column[i])).collect();
        let row = Row {
            groups: &levels,
            truth: truths[i],
            predicted: Some(predicted[i]),
            person: None,
            seed: 0,
            probabilities: &probabilities[i],
        };
        tally.add(&row).expect("a row that fits");
    }
    tally.close().expect("rows")
}

/// A row without probabilities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DrawnRow {
    pub groups: [Option<u16>; 2],
    pub truth: u16,
    pub predicted: Option<u16>,
    pub person: Option<u64>,
    pub seed: u16,
}

/// Rows of three classes and two attributes in which groups mean nothing; a person has about three pictures, and each picture
/// is answered by every seed.
pub(crate) fn drawn(n_pictures: usize, n_seeds: u16, seed: u64) -> Vec<DrawnRow> {
    let mut rng = stream(seed, &["drawn"]);
    let mut rows = Vec::new();
    for picture in 0..n_pictures {
        let person = picture as u64 / 3;
        let groups = [Some((person % 2) as u16), Some((person % 5 % 3) as u16)];
        let truth = rng.random_range(0..3);
        for seed in 0..n_seeds {
            let answer = if rng.random::<f64>() < 0.6 { truth } else { rng.random_range(0..3) };
            let predicted = (rng.random::<f64>() < 0.95).then_some(answer);
            rows.push(DrawnRow { groups, truth, predicted, person: Some(person), seed });
        }
    }
    rows
}

/// Counts drawn rows.
pub(crate) fn count(rows: &[DrawnRow]) -> Tallied {
    let mut tally = Tally::new(columns(3, &[2, 3])).expect("classes");
    for DrawnRow { groups, truth, predicted, person, seed } in rows {
        let row =
            Row { groups, truth: *truth, predicted: *predicted, person: *person, seed: *seed, probabilities: &[] };
        tally.add(&row).expect("a row that fits");
    }
    tally.close().expect("rows")
}
