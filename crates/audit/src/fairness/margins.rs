//! One group's confusion table, and every metric that is read off it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is measured of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MetricKind {
    /// Found faces whose predicted class is the annotated one (micro accuracy).
    Accuracy,
    /// The same with every missed face counted as wrong.
    AccuracyWithMissed,
    /// Faces that the detector missed.
    MissRate,
    /// Mean of the recalls of the classes that occur (macro accuracy).
    BalancedAccuracy,
    /// Mean of the precisions of the classes that are predicted.
    MacroPrecision,
    /// Mean of the F1 of the classes that occur or are predicted.
    MacroF1,
    /// Found faces of a class that are predicted as it (true positive rate).
    Recall,
    /// Faces predicted as a class that are of it (positive predictive value).
    Precision,
    /// Harmonic mean of recall and precision of a class.
    F1,
    /// Found faces that are predicted as a class.
    SelectionRate,
    /// Found faces of other classes that are predicted as a class.
    FalsePositiveRate,
    /// Found faces that are of a class.
    BaseRate,
}

/// A metric, of one class where it is one of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Metric {
    pub kind: MetricKind,
    pub class: Option<usize>,
}

/// Sums of a confusion table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Margins<'a> {
    /// `truth x outcome`, a missed face being the last outcome.
    pub table: &'a [u64],
    pub n_classes: usize,
    pub n_found: u64,
    pub n_missed: u64,
    n_hits: u64,
    truths: Vec<u64>,
    predicted: Vec<u64>,
}

impl MetricKind {
    const WHOLE: [Self; 6] = [
        Self::Accuracy,
        Self::AccuracyWithMissed,
        Self::MissRate,
        Self::BalancedAccuracy,
        Self::MacroPrecision,
        Self::MacroF1,
    ];
    const OF_CLASS: [Self; 6] =
        [Self::Recall, Self::Precision, Self::F1, Self::SelectionRate, Self::FalsePositiveRate, Self::BaseRate];

    /// Whether there is one per class.
    pub fn is_of_class(self) -> bool {
        Self::OF_CLASS.contains(&self)
    }

    /// Whether a higher value is better (`Some(true)`), worse (`Some(false)`) or neither.
    pub fn is_higher_better(self) -> Option<bool> {
        match self {
            Self::MissRate | Self::FalsePositiveRate => Some(false),
            Self::SelectionRate | Self::BaseRate => None,
            _ => Some(true),
        }
    }

    /// The metric's name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accuracy => "accuracy",
            Self::AccuracyWithMissed => "accuracy, missed faces wrong",
            Self::MissRate => "miss rate",
            Self::BalancedAccuracy => "balanced accuracy",
            Self::MacroPrecision => "macro precision",
            Self::MacroF1 => "macro F1",
            Self::Recall => "recall",
            Self::Precision => "precision",
            Self::F1 => "F1",
            Self::SelectionRate => "selection rate",
            Self::FalsePositiveRate => "false positive rate",
            Self::BaseRate => "base rate",
        }
    }
}

impl Metric {
    pub fn whole(kind: MetricKind) -> Self {
        Self { kind, class: None }
    }

    pub fn of_class(kind: MetricKind, class: usize) -> Self {
        Self { kind, class: Some(class) }
    }

    /// Every metric, those of a class after those of the whole table.
    pub fn all(n_classes: usize) -> Vec<Self> {
        let of_class = (0..n_classes).flat_map(|class| MetricKind::OF_CLASS.map(|kind| Self::of_class(kind, class)));
        MetricKind::WHOLE.map(Self::whole).into_iter().chain(of_class).collect()
    }

    /// Where it stands in [`Metric::all`].
    pub fn place(self) -> usize {
        let of = |kinds: &[MetricKind]| kinds.iter().position(|kind| *kind == self.kind).unwrap_or(0);
        match self.class {
            None => of(&MetricKind::WHOLE),
            Some(class) => MetricKind::WHOLE.len() * (class + 1) + of(&MetricKind::OF_CLASS),
        }
    }

