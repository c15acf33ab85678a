//! A cross-check of the regression that assumes no shape: faces are only compared with faces whose pictures look alike.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::regression::{OddsRatio, RegressionInput};
use crate::chance::quantile::quantile;
use crate::distribution::chi_squared_tail;
use crate::rate::{Interval, Level, Rate};

/// One group against the reference, among pictures that look alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchedGroup {
    /// The level.
    pub level: String,
    /// Its right answers among the matched rows.
    pub rate: Option<Rate>,
    /// Those of the reference, in the same strata.
    pub reference_rate: Option<Rate>,
    /// Strata with rows of both.
    pub n_strata: usize,
    /// Rows of the group that look like nothing in the reference.
    pub n_unmatched: usize,
    /// The difference of both shares of right answers, weighted over strata (Mantel and Haenszel), in `[-1, 1]`.
    pub difference: Option<f64>,
    /// The common odds ratio of Mantel and Haenszel (1959) with the interval of Robins, Breslow and Greenland (1986) and the
    /// test of Cochran, Mantel and Haenszel. It takes rows for independent.
    pub odds_ratio: Option<OddsRatio>,
}

/// Right and wrong answers of the group, then of the reference.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Stratum([f64; 4]);

/// Compares every other group with the reference inside strata of equal factors and covariates in the same quartile
/// (coarsened exact matching; Iacus, King and Porro 2012). `reference` is the place of its level, as a rule the largest.
pub fn matched(input: &RegressionInput<'_>, reference: u16, level: Level) -> Vec<MatchedGroup> {
    let cuts: Vec<Vec<f64>> = input.covariates.iter().map(|covariate| quartiles(&covariate.values)).collect();
    let mut strata: BTreeMap<Vec<u32>, Vec<(f64, f64)>> = BTreeMap::new();
    for (row, hit) in input.hits.iter().enumerate() {
        let Some((key, group)) = key(input, &cuts, row) else { continue };
        let counts = strata.entry(key).or_insert_with(|| vec![(0.0, 0.0); input.group.levels.len()]);
        let Some((right, wrong)) = counts.get_mut(group as usize) else { continue };
        *(if *hit { right } else { wrong }) += 1.0;
    }
    let others = (0..input.group.levels.len()).filter(|group| *group != reference as usize);
    others.filter_map(|group| one(input, &strata, [group, reference as usize], level)).collect()
}

/// `None` without rows of the group.
fn one(
    input: &RegressionInput<'_>,
    strata: &BTreeMap<Vec<u32>, Vec<(f64, f64)>>,
    [group, reference]: [usize; 2],
    level: Level,
) -> Option<MatchedGroup> {
    let tables = strata.values().filter_map(|counts| {
        let ((a, b), (c, d)) = (*counts.get(group)?, *counts.get(reference)?);
        Some(Stratum([a, b, c, d]))
    });
    let tables: Vec<Stratum> = tables.filter(|stratum| 0.0 < stratum.0[0] + stratum.0[1]).collect();
    let (shared, alone): (Vec<Stratum>, Vec<Stratum>) = tables.iter().partition(|s| 0.0 < s.0[2] + s.0[3]);
    let sum = |i: usize| shared.iter().map(|stratum| stratum.0[i]).sum::<f64>() as usize;
    (!tables.is_empty()).then(|| MatchedGroup {
        level: input.group.levels[group].clone(),
        rate: Rate::new(sum(0), sum(0) + sum(1)),
        reference_rate: Rate::new(sum(2), sum(2) + sum(3)),
        n_strata: shared.len(),
        n_unmatched: alone.iter().map(|stratum| (stratum.0[0] + stratum.0[1]) as usize).sum(),
        difference: difference(&shared),
        odds_ratio: common_odds(&shared, level),
    })
}

/// Stratum and group of a row; `None` where something is unknown.
fn key(input: &RegressionInput<'_>, cuts: &[Vec<f64>], row: usize) -> Option<(Vec<u32>, u16)> {
    let factors = input.factors.iter().map(|factor| factor.codes[row].map(u32::from));
    let covariates = input.covariates.iter().zip(cuts).map(|(covariate, cuts)| {
        let value = covariate.values[row].filter(|value| value.is_finite())?;
        Some(cuts.partition_point(|cut| *cut <= value) as u32)
    });
    Some((factors.chain(covariates).collect::<Option<Vec<u32>>>()?, input.group.codes[row]?))
}

fn quartiles(values: &[Option<f64>]) -> Vec<f64> {
    let mut known: Vec<f64> = values.iter().flatten().copied().filter(|value| value.is_finite()).collect();
    known.sort_by(f64::total_cmp);
    let mut cuts: Vec<f64> = [0.25, 0.5, 0.75].iter().filter_map(|share| quantile(&known, *share)).collect();
    cuts.dedup();
    cuts
}

fn difference(strata: &[Stratum]) -> Option<f64> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for Stratum([a, b, c, d]) in strata {
        let (n, m) = (a + b, c + d);
        let weight = n * m / (n + m);
        sum += weight * (a / n - c / m);
        weights += weight;
    }
    (0.0 < weights).then(|| sum / weights)
}

/// `None` where the ratio is 0, infinite, or stands on nothing.
fn common_odds(strata: &[Stratum], level: Level) -> Option<OddsRatio> {
    let [mut r, mut s, mut pr, mut mixed, mut qs, mut off, mut variance] = [0.0; 7];
    for Stratum([a, b, c, d]) in strata {
        let n = a + b + c + d;
        let (p, ad, bc) = ((a + d) / n, a * d / n, b * c / n);
        r += ad;
        s += bc;
        pr += p * ad;
        mixed += p * bc + (1.0 - p) * ad;
        qs += (1.0 - p) * bc;
        off += a - (a + b) * (a + c) / n;
        // A stratum with one row of each has no variance left for n - 1 = 0 rows.
        variance += (a + b) * (a + c) * (b + d) * (c + d) / (n * n * (n - 1.0));
    }
    let error = ((pr / (r * r) + mixed / (r * s) + qs / (s * s)) / 2.0).sqrt();
    let value = r / s;
    let end = |z: f64| (value.ln() + z * error).exp();
    let z = level.normal();
    let p_value = chi_squared_tail(off * off / variance, 1.0);
    (0.0 < r && 0.0 < s && 0.0 < variance).then(|| OddsRatio {
        value,
        interval: Interval { low: end(-z), high: end(z) },
        p_value,
    })
}

#[cfg(test)]
mod tests;
