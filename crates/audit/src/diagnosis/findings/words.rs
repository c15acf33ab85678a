//! Numbers and groups as a reader meets them.

use faces::Unit;

use super::super::bins::short;
use super::super::diversity::Measured;
use super::super::frame::CLASS;
use super::super::ranges::Range;
use super::super::share::Share;
use crate::rate::Interval;

/// "2 of 1208 pictures (0.2 % [0.0, 0.6])".
pub(super) fn share(share: &Share, of_what: &str) -> String {
    let (n, of) = (share.rate.n_hits(), share.rate.n_faces());
    let interval = points(share.interval);
    format!("{n} of {of} {of_what} ({} % [{interval}])", tenths(share.fraction())).replace("  ", " ")
}

/// "18.2 points [9.1, 27.0]".
pub(super) fn gap(measured: &Measured) -> String {
    format!("{} points{}", tenths(measured.value), bracket(measured.interval.map(points)))
}

/// "31.0 % [25.1, 36.9]".
pub(super) fn percent(measured: &Measured) -> String {
    format!("{} %{}", tenths(measured.value), bracket(measured.interval.map(points)))
}

/// "0.32 [0.25, 0.39]".
pub(super) fn number(value: f64, interval: Option<Interval>) -> String {
    let ends = interval.map(|i| format!("{}, {}", hundredths(i.low), hundredths(i.high)));
    format!("{}{}", hundredths(value), bracket(ends))
}

/// A p-value after Holm's correction.
pub(super) fn p_value(p_holm: Option<f64>) -> String {
    match p_holm {
        None => "not tested".to_owned(),
        Some(p) if p < 0.001 => "p < 0.001 after Holm".to_owned(),
        Some(p) if p < 0.01 => format!("p = {p:.3} after Holm"),
        Some(p) => format!("p = {p:.2} after Holm"),
    }
}

/// "yaw, pitch and sharpness".
pub(super) fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Pictures of one level: "of the class “fear”", "with disguise “mask”".
pub(super) fn with(column: &str, level: &str) -> String {
    if column == CLASS { format!("of the class “{level}”") } else { format!("with {column} “{level}”") }
}

/// "half profile (30° to 45°)"; a tone has only its name.
pub(super) fn range(range: &Range, unit: Unit) -> String {
    let symbol = match unit.symbol() {
        "" => String::new(),
        "°" => "°".to_owned(),
        symbol => format!(" {symbol}"),
    };
    let limits = match (range.low, range.high) {
        _ if unit == Unit::Tone => return range.name.clone(),
        (Some(low), Some(high)) => format!("{}{symbol} to {}{symbol}", short(low), short(high)),
        (Some(low), None) => format!("from {}{symbol}", short(low)),
        (None, Some(high)) => format!("below {}{symbol}", short(high)),
        (None, None) => return range.name.clone(),
    };
    format!("{} ({limits})", range.name)
}

/// "a, b or c".
pub(super) fn either(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

fn bracket(text: Option<String>) -> String {
    text.map(|text| format!(" [{text}]")).unwrap_or_default()
}

fn points(interval: Interval) -> String {
    format!("{}, {}", tenths(interval.low), tenths(interval.high))
}

/// A fraction as percent with one decimal.
pub(super) fn tenths(fraction: f64) -> String {
    format!("{:.1}", 100.0 * fraction)
}

fn hundredths(value: f64) -> String {
    format!("{value:.2}")
}
