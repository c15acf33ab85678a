//! The plots of an audit as files for papers and slides: each stands alone, with its words, its legend and its colours.

use std::collections::BTreeSet;

use audit::fairness::{Audit, GroupReport, GroupingReport};

use crate::audit_page::{AuditPage, NamedPairs};
use crate::html::audit::figures::{self, ENOUGH, STANDS_OUT, TOO_FEW, WITHIN};
use crate::html::words::{percent, sentence};
use crate::plot::dots::{self, Row, Words};
use crate::plot::{Mark, Plot};

mod grid;
mod ink;
mod png;
mod sheet;

pub use png::{Fonts, PngError, png_of};

use grid::Grid;
use sheet::{Body, Key, Sheet};

/// Letters of a longer name are left out.
const LONGEST_LABEL: usize = 56;

/// A plot that needs nothing beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPlot {
    /// A file's name without its ending, different for every plot of a page.
    pub name: String,
    /// The plot as an SVG file.
    pub svg: String,
}

/// Every plot of an audit: accuracies by group, gaps beside what chance brings, confidence, confusion by group, flips of pairs.
pub fn audit_plots(page: &AuditPage) -> Vec<NamedPlot> {
    let audit = &page.audit;
    let single = audit.groupings.iter().filter(|grouping| grouping.attributes.len() == 1);
    let forests = audit.groupings.iter().filter_map(|grouping| forest(audit, grouping));
    let mut plots: Vec<(String, Sheet)> = forests.collect();
    plots.extend(single.filter_map(|grouping| chance(audit, grouping)));
    plots.extend(reliability(audit));
    plots.extend(figures::large_groups(audit).map(|(attribute, group)| confusion(audit, attribute, group)));
    plots.extend(page.pairs.iter().map(|pairs| flips(&audit.columns.classes, pairs)));
    let mut taken = BTreeSet::new();
    let named = plots.into_iter().map(|(name, sheet)| NamedPlot { name: unique(&name, &mut taken), svg: sheet.svg() });
    named.collect()
}

fn forest(audit: &Audit, grouping: &GroupingReport) -> Option<(String, Sheet)> {
    let rows = figures::accuracy_rows(audit, grouping, LONGEST_LABEL);
    let by = grouping.attributes.join(" and ");
    let told = figures::gap_words(grouping).map_or_else(figures::too_few, |words| {
        format!("the widest gap is {}", words.replacen(&format!("by {by}, "), "", 1))
    });
    let marks = keys(&rows, &[(Mark::Circle, ENOUGH), (Mark::Square, TOO_FEW)]);
    let keys = marks.into_iter().chain([Key::Line("95 % interval"), Key::Reference("everybody")]);
    let sheet = Sheet {
        title: format!("Accuracy by {by}"),
        sentence: sentence(&told),
        body: Body::Plot(dotted(&rows, 1.0)?),
        keys: keys.collect(),
    };
    Some((format!("accuracy {by}"), sheet))
}

fn chance(audit: &Audit, grouping: &GroupingReport) -> Option<(String, Sheet)> {
    let rows = figures::chance_rows(audit, grouping);
    let by = grouping.attributes.join(" and ");
    let n_alarms = rows.iter().flat_map(|row| &row.dots).filter(|dot| dot.mark == Mark::Triangle).count();
    let n_alarms = if n_alarms == 0 { "none".to_owned() } else { n_alarms.to_string() };
    let told = format!("beyond chance among all {} tests: {n_alarms} of these {} gaps", audit.n_tests, rows.len());
    let marks = keys(&rows, &[(Mark::Circle, WITHIN), (Mark::Triangle, STANDS_OUT)]);
    let lines = [Key::Line("95 % interval"), Key::Reference("95 of 100 exchanges of the groups stay below")];
    let sheet = Sheet {
        title: format!("Gaps by {by} beside what chance brings"),
        sentence: sentence(&told),
        body: Body::Plot(dotted(&rows, dots::most(&rows))?),
        keys: marks.into_iter().chain(lines).collect(),
    };
    Some((format!("chance {by}"), sheet))
}

