//! Tests of whole audits: a planted bias is found with its size, nothing is found where nothing is, and too few is said.

use proptest::prelude::*;
use rand::RngExt;

use super::*;
use crate::chance::resample::stream;
use crate::fairness::testing::{DrawnRow, columns, count, drawn};
use crate::fairness::{Audit, MetricKind, Row, Tally};

fn quick() -> AuditOptions {
    AuditOptions { n_replicates: 200, n_permutations: 199, ..AuditOptions::default() }
}

/// Group 1 of the first attribute is named rightly in `share` of all cases, everybody else in 80 %.
fn planted(n: u64, share: f64) -> Tallied {
    let mut rng = stream(n, &["planted"]);
    let mut tally = Tally::new(columns(3, &[2, 2])).unwrap();
    for person in 0..n {
        let (group, truth) = ((person % 2) as u16, rng.random_range(0..3));
        let right = if group == 1 { share } else { 0.8 };
        let predicted = if rng.random::<f64>() < right { truth } else { (truth + 1) % 3 };
        let groups = [Some(group), Some(rng.random_range(0..2))];
        let row = Row { groups: &groups, truth, predicted: Some(predicted), person: None, seed: 0, probabilities: &[] };
        tally.add(&row).unwrap();
    }
    tally.close().unwrap()
}

fn accuracy_gap(audit: &Audit, grouping: usize) -> &DisparityReport {
    audit.groupings[grouping].disparity(DisparityKind::Difference, Some(MetricKind::Accuracy), None).unwrap()
}

#[test]
fn a_planted_bias_is_found_with_its_size() {
    let found = audit(&planted(2000, 0.6), &quick());
    let gap = accuracy_gap(&found, 0);
    assert!(found.is_alarm(gap), "{gap:?}");
    assert!(gap.interval.unwrap().contains(0.2) && !gap.interval.unwrap().contains(0.1), "{gap:?}");
    assert_eq!((gap.lowest, gap.highest, gap.worst, gap.method), (Some(1), Some(0), Some(1), Some(Method::Newcombe)));
    // The other attribute means nothing, although each of its groups holds as many faces.
    let other = accuracy_gap(&found, 1);
    assert!(!found.is_alarm(other) && other.interval.unwrap().low <= 0.0, "{other:?}");
    assert!(other.test.unwrap().by_chance > 0.0, "a gap is positive by chance");
    let f1 = found.groupings[0].disparity(DisparityKind::Difference, Some(MetricKind::MacroF1), None).unwrap();
    assert_eq!(f1.method, Some(Method::Bootstrap));
    assert!(f1.interval.unwrap().contains(0.2), "{f1:?}");
}

#[test]
fn too_few_rows_are_said_and_not_compared() {
    let found = audit(&planted(60, 0.1), &AuditOptions { least_n: 31, ..quick() });
    let group = &found.groupings[0].groups[0];
    let accuracy = group.metric(MetricKind::Accuracy, None).unwrap();
    assert_eq!((accuracy.value, accuracy.interval, accuracy.enough), (None, None, Enough::TooFew));
    assert_eq!(accuracy.rate.unwrap().n_faces(), 30);
    assert!(found.groupings[0].disparities.is_empty());
    assert_eq!((found.n_tests, found.alarms().count()), (0, 0));
}

#[test]
fn seeds_are_resampled_and_people_in_two_groups_are_paired() {
    let found = audit(&count(&drawn(240, 4, 3)), &quick());
    assert_eq!((found.n_rows, found.n_people, found.n_seeds), (960, Some(80), 4));
    assert_eq!(found.groupings[0].disparities.iter().filter_map(|d| d.method).find(|m| *m == Method::Newcombe), None);
    let mut rows = drawn(240, 1, 3);
    rows.iter_mut().enumerate().for_each(|(i, row)| row.groups[0] = Some((i % 2) as u16));
    let found = audit(&count(&rows), &quick());
    assert!(found.groupings[0].is_shared && !found.groupings[1].is_shared);
    assert_eq!(accuracy_gap(&found, 0).method, Some(Method::Newcombe));
}

/// Rows that say the same ten times over are no more than one: intervals count people.
#[test]
fn copies_of_a_face_are_no_evidence() {
    let once: Vec<DrawnRow> =
        drawn(120, 1, 5).into_iter().enumerate().map(|(i, row)| DrawnRow { person: Some(i as u64), ..row }).collect();
    let often: Vec<DrawnRow> = once.iter().flat_map(|row| std::iter::repeat_n(row.clone(), 10)).collect();
    let width = |rows: &[DrawnRow]| {
        let found = audit(&count(rows), &quick());
        let interval = found.overall.metric(MetricKind::Accuracy, None).unwrap().interval.unwrap();
        (interval.high - interval.low, accuracy_gap(&found, 1).test.unwrap().p_value)
    };
    let ((narrow, p_once), (wide, p_often)) = (width(&once), width(&often));
    assert!((wide / narrow - 1.0).abs() < 0.05, "{narrow} {wide}");
    assert!((p_once - p_often).abs() < 0.12, "{p_once} {p_often}");
}

#[test]
fn the_result_survives_json() {
    let found = audit(&count(&drawn(90, 2, 1)), &quick());
    let text = serde_json::to_string(&found).unwrap();
    assert!(!text.contains("NaN"));
    assert_eq!(serde_json::from_str::<Audit>(&text).unwrap(), found);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_table_gives_fractions_inside_their_intervals(n in 1..120_usize, seed in 0..1000_u64, least_n in 1..20_u64) {
        let options = AuditOptions { n_replicates: 40, n_permutations: 19, least_n, ..AuditOptions::default() };
        let found = audit(&count(&drawn(n, 1, seed)), &options);
        let groups = found.groupings.iter().flat_map(|grouping| &grouping.groups).chain([&found.overall]);
        for metric in groups.flat_map(|group| &group.metrics) {
            prop_assert_eq!(metric.value.is_some(), metric.enough == Enough::Yes);
            prop_assert!(metric.value.is_none_or(|value| (0.0..=1.0).contains(&value)));
            if let (Some(rate), Some(interval)) = (metric.rate, metric.interval) {
                prop_assert!(interval.contains(rate.fraction()), "{metric:?}");
            }
        }
        for disparity in found.groupings.iter().flat_map(|grouping| &grouping.disparities) {
            prop_assert!(disparity.value.is_none_or(|value| (0.0..=1.0).contains(&value)));
            prop_assert!(disparity.interval.is_none_or(|i| 0.0 <= i.low && i.low <= i.high && i.high <= 1.0));
            prop_assert!(disparity.test.is_none_or(|t| 0.0 < t.p_value && t.p_value <= t.p_family + 0.051));
        }
    }
}
