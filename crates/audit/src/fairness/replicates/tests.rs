//! Tests of resampling whole tables: their moments, and that threads and the order of rows change nothing.

use super::*;
use crate::fairness::plan::Statistic;
use crate::fairness::testing::{columns, drawn};
use crate::fairness::{AuditOptions, DisparityKind, MetricKind, Row, Tally, audit};

/// Accuracies of two groups: their difference varies as the formula for independent rates says.
#[test]
fn replicates_vary_as_the_formula_says() {
    let mut tally = Tally::new(columns(2, &[2])).unwrap();
    for i in 0..400_u16 {
        let group = i % 2;
        let is_hit = if group == 0 { i % 5 > 0 } else { i % 10 > 3 };
        let row = Row {
            groups: &[Some(group)],
            truth: 0,
            predicted: Some(u16::from(!is_hit)),
            person: None,
            seed: 0,
            probabilities: &[],
        };
        tally.add(&row).unwrap();
    }
    let tallied = tally.close().unwrap();
    let options = AuditOptions { n_replicates: 4000, n_permutations: 0, ..AuditOptions::default() };
    let plan = Plan::new(&tallied, &options);
    let found = Replicates::draw(&plan, &options);
    let of_accuracy = |statistic: &Statistic| matches!(statistic, Statistic::OfAll(d) if d.kind == DisparityKind::Difference && d.metric == Some(MetricKind::Accuracy));
    let first = plan.groupings[0].statistics.len();
    let place = first + plan.groupings[1].statistics.iter().position(of_accuracy).unwrap();
    let values = &found.resampled[place];
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / values.len() as f64;
    // 160 of 200 and 120 of 200 hits.
    let expected = 0.8 * 0.2 / 200.0 + 0.6 * 0.4 / 200.0;
    assert!((mean - 0.2).abs() < 0.003, "{mean}");
    assert!((variance / expected - 1.0).abs() < 0.08, "{variance} {expected}");
    assert_eq!(found.left_out[place].len(), 200);
}

#[test]
fn threads_and_the_order_of_rows_change_nothing() {
    let options = AuditOptions { n_replicates: 60, n_permutations: 60, ..AuditOptions::default() };
    for n_seeds in [1, 3] {
        let rows = drawn(300, n_seeds, 7);
        let mut turned = rows.clone();
        turned.reverse();
        let on = |n_threads, rows: &[crate::fairness::testing::DrawnRow]| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            pool.install(|| audit(&crate::fairness::testing::count(rows), &options))
        };
        let (one, four) = (on(1, &rows), on(4, &turned));
        assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&four).unwrap());
    }
}
