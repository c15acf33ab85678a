//! A mean over faces and seeds with an interval that counts both sources of chance.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::distribution::student_quantile;
use crate::paired::Paired;
use crate::rate::{Interval, Level, wilson_score};

/// Mean and spread of one number per seed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// How many seeds.
    pub n_seeds: usize,
    /// The mean.
    pub mean: f64,
    /// Standard deviation with divisor `n - 1`, `None` for one seed.
    pub sd: Option<f64>,
    /// Student's t interval of the mean at 95 %, `None` for one seed.
    pub interval: Option<Interval>,
}

/// A fraction, or a difference of two fractions, averaged over faces and seeds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// The mean over faces and seeds, in `[0, 1]`, for a difference in `[-1, 1]`.
    pub value: f64,
    /// How many faces count in each seed.
    pub n_faces: usize,
    /// How many of them are independent: pictures made from one parent face count once.
    pub n_parents: usize,
    /// 95 % interval over faces, and over seeds where there are two or more.
    pub interval: Interval,
    /// The spread over seeds alone, on these very faces.
    pub over_seeds: Spread,
}

/// One face: the parent it stems from and one number per seed.
#[derive(Debug, Clone)]
pub(crate) struct Observation<'a> {
    pub parent: &'a str,
    pub per_seed: Vec<f64>,
}

/// Squared standard errors of a mean over faces and seeds.
#[derive(Debug, Clone, Copy)]
struct Components {
    variance: f64,
    degrees: f64,
}

impl Spread {
    /// Mean, deviation and t interval; `None` without values or where a value is not finite.
    pub fn of(values: &[f64]) -> Option<Self> {
        if values.is_empty() || values.iter().any(|v| !v.is_finite()) {
            return None;
        }
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
        let sd = (values.len() >= 2).then(|| (squares / (n - 1.0)).sqrt());
        let interval = sd.map(|sd| {
            let half = student_quantile(Level::P95.upper(), n - 1.0) * sd / n.sqrt();
            Interval { low: mean - half, high: mean + half }
        });
        Some(Self { n_seeds: values.len(), mean, sd, interval })
    }
}

impl Estimate {
    /// A fraction of hits. Wilson's interval for one seed and independent faces; otherwise Wilson's interval at the
    /// effective sample size `p (1 - p) / v`, where `v` is the squared standard error over faces and seeds.
    pub(crate) fn of_fraction(observations: &[Observation<'_>]) -> Option<Self> {
        let (over_seeds, n_parents) = summary(observations)?;
        let (p, n_faces) = (over_seeds.mean, observations.len());
        let interval = if over_seeds.n_seeds == 1 && n_parents == n_faces {
            wilson_score(p, n_faces as f64, Level::P95.normal())
        } else {
            effective_wilson(p, n_parents, components(observations, &over_seeds))
        };
        Some(Self { value: p, n_faces, n_parents, interval, over_seeds })
    }

    /// A difference of two fractions on the same faces. Newcombe's paired interval (`pairs` of the first seed) for one
    /// seed and independent faces; otherwise mean ± t · standard error over faces and seeds.
    pub(crate) fn of_difference(observations: &[Observation<'_>], pairs: Paired) -> Option<Self> {
        let (over_seeds, n_parents) = summary(observations)?;
        let (value, n_faces) = (over_seeds.mean, observations.len());
        let components = components(observations, &over_seeds).filter(|c| 0.0 < c.variance);
        let interval = match components {
            Some(found) if over_seeds.n_seeds > 1 || n_parents < n_faces => {
                let half = student_quantile(Level::P95.upper(), found.degrees) * found.variance.sqrt();
                Interval { low: (value - half).max(-1.0), high: (value + half).min(1.0) }
            }
            _ => pairs.difference_interval(Level::P95)?,
        };
        Some(Self { value, n_faces, n_parents, interval, over_seeds })
    }
}

/// The spread of the seeds' means and the number of parents; `None` without faces or seeds.
fn summary(observations: &[Observation<'_>]) -> Option<(Spread, usize)> {
    let n_seeds = observations.first()?.per_seed.len();
    let n = observations.len() as f64;
    let means: Vec<f64> = (0..n_seeds).map(|s| observations.iter().map(|o| o.per_seed[s]).sum::<f64>() / n).collect();
    let mut parents: Vec<&str> = observations.iter().map(|o| o.parent).collect();
    parents.sort_unstable();
    parents.dedup();
    Some((Spread::of(&means)?, parents.len()))
}

fn effective_wilson(p: f64, n_parents: usize, components: Option<Components>) -> Interval {
    match components {
        Some(found) if 0.0 < found.variance => {
            wilson_score(p, p * (1.0 - p) / found.variance, student_quantile(Level::P95.upper(), found.degrees))
        }
        _ => wilson_score(p, n_parents as f64, Level::P95.normal()),
    }
}

/// The squared standard error of the grand mean when both faces and seeds are samples (crossed random effects).
///
/// With `F` the squared error over parents (linearised, so that parents with many pictures count once), `S` that over
/// seeds and `R` that of the face-by-seed rest, which is inside both, the sum is `F + S - R`, at least the larger of
/// `F` and `S`. Degrees of freedom after Satterthwaite (1946). `None` for one parent.
fn components(observations: &[Observation<'_>], over_seeds: &Spread) -> Option<Components> {
    let n_seeds = over_seeds.n_seeds;
    let (n, s, mean) = (observations.len() as f64, n_seeds as f64, over_seeds.mean);
    // One row per parent: the sum of the deviations of its pictures from the mean, seed by seed.
    let mut parents: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for observation in observations {
        let row = parents.entry(observation.parent).or_insert_with(|| vec![0.0; n_seeds]);
        row.iter_mut().zip(&observation.per_seed).for_each(|(sum, value)| *sum += value - mean);
    }
    let c = parents.len() as f64;
    if c < 2.0 {
        return None;
    }
    let row_means: Vec<f64> = parents.values().map(|row| row.iter().sum::<f64>() / s).collect();
    let over_parents = c / (c - 1.0) * row_means.iter().map(|m| m * m).sum::<f64>() / (n * n);
    let Some(sd) = over_seeds.sd else {
        return Some(Components { variance: over_parents, degrees: c - 1.0 });
    };
    let across_seeds = sd * sd / s;
    let seed_means: Vec<f64> = (0..n_seeds).map(|i| parents.values().map(|row| row[i]).sum::<f64>() / c).collect();
    let rest = parents.values().zip(&row_means).map(|(row, m)| squares_of_rest(row, *m, &seed_means)).sum::<f64>();
    let shared = rest * c / ((c - 1.0) * (s - 1.0)) / (n * n * s);
    let variance = (over_parents + across_seeds - shared).max(over_parents).max(across_seeds);
    let spread = over_parents.powi(2) / (c - 1.0) + across_seeds.powi(2) / (s - 1.0);
    let degrees = if 0.0 < spread { (over_parents + across_seeds).powi(2) / spread } else { c - 1.0 };
    Some(Components { variance, degrees })
}

fn squares_of_rest(row: &[f64], row_mean: f64, seed_means: &[f64]) -> f64 {
    row.iter().zip(seed_means).map(|(value, seed_mean)| (value - row_mean - seed_mean).powi(2)).sum()
}

#[cfg(test)]
mod tests;
