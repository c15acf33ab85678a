//! How differently groups fare: one number over the tables of all groups.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::margins::{Margins, Metric, MetricKind, mean};

/// What is said about the groups together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisparityKind {
    /// The highest value of a metric less the lowest. Of the selection rate this is the demographic parity difference, of
    /// recall the equal opportunity difference, of precision the predictive parity difference (Fairlearn's definitions).
    Difference,
    /// The lowest value of a metric over the highest.
    Ratio,
    /// The greater of the ranges of recall and of the false positive rate of a class; without a class the worst class.
    EqualizedOdds,
    /// The mean of the ranges of recall and of the false positive rate of a class; without a class the mean over classes.
    EqualizedOddsMean,
    /// Mean over classes of the range of the selection rate (M-DP).
    MultiDemographicParity,
    /// Mean over classes of the range of recall (M-EqOpp).
    MultiEqualOpportunity,
    /// Mean over all cells of the row-normalised confusion matrix of their range (TTM-EqOdds).
    CellEqualizedOdds,
    /// The greatest total variation distance of two groups' histograms of predictions.
    TotalVariation,
    /// The mean of these distances over all pairs of groups.
    TotalVariationMean,
}

/// One statistic over all groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Disparity {
    pub kind: DisparityKind,
    /// For [`DisparityKind::Difference`] and [`DisparityKind::Ratio`].
    pub metric: Option<MetricKind>,
    pub class: Option<usize>,
}

/// Which groups take part in each metric: those with enough rows for it in the observed table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Allowed(Vec<Vec<usize>>);

/// A metric's lowest and highest group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub lowest: (usize, f64),
    pub highest: (usize, f64),
}

impl DisparityKind {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Difference => "difference",
            Self::Ratio => "ratio",
            Self::EqualizedOdds => "equalized odds difference",
            Self::EqualizedOddsMean => "equalized odds difference, mean",
            Self::MultiDemographicParity => "multi-class demographic parity",
            Self::MultiEqualOpportunity => "multi-class equal opportunity",
            Self::CellEqualizedOdds => "equalized odds over all cells",
            Self::TotalVariation => "total variation of predictions",
            Self::TotalVariationMean => "total variation of predictions, mean",
        }
    }
}

impl Disparity {
    pub fn of(kind: DisparityKind, metric: Metric) -> Self {
        Self { kind, metric: Some(metric.kind), class: metric.class }
    }

    fn plain(kind: DisparityKind, class: Option<usize>) -> Self {
        Self { kind, metric: None, class }
    }

    /// Every disparity that is looked at.
    pub fn all(n_classes: usize) -> Vec<Self> {
        use DisparityKind as Kind;
        let metrics = Metric::all(n_classes).into_iter().filter(|metric| metric.kind != MetricKind::BaseRate);
        let of_metrics = metrics.flat_map(|metric| [Kind::Difference, Kind::Ratio].map(|kind| Self::of(kind, metric)));
        let classes = || (0..n_classes).map(Some).chain([None]);
        let odds = [Kind::EqualizedOdds, Kind::EqualizedOddsMean].into_iter();
        let odds = odds.flat_map(|kind| classes().map(move |class| Self::plain(kind, class)));
        let multi = [
            Kind::MultiDemographicParity,
            Kind::MultiEqualOpportunity,
            Kind::CellEqualizedOdds,
            Kind::TotalVariation,
            Kind::TotalVariationMean,
        ];
        of_metrics.chain(odds).chain(multi.map(|kind| Self::plain(kind, None))).collect()
    }

    /// The metric whose range it is.
    pub fn ranged(self) -> Option<Metric> {
        Some(Metric { kind: self.metric?, class: self.class })
    }

