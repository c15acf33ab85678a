//! Tests of the paired statistics.

use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn reference() -> Value {
    serde_json::from_str(include_str!("../../tests/reference/statistics.json")).expect("the reference file is JSON")
}

fn pairs(both: usize, only_first: usize, only_second: usize, neither: usize) -> Paired {
    Paired { both, only_first, only_second, neither }
}

#[test]
fn mcnemar_agrees_with_scipy() {
    for row in reference()["mcnemar"].as_array().unwrap() {
        let count = |name: &str| row[name].as_u64().unwrap() as usize;
        let p = mcnemar_exact(count("only_first"), count("only_second"));
        assert!((p - row["p_value"].as_f64().unwrap()).abs() < 1e-9, "{row} {p}");
    }
}

#[test]
fn mcnemar_of_the_paper_depends_on_the_discordant_faces() {
    // A net gain of 21 faces of 419, for several numbers of faces on which the two models disagree.
    for (discordant, expected) in [(61, 0.0099), (81, 0.0257), (101, 0.046), (121, 0.069)] {
        let lost = (discordant - 21) / 2;
        assert!((mcnemar_exact(lost, lost + 21) - expected).abs() < 6e-4, "{discordant}");
    }
}

#[test]
fn newcombe_agrees_with_an_independent_script() {
    for row in reference()["newcombe"].as_array().unwrap() {
        let counts: Vec<usize> = serde_json::from_value(row["counts"].clone()).unwrap();
        let ours = pairs(counts[0], counts[1], counts[2], counts[3]);
        let interval = ours.difference_interval(Level::P95).unwrap();
        assert!((ours.difference().unwrap() - row["difference"].as_f64().unwrap()).abs() < 1e-12);
        assert!((interval.low - row["interval"][0].as_f64().unwrap()).abs() < 1e-9, "{row} {interval:?}");
        assert!((interval.high - row["interval"][1].as_f64().unwrap()).abs() < 1e-9, "{row} {interval:?}");
    }
}

#[test]
fn newcombe_agrees_with_his_worked_example() {
    let interval = pairs(36, 2, 12, 0).difference_interval(Level::P95).unwrap();
    assert_eq!(format!("{:.4} {:.4}", interval.low, interval.high), "0.0569 0.3404");
}

#[test]
fn nothing_is_known_without_faces() {
    let none = pairs(0, 0, 0, 0);
    assert_eq!((none.first(), none.difference(), none.difference_interval(Level::P95)), (None, None, None));
    assert!((none.p_value() - 1.0).abs() < f64::EPSILON);
}

proptest! {
    #[test]
    fn mcnemar_is_symmetric_and_a_probability(a in 0..3000_usize, b in 0..3000_usize) {
        let p = mcnemar_exact(a, b);
        prop_assert!((0.0..=1.0).contains(&p));
        prop_assert!((p - mcnemar_exact(b, a)).abs() < 1e-12);
    }

    #[test]
    fn mcnemar_agrees_with_a_sum_over_all_splits(a in 0..40_usize, b in 0..40_usize) {
        let n = a + b;
        let ways = |k: usize| (1..=k).fold(1.0, |product, i| product * (n - k + i) as f64 / i as f64);
        let rarer: f64 = (0..=n).map(ways).filter(|w| *w <= ways(a) * (1.0 + 1e-9)).sum();
        prop_assert!((mcnemar_exact(a, b) - rarer / 2f64.powi(n as i32)).abs() < 1e-9);
    }

    #[test]
    fn newcombe_holds_the_difference_and_mirrors(a in 0..60_usize, b in 0..60_usize, c in 0..60_usize, d in 1..60_usize) {
        let (ours, mirror) = (pairs(a, b, c, d), pairs(a, c, b, d));
        let (interval, negated) =
            (ours.difference_interval(Level::P95).unwrap(), mirror.difference_interval(Level::P95).unwrap().negated());
        prop_assert!(interval.contains(ours.difference().unwrap()));
        prop_assert!(-1.0 <= interval.low && interval.high <= 1.0);
        prop_assert!((interval.low - negated.low).abs() < 1e-12 && (interval.high - negated.high).abs() < 1e-12);
    }
}
