//! A model's action units in any table: one column of annotations and one of scores for every unit, streamed row by row.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::levels::{AnswerGroup, Values};
use super::roles::Roles;
use super::rows::{Names, level};
use super::{AnswerHints, AnswersError};
use crate::manifest::action_unit_digits;
use crate::table::{Column, Table, column_names, read_parts};
use crate::{ActionUnit, Split};

/// What the names of columns of annotations begin with, before the unit; the shortest is the unit's name alone.
const TRUTH: &[&str] = &["truth_", "true_", "gt_", "label_", ""];
/// What the names of columns of scores begin with.
const SCORES: &[&str] = &["p_", "prob_", "score_", "pred_", "predicted_", "y_pred_"];
const SPLIT: &str = "split";

/// Codes that data sets give to units nobody annotated; every negative number is another.
const UNKNOWN: [f64; 2] = [9.0, 999.0];

/// A table of action units whose columns are understood; its rows stay on disk.
#[derive(Debug, Clone)]
pub struct UnitAnswers {
    path: PathBuf,
    columns: UnitColumns,
    seeds: BTreeMap<String, u16>,
    /// The units that have both columns, in order of their numbers.
    pub units: Vec<ActionUnit>,
    /// Units of which the table has the annotations or the scores only.
    pub halves: Vec<ActionUnit>,
    /// The columns of groups with their values.
    pub groups: Vec<AnswerGroup>,
    /// How many rows there are.
    pub n_rows: u64,
    /// Rows without any score: no face was found, or the model gave no answer.
    pub n_unanswered: u64,
    /// Rows of the validation split.
    pub n_validation: u64,
    /// The greatest known annotation: above 1 they are intensities from 0 to 5.
    pub greatest_truth: f64,
    /// The smallest and the greatest score: within 0 and 1 they may be probabilities.
    pub scores: (f64, f64),
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub struct UnitAnswerRow<'a> {
    /// Per unit the annotation: 0 or 1, or an intensity; `None` where it is unknown.
    pub truths: &'a [Option<f64>],
    /// Per unit the score, `NaN` where this one is missing; `None` where all are.
    pub scores: Option<&'a [f32]>,
    /// The place of the value of every column of groups; `None` where it is unknown.
    pub groups: &'a [Option<u16>],
    /// The number of the seed; 0 where there is one.
    pub seed: u16,
    /// The split, where the table has a column of that name.
    pub split: Option<Split>,
    index: usize,
    names: Names<'a>,
}

#[derive(Debug, Clone)]
struct UnitColumns {
    truths: Vec<String>,
    scores: Vec<String>,
    has_split: bool,
    roles: Roles,
}

impl UnitAnswers {
    /// Reads a table once to learn its units, groups and ranges. `truth` and `scores` of the hints are what the names of columns begin
    /// with.
    ///
    /// # Errors
    /// [`AnswersError`]: the file is no table, no unit has both columns, or an annotation is none.
    pub fn open(path: &Path, hints: &AnswerHints) -> Result<Self, AnswersError> {
        let names = column_names(path)?;
        let (columns, units, halves) = UnitColumns::recognise(&names, hints)?;
        let mut found = Self {
            path: path.to_owned(),
            columns,
            seeds: BTreeMap::new(),
            units,
            halves,
            groups: Vec::new(),
            n_rows: 0,
            n_unanswered: 0,
            n_validation: 0,
            greatest_truth: 0.0,
            scores: (f64::MAX, f64::MIN),
        };
        let mut values = Values::new(&found.columns.roles, hints);
        for part in read_parts(path, |name| found.columns.is_read(name))? {
            let part = part?;
            values.add(&part, &found.columns.roles);
            found.survey(&part)?;
        }
        (found.groups, found.seeds) = values.end(&found.columns.roles)?;
        Ok(found)
    }

