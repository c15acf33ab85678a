//! Tests of calibration and of the area under the curve against scikit-learn.

use super::*;
use crate::fairness::grouping::groupings;
use crate::fairness::testing::{assert_same, columns, peers, tallied};
use crate::fairness::{Row, Tally};

#[test]
fn scores_agree_with_scikit_learn() {
    for frame in peers("frames") {
        let tallied = tallied(&frame);
        let kept = tallied.kept.as_ref().unwrap();
        for (grouping, theirs) in groupings(&tallied, 3, 1).iter().skip(1).zip(frame["groupings"].as_array().unwrap()) {
            let areas = kept.areas((grouping.groups.len(), tallied.n_classes()), &grouping.of_joint, Level::P95);
            for group in theirs["groups"].as_array().unwrap().iter().filter(|group| group["n"] != 0) {
                let levels: Vec<u16> = serde_json::from_value(group["levels"].clone()).unwrap();
                let place = grouping.groups.binary_search(&levels).unwrap();
                let mut sums = ScoreSums::default();
                let of_joint = grouping.of_joint.iter().zip(&tallied.scores);
                of_joint.filter(|(group, _)| **group == Some(place as u32)).for_each(|(_, s)| sums.merge(s));
                let report = sums.report(&areas[place]);
                assert_same(report.brier, &group["brier"]);
                assert_same(report.calibration_error, &group["calibration_error"]);
                let theirs = group["auc"].as_array().unwrap();
                report.auc.iter().zip(theirs).for_each(|(ours, theirs)| assert_same(*ours, theirs));
            }
        }
    }
}

#[test]
fn bad_scores_are_counted_and_in_no_average() {
    let mut tally = Tally::new(columns(2, &[])).unwrap().keeping_scores();
    let add = |tally: &mut Tally, probabilities: &[f32]| {
        tally.add(&Row { groups: &[], truth: 0, predicted: Some(0), person: None, seed: 0, probabilities }).unwrap();
    };
    for probabilities in [&[0.8, 0.2][..], &[f32::NAN, 0.2], &[0.5, 1.5], &[]] {
        add(&mut tally, probabilities);
    }
    let tallied = tally.close().unwrap();
    let report = tallied.scores[0].report(&[]);
    assert_eq!((report.n_faces, report.n_bad), (1, 2));
    assert!((report.brier.unwrap() - 0.08).abs() < 1e-7);
    assert_eq!(tallied.kept.unwrap().blocks.len(), 1);
}
