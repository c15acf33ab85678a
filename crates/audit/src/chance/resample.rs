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
    /// Pictures per cell, kind after kind.
    cells: Vec<(u32, u32)>,
    /// Where the cells of each kind end.
    ends: Vec<u32>,
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
        Self { n_of_kind, kind_of, n_drawn, ..Self::of_kinds(in_order.into_iter().map(|(cells, _)| cells)) }
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
        let (kinds, n_of_kind): (Vec<_>, Vec<u64>) = occurring.map(|(cell, n)| (vec![(cell as u32, 1)], *n)).unzip();
        Self { n_of_kind, n_drawn: counts.iter().sum(), ..Self::of_kinds(kinds.into_iter()) }
    }

    fn of_kinds(kinds: impl Iterator<Item = Vec<(u32, u32)>>) -> Self {
        let (mut cells, mut ends) = (Vec::new(), Vec::new());
        for kind in kinds {
            cells.extend(kind);
            ends.push(cells.len() as u32);
        }
        Self { cells, ends, n_of_kind: Vec::new(), kind_of: Vec::new(), n_drawn: 0 }
    }

    pub fn n_people(&self) -> usize {
        self.n_drawn as usize
    }

    /// As many people drawn with replacement: their pictures per cell.
    pub fn resample(&self, rng: &mut impl Rng, totals: &mut [u64]) {
        totals.fill(0);
        if !self.kind_of.is_empty() {
            // Drawing first and adding afterwards goes through the cells in order, which is many times faster.
            let mut times = vec![0; self.ends.len()];
            for _ in 0..self.n_drawn {
                times[self.kind_of[rng.random_range(0..self.kind_of.len())] as usize] += 1;
            }
            self.add(times.into_iter(), totals);
            return;
        }
        // Drawing one by one is a multinomial over kinds: a chain of binomials.
        let (mut to_draw, mut left) = (self.n_drawn, self.n_drawn);
        let times = self.n_of_kind.iter().map(|n_of_kind| {
            let drawn = binomial(to_draw, *n_of_kind, left, rng);
            to_draw -= drawn;
            left -= n_of_kind;
            drawn
        });
        self.add(times, totals);
    }

    /// Adds every kind so many times.
    fn add(&self, times: impl Iterator<Item = u64>, totals: &mut [u64]) {
        let mut start = 0;
        for (end, times) in self.ends.iter().zip(times) {
            let of_kind = &self.cells[start..*end as usize];
            start = *end as usize;
            if times > 0 {
                add(of_kind, times, totals);
            }
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
