//! The audit of action units: thresholds, counts, and the files that say what they show.

use std::path::Path;

use anyhow::{bail, ensure};
use audit::fairness::{Attribute, AuditOptions, ScoreScale, ThresholdTuner, UnitRow, UnitTally, UnitsAudit};
use faces::Split;
use faces::answers::{AnswerHints, PeopleNumbers, UnitAnswerRow, UnitAnswers};
use faces::files::write_atomically;
use report::{Format, UnitsDocument, UnitsPage, paragraph, render_units, units_answer, units_tables};

use super::counted::name_of;
use crate::args::{AuditArgs, Common, Format as Printed, UnitThreshold};
use crate::pages::{Clock, TABLE_FILES, write_tables};
use crate::printed;

/// Audits the action units of a table; nothing is written.
pub fn page(
    table: &Path,
    hints: &AnswerHints,
    (args, options): (&AuditArgs, &AuditOptions),
    clock: &Clock,
) -> anyhow::Result<UnitsPage> {
    let answers = UnitAnswers::open(table, hints).map_err(super::with_hint)?;
    printed::message(&answers.told());
    let chosen = thresholds(&answers, args)?;
    let units = count(&answers, &chosen, options, args.units.active_from)?;
    let mut notes = chosen.notes;
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
    Ok(UnitsPage { title: format!("Audit of {subject}"), subject, units, run, notes })
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
    let attributes: Vec<Attribute> = answers.groups.iter().map(Attribute::from).collect();
    let mut tally = UnitTally::new(&units, &attributes, chosen.scale)?;
    let mut people = PeopleNumbers::default();
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

/// Writes every file, and prints what was found.
pub fn write(page: &UnitsPage, out: &Path, common: &Common) -> anyhow::Result<()> {
    let json = UnitsDocument::of(&page.units).to_json()?;
    write_atomically(&out.join("audit.json"), &json)?;
    write_tables(&units_tables(page), out, &TABLE_FILES)?;
    write_atomically(&out.join("audit.html"), render_units(page)?)?;
    match common.format {
        Printed::Json => printed::data(&json)?,
        Printed::Text => printed::data(&text(page))?,
    }
    printed::message(&format!("report: {}", out.join("audit.html").display()));
    Ok(())
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
