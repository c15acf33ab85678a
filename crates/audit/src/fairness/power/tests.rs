//! Tests of the smallest detectable gap against statsmodels.

use super::*;
use crate::fairness::testing::{assert_same, list, peers};

#[test]
fn gaps_agree_with_statsmodels() {
    for row in peers("powers") {
        let n: Vec<f64> = list(&row["n"]);
        let h = effect_size([n[0], n[1]], 0.05, 0.8).unwrap();
        assert_same(Some(h), &row["h"]);
        let gap = smallest_detectable_gap(row["rate"].as_f64().unwrap(), [n[0], n[1]], 0.05, 0.8);
        assert_same(gap, &row["gap"]);
    }
}

#[test]
fn few_faces_find_nothing() {
    assert_eq!(smallest_detectable_gap(0.5, [3.0, 3.0], 0.05, 0.8), None);
    assert_eq!(smallest_detectable_gap(0.5, [0.0, 300.0], 0.05, 0.8), None);
    let more = |n: f64| smallest_detectable_gap(0.8, [n, n], 0.05, 0.8).unwrap();
    assert!(more(400.0) < more(100.0) && more(100.0) < more(50.0));
    assert_same(smallest_detectable_gap(0.5, [50.0, 50.0], 0.9, 0.8), &serde_json::Value::Null);
}