    /// `None` with fewer than two groups in which it is defined.
    pub fn value(self, groups: &[Margins<'_>], allowed: &Allowed) -> Option<f64> {
        let width = |metric| range(metric, groups, allowed).map(|range| range.highest.1 - range.lowest.1);
        let n_classes = groups.first()?.n_classes;
        let over_classes = |kind| mean((0..n_classes).filter_map(|class| width(Metric::of_class(kind, class))));
        match self.kind {
            DisparityKind::Difference => width(self.ranged()?),
            DisparityKind::Ratio => {
                let Range { lowest, highest } = range(self.ranged()?, groups, allowed)?;
                (0.0 < highest.1).then(|| lowest.1 / highest.1)
            }
            DisparityKind::EqualizedOdds | DisparityKind::EqualizedOddsMean => match self.class {
                Some(class) => self.odds(class, groups, allowed),
                None => self.odds_over_classes(groups, allowed),
            },
            DisparityKind::MultiDemographicParity => over_classes(MetricKind::SelectionRate),
            DisparityKind::MultiEqualOpportunity => over_classes(MetricKind::Recall),
            DisparityKind::CellEqualizedOdds => cell_odds(groups, allowed),
            DisparityKind::TotalVariation => total_variations(groups, allowed).into_iter().reduce(f64::max),
            DisparityKind::TotalVariationMean => mean(total_variations(groups, allowed).into_iter()),
        }
    }

    fn odds(self, class: usize, groups: &[Margins<'_>], allowed: &Allowed) -> Option<f64> {
        let width = |kind| {
            let range = range(Metric::of_class(kind, class), groups, allowed)?;
            Some(range.highest.1 - range.lowest.1)
        };
        let (recall, false_positive) = (width(MetricKind::Recall)?, width(MetricKind::FalsePositiveRate)?);
        let is_mean = self.kind == DisparityKind::EqualizedOddsMean;
        Some(if is_mean { f64::midpoint(recall, false_positive) } else { recall.max(false_positive) })
    }

    fn odds_over_classes(self, groups: &[Margins<'_>], allowed: &Allowed) -> Option<f64> {
        let n_classes = groups.first()?.n_classes;
        let odds = (0..n_classes).filter_map(|class| self.odds(class, groups, allowed));
        if self.kind == DisparityKind::EqualizedOddsMean { mean(odds) } else { odds.reduce(f64::max) }
    }
}

impl Allowed {
    /// Groups with at least `least_n` rows per metric, in which it is defined.
    pub fn of(groups: &[Margins<'_>], least_n: u64) -> Self {
        let n_classes = groups.first().map_or(0, |group| group.n_classes);
        let metrics = Metric::all(n_classes).into_iter();
        let fits = |metric: Metric, group: &Margins<'_>| {
            least_n.max(1) <= group.support(metric) && group.value(metric).is_some()
        };
        Self(metrics.map(|m| (0..groups.len()).filter(|g| fits(m, &groups[*g])).collect()).collect())
    }

    pub fn groups(&self, metric: Metric) -> &[usize] {
        self.0.get(metric.place()).map_or(&[], Vec::as_slice)
    }
}

/// The lowest and the highest group, of equal ones the first; `None` with fewer than two.
pub(super) fn range(metric: Metric, groups: &[Margins<'_>], allowed: &Allowed) -> Option<Range> {
    let values = allowed.groups(metric).iter().filter_map(|group| Some((*group, groups[*group].value(metric)?)));
    let mut n = 0;
    let mut found: Option<Range> = None;
    for value in values {
        n += 1;
        let range = found.get_or_insert(Range { lowest: value, highest: value });
        if value.1 < range.lowest.1 {
            range.lowest = value;
        }
        if range.highest.1 < value.1 {
            range.highest = value;
        }
    }
    found.filter(|_| n > 1)
}

fn cell_odds(groups: &[Margins<'_>], allowed: &Allowed) -> Option<f64> {
    let n_classes = groups.first()?.n_classes;
    let widths = (0..n_classes).flat_map(|truth| {
        let recall = Metric::of_class(MetricKind::Recall, truth);
        let taking_part: Vec<&Margins<'_>> =
            allowed.groups(recall).iter().map(|group| &groups[*group]).filter(|g| 0 < g.support(recall)).collect();
        let n_widths = if taking_part.len() > 1 { n_classes } else { 0 };
        (0..n_widths).map(move |outcome| {
            let shares = taking_part.iter().map(|g| g.cell(truth, outcome) as f64 / g.support(recall) as f64);
            let (low, high) = shares.fold((1.0_f64, 0.0_f64), |(low, high), share| (low.min(share), high.max(share)));
            high - low
        })
    });
    mean(widths)
}

fn total_variations(groups: &[Margins<'_>], allowed: &Allowed) -> Vec<f64> {
    let first = Metric::of_class(MetricKind::SelectionRate, 0);
    let shares = |group: &Margins<'_>| -> Option<Vec<f64>> {
        let selected = |class| group.value(Metric::of_class(MetricKind::SelectionRate, class));
        (0..group.n_classes).map(selected).collect()
    };
    let shares: Vec<Vec<f64>> = allowed.groups(first).iter().filter_map(|group| shares(&groups[*group])).collect();
    let distance = |a: &[f64], b: &[f64]| 0.5 * a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f64>();
    let pairs = shares.iter().enumerate().flat_map(|(i, a)| shares[i + 1..].iter().map(move |b| distance(a, b)));
    pairs.collect()
}

#[cfg(test)]
mod tests;
