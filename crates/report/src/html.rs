//! Self-contained pages without scripts and without network access; here the page of an experiment.

use ::audit::FourStep;
use askama::Template;

use crate::page::{BrokenPicture, ReportError, RunFacts, StudyPage};
use crate::tables::{main_tables, missing_table, prediction_tables};

pub(crate) mod audit;
mod data_uri;
mod diagnosis;
mod figures;
pub(crate) mod matrices;
mod samples;
mod table_view;
mod units;
pub(crate) mod words;

pub use self::audit::render_audit;
pub use diagnosis::render_diagnosis;
pub use units::render_units;

use figures::Figure;
use matrices::Matrix;
use samples::SampleGroup;
use table_view::TableView;
use words::{CardRow, card_rows, duration, sentence};

/// Writes the page of an experiment. The same page gives the same bytes.
///
/// # Errors
/// Where a number of the curves or samples is not finite, or a sample's picture is neither PNG nor JPEG.
pub fn render(page: &StudyPage) -> Result<String, ReportError> {
    check_finite(page)?;
    Ok(Page::new(page)?.render()?)
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    title: &'a str,
    answer: String,
    findings: Vec<String>,
    caveats: Vec<String>,
    card_rows: Vec<CardRow>,
    figures: Vec<Figure>,
    matrices: Vec<Matrix>,
    matrix_sentence: String,
    samples: Vec<SampleGroup>,
    tables: Vec<TableView>,
    prediction_tables: Vec<TableView>,
    missing: TableView,
    broken: &'a [BrokenPicture],
    n_missed_in_training: usize,
    run: &'a RunFacts,
    seeds: String,
    duration: String,
    notes: &'a [String],
}

impl<'a> Page<'a> {
    fn new(page: &'a StudyPage) -> Result<Self, ReportError> {
        let study = &page.four_step;
        let told = ::audit::verdict(study);
        Ok(Self {
            title: &page.title,
            answer: sentence(&told.answer),
            findings: told.findings.iter().map(|text| sentence(text)).collect(),
            caveats: told.caveats.iter().map(|text| sentence(text)).collect(),
            card_rows: card_rows(study, &page.names),
            figures: figures::all(page),
            matrices: matrices::all(study, &page.names),
            matrix_sentence: sentence(&matrices::most_confused(study)),
            samples: samples::grouped(&page.samples, &page.names)?,
            tables: main_tables(study, &page.names).iter().map(TableView::of).collect(),
            prediction_tables: prediction_tables(study, &page.names).iter().map(TableView::of).collect(),
            missing: TableView::of(&missing_table(study, &page.names, &page.dropped.groups)),
            broken: &page.dropped.broken,
            n_missed_in_training: page.dropped.n_missed_in_training,
            run: &page.run,
            seeds: seeds(study),
            duration: duration(page.run.seconds),
            notes: &page.notes,
        })
    }
}

fn seeds(study: &FourStep) -> String {
    study.seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
}

fn check_finite(page: &StudyPage) -> Result<(), ReportError> {
    let finite =
        |found: f64, place| if found.is_finite() { Ok(()) } else { Err(ReportError::NotFinite { found, place }) };
    for point in page.curves.iter().flat_map(|curve| &curve.points) {
        finite(point.loss, "a curve's loss")?;
        point.accuracy.map_or(Ok(()), |accuracy| finite(accuracy, "a curve's accuracy"))?;
    }
    for sample in &page.samples {
        sample.probability.map_or(Ok(()), |probability| finite(probability, "a sample's probability"))?;
    }
    check_run(&page.run)
}

fn check_run(run: &RunFacts) -> Result<(), ReportError> {
    let found = run.seconds;
    if found.is_finite() { Ok(()) } else { Err(ReportError::NotFinite { found, place: "the run's seconds" }) }
}

#[cfg(test)]
mod tests;
