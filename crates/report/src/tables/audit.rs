//! Every number of an audit as tables.

use audit::fairness::{
    Audit, DisparityKind, DisparityReport, Enough, GroupReport, GroupingReport, MetricKind, MetricReport, Outcome,
    PairReport, PolicyVerdict,
};

use crate::audit_page::{AuditPage, NamedOdds, NamedPairs};
use crate::table::{Column, Table, Value};
use crate::tables::diagnosis::p_value;

/// Disparities that are about no single class, in the order of the table.
const WHOLE: [(DisparityKind, Option<MetricKind>); 9] = [
    (DisparityKind::Difference, Some(MetricKind::Accuracy)),
    (DisparityKind::Difference, Some(MetricKind::AccuracyWithMissed)),
    (DisparityKind::Difference, Some(MetricKind::MissRate)),
    (DisparityKind::Difference, Some(MetricKind::BalancedAccuracy)),
    (DisparityKind::Difference, Some(MetricKind::MacroF1)),
    (DisparityKind::EqualizedOdds, None),
    (DisparityKind::MultiEqualOpportunity, None),
    (DisparityKind::MultiDemographicParity, None),
    (DisparityKind::TotalVariation, None),
];

/// Every table of an audit in the order of its page; tables without rows are left out.
pub fn audit_tables(page: &AuditPage) -> Vec<Table> {
    let audit = &page.audit;
    let mut tables: Vec<Table> = page.policy.iter().map(policy_table).collect();
    tables.push(disparity_table(audit));
    tables.extend(audit.groupings.iter().map(|grouping| group_table(audit, grouping)));
    tables.push(class_table(audit));
    tables.push(pair_table(&page.pairs));
    tables.extend(page.pairs.iter().map(|pairs| flip_table(&audit.columns.classes, pairs)));
    tables.extend(page.regressions.iter().map(odds_table));
    tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

/// What a terminal shows of an audit: the policy, what stands out and the main comparisons of single columns, their groups, and pairs.
pub fn main_audit_tables(page: &AuditPage) -> Vec<Table> {
    let audit = &page.audit;
    let mut tables: Vec<Table> = page.policy.iter().map(policy_table).collect();
    tables.push(main_disparity_table(audit));
    let single = audit.groupings.iter().filter(|grouping| grouping.attributes.len() == 1);
    tables.extend(single.map(|grouping| group_table(audit, grouping)));
    tables.push(pair_table(&page.pairs));
    tables.extend(page.regressions.iter().map(odds_table));
    tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

/// The groups of one grouping, everybody last.
pub fn group_table(audit: &Audit, grouping: &GroupingReport) -> Table {
    let mut table = Table::new(format!("By {}", grouping.attributes.join(" and ")), group_columns());
    let occurring = grouping.groups.iter().filter(|group| group.n_rows > 0);
    table.rows = occurring.map(|group| group_row(&group.name(), group)).collect();
    if grouping.n_unknown > 0 {
        table.notes.push(format!("{} rows are in no group, because a value is unknown", grouping.n_unknown));
    }
    if grouping.groups.iter().flat_map(|group| &group.metrics).any(|metric| metric.enough == Enough::TooFew) {
        table
            .notes
            .push(format!("– where fewer than {} rows stand behind a number: too few to say", audit.options.least_n));
    }
    table.rows.push(group_row("all", &audit.overall));
    table.n_summary = 1;
    table
}

fn group_columns() -> Vec<Column> {
    let numbers = ["faces", "not found", "accuracy (%)", "95 % interval", "balanced (%)", "macro F1 (%)", "ECE (%)"];
    std::iter::once(Column::words("group")).chain(numbers.into_iter().map(Column::numbers)).collect()
}

fn group_row(name: &str, group: &GroupReport) -> Vec<Value> {
    let accuracy = group.metric(MetricKind::Accuracy, None);
    let value = |kind| Value::percent(group.metric(kind, None).and_then(|metric| metric.value), 1);
    vec![
        Value::words(name),
        Value::Count(group.n_rows),
        Value::Count(group.n_missed),
        value(MetricKind::Accuracy),
        Value::interval(accuracy.filter(|metric| metric.value.is_some()).and_then(|metric| metric.interval)),
        value(MetricKind::BalancedAccuracy),
        value(MetricKind::MacroF1),
        Value::percent(group.scores.as_ref().and_then(|scores| scores.calibration_error), 1),
    ]
}

/// Every comparison that stands out, and of single columns accuracy, missed faces, recalls and predictions.
pub(crate) fn main_disparity_table(audit: &Audit) -> Table {
    let is_main = |grouping: &GroupingReport, disparity: &DisparityReport| {
        let kinds = [DisparityKind::MultiEqualOpportunity, DisparityKind::MultiDemographicParity];
        let metrics = [Some(MetricKind::Accuracy), Some(MetricKind::MissRate)];
        let is_about_all =
            disparity.class.is_none() && (kinds.contains(&disparity.kind) || metrics.contains(&disparity.metric));
        audit.is_alarm(disparity) || (grouping.attributes.len() == 1 && is_about_all && disparity.value != Some(0.0))
    };
    let mut table = disparities(audit, is_main);
    let n_all = disparity_table(audit).rows.len();
    if table.rows.len() < n_all {
        table
            .notes
            .push(format!("{} of {n_all} comparisons; the others are in tables.md and on the page", table.rows.len()));
    }
    table
}

/// Every comparison over all classes, and the recall of every class.
pub fn disparity_table(audit: &Audit) -> Table {
    disparities(audit, |_, _| true)
}

fn disparities(audit: &Audit, is_shown: impl Fn(&GroupingReport, &DisparityReport) -> bool) -> Table {
    let names = ["points", "95 % interval", "by chance", "p", "detectable"];
    let columns = [Column::words("grouped by"), Column::words("what"), Column::words("worst")];
    let columns = columns.into_iter().chain(names.into_iter().map(Column::numbers)).collect();
    let mut table = Table::new("How differently groups fare", columns);
    for grouping in &audit.groupings {
        let whole = WHOLE.iter().filter_map(|(kind, metric)| grouping.disparity(*kind, *metric, None));
        let classes = audit.columns.classes.iter();
        let recalls = classes
            .filter_map(|class| grouping.disparity(DisparityKind::Difference, Some(MetricKind::Recall), Some(class)));
        let known = whole.chain(recalls).filter(|disparity| disparity.value.is_some() && is_shown(grouping, disparity));
        table.rows.extend(known.map(|disparity| disparity_row(audit, grouping, disparity)));
    }
    table.notes.push(format!(
        "* stands out among all {} tests (Westfall and Young's p, {} permutations); by chance: the mean where groups mean nothing",
        audit.n_tests, audit.options.n_permutations
    ));
    table.notes.push(format!(
        "detectable: the smallest difference of the two groups that faces like these would have found with {:.0} % chance",
        100.0 * audit.options.power
    ));
    table
}

fn disparity_row(audit: &Audit, grouping: &GroupingReport, disparity: &DisparityReport) -> Vec<Value> {
    let mark = if audit.is_alarm(disparity) { " *" } else { "" };
    let worst = disparity.worst.filter(|_| disparity.value > Some(0.0)).map(|place| grouping.groups[place].name());
    vec![
        Value::words(grouping.attributes.join(" and ")),
        Value::words(format!("{}{mark}", words_of(disparity))),
        worst.map_or(Value::Undefined, Value::words),
        Value::percent(disparity.value, 1),
        Value::interval(disparity.interval),
        Value::percent(disparity.test.map(|test| test.by_chance), 1),
        p_value(disparity.test.map(|test| test.p_family)),
        Value::percent(disparity.smallest_detectable, 1),
    ]
}

/// What is compared, in words.
pub(crate) fn words_of(disparity: &DisparityReport) -> String {
    let class = disparity.class.as_ref().map_or_else(String::new, |class| format!(" of {class}"));
    match (disparity.kind, disparity.metric) {
        (DisparityKind::Difference, Some(metric)) => format!("{}{class}", metric.name()),
        (kind, Some(metric)) => format!("{} of {}{class}", kind.name(), metric.name()),
        (kind, None) => format!("{}{class}", kind.name()),
    }
}

/// Recall, precision and F1 of every class, and the area under its curve.
pub fn class_table(audit: &Audit) -> Table {
    let numbers = ["annotated", "recall (%)", "95 % interval", "precision (%)", "F1 (%)", "AUC (%)", "95 % interval"];
    let columns = std::iter::once(Column::words("class")).chain(numbers.into_iter().map(Column::numbers)).collect();
    let mut table = Table::new("By class", columns);
    for (place, class) in audit.columns.classes.iter().enumerate() {
        let metric = |kind| audit.overall.metric(kind, Some(class));
        let percent = |kind| Value::percent(metric(kind).and_then(|metric: &MetricReport| metric.value), 1);
        let scores = audit.overall.scores.as_ref();
        let auc = scores.and_then(|scores| scores.auc.get(place).copied().flatten());
        let interval = scores.and_then(|scores| scores.auc_intervals.get(place).copied().flatten());
        table.rows.push(vec![
            Value::words(class),
            Value::Count(audit.overall.confusion[place].iter().sum::<u64>() + audit.overall.missed[place]),
            percent(MetricKind::Recall),
            Value::interval(metric(MetricKind::Recall).and_then(|recall| recall.interval)),
            percent(MetricKind::Precision),
            percent(MetricKind::F1),
            Value::percent(auc, 1),
            Value::interval(interval),
        ]);
    }
    table
}

/// What changes between two pictures of the same face.
pub fn pair_table(pairs: &[NamedPairs]) -> Table {
    let numbers = ["pairs", "without (%)", "with (%)", "cost", "95 % interval", "p", "flipped (%)", "lost faces"];
    let columns = std::iter::once(Column::words("worn")).chain(numbers.into_iter().map(Column::numbers)).collect();
    let mut table = Table::new("The same faces without and with a disguise", columns);
    table.rows = pairs.iter().map(|pairs| pair_row(&pairs.name, &pairs.report)).collect();
    table.notes.push(
        "accuracies, cost in points and flips are of pairs in which both faces were found; lost: found only without"
            .to_owned(),
    );
    table
}

fn pair_row(name: &str, report: &PairReport) -> Vec<Value> {
    let percent = |rate: Option<audit::Rate>| Value::percent(rate.map(audit::Rate::fraction), 1);
    vec![
        Value::words(name),
        Value::Count(report.n_pairs),
        percent(report.found.first()),
        percent(report.found.second()),
        Value::percent(report.gap, 1),
        Value::interval(report.gap_interval),
        p_value(Some(report.p_value)),
        percent(report.flipped),
        Value::Count(report.n_missed_second),
    ]
}

/// What a face is called without, in rows, and with what it wears, in columns.
pub fn flip_table(classes: &[String], pairs: &NamedPairs) -> Table {
    let columns = std::iter::once(Column::words("without, then with")).chain(classes.iter().map(Column::numbers));
    let mut table = Table::new(format!("Which class becomes which with {}", pairs.name), columns.collect());
    let row = |(class, counts): (&String, &Vec<u64>)| {
        std::iter::once(Value::words(class)).chain(counts.iter().map(|n| Value::Count(*n))).collect()
    };
    table.rows = classes.iter().zip(&pairs.report.flips).map(row).collect();
    table
}

/// The odds of a right answer, as counted and where the pictures are alike, by regression and by matching.
pub fn odds_table(odds: &NamedOdds) -> Table {
    let (name, report) = (&odds.name, &odds.report);
    let numbers =
        ["right", "rows", "odds ratio", "95 % interval", "adjusted", "95 % interval", "matched", "95 % interval"];
    let columns = std::iter::once(Column::words(name)).chain(numbers.into_iter().map(Column::numbers)).collect();
    let mut table = Table::new(format!("Is it {name}, or are it the pictures?"), columns);
    let ratio = |value: Option<audit::fairness::OddsRatio>| {
        let print = |value: f64| format!("{value:.2}");
        [Value::number(value.map(|v| v.value), print), Value::span(value.map(|v| v.interval), print)]
    };
    for group in &report.groups {
        let counts = group.rate.map_or([Value::Undefined, Value::Undefined], |rate| {
            [Value::Count(rate.n_hits() as u64), Value::Count(rate.n_faces() as u64)]
        });
        let matched = odds.matched.iter().find(|matched| matched.level == group.level);
        let row = std::iter::once(Value::words(&group.level)).chain(counts).chain(ratio(group.crude));
        let row = row.chain(ratio(group.adjusted)).chain(ratio(matched.and_then(|matched| matched.odds_ratio)));
        table.rows.push(row.collect());
    }
    table.notes.push(format!(
        "odds of a right answer against “{}”; adjusted: class, brightness, sharpness, pose, size and the like held equal; intervals \
         allow for people in several rows",
        report.reference
    ));
    if !odds.matched_on.is_empty() {
        table.notes.push(matched_note(odds));
    }
    table
}

/// What matching is, and how much of each group takes no part in it.
fn matched_note(odds: &NamedOdds) -> String {
    let unmatched = odds.matched.iter().filter(|group| group.n_unmatched > 0);
    let unmatched: Vec<String> = unmatched.map(|group| format!("{} of {}", group.n_unmatched, group.level)).collect();
    let left_out = if unmatched.is_empty() {
        String::new()
    } else {
        format!("; rows that look like nothing in the reference are left out: {}", unmatched.join(", "))
    };
    format!(
        "matched: only faces of the same class with {} in the same quarters are compared, which assumes no shape but takes rows for \
         independent{left_out}",
        odds.matched_on.join(", ")
    )
}

/// Every check of a policy.
pub fn policy_table(verdict: &PolicyVerdict) -> Table {
    let columns = [
        Column::numbers("rule"),
        Column::words("where"),
        Column::numbers("found (%)"),
        Column::numbers("95 % interval"),
        Column::words("verdict"),
        Column::words("why"),
    ];
    let mut table = Table::new("Verdict against the policy", columns.into());
    for check in &verdict.checks {
        let levels = if check.levels.is_empty() { String::new() } else { format!(": {}", check.levels.join(" / ")) };
        let place = match check.attributes.as_slice() {
            [] => "everybody".to_owned(),
            attributes => format!("{}{levels}", attributes.join(" and ")),
        };
        table.rows.push(vec![
            Value::Count(check.rule as u64 + 1),
            Value::words(place),
            Value::percent(check.value, 1),
            Value::interval(check.interval),
            Value::words(outcome_word(check.outcome)),
            Value::words(&check.reason),
        ]);
    }
    table
}

/// An outcome in words.
pub(crate) fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::CannotTell => "cannot tell",
        Outcome::Fail => "fail",
    }
}

