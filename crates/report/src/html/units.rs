//! The page of an audit of action units.

use ::audit::fairness::{Enough, GroupReport, MetricKind, PRESENT, UnitAudit, UnitsAudit};
use askama::Template;

use super::audit::NOBODY_NAMED;
use super::check_run;
use super::figures::Figure;
use super::table_view::TableView;
use super::words::{duration, percent, sentence};
use crate::page::{ReportError, RunFacts};
use crate::plot::dots::{self, Dot, Row, Words};
use crate::plot::{Mark, Plot};
use crate::tables::units as tables;
use crate::units_page::UnitsPage;

/// A longer name does not fit before the dots.
const LONGEST_LABEL: usize = 17;

/// Writes the page of an audit of action units. The same page gives the same bytes.
///
/// # Errors
/// Where the run's seconds are not finite.
pub fn render_units(page: &UnitsPage) -> Result<String, ReportError> {
    check_run(&page.run)?;
    Ok(Page::new(page).render()?)
}

#[derive(Template)]
#[template(path = "units.html")]
struct Page<'a> {
    title: &'a str,
    subject: &'a str,
    answer: String,
    caveats: Vec<String>,
    figures: Vec<Figure>,
    units: TableView,
    means: TableView,
    alarms: Option<TableView>,
    groups: Vec<TableView>,
    least_n: u64,
    n_permutations: usize,
    run: &'a RunFacts,
    seeds: String,
    duration: String,
    notes: Vec<String>,
}

impl<'a> Page<'a> {
    fn new(page: &'a UnitsPage) -> Self {
        let units = &page.units;
        let options = units.units.first().map(|unit| unit.audit.options.clone()).unwrap_or_default();
        let alarms = tables::alarm_table(units);
        Self {
            title: &page.title,
            subject: &page.subject,
            answer: sentence(&tables::units_answer(units)),
            caveats: caveats(units).iter().map(|text| sentence(text)).collect(),
            figures: figures(units),
            units: TableView::of(&tables::unit_table(units)),
            means: TableView::of(&tables::mean_table(units)),
            alarms: (!alarms.rows.is_empty()).then(|| TableView::of(&alarms)),
            groups: tables::group_tables(units).iter().map(TableView::of).collect(),
            least_n: options.least_n,
            n_permutations: options.n_permutations,
            run: &page.run,
            seeds: options.seed.to_string(),
            duration: duration(page.run.seconds),
            notes: page.notes.iter().map(|note| sentence(note)).collect(),
        }
    }
}

fn caveats(units: &UnitsAudit) -> Vec<String> {
    let mut caveats = Vec::new();
    if units.units.iter().any(|unit| unit.audit.n_people.is_none()) {
        caveats.push(NOBODY_NAMED.to_owned());
    }
    let rare = |unit: &&UnitAudit| {
        let base = unit.audit.overall.metric(MetricKind::BaseRate, Some(PRESENT)).and_then(|base| base.value);
        base.is_some_and(|base| base < 0.05)
    };
    let rare: Vec<&str> = units.units.iter().filter(rare).map(|unit| unit.unit.as_str()).collect();
    if !rare.is_empty() {
        caveats.push(format!(
            "active on fewer than one face in twenty: {}; their accuracy is high whatever the model does, and their F1 hangs on few faces",
            rare.join(", ")
        ));
    }
    caveats
}

/// F1 of every unit by group: a forest plot per column of groups.
fn figures(units: &UnitsAudit) -> Vec<Figure> {
    let first = units.units.first().map_or(&[][..], |unit| &unit.audit.groupings);
    let single = first.iter().filter(|grouping| grouping.attributes.len() == 1);
    let plots: Vec<Plot> = single
        .flat_map(|grouping| units.units.iter().map(move |unit| (unit, grouping.attributes[0].as_str())))
        .enumerate()
        .filter_map(|(i, (unit, attribute))| plot(i, unit, attribute))
        .collect();
    if plots.is_empty() {
        return Vec::new();
    }
    vec![Figure {
        id: "f1",
        title: "F1 by group",
        sentence: sentence(&widest(units)),
        reading: "Each mark is the F1 of the active class, the line through it the 95 % interval; in brackets the number of faces with a \
                  known annotation. The grey upright line is everybody. A square stands where there are too few faces to say anything; where that holds for all \
                  groups of a unit, it has no plot.",
        legend: vec![Mark::Circle.legend("faces enough"), Mark::Square.legend("too few to say")],
        plots,
    }]
}

fn plot(i: usize, unit: &UnitAudit, attribute: &str) -> Option<Plot> {
    let grouping = unit.audit.groupings.iter().find(|grouping| grouping.attributes == [attribute])?;
    let overall = unit.audit.overall.metric(MetricKind::F1, Some(PRESENT))?.value;
    let rows: Vec<Row> = grouping.groups.iter().filter_map(|group| row(group, overall)).collect();
    let title = format!("{} by {attribute}", unit.unit);
    let says_something = rows.iter().flat_map(|row| &row.dots).any(|dot| dot.mark == Mark::Circle);
    says_something.then(|| dots::plot(Words::of(format!("f1-{i}"), title, &rows), &rows, 1.0))
}

fn row(group: &GroupReport, overall: Option<f64>) -> Option<Row> {
    let f1 = group.metric(MetricKind::F1, Some(PRESENT))?;
    let label = dots::row_label(&group.name(), group.n_rows, LONGEST_LABEL);
    let Some(value) = f1.value else {
        let text = format!("{}: too few to say", group.name());
        let dot = Dot { mark: Mark::Square, value: 0.0, from: 0.0, to: 0.0, text };
        return (group.n_rows > 0).then_some(Row { label, dots: vec![dot], reference: overall });
    };
    let interval = f1.interval.unwrap_or(::audit::Interval { low: value, high: value });
    let text =
        format!("{}: {} ({} to {})", group.name(), percent(value), percent(interval.low), percent(interval.high));
    let mark = if f1.enough == Enough::Yes { Mark::Circle } else { Mark::Square };
    let dot = Dot { mark, value, from: interval.low, to: interval.high, text };
    Some(Row { label, dots: vec![dot], reference: overall })
}

/// The unit and column with the widest span of F1, in words.
fn widest(units: &UnitsAudit) -> String {
    let spans = units.units.iter().flat_map(|unit| unit.audit.groupings.iter().map(move |grouping| (unit, grouping)));
    let spans = spans.filter(|(_, grouping)| grouping.attributes.len() == 1).filter_map(|(unit, grouping)| {
        let value = |group: &GroupReport| group.metric(MetricKind::F1, Some(PRESENT)).and_then(|f1| f1.value);
        let values: Vec<f64> = grouping.groups.iter().filter_map(value).collect();
        let (low, high) = (values.iter().copied().reduce(f64::min)?, values.iter().copied().reduce(f64::max)?);
        Some((high - low, unit, grouping))
    });
    match spans.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((span, unit, grouping)) => format!(
            "F1 differs most for {}, by {}: {:.1} points between the best and the worst read group, which chance widens the more the \
             smaller the groups are",
            unit.unit,
            grouping.attributes[0],
            100.0 * span
        ),
        None => "too few faces per group to speak of gaps".to_owned(),
    }
}

#[cfg(test)]
mod tests;
