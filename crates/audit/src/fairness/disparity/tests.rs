//! Tests of disparities against Fairlearn, and of what must not change them.

use proptest::prelude::*;

use super::*;
use crate::fairness::grouping::groupings;
use crate::fairness::testing::{assert_same, list, peers, tallied};

/// Every disparity of every grouping of the reference file, intersections with empty ones and one-class groups among them.
#[test]
fn disparities_agree_with_fairlearn() {
    use DisparityKind as Kind;
    for frame in peers("frames") {
        let tallied = tallied(&frame);
        let n_classes = tallied.n_classes();
        let all = groupings(&tallied, 3, 1);
        let expected = frame["groupings"].as_array().unwrap();
        assert_eq!(all.len() - 1, expected.len());
        for (grouping, theirs) in all.iter().skip(1).zip(expected) {
            assert_eq!(grouping.attributes, list::<usize>(&theirs["attributes"]));
            let tables = grouping.tables(&tallied, &tallied.counts, &[1]);
            let groups: Vec<Margins<'_>> =
                tables.chunks_exact(tallied.n_outcomes()).map(|table| Margins::of(table, n_classes)).collect();
            let allowed = Allowed::of(&groups, 1);
            let value = |kind, metric, class| Disparity { kind, metric, class }.value(&groups, &allowed);
            let accuracy = Some(MetricKind::Accuracy);
            assert_same(value(Kind::Difference, accuracy, None), &theirs["accuracy_difference"]);
            assert_same(value(Kind::Ratio, accuracy, None), &theirs["accuracy_ratio"]);
            assert_same(value(Kind::MultiDemographicParity, None, None), &theirs["multi_demographic_parity"]);
            assert_same(value(Kind::TotalVariation, None, None), &theirs["total_variation_worst"]);
            assert_same(value(Kind::TotalVariationMean, None, None), &theirs["total_variation_mean"]);
            assert_same(value(Kind::MultiEqualOpportunity, None, None), &theirs["multi_equal_opportunity"]);
            assert_same(value(Kind::CellEqualizedOdds, None, None), &theirs["cell_equalized_odds"]);
            for (class, row) in theirs["classes"].as_array().unwrap().iter().enumerate() {
                assert_class(&groups, &allowed, class, row);
            }
        }
    }
}

fn assert_class(groups: &[Margins<'_>], allowed: &Allowed, class: usize, theirs: &serde_json::Value) {
    use DisparityKind as Kind;
    let value = |kind, metric| Disparity { kind, metric, class: Some(class) }.value(groups, allowed);
    let difference = |metric| value(Kind::Difference, Some(metric));
    assert_same(difference(MetricKind::SelectionRate), &theirs["demographic_parity"]);
    assert_same(value(Kind::Ratio, Some(MetricKind::SelectionRate)), &theirs["demographic_parity_ratio"]);
    assert_same(difference(MetricKind::Recall), &theirs["recall_range"]);
    assert_same(difference(MetricKind::FalsePositiveRate), &theirs["false_positive_range"]);
    assert_same(difference(MetricKind::Precision), &theirs["predictive_parity"]);
    if theirs.get("equalized_odds").is_some() {
        assert_same(difference(MetricKind::Recall), &theirs["equal_opportunity"]);
        assert_same(value(Kind::EqualizedOdds, None), &theirs["equalized_odds"]);
        assert_same(value(Kind::EqualizedOddsMean, None), &theirs["equalized_odds_mean"]);
    }
}

/// The example in the documentation of `holisticai`: three groups, distances 1/4, 1/4 and 1/2.
#[test]
fn total_variation_of_the_published_example() {
    let mut tables = vec![[0; 12]; 3];
    for (group, predicted) in [0, 0, 0, 0, 1, 1, 1, 1, 2, 2].into_iter().zip([1, 2, 0, 1, 2, 0, 1, 2, 0, 2]) {
        tables[group][predicted] += 1;
    }
    let groups: Vec<Margins<'_>> = tables.iter().map(|table| Margins::of(table, 3)).collect();
    let allowed = Allowed::of(&groups, 1);
    let value = |kind| Disparity::plain(kind, None).value(&groups, &allowed).unwrap();
    // A has shares 1/4 1/2 1/4, B 1/4 1/4 1/2, C 1/2 0 1/2.
    assert!((value(DisparityKind::TotalVariation) - 0.5).abs() < 1e-12);
    assert!((value(DisparityKind::TotalVariationMean) - (0.25 + 0.5 + 0.25) / 3.0).abs() < 1e-12);
}

#[test]
fn groups_with_too_few_rows_take_no_part() {
    let tables = [[9, 1, 0, 0, 0, 0], [0, 3, 0, 0, 0, 0], [5, 5, 0, 0, 0, 0]];
    let groups: Vec<Margins<'_>> = tables.iter().map(|table| Margins::of(table, 2)).collect();
    let accuracy = Metric::whole(MetricKind::Accuracy);
    let width = |least_n| {
        let range = range(accuracy, &groups, &Allowed::of(&groups, least_n))?;
        Some((range.lowest.0, range.highest.0))
    };
    assert_eq!(width(1), Some((1, 0)));
    assert_eq!(width(4), Some((2, 0)));
    assert_eq!(width(11), None);
}

fn group_tables() -> impl Strategy<Value = Vec<Vec<u64>>> {
    prop::collection::vec(prop::collection::vec(0..30_u64, 12), 2..6)
}

fn values(tables: &[Vec<u64>]) -> Vec<Option<f64>> {
    let groups: Vec<Margins<'_>> = tables.iter().map(|table| Margins::of(table, 3)).collect();
    let allowed = Allowed::of(&groups, 1);
    Disparity::all(3).into_iter().map(|disparity| disparity.value(&groups, &allowed)).collect()
}

fn are_close(first: &[Option<f64>], second: &[Option<f64>]) -> bool {
    first.iter().zip(second).all(|pair| match pair {
        (Some(a), Some(b)) => (a - b).abs() < 1e-12,
        (a, b) => a.is_none() && b.is_none(),
    })
}

proptest! {
    #[test]
    fn the_order_of_groups_changes_nothing(tables in group_tables()) {
        let mut turned = tables.clone();
        turned.reverse();
        turned.rotate_left(1);
        prop_assert!(are_close(&values(&tables), &values(&turned)));
    }

    #[test]
    fn doubling_all_rows_changes_nothing(tables in group_tables()) {
        let doubled: Vec<Vec<u64>> = tables.iter().map(|t| t.iter().map(|n| 2 * n).collect()).collect();
        prop_assert!(are_close(&values(&tables), &values(&doubled)));
    }

    #[test]
    fn equal_groups_do_not_differ(table in prop::collection::vec(0..30_u64, 12), n in 2..5_usize) {
        let found = values(&vec![table; n]);
        for (disparity, value) in Disparity::all(3).into_iter().zip(found) {
            let expected = if disparity.kind == DisparityKind::Ratio { 1.0 } else { 0.0 };
            prop_assert!(value.is_none_or(|value| (value - expected).abs() < 1e-12), "{disparity:?} {value:?}");
        }
    }

    #[test]
    fn all_lie_between_0_and_1(tables in group_tables()) {
        prop_assert!(values(&tables).into_iter().flatten().all(|value| (0.0..=1.0).contains(&value)));
    }
}