/// What the audit shows, in one sentence without its full stop.
pub fn audit_answer(audit: &Audit) -> String {
    let mut alarms: Vec<(&GroupingReport, &DisparityReport)> = audit.alarms().collect();
    alarms.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let Some((grouping, disparity)) = alarms.first() else { return nothing_found(audit) };
    let groups = [disparity.lowest, disparity.highest].map(|place| place.map(|place| &grouping.groups[place]));
    let values = groups.map(|group| {
        let group = group?;
        let metric = group.metric(disparity.metric?, disparity.class.as_deref())?;
        Some(format!("{:.1} % for {}", 100.0 * metric.value?, group.name()))
    });
    let between = match values {
        [Some(low), Some(high)] => format!(": {low} and {high}"),
        _ => String::new(),
    };
    let interval = disparity
        .interval
        .map_or_else(String::new, |interval| format!(" [{:.1}, {:.1}]", 100.0 * interval.low, 100.0 * interval.high));
    let chance = disparity.test.map_or(0.0, |test| test.by_chance);
    format!(
        "{} of {} comparisons stand out beyond chance; first of all {} by {}{between}, {:.1} points{interval} where chance alone \
         gives {:.1}",
        alarms.len(),
        audit.n_tests,
        words_of(disparity),
        grouping.attributes.join(" and "),
        100.0 * disparity.value.unwrap_or_default(),
        100.0 * chance,
    )
}

