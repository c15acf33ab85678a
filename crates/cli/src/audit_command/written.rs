//! The files of an audit: the page, the numbers, the tables.

use audit::fairness::{LabelNoise, MetricKind, PolicyVerdict};
use faces::answers::Answers;
use faces::files::write_atomically;
use report::{AuditPage, Format, NamedPairs, audit_answer, audit_tables, main_audit_tables, paragraph, render_audit};
use serde_json::{Value, json};

use super::counted::{Counted, name_of};
use crate::args::AuditArgs;
use crate::pages::Clock;

/// Writes everything and returns what the page is made of.
pub fn page(
    args: &AuditArgs,
    answers: &Answers,
    counted: Counted,
    policy: Option<PolicyVerdict>,
    clock: &Clock,
) -> anyhow::Result<AuditPage> {
    let subject = match &args.model[..] {
        [] => name_of(args.answers.as_deref().unwrap_or(&args.input)),
        [model] => name_of(model),
        models => format!("{} trainings of {}", models.len(), name_of(&models[0])),
    };
    let mut notes = counted.notes;
    notes.push(format!("columns as they were understood: {}", answers.told()));
    let fingerprint = faces::fingerprint::of_bytes(serde_json::to_string(&counted.audit)?.as_bytes());
    let page = AuditPage {
        title: format!("Audit of {subject}"),
        subject,
        audit: counted.audit,
        pairs: counted.pairs,
        regressions: counted.regressions,
        policy,
        run: clock.facts(String::new(), &fingerprint),
        notes,
    };
    write_atomically(&args.out.join("audit.json"), json(&page)?)?;
    let tables = audit_tables(&page);
    let formats = [("tables.md", Format::Markdown), ("tables.csv", Format::Csv), ("tables.tex", Format::Latex)];
    for (name, format) in formats {
        let joined: Vec<String> = tables.iter().map(|table| table.render(format)).collect();
        write_atomically(&args.out.join(name), joined.join("\n"))?;
    }
    write_atomically(&args.out.join("audit.html"), render_audit(&page)?)?;
    Ok(page)
}

/// Everything as one document.
pub fn json(page: &AuditPage) -> anyhow::Result<String> {
    let pairs: Vec<Value> = page.pairs.iter().map(pair).collect::<Result<_, serde_json::Error>>()?;
    let regressions = page.regressions.iter().map(|(group, report)| json!({ "group": group, "report": report }));
    let document = json!({
        "format": 1,
        "audit": page.audit,
        "pairs": pairs,
        "pictures": regressions.collect::<Vec<_>>(),
        "label_noise": label_noise(page),
        "policy": page.policy,
        "answer": audit_answer(&page.audit),
    });
    Ok(format!("{}\n", serde_json::to_string_pretty(&document)?))
}

fn pair(pairs: &NamedPairs) -> Result<Value, serde_json::Error> {
    Ok(json!({ "worn": pairs.name, "report": serde_json::to_value(&pairs.report)? }))
}

/// Per grouping how wrong its labels may be before the gap of accuracy leaves, or enters, what chance brings.
fn label_noise(page: &AuditPage) -> Vec<Value> {
    let noise = page.audit.groupings.iter().filter_map(|grouping| {
        let gap = grouping.disparity(audit::fairness::DisparityKind::Difference, Some(MetricKind::Accuracy), None)?;
        let noise: LabelNoise = grouping.label_noise(MetricKind::Accuracy, None, gap.test?.by_chance_95)?;
        Some(json!({ "attributes": grouping.attributes, "metric": "accuracy", "noise": noise }))
    });
    noise.collect()
}

/// For a terminal: the answer, and the main tables.
pub fn text(page: &AuditPage) -> String {
    let mut text = paragraph("", &audit_answer(&page.audit));
    for table in main_audit_tables(page) {
        text.push('\n');
        text.push_str(&table.render(Format::Terminal));
    }
    text
}
