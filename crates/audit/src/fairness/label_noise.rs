//! How wrong the annotated groups may be before a verdict on a gap changes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::margins::MetricKind;
use super::report::{Enough, GroupingReport};
use crate::rate::Rate;

/// Steps in which error rates are tried before the crossing is narrowed down.
const N_STEPS: usize = 2000;
/// Numbers of labels tried one by one; beyond, in steps of a tenth that are then narrowed down.
const N_TRIED: usize = 2000;

/// What wrong labels could do to the gap between the highest and the lowest rate of several groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LabelNoise {
    /// The gap as annotated.
    pub gap: f64,
    /// The greatest gap that is allowed.
    pub limit: f64,
    /// Labels of all groups together.
    pub n_labels: usize,
    /// Labels mixed up at random make gaps look smaller. The least share of wrong labels, each other group equally likely, with
    /// which the true gap would lie beyond the limit although the annotated one does not; `None` where it lies beyond already,
    /// or never would.
    pub at_random: Option<f64>,
    /// The greatest share of labels that can be wrong at random: beyond it no true groups could have given these counts.
    pub most_at_random: f64,
    /// So few wrong labels between the highest and the lowest group, were they the ones that matter most, would put the gap on
    /// the other side of the limit; `None` where no number would.
    pub at_worst: Option<usize>,
}

/// Hits and rows of one group.
type Group = (f64, f64);

/// What wrong labels could do to a gap; `None` with fewer than two groups. For a test, pass what 95 % of the permutations stay
/// below as the limit.
///
/// With the share `e` of labels wrong at random, counts are observed through the matrix with `1 - e` on its diagonal and
/// `e / (k - 1)` beside it, whose inverse takes `b = e / (k - 1)` of all from each group and divides by `1 - e - b`.
///
/// # Examples
/// ```
/// use audit::{Rate, fairness::label_noise};
/// let rates = [(90, 100), (75, 100)].map(|(n_hits, n)| Rate::new(n_hits, n).unwrap());
/// // With a tenth of the labels wrong, a true gap of 0.15 / (1 - 2 * 0.1) looks like 0.15.
/// let found = label_noise(&rates, 0.15 / 0.8).unwrap();
/// assert!((found.at_random.unwrap() - 0.1).abs() < 1e-9);
/// ```
pub fn label_noise(rates: &[Rate], limit: f64) -> Option<LabelNoise> {
    let groups: Vec<Group> = rates.iter().map(|rate| (rate.n_hits() as f64, rate.n_faces() as f64)).collect();
    let gap = gap(&groups).filter(|_| groups.len() > 1)?;
    let most_at_random = most_at_random(&groups);
    Some(LabelNoise {
        gap,
        limit,
        n_labels: rates.iter().map(|rate| rate.n_faces()).sum(),
        at_random: if limit < gap { None } else { crossing(&groups, limit, most_at_random) },
        most_at_random,
        at_worst: at_worst(&groups, limit),
    })
}

impl GroupingReport {
    /// What wrong labels could do to the gap of a rate between the groups that have rows enough; `None` for metrics that are no
    /// rates, and with fewer than two groups.
    pub fn label_noise(&self, metric: MetricKind, class: Option<&str>, limit: f64) -> Option<LabelNoise> {
        let found = self.groups.iter().filter_map(|group| group.metric(metric, class));
        let rates: Vec<Rate> =
            found.filter(|found| found.enough == Enough::Yes).filter_map(|found| found.rate).collect();
        label_noise(&rates, limit)
    }
}

/// `None` without groups, or with one that is empty.
fn gap(groups: &[Group]) -> Option<f64> {
    let rates = || groups.iter().map(|(n_hits, n)| n_hits / n);
    let is_defined = groups.iter().all(|(_, n)| 0.0 < *n);
    Some(rates().reduce(f64::max)? - rates().reduce(f64::min)?).filter(|_| is_defined)
}