fn reliability(audit: &Audit) -> Option<(String, Sheet)> {
    let rows = figures::reliability_rows(audit);
    let lines = [Key::Line("95 % interval"), Key::Reference("mean probability; a mark left of it means too sure")];
    let sheet = Sheet {
        title: "Right answers by the model’s own probability".to_owned(),
        sentence: sentence(&figures::reliability_words(audit)?),
        body: Body::Plot(dotted(&rows, 1.0)?),
        keys: keys(&rows, &[(Mark::Circle, "right answers")]).into_iter().chain(lines).collect(),
    };
    Some(("reliability".to_owned(), sheet))
}

fn confusion(audit: &Audit, attribute: &str, group: &GroupReport) -> (String, Sheet) {
    let matrix = figures::confusion(audit, attribute, group);
    let (of, name) = if group.levels.is_empty() {
        ("everybody".to_owned(), "everybody".to_owned())
    } else {
        (matrix.title.clone(), format!("{attribute} {}", group.name()))
    };
    let sheet = Sheet {
        title: format!("Confusion, {of}"),
        sentence: sentence(&format!("{}; {}", matrix.subtitle, figures::most_confused(audit, group))),
        body: Body::Grid(Grid { matrix, rows: "annotated", columns: "predicted" }),
        keys: vec![Key::Shade, Key::Frame("right answers")],
    };
    (format!("confusion {name}"), sheet)
}

fn flips(classes: &[String], pairs: &NamedPairs) -> (String, Sheet) {
    let matrix = figures::flips(classes, pairs);
    let changes = |rate: audit::Rate| {
        let (n, of, share) = (rate.n_hits(), rate.n_faces(), percent(rate.fraction()));
        format!("the answer changes for {n} of {of} faces found twice, {share}{}", most_flipped(classes, pairs))
    };
    let told = pairs.report.flipped.map_or_else(|| "no face was found twice".to_owned(), changes);
    let sheet = Sheet {
        title: format!("Answers without and with {}", pairs.name),
        sentence: sentence(&told),
        body: Body::Grid(Grid { matrix, rows: "without", columns: "with" }),
        keys: vec![Key::Shade, Key::Frame("answers that stay")],
    };
    (format!("flips {}", pairs.name), sheet)
}

/// The most frequent flip in words.
fn most_flipped(classes: &[String], pairs: &NamedPairs) -> String {
    let counts = pairs.report.flips.iter().enumerate();
    let cells = counts.flat_map(|(from, row)| row.iter().enumerate().map(move |(to, n)| (*n, from, to)));
    let most = cells
        .filter(|(n, from, to)| from != to && *n > 0)
        .max_by_key(|(n, from, to)| (*n, usize::MAX - from, usize::MAX - to));
    most.map_or_else(String::new, |(n, from, to)| {
        format!(", most often from {} to {} ({n})", classes[from], classes[to])
    })
}

/// The rows with as much room before them as the longest name takes; `None` without rows.
fn dotted(rows: &[Row], most: f64) -> Option<Plot> {
    let widest = rows.iter().map(|row| ink::width(&row.label, 11.0)).fold(0.0, f64::max);
    let words = Words::of(String::new(), String::new(), rows);
    (!rows.is_empty()).then(|| dots::plot_beside((widest + 14.0).max(dots::LEFT), words, rows, most))
}

/// The marks that occur.
fn keys(rows: &[Row], marks: &[(Mark, &'static str)]) -> Vec<Key> {
    let occurs = |mark: Mark| rows.iter().flat_map(|row| &row.dots).any(|dot| dot.mark == mark);
    marks.iter().filter(|(mark, _)| occurs(*mark)).map(|(mark, text)| Key::Mark(mark.legend(*text))).collect()
}

/// Letters and digits in lower case, joined by hyphens, with a number where the name is taken.
fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let slug: String = parts.collect::<Vec<_>>().join("-").to_lowercase().chars().take(80).collect();
    let slug = if slug.is_empty() { "plot".to_owned() } else { slug };
    let numbered = (2..).map(|number| format!("{slug}-{number}"));
    let free = std::iter::once(slug.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(slug);
    taken.insert(free.clone());
    free
}

#[cfg(test)]
mod tests;
