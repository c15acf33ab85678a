//! Tests of matching against statsmodels, and of what it is for.

use rand::RngExt;

use super::*;
use crate::chance::resample::stream;
use crate::fairness::regression::{Covariate, Factor};
use crate::fairness::testing::{assert_same, list, peers};

#[test]
fn common_odds_agree_with_statsmodels() {
    for row in peers("strata") {
        let tables: Vec<[[f64; 2]; 2]> = list(&row["tables"]);
        let strata: Vec<Stratum> = tables.iter().map(|[[a, b], [c, d]]| Stratum([*a, *b, *c, *d])).collect();
        let odds = common_odds(&strata, Level::P95).unwrap();
        assert_same(Some(odds.value), &row["odds_ratio"]);
        assert_same(Some(odds.interval.low), &row["interval"][0]);
        assert_same(Some(odds.interval.high), &row["interval"][1]);
        assert_same(Some(odds.p_value), &row["p_value"]);
    }
}

/// Two groups in different light, of which the answers depend on nothing else: alike pictures are answered alike.
#[test]
fn alike_pictures_are_answered_alike() {
    let mut rng = stream(12, &["alike"]);
    let codes: Vec<Option<u16>> = (0..4000).map(|i| Some(i % 2)).collect();
    let dark = |code: &Option<u16>| if *code == Some(1) { 0.7 } else { 0.3 };
    let light: Vec<Option<f64>> =
        codes.iter().map(|c| Some(f64::from(u8::from(rng.random::<f64>() > dark(c))))).collect();
    let hits: Vec<bool> = light.iter().map(|l| rng.random::<f64>() < 0.3 + 0.5 * l.unwrap()).collect();
    let group = Factor { name: "group".into(), levels: vec!["a".into(), "b".into()], codes };
    let covariates = [Covariate { name: "light".into(), values: light }];
    let crude = RegressionInput { hits: &hits, group: &group, factors: &[], covariates: &[], people: None };
    let found = &matched(&RegressionInput { covariates: &covariates, ..crude }, 0, Level::P95)[0];
    assert_eq!((found.level.as_str(), found.n_strata, found.n_unmatched), ("b", 2, 0));
    assert!(found.difference.unwrap().abs() < 0.04 && found.odds_ratio.unwrap().interval.contains(1.0), "{found:?}");
    let crude = &matched(&crude, 0, Level::P95)[0];
    assert!(crude.difference.unwrap() < -0.15 && crude.odds_ratio.unwrap().interval.high < 0.6, "{crude:?}");
}

#[test]
fn rows_without_a_match_are_counted() {
    let group = Factor {
        name: "group".into(),
        levels: vec!["a".into(), "b".into(), "c".into()],
        codes: vec![Some(0), Some(0), Some(1), Some(1), None, Some(1)],
    };
    let class = [Factor {
        name: "class".into(),
        levels: vec!["x".into(), "y".into()],
        codes: vec![Some(0), Some(0), Some(0), Some(1), Some(0), None],
    }];
    let hits = [true, false, true, true, true, true];
    let input = RegressionInput { hits: &hits, group: &group, factors: &class, covariates: &[], people: None };
    let found = matched(&input, 0, Level::P95);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].n_strata, found[0].n_unmatched, found[0].odds_ratio), (1, 1, None));
    assert_eq!(found[0].difference, Some(0.5));
}
