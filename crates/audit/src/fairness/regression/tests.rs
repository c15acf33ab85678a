//! Tests of the regression against statsmodels, of separation, and of what it is for.

use proptest::prelude::*;
use rand::RngExt;

use super::*;
use crate::chance::resample::stream;
use crate::fairness::testing::{assert_same, list, peers};

fn factor(name: &str, n_levels: usize, codes: Vec<u16>) -> Factor {
    let levels = (0..n_levels).map(|i| format!("{name} {i}")).collect();
    Factor { name: name.to_owned(), levels, codes: codes.into_iter().map(Some).collect() }
}

fn covariate(name: &str, values: Vec<f64>) -> Covariate {
    Covariate { name: name.to_owned(), values: values.into_iter().map(Some).collect() }
}

/// Coefficients and errors of every column; their reference level is the first, so the columns of the design are put so.
#[test]
fn coefficients_agree_with_statsmodels() {
    for row in peers("regressions") {
        let hits: Vec<bool> = list::<u8>(&row["outcome"]).into_iter().map(|hit| hit == 1).collect();
        let codes: Vec<u16> = list(&row["group"]);
        let n_levels = codes.iter().max().map_or(0, |most| *most as usize + 1);
        let group = factor("group", n_levels, codes);
        let covariates: Vec<Covariate> =
            list::<Vec<f64>>(&row["covariates"]).into_iter().map(|values| covariate("x", values)).collect();
        let people: Vec<u64> = list(&row["person"]);
        let people = row["clustered"].as_bool().unwrap().then_some(people.as_slice());
        let input = RegressionInput { hits: &hits, group: &group, factors: &[], covariates: &covariates, people };
        let mut design = Design::new(&input).unwrap();
        rebase(&mut design, &group);
        let fit = fit(&design, design.n_columns()).unwrap();
        for (i, coefficient) in fit.coefficients.iter().enumerate() {
            assert_same(Some(*coefficient), &row["coefficients"][i]);
            assert_same(Some(fit.covariance[i][i].sqrt()), &row["errors"][i]);
            assert_same(odds_ratio(&fit, i, Level::P95).map(|odds| odds.p_value), &row["p_values"][i]);
        }
    }
}

/// The group's columns as statsmodels was given them: one per level but the first.
fn rebase(design: &mut Design, group: &Factor) {
    let k = design.n_columns();
    for (row, code) in group.codes.iter().enumerate() {
        for level in 1..group.levels.len() {
            design.x[row * k + level] = f64::from(u8::from(*code == Some(level as u16)));
        }
    }
}

/// With the group alone the odds ratio is that of the table, and nothing is adjusted.
#[test]
fn without_covariates_the_odds_are_counted() {
    // 80 of 120 and 45 of 90 right.
    let hits: Vec<bool> = (0..210).map(|i| if i < 120 { i < 80 } else { i < 165 }).collect();
    let group = factor("group", 3, (0..210).map(|i| u16::from(i >= 120)).collect());
    let input = RegressionInput { hits: &hits, group: &group, factors: &[], covariates: &[], people: None };
    let found = regress(&input, Level::P95).unwrap();
    assert_eq!((found.reference.as_str(), found.groups.len()), ("group 0", 1));
    let odds = found.groups[0].adjusted.unwrap();
    assert!((odds.value - (45.0 / 45.0) / (80.0 / 40.0)).abs() < 1e-9, "{odds:?}");
    assert_eq!(found.groups[0].crude, found.groups[0].adjusted);
    assert!((found.p_value.unwrap() - odds.p_value).abs() < 1e-9);
}

/// Answers depend on the light alone, and one group stands in the dark: the crude odds differ, the adjusted do not.
#[test]
fn dark_pictures_are_no_bias() {
    let mut rng = stream(11, &["dark"]);
    let n = 4000;
    let codes: Vec<u16> = (0..n).map(|i| i % 2).collect();
    let light: Vec<f64> = codes.iter().map(|code| rng.random::<f64>() - 0.5 * f64::from(*code)).collect();
    let hits: Vec<bool> = light.iter().map(|l| rng.random::<f64>() < 1.0 / (1.0 + (-3.0 * l).exp())).collect();
    let (group, light) = (factor("group", 2, codes), [covariate("brightness", light)]);
    let input = RegressionInput { hits: &hits, group: &group, factors: &[], covariates: &light, people: None };
    let found = regress(&input, Level::P95).unwrap();
    let group = &found.groups[0];
    assert!(group.crude.unwrap().interval.high < 0.5, "{group:?}");
    assert!(group.adjusted.unwrap().interval.contains(1.0), "{group:?}");
    assert!(found.terms[0].odds_ratio.unwrap().interval.low > 1.5, "{:?}", found.terms);
}

