//! Tests of the quantiles against values that tables print.

use super::*;
use crate::fairness::testing::{assert_same, peers};

#[test]
fn normal_quantiles_of_the_tables() {
    let check = |p: f64, x: f64| assert!((normal_quantile(p) - x).abs() < 1e-12, "{p}");
    check(0.5, 0.0);
    check(0.975, 1.959_963_984_540_054);
    check(0.025, -1.959_963_984_540_054);
    check(0.99, 2.326_347_874_040_841);
}

#[test]
fn student_quantiles_of_closed_forms() {
    // One degree of freedom is Cauchy's distribution, two have a square root formula.
    let cauchy = (PI * (0.975 - 0.5)).tan();
    assert!((student_quantile(0.975, 1.0) - cauchy).abs() < 1e-9);
    let a: f64 = 2.0 * 0.975 - 1.0;
    assert!((student_quantile(0.975, 2.0) - a * (2.0 / (1.0 - a * a)).sqrt()).abs() < 1e-12);
    assert!((student_quantile(0.975, 1e7) - normal_quantile(0.975)).abs() < 1e-6);
}

#[test]
fn ln_gamma_is_the_factorial() {
    let mut sum = 0.0;
    for n in 1..200_u32 {
        assert!((ln_gamma(f64::from(n)) - sum).abs() < 1e-11 * (1.0 + sum), "{n}");
        sum += f64::from(n).ln();
    }
    assert!((ln_gamma(0.5) - PI.sqrt().ln()).abs() < 1e-14);
}

#[test]
fn chi_squared_tails_agree_with_scipy() {
    for row in peers("tails") {
        let number = |name: &str| row[name].as_f64().unwrap();
        let ours = chi_squared_tail(number("x"), number("df"));
        assert_same(Some(ours), &row["tail"]);
        assert!((ours / number("tail") - 1.0).abs() < 1e-9, "{row} {ours}");
    }
    assert!((normal_two_sided(-1.959_963_984_540_054) - 0.05).abs() < 1e-12);
    assert!((normal_cdf(-1.0) + normal_cdf(1.0) - 1.0).abs() < 1e-15 && normal_cdf(-50.0) < 1e-300);
}
