//! From rows of answers to an audit: counts, pairs, and what the pictures explain.

use std::collections::BTreeMap;
use std::path::Path;

use audit::fairness::{
    Attribute, Audit, AuditOptions, Columns, Covariate, Factor, PairRow, PairTally, RegressionInput, RegressionReport,
    Row, Tally, audit as audited, matched as matched_odds, regress,
};
use faces::answers::{Answers, PeopleNumbers};
use report::{NamedOdds, NamedPairs};

use crate::args::PairArgs;

/// Columns of numbers that are held equal where a table has them, as they were measured.
const COVARIATES: [&str; 8] =
    ["brightness", "contrast", "sharpness", "side_light", "yaw_abs", "pitch", "eye_distance", "probability"];

/// Those that matched faces have alike: with more of them hardly any two pictures would be alike.
const MATCHED_ON: [&str; 3] = ["brightness", "sharpness", "yaw_abs"];

/// More rows than this are not kept in memory to ask whether it is the pictures.
const MOST_ROWS_FITTED: u64 = 500_000;

/// Kept scores take four bytes per class and row.
const MOST_SCORES_KEPT: u64 = 2_000_000;

/// An audit with what goes beyond groups.
pub struct Counted {
    pub audit: Audit,
    pub pairs: Vec<NamedPairs>,
    pub regressions: Vec<NamedOdds>,
    pub notes: Vec<String>,
}

/// Reads the rows and counts.
pub fn count(answers: &Answers, options: &AuditOptions, args: &PairArgs) -> anyhow::Result<Counted> {
    let attributes = answers.groups.iter().map(Attribute::from).collect();
    let columns = Columns { classes: answers.classes.clone(), attributes };
    let mut tally = Tally::new(columns)?;
    if answers.has_scores() && answers.n_rows * answers.classes.len() as u64 <= 7 * MOST_SCORES_KEPT {
        tally = tally.keeping_scores();
    }
    let mut people = PeopleNumbers::default();
    answers.each(|row| -> anyhow::Result<()> {
        tally.add(&Row {
            groups: row.groups,
            truth: row.truth,
            predicted: row.predicted,
            person: answers.names_people().then(|| people.number(row.person())),
            seed: row.seed,
            probabilities: row.probabilities,
        })?;
        Ok(())
    })?;
    let audit = audited(&tally.close()?, options);
    let pairs = match &args.pair_on {
        Some(columns) => matched(answers, columns, &args.between, options)?,
        None if answers.names_parents() => from_parents(answers, options)?,
        None => Vec::new(),
    };
    let mut notes = Vec::new();
    if answers.n_unlabelled > 0 {
        notes.push(format!("{} rows have no annotated class and were left out", answers.n_unlabelled));
    }
    let regressions =
        if answers.n_rows <= MOST_ROWS_FITTED { regressions(answers, &audit, &mut notes)? } else { Vec::new() };
    Ok(Counted { audit, pairs, regressions, notes })
}

/// What a picture was answered with.
#[derive(Clone, Copy)]
struct Seen {
    truth: u16,
    predicted: Option<u16>,
    person: u64,
}

/// What the pictures of a pair share: seed, person, annotated class, further columns.
type Shared = (u16, u64, u16, Vec<Option<u16>>);

/// A picture: its seed and its name.
type Named = (u16, String);

/// Pairs of a drawing and its parent, by what is drawn.
fn from_parents(answers: &Answers, options: &AuditOptions) -> anyhow::Result<Vec<NamedPairs>> {
    let mut plain: BTreeMap<Named, Seen> = BTreeMap::new();
    let mut dressed: BTreeMap<String, Vec<(Named, Option<u16>)>> = BTreeMap::new();
    let worn = answers.groups.iter().position(|group| group.name == "disguise");
    let mut people = PeopleNumbers::default();
    answers.each(|row| -> anyhow::Result<()> {
        let (Some(picture), person) = (row.picture(), people.number(row.person())) else { return Ok(()) };
        match row.parent() {
            None => {
                plain.insert((row.seed, picture), Seen { truth: row.truth, predicted: row.predicted, person });
            }
            Some(parent) => {
                let level =
                    worn.and_then(|place| Some(answers.groups[place].levels[usize::from(row.groups[place]?)].clone()));
                let name = level.unwrap_or_else(|| "a disguise".to_owned());
                dressed.entry(name).or_default().push(((row.seed, parent), row.predicted));
            }
        }
        Ok(())
    })?;
    let pairs = dressed.into_iter().map(|(name, rows)| {
        let found = rows.into_iter().filter_map(|(key, second)| Some((*plain.get(&key)?, second)));
        (name, found.collect())
    });
    pairs.filter_map(|(name, pairs)| named(answers, name, pairs, options).transpose()).collect()
}

