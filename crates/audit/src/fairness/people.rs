//! How the rows of one person hang together, group by group.

use super::grouping::Grouping;
use super::margins::{Margins, Metric};
use super::tally::Tallied;
use crate::rate::{Interval, Level, Rate, clustered_wilson, effective_n};

/// People of one grouping; without names every row is a person.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GroupPeople {
    /// People per group.
    pub n_people: Vec<u64>,
    /// Whether somebody is in two groups.
    pub is_shared: bool,
    /// `group x metric`: people with a row that counts, and the sum over them of `(hits - rows * rate)^2`; empty without names.
    spread: Vec<(usize, f64)>,
    n_metrics: usize,
}

/// Rows and hits of one person in one group, metric by metric.
struct Collected {
    group: usize,
    counts: Vec<(u32, u32)>,
}

impl GroupPeople {
    pub fn of(tallied: &Tallied, grouping: &Grouping, groups: &[Margins<'_>]) -> Self {
        let metrics = Metric::all(tallied.n_classes());
        let mut found =
            Self { n_people: vec![0; groups.len()], is_shared: false, spread: Vec::new(), n_metrics: metrics.len() };
        let Some(people) = &tallied.people else {
            found.n_people = groups.iter().map(|group| group.n_found + group.n_missed).collect();
            return found;
        };
        found.spread = vec![(0, 0.0); groups.len() * metrics.len()];
        let rates: Vec<f64> =
            groups.iter().flat_map(|group| metrics.iter().map(|metric| group.value(*metric).unwrap_or(0.0))).collect();
        let rows = RowsOf::new(tallied, &metrics);
        for rows_of_person in people.chunk_by(|a, b| a.0 == b.0) {
            let collected = rows.collect(rows_of_person, grouping);
            found.is_shared |= collected.len() > 1;
            for Collected { group, counts } in collected {
                found.n_people[group] += 1;
                found.add(group, &counts, &rates);
            }
        }
        found
    }

    fn add(&mut self, group: usize, counts: &[(u32, u32)], rates: &[f64]) {
        let start = group * self.n_metrics;
        let of_group = self.spread[start..].iter_mut().zip(&rates[start..]);
        for ((n, n_hits), ((n_people, squares), rate)) in counts.iter().zip(of_group).filter(|((n, _), _)| *n > 0) {
            *n_people += 1;
            *squares += (f64::from(*n_hits) - f64::from(*n) * rate).powi(2);
        }
    }

    /// Wilson's interval of a group's rate, at as many independent faces as its people are worth.
    pub fn interval(&self, rate: Rate, group: usize, metric: Metric, level: Level) -> Interval {
        match self.spread.get(group * self.n_metrics + metric.place()) {
            Some((n_people, squares)) => clustered_wilson(rate, *n_people, *squares, level),
            None => rate.wilson(level),
        }
    }

    /// So many independent faces would say as much.
    pub fn effective_n(&self, rate: Rate, group: usize, metric: Metric) -> f64 {
        match self.spread.get(group * self.n_metrics + metric.place()) {
            Some((n_people, squares)) => effective_n(rate, *n_people, *squares).unwrap_or(*n_people as f64),
            None => rate.n_faces() as f64,
        }
    }
}

/// How the errors of two groups' rates hang together: the correlation over people of what each adds to both, in `[-1, 1]`; 0
/// where one of them does not vary.
pub(super) fn correlation(tallied: &Tallied, grouping: &Grouping, metric: Metric, of: [(usize, f64); 2]) -> f64 {
    let rows = RowsOf::new(tallied, &[metric]);
    let people = tallied.people.as_deref().unwrap_or(&[]);
    let [mut product, mut first, mut second] = [0.0; 3];
    for rows_of_person in people.chunk_by(|a, b| a.0 == b.0) {
        let collected = rows.collect(rows_of_person, grouping);
        let off = of.map(|(group, rate)| {
            let found = collected.iter().find(|collected| collected.group == group);
            found.map_or(0.0, |found| f64::from(found.counts[0].1) - f64::from(found.counts[0].0) * rate)
        });
        product += off[0] * off[1];
        first += off[0] * off[0];
        second += off[1] * off[1];
    }
    if 0.0 < first && 0.0 < second { (product / (first * second).sqrt()).clamp(-1.0, 1.0) } else { 0.0 }
}

/// Which metrics a cell counts for.
struct RowsOf {
    stride: usize,
    /// Per outcome of a joint, without its seed: place among the metrics, and whether the cell is a hit.
    cells: Vec<Vec<(usize, bool)>>,
    n_metrics: usize,
}

impl RowsOf {
    fn new(tallied: &Tallied, metrics: &[Metric]) -> Self {
        let n_classes = tallied.n_classes();
        let of_cell = |cell: usize| {
            let (truth, outcome) = (cell / (n_classes + 1), cell % (n_classes + 1));
            let counting = metrics.iter().enumerate();
            counting.filter_map(|(place, metric)| Some((place, metric.row(truth, outcome, n_classes)?))).collect()
        };
        Self {
            stride: tallied.stride(),
            cells: (0..tallied.n_outcomes()).map(of_cell).collect(),
            n_metrics: metrics.len(),
        }
    }

    fn collect(&self, rows: &[(u32, u32, u32)], grouping: &Grouping) -> Vec<Collected> {
        let mut found: Vec<Collected> = Vec::new();
        for (_, cell, n) in rows {
            let cell = *cell as usize;
            let Some(group) = grouping.of_joint[cell / self.stride] else { continue };
            let group = group as usize;
            let place = found.iter().position(|collected| collected.group == group).unwrap_or_else(|| {
                found.push(Collected { group, counts: vec![(0, 0); self.n_metrics] });
                found.len() - 1
            });
            for (metric, is_hit) in &self.cells[cell % self.stride % self.cells.len()] {
                let (n_rows, n_hits) = &mut found[place].counts[*metric];
                *n_rows += n;
                *n_hits += n * u32::from(*is_hit);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests;
