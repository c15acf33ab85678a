//! Every number of a diagnosis as tables.

use audit::Interval;
use audit::diagnosis::{Diagnosis, Measured, Share};

use crate::table::{Column, Table, Value};

mod association;
mod coverage;
mod set;
mod verdict;

pub use association::association_table;
pub(crate) use association::with as association_words;
pub use coverage::{measure_table, range_table, reference_table};
pub use set::{balance_table, duplicate_table, good_table, level_table, missed_table, shared_subject_table};
pub use verdict::{finding_table, next_table};

/// Every table of a diagnosis in the order of its page; tables without rows are left out.
pub fn diagnosis_tables(diagnosis: &Diagnosis) -> Vec<Table> {
    let tables = [
        finding_table(diagnosis),
        next_table(diagnosis),
        good_table(diagnosis),
        missed_table(diagnosis),
        measure_table(diagnosis),
        range_table(diagnosis),
        reference_table(diagnosis),
        balance_table(diagnosis),
        level_table(diagnosis),
        association_table(diagnosis),
        shared_subject_table(diagnosis),
        duplicate_table(diagnosis),
    ];
    tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

fn count(n: usize) -> Value {
    Value::Count(n as u64)
}

/// Hits, all, percent and interval of a share.
fn share_values(share: Option<Share>) -> [Value; 4] {
    let counts = share.map(|share| (share.rate.n_hits(), share.rate.n_faces()));
    [
        counts.map_or(Value::Undefined, |(n, _)| count(n)),
        counts.map_or(Value::Undefined, |(_, n)| count(n)),
        Value::percent(share.map(|share| share.fraction()), 1),
        Value::interval(share.map(|share| share.interval)),
    ]
}

/// A number with `digits` decimals and its interval.
fn measured_values(measured: Option<Measured>, digits: usize) -> [Value; 2] {
    [decimal(measured.map(|m| m.value), digits), span(measured.and_then(|m| m.interval), digits)]
}

fn decimal(value: Option<f64>, digits: usize) -> Value {
    Value::number(value, |value| decimals(value, digits))
}

fn span(interval: Option<Interval>, digits: usize) -> Value {
    Value::span(interval, |value| decimals(value, digits))
}

/// Never "-0.0".
fn decimals(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    if text.trim_start_matches('-').trim_matches(['0', '.']).is_empty() { text.replace('-', "") } else { text }
}

/// A p-value, one below a thousandth as such.
pub(crate) fn p_value(p: Option<f64>) -> Value {
    Value::number(p, |p| if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") })
}

fn numbers<const N: usize>(names: [&str; N]) -> impl Iterator<Item = Column> {
    names.into_iter().map(Column::numbers)
}

fn words<const N: usize>(names: [&str; N]) -> impl Iterator<Item = Column> {
    names.into_iter().map(Column::words)
}

#[cfg(test)]
mod tests;
