//! The page of an audit.

use ::audit::fairness::{Audit, DisparityKind, MetricKind, Outcome};
use askama::Template;

use super::check_run;
use super::figures::Figure;
use super::matrices::Matrix;
use super::table_view::TableView;
use super::words::{duration, sentence, typeset};
use crate::audit_page::AuditPage;
use crate::page::{ReportError, RunFacts};
use crate::tables::audit as tables;

pub(crate) mod figures;

/// What has to be known where no row says who is shown.
pub(super) const NOBODY_NAMED: &str = "nobody is named in the rows, so each counts as a person of its own; several pictures of one person \
                                       would make every interval too narrow";

/// More groups than this have no confusion matrix of their own on the page.
const MOST_MATRICES: usize = 12;

/// Writes the page of an audit. The same page gives the same bytes.
///
/// # Errors
/// Where the run's seconds are not finite.
pub fn render_audit(page: &AuditPage) -> Result<String, ReportError> {
    check_run(&page.run)?;
    Ok(Page::new(page).render()?)
}

#[derive(Template)]
#[template(path = "audit.html")]
struct Page<'a> {
    title: &'a str,
    subject: &'a str,
    answer: String,
    cards: Vec<Card>,
    caveats: Vec<String>,
    policy: Option<(String, TableView)>,
    figures: Vec<Figure>,
    disparities: TableView,
    groups: Vec<TableView>,
    classes: TableView,
    pairs: Option<TableView>,
    flips: Vec<Matrix>,
    matrices: Vec<Matrix>,
    matrix_sentence: String,
    odds: Vec<TableView>,
    audit: &'a Audit,
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

impl<'a> Page<'a> {
    fn new(page: &'a AuditPage) -> Self {
        let audit = &page.audit;
        let (matrices, matrix_sentence) = figures::matrices(audit, MOST_MATRICES);
        let pairs = tables::pair_table(&page.pairs);
        Self {
            title: &page.title,
            subject: &page.subject,
            answer: sentence(&tables::audit_answer(audit)),
            cards: cards(audit),
            caveats: caveats(audit).iter().map(|text| sentence(text)).collect(),
            policy: page.policy.as_ref().map(|verdict| {
                (sentence(policy_words(verdict.outcome)), TableView::of(&tables::policy_table(verdict)))
            }),
            figures: figures::all(page),
            disparities: TableView::of(&tables::disparity_table(audit)),
            groups: audit
                .groupings
                .iter()
                .map(|grouping| TableView::of(&tables::group_table(audit, grouping)))
                .collect(),
            classes: TableView::of(&tables::class_table(audit)),
            pairs: (!pairs.rows.is_empty()).then(|| TableView::of(&pairs)),
            flips: page.pairs.iter().map(|pairs| figures::flips(&audit.columns.classes, pairs)).collect(),
            matrices,
            matrix_sentence: sentence(&matrix_sentence),
            odds: page.regressions.iter().map(|odds| TableView::of(&tables::odds_table(odds))).collect(),
            audit,
            run: &page.run,
            seeds: audit.options.seed.to_string(),
            duration: duration(page.run.seconds),
            notes: page.notes.iter().map(|note| sentence(note)).collect(),
        }
    }
}

/// A verdict in words.
pub(crate) fn policy_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "the policy is kept: every interval lies within its limit",
        Outcome::CannotTell => "these faces cannot tell whether the policy is kept",
        Outcome::Fail => "the policy is broken: at least one whole interval lies beyond its limit",
    }
}

/// Accuracy, missed faces, and how many comparisons stand out.
fn cards(audit: &Audit) -> Vec<Card> {
    let card = |step, kind, class, detail: String| {
        let metric = audit.overall.metric(kind, None)?;
        let interval = metric.interval?;
        Some(Card {
            step,
            class,
            value: typeset(&format!("{:.1} %", 100.0 * metric.value?)),
            interval: format!("95 % interval {:.1} to {:.1}", 100.0 * interval.low, 100.0 * interval.high),
            detail,
        })
    };
    let overall = &audit.overall;
    let alarms = Card {
        step: "Comparisons that stand out",
        class: "m3",
        value: audit.alarms().count().to_string(),
        interval: format!("of {} that were tested", audit.n_tests),
        detail: "5 % chance of any false alarm among all".to_owned(),
    };
    let found = format!("of {} faces that were found", overall.n_rows - overall.n_missed);
    let missed = format!("{} of {} rows", overall.n_missed, overall.n_rows);
    let cards = [
        card("Accuracy", MetricKind::Accuracy, "m1", found),
        card("No face or no answer", MetricKind::MissRate, "m2", missed),
        Some(alarms),
    ];
    cards.into_iter().flatten().collect()
}

/// What a reader has to know before believing the answer.
pub(crate) fn caveats(audit: &Audit) -> Vec<String> {
    let mut caveats = Vec::new();
    if audit.n_people.is_none() {
        caveats.push(NOBODY_NAMED.to_owned());
    }
    let weak: Vec<String> = audit
        .groupings
        .iter()
        .filter_map(|grouping| {
            let kind = (DisparityKind::Difference, Some(MetricKind::Accuracy), None);
            let gap = grouping.disparity(kind.0, kind.1, kind.2)?.smallest_detectable.filter(|gap| *gap > 0.2)?;
            Some(format!("{} ({:.0} points)", grouping.attributes.join(" and "), 100.0 * gap))
        })
        .collect();
    if !weak.is_empty() {
        caveats.push(format!("with so few faces even large gaps would often be overlooked: by {}", weak.join(", by ")));
    }
    let unknown: Vec<String> = audit
        .groupings
        .iter()
        .filter(|grouping| grouping.attributes.len() == 1)
        .filter_map(|grouping| {
            let share = grouping.n_unknown as f64 / audit.n_rows.max(1) as f64;
            (share > 0.05).then(|| format!("{} for {:.0} %", grouping.attributes[0], 100.0 * share))
        })
        .collect();
    if !unknown.is_empty() {
        caveats.push(format!("a group is unknown for many rows, which are in no comparison: {}", unknown.join(", ")));
    }
    caveats
}

#[cfg(test)]
mod tests;
