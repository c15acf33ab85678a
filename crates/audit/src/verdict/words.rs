//! Numbers as a reader meets them: points, percent, p-values.

use crate::condition::TestKind;
use crate::estimate::Estimate;
use crate::rate::Interval;

/// Which side of 0 an interval lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// All of it above 0.
    Up,
    /// All of it below 0.
    Down,
    /// It includes 0.
    Open,
}

impl Direction {
    /// The direction of a difference.
    pub(super) fn of(difference: &Estimate) -> Self {
        match difference.interval {
            Interval { low, .. } if 0.0 < low => Self::Up,
            Interval { high, .. } if high < 0.0 => Self::Down,
            _ => Self::Open,
        }
    }
}

/// The size of a change without its sign: "9.8 points [4.1, 15.5]".
pub(super) fn points(difference: &Estimate) -> String {
    let (value, interval) = if difference.value < 0.0 {
        (-difference.value, difference.interval.negated())
    } else {
        (difference.value, difference.interval)
    };
    format!("{} points {}", tenths(value), bracket(interval))
}

/// A change with its sign: "+1.2 points [-3.0, 5.4]".
pub(super) fn change(difference: &Estimate) -> String {
    let sign = if tenths(difference.value).starts_with('-') || tenths(difference.value) == "0.0" { "" } else { "+" };
    format!("{sign}{} points {}", tenths(difference.value), bracket(difference.interval))
}

/// An accuracy: "45.6 % [40.9, 50.4]".
pub(super) fn percent(accuracy: &Estimate) -> String {
    format!("{} % {}", tenths(accuracy.value), bracket(accuracy.interval))
}

/// The tests of all seeds in a few words.
pub(super) fn p_values(p_values: &[f64]) -> String {
    match p_values {
        [p] if *p < 0.0001 => "exact McNemar p < 0.0001".to_owned(),
        [p] if *p < 0.01 => format!("exact McNemar p = {p:.4}"),
        [p] => format!("exact McNemar p = {p:.2}"),
        many => {
            let n_small = many.iter().filter(|p| **p < 0.05).count();
            format!("exact McNemar p < 0.05 on {n_small} of {} seeds", many.len())
        }
    }
}

/// The pictures of a test set.
pub(super) fn pictures(test: TestKind) -> &'static str {
    match test {
        TestKind::Real => "undisguised pictures",
        TestKind::Disguised => "synthetically disguised pictures",
        TestKind::ReallyDisguised => "really disguised pictures",
    }
}

fn bracket(interval: Interval) -> String {
    format!("[{}, {}]", tenths(interval.low), tenths(interval.high))
}

/// A fraction as points with one decimal, never "-0.0".
fn tenths(fraction: f64) -> String {
    let text = format!("{:.1}", 100.0 * fraction);
    if text == "-0.0" { "0.0".to_owned() } else { text }
}
