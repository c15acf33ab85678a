//! The plots of an audit, each with one sentence that says what it shows.

use ::audit::fairness::{
    Audit, DisparityKind, DisparityReport, Enough, GroupReport, GroupingReport, MetricKind, ReliabilityBin,
};

use crate::audit_page::{AuditPage, NamedPairs};
use crate::html::figures::Figure;
use crate::html::matrices::{Matrix, counted_row};
use crate::html::words::{percent, sentence};
use crate::plot::dots::{self, Dot, Row, Words};
use crate::plot::{Mark, Plot};
use crate::tables::audit::words_of;

/// A longer name does not fit before the dots.
const LONGEST_LABEL: usize = 17;

/// What marks mean.
pub(crate) const ENOUGH: &str = "faces enough";
pub(crate) const TOO_FEW: &str = "too few to say";
pub(crate) const WITHIN: &str = "within chance, or not beyond the family of tests";
pub(crate) const STANDS_OUT: &str = "stands out";

/// Every figure that has data.
pub(super) fn all(page: &AuditPage) -> Vec<Figure> {
    [accuracies(&page.audit), disparities(&page.audit), reliability(&page.audit)].into_iter().flatten().collect()
}

/// Accuracy by group with intervals: a forest plot per grouping.
fn accuracies(audit: &Audit) -> Option<Figure> {
    let plot = |(i, grouping): (usize, &GroupingReport)| {
        let rows = accuracy_rows(audit, grouping, LONGEST_LABEL);
        let title = format!("By {}", grouping.attributes.join(" and "));
        (!rows.is_empty()).then(|| dots::plot(Words::of(format!("accuracy-{i}"), title, &rows), &rows, 1.0))
    };
    let plots: Vec<Plot> = audit.groupings.iter().enumerate().filter_map(plot).collect();
    let widest = audit.groupings.iter().filter_map(|grouping| {
        let gap = grouping.disparity(DisparityKind::Difference, Some(MetricKind::Accuracy), None)?;
        Some((grouping, gap.value?))
    });
    let widest = widest.max_by(|a, b| a.1.total_cmp(&b.1)).and_then(|(grouping, _)| gap_words(grouping));
    let told = widest.map_or_else(too_few, |words| format!("the widest gap of accuracy is {words}"));
    (!plots.is_empty()).then(|| Figure {
        id: "accuracy",
        title: "Accuracy by group",
        sentence: sentence(&told),
        reading: "Each mark is the share of found faces named as annotated, the line through it the 95 % interval; in brackets the \
                  number of rows. The grey upright line is everybody. A square stands where there are too few faces to say anything.",
        legend: vec![Mark::Circle.legend(ENOUGH), Mark::Square.legend(TOO_FEW)],
        plots,
    })
}

/// What is said of a grouping without two groups large enough.
pub(crate) fn too_few() -> String {
    "too few faces per group to speak of gaps".to_owned()
}

/// How far the accuracies of a grouping lie apart: "12.0 points, by gender, between …".
pub(crate) fn gap_words(grouping: &GroupingReport) -> Option<String> {
    let gap = grouping.disparity(DisparityKind::Difference, Some(MetricKind::Accuracy), None)?;
    let name = |place: Option<usize>| place.map_or_else(String::new, |place| grouping.groups[place].name());
    let chance =
        gap.test.map_or_else(String::new, |test| format!(", where chance alone gives {:.1}", 100.0 * test.by_chance));
    Some(format!(
        "{:.1} points, by {}, between “{}” and “{}”{chance}",
        100.0 * gap.value?,
        grouping.attributes.join(" and "),
        name(gap.lowest),
        name(gap.highest)
    ))
}

/// One row per group that has faces, its name and number of rows at most so many letters long.
pub(crate) fn accuracy_rows(audit: &Audit, grouping: &GroupingReport, longest: usize) -> Vec<Row> {
    let overall = audit.overall.metric(MetricKind::Accuracy, None).and_then(|metric| metric.value);
    let rows = grouping.groups.iter().filter_map(|group| accuracy_row(group, overall?, longest));
    rows.collect()
}

fn accuracy_row(group: &GroupReport, overall: f64, longest: usize) -> Option<Row> {
    let metric = group.metric(MetricKind::Accuracy, None)?;
    let rate = metric.rate?;
    let interval = metric.interval.unwrap_or_else(|| rate.wilson(::audit::Level::P95));
    let mark = if metric.enough == Enough::Yes { Mark::Circle } else { Mark::Square };
    let text = format!(
        "{}: {} of {}, {} ({} to {})",
        group.name(),
        rate.n_hits(),
        rate.n_faces(),
        percent(rate.fraction()),
        percent(interval.low),
        percent(interval.high)
    );
    let dot = Dot { mark, value: rate.fraction(), from: interval.low, to: interval.high, text };
    Some(Row {
        label: dots::row_label(&group.name(), group.n_rows, longest),
        dots: vec![dot],
        reference: Some(overall),
    })
}

