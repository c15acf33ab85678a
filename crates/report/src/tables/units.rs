//! An audit of action units as tables: unit by unit, group by group, and what stands out among all of them.

use audit::fairness::{
    DisparityKind, DisparityReport, GroupReport, GroupingReport, MetricKind, MetricReport, PRESENT, UnitAudit,
    UnitsAudit,
};

use super::audit::words_of;
use super::diagnosis::p_value;
use crate::table::{Column, Table, Value};
use crate::units_page::UnitsPage;

/// With more groups than this a table of groups is split into several.
const MOST_COLUMNS: usize = 6;

/// Every table in the order of the page; tables without rows are left out.
pub fn units_tables(page: &UnitsPage) -> Vec<Table> {
    let units = &page.units;
    let mut tables = vec![unit_table(units), mean_table(units), alarm_table(units)];
    tables.extend(group_tables(units));
    tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

/// Every unit over all groups.
pub fn unit_table(units: &UnitsAudit) -> Table {
    let numbers =
        ["faces", "active (%)", "threshold", "F1 (%)", "95 % interval", "accuracy (%)", "balanced (%)", "AUC (%)"];
    let columns = std::iter::once(Column::words("unit")).chain(numbers.into_iter().map(Column::numbers)).collect();
    let mut table = Table::new("Every action unit", columns);
    table.rows = units.units.iter().map(unit_row).collect();
    if !units.unknown.is_empty() {
        table.notes.push(format!("without a known annotation: {}", units.unknown.join(", ")));
    }
    let bad: Vec<String> = units
        .units
        .iter()
        .filter(|unit| unit.n_bad > 0)
        .map(|unit| format!("{} ({})", unit.unit, unit.n_bad))
        .collect();
    if !bad.is_empty() {
        table.notes.push(format!("faces whose score is missing, in no number: {}", bad.join(", ")));
    }
    table.notes.push("faces whose annotation of a unit is unknown are left out of that unit".to_owned());
    table
}

fn unit_row(unit: &UnitAudit) -> Vec<Value> {
    let overall = &unit.audit.overall;
    let percent = |metric: Option<&MetricReport>| Value::percent(metric.and_then(|metric| metric.value), 1);
    let f1 = overall.metric(MetricKind::F1, Some(PRESENT));
    let auc = overall.scores.as_ref().and_then(|scores| scores.auc.last().copied().flatten());
    vec![
        Value::words(&unit.unit),
        Value::Count(overall.n_rows),
        percent(overall.metric(MetricKind::BaseRate, Some(PRESENT))),
        Value::number(Some(f64::from(unit.threshold)), |threshold| format!("{threshold:.2}")),
        percent(f1),
        Value::interval(f1.filter(|f1| f1.value.is_some()).and_then(|f1| f1.interval)),
        percent(overall.metric(MetricKind::Accuracy, None)),
        percent(overall.metric(MetricKind::BalancedAccuracy, None)),
        Value::percent(auc, 1),
    ]
}

/// Means over units by grouping.
pub fn mean_table(units: &UnitsAudit) -> Table {
    let numbers = ["units", "parity difference (points)", "F1, mean of groups (%)"];
    let columns =
        std::iter::once(Column::words("grouped by")).chain(numbers.into_iter().map(Column::numbers)).collect();
    let mut table = Table::new("Means over action units", columns);
    table.rows = units
        .means
        .iter()
        .map(|mean| {
            vec![
                Value::words(mean.attributes.join(" and ")),
                Value::Count(mean.n_units as u64),
                Value::percent(mean.demographic_parity, 1),
                Value::percent(mean.f1, 1),
            ]
        })
        .collect();
    table.notes.push(
        "parity difference: how much more often a unit is called active in one group than in another; it holds also what the faces \
         really show, and it is positive by chance"
            .to_owned(),
    );
    table
}

/// What stands out among all tests of all units.
pub fn alarm_table(units: &UnitsAudit) -> Table {
    let words = ["unit", "grouped by", "what", "worst"].into_iter().map(Column::words);
    let numbers = ["points", "95 % interval", "by chance", "p"].into_iter().map(Column::numbers);
    let mut table = Table::new("What stands out", words.chain(numbers).collect());
    for unit in &units.units {
        let shown = unit.audit.alarms().filter(|(_, disparity)| is_shown(disparity));
        table.rows.extend(shown.map(|(grouping, disparity)| alarm_row(unit, grouping, disparity)));
    }
    table.notes.push(format!(
        "of {} comparisons {} stand out, and {} are shown: with two classes many say the same; p is corrected over all units (Bonferroni) \
         and inside each (Westfall and Young)",
        n_tests(units),
        n_alarms(units),
        table.rows.len()
    ));
    table
}

fn n_tests(units: &UnitsAudit) -> usize {
    units.units.iter().map(|unit| unit.audit.n_tests).sum()
}

fn n_alarms(units: &UnitsAudit) -> usize {
    units.units.iter().map(|unit| unit.audit.alarms().count()).sum()
}

/// With two classes the absent one mirrors the present one, and measures over classes say what these say.
fn is_shown(disparity: &DisparityReport) -> bool {
    use MetricKind as M;
    let over_all = [M::Accuracy, M::AccuracyWithMissed, M::MissRate, M::BalancedAccuracy];
    let of_present = [M::Recall, M::Precision, M::F1, M::FalsePositiveRate, M::SelectionRate, M::BaseRate];
    match (disparity.kind, disparity.metric, disparity.class.as_deref()) {
        (DisparityKind::Difference, Some(metric), None) => over_all.contains(&metric),
        (DisparityKind::Difference, Some(metric), Some(PRESENT)) => of_present.contains(&metric),
        (DisparityKind::EqualizedOdds, _, None) => true,
        _ => false,
    }
}

/// What is compared, in words: a metric of the active class is one of the unit.
fn words_of_unit(disparity: &DisparityReport) -> String {
    match (disparity.metric, disparity.class.as_deref()) {
        (Some(metric), Some(PRESENT)) => metric.name().to_owned(),
        _ => words_of(disparity),
    }
}

fn alarm_row(unit: &UnitAudit, grouping: &GroupingReport, disparity: &DisparityReport) -> Vec<Value> {
    let worst = disparity.worst.map(|place| grouping.groups[place].name());
    vec![
        Value::words(&unit.unit),
        Value::words(grouping.attributes.join(" and ")),
        Value::words(words_of_unit(disparity)),
        worst.map_or(Value::Undefined, Value::words),
        Value::percent(disparity.value, 1),
        Value::interval(disparity.interval),
        Value::percent(disparity.test.map(|test| test.by_chance), 1),
        p_value(disparity.test.map(|test| test.p_family)),
    ]
}

/// F1 of every unit in every group of single columns, and how many faces stand behind it.
pub fn group_tables(units: &UnitsAudit) -> Vec<Table> {
    let Some(first) = units.units.first() else { return Vec::new() };
    let single = first.audit.groupings.iter().filter(|grouping| grouping.attributes.len() == 1);
    single.flat_map(|grouping| tables_of(units, grouping)).collect()
}

fn tables_of(units: &UnitsAudit, grouping: &GroupingReport) -> Vec<Table> {
    let name = &grouping.attributes[0];
    let groups = grouping.groups.chunks(MOST_COLUMNS);
    let table = |groups: &[GroupReport]| {
        let names = groups.iter().map(|group| Column::numbers(group.name()));
        let columns = std::iter::once(Column::words("F1 (%)")).chain(names).collect();
        let mut table = Table::new(format!("By {name}"), columns);
        table.rows = units.units.iter().map(|unit| group_row(unit, name, groups)).collect();
        table.notes.push(format!(
            "in brackets faces with a known annotation; – where fewer than {} of them are, or are called, active: too few to say",
            units.units[0].audit.options.least_n
        ));
        table
    };
    groups.map(table).collect()
}

fn group_row(unit: &UnitAudit, attribute: &str, groups: &[GroupReport]) -> Vec<Value> {
    let grouping = unit.audit.groupings.iter().find(|grouping| grouping.attributes == [attribute]);
    let of_level = |group: &GroupReport| {
        let found = grouping?.groups.iter().find(|found| found.levels == group.levels)?;
        let f1 = found.metric(MetricKind::F1, Some(PRESENT))?.value;
        let shown = f1.map_or_else(|| "–".to_owned(), |f1| format!("{:.1}", 100.0 * f1));
        Some(Value::words(format!("{shown} ({})", found.n_rows)))
    };
    let cells = groups.iter().map(|group| of_level(group).unwrap_or(Value::Undefined));
    std::iter::once(Value::words(&unit.unit)).chain(cells).collect()
}

/// What the audit shows, in one sentence without its full stop.
pub fn units_answer(units: &UnitsAudit) -> String {
    let n_tests = n_tests(units);
    let alarms = units.units.iter().flat_map(|unit| unit.audit.alarms().map(move |(g, d)| (unit, g, d)));
    let alarms = alarms.filter(|(_, _, disparity)| is_shown(disparity));
    let Some((unit, grouping, disparity)) = alarms.max_by(|a, b| weight(a.2).total_cmp(&weight(b.2))) else {
        return match n_tests {
            0 => "no two groups are large enough to be compared".to_owned(),
            n => format!(
                "none of {n} comparisons over {} action units stands out beyond what chance brings",
                units.units.len()
            ),
        };
    };
    let worst =
        disparity.worst.map_or_else(String::new, |place| format!(", worst “{}”", grouping.groups[place].name()));
    format!(
        "{} of {n_tests} comparisons over {} action units stand out beyond chance; first of all {} of {} by {}, {:.1} points where chance \
         alone gives {:.1}{worst}",
        n_alarms(units),
        units.units.len(),
        words_of_unit(disparity),
        unit.unit,
        grouping.attributes.join(" and "),
        100.0 * disparity.value.unwrap_or_default(),
        100.0 * disparity.test.map_or(0.0, |test| test.by_chance),
    )
}

/// How much is to be said of an alarm: accuracy and F1 first, then by how far it is beyond chance.
fn weight(disparity: &DisparityReport) -> f64 {
    let is_main = matches!(disparity.metric, Some(MetricKind::Accuracy | MetricKind::F1));
    let chance = disparity.test.map_or(0.0, |test| test.by_chance);
    disparity.value.unwrap_or_default() - chance + if is_main { 1.0 } else { 0.0 }
}

#[cfg(test)]
mod tests;
