//! The result of an audit as plain data, with the counts behind every number.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::disparity::DisparityKind;
use super::family::TestReport;
use super::margins::MetricKind;
use super::options::AuditOptions;
use super::scores::ScoreReport;
use super::table::Columns;
use crate::rate::{Interval, Rate};

/// The version of the data.
pub const FORMAT: u32 = 1;

/// Everything that is said about a model's answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// The version of this data, [`FORMAT`].
    pub format: u32,
    /// How carefully was looked.
    pub options: AuditOptions,
    /// What the columns mean.
    pub columns: Columns,
    /// Rows: pictures times seeds.
    pub n_rows: u64,
    /// People shown in them; `None` where nobody was named, and every row counts as a person.
    pub n_people: Option<usize>,
    /// Trainings of the model.
    pub n_seeds: usize,
    /// How many tests the family has.
    pub n_tests: usize,
    /// Everybody in one group.
    pub overall: GroupReport,
    /// Every attribute, then intersections.
    pub groupings: Vec<GroupingReport>,
}

/// All groups of one set of attributes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupingReport {
    /// Names of the attributes.
    pub attributes: Vec<String>,
    /// Rows in which one of them is unknown.
    pub n_unknown: u64,
    /// Combinations of levels that nobody has.
    pub n_empty: u64,
    /// Whether somebody is in two groups, as with disguises.
    pub is_shared: bool,
    /// Every level, of intersections those that occur.
    pub groups: Vec<GroupReport>,
    /// How differently they fare.
    pub disparities: Vec<DisparityReport>,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupReport {
    /// Its level per attribute.
    pub levels: Vec<String>,
    /// Rows, missed faces among them.
    pub n_rows: u64,
    /// Rows in which the detector found no face.
    pub n_missed: u64,
    /// People; rows where nobody is named.
    pub n_people: u64,
    /// `truth x predicted`: rows with a found face.
    pub confusion: Vec<Vec<u64>>,
    /// Missed faces per truth.
    pub missed: Vec<u64>,
    /// Every metric.
    pub metrics: Vec<MetricReport>,
    /// Calibration and areas under the curve, where there are scores.
    pub scores: Option<ScoreReport>,
}

/// Whether there are rows enough to say something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Enough {
    /// There are.
    Yes,
    /// Too few to say: the number is withheld, the counts are not.
    TooFew,
    /// There are none, or the metric is undefined.
    Undefined,
}

/// One metric of one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MetricReport {
    /// What is measured.
    pub metric: MetricKind,
    /// Of which class, for metrics of a class.
    pub class: Option<String>,
    /// Rows on which it stands.
    pub n_rows: u64,
    /// Hits out of these rows, where it is a rate.
    pub rate: Option<Rate>,
    /// The metric as a fraction in `[0, 1]`; `None` where it is undefined or stands on too few rows.
    pub value: Option<f64>,
    /// Its interval: Wilson's at as many independent faces as the people are worth; of metrics that are no rates, and with
    /// several seeds of all, `BCa` over resampled people and seeds.
    pub interval: Option<Interval>,
    /// Whether the rows are enough.
    pub enough: Enough,
}

/// Where an interval comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Two Wilson intervals joined by Newcombe's method 10, with the correlation over people where some are in both groups:
    /// of the groups that stand lowest and highest, as if they had been chosen beforehand.
    Newcombe,
    /// The bias-corrected and accelerated bootstrap over people and seeds.
    Bootstrap,
}

/// One number over all groups that have rows enough.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DisparityReport {
    /// What is compared, and how.
    pub kind: DisparityKind,
    /// The metric whose difference or ratio it is.
    pub metric: Option<MetricKind>,
    /// Of which class; `None` also where it is over all classes.
    pub class: Option<String>,
    /// How many groups have rows enough to take part.
    pub n_groups: usize,
    /// The value in `[0, 1]`; `None` where fewer than two groups take part.
    pub value: Option<f64>,
    /// Its interval. Where the disparity's own test does not reject, the end towards "no difference" is open: 0, of a
    /// ratio 1.
    pub interval: Option<Interval>,
    /// Where the interval comes from.
    pub method: Option<Method>,
    /// The place in [`GroupingReport::groups`] of the group with the lowest value of the metric.
    pub lowest: Option<usize>,
    /// The place of the group with the highest value.
    pub highest: Option<usize>,
    /// The one of both that fares worse; `None` for metrics that are neither good nor bad.
    pub worst: Option<usize>,
    /// The test against exchanged groups; `None` for ratios, for which that of the difference stands.
    pub test: Option<TestReport>,
    /// The smallest difference between the lowest and the highest group that faces like these would have found with the
    /// power asked for; of rates only.
    pub smallest_detectable: Option<f64>,
}

impl Audit {
    /// Whether the test of a disparity rejects in the family.
    pub fn is_alarm(&self, disparity: &DisparityReport) -> bool {
        disparity.test.is_some_and(|test| test.p_family <= self.options.alpha() + 1e-12)
    }

    /// Every disparity that is an alarm, with its grouping.
    pub fn alarms(&self) -> impl Iterator<Item = (&GroupingReport, &DisparityReport)> {
        let all = self.groupings.iter().flat_map(|g| g.disparities.iter().map(move |d| (g, d)));
        all.filter(|(_, disparity)| self.is_alarm(disparity))
    }
}

impl GroupReport {
    /// One metric, of a class where it is one of a class.
    pub fn metric(&self, metric: MetricKind, class: Option<&str>) -> Option<&MetricReport> {
        self.metrics.iter().find(|found| found.metric == metric && found.class.as_deref() == class)
    }

    /// The group's name: its levels, joined.
    pub fn name(&self) -> String {
        if self.levels.is_empty() { "all".to_owned() } else { self.levels.join(" / ") }
    }
}

impl GroupingReport {
    /// One disparity.
    pub fn disparity(
        &self,
        kind: DisparityKind,
        metric: Option<MetricKind>,
        class: Option<&str>,
    ) -> Option<&DisparityReport> {
        self.disparities.iter().find(|d| d.kind == kind && d.metric == metric && d.class.as_deref() == class)
    }
}