    /// Whether a row counts for the metric (`None` where it does not), and whether it is a hit. For metrics that are no
    /// rates no row counts.
    pub fn row(self, truth: usize, outcome: usize, n_classes: usize) -> Option<bool> {
        let is_found = outcome < n_classes;
        let class = self.class.unwrap_or(0);
        let (is_truth, is_predicted) = (truth == class, outcome == class);
        match self.kind {
            MetricKind::Accuracy => is_found.then_some(truth == outcome),
            MetricKind::AccuracyWithMissed => Some(truth == outcome),
            MetricKind::MissRate => Some(!is_found),
            MetricKind::Recall => (is_found && is_truth).then_some(is_predicted),
            MetricKind::Precision => is_predicted.then_some(is_truth),
            MetricKind::SelectionRate => is_found.then_some(is_predicted),
            MetricKind::FalsePositiveRate => (is_found && !is_truth).then_some(is_predicted),
            MetricKind::BaseRate => is_found.then_some(is_truth),
            MetricKind::BalancedAccuracy | MetricKind::MacroPrecision | MetricKind::MacroF1 | MetricKind::F1 => None,
        }
    }
}

impl<'a> Margins<'a> {
    pub fn of(table: &'a [u64], n_classes: usize) -> Self {
        let (mut truths, mut predicted) = (vec![0; n_classes], vec![0; n_classes]);
        let (mut n_hits, mut n_missed) = (0, 0);
        for (truth, row) in table.chunks_exact(n_classes + 1).enumerate() {
            n_hits += row[truth];
            n_missed += row[n_classes];
            for (outcome, n) in row[..n_classes].iter().enumerate() {
                truths[truth] += n;
                predicted[outcome] += n;
            }
        }
        Self { table, n_classes, n_found: truths.iter().sum(), n_missed, n_hits, truths, predicted }
    }

    /// Rows of a truth that are predicted as a class.
    pub fn cell(&self, truth: usize, outcome: usize) -> u64 {
        self.table[truth * (self.n_classes + 1) + outcome]
    }

    /// Hits and rows of a metric that is a rate; `None` for the others.
    pub fn counts(&self, metric: Metric) -> Option<(u64, u64)> {
        let class = metric.class.unwrap_or(0);
        let (truth, predicted, hits) = (self.truths[class], self.predicted[class], self.cell(class, class));
        Some(match metric.kind {
            MetricKind::Accuracy => (self.n_hits, self.n_found),
            MetricKind::AccuracyWithMissed => (self.n_hits, self.n_found + self.n_missed),
            MetricKind::MissRate => (self.n_missed, self.n_found + self.n_missed),
            MetricKind::Recall => (hits, truth),
            MetricKind::Precision => (hits, predicted),
            MetricKind::SelectionRate => (predicted, self.n_found),
            MetricKind::FalsePositiveRate => (predicted - hits, self.n_found - truth),
            MetricKind::BaseRate => (truth, self.n_found),
            MetricKind::BalancedAccuracy | MetricKind::MacroPrecision | MetricKind::MacroF1 | MetricKind::F1 => {
                return None;
            }
        })
    }

    /// Rows on which the metric stands: its denominator, for an F1 the faces of the class, for a mean all found faces.
    pub fn support(&self, metric: Metric) -> u64 {
        match (metric.kind, metric.class) {
            (MetricKind::F1, Some(class)) => self.truths[class],
            _ => self.counts(metric).map_or(self.n_found, |(_, n)| n),
        }
    }

    /// The metric as a fraction in `[0, 1]`; `None` where it is undefined.
    pub fn value(&self, metric: Metric) -> Option<f64> {
        let mean_over_classes = |kind| {
            let values = (0..self.n_classes).filter_map(|class| self.value(Metric::of_class(kind, class)));
            mean(values)
        };
        match (metric.kind, metric.class) {
            (MetricKind::BalancedAccuracy, _) => mean_over_classes(MetricKind::Recall),
            (MetricKind::MacroPrecision, _) => mean_over_classes(MetricKind::Precision),
            (MetricKind::MacroF1, _) => mean_over_classes(MetricKind::F1),
            (MetricKind::F1, Some(class)) => {
                fraction(2 * self.cell(class, class), self.truths[class] + self.predicted[class])
            }
            _ => self.counts(metric).and_then(|(n_hits, n)| fraction(n_hits, n)),
        }
    }
}

/// The mean of what is there; `None` without anything.
pub(super) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values.fold((0.0, 0_u32), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| sum / f64::from(n))
}

fn fraction(n_hits: u64, n: u64) -> Option<f64> {
    (n > 0).then(|| n_hits as f64 / n as f64)
}

#[cfg(test)]
mod tests;
