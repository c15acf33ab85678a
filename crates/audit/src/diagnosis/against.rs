//! How far the values of a set lie from those of a reference.

use std::cmp::Ordering;

use faces::Measure;
use rand::Rng;
use serde::{Deserialize, Serialize};

use super::bins::sorted;
use super::contingency::Contingency;
use super::diversity::Measured;
use super::frame::Frame;
use super::picture::DiagnosisOptions;
use crate::chance::exchange::{Pairs, Permuter};
use crate::chance::quantile::quantile;
use crate::chance::resample::{People, Resampled, stream};

/// Into how many parts of equal mass the reference is cut.
const N_PARTS: usize = 20;
/// Into how many cells both sets are cut for resampling distances.
const N_CELLS: usize = 256;
/// A part of the reference is not covered where the set holds less than this of the reference's share.
const COVERED: f64 = 0.1;

/// One measure of a set against a reference.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Against {
    /// Pictures of the set in which the measure is known.
    pub n_set: usize,
    /// The same of the reference.
    pub n_reference: usize,
    /// The common part of both distributions, in `[0, 1]`.
    pub overlap: Measured,
    /// Earth mover's distance (Wasserstein-1), in the measure's unit.
    pub distance: Measured,
    /// Its mean where people are dealt to both sets at random.
    pub distance_by_chance: Option<f64>,
    /// Share of random deals with at least as large a distance.
    pub p_value: Option<f64>,
    /// The same after Holm's correction over all measures.
    pub p_holm: Option<f64>,
    /// Share of the reference where the set holds next to nothing, in `[0, 1]`.
    pub not_covered: Measured,
}

/// Cells in ascending order: their mean value, and to which part each belongs.
struct Grid {
    edges: Vec<f64>,
    centres: Vec<f64>,
    parts: Vec<usize>,
    n_parts: usize,
}

/// `None` where nothing is known in one of the sets.
pub(super) fn against(
    measure: Measure,
    set: &Frame<'_>,
    reference: &Frame<'_>,
    options: &DiagnosisOptions,
) -> Option<Against> {
    let (values, others) = (set.values(measure), reference.values(measure));
    let (mine, theirs) = (sorted(&values), sorted(&others));
    let grid = Grid::new(&mine, &theirs)?;
    let rows = [grid.rows(set, &values), grid.rows(reference, &others)];
    let counts = rows.each_ref().map(|rows| grid.counts(rows));
    let (overlap, not_covered) = grid.overlap(&counts[0], &counts[1])?;
    let distance = wasserstein(&mine, &theirs)?;
    let [mut overlaps, mut distances, mut holes] = [(); 3].map(|()| Resampled::default());
    let people = rows.each_ref().map(|rows| People::of_rows(rows, grid.n_cells()));
    let mut rng = stream(options.seed, &["against", measure.name()]);
    let [mut p, mut q] = counts;
    let is_shown = people.iter().all(|people| people.n_people() > 1);
    for _ in 0..if is_shown { options.n_replicates } else { 0 } {
        people[0].resample(&mut rng, &mut p);
        people[1].resample(&mut rng, &mut q);
        let shares = grid.overlap(&p, &q);
        overlaps.push(shares.map(|(overlap, _)| overlap));
        holes.push(shares.map(|(_, not_covered)| not_covered));
        distances.push(grid.distance(&p, &q));
    }
    let null = dealt(&grid, &rows, &mut rng, options.n_permutations);
    let observed = grid.distance(&grid.counts(&rows[0]), &grid.counts(&rows[1]))?;
    Some(Against {
        n_set: mine.len(),
        n_reference: theirs.len(),
        overlap: Measured { value: overlap, interval: overlaps.around(overlap, 0.0, 1.0) },
        distance: Measured { value: distance, interval: distances.around(distance, 0.0, f64::INFINITY) },
        distance_by_chance: null.mean(),
        p_value: null.p_value(observed),
        p_holm: None,
        not_covered: Measured { value: not_covered, interval: holes.around(not_covered, 0.0, 1.0) },
    })
}

/// Distances where all people are dealt to two sets of as many people at random.
fn dealt(grid: &Grid, rows: &[Vec<(u32, u32)>; 2], rng: &mut impl Rng, n_permutations: usize) -> Resampled {
    let [mine, theirs] = rows;
    // People of both sets are numbered from 0; nobody is in both.
    let beyond = mine.last().map_or(0, |(person, _)| person + 1);
    let mine = mine.iter().map(|(person, cell)| (*person, 0, *cell));
    let theirs = theirs.iter().map(|(person, cell)| (person + beyond, 1, *cell));
    let pairs = Pairs { rows: mine.chain(theirs).collect(), n_first: 2, n_second: grid.n_cells() };
    let mut permuter = Permuter::new(&pairs);
    let mut table = Contingency::zero(2, grid.n_cells());
    let mut null = Resampled::default();
    for _ in 0..n_permutations {
        permuter.permute(rng, &mut table.counts);
        let (first, second) = table.counts.split_at(grid.n_cells());
        null.push(grid.distance(first, second));
    }
    null
}