/// Pairs of pictures of one person, class and further columns, of which one has `none` in the column between.
fn matched(
    answers: &Answers,
    columns: &[String],
    between: &str,
    options: &AuditOptions,
) -> anyhow::Result<Vec<NamedPairs>> {
    let place = |name: &str| {
        let found = answers.groups.iter().position(|group| group.name == name);
        found.ok_or_else(|| anyhow::anyhow!("`{name}` is no column of groups\nhint: name it in --by"))
    };
    let between = place(between)?;
    let shared: Vec<usize> =
        columns.iter().filter(|name| !name.is_empty()).map(|name| place(name)).collect::<Result<_, _>>()?;
    let levels = &answers.groups[between].levels;
    let none = levels.iter().position(|level| level == "none").unwrap_or(0);
    let mut plain: BTreeMap<Shared, Seen> = BTreeMap::new();
    let mut dressed: Vec<(usize, Shared, Option<u16>)> = Vec::new();
    let mut people = PeopleNumbers::default();
    answers.each(|row| -> anyhow::Result<()> {
        let person = people.number(row.person());
        let Some(level) = row.groups[between].map(usize::from) else { return Ok(()) };
        let key = (row.seed, person, row.truth, shared.iter().map(|place| row.groups[*place]).collect());
        if level == none {
            plain.entry(key).or_insert(Seen { truth: row.truth, predicted: row.predicted, person });
        } else {
            dressed.push((level, key, row.predicted));
        }
        Ok(())
    })?;
    let named_pairs = levels.iter().enumerate().filter(|(level, _)| *level != none).map(|(level, name)| {
        let rows = dressed.iter().filter(|(of, ..)| *of == level);
        let pairs = rows.filter_map(|(_, key, second)| Some((*plain.get(key)?, *second))).collect();
        named(answers, name.clone(), pairs, options).transpose()
    });
    named_pairs.flatten().collect()
}

fn named(
    answers: &Answers,
    name: String,
    pairs: Vec<(Seen, Option<u16>)>,
    options: &AuditOptions,
) -> anyhow::Result<Option<NamedPairs>> {
    if pairs.is_empty() {
        return Ok(None);
    }
    let mut tally = PairTally::new(answers.classes.clone())?;
    for (first, second) in pairs {
        let person = answers.names_people().then_some(first.person);
        tally.add(&PairRow { truth: first.truth, first: first.predicted, second, person })?;
    }
    Ok(Some(NamedPairs { name, report: tally.report(options)? }))
}

/// For every single column of groups the odds of a right answer, with what was measured on the pictures held equal.
fn regressions(answers: &Answers, audit: &Audit, notes: &mut Vec<String>) -> anyhow::Result<Vec<NamedOdds>> {
    let names = faces::table::column_names(answers.path())?;
    let known = COVARIATES.iter().filter(|name| names.iter().any(|found| found == *name));
    let all =
        known.map(|name| Ok((*name, faces::answers::numbers(answers, name)?))).collect::<anyhow::Result<Vec<_>>>()?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = Vec::new();
    let mut people = PeopleNumbers::default();
    answers.each(|row| -> anyhow::Result<()> {
        rows.push((row.truth, row.predicted, people.number(row.person()), row.groups.to_vec()));
        Ok(())
    })?;
    let answered: Vec<usize> = (0..rows.len()).filter(|row| rows[*row].1.is_some()).collect();
    let hits: Vec<bool> = answered.iter().map(|row| rows[*row].1 == Some(rows[*row].0)).collect();
    let persons: Vec<u64> = answered.iter().map(|row| rows[*row].2).collect();
    let covariate = |(name, values): &(&str, Vec<Option<f64>>)| Covariate {
        name: (*name).to_owned(),
        values: answered.iter().map(|row| values[*row]).collect(),
    };
    let covariates: Vec<Covariate> = all.iter().map(covariate).collect();
    let classes = Factor {
        name: "annotated class".to_owned(),
        levels: answers.classes.clone(),
        codes: answered.iter().map(|row| Some(rows[*row].0)).collect(),
    };
    let mut reports = Vec::new();
    for (place, group) in answers.groups.iter().enumerate() {
        let codes = answered.iter().map(|row| rows[*row].3[place]).collect();
        let factor = Factor { name: group.name.clone(), levels: group.levels.clone(), codes };
        let input = RegressionInput {
            hits: &hits,
            group: &factor,
            factors: std::slice::from_ref(&classes),
            covariates: &covariates,
            people: answers.names_people().then_some(&persons),
        };
        match regress(&input, audit.options.level) {
            Ok(report) => reports.push(named_odds(&input, report, audit)),
            Err(error) => notes.push(format!("by {} nothing can be said about the pictures: {error}", group.name)),
        }
    }
    Ok(reports)
}

/// A regression beside its cross-check by matching.
fn named_odds(input: &RegressionInput<'_>, report: RegressionReport, audit: &Audit) -> NamedOdds {
    let covariates = input.covariates.iter().filter(|covariate| MATCHED_ON.contains(&covariate.name.as_str()));
    let covariates: Vec<Covariate> = covariates.cloned().collect();
    let reference = input.group.levels.iter().position(|level| *level == report.reference);
    let input = RegressionInput { covariates: &covariates, ..*input };
    let matched = reference.filter(|_| !covariates.is_empty());
    NamedOdds {
        name: input.group.name.clone(),
        matched: matched.map_or_else(Vec::new, |place| matched_odds(&input, place as u16, audit.options.level)),
        matched_on: covariates.into_iter().map(|covariate| covariate.name).collect(),
        report,
    }
}

/// What a table is called.
pub fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
