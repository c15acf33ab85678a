//! What another program said about the faces of a data set, as a table of answers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, ensure};
use faces::answers::AnswerHints;
use faces::imported::{self, Joined, Tool};
use faces::{ActionUnit, ActionUnitLabel, ActionUnitScale, Column, Expression, FaceSet, ReadOptions, Table};

use super::asked::{Asked, described, groups_of, keep_splits, words};
use crate::args::AuditArgs;
use crate::{places, printed};

/// Reads the program's files, joins them to the faces by name, and writes `predictions.csv`.
pub fn join(answers: &Path, tool: Tool, args: &AuditArgs, hints: &AnswerHints) -> anyhow::Result<Asked> {
    let mut set = read_set(args)?;
    keep_splits(&mut set, args)?;
    let imported = imported::read(answers, tool)?;
    let joined = imported::join(&set.faces, &imported)
        .context("the predictions do not go with the faces\nhint: INPUT is the set that they are about")?;
    say(&joined, tool);
    let missing: BTreeSet<_> = joined.missing.iter().collect();
    set.faces.retain(|face| !missing.contains(&face.id));
    let table = if args.units.units { units(&set, &joined)? } else { expressions(&mut set, &joined)? };
    let table = described(table, &set)?;
    places::make_new_folder(&args.out)?;
    let path = args.out.join("predictions.csv");
    table.write(&path)?;
    Ok(Asked { table: path, groups: groups_of(&set, hints) })
}

/// Annotations of action units are 0 and 1, or where that does not hold, intensities.
fn read_set(args: &AuditArgs) -> anyhow::Result<FaceSet> {
    let read = |action_units| {
        let options = ReadOptions { layout: args.layout, action_units, ..ReadOptions::default() };
        faces::read_any(&args.input, &options)
    };
    let as_presence = read(ActionUnitScale::Presence);
    if as_presence.is_err()
        && args.units.units
        && let Ok(as_intensity) = read(ActionUnitScale::Intensity)
    {
        return Ok(as_intensity);
    }
    Ok(as_presence?)
}

fn say(joined: &Joined, tool: Tool) {
    let counts = [
        (joined.missing.len(), "faces about which nothing was said, which are left out"),
        (joined.strangers.len(), "pictures that are no faces of the set"),
        (joined.n_further, "further faces in pictures, of which the largest was taken"),
        (joined.other_answers.values().sum(), "answers that are none of the seven expressions, which are left out"),
    ];
    let told: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    if !told.is_empty() {
        printed::message(&format!("{}: {}", tool.name(), told.join("; ")));
    }
}

/// One row per face that was answered about; of the set only these are kept.
fn expressions(set: &mut FaceSet, joined: &Joined) -> anyhow::Result<Table> {
    let outcomes: BTreeMap<_, _> = joined.outcomes.iter().map(|outcome| (&outcome.face, outcome)).collect();
    ensure!(
        joined.outcomes.iter().any(|outcome| outcome.probabilities.is_some()),
        "no annotated face has an answer of the program\nhint: the manifest needs a column `expression`, or --units for action units"
    );
    set.faces.retain(|face| outcomes.contains_key(&face.id));
    let answers: Vec<_> = set.faces.iter().map(|face| outcomes[&face.id].probabilities).collect();
    let predicted = answers.iter().map(|answer| answer.map(|answer| answer.predicted().to_string())).collect();
    let mut table = Table::new()
        .with("face", words(set, |face| Some(face.id.to_string())))?
        .with("truth", words(set, |face| face.expression.map(|expression| expression.to_string())))?
        .with("predicted", Column::Text(predicted))?;
    // A bare answer is no probability.
    if joined.n_without_probabilities == 0 {
        for expression in Expression::ALL {
            let values = answers.iter().map(|answer| Some(f64::from(answer.as_ref()?.values()[expression.index()])));
            table = table.with(&format!("p_{expression}"), Column::Float(values.collect()))?;
        }
    }
    Ok(table)
}

/// For every unit that the program knows and the set has: the annotation and the program's score.
fn units(set: &FaceSet, joined: &Joined) -> anyhow::Result<Table> {
    let known: BTreeSet<ActionUnit> = joined.action_units.values().flat_map(|units| units.keys().copied()).collect();
    let annotated: BTreeSet<ActionUnit> = set.faces.iter().flat_map(|face| face.action_units.keys().copied()).collect();
    let both: Vec<ActionUnit> = known.intersection(&annotated).copied().collect();
    ensure!(
        !both.is_empty(),
        "no action unit is annotated in the set and known to the program\nhint: the manifest needs columns such as au12"
    );
    let mut table = Table::new()
        .with("face", words(set, |face| Some(face.id.to_string())))?
        .with("split", words(set, |face| face.split.map(|split| split.to_string())))?;
    for unit in &both {
        let truths = set.faces.iter().map(|face| Some(number(*face.action_units.get(unit)?)));
        table = table.with(&format!("truth_au{}", unit.number()), Column::Float(truths.collect()))?;
    }
    for unit in &both {
        let scores = set.faces.iter().map(|face| Some(number(*joined.action_units.get(&face.id)?.get(unit)?)));
        table = table.with(&format!("p_au{}", unit.number()), Column::Float(scores.collect()))?;
    }
    Ok(table)
}

fn number(label: ActionUnitLabel) -> f64 {
    match label {
        ActionUnitLabel::Absent => 0.0,
        ActionUnitLabel::Present => 1.0,
        ActionUnitLabel::Intensity(value) => f64::from(value),
    }
}
