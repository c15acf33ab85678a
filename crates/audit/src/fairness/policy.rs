//! A verdict against a policy: every rule is kept, broken, or cannot be judged from these faces.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::disparity::DisparityKind;
use super::margins::MetricKind;
use super::report::{Audit, Enough, GroupReport, GroupingReport};
use crate::rate::Interval;

mod words;

/// What a model has to keep to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The version of the file, 1.
    pub format: u32,
    /// Every rule; all have to be kept.
    pub rules: Vec<Rule>,
}

/// One rule: about the metric of every group, or with `disparity` about all groups together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The metric; left out for disparities that are of no metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<MetricKind>,
    /// How groups are compared; left out for a rule about each group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disparity: Option<DisparityKind>,
    /// The class, for metrics of a class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// The attributes by which people are grouped; every grouping of the audit where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Vec<String>>,
    /// The greatest value allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
    /// The least value allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// With fewer rows in a group than this it cannot be judged; the audit's own number where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_n: Option<u64>,
}

/// How a rule, or all of them, came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The whole interval lies within the limit.
    Pass,
    /// The interval lies on both sides of the limit, or there is none.
    CannotTell,
    /// The whole interval lies beyond the limit.
    Fail,
}

/// The verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyVerdict {
    /// Fail where one check fails, else cannot tell where one cannot be judged, else pass.
    pub outcome: Outcome,
    /// One per rule and group, or per rule and grouping.
    pub checks: Vec<Check>,
}

/// One rule at one place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The place of the rule in the policy.
    pub rule: usize,
    /// The grouping's attributes; none for everybody.
    pub attributes: Vec<String>,
    /// The group's levels; empty for a rule about all groups together.
    pub levels: Vec<String>,
    /// What was found.
    pub value: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
    /// How it came out.
    pub outcome: Outcome,
    /// Why, in words: lower case, no full stop.
    pub reason: String,
}

/// A policy that cannot be applied to an audit; nothing is judged then.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PolicyError {
    /// A version that is not known.
    #[error("expected a policy of format 1, found {found}")]
    Format {
        /// The version as found.
        found: u32,
    },
    /// No rule at all: everything would pass.
    #[error("expected at least one rule, found none")]
    NoRules,
    /// Neither limit, both, or one that is no fraction.
    #[error("rule {rule}: expected either `at_most` or `at_least`, from 0 to 1")]
    Limit {
        /// The place of the rule, from 1.
        rule: usize,
    },
    /// A rule that is about nothing that the audit holds.
    #[error("rule {rule}: expected {expected}")]
    Unknown {
        /// The place of the rule, from 1.
        rule: usize,
        /// What the rule would have to name.
        expected: &'static str,
    },
}

/// The limit of a rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

impl Policy {
    /// Judges an audit.
    ///
    /// # Errors
    /// A rule that cannot be applied: fail closed, rather than pass what was never looked at.
    pub fn judge(&self, audit: &Audit) -> Result<PolicyVerdict, PolicyError> {
        if self.format != 1 {
            return Err(PolicyError::Format { found: self.format });
        }
        if self.rules.is_empty() {
            return Err(PolicyError::NoRules);
        }
        let mut checks = Vec::new();
        for (number, rule) in self.rules.iter().enumerate() {
            checks.extend(rule.checks(number, audit)?);
        }
        let outcome = checks.iter().map(|check| check.outcome).max().unwrap_or(Outcome::CannotTell);
        Ok(PolicyVerdict { outcome, checks })
    }
}

impl Rule {
    fn checks(&self, number: usize, audit: &Audit) -> Result<Vec<Check>, PolicyError> {
        let rule = number + 1;
        let unknown = |expected| PolicyError::Unknown { rule, expected };
        let limit = self.limit().ok_or(PolicyError::Limit { rule })?;
        if self.class.as_ref().is_some_and(|class| !audit.columns.classes.contains(class)) {
            return Err(unknown("a class of the audit"));
        }
        if self.metric.is_some_and(|metric| metric.is_of_class() != self.class.is_some()) {
            return Err(unknown("a class where the metric is one of a class, and none where it is not"));
        }
        let groupings = self.groupings(audit).ok_or_else(|| unknown("attributes of the audit, grouped by it"))?;
        match (self.disparity, self.metric) {
            (None, None) => Err(unknown("a metric or a disparity")),
            (Some(DisparityKind::Difference | DisparityKind::Ratio), None) => Err(unknown("a metric to compare")),
            (Some(DisparityKind::Difference | DisparityKind::Ratio), Some(_)) | (Some(_), None) => {
                Ok(groupings.into_iter().map(|grouping| self.of_all(number, limit, grouping, audit)).collect())
            }
            (Some(_), Some(_)) => Err(unknown("no metric for this disparity")),
            (None, Some(metric)) => Ok(self.of_groups(number, limit, metric, (&groupings, audit))),
        }
    }

