//! Two columns counted against each other, and how strongly they go together.

use super::diversity::entropy;
use crate::chance::exchange::Pairs;

/// Counts by the levels of two columns, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Contingency {
    pub n_rows: usize,
    pub n_columns: usize,
    pub counts: Vec<u64>,
}

/// What is read off a table; `None` with fewer than two rows or columns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Strength {
    /// Pearson's chi-squared over the number of pictures.
    pub phi_squared: f64,
    /// Mutual information over the mean of both entropies.
    pub nmi: f64,
}

impl Contingency {
    pub fn zero(n_rows: usize, n_columns: usize) -> Self {
        Self { n_rows, n_columns, counts: vec![0; n_rows * n_columns] }
    }

    /// The observed table of two columns.
    pub fn of(pairs: &Pairs) -> Self {
        Self { n_rows: pairs.n_first, n_columns: pairs.n_second, counts: pairs.counts() }
    }

    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    pub fn row_sums(&self) -> Vec<u64> {
        self.counts.chunks_exact(self.n_columns).map(|row| row.iter().sum()).collect()
    }

    pub fn column_sums(&self) -> Vec<u64> {
        (0..self.n_columns).map(|j| self.counts.iter().skip(j).step_by(self.n_columns).sum()).collect()
    }

    /// Chi-squared and mutual information; levels without pictures count for nothing.
    pub fn strength(&self) -> Option<Strength> {
        let (rows, columns) = (self.row_sums(), self.column_sums());
        let occurring = |sums: &[u64]| sums.iter().filter(|sum| **sum > 0).count();
        if occurring(&rows) < 2 || occurring(&columns) < 2 {
            return None;
        }
        let n = self.total() as f64;
        let mut squares = 0.0;
        let mut information = 0.0;
        for (cell, count) in self.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let margins = rows[cell / self.n_columns] as f64 * columns[cell % self.n_columns] as f64;
            let count = *count as f64;
            squares += count * count / margins;
            information += count / n * (count * n / margins).ln();
        }
        let mean_entropy = f64::midpoint(entropy(&rows)?, entropy(&columns)?);
        Some(Strength { phi_squared: (squares - 1.0).max(0.0), nmi: (information / mean_entropy).clamp(0.0, 1.0) })
    }
}

/// Cramér's V of `phi_squared` in a table of so many rows and columns, in `[0, 1]`.
pub(super) fn cramers_v(phi_squared: f64, n_rows: usize, n_columns: usize) -> f64 {
    (phi_squared / (n_rows.min(n_columns) - 1) as f64).sqrt().min(1.0)
}

/// What `phi_squared` is on average where the columns have nothing to do with each other and pictures are independent.
pub(super) fn expected_phi_squared(n: u64, n_rows: usize, n_columns: usize) -> f64 {
    ((n_rows - 1) * (n_columns - 1)) as f64 / (n as f64 - 1.0)
}

/// Cramér's V less what chance brings (Bergsma 2013): `by_chance` is taken off `phi_squared`, and both numbers of levels
/// shrink in step. With [`expected_phi_squared`] for `by_chance` this is Bergsma's formula.
pub(super) fn corrected_v(phi_squared: f64, by_chance: f64, n_rows: usize, n_columns: usize) -> f64 {
    let (r, c) = ((n_rows - 1) as f64, (n_columns - 1) as f64);
    let least = (r * (1.0 - by_chance / c)).min(c * (1.0 - by_chance / r));
    if least <= 0.0 { 0.0 } else { ((phi_squared - by_chance).max(0.0) / least).sqrt().min(1.0) }
}

#[cfg(test)]
mod tests;
