//! Tests of the interval against its definition on given replicates.

use super::*;
use crate::fairness::testing::{list, peers};

#[test]
fn intervals_agree_with_the_definition() {
    for row in peers("bootstraps") {
        let (mut replicates, left_out): (Vec<f64>, Vec<f64>) = (list(&row["replicates"]), list(&row["left_out"]));
        let ours = bca(row["observed"].as_f64().unwrap(), &mut replicates, &left_out, Level::P95, None).unwrap();
        let theirs: Vec<f64> = list(&row["interval"]);
        assert!((ours.low - theirs[0]).abs() < 1e-9 && (ours.high - theirs[1]).abs() < 1e-9, "{ours:?} {theirs:?}");
    }
}

#[test]
fn without_bias_and_skewness_it_is_the_percentile_interval() {
    let mut replicates: Vec<f64> = (0..=1000).map(f64::from).collect();
    let plain = bca(500.0, &mut replicates, &[1.0, 2.0, 3.0], Level::P95, None).unwrap();
    assert!((plain.low - 25.0).abs() < 1e-6 && (plain.high - 975.0).abs() < 1e-6, "{plain:?}");
    let wider = bca(500.0, &mut replicates, &[1.0, 2.0, 3.0], Level::P95, Some(15.0)).unwrap();
    assert!(wider.low < 15.0 && 985.0 < wider.high, "{wider:?}");
    assert_eq!(bca(0.0, &mut [], &[], Level::P95, None), None);
}
