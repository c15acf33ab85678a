//! What a set holds of every measure, by itself and beside a reference, as tables.

use audit::diagnosis::{Coverage, Diagnosis, RangeShare, Sign};
use faces::Unit;

use super::{Column, Table, Value, count, decimal, measured_values, numbers, p_value, share_values, words};

/// Quantiles of every measure.
pub fn measure_table(diagnosis: &Diagnosis) -> Table {
    let mut columns: Vec<Column> = words(["Measure"]).collect();
    columns.extend(numbers(["known", "unknown", "least", "5 %", "25 %", "median", "75 %", "95 %", "most"]));
    let mut table = Table::new("Values of every measure", columns);
    for coverage in &diagnosis.coverage {
        let mut row = vec![Value::words(name(coverage)), count(coverage.n_known), count(coverage.n_unknown)];
        let value = |i: usize| decimal(coverage.quantiles.get(i).copied(), digits(coverage));
        row.extend((0..7).map(value));
        table.rows.push(row);
    }
    table
}

/// Shares of the stated ranges.
pub fn range_table(diagnosis: &Diagnosis) -> Table {
    let mut columns: Vec<Column> = words(["Measure", "Range", "Limits"]).collect();
    columns.extend(numbers(["pictures", "n", "%", "95 % interval"]));
    columns.extend(diagnosis.reference_size.iter().flat_map(|_| numbers(["reference (%)", "its 95 % interval"])));
    let mut table = Table::new("Shares of the stated ranges", columns);
    for coverage in diagnosis.coverage.iter().filter(|coverage| coverage.n_known > 0) {
        table.rows.extend(coverage.ranges.iter().map(|range| {
            let mut row = vec![Value::words(name(coverage)), Value::words(range.range.name.clone())];
            row.push(Value::words(limits(range, coverage.measure.unit())));
            row.extend(share_values(range.share));
            let [_, _, percent, interval] = share_values(range.reference);
            row.extend(diagnosis.reference_size.map(|_| [percent, interval]).into_iter().flatten());
            row
        }));
    }
    table
}

/// Distances from the reference.
pub fn reference_table(diagnosis: &Diagnosis) -> Table {
    let mut columns: Vec<Column> = words(["Measure"]).collect();
    columns.extend(numbers(["n", "reference", "not covered (%)", "95 % interval", "overlap (%)", "its interval"]));
    columns.extend(numbers(["distance", "interval of it", "by chance", "p (Holm)"]));
    let mut table = Table::new("Beside the reference", columns);
    for coverage in &diagnosis.coverage {
        let Some(against) = coverage.against else { continue };
        let percent = |measured: audit::diagnosis::Measured| {
            [Value::percent(Some(measured.value), 1), Value::interval(measured.interval)]
        };
        let digits = digits(coverage) + 1;
        let mut row = vec![Value::words(name(coverage)), count(against.n_set), count(against.n_reference)];
        row.extend(percent(against.not_covered));
        row.extend(percent(against.overlap));
        row.extend(measured_values(Some(against.distance), digits));
        row.extend([decimal(against.distance_by_chance, digits), p_value(against.p_holm)]);
        table.rows.push(row);
    }
    table.notes = vec![
        "distance: earth mover's distance in the unit of the measure; by chance: its mean where people are dealt to both \
         sets at random"
            .to_owned(),
    ];
    table
}

/// The measure with its unit; bars where the sign was dropped.
fn name(coverage: &Coverage) -> String {
    let title = match coverage.sign {
        Sign::Kept => coverage.measure.title().to_owned(),
        Sign::Dropped => format!("|{}|", coverage.measure.title()),
    };
    match coverage.measure.unit().symbol() {
        "" => title,
        symbol => format!("{title} ({symbol})"),
    }
}

fn digits(coverage: &Coverage) -> usize {
    match coverage.measure.unit() {
        Unit::Share | Unit::Ratio => 3,
        Unit::Pixels | Unit::Degrees => 1,
        Unit::Tone => 0,
    }
}

fn limits(range: &RangeShare, unit: Unit) -> String {
    let symbol = if unit == Unit::Pixels { " px" } else { unit.symbol() };
    match (range.range.low, range.range.high) {
        _ if unit == Unit::Tone => String::new(),
        (Some(low), Some(high)) => format!("{low}{symbol} to {high}{symbol}"),
        (Some(low), None) => format!("from {low}{symbol}"),
        (None, Some(high)) => format!("below {high}{symbol}"),
        (None, None) => String::new(),
    }
}
