//! Tests of action units: masking, thresholds, and means over units.

use faces::Split;
use rand::RngExt;

use super::*;
use crate::chance::resample::stream;

fn gender() -> Vec<Attribute> {
    vec![Attribute { name: "gender".into(), levels: vec!["female".into(), "male".into()] }]
}

fn quick() -> AuditOptions {
    AuditOptions { n_replicates: 50, n_permutations: 199, ..AuditOptions::default() }
}

fn row<'a>(groups: &'a [Option<u16>], truths: &'a [Option<bool>], scores: Option<&'a [f32]>) -> UnitRow<'a> {
    UnitRow { groups, truths, scores, person: None, seed: 0 }
}

#[test]
fn unknown_labels_bad_scores_and_missed_faces_are_told_apart() {
    let units = [("AU1".to_owned(), 0.5), ("AU12".to_owned(), 0.3), ("AU45".to_owned(), 0.5)];
    let mut tally = UnitTally::new(&units, &gender(), ScoreScale::Probability).unwrap();
    let female = [Some(0)];
    tally.add(&row(&female, &[Some(true), Some(true), None], Some(&[0.4, 0.4, 0.9]))).unwrap();
    tally.add(&row(&female, &[None, Some(false), None], Some(&[0.9, 0.2, 0.9]))).unwrap();
    tally.add(&row(&female, &[Some(false), Some(true), None], None)).unwrap();
    tally.add(&row(&female, &[Some(false), Some(true), None], Some(&[f32::NAN, 0.7, 0.1]))).unwrap();
    let wrong = tally.add(&row(&female, &[Some(true)], None)).unwrap_err();
    assert_eq!(wrong.to_string(), "expected 3 action units in the row, found 1");
    let found = tally.audit(&AuditOptions { least_n: 1, ..quick() }).unwrap();
    assert_eq!((found.unknown.as_slice(), found.units.len()), (&["AU45".to_owned()][..], 2));
    let [first, second] = &found.units[..] else { panic!("two units") };
    assert_eq!((first.audit.n_rows, first.audit.overall.n_missed, first.n_bad), (2, 1, 1));
    assert_eq!((second.audit.n_rows, second.audit.overall.n_missed, second.n_bad), (4, 1, 0));
    // At 0.5 the first unit is missed by the model, at 0.3 the second is not.
    let recall = |unit: &UnitAudit| unit.audit.overall.metric(MetricKind::Recall, Some(PRESENT)).unwrap().value;
    assert_eq!((recall(first), recall(second)), (Some(0.0), Some(1.0)));
    assert_eq!(second.audit.overall.scores.as_ref().unwrap().auc, vec![Some(1.0), Some(1.0)]);
}

#[test]
fn thresholds_are_the_best_of_the_validation_faces() {
    let mut tuner = ThresholdTuner::new(2, ScoreScale::Probability);
    let mut rng = stream(1, &["thresholds"]);
    let faces: Vec<([Option<bool>; 2], [f32; 2])> = (0..300)
        .map(|_| {
            let truths = [rng.random::<f64>() < 0.2, rng.random::<f64>() < 0.4];
            let score = |active: bool, noise: f32| 0.35 * f32::from(u8::from(active)) + 0.6 * noise;
            (truths.map(Some), [score(truths[0], rng.random()), score(truths[1], rng.random())])
        })
        .collect();
    for (truths, scores) in &faces {
        tuner.add(Split::Val, truths, scores).unwrap();
    }
    let f1 = |unit: usize, threshold: f32| {
        let count = |wanted: fn(bool, bool) -> bool| {
            faces.iter().filter(|(t, s)| wanted(t[unit] == Some(true), threshold <= s[unit])).count() as f64
        };
        2.0 * count(|t, p| t && p) / (2.0 * count(|t, p| t && p) + count(|t, p| t != p))
    };
    let grid: Vec<f32> = (2..=18).map(|i| i as f32 * 5.0 / 100.0).collect();
    for unit in 0..2 {
        let best = grid.iter().map(|threshold| f1(unit, *threshold)).fold(0.0, f64::max);
        assert!((f1(unit, tuner.per_unit()[unit].unwrap()) - best).abs() < 1e-12);
    }
    let both = |threshold: f32| f1(0, threshold) + f1(1, threshold);
    let best = grid.iter().map(|threshold| both(*threshold)).fold(0.0, f64::max);
    assert!((both(tuner.global().unwrap()) - best).abs() < 1e-12);
    let refused = tuner.add(Split::Test, &[None, None], &[0.1, 0.2]).unwrap_err();
    assert_eq!(refused.to_string(), "expected faces of the validation split to tune thresholds on, found one of test");
    assert_eq!(ThresholdTuner::new(1, ScoreScale::Intensity).global(), None);
}

/// One unit is said of men more often than of women, the other of both alike.
#[test]
fn a_biased_unit_is_found_among_several() {
    let units = [("AU4".to_owned(), 0.5), ("AU25".to_owned(), 0.5)];
    let mut tally = UnitTally::new(&units, &gender(), ScoreScale::Probability).unwrap();
    let mut rng = stream(2, &["units"]);
    for i in 0..1200_u16 {
        let truths = [Some(rng.random()), Some(rng.random())];
        let raised = if i % 2 == 1 && rng.random::<f64>() < 0.3 { Some(true) } else { truths[0] };
        let score = |active: Option<bool>| if active == Some(true) { 0.8_f32 } else { 0.2 };
        let scores = [score(raised), score(truths[1])];
        tally.add(&row(&[Some(i % 2)], &truths, Some(&scores))).unwrap();
    }
    let found = tally.audit(&quick()).unwrap();
    let alarms: Vec<usize> = found.units.iter().map(|unit| unit.audit.alarms().count()).collect();
    assert!(alarms[0] > 0 && alarms[1] == 0, "{alarms:?}");
    let parity = |unit: usize| {
        let grouping = &found.units[unit].audit.groupings[0];
        grouping
            .disparity(DisparityKind::Difference, Some(MetricKind::SelectionRate), Some(PRESENT))
            .unwrap()
            .value
            .unwrap()
    };
    let means = &found.means[0];
    assert!((means.demographic_parity.unwrap() - f64::midpoint(parity(0), parity(1))).abs() < 1e-12);
    assert_eq!((means.n_units, means.attributes.as_slice()), (2, &["gender".to_owned()][..]));
    assert!(means.f1.unwrap() < 1.0);
}
