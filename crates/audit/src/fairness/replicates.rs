//! Tables as other samples of people (and seeds) would have given them: the cluster bootstrap, and its jackknife.

use rand::seq::SliceRandom;
use rand::{Rng, RngExt};
use rayon::prelude::*;

use super::options::AuditOptions;
use super::plan::Plan;
use super::tally::Tallied;
use crate::chance::resample::stream;

/// Into how many random parts the units are dealt for the jackknife; with fewer units each is a part.
const MOST_PARTS: usize = 200;

/// Values of every statistic of a plan, `statistic x replicate`, undefined ones left out.
pub(super) struct Replicates {
    pub resampled: Vec<Vec<f64>>,
    /// The same with one part of the units left out at a time.
    pub left_out: Vec<Vec<f64>>,
}

impl Replicates {
    /// Resamples people with replacement, all of whose rows come along, and independently of them the seeds (Owen 2007, "The
    /// pigeonhole bootstrap"). Each replicate has random numbers of its own, so that threads change nothing.
    pub fn draw(plan: &Plan<'_>, options: &AuditOptions) -> Self {
        let tallied = plan.tallied;
        let units = tallied.units();
        let one = |replicate: usize| {
            let mut rng = stream(options.seed, &["bootstrap", &replicate.to_string()]);
            let mut counts = vec![0; tallied.counts.len()];
            units.resample(&mut rng, &mut counts);
            plan.evaluate(&counts, &seed_weights(tallied.n_seeds(), &mut rng))
        };
        let rows: Vec<Vec<f64>> = (0..options.n_replicates).into_par_iter().map(one).collect();
        let resampled = turned(&rows, plan.n_statistics());
        let left_out = if rows.is_empty() { Vec::new() } else { leave_out(plan, options.seed) };
        Self { resampled, left_out: turned(&left_out, plan.n_statistics()) }
    }
}

/// How often each seed is drawn.
fn seed_weights(n_seeds: usize, rng: &mut impl Rng) -> Vec<u64> {
    let mut weights = vec![0; n_seeds];
    if n_seeds == 1 {
        return vec![1];
    }
    for _ in 0..n_seeds {
        weights[rng.random_range(0..n_seeds)] += 1;
    }
    weights
}

/// The statistics without one random part of the units at a time. The skewness of parts, over the power 3/2 of their squares,
/// is on average that of single units, so that parts do for the acceleration.
fn leave_out(plan: &Plan<'_>, seed: u64) -> Vec<Vec<f64>> {
    let tallied = plan.tallied;
    let mut rng = stream(seed, &["jackknife"]);
    let parts = parts(tallied, &mut rng);
    let weights = vec![1; tallied.n_seeds()];
    let without = |part: &Vec<(u32, u32)>| {
        let mut counts = tallied.counts.clone();
        for (cell, n) in part {
            counts[*cell as usize] -= u64::from(*n);
        }
        plan.evaluate(&counts, &weights)
    };
    parts.par_iter().map(without).collect()
}

/// Cells and rows of each part.
fn parts(tallied: &Tallied, rng: &mut impl Rng) -> Vec<Vec<(u32, u32)>> {
    let units: Vec<&[(u32, u32, u32)]> = match &tallied.people {
        Some(people) => people.chunk_by(|a, b| a.0 == b.0).collect(),
        None => return parts_of_rows(tallied, rng),
    };
    let mut order: Vec<u32> = (0..units.len() as u32).collect();
    order.shuffle(rng);
    let part = |units_of_part: &[u32]| {
        let rows = units_of_part.iter().flat_map(|unit| units[*unit as usize]);
        rows.map(|(_, cell, n)| (*cell, *n)).collect()
    };
    order.chunks(units.len().div_ceil(MOST_PARTS)).map(part).collect()
}

fn parts_of_rows(tallied: &Tallied, rng: &mut impl Rng) -> Vec<Vec<(u32, u32)>> {
    let cells = tallied.counts.iter().enumerate();
    let mut rows: Vec<u32> = cells.flat_map(|(cell, n)| std::iter::repeat_n(cell as u32, *n as usize)).collect();
    rows.shuffle(rng);
    rows.chunks(rows.len().div_ceil(MOST_PARTS)).map(|part| part.iter().map(|cell| (*cell, 1)).collect()).collect()
}

/// Column by column; NaN, a value that was undefined, is left out.
fn turned(rows: &[Vec<f64>], n_columns: usize) -> Vec<Vec<f64>> {
    let column = |i: usize| rows.iter().map(|row| row[i]).filter(|value| !value.is_nan()).collect();
    (0..n_columns).map(column).collect()
}

#[cfg(test)]
mod tests;