/// How much is to be said of an alarm: accuracies of single attributes first, then by how far it is beyond chance.
fn weight((grouping, disparity): &(&GroupingReport, &DisparityReport)) -> f64 {
    let is_accuracy = disparity.kind == DisparityKind::Difference && disparity.metric == Some(MetricKind::Accuracy);
    let beyond = disparity.value.unwrap_or_default() - disparity.test.map_or(0.0, |test| test.by_chance);
    beyond + if is_accuracy { 10.0 } else { 0.0 } + if grouping.attributes.len() == 1 { 5.0 } else { 0.0 }
}

fn nothing_found(audit: &Audit) -> String {
    let accuracies = audit.groupings.iter().filter_map(|grouping| {
        grouping.disparity(DisparityKind::Difference, Some(MetricKind::Accuracy), None)?.smallest_detectable
    });
    let detectable = accuracies.fold(None, |least: Option<f64>, gap| Some(least.map_or(gap, |least| least.min(gap))));
    let limit = detectable.map_or_else(String::new, |gap| {
        format!("; gaps of accuracy below {:.1} points would often be overlooked with so few faces", 100.0 * gap)
    });
    match audit.n_tests {
        0 => "no two groups are large enough to be compared".to_owned(),
        n => format!("none of {n} comparisons stands out beyond what chance brings{limit}"),
    }
}

#[cfg(test)]
mod tests;
