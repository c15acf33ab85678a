//! The audit of action units: thresholds, counts, and the files that say what they show.

use std::path::Path;

use anyhow::{bail, ensure};
use audit::fairness::{Attribute, AuditOptions, ScoreScale, ThresholdTuner, UnitRow, UnitTally, UnitsAudit};
use faces::Split;
use faces::answers::{AnswerHints, UnitAnswerRow, UnitAnswers};
use faces::files::write_atomically;
use report::{Format, UnitsDocument, UnitsPage, paragraph, render_units, units_answer, units_tables};

use super::counted::{People, name_of};
use crate::args::{AuditArgs, Common, Format as Printed, UnitThreshold};
use crate::pages::Clock;
use crate::{places, printed};

/// Audits the action units of a table; the folder is made here where the table does not lie in it.
pub fn run(
    table: &Path,
    hints: &AnswerHints,
    options: &AuditOptions,
    (args, common, clock): (&AuditArgs, &Common, &Clock),
) -> anyhow::Result<()> {
    let answers = UnitAnswers::open(table, hints).map_err(super::with_hint)?;
    printed::message(&answers.told());
    let chosen = thresholds(&answers, args)?;
    let units = count(&answers, &chosen, options, args.units.active_from)?;
    let mut notes = chosen.notes;
    if !args.out.exists() || table.parent() != Some(&args.out) {
        places::make_new_folder(&args.out)?;
    }
    if !answers.halves.is_empty() {
        let names: Vec<String> = answers.halves.iter().map(|unit| format!("AU{}", unit.number())).collect();
        notes.push(format!("units with annotations or scores only were left out: {}", names.join(", ")));
    }
    if answers.greatest_truth > 1.0 {
        notes.push(format!("annotated intensities from {} on count as active", args.units.active_from));
    }
    notes.push(format!("columns as they were understood: {}", answers.told()));
    let subject = args.answers.as_deref().map_or_else(|| name_of(&args.input), name_of);
    let fingerprint = faces::fingerprint::of_bytes(serde_json::to_string(&units)?.as_bytes());
    let run = clock.facts(String::new(), &fingerprint);
    let page = UnitsPage { title: format!("Audit of {subject}"), subject, units, run, notes };
    let json = write(&page, &args.out)?;
    match common.format {
        Printed::Json => printed::data(&json)?,
        Printed::Text => printed::data(&text(&page))?,
    }
    printed::message(&format!("report: {}", args.out.join("audit.html").display()));
    Ok(())
}

/// A threshold per unit.
struct Chosen {
    thresholds: Vec<f32>,
    scale: ScoreScale,
    /// Whether they were tuned on validation rows, which then are in no number.
    is_tuned: bool,
    notes: Vec<String>,
}

fn thresholds(answers: &UnitAnswers, args: &AuditArgs) -> anyhow::Result<Chosen> {
    let (low, high) = answers.scores;
    ensure!(low <= high, "no row has a score\nhint: --scores tells what the names of these columns begin with");
    let scale = if 0.0 <= low && high <= 1.0 { ScoreScale::Probability } else { ScoreScale::Intensity };
    let n = answers.units.len();
    let told = args.units.threshold.unwrap_or(match answers.n_validation {
        0 => UnitThreshold::At(0.5),
        _ => UnitThreshold::Tuned,
    });
    let tuned = |tuner: &ThresholdTuner| match told {
        UnitThreshold::PerUnit => tuner.per_unit(),
        _ => vec![tuner.global(); n],
    };
    match told {
        UnitThreshold::At(_) if args.units.threshold.is_none() && scale == ScoreScale::Intensity => bail!(
            "scores reach from {low} to {high}, so that no threshold goes without saying\nhint: give one with --threshold, or rows whose \
             `split` is val to tune it on"
        ),
        UnitThreshold::At(threshold) => {
            Ok(Chosen { thresholds: vec![threshold; n], scale, is_tuned: false, notes: Vec::new() })
        }
        UnitThreshold::Tuned | UnitThreshold::PerUnit => {
            ensure!(
                answers.n_validation > 0,
                "no row has `val` in a column `split`, and a threshold is tuned on nothing else\nhint: give a number with --threshold"
            );
            let mut tuner = ThresholdTuner::new(n, scale);
            answers.each(|row| -> anyhow::Result<()> {
                if let (Some(Split::Val), Some(scores)) = (row.split, row.scores) {
                    tuner.add(Split::Val, &truths(row, answers, args.units.active_from), scores)?;
                }
                Ok(())
            })?;
            let note = format!(
                "thresholds were tuned for the best F1 on {} rows of the validation split, which are in no number",
                answers.n_validation
            );
            let thresholds = tuned(&tuner).into_iter().map(|found| found.unwrap_or(0.5)).collect();
            Ok(Chosen { thresholds, scale, is_tuned: true, notes: vec![note] })
        }
    }
}

/// What is annotated, as active or not.
fn truths(row: &UnitAnswerRow<'_>, answers: &UnitAnswers, active_from: f64) -> Vec<Option<bool>> {
    let least = if answers.greatest_truth > 1.0 { active_from } else { 1.0 };
    row.truths.iter().map(|truth| truth.map(|truth| least <= truth)).collect()
}

fn count(
    answers: &UnitAnswers,
    chosen: &Chosen,
    options: &AuditOptions,
    active_from: f64,
) -> anyhow::Result<UnitsAudit> {
    let names = answers.units.iter().map(|unit| format!("AU{}", unit.number()));
    let units: Vec<(String, f32)> = names.zip(chosen.thresholds.iter().copied()).collect();
    let attribute =
        |group: &faces::answers::AnswerGroup| Attribute { name: group.name.clone(), levels: group.levels.clone() };
    let attributes: Vec<Attribute> = answers.groups.iter().map(attribute).collect();
    let mut tally = UnitTally::new(&units, &attributes, chosen.scale)?;
    let mut people = People::default();
    answers.each(|row| -> anyhow::Result<()> {
        if chosen.is_tuned && row.split == Some(Split::Val) {
            return Ok(());
        }
        let person = answers.names_people().then(|| people.number(row.person()));
        let truths = truths(row, answers, active_from);
        tally.add(&UnitRow { groups: row.groups, truths: &truths, scores: row.scores, person, seed: row.seed })?;
        Ok(())
    })?;
    let units = tally.audit(options)?;
    ensure!(!units.units.is_empty(), "no row outside the validation split has a known annotation");
    Ok(units)
}

/// Writes every file, and returns the numbers as they were written.
fn write(page: &UnitsPage, out: &Path) -> anyhow::Result<String> {
    let json = UnitsDocument::of(&page.units).to_json()?;
    write_atomically(&out.join("audit.json"), &json)?;
    let tables = units_tables(page);
    for (name, format) in [("tables.md", Format::Markdown), ("tables.csv", Format::Csv), ("tables.tex", Format::Latex)]
    {
        let joined: Vec<String> = tables.iter().map(|table| table.render(format)).collect();
        write_atomically(&out.join(name), joined.join("\n"))?;
    }
    write_atomically(&out.join("audit.html"), render_units(page)?)?;
    Ok(json)
}

/// For a terminal: the answer, and every table.
fn text(page: &UnitsPage) -> String {
    let mut text = paragraph("", &units_answer(&page.units));
    for table in units_tables(page) {
        text.push('\n');
        text.push_str(&table.render(Format::Terminal));
    }
    text
}