/// The main disparities of single attributes beside what chance brings.
fn disparities(audit: &Audit) -> Option<Figure> {
    let single = audit.groupings.iter().filter(|grouping| grouping.attributes.len() == 1);
    let plots = single.enumerate().filter_map(|(i, grouping)| {
        let rows = chance_rows(audit, grouping);
        let title = format!("By {}", grouping.attributes[0]);
        let most = dots::most(&rows);
        (!rows.is_empty()).then(|| dots::plot(Words::of(format!("chance-{i}"), title, &rows), &rows, most))
    });
    let plots: Vec<Plot> = plots.collect();
    let n_alarms = audit.alarms().count();
    (!plots.is_empty()).then(|| Figure {
        id: "chance",
        title: "Gaps beside what chance brings",
        sentence: sentence(&format!("{n_alarms} of {} comparisons stand out beyond chance", audit.n_tests)),
        reading: "Each mark is a gap between the groups, the line through it the 95 % interval; the grey upright line is what 95 of \
                  100 exchanges of groups stay below. A gap is positive even where groups mean nothing: left of that line it says \
                  nothing. A triangle stands out in the family of all tests.",
        legend: vec![Mark::Circle.legend(WITHIN), Mark::Triangle.legend(STANDS_OUT)],
        plots,
    })
}

/// The main disparities of a grouping that were tested, one row each.
pub(crate) fn chance_rows(audit: &Audit, grouping: &GroupingReport) -> Vec<Row> {
    let kinds = [
        (DisparityKind::Difference, Some(MetricKind::Accuracy)),
        (DisparityKind::Difference, Some(MetricKind::MissRate)),
        (DisparityKind::MultiEqualOpportunity, None),
        (DisparityKind::MultiDemographicParity, None),
    ];
    let found = kinds.iter().filter_map(|(kind, metric)| grouping.disparity(*kind, *metric, None));
    found.filter_map(|disparity| disparity_row(audit, disparity)).collect()
}

fn disparity_row(audit: &Audit, disparity: &DisparityReport) -> Option<Row> {
    let (value, test) = (disparity.value?, disparity.test?);
    let name = match (disparity.kind, disparity.metric) {
        (_, Some(MetricKind::Accuracy)) => "accuracy",
        (_, Some(_)) => "missed faces",
        (DisparityKind::MultiEqualOpportunity, _) => "recall, mean",
        _ => "predictions",
    };
    let interval = disparity.interval.unwrap_or(::audit::Interval { low: value, high: value });
    let text = format!(
        "{}: {} ({} to {}), chance stays below {}",
        words_of(disparity),
        percent(value),
        percent(interval.low),
        percent(interval.high),
        percent(test.by_chance_95)
    );
    let mark = if audit.is_alarm(disparity) { Mark::Triangle } else { Mark::Circle };
    let dot = Dot { mark, value, from: interval.low, to: interval.high, text };
    Some(Row { label: name.to_owned(), dots: vec![dot], reference: Some(test.by_chance_95) })
}

/// How often the model is right where it is so sure.
fn reliability(audit: &Audit) -> Option<Figure> {
    let rows = reliability_rows(audit);
    let words = reliability_words(audit)?;
    let description = Words::of("reliability-all".to_owned(), "Right answers by confidence".to_owned(), &rows);
    (!rows.is_empty()).then(|| Figure {
        id: "reliability",
        title: "Is it as sure as it is right?",
        sentence: sentence(&words),
        reading: "Rows are ranges of the probability that the model gives its own answer; each mark is the share of right answers, \
                  with Wilson's interval, the grey upright line the mean probability. A mark left of its line means too sure.",
        legend: vec![Mark::Circle.legend("right answers")],
        plots: vec![dots::plot(description, &rows, 1.0)],
    })
}

/// One row per range of confidence that holds faces; none without probabilities.
pub(crate) fn reliability_rows(audit: &Audit) -> Vec<Row> {
    let scores = audit.overall.scores.iter();
    scores.flat_map(|scores| &scores.reliability).map(reliability_row).collect()
}

