//! The page of a diagnosis.

use std::collections::BTreeMap;

use askama::Template;
use audit::diagnosis::{Diagnosis, Weight};

use super::check_run;
use super::figures::Figure;
use super::table_view::TableView;
use super::words::{duration, sentence, typeset};
use crate::diagnosis_page::DiagnosisPage;
use crate::page::{ReportError, RunFacts};
use crate::table::Table;
use crate::tables::diagnosis as tables;

mod figures;
mod findings;
mod heat;

use findings::FindingView;
use heat::Heat;

/// A longer list of near duplicates is cut off on the page.
const MOST_PAIRS: usize = 50;

/// Writes the page of a diagnosis. The same page gives the same bytes.
///
/// # Errors
/// Where the run's seconds are not finite, or a thumbnail is neither PNG nor JPEG.
pub fn render_diagnosis(page: &DiagnosisPage) -> Result<String, ReportError> {
    check_run(&page.run)?;
    Ok(Page::new(page)?.render()?)
}

#[derive(Template)]
#[template(path = "diagnosis.html")]
struct Page<'a> {
    title: &'a str,
    set: &'a str,
    reference: Option<&'a str>,
    answer: String,
    cards: Vec<Card>,
    caveats: Vec<String>,
    findings: Vec<FindingView>,
    next: Vec<String>,
    sections: Vec<Section>,
    heat: Option<Heat>,
    associations: TableView,
    balance: Option<TableView>,
    levels: TableView,
    leaks: Vec<TableView>,
    card: &'a [(String, String)],
    diagnosis: &'a Diagnosis,
    run: &'a RunFacts,
    seeds: String,
    duration: String,
    notes: Vec<String>,
}

/// A key number.
struct Card {
    step: &'static str,
    value: String,
    interval: String,
    class: &'static str,
    detail: String,
}

/// Plots with the tables that hold their numbers.
struct Section {
    figure: Figure,
    tables: Vec<TableView>,
}

impl<'a> Page<'a> {
    fn new(page: &'a DiagnosisPage) -> Result<Self, ReportError> {
        let diagnosis = &page.diagnosis;
        let filled = |table: Table| (!table.rows.is_empty()).then(|| TableView::of(&table));
        let leaks = [tables::shared_subject_table(diagnosis), shortened(tables::duplicate_table(diagnosis))];
        Ok(Self {
            title: &page.title,
            set: &page.set,
            reference: page.reference.as_deref(),
            answer: sentence(&diagnosis.verdict.answer),
            cards: cards(diagnosis),
            caveats: diagnosis.verdict.caveats.iter().map(|text| sentence(text)).collect(),
            findings: findings::all(page)?,
            next: diagnosis.verdict.next.iter().map(findings::words).collect(),
            sections: sections(diagnosis),
            heat: heat::heat(diagnosis),
            associations: TableView::of(&tables::association_table(diagnosis)),
            balance: filled(tables::balance_table(diagnosis)),
            levels: TableView::of(&tables::level_table(diagnosis)),
            leaks: leaks.into_iter().filter_map(filled).collect(),
            card: &page.card,
            diagnosis,
            run: &page.run,
            seeds: diagnosis.seed.to_string(),
            duration: duration(page.run.seconds),
            notes: page.notes.iter().map(|note| sentence(note)).collect(),
        })
    }
}

fn sections(diagnosis: &Diagnosis) -> Vec<Section> {
    let with = |figure: Option<Figure>, shown: Vec<Table>| {
        let shown = shown.iter().filter(|table| !table.rows.is_empty());
        figure.map(|figure| Section { figure, tables: shown.map(TableView::of).collect() })
    };
    let measured =
        vec![tables::measure_table(diagnosis), tables::range_table(diagnosis), tables::reference_table(diagnosis)];
    [
        with(figures::misses(diagnosis), vec![tables::missed_table(diagnosis)]),
        with(figures::good(diagnosis), vec![tables::good_table(diagnosis)]),
        with(figures::measures(diagnosis), measured),
        with(figures::tones(diagnosis), Vec::new()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The good pictures, the missed faces, and how many findings there are.
fn cards(diagnosis: &Diagnosis) -> Vec<Card> {
    let share = |step, class, share: Option<audit::diagnosis::Share>, detail: &str| {
        share.map(|share| Card {
            step,
            class,
            value: typeset(&format!("{:.1} %", 100.0 * share.fraction())),
            interval: format!("95 % interval {:.1} to {:.1}", 100.0 * share.interval.low, 100.0 * share.interval.high),
            detail: format!("{} of {} {detail}", share.rate.n_hits(), share.rate.n_faces()),
        })
    };
    let mut n_of: BTreeMap<Weight, usize> = BTreeMap::new();
    for finding in &diagnosis.verdict.findings {
        *n_of.entry(finding.weight).or_default() += 1;
    }
    let n = |weight| n_of.get(&weight).copied().unwrap_or(0);
    let found = Card {
        step: "Serious findings",
        class: "m3",
        value: n(Weight::Serious).to_string(),
        interval: format!("besides {} notable, {} slight", n(Weight::Notable), n(Weight::Slight)),
        detail: format!("on {} pictures", diagnosis.size.n_pictures),
    };
    let cards = [
        share("Good images", "m1", diagnosis.good.all, "measured pictures"),
        share("No face found", "m2", diagnosis.misses.overall, "readable pictures"),
        Some(found),
    ];
    cards.into_iter().flatten().collect()
}

fn shortened(mut table: Table) -> Table {
    let n_more = table.rows.len().saturating_sub(MOST_PAIRS);
    table.rows.truncate(MOST_PAIRS);
    if n_more > 0 {
        table.notes.push(format!("{n_more} more pairs are in the data beside this page"));
    }
    table
}

#[cfg(test)]
mod tests;
