//! A model card with the results per group: metadata that model hubs read, then what a reader has to know.

use audit::Interval;
use audit::fairness::{Audit, DisparityKind, GroupReport, GroupingReport, MetricKind};
use serde_json::json;

use crate::audit_page::AuditPage;
use crate::html::audit::{caveats, policy_words};
use crate::html::words::{percent, sentence};
use crate::table::{Format, Table, markdown::escaped as plain};
use crate::tables::audit::{
    audit_answer, class_table, group_table, main_disparity_table, odds_table, pair_table, policy_table,
};

/// What is told of every group, and by which name hubs know it.
const TOLD: [(MetricKind, &str); 2] = [(MetricKind::Accuracy, "accuracy"), (MetricKind::MacroF1, "f1")];

/// The card as Markdown, its metadata as YAML in front (`model-index` of Hugging Face). The same page gives the same bytes.
pub fn model_card(page: &AuditPage) -> String {
    format!("---\n{}---\n\n{}", metadata(page), body(page))
}

/// Words are quoted as JSON, which is YAML too: whatever they hold stays a word.
fn metadata(page: &AuditPage) -> String {
    let data = quoted(&page.data);
    let mut yaml =
        String::from("pipeline_tag: image-classification\ntags:\n- facial-expression-recognition\n- fairness\n");
    yaml.push_str("metrics:\n- accuracy\n- f1\nmodel-index:\n");
    yaml.push_str(&format!("- name: {}\n  results:\n", quoted(&page.subject)));
    yaml.push_str("  - task:\n      type: image-classification\n      name: facial expression recognition\n");
    yaml.push_str(&format!("    dataset:\n      type: {data}\n      name: {data}\n    metrics:\n"));
    for (name, group) in groups(&page.audit) {
        for (kind, hub) in TOLD {
            yaml.push_str(&metric(&page.audit, kind, [hub, &name], group).unwrap_or_default());
        }
    }
    yaml
}

/// Everybody, then every group, named as in `gender=female, age=30-50`.
fn groups(audit: &Audit) -> impl Iterator<Item = (String, &GroupReport)> {
    let named = |grouping: &GroupingReport, group: &GroupReport| {
        let parts =
            grouping.attributes.iter().zip(&group.levels).map(|(attribute, level)| format!("{attribute}={level}"));
        parts.collect::<Vec<_>>().join(", ")
    };
    let all = audit.groupings.iter();
    let groups = all.flat_map(move |grouping| grouping.groups.iter().map(move |group| (named(grouping, group), group)));
    std::iter::once((String::new(), &audit.overall)).chain(groups)
}

/// `None` where the number is undefined, or stands on too few faces.
fn metric(audit: &Audit, kind: MetricKind, [hub, group]: [&str; 2], of: &GroupReport) -> Option<String> {
    let found = of.metric(kind, None)?;
    let value = found.value?;
    let name = if group.is_empty() { kind.name().to_owned() } else { format!("{} ({group})", kind.name()) };
    let mut yaml = format!("    - type: {hub}\n      name: {}\n      value: {value:.6}\n", quoted(&name));
    yaml.push_str(&format!("      args:\n        n_faces: {}\n", found.n_rows));
    if kind == MetricKind::MacroF1 {
        yaml.push_str("        average: macro\n");
    }
    if let Some(interval) = found.interval {
        let (level, Interval { low, high }) = (audit.options.level.fraction(), interval);
        yaml.push_str(&format!("        level: {level}\n        low: {low:.6}\n        high: {high:.6}\n"));
    }
    Some(yaml)
}

fn body(page: &AuditPage) -> String {
    let audit = &page.audit;
    let mut text = format!("# {}\n\n{}\n", plain(&page.title), sentence(&plain(&audit_answer(audit))));
    text.push_str(&format!("\n## What was audited\n\n{}", audited(page)));
    text.push_str(&format!("\n## Who is served worst\n\n{}", worst(audit)));
    text.push_str("\n## Results\n\nBrackets are 95 % intervals; points are percentage points.\n");
    for table in tables(page) {
        text.push_str(&format!("\n{}", table.render(Format::Markdown)));
    }
    text.push_str(&format!("\n## What cannot be said\n\n{}", limits(page)));
    text.push_str(&format!("\n## Where the groups come from\n\n{}", origin(audit)));
    text.push_str("\n## Intended use\n\nTo be filled in by those who publish the model: what it is for, what it must not be used for, and its licence.\n");
    text
}

