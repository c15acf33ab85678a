//! Resampling whole people with replacement, on counts per kind of person instead of on pictures.

use std::collections::BTreeMap;

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Binomial, Distribution};

use super::quantile::quantile;
use crate::rate::Interval;

/// People by what their pictures hold: all whose pictures fall into the same cells are one kind.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct People {
    /// Pictures per cell, for each kind.
    kinds: Vec<Vec<(u32, u32)>>,
    /// How many people are of each kind.
    n_of_kind: Vec<u64>,
    /// The kind of each person; empty where there are far more people than kinds.
    kind_of: Vec<u32>,
    /// How many people there are, and are drawn.
    n_drawn: u64,
}

/// One statistic of resampled sets; undefined ones are left out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Resampled(Vec<f64>);

/// Random numbers for one statistic, so that no statistic depends on which others are computed, nor on threads.
pub(crate) fn stream(seed: u64, names: &[&str]) -> ChaCha8Rng {
    // FNV-1a, with a byte that ends each name.
    let bytes = names.iter().flat_map(|name| name.bytes().chain([0xff]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |h, byte| (h ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(hash);
    rng
}

impl People {
    /// Counts rows of person and cell, sorted by person.
    pub fn of_rows(rows: &[(u32, u32)], n_cells: usize) -> Self {
        if rows.windows(2).all(|pair| pair[0].0 != pair[1].0) {
            return Self::singles(rows, n_cells);
        }
        let mut kinds: BTreeMap<Vec<(u32, u32)>, u32> = BTreeMap::new();
        let mut kind_of = Vec::new();
        for person in rows.chunk_by(|a, b| a.0 == b.0) {
            let mut cells: BTreeMap<u32, u32> = BTreeMap::new();
            for (_, cell) in person {
                *cells.entry(*cell).or_default() += 1;
            }
            let n_kinds = kinds.len() as u32;
            kind_of.push(*kinds.entry(cells.into_iter().collect()).or_insert(n_kinds));
        }
        let mut n_of_kind = vec![0; kinds.len()];
        for kind in &kind_of {
            n_of_kind[*kind as usize] += 1;
        }
        let mut in_order: Vec<_> = kinds.into_iter().collect();
        in_order.sort_by_key(|(_, number)| *number);
        let n_drawn = kind_of.len() as u64;
        if 8 * n_of_kind.len() <= kind_of.len() {
            kind_of.clear();
        }
        Self { kinds: in_order.into_iter().map(|(cells, _)| cells).collect(), n_of_kind, kind_of, n_drawn }
    }

    /// One picture per person: the cell is the kind.
    fn singles(rows: &[(u32, u32)], n_cells: usize) -> Self {
        let mut counts = vec![0; n_cells];
        for (_, cell) in rows {
            counts[*cell as usize] += 1;
        }
        Self::of_counts(&counts)
    }

    /// Everybody in one picture of their own: pictures per cell.
    pub fn of_counts(counts: &[u64]) -> Self {
        let occurring = counts.iter().enumerate().filter(|(_, n)| **n > 0);
        let (kinds, n_of_kind) = occurring.map(|(cell, n)| (vec![(cell as u32, 1)], *n)).unzip();
        Self { kinds, n_of_kind, kind_of: Vec::new(), n_drawn: counts.iter().sum() }
    }

    pub fn n_people(&self) -> usize {
        self.n_drawn as usize
    }

    /// As many people drawn with replacement: their pictures per cell.
    pub fn resample(&self, rng: &mut impl Rng, totals: &mut [u64]) {
        totals.fill(0);
        if !self.kind_of.is_empty() {
            for _ in 0..self.n_drawn {
                let person = rng.random_range(0..self.kind_of.len());
                add(&self.kinds[self.kind_of[person] as usize], 1, totals);
            }
            return;
        }
        // Drawing one by one is a multinomial over kinds: a chain of binomials.
        let (mut to_draw, mut left) = (self.n_drawn, self.n_drawn);
        for (kind, n_of_kind) in self.kinds.iter().zip(&self.n_of_kind) {
            let drawn = binomial(to_draw, *n_of_kind, left, rng);
            add(kind, drawn, totals);
            to_draw -= drawn;
            left -= n_of_kind;
        }
    }
}

fn add(kind: &[(u32, u32)], times: u64, totals: &mut [u64]) {
    for (cell, n) in kind {
        totals[*cell as usize] += u64::from(*n) * times;
    }
}

/// How many of `n` draws hit a kind that holds `of` out of `left`.
fn binomial(n: u64, of: u64, left: u64, rng: &mut impl Rng) -> u64 {
    if n == 0 || of == left {
        return n;
    }
    Binomial::new(n, of as f64 / left as f64).map_or(0, |distribution| distribution.sample(rng))
}

impl Resampled {
    pub fn push(&mut self, value: Option<f64>) {
        self.0.extend(value);
    }

    pub fn mean(&self) -> Option<f64> {
        (!self.0.is_empty()).then(|| self.0.iter().sum::<f64>() / self.0.len() as f64)
    }

    /// The middle 95 % of the replicates, moved so that their mean is `value`: resampling adds chance to what chance has
    /// already added, and statistics that can only grow by it (distances, associations) would drift.
    pub fn around(mut self, value: f64, least: f64, most: f64) -> Option<Interval> {
        let shift = value - self.mean()?;
        self.0.sort_by(f64::total_cmp);
        let end = |share| (quantile(&self.0, share).unwrap_or(value) + shift).clamp(least, most);
        Some(Interval { low: end(0.025).min(value), high: end(0.975).max(value) })
    }

    /// The value below which `share` of the replicates lie.
    pub fn quantile(mut self, share: f64) -> Option<f64> {
        self.0.sort_by(f64::total_cmp);
        quantile(&self.0, share)
    }

    /// `(b + 1) / (m + 1)` with `b` of `m` replicates at least as large as `observed` (Phipson and Smyth 2010).
    pub fn p_value(&self, observed: f64) -> Option<f64> {
        let as_large = self.0.iter().filter(|value| observed - 1e-12 <= **value).count();
        (!self.0.is_empty()).then(|| (as_large + 1) as f64 / (self.0.len() + 1) as f64)
    }
}

#[cfg(test)]
mod tests;