    fn limit(&self) -> Option<Limit> {
        let limit = match (self.at_most, self.at_least) {
            (Some(most), None) => Limit::AtMost(most),
            (None, Some(least)) => Limit::AtLeast(least),
            _ => return None,
        };
        (0.0..=1.0).contains(&limit.value()).then_some(limit)
    }

    /// `None` where the rule names attributes by which the audit does not group.
    fn groupings<'a>(&self, audit: &'a Audit) -> Option<Vec<&'a GroupingReport>> {
        let is_named = |grouping: &&GroupingReport| self.attributes.as_ref().is_none_or(|a| *a == grouping.attributes);
        let found: Vec<&GroupingReport> = audit.groupings.iter().filter(is_named).collect();
        let is_overall = self.disparity.is_none() && self.attributes.as_ref().is_none_or(Vec::is_empty);
        (is_overall || !found.is_empty()).then_some(found)
    }

    fn of_groups(
        &self,
        number: usize,
        limit: Limit,
        metric: MetricKind,
        (groupings, audit): (&[&GroupingReport], &Audit),
    ) -> Vec<Check> {
        let check = |attributes: &[String], group: &GroupReport| {
            let found = group.metric(metric, self.class.as_deref());
            let least_n = self.least_n.unwrap_or(audit.options.least_n);
            let judged = found.filter(|found| found.enough == Enough::Yes && least_n <= found.n_rows);
            let reason = |outcome| words::of_metric(&group.name(), found, (limit, outcome));
            let outcome = limit.outcome(judged.and_then(|found| found.interval));
            Check {
                rule: number,
                attributes: attributes.to_vec(),
                levels: group.levels.clone(),
                value: judged.and_then(|found| found.value),
                interval: judged.and_then(|found| found.interval),
                outcome,
                reason: reason(outcome),
            }
        };
        let is_overall = self.attributes.as_ref().is_none_or(Vec::is_empty);
        let overall = is_overall.then(|| check(&[], &audit.overall));
        let groups = groupings.iter().flat_map(|grouping| grouping.groups.iter().map(move |group| (grouping, group)));
        // A level that nobody has is no group to judge.
        let groups = groups.filter(|(_, group)| group.n_rows > 0);
        overall.into_iter().chain(groups.map(|(grouping, group)| check(&grouping.attributes, group))).collect()
    }

    fn of_all(&self, number: usize, limit: Limit, grouping: &GroupingReport, audit: &Audit) -> Check {
        let found = self.disparity.and_then(|kind| grouping.disparity(kind, self.metric, self.class.as_deref()));
        let least_n = self.least_n.unwrap_or(audit.options.least_n);
        let n_few = self.n_few(grouping, least_n);
        let judged = found.filter(|found| found.value.is_some());
        let outcome = limit.outcome(judged.and_then(|found| found.interval));
        // A gap among the groups that could be seen says nothing of those that could not, unless it is too large already.
        let outcome = if n_few > 0 && outcome == Outcome::Pass { Outcome::CannotTell } else { outcome };
        Check {
            rule: number,
            attributes: grouping.attributes.clone(),
            levels: Vec::new(),
            value: judged.and_then(|found| found.value),
            interval: judged.and_then(|found| found.interval),
            outcome,
            reason: words::of_disparity(grouping, found, n_few, (limit, outcome)),
        }
    }

    /// Groups with rows, but too few for the metric.
    fn n_few(&self, grouping: &GroupingReport, least_n: u64) -> usize {
        let is_few = |group: &&GroupReport| {
            let found = self.metric.and_then(|metric| group.metric(metric, self.class.as_deref()));
            let n = found.map_or(group.n_rows, |found| found.n_rows);
            0 < group.n_rows && (n < least_n || found.is_some_and(|found| found.enough != Enough::Yes))
        };
        grouping.groups.iter().filter(is_few).count()
    }
}

impl Limit {
    pub fn value(self) -> f64 {
        match self {
            Self::AtMost(value) | Self::AtLeast(value) => value,
        }
    }

    fn outcome(self, interval: Option<Interval>) -> Outcome {
        let Some(Interval { low, high }) = interval else { return Outcome::CannotTell };
        let (is_kept, is_broken) = match self {
            Self::AtMost(most) => (high <= most, most < low),
            Self::AtLeast(least) => (least <= low, high < least),
        };
        match (is_kept, is_broken) {
            (true, _) => Outcome::Pass,
            (_, true) => Outcome::Fail,
            _ => Outcome::CannotTell,
        }
    }
}

#[cfg(test)]
mod tests;
