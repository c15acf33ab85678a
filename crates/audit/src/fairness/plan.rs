//! Every number that an audit computes from counts, in one order, so that it can be computed again from other counts.

use super::disparity::{Allowed, Disparity};
use super::grouping::{Grouping, groupings};
use super::margins::{Margins, Metric};
use super::options::AuditOptions;
use super::people::GroupPeople;
use super::tally::Tallied;

/// One number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Statistic {
    /// A metric of one group.
    OfGroup(usize, Metric),
    /// A disparity of all groups.
    OfAll(Disparity),
}

/// A grouping with its observed tables.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub grouping: Grouping,
    /// `group x truth x outcome`.
    pub tables: Vec<u64>,
    pub allowed: Allowed,
    pub people: GroupPeople,
    pub statistics: Vec<Statistic>,
}

/// All groupings of a table.
#[derive(Debug, Clone)]
pub(super) struct Plan<'a> {
    pub tallied: &'a Tallied,
    pub groupings: Vec<Planned>,
}

impl<'a> Plan<'a> {
    pub fn new(tallied: &'a Tallied, options: &AuditOptions) -> Self {
        let groupings = groupings(tallied, options.depth, options.least_n).into_iter();
        let weights = vec![1; tallied.n_seeds()];
        let planned = groupings.map(|grouping| {
            let tables = grouping.tables(tallied, &tallied.counts, &weights);
            let groups = margins(&tables, tallied);
            let allowed = Allowed::of(&groups, options.least_n * tallied.n_seeds() as u64);
            let people = GroupPeople::of(tallied, &grouping, &groups);
            let statistics = statistics(tallied, &groups, &allowed);
            Planned { grouping, tables, allowed, people, statistics }
        });
        Self { tallied, groupings: planned.collect() }
    }

    /// Every statistic from other counts; NaN, which stays in this module's callers, where one is undefined.
    pub fn evaluate(&self, counts: &[u64], seed_weights: &[u64]) -> Vec<f64> {
        let mut values = Vec::with_capacity(self.n_statistics());
        for planned in &self.groupings {
            let tables = planned.grouping.tables(self.tallied, counts, seed_weights);
            let groups = margins(&tables, self.tallied);
            values.extend(planned.statistics.iter().map(|s| s.value(&groups, &planned.allowed).unwrap_or(f64::NAN)));
        }
        values
    }

    pub fn n_statistics(&self) -> usize {
        self.groupings.iter().map(|planned| planned.statistics.len()).sum()
    }
}

impl Statistic {
    pub fn value(self, groups: &[Margins<'_>], allowed: &Allowed) -> Option<f64> {
        match self {
            Self::OfGroup(group, metric) => groups[group].value(metric),
            Self::OfAll(disparity) => disparity.value(groups, allowed),
        }
    }
}

impl Planned {
    pub fn groups(&self, tallied: &Tallied) -> Vec<Margins<'_>> {
        margins(&self.tables, tallied)
    }
}

pub(super) fn margins<'t>(tables: &'t [u64], tallied: &Tallied) -> Vec<Margins<'t>> {
    tables.chunks_exact(tallied.n_outcomes()).map(|table| Margins::of(table, tallied.n_classes())).collect()
}

/// Metrics of groups whose interval has to be resampled: those that are no rates, and with several seeds all. And every
/// disparity, where there are groups to compare.
fn statistics(tallied: &Tallied, groups: &[Margins<'_>], allowed: &Allowed) -> Vec<Statistic> {
    let metrics = Metric::all(tallied.n_classes());
    let is_resampled =
        |metric: &Metric| tallied.n_seeds() > 1 || groups.first().is_some_and(|g| g.counts(*metric).is_none());
    let of_groups = metrics.iter().filter(|metric| is_resampled(metric));
    let of_groups =
        of_groups.flat_map(|metric| allowed.groups(*metric).iter().map(|group| Statistic::OfGroup(*group, *metric)));
    let disparities = if groups.len() > 1 { Disparity::all(tallied.n_classes()) } else { Vec::new() };
    let defined = disparities.into_iter().filter(|disparity| disparity.value(groups, allowed).is_some());
    of_groups.chain(defined.map(Statistic::OfAll)).collect()
}
