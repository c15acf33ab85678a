//! Tests of the family: a slow twin of the step-down, and what correction must not do.

use proptest::prelude::*;
use rand::RngExt;

use super::*;
use crate::chance::resample::stream;

/// The free step-down as the book states it: for the test of rank k the maximum over all tests ranked k or lower.
fn twin(observed: &[f64], permuted: &[Vec<f64>]) -> Vec<f64> {
    let scale = |i: usize| mean_and_sd(observed[i], &permuted[i]);
    let z = |i: usize, value: f64| (value - scale(i).0) / scale(i).1;
    let mut ranked: Vec<usize> = (0..observed.len()).collect();
    ranked.sort_by(|a, b| z(*b, observed[*b]).total_cmp(&z(*a, observed[*a])));
    let raw = |k: usize| {
        let is_as_large = |b: usize| {
            let most = ranked[k..].iter().map(|i| z(*i, permuted[*i][b])).fold(f64::NEG_INFINITY, f64::max);
            z(ranked[k], observed[ranked[k]]) - 1e-9 <= most
        };
        let n = permuted[0].len();
        ((0..n).filter(|b| is_as_large(*b)).count() + 1) as f64 / (n + 1) as f64
    };
    let mut adjusted = vec![0.0; observed.len()];
    for (k, test) in ranked.iter().enumerate() {
        adjusted[*test] = (0..=k).map(raw).fold(0.0, f64::max);
    }
    adjusted
}

proptest! {
    #[test]
    fn the_step_down_agrees_with_its_twin(seed in 0..1000_u64) {
        let mut rng = stream(seed, &["family"]);
        let observed: Vec<f64> = (0..4).map(|_| rng.random::<f64>() * 1.5).collect();
        let permuted: Vec<Vec<f64>> = (0..4).map(|_| (0..30).map(|_| rng.random::<f64>()).collect()).collect();
        for (ours, twin) in step_down(&observed, &permuted).into_iter().zip(twin(&observed, &permuted)) {
            prop_assert!((ours - twin).abs() < 1e-12);
        }
    }

    #[test]
    fn corrections_never_make_a_test_more_striking(seed in 0..1000_u64) {
        let mut rng = stream(seed, &["family"]);
        let observed: Vec<f64> = (0..5).map(|_| rng.random::<f64>()).collect();
        let permuted: Vec<Vec<f64>> = (0..5).map(|_| (0..60).map(|_| rng.random::<f64>()).collect()).collect();
        for test in test_family(&observed, &permuted).into_iter().flatten() {
            prop_assert!(test.p_value <= test.p_holm && test.p_value <= test.q_value && test.q_value <= test.p_holm);
            prop_assert!((0.0..=1.0).contains(&test.p_family));
        }
    }
}

#[test]
fn a_statistic_that_cannot_vary_says_nothing() {
    let found = test_family(&[0.3, 0.9], &[vec![0.3; 99], (0..99).map(|i| f64::from(i) / 200.0).collect()]);
    assert_eq!(found[0].map(|test| (test.p_value, test.p_family)), Some((1.0, 1.0)));
    assert_eq!(found[1].map(|test| (test.p_value, test.p_family)), Some((0.01, 0.01)));
    assert_eq!(test_family(&[0.3], &[Vec::new()]), vec![None]);
}
