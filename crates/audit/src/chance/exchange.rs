//! Sets as they would be if two columns had nothing to do with each other: permutations that keep people together.

use rand::seq::SliceRandom;
use rand::{Rng, RngExt};
use serde::{Deserialize, Serialize};

use super::hypergeometric::Hypergeometric;

/// What a permutation exchanges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exchange {
    /// Single pictures: no person is known to be shown twice.
    Pictures,
    /// Whole people: one of the columns says the same of all pictures of a person.
    Subjects,
    /// Pictures within a person, and all values of a person with those of another who has as many pictures.
    Blocks,
}

/// Two columns of the pictures in which both are known.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Pairs {
    /// Person, first column, second column; person by person.
    pub rows: Vec<(u32, u32, u32)>,
    pub n_first: usize,
    pub n_second: usize,
}

/// A way to permute.
#[derive(Clone)]
pub(crate) enum Permuter {
    Pictures {
        first: Vec<u64>,
        second: Vec<u64>,
        sampler: Hypergeometric,
    },
    Subjects {
        labels: Vec<u32>,
        /// Cells of the other column per person, as (offset in the table for label 0, pictures).
        others: Vec<Vec<(u32, u32)>>,
        /// How far apart two labels are in the table.
        stride: usize,
    },
    Blocks {
        /// Values of the first and the second column, people with equally many pictures side by side.
        first: Vec<u32>,
        second: Vec<u32>,
        /// Pictures of each person in that order.
        sizes: Vec<usize>,
        n_second: usize,
    },
}

impl Pairs {
    /// The observed table, row by row of the first column.
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.n_first * self.n_second];
        self.rows.iter().for_each(|(_, a, b)| counts[*a as usize * self.n_second + *b as usize] += 1);
        counts
    }

    /// How many people are shown.
    pub fn n_people(&self) -> usize {
        self.people().count()
    }

    fn people(&self) -> impl Iterator<Item = &[(u32, u32, u32)]> {
        self.rows.chunk_by(|a, b| a.0 == b.0)
    }
}

impl Permuter {
    /// Chooses what to exchange.
    pub fn new(pairs: &Pairs) -> Self {
        let people: Vec<&[(u32, u32, u32)]> = pairs.people().collect();
        if people.len() == pairs.rows.len() {
            return Self::pictures(&pairs.counts(), pairs.n_second);
        }
        let is_constant = |value: fn(&(u32, u32, u32)) -> u32| {
            people.iter().all(|rows| rows.iter().all(|row| value(row) == value(&rows[0])))
        };
        let n_second = pairs.n_second as u32;
        if is_constant(|row| row.1) {
            return Self::subjects(&people, |row| row.1, |row| row.2, pairs.n_second);
        }
        if is_constant(|row| row.2) {
            return Self::subjects(&people, |row| row.2, |row| row.1 * n_second, 1);
        }
        Self::blocks(people, pairs.n_second)
    }

    /// Exchanges single pictures of a table with so many columns.
    pub fn pictures(counts: &[u64], n_second: usize) -> Self {
        let first = counts.chunks_exact(n_second).map(|row| row.iter().sum()).collect();
        let second = (0..n_second).map(|j| counts.iter().skip(j).step_by(n_second).sum()).collect();
        Self::Pictures { first, second, sampler: Hypergeometric::up_to(counts.iter().sum()) }
    }

    fn subjects(
        people: &[&[(u32, u32, u32)]],
        label: impl Fn(&(u32, u32, u32)) -> u32,
        offset: impl Fn(&(u32, u32, u32)) -> u32,
        stride: usize,
    ) -> Self {
        let others = people.iter().map(|rows| {
            let mut offsets: Vec<u32> = rows.iter().map(&offset).collect();
            offsets.sort_unstable();
            offsets.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32)).collect()
        });
        Self::Subjects { labels: people.iter().map(|rows| label(&rows[0])).collect(), others: others.collect(), stride }
    }

    fn blocks(mut people: Vec<&[(u32, u32, u32)]>, n_second: usize) -> Self {
        people.sort_by_key(|rows| rows.len());
        let rows = || people.iter().copied().flatten();
        let (first, second) = (rows().map(|row| row.1).collect(), rows().map(|row| row.2).collect());
        Self::Blocks { first, second, sizes: people.iter().map(|rows| rows.len()).collect(), n_second }
    }

    /// What is exchanged.
    pub fn exchange(&self) -> Exchange {
        match self {
            Self::Pictures { .. } => Exchange::Pictures,
            Self::Subjects { .. } => Exchange::Subjects,
            Self::Blocks { .. } => Exchange::Blocks,
        }
    }

    /// Fills the table as it would be by chance.
    pub fn permute(&mut self, rng: &mut impl Rng, counts: &mut [u64]) {
        counts.fill(0);
        match self {
            Self::Pictures { first, second, sampler } => {
                fill_by_margins([first, second], sampler, rng, &mut *counts);
            }
            Self::Subjects { labels, others, stride } => {
                labels.shuffle(rng);
                for (label, cells) in labels.iter().zip(others) {
                    add(cells, &mut counts[*label as usize * *stride..]);
                }
            }
            Self::Blocks { first, second, sizes, n_second } => {
                exchange_blocks(first, sizes, rng);
                for (a, b) in first.iter().zip(second) {
                    counts[*a as usize * *n_second + *b as usize] += 1;
                }
            }
        }
    }
}

/// Adds the pictures of a person.
fn add(cells: &[(u32, u32)], counts: &mut [u64]) {
    for (offset, n) in cells {
        counts[*offset as usize] += u64::from(*n);
    }
}

/// A table with the given margins, as shuffling single pictures would make it (a multivariate hypergeometric per row).
fn fill_by_margins([first, second]: [&[u64]; 2], sampler: &Hypergeometric, rng: &mut impl Rng, counts: &mut [u64]) {
    let mut free = second.to_vec();
    for (row, cells) in first.iter().zip(counts.chunks_exact_mut(second.len())) {
        let (mut to_place, mut left) = (*row, free.iter().sum::<u64>());
        for (cell, free) in cells.iter_mut().zip(&mut free) {
            let n = sampler.sample([left, *free, to_place], rng);
            left -= *free;
            (*cell, *free, to_place) = (n, *free - n, to_place - n);
        }
    }
}

/// Gives every person the values of another with as many pictures, in a random order. Values stay where their size is, so
/// that the next call starts from a set that is as likely as any.
fn exchange_blocks(values: &mut [u32], sizes: &[usize], rng: &mut impl Rng) {
    let mut start = 0;
    for alike in sizes.chunk_by(|a, b| a == b) {
        let (size, n_people) = (alike[0], alike.len());
        let values = &mut values[start..start + size * n_people];
        for person in (1..n_people).rev() {
            let other = rng.random_range(0..=person);
            if other < person {
                let (left, right) = values.split_at_mut(person * size);
                left[other * size..][..size].swap_with_slice(&mut right[..size]);
            }
        }
        if size > 1 {
            values.chunks_exact_mut(size).for_each(|of_person| of_person.shuffle(rng));
        }
        start += size * n_people;
    }
}

#[cfg(test)]
mod tests;
