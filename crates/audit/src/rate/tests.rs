//! Tests of rates and their intervals.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::fairness::testing::{list, peers};

fn reference() -> Value {
    serde_json::from_str(include_str!("../../tests/reference/statistics.json")).expect("the reference file is JSON")
}

fn close(ours: Interval, theirs: &Value) -> bool {
    let end = |i: usize| theirs[i].as_f64().unwrap();
    (ours.low - end(0)).abs() < 1e-9 && (ours.high - end(1)).abs() < 1e-9
}

#[test]
fn intervals_agree_with_statsmodels() {
    for row in reference()["rates"].as_array().unwrap() {
        let count = |name: &str| row[name].as_u64().unwrap() as usize;
        let rate = Rate::new(count("n_hits"), count("n_faces")).unwrap();
        let level = Level::new(row["level"].as_f64().unwrap()).unwrap();
        assert!(close(rate.wilson(level), &row["wilson"]), "{row} {:?}", rate.wilson(level));
        assert!(close(rate.clopper_pearson(level), &row["clopper_pearson"]), "{row} {:?}", rate.clopper_pearson(level));
    }
}

#[test]
fn differences_agree_with_statsmodels() {
    for row in peers("newcombe") {
        let counts: Vec<usize> = list(&row["counts"]);
        let rates = [Rate::new(counts[0], counts[1]), Rate::new(counts[2], counts[3])].map(Option::unwrap);
        let ours = difference_of(rates.map(Rate::fraction), rates.map(|rate| rate.wilson(Level::P95)), 0.0);
        assert!(close(ours, &row["interval"]), "{row} {ours:?}");
    }
}

#[test]
fn undefined_rates_are_none() {
    assert_eq!(Rate::new(0, 0), None);
    assert_eq!(Rate::new(3, 2), None);
    assert!(serde_json::from_str::<Rate>(r#"{"n_hits": 3, "n_faces": 2}"#).is_err());
    assert!(serde_json::from_str::<Rate>(r#"{"n_hits": 1, "n_faces": 2, "rate": 0.5}"#).is_err());
}

#[test]
fn levels_lie_between_0_and_1() {
    for level in [0.0, 1.0, -0.5, 95.0, f64::NAN] {
        assert_eq!(Level::new(level), None, "{level}");
    }
}

#[test]
fn percent_is_integer_arithmetic() {
    let check = |hits, faces, rounded: &str, truncated: &str| {
        let rate = Rate::new(hits, faces).unwrap();
        assert_eq!((rate.percent().as_str(), rate.percent_truncated().as_str()), (rounded, truncated));
    };
    check(191, 419, "45.58", "45.58");
    check(212, 419, "50.60", "50.59");
    check(19, 89, "21.35", "21.34");
    check(7, 22, "31.82", "31.81");
    check(1, 8, "12.50", "12.50");
    check(0, 3, "0.00", "0.00");
    check(3, 3, "100.00", "100.00");
    check(1, 20_000, "0.01", "0.00");
}

proptest! {
    #[test]
    fn wilson_holds_the_rate_and_stays_in_range((hits, faces) in counts()) {
        let rate = Rate::new(hits, faces).unwrap();
        for interval in [rate.wilson(Level::P95), rate.clopper_pearson(Level::P95)] {
            prop_assert!(0.0 <= interval.low && interval.high <= 1.0 && interval.contains(rate.fraction()));
        }
    }

    #[test]
    fn misses_mirror_hits((hits, faces) in counts()) {
        let of = |hits| Rate::new(hits, faces).unwrap().wilson(Level::P95);
        let (ours, mirror) = (of(hits), of(faces - hits));
        prop_assert!((ours.low - (1.0 - mirror.high)).abs() < 1e-12 && (ours.high - (1.0 - mirror.low)).abs() < 1e-12);
    }

    #[test]
    fn doubling_the_faces_keeps_the_rate_and_narrows_the_interval((hits, faces) in counts()) {
        let (once, twice) = (Rate::new(hits, faces).unwrap(), Rate::new(2 * hits, 2 * faces).unwrap());
        prop_assert_eq!(once.percent(), twice.percent());
        let width = |rate: Rate| { let i = rate.wilson(Level::P95); i.high - i.low };
        prop_assert!(width(twice) < width(once));
    }

    #[test]
    fn json_round_trip((hits, faces) in counts()) {
        let rate = Rate::new(hits, faces).unwrap();
        prop_assert_eq!(serde_json::from_str::<Rate>(&serde_json::to_string(&rate).unwrap()).unwrap(), rate);
    }
}

fn counts() -> impl Strategy<Value = (usize, usize)> {
    (1..2000_usize).prop_flat_map(|faces| (0..=faces, Just(faces)))
}
