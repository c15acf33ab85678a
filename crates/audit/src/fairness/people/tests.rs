//! Tests of people in groups against the share of a diagnosis, which counts picture by picture.

use super::*;
use crate::fairness::grouping::groupings;
use crate::fairness::margins::MetricKind;
use crate::fairness::testing::columns;
use crate::fairness::{Row, Tally};

/// Five people with three faces each, a group apiece for the first attribute, and both groups of the second.
fn tallied() -> Tallied {
    let mut tally = Tally::new(columns(2, &[2, 2])).unwrap();
    for i in 0..15_u16 {
        let groups = [Some(u16::from(i / 3 > 1)), Some(i % 2)];
        let predicted = (i != 7).then_some(u16::from(i % 4 == 1));
        let row =
            Row { groups: &groups, truth: 0, predicted, person: Some(u64::from(i / 3)), seed: 0, probabilities: &[] };
        tally.add(&row).unwrap();
    }
    tally.close().unwrap()
}

#[test]
fn squares_are_those_of_the_people() {
    let tallied = tallied();
    let grouping = &groupings(&tallied, 1, 1)[1];
    let tables = grouping.tables(&tallied, &tallied.counts, &[1]);
    let groups: Vec<Margins<'_>> = tables.chunks_exact(6).map(|table| Margins::of(table, 2)).collect();
    let people = GroupPeople::of(&tallied, grouping, &groups);
    assert_eq!((people.n_people.as_slice(), people.is_shared), (&[2, 3][..], false));
    // The second group: people 2 to 4 with faces 6 to 14, of which 7 is missed and 9 and 13 are wrong.
    let accuracy = Metric::whole(MetricKind::Accuracy);
    let (n_people, squares) = people.spread[people.n_metrics + accuracy.place()];
    let expected: f64 =
        [(2.0, 2.0), (3.0, 2.0), (3.0, 2.0)].map(|(n, hits): (f64, f64)| (hits - n * 0.75).powi(2)).iter().sum();
    assert!(n_people == 3 && (squares - expected).abs() < 1e-12, "{n_people} {squares} {expected}");
    let rate = Rate::new(6, 8).unwrap();
    assert_eq!(people.interval(rate, 1, accuracy, Level::P95), clustered_wilson(rate, 3, expected, Level::P95));
}

#[test]
fn people_in_two_groups_are_seen() {
    let tallied = tallied();
    let grouping = &groupings(&tallied, 1, 1)[2];
    let tables = grouping.tables(&tallied, &tallied.counts, &[1]);
    let groups: Vec<Margins<'_>> = tables.chunks_exact(6).map(|table| Margins::of(table, 2)).collect();
    assert!(GroupPeople::of(&tallied, grouping, &groups).is_shared);
    let accuracy = Metric::whole(MetricKind::Accuracy);
    let rates = [0, 1].map(|group| (group, groups[group].value(accuracy).unwrap()));
    assert!(correlation(&tallied, grouping, accuracy, rates).abs() < 1e-12, "one group is always right");
    let itself = correlation(&tallied, grouping, accuracy, [rates[1], rates[1]]);
    assert!((itself - 1.0).abs() < 1e-12, "{itself}");
}