impl Grid {
    /// Cuts at the reference's parts and at quantiles of both sets; `None` where one is empty.
    fn new(mine: &[f64], theirs: &[f64]) -> Option<Self> {
        mine.first()?;
        let beyond = theirs.last()?.next_up();
        let at = |values: &[f64], n: usize| {
            (0..n).filter_map(|i| quantile(values, i as f64 / n as f64)).collect::<Vec<f64>>()
        };
        let mut of_parts = at(theirs, N_PARTS);
        of_parts.push(beyond);
        of_parts.dedup();
        let mut edges: Vec<f64> = [at(mine, N_CELLS / 2), at(theirs, N_CELLS / 2), of_parts.clone()].concat();
        edges.sort_by(f64::total_cmp);
        edges.dedup();
        let mut sums = vec![(0.0, 0_u32); edges.len() + 1];
        for value in mine.iter().chain(theirs) {
            let (sum, n) = &mut sums[place(&edges, *value)];
            (*sum, *n) = (*sum + value, *n + 1);
        }
        // An empty cell never counts; its centre only has to keep the order.
        let mut last = mine[0].min(theirs[0]);
        let centres = sums.iter().map(|(sum, n)| {
            last = if *n == 0 { last } else { (sum / f64::from(*n)).max(last) };
            last
        });
        let centres: Vec<f64> = centres.collect();
        let parts = (0..centres.len()).map(|cell| match cell.checked_sub(1) {
            None => 0,
            Some(below) => place(&of_parts, edges[below]),
        });
        Some(Self { parts: parts.collect(), n_parts: of_parts.len() + 1, centres, edges })
    }

    fn n_cells(&self) -> usize {
        self.centres.len()
    }

    fn rows(&self, frame: &Frame<'_>, values: &[Option<f64>]) -> Vec<(u32, u32)> {
        let row = |i: &usize| Some((frame.subjects[*i], place(&self.edges, values[*i]?) as u32));
        frame.by_subject.iter().filter_map(row).collect()
    }

    fn counts(&self, rows: &[(u32, u32)]) -> Vec<u64> {
        let mut counts = vec![0; self.n_cells()];
        for (_, cell) in rows {
            counts[*cell as usize] += 1;
        }
        counts
    }

    /// The common part of both distributions over the reference's parts, and the share of the reference in parts that the
    /// set does not cover; `None` where one is empty.
    fn overlap(&self, set: &[u64], reference: &[u64]) -> Option<(f64, f64)> {
        let [p, q] = [set, reference].map(|counts| self.part_shares(counts));
        let (p, q) = (p?, q?);
        let common = p.iter().zip(&q).map(|(p, q)| p.min(*q)).sum();
        let bare = p.iter().zip(&q).filter(|(p, q)| **p < COVERED * **q).map(|(_, q)| q).sum();
        Some((common, bare))
    }

    fn part_shares(&self, counts: &[u64]) -> Option<Vec<f64>> {
        let n = counts.iter().sum::<u64>();
        let mut shares = vec![0.0; self.n_parts];
        counts.iter().zip(&self.parts).for_each(|(count, part)| shares[*part] += *count as f64 / n as f64);
        (n > 0).then_some(shares)
    }

    /// Earth mover's distance with every value at the mean of its cell.
    fn distance(&self, first: &[u64], second: &[u64]) -> Option<f64> {
        let (n, m) = (first.iter().sum::<u64>() as f64, second.iter().sum::<u64>() as f64);
        let (mut below, mut sum) = (0.0_f64, 0.0);
        for (i, step) in self.centres.windows(2).enumerate() {
            below += first[i] as f64 / n - second[i] as f64 / m;
            sum += below.abs() * (step[1] - step[0]);
        }
        (0.0 < n && 0.0 < m).then_some(sum)
    }
}

fn place(edges: &[f64], value: f64) -> usize {
    edges.partition_point(|edge| *edge <= value)
}

/// The area between both distribution functions of sorted values; `None` where one is empty.
pub(super) fn wasserstein(first: &[f64], second: &[f64]) -> Option<f64> {
    let (n, m) = (first.len() as f64, second.len() as f64);
    let mut before = first.first()?.min(*second.first()?);
    let (mut i, mut j, mut area) = (0, 0, 0.0);
    while i < first.len() || j < second.len() {
        let next = match (first.get(i), second.get(j)) {
            (Some(a), Some(b)) => a.min(*b),
            (Some(only), None) | (None, Some(only)) => *only,
            (None, None) => break,
        };
        area += (i as f64 / n - j as f64 / m).abs() * (next - before);
        i += first[i..].iter().take_while(|value| value.total_cmp(&next) == Ordering::Equal).count();
        j += second[j..].iter().take_while(|value| value.total_cmp(&next) == Ordering::Equal).count();
        before = next;
    }
    Some(area)
}

#[cfg(test)]
mod tests;