/// How far confidence and right answers lie apart; `None` where that is not known.
pub(crate) fn reliability_words(audit: &Audit) -> Option<String> {
    let scores = audit.overall.scores.as_ref()?;
    Some(format!(
        "the expected calibration error is {:.1} points over {} faces with probabilities",
        100.0 * scores.calibration_error?,
        scores.n_faces
    ))
}

fn reliability_row(bin: &ReliabilityBin) -> Row {
    let rate = ::audit::Rate::new(bin.n_hits as usize, bin.n_faces as usize);
    let dot = rate.map(|rate| {
        let interval = rate.wilson(::audit::Level::P95);
        let text = format!(
            "{:.0} to {:.0} % sure: {} of {} right, mean probability {}",
            100.0 * bin.low,
            100.0 * bin.high,
            bin.n_hits,
            bin.n_faces,
            percent(bin.confidence)
        );
        Dot { mark: Mark::Circle, value: rate.fraction(), from: interval.low, to: interval.high, text }
    });
    Row {
        label: dots::row_label(
            &format!("{:.0}–{:.0} %", 100.0 * bin.low, 100.0 * bin.high),
            bin.n_faces,
            LONGEST_LABEL,
        ),
        dots: dot.into_iter().collect(),
        reference: Some(bin.confidence),
    }
}

/// Confusion by group of single attributes, and the group that confuses most.
pub(super) fn matrices(audit: &Audit, most: usize) -> (Vec<Matrix>, String) {
    let all = large_groups(audit).take(most);
    let matrices: Vec<Matrix> = all.map(|(attribute, group)| confusion(audit, attribute, group)).collect();
    (matrices, most_confused(audit, &audit.overall))
}

/// Everybody, then the groups of single attributes that have rows enough, each with its attribute.
pub(crate) fn large_groups(audit: &Audit) -> impl Iterator<Item = (&str, &GroupReport)> {
    let single = audit.groupings.iter().filter(|grouping| grouping.attributes.len() == 1);
    let groups =
        single.flat_map(|grouping| grouping.groups.iter().map(move |group| (grouping.attributes[0].as_str(), group)));
    let large = groups.filter(|(_, group)| group.n_rows >= audit.options.least_n);
    std::iter::once(("everybody", &audit.overall)).chain(large)
}

/// Annotated classes in rows, predicted ones in columns.
pub(crate) fn confusion(audit: &Audit, attribute: &str, group: &GroupReport) -> Matrix {
    let title = if group.levels.is_empty() { "Everybody".to_owned() } else { format!("{attribute}: {}", group.name()) };
    matrix(&audit.columns.classes, title, format!("{} faces found", group.n_rows - group.n_missed), &group.confusion)
}

/// What a face is called without a disguise, in rows, and with it, in columns.
pub(crate) fn flips(classes: &[String], pairs: &NamedPairs) -> Matrix {
    let n: u64 = pairs.report.flips.iter().flatten().sum();
    matrix(classes, format!("With {}", pairs.name), format!("{n} pairs with both faces found"), &pairs.report.flips)
}

fn matrix(classes: &[String], title: String, subtitle: String, counts: &[Vec<u64>]) -> Matrix {
    let short = |class: &String| class.chars().take(2).collect::<String>();
    let row = |(place, (class, counts)): (usize, (&String, &Vec<u64>))| {
        let counts: Vec<u32> = counts.iter().map(|n| u32::try_from(*n).unwrap_or(u32::MAX / 4)).collect();
        counted_row(class, &counts, place, 1)
    };
    Matrix {
        title,
        subtitle,
        columns: classes.iter().map(|class| (short(class), class.clone())).collect(),
        rows: classes.iter().zip(counts).enumerate().map(row).collect(),
    }
}

/// The most frequent confusion of a group.
pub(crate) fn most_confused(audit: &Audit, group: &GroupReport) -> String {
    let classes = &audit.columns.classes;
    let rows = group.confusion.iter().enumerate().filter_map(|(truth, counts)| {
        let n: u64 = counts.iter().sum();
        let others = counts.iter().enumerate().filter(|(place, _)| *place != truth);
        let (place, count) = others.max_by_key(|(_, count)| **count)?;
        (n >= audit.options.least_n).then(|| (*count as f64 / n as f64, truth, place, n))
    });
    match rows.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((share, truth, place, n)) => {
            format!(
                "the most frequent confusion: {} is taken for {} on {:.0} % of {n} faces",
                classes[truth],
                classes[place],
                100.0 * share
            )
        }
        None => "no class has faces enough to name a most frequent confusion".to_owned(),
    }
}
