//! Tests of estimates over faces and seeds.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::rate::Rate;

fn reference() -> Value {
    serde_json::from_str(include_str!("../../tests/reference/statistics.json")).expect("the reference file is JSON")
}

/// One observation per row, each its own parent.
fn observations<'a>(names: &'a [String], table: &[Vec<f64>]) -> Vec<Observation<'a>> {
    names.iter().zip(table).map(|(parent, row)| Observation { parent, per_seed: row.clone() }).collect()
}

fn names(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("{i:04}")).collect()
}

#[test]
fn spread_agrees_with_scipy() {
    for row in reference()["spreads"].as_array().unwrap() {
        let values: Vec<f64> = serde_json::from_value(row["values"].clone()).unwrap();
        let spread = Spread::of(&values).unwrap();
        let interval = spread.interval.unwrap();
        let ours = [spread.mean, spread.sd.unwrap(), interval.low, interval.high];
        for (value, at) in ours.into_iter().zip(["/mean", "/sd", "/interval/0", "/interval/1"]) {
            assert!((value - row.pointer(at).unwrap().as_f64().unwrap()).abs() < 1e-9, "{at} {value}");
        }
    }
}

#[test]
fn one_seed_has_no_spread() {
    let spread = Spread::of(&[0.5]).unwrap();
    assert_eq!((spread.sd, spread.interval), (None, None));
    assert_eq!(Spread::of(&[]), None);
    assert_eq!(Spread::of(&[0.5, f64::NAN]), None);
}

#[test]
fn components_agree_with_a_two_way_analysis_of_variance() {
    for row in reference()["crossed"].as_array().unwrap() {
        let table: Vec<Vec<f64>> = serde_json::from_value(row["table"].clone()).unwrap();
        let names = names(table.len());
        let observations = observations(&names, &table);
        let found = components(&observations, &summary(&observations).unwrap().0).unwrap();
        assert!((found.variance - row["variance"].as_f64().unwrap()).abs() < 1e-12, "{found:?}");
        assert!((found.degrees - row["degrees"].as_f64().unwrap()).abs() < 1e-6, "{found:?}");
        let t = student_quantile(0.975, found.degrees);
        assert!((t - row["t"].as_f64().unwrap()).abs() < 1e-9);
    }
}

#[test]
fn one_seed_and_independent_faces_give_wilson() {
    let table: Vec<Vec<f64>> = (0..89).map(|i| vec![if i < 34 { 1.0 } else { 0.0 }]).collect();
    let names = names(89);
    let estimate = Estimate::of_fraction(&observations(&names, &table)).unwrap();
    assert_eq!(estimate.interval, Rate::new(34, 89).unwrap().wilson(Level::P95));
}

#[test]
fn copies_of_a_face_add_no_certainty() {
    let names = names(40);
    let once: Vec<Observation<'_>> = (0..40).map(|i| single(&names[i], i)).collect();
    let thrice: Vec<Observation<'_>> = (0..120).map(|i| single(&names[i / 3], i / 3)).collect();
    let [once, thrice] = [once, thrice].map(|o| Estimate::of_fraction(&o).unwrap());
    assert_eq!((thrice.n_faces, thrice.n_parents), (120, 40));
    let width = |e: &Estimate| e.interval.high - e.interval.low;
    assert!((width(&thrice) / width(&once) - 1.0).abs() < 0.05, "{once:?} {thrice:?}");
}

fn single(parent: &str, i: usize) -> Observation<'_> {
    Observation { parent, per_seed: vec![f64::from(u8::from(i.is_multiple_of(3)))] }
}

/// Draws a table of hits in which faces and seeds both matter, as a simulation of studies whose truth is known.
fn simulated(seed: u64, n_faces: usize, n_seeds: usize) -> Vec<Vec<f64>> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03;
    let mut uniform = move || {
        // SplitMix64 (Steele, Lea and Flood 2014), enough for a simulation without another dependency.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    };
    let shifts: Vec<f64> = (0..n_seeds).map(|_| 0.2 * (uniform() - 0.5)).collect();
    (0..n_faces)
        .map(|_| {
            let ease = 0.2 + 0.6 * uniform();
            shifts.iter().map(|shift| f64::from(u8::from(uniform() < ease + shift))).collect()
        })
        .collect()
}

#[test]
fn the_interval_covers_the_truth_at_its_level() {
    let n_studies = 1000;
    let names = names(100);
    let covered = (0..n_studies).filter(|seed| {
        let table = simulated(*seed, 100, 5);
        Estimate::of_fraction(&observations(&names, &table)).unwrap().interval.contains(0.5)
    });
    let share = covered.count() as f64 / n_studies as f64;
    assert!((0.93..=0.99).contains(&share), "covered {share}");
}

proptest! {
    #[test]
    fn estimates_are_finite_and_hold_their_value(seed in 0..500_u64, n_faces in 1..30_usize, n_seeds in 1..5_usize) {
        let (names, table) = (names(n_faces), simulated(seed, n_faces, n_seeds));
        let estimate = Estimate::of_fraction(&observations(&names, &table)).unwrap();
        prop_assert!(estimate.interval.low.is_finite() && estimate.interval.contains(estimate.value));
        prop_assert!(0.0 <= estimate.interval.low && estimate.interval.high <= 1.0);
    }

    #[test]
    fn the_order_of_faces_and_seeds_changes_nothing(seed in 0..200_u64) {
        let (names, table) = (names(17), simulated(seed, 17, 3));
        let turned: Vec<Vec<f64>> = table.iter().rev().map(|row| row.iter().rev().copied().collect()).collect();
        let [a, b] = [table, turned].map(|t| Estimate::of_fraction(&observations(&names, &t)).unwrap());
        prop_assert!((a.interval.low - b.interval.low).abs() < 1e-12 && (a.value - b.value).abs() < 1e-12);
    }
}
