//! Tests of a group's metrics against scikit-learn.

use super::*;
use crate::fairness::Tallied;
use crate::fairness::grouping::{Grouping, groupings};
use crate::fairness::testing::{assert_same, peers, tallied};

fn assert_group(group: &Margins<'_>, theirs: &serde_json::Value) {
    let value = |kind| group.value(Metric::whole(kind));
    assert_same(value(MetricKind::Accuracy), &theirs["accuracy"]);
    assert_same(value(MetricKind::BalancedAccuracy), &theirs["balanced_accuracy"]);
    assert_same(value(MetricKind::MacroPrecision), &theirs["macro_precision"]);
    assert_same(value(MetricKind::MacroF1), &theirs["macro_f1"]);
    for (class, row) in theirs["classes"].as_array().unwrap().iter().enumerate() {
        for (i, kind) in MetricKind::OF_CLASS.into_iter().enumerate() {
            assert_same(group.value(Metric::of_class(kind, class)), &row[i]);
        }
    }
}

#[test]
fn metrics_agree_with_scikit_learn() {
    for frame in peers("frames") {
        let tallied = tallied(&frame);
        for (grouping, theirs) in groupings(&tallied, 3, 1).iter().skip(1).zip(frame["groupings"].as_array().unwrap()) {
            assert_grouping(&tallied, grouping, theirs["groups"].as_array().unwrap());
        }
        let whole = &groupings(&tallied, 1, 1)[0];
        let tables = whole.tables(&tallied, &tallied.counts, &[1]);
        assert_group(&Margins::of(&tables, tallied.n_classes()), &frame["overall"]);
    }
}

fn assert_grouping(tallied: &Tallied, grouping: &Grouping, theirs: &[serde_json::Value]) {
    let (tables, n) = (grouping.tables(tallied, &tallied.counts, &[1]), tallied.n_outcomes());
    let mut n_empty = 0;
    for group in theirs {
        let levels: Vec<u16> = serde_json::from_value(group["levels"].clone()).unwrap();
        let Ok(place) = grouping.groups.binary_search(&levels) else {
            n_empty += 1;
            assert_eq!(group["n"], 0);
            continue;
        };
        let margins = Margins::of(&tables[place * n..][..n], tallied.n_classes());
        assert_eq!(margins.n_found, group["n"].as_u64().unwrap());
        assert_group(&margins, group);
    }
    assert_eq!(grouping.n_empty, n_empty);
}

/// Counts per metric are those of its rows, one by one.
#[test]
fn rows_and_counts_say_the_same() {
    let table: Vec<u64> = (0..12).map(|i| (i * i + 3) % 11).collect();
    let margins = Margins::of(&table, 3);
    for (place, metric) in Metric::all(3).into_iter().enumerate() {
        assert_eq!(metric.place(), place);
        let rows = (0..12).filter_map(|cell| Some((metric.row(cell / 4, cell % 4, 3)?, table[cell])));
        let (n_hits, n) = rows.fold((0, 0), |(hits, n), (hit, count)| (hits + u64::from(hit) * count, n + count));
        match margins.counts(metric) {
            Some(counts) => assert_eq!(counts, (n_hits, n), "{metric:?}"),
            None => assert_eq!(n, 0, "{metric:?}"),
        }
    }
}

#[test]
fn nothing_is_known_of_an_empty_group() {
    let table = [0; 6];
    let margins = Margins::of(&table, 2);
    assert!(Metric::all(2).into_iter().all(|metric| margins.value(metric).is_none()));
    // Missed faces alone say how many were missed, and nothing of what the model says.
    let table = [0, 0, 4, 0, 0, 1];
    let margins = Margins::of(&table, 2);
    assert_eq!(margins.value(Metric::whole(MetricKind::MissRate)), Some(1.0));
    assert_eq!(margins.value(Metric::whole(MetricKind::AccuracyWithMissed)), Some(0.0));
    assert_eq!(margins.value(Metric::whole(MetricKind::Accuracy)), None);
}
