//! Many tests at once: p-values of each, and what is left of them in the family.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::chance::quantile::{benjamini_hochberg, holm, quantile};

/// One test among all tests of an audit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestReport {
    /// The statistic's mean over permutations: how large it is where groups mean nothing.
    pub by_chance: f64,
    /// What 95 % of the permutations stay below.
    pub by_chance_95: f64,
    /// Share of permutations with at least as large a value, `(b + 1) / (m + 1)` (Phipson and Smyth 2010).
    pub p_value: f64,
    /// After Holm's correction over the family.
    pub p_holm: f64,
    /// After Benjamini's and Hochberg's correction over the family (a false discovery rate).
    pub q_value: f64,
    /// The chance that any test of the family would have stood out as much (Westfall and Young 1993, step-down maxT on values
    /// standardised by their permutations). It knows how the tests hang together, and many tests need no more permutations.
    pub p_family: f64,
}

/// One report per test, from observed values and `test x permutation` values that were permuted together.
pub(super) fn test_family(observed: &[f64], permuted: &[Vec<f64>]) -> Vec<Option<TestReport>> {
    let n = permuted.first().map_or(0, Vec::len);
    if n == 0 {
        return vec![None; observed.len()];
    }
    let p_values: Vec<f64> = observed.iter().zip(permuted).map(|(value, null)| p_value(*value, null)).collect();
    let (p_holm, q_values) = (holm(&p_values), benjamini_hochberg(&p_values));
    let p_family = step_down(observed, permuted);
    let report = |i: usize| {
        let mut sorted = permuted[i].clone();
        sorted.sort_by(f64::total_cmp);
        Some(TestReport {
            by_chance: sorted.iter().sum::<f64>() / n as f64,
            by_chance_95: quantile(&sorted, 0.95)?,
            p_value: p_values[i],
            p_holm: p_holm[i],
            q_value: q_values[i],
            p_family: p_family[i],
        })
    };
    (0..observed.len()).map(report).collect()
}

fn p_value(observed: f64, null: &[f64]) -> f64 {
    let as_large = null.iter().filter(|value| observed - 1e-12 <= **value).count();
    (as_large + 1) as f64 / (null.len() + 1) as f64
}

/// Westfall's and Young's algorithm 4.1 with the observed table as one of the permutations.
fn step_down(observed: &[f64], permuted: &[Vec<f64>]) -> Vec<f64> {
    let scales: Vec<(f64, f64)> =
        observed.iter().zip(permuted).map(|(value, null)| mean_and_sd(*value, null)).collect();
    let standard =
        |value: f64, (mean, sd): (f64, f64)| if 1e-12 < sd { (value - mean) / sd } else { f64::NEG_INFINITY };
    let mut order: Vec<usize> = (0..observed.len()).collect();
    let score = |test: usize| standard(observed[test], scales[test]);
    order.sort_by(|a, b| score(*a).total_cmp(&score(*b)));
    let n = permuted.first().map_or(0, Vec::len);
    // The greatest value of the tests up to this one, from the least striking test upwards.
    let mut greatest = vec![f64::NEG_INFINITY; n];
    let mut adjusted = vec![1.0; observed.len()];
    for test in order.iter().copied() {
        for (most, value) in greatest.iter_mut().zip(&permuted[test]) {
            *most = most.max(standard(*value, scales[test]));
        }
        let as_large = greatest.iter().filter(|most| score(test) - 1e-9 <= **most).count();
        adjusted[test] = (as_large + 1) as f64 / (n + 1) as f64;
    }
    let mut least = 0.0_f64;
    for test in order.into_iter().rev() {
        least = least.max(adjusted[test]);
        adjusted[test] = least;
    }
    adjusted
}

fn mean_and_sd(observed: f64, null: &[f64]) -> (f64, f64) {
    let n = (null.len() + 1) as f64;
    let mean = (null.iter().sum::<f64>() + observed) / n;
    let squares = null.iter().chain([&observed]).map(|value| (value - mean).powi(2)).sum::<f64>();
    (mean, (squares / (n - 1.0)).sqrt())
}

#[cfg(test)]
mod tests;
