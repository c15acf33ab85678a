//! Values cut into bins: at quartiles for associations, evenly for pictures of a distribution.

use faces::{Measure, Unit};
use serde::{Deserialize, Serialize};

use crate::chance::quantile::quantile;

/// How many bins a histogram has.
const N_BINS: usize = 24;

/// Counts between edges; the first and last bin also hold what lies beyond.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Histogram {
    /// One more than bins, ascending.
    pub edges: Vec<f64>,
    /// Pictures of the set.
    pub counts: Vec<u64>,
    /// Pictures of the reference; empty without one.
    pub reference: Vec<u64>,
}

/// The bin of each value.
pub(super) struct Binned {
    pub names: Vec<String>,
    pub codes: Vec<Option<u32>>,
}

/// Sorted known values.
pub(super) fn sorted(values: &[Option<f64>]) -> Vec<f64> {
    let mut known: Vec<f64> = values.iter().flatten().copied().collect();
    known.sort_by(f64::total_cmp);
    known
}

/// Cuts values at their quartiles, equal ones staying together; `None` without values.
pub(super) fn binned(values: &[Option<f64>]) -> Option<Binned> {
    let sorted = sorted(values);
    let mut edges: Vec<f64> = [0.25, 0.5, 0.75].iter().filter_map(|share| quantile(&sorted, *share)).collect();
    let least = *sorted.first()?;
    edges.dedup();
    // A bin holds values from its edge on, so that an edge at the least value would leave an empty bin below it.
    edges.retain(|edge| least < *edge);
    let names = match edges.as_slice() {
        [] => vec![format!("{}", short(least))],
        edges => {
            let between = edges.windows(2).map(|pair| format!("{} to {}", short(pair[0]), short(pair[1])));
            let first = format!("below {}", short(edges[0]));
            let last = format!("from {}", short(edges[edges.len() - 1]));
            std::iter::once(first).chain(between).chain([last]).collect()
        }
    };
    let bin = |value: f64| edges.partition_point(|edge| *edge <= value) as u32;
    Some(Binned { names, codes: values.iter().map(|value| value.map(bin)).collect() })
}

/// A number with about three digits.
pub(super) fn short(value: f64) -> String {
    let digits = match value.abs() {
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        v if v >= 1.0 => 2,
        _ => 3,
    };
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Evenly cut values from the 1 % to the 99 % quantile of both sets; one bin per Monk tone.
pub(super) fn histogram(measure: Measure, set: &[f64], reference: &[f64]) -> Option<Histogram> {
    let ends = |share| {
        let both = [quantile(set, share), quantile(reference, share)];
        both.into_iter().flatten().collect::<Vec<f64>>()
    };
    let low = ends(0.01).into_iter().reduce(f64::min)?;
    let high = ends(0.99).into_iter().reduce(f64::max)?;
    let edges: Vec<f64> = match measure.unit() {
        Unit::Tone => (0..=10).map(|tone| f64::from(tone) + 0.5).collect(),
        _ if high <= low => vec![low - 0.5, low + 0.5],
        _ => (0..=N_BINS).map(|i| low + (high - low) * i as f64 / N_BINS as f64).collect(),
    };
    let count = |values: &[f64]| {
        let mut counts = vec![0; edges.len() - 1];
        let last = counts.len() - 1;
        let bin = |value: f64| edges.partition_point(|edge| *edge <= value).saturating_sub(1).min(last);
        for value in values {
            counts[bin(*value)] += 1;
        }
        counts
    };
    let (counts, reference) = (count(set), if reference.is_empty() { Vec::new() } else { count(reference) });
    Some(Histogram { edges, counts, reference })
}

#[cfg(test)]
mod tests;