/// The true groups if the share `error` of labels were wrong; `None` where there are no such groups.
fn corrected(groups: &[Group], error: f64) -> Option<Vec<Group>> {
    let beside = error / (groups.len() as f64 - 1.0);
    let (hits, rows) = groups.iter().fold((0.0, 0.0), |(hits, rows), (h, n)| (hits + h, rows + n));
    let scale = 1.0 - error - beside;
    let correct = |(h, n): &Group| ((h - beside * hits) / scale, (n - beside * rows) / scale);
    let found: Vec<Group> = groups.iter().map(correct).collect();
    let is_possible = |(h, n): &Group| 0.0 < *n && -1e-9 <= *h && *h <= n + 1e-9;
    (0.0 < scale && found.iter().all(is_possible)).then_some(found)
}

/// The set of possible error rates is an interval from 0, because every true count falls with the error or every one rises.
fn most_at_random(groups: &[Group]) -> f64 {
    let (mut low, mut high) = (0.0, 1.0 - 1.0 / groups.len() as f64);
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if corrected(groups, middle).is_some() { low = middle } else { high = middle }
    }
    low
}

/// The least error rate at which the corrected gap passes the limit.
fn crossing(groups: &[Group], limit: f64, most: f64) -> Option<f64> {
    let is_beyond = |error: f64| corrected(groups, error).and_then(|found| gap(&found)).is_some_and(|gap| limit < gap);
    let at = |step: usize| most * step as f64 / N_STEPS as f64;
    let first = (0..=N_STEPS).find(|step| is_beyond(at(*step)))?;
    let (mut low, mut high) = (at(first.saturating_sub(1)), at(first));
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if is_beyond(middle) { high = middle } else { low = middle }
    }
    Some(high)
}

/// The fewest labels exchanged between the highest and the lowest group that put the gap on the other side of the limit.
fn at_worst(groups: &[Group], limit: f64) -> Option<usize> {
    let was_beyond = limit < gap(groups)?;
    let ends = ends(groups)?;
    let n_both = (groups[ends[0]].1 + groups[ends[1]].1) as usize;
    let turns = |n: usize| exchanges(groups, ends, n).any(|found| was_beyond != (limit < found));
    if let Some(n) = (1..=n_both.min(N_TRIED)).find(|n| turns(*n)) {
        return Some(n);
    }
    let mut low = N_TRIED;
    while low < n_both {
        let mut high = (low + low / 10).min(n_both);
        if !turns(high) {
            low = high;
            continue;
        }
        while low + 1 < high {
            let middle = usize::midpoint(low, high);
            if turns(middle) { high = middle } else { low = middle }
        }
        return Some(high);
    }
    None
}

/// The places of the highest and the lowest rate.
fn ends(groups: &[Group]) -> Option<[usize; 2]> {
    let rate = |group: &usize| groups[*group].0 / groups[*group].1;
    let places = || 0..groups.len();
    let highest = places().max_by(|a, b| rate(a).total_cmp(&rate(b)))?;
    // Of equal rates `max_by` takes the last and `min_by` the first, so that two groups never are one.
    Some([highest, places().min_by(|a, b| rate(a).total_cmp(&rate(b)))?])
}

/// The gap after every way to move `n` labels from one of both groups to the other, some of hits, the rest of misses.
fn exchanges(groups: &[Group], [high, low]: [usize; 2], n: usize) -> impl Iterator<Item = f64> + '_ {
    let ways = (0..=n).flat_map(move |hits| {
        let (hits, misses) = (hits as f64, (n - hits) as f64);
        [(hits, misses), (hits, -misses), (-hits, misses), (-hits, -misses)]
    });
    let others: Vec<f64> =
        (0..groups.len()).filter(|i| ![high, low].contains(i)).map(|i| groups[i].0 / groups[i].1).collect();
    ways.filter_map(move |(hits, misses)| {
        let from = (groups[high].0 - hits, groups[high].1 - hits - misses);
        let to = (groups[low].0 + hits, groups[low].1 + hits + misses);
        let is_possible = |(h, n): Group| 0.0 <= h && h <= n && 0.0 < n;
        let rates = [from.0 / from.1, to.0 / to.1];
        let most = others.iter().chain(&rates).copied().reduce(f64::max)?;
        let least = others.iter().chain(&rates).copied().reduce(f64::min)?;
        (is_possible(from) && is_possible(to)).then_some(most - least)
    })
}

#[cfg(test)]
mod tests;
