//! The files of an audit: the page, the numbers, the tables, the plots, the model card.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use audit::fairness::PolicyVerdict;
use faces::answers::Answers;
use faces::files::write_atomically;
use report::{
    AuditDocument, AuditPage, Fonts, Format, audit_answer, audit_plots, audit_tables, main_audit_tables, model_card,
    paragraph, png_of, render_audit,
};

use super::counted::{Counted, name_of};
use crate::args::AuditArgs;
use crate::pages::{Clock, TABLE_FILES, write_tables};
use crate::printed;

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
        data: name_of(&args.input),
        audit: counted.audit,
        pairs: counted.pairs,
        regressions: counted.regressions,
        policy,
        run: clock.facts(String::new(), &fingerprint),
        notes,
    };
    write_atomically(&args.out.join("audit.json"), json(&page)?)?;
    write_tables(&audit_tables(&page), &args.out, &TABLE_FILES)?;
    plots(&page, &args.out.join("plots"))?;
    write_atomically(&args.out.join("model-card.md"), model_card(&page))?;
    write_atomically(&args.out.join("audit.html"), render_audit(&page)?)?;
    Ok(page)
}

/// Everything as one document.
pub fn json(page: &AuditPage) -> anyhow::Result<String> {
    Ok(AuditDocument::of(page).to_json()?)
}

/// The plots as SVG files, and as PNG files where the system has fonts to write their words with; says so where it has not.
fn plots(page: &AuditPage, folder: &Path) -> anyhow::Result<()> {
    let fonts = Fonts::of_system();
    if fonts.is_none() {
        printed::message("plots are written as SVG only: no fonts are installed that pictures could be lettered with");
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for plot in audit_plots(page) {
        let file = |ending: &str| folder.join(format!("{}.{ending}", plot.name));
        match fonts.as_ref().map(|fonts| png_of(&plot.svg, fonts)).transpose() {
            Ok(None) => {}
            Ok(Some(png)) => write_atomically(&file("png"), png)?,
            Err(error) => printed::message(&format!("{} is written as SVG only: {error}", plot.name)),
        }
        write_atomically(&file("svg"), plot.svg)?;
    }
    Ok(())
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
