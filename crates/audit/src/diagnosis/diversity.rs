//! How many groups a column really has: effective numbers, and how uneven it is.

use serde::{Deserialize, Serialize};

use super::frame::{Coded, Frame};
use crate::chance::resample::{Resampled, stream};
use crate::rate::Interval;

/// A number with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The number.
    pub value: f64,
    /// Its interval; `None` with fewer than two people.
    pub interval: Option<Interval>,
}

/// Pictures of one level of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelCount {
    /// The annotated value.
    pub name: String,
    /// Its pictures.
    pub n_pictures: usize,
}

/// How a column is filled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diversity {
    /// `class` or a group column.
    pub column: String,
    /// Every value that occurs.
    pub levels: Vec<LevelCount>,
    /// Pictures without a value.
    pub n_unknown: usize,
    /// The exponential of Shannon's entropy: so many equally frequent levels would be as diverse.
    pub effective_by_entropy: Option<Measured>,
    /// The inverse of Simpson's index, 1 over the sum of squared shares, which rare levels hardly raise.
    pub effective_by_simpson: Option<Measured>,
    /// Pictures of the most frequent level for one of the rarest.
    pub imbalance: Option<f64>,
}

/// Shannon's entropy of counts in nats; `None` without counts.
pub(super) fn entropy(counts: &[u64]) -> Option<f64> {
    let n = counts.iter().sum::<u64>() as f64;
    let term = |count: &u64| {
        let share = *count as f64 / n;
        if *count == 0 { 0.0 } else { -share * share.ln() }
    };
    (n > 0.0).then(|| counts.iter().map(term).sum())
}

/// The sum of squared shares; `None` without counts.
pub(super) fn simpson(counts: &[u64]) -> Option<f64> {
    let n = counts.iter().sum::<u64>() as f64;
    (n > 0.0).then(|| counts.iter().map(|count| (*count as f64 / n).powi(2)).sum())
}

pub(super) fn diversity(frame: &Frame<'_>, column: &Coded, seed: u64, n_replicates: usize) -> Diversity {
    let counts = column.counts();
    let people = frame.people(column.levels.len(), |i| column.codes[i]);
    let mut rng = stream(seed, &["diversity", &column.name]);
    let mut totals = vec![0; counts.len()];
    let (mut by_entropy, mut by_simpson) = (Resampled::default(), Resampled::default());
    for _ in 0..if people.n_people() < 2 { 0 } else { n_replicates } {
        people.resample(&mut rng, &mut totals);
        by_entropy.push(entropy(&totals).map(f64::exp));
        by_simpson.push(simpson(&totals).map(f64::recip));
    }
    let most = counts.len() as f64;
    let measured = |value: Option<f64>, replicates: Resampled| {
        value.map(|value| Measured { value, interval: replicates.around(value, 1.0, most) })
    };
    let level = |(name, n): (&String, &u64)| LevelCount { name: name.clone(), n_pictures: *n as usize };
    let least = counts.iter().min().map(|n| *n as f64);
    Diversity {
        column: column.name.clone(),
        levels: column.levels.iter().zip(&counts).map(level).collect(),
        n_unknown: column.n_unknown(),
        effective_by_entropy: measured(entropy(&counts).map(f64::exp), by_entropy),
        effective_by_simpson: measured(simpson(&counts).map(f64::recip), by_simpson),
        imbalance: counts.iter().max().zip(least).map(|(most, least)| *most as f64 / least),
    }
}