    /// Hands every row to a function, in order; only some rows are in memory at once.
    ///
    /// # Errors
    /// What the function says, or a file that has changed since.
    pub fn each<E: From<AnswersError>>(
        &self,
        mut row: impl FnMut(&UnitAnswerRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let parts = read_parts(&self.path, |name| self.columns.is_read(name)).map_err(AnswersError::from)?;
        for part in parts {
            self.each_of(&part.map_err(AnswersError::from)?, &mut row)?;
        }
        Ok(())
    }

    fn each_of<E: From<AnswersError>>(
        &self,
        part: &Table,
        row: &mut impl FnMut(&UnitAnswerRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let (cells, names) = (Cells::of(part, &self.columns), Names::of(part, &self.columns.roles));
        let seeds = self.columns.roles.seed.as_deref().and_then(|name| part.column(name));
        let columns: Vec<_> = self.groups.iter().map(|group| (part.column(&group.name), group)).collect();
        let groups_at = |index: usize| -> Result<Vec<Option<u16>>, AnswersError> {
            columns.iter().map(|(column, group)| level(*column, group, index)).collect()
        };
        let (mut truths, mut scores) = (Vec::new(), Vec::new());
        for index in 0..part.n_rows() {
            let is_answered = cells.read(index, &mut truths, &mut scores)?;
            let seed = seeds.and_then(|seeds| self.seeds.get(&seeds.text(index))).copied().unwrap_or_default();
            row(&UnitAnswerRow {
                truths: &truths,
                scores: is_answered.then_some(&scores[..]),
                groups: &groups_at(index)?,
                seed,
                split: cells.split(index),
                index,
                names,
            })?;
        }
        Ok(())
    }

    /// Whether rows say who is shown.
    pub fn names_people(&self) -> bool {
        self.columns.roles.person.is_some()
    }

    /// The columns in words, for a person to check: what was recognised, and as what.
    pub fn told(&self) -> String {
        let scores = format!("; scores: {}", self.columns.scores.join(", "));
        let split = if self.columns.has_split { "; split: split" } else { "" };
        format!("truths: {}{split}{}", self.columns.truths.join(", "), self.columns.roles.told(&self.groups, &scores))
    }

    fn survey(&mut self, part: &Table) -> Result<(), AnswersError> {
        let cells = Cells::of(part, &self.columns);
        let (mut truths, mut scores) = (Vec::new(), Vec::new());
        for index in 0..part.n_rows() {
            let is_answered = cells.read(index, &mut truths, &mut scores)?;
            self.n_rows += 1;
            self.n_unanswered += u64::from(!is_answered);
            self.n_validation += u64::from(cells.split(index) == Some(Split::Val));
            self.greatest_truth = truths.iter().flatten().copied().fold(self.greatest_truth, f64::max);
            for score in scores.iter().filter(|score| !score.is_nan()).map(|score| f64::from(*score)) {
                self.scores = (self.scores.0.min(score), self.scores.1.max(score));
            }
        }
        Ok(())
    }
}

impl UnitAnswerRow<'_> {
    /// Who is shown.
    pub fn person(&self) -> Option<String> {
        self.names.person(self.index)
    }
}

impl UnitColumns {
    /// The columns, the units that have both, and those that have one.
    fn recognise(
        names: &[String],
        hints: &AnswerHints,
    ) -> Result<(Self, Vec<ActionUnit>, Vec<ActionUnit>), AnswersError> {
        let truths = units(names, hints.truth.as_deref(), TRUTH);
        let scores = units(names, hints.scores.as_deref(), SCORES);
        let (both, halves): (Vec<ActionUnit>, Vec<ActionUnit>) = {
            let all: BTreeSet<&ActionUnit> = truths.keys().chain(scores.keys()).collect();
            all.into_iter().copied().partition(|unit| truths.contains_key(unit) && scores.contains_key(unit))
        };
        if both.is_empty() {
            let what = "an action unit's annotation and score, such as truth_au12 and p_au12";
            return Err(AnswersError::Unrecognised { what, known: names.join(", ") });
        }
        let listed = |columns: &BTreeMap<ActionUnit, String>| both.iter().map(|unit| columns[unit].clone()).collect();
        let is_answer =
            |name: &str| name == SPLIT || truths.values().chain(scores.values()).any(|column| column == name);
        let roles = Roles::recognise(names, hints, is_answer)?;
        let has_split = names.iter().any(|name| name == SPLIT);
        Ok((Self { truths: listed(&truths), scores: listed(&scores), has_split, roles }, both, halves))
    }

    fn is_read(&self, name: &str) -> bool {
        (self.has_split && name == SPLIT)
            || self.truths.iter().chain(&self.scores).any(|column| column == name)
            || self.roles.is_read(name)
    }
}

/// The columns of units whose names begin as told, or as is usual.
fn units(names: &[String], told: Option<&str>, usual: &[&str]) -> BTreeMap<ActionUnit, String> {
    let beginning = |prefix: &str| -> BTreeMap<ActionUnit, String> {
        let unit = |name: &String| {
            let number = action_unit_digits(name.strip_prefix(prefix)?)?.parse().ok()?;
            Some((ActionUnit::new(number)?, name.clone()))
        };
        names.iter().filter_map(unit).collect()
    };
    match told {
        Some(prefix) => beginning(prefix),
        None => usual.iter().map(|prefix| beginning(prefix)).find(|found| !found.is_empty()).unwrap_or_default(),
    }
}

/// The columns of some rows.
struct Cells<'a> {
    truths: Vec<(&'a str, &'a Column)>,
    scores: Vec<&'a Column>,
    split: Option<&'a Column>,
}

impl<'a> Cells<'a> {
    fn of(part: &'a Table, columns: &'a UnitColumns) -> Self {
        let truth = |name: &'a String| Some((name.as_str(), part.column(name)?));
        Self {
            truths: columns.truths.iter().filter_map(truth).collect(),
            scores: columns.scores.iter().filter_map(|name| part.column(name)).collect(),
            split: columns.has_split.then(|| part.column(SPLIT)).flatten(),
        }
    }

    /// Reads a row; whether any score is there.
    fn read(&self, index: usize, truths: &mut Vec<Option<f64>>, scores: &mut Vec<f32>) -> Result<bool, AnswersError> {
        truths.clear();
        scores.clear();
        for (name, column) in &self.truths {
            truths.push(annotation(name, column, index)?);
        }
        scores.extend(self.scores.iter().map(|column| column.number(index).map_or(f32::NAN, |score| score as f32)));
        Ok(scores.iter().any(|score| !score.is_nan()))
    }

    fn split(&self, index: usize) -> Option<Split> {
        Split::from_name(&self.split?.text(index))
    }
}

fn annotation(name: &str, column: &Column, row: usize) -> Result<Option<f64>, AnswersError> {
    let wrong = |found: String| AnswersError::UnitLabel { column: name.to_owned(), found };
    match column.number(row) {
        Some(known) if (0.0..=5.0).contains(&known) => Ok(Some(known)),
        Some(code) if code < 0.0 || UNKNOWN.contains(&code) => Ok(None),
        Some(other) => Err(wrong(other.to_string())),
        None => match column.text(row).to_lowercase().as_str() {
            "" | "na" | "nan" | "unknown" => Ok(None),
            other => Err(wrong(other.to_owned())),
        },
    }
}

#[cfg(test)]
mod tests;
