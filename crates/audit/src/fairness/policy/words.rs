//! Why a check came out as it did, in words.

use super::{Limit, Outcome};
use crate::fairness::report::{DisparityReport, GroupingReport, MetricReport};
use crate::rate::Interval;

/// About one group.
pub(super) fn of_metric(group: &str, found: Option<&MetricReport>, (limit, outcome): (Limit, Outcome)) -> String {
    let name = found.map_or("metric", |found| found.metric.name());
    let of_class = found.and_then(|found| found.class.as_ref()).map_or(String::new(), |class| format!(" of {class}"));
    let n = found.map_or(0, |found| found.n_rows);
    match found.and_then(|found| Some((found.value?, found.interval?))) {
        Some((value, interval)) => {
            format!("{name}{of_class} of {group}: {}", judged(value, interval, n, (limit, outcome)))
        }
        None => format!("{name}{of_class} of {group}: {n} faces are too few to say"),
    }
}

/// About all groups together.
pub(super) fn of_disparity(
    grouping: &GroupingReport,
    found: Option<&DisparityReport>,
    n_few: usize,
    (limit, outcome): (Limit, Outcome),
) -> String {
    let by = grouping.attributes.join(" and ");
    let few = match n_few {
        0 => String::new(),
        1 => "; 1 group has too few faces to say".to_owned(),
        n => format!("; {n} groups have too few faces to say"),
    };
    let Some((found, value, interval)) = found.and_then(|found| Some((found, found.value?, found.interval?))) else {
        return format!("by {by}: fewer than two groups have faces enough to compare{few}");
    };
    let metric = found.metric.map_or(String::new(), |metric| format!(" of {}", metric.name()));
    let of_class = found.class.as_ref().map_or(String::new(), |class| format!(" of {class}"));
    let ends = match (found.lowest, found.highest) {
        (Some(low), Some(high)) => {
            format!(", from {} to {}", grouping.groups[low].name(), grouping.groups[high].name())
        }
        _ => String::new(),
    };
    let what = format!("{}{metric}{of_class} by {by}", found.kind.name());
    format!("{what}: {}{ends}{few}", range(value, interval, (limit, outcome)))
}

fn judged(value: f64, interval: Interval, n: u64, verdict: (Limit, Outcome)) -> String {
    format!("{} on {n} faces", range(value, interval, verdict))
}

fn range(value: f64, interval: Interval, (limit, outcome): (Limit, Outcome)) -> String {
    let (allowed, beyond) = match limit {
        Limit::AtMost(most) => (format!("at most {most}"), "above"),
        Limit::AtLeast(least) => (format!("at least {least}"), "below"),
    };
    let found = format!("{value:.3} [{:.3}, {:.3}]", interval.low, interval.high);
    match outcome {
        Outcome::Pass => format!("{found}, all of it {allowed}"),
        Outcome::Fail => format!("{found}, all of it {beyond} {}", limit.value()),
        Outcome::CannotTell => format!("{found}, which does not show whether it is {allowed}"),
    }
}