#[test]
fn separation_is_said() {
    let hits: Vec<bool> = (0..120).map(|i| i % 3 > 0).collect();
    let group = factor("group", 2, (0..120).map(|i| u16::from(i % 7 > 2)).collect());
    // The class is always named rightly at level 2, and the light tells right from wrong without error.
    let class = factor("class", 3, (0..120).map(|i| if i % 3 == 1 { 2 } else { u16::from(i % 2 == 0) }).collect());
    let factors = [class];
    let input = RegressionInput { hits: &hits, group: &group, factors: &factors, covariates: &[], people: None };
    let found = regress(&input, Level::P95).unwrap();
    assert_eq!((found.separated, found.n_separated, found.n_rows), (vec!["class: class 2".to_owned()], 40, 80));
    let light = [covariate("light", (0..120).map(|i| f64::from(u8::from(i % 3 > 0)) + 0.001 * f64::from(i)).collect())];
    let input = RegressionInput { hits: &hits, group: &group, factors: &[], covariates: &light, people: None };
    let found = regress(&input, Level::P95).unwrap();
    assert_eq!((found.fitted, found.p_value, found.groups[0].adjusted), (Fitted::Separated, None, None));
    assert!(found.groups[0].crude.is_some());
}

#[test]
fn columns_that_follow_from_others_are_left_out() {
    let hits: Vec<bool> = (0..90).map(|i| i % 4 > 0).collect();
    let group = factor("group", 2, (0..90).map(|i| u16::from(i % 5 > 1)).collect());
    let x: Vec<f64> = (0..90).map(|i| f64::from(i * i % 17)).collect();
    let double = covariate("double", x.iter().map(|x| 2.0 * x + 1.0).collect());
    let covariates = [covariate("x", x), double, covariate("constant", vec![3.0; 90])];
    let input = RegressionInput { hits: &hits, group: &group, factors: &[], covariates: &covariates, people: None };
    let found = regress(&input, Level::P95).unwrap();
    assert_eq!((found.collinear, found.terms.len()), (vec!["double".to_owned(), "constant".to_owned()], 1));
}

#[test]
fn columns_that_do_not_fit_are_refused() {
    let hits = vec![true, false, true, false];
    let (good, short) = (factor("group", 2, vec![0, 1, 1, 0]), factor("group", 2, vec![0]));
    let check = |group: &Factor, expected: &str| {
        let input = RegressionInput { hits: &hits, group, factors: &[], covariates: &[], people: Some(&[1, 1, 2, 2]) };
        assert_eq!(regress(&input, Level::P95).unwrap_err().to_string(), expected);
    };
    check(&short, "column `group`: expected 4 rows, found 1");
    check(&factor("group", 2, vec![0, 1, 1, 2]), "column `group`: expected a level below 2, found 2");
    check(&good, "expected more than 2 people for as many columns, found 2");
    let one = factor("group", 2, vec![0; 4]);
    check(&one, "expected rows of two groups with right and wrong answers, found 1 such groups in 4 rows");
}

proptest! {
    /// Another unit of a covariate is no other picture.
    #[test]
    fn units_change_nothing(scale in 0.01..100.0_f64, shift in -50.0..50.0_f64, seed in 0..100_u64) {
        let mut rng = stream(seed, &["units"]);
        let hits: Vec<bool> = (0..80).map(|_| rng.random()).collect();
        let group = factor("group", 2, (0..80).map(|_| u16::from(rng.random::<bool>())).collect());
        let x: Vec<f64> = (0..80).map(|_| rng.random()).collect();
        let odds = |x: Vec<f64>| {
            let covariates = [covariate("x", x)];
            let input = RegressionInput { hits: &hits, group: &group, factors: &[], covariates: &covariates, people: None };
            regress(&input, Level::P95).unwrap().groups[0].adjusted.unwrap().value
        };
        let (before, after) = (odds(x.clone()), odds(x.iter().map(|x| scale * x + shift).collect()));
        prop_assert!((before / after - 1.0).abs() < 1e-6);
    }
}