fn audited(page: &AuditPage) -> String {
    let audit = &page.audit;
    let people = audit.n_people.map_or_else(
        || "nobody is named, so each row counts as a person".to_owned(),
        |n_people| format!("of {n_people} people"),
    );
    let seeds = if audit.n_seeds > 1 { format!(", {} trainings of the model", audit.n_seeds) } else { String::new() };
    let versions: Vec<String> = page.run.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
    let mut lines = vec![
        format!("model: {}", plain(&page.subject)),
        format!("data: {}", plain(&page.data)),
        format!("rows: {}, {people}{seeds}; in {} no face was found or answered", audit.n_rows, audit.overall.n_missed),
        format!("classes: {}", plain(&audit.columns.classes.join(", "))),
    ];
    if !versions.is_empty() {
        let (versions, fingerprint) = (plain(&versions.join(", ")), plain(&page.run.fingerprint));
        lines.push(format!("made by {versions}; fingerprint of the numbers: {fingerprint}"));
    }
    list(&lines)
}

/// Of every column of groups the group with the lowest accuracy, and whether that is more than chance.
fn worst(audit: &Audit) -> String {
    let single = audit.groupings.iter().filter(|grouping| grouping.attributes.len() == 1);
    let lines: Vec<String> = single.map(|grouping| worst_of(audit, grouping)).collect();
    if lines.is_empty() { "The rows name no groups.\n".to_owned() } else { list(&lines) }
}

fn worst_of(audit: &Audit, grouping: &GroupingReport) -> String {
    let gap = grouping.disparity(DisparityKind::Difference, Some(MetricKind::Accuracy), None);
    let told = gap.and_then(|gap| {
        let group = &grouping.groups[gap.worst?];
        let metric = group.metric(MetricKind::Accuracy, None)?;
        let interval = metric.interval?;
        let beyond = match (audit.is_alarm(gap), gap.test) {
            (true, _) => "more than chance brings".to_owned(),
            (false, Some(test)) => format!("not beyond chance, which alone gives {:.1}", 100.0 * test.by_chance),
            (false, None) => "not tested".to_owned(),
        };
        Some(format!(
            "{}, {} [{:.1}, {:.1}] of {} found faces, {:.1} points behind the best group; {beyond}",
            group.name(),
            percent(metric.value?),
            100.0 * interval.low,
            100.0 * interval.high,
            metric.n_rows,
            100.0 * gap.value?
        ))
    });
    let told = told.unwrap_or_else(|| "too few faces per group to say".to_owned());
    plain(&format!("by {}: {told}", grouping.attributes[0]))
}

fn tables(page: &AuditPage) -> Vec<Table> {
    let audit = &page.audit;
    let mut tables: Vec<Table> = page.policy.iter().map(policy_table).collect();
    let single = audit.groupings.iter().filter(|grouping| grouping.attributes.len() == 1);
    tables.extend(single.map(|grouping| group_table(audit, grouping)));
    tables.extend([class_table(audit), main_disparity_table(audit), pair_table(&page.pairs)]);
    tables.extend(page.regressions.iter().map(odds_table));
    tables.retain(|table| !table.rows.is_empty());
    tables
}

fn limits(page: &AuditPage) -> String {
    let audit = &page.audit;
    let standing = [
        "nothing found is not fairness: it holds for these columns, these metrics and so many faces".to_owned(),
        "a gap is a fact about these answers to these pictures, not about people, and not yet a cause".to_owned(),
        "the model names what a face shows as annotators saw it, not what a person feels".to_owned(),
        format!("groups with fewer than {} rows behind a number take no part in it", audit.options.least_n),
        "accuracies are of found faces; faces that were missed stand beside them".to_owned(),
    ];
    let policy = page.policy.iter().map(|verdict| policy_words(verdict.outcome).to_owned());
    let all = policy.chain(caveats(audit)).chain(standing).chain(page.notes.iter().cloned());
    list(&all.map(|line| plain(&line)).collect::<Vec<_>>())
}

fn origin(audit: &Audit) -> String {
    let columns: Vec<&str> = audit.columns.attributes.iter().map(|attribute| attribute.name.as_str()).collect();
    let columns = if columns.is_empty() { "no columns".to_owned() } else { plain(&columns.join(", ")) };
    format!(
        "Groups are those of the data’s own columns ({columns}), annotated or measured by whoever made the data; none was inferred here. \
         How wrong they may be before a gap appears or vanishes is in audit.json under `label_noise`.\n"
    )
}

fn list(lines: &[String]) -> String {
    let items: Vec<String> = lines.iter().map(|line| format!("- {}", sentence(line))).collect();
    format!("{}\n", items.join("\n"))
}

/// A word in quotes, as JSON has them, without letters that YAML forbids.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    for c in json!(text).to_string().chars() {
        match c {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests;
