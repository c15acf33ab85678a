//! What a first reading learns: the classes, and the values of every column of groups.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::AnswerColumns;
use super::roles::Roles;
use super::{AnswerHints, AnswersError};
use crate::Expression;
use crate::folder;
use crate::name_map::Meaning;
use crate::table::{Column, Table};

/// More values than this are no groups, even when they are asked for.
const MOST_LEVELS: usize = 64;

/// More values than this are groups only when they are asked for.
const MOST_LEVELS_UNTOLD: usize = 12;

/// A column of groups.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerGroup {
    /// The column.
    pub name: String,
    /// Its values: numbers and bins ascending, words sorted.
    pub levels: Vec<String>,
    /// Where its numbers are cut.
    pub bins: Option<Bins>,
}

/// Ascending edges; a number belongs to the bin that begins at the last edge that is not above it.
#[derive(Debug, Clone, PartialEq)]
pub struct Bins(Vec<f64>);

impl Bins {
    /// The bin of a number.
    pub fn place(&self, number: f64) -> usize {
        self.0.partition_point(|edge| *edge <= number)
    }

    /// The bins in words.
    fn levels(&self) -> Vec<String> {
        let Some((first, last)) = self.0.first().zip(self.0.last()) else { return Vec::new() };
        let between = self.0.windows(2).map(|pair| format!("{} to {}", pair[0], pair[1]));
        std::iter::once(format!("under {first}")).chain(between).chain([format!("{last} and over")]).collect()
    }
}

/// Classes and the words for them.
#[derive(Debug, Clone)]
pub(super) struct Words {
    pub classes: Vec<String>,
    /// Every word of the table with its class.
    pub class_of: BTreeMap<String, u16>,
    /// The class of every column of probabilities.
    pub of_scores: Vec<u16>,
    /// Every seed with its number.
    pub seeds: BTreeMap<String, u16>,
    pub counts: RowCounts,
}

/// How many rows there are, and how many of them say nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RowCounts {
    pub all: u64,
    pub without_answer: u64,
    pub without_label: u64,
}

/// What a first reading gathers.
pub(super) struct Gathered {
    annotated: BTreeSet<String>,
    predicted: BTreeSet<String>,
    values: Values,
    counts: RowCounts,
}

/// The values of the columns of groups, and the seeds.
pub(super) struct Values {
    seeds: BTreeSet<String>,
    /// Values by column; `None` where there are too many.
    levels: Vec<Option<BTreeSet<String>>>,
    bins: Vec<Option<Bins>>,
}

impl Values {
    pub(super) fn new(roles: &Roles, hints: &AnswerHints) -> Self {
        let bins = roles.groups.iter().map(|name| hints.bins.get(name).cloned().map(Bins)).collect();
        Self { seeds: BTreeSet::new(), levels: vec![Some(BTreeSet::new()); roles.groups.len()], bins }
    }

    pub(super) fn add(&mut self, part: &Table, roles: &Roles) {
        if let Some(seeds) = roles.seed.as_deref().and_then(|name| part.column(name)) {
            (0..part.n_rows()).for_each(|row| insert(&mut self.seeds, &seeds.text(row)));
        }
        for (name, levels) in roles.groups.iter().zip(&mut self.levels) {
            if let Some(column) = part.column(name) {
                add_levels(levels, column);
            }
        }
    }

    /// The groups that the columns turned out to be, and every seed with its number.
    pub(super) fn end(self, roles: &Roles) -> Result<(Vec<AnswerGroup>, BTreeMap<String, u16>), AnswersError> {
        let mut groups = Vec::new();
        for ((name, levels), bins) in roles.groups.iter().zip(self.levels).zip(self.bins) {
            let group = match (bins, levels) {
                (Some(bins), _) => AnswerGroup { name: name.clone(), levels: bins.levels(), bins: Some(bins) },
                (None, Some(levels)) => AnswerGroup { name: name.clone(), levels: sorted(levels), bins: None },
                (None, None) if roles.groups_are_told => {
                    return Err(AnswersError::TooManyLevels { column: name.clone(), most: MOST_LEVELS });
                }
                (None, None) => continue,
            };
            let n = group.levels.len();
            if roles.groups_are_told || group.bins.is_some() || (2..=MOST_LEVELS_UNTOLD).contains(&n) {
                groups.push(group);
            }
        }
        let seeds = self.seeds.into_iter().enumerate().map(|(i, seed)| (seed, i as u16)).collect();
        Ok((groups, seeds))
    }
}

impl Gathered {
    pub(super) fn new(columns: &AnswerColumns, hints: &AnswerHints) -> Self {
        Self {
            annotated: BTreeSet::new(),
            predicted: BTreeSet::new(),
            values: Values::new(&columns.roles, hints),
            counts: RowCounts::default(),
        }
    }

    pub(super) fn add(&mut self, part: &Table, columns: &AnswerColumns) {
        let Some(truth) = part.column(&columns.truth) else { return };
        let predicted = columns.predicted.as_deref().and_then(|name| part.column(name));
        let scores: Vec<_> = columns.scores.iter().filter_map(|(_, name)| part.column(name)).collect();
        for row in 0..part.n_rows() {
            let word = truth.text(row);
            self.counts.all += 1;
            if word.is_empty() {
                self.counts.without_label += 1;
                continue;
            }
            insert(&mut self.annotated, &word);
            let answer = predicted.map(|column| column.text(row)).unwrap_or_default();
            let has_scores = !scores.is_empty() && scores.iter().all(|column| column.number(row).is_some());
            self.counts.without_answer += u64::from(answer.is_empty() && !has_scores);
            if !answer.is_empty() {
                insert(&mut self.predicted, &answer);
            }
        }
        self.values.add(part, &columns.roles);
    }

    pub(super) fn end(
        self,
        columns: &AnswerColumns,
        hints: &AnswerHints,
    ) -> Result<(Vec<AnswerGroup>, Words), AnswersError> {
        let (groups, seeds) = self.values.end(&columns.roles)?;
        let scored: Vec<String> = columns.scores.iter().map(|(class, _)| class.clone()).collect();
        let words = words(&self.annotated, &self.predicted, &scored, &hints.labels)?;
        Ok((groups, Words { seeds, counts: self.counts, ..words }))
    }
}

/// Adds the values of a column; too many give up.
fn add_levels(levels: &mut Option<BTreeSet<String>>, column: &Column) {
    let mut cells = (0..column.n_rows()).map(|row| column.text(row)).filter(|cell| !cell.is_empty());
    while let Some(values) = levels.as_mut() {
        let Some(cell) = cells.next() else { return };
        insert(values, &cell);
        if values.len() > MOST_LEVELS {
            *levels = None;
        }
    }
}

/// Inserts without copying what is there.
fn insert(set: &mut BTreeSet<String>, word: &str) {
    if !set.contains(word) {
        set.insert(word.to_owned());
    }
}

/// Numbers ascending, words in their own order.
fn sorted(levels: BTreeSet<String>) -> Vec<String> {
    let numbers: Option<Vec<f64>> = levels.iter().map(|level| level.parse().ok()).collect();
    let mut levels: Vec<String> = levels.into_iter().collect();
    if numbers.is_some() {
        let value = |level: &String| level.parse().unwrap_or(f64::NAN);
        levels.sort_by(|a, b| value(a).total_cmp(&value(b)));
    }
    levels
}

/// Gives every word a class. Where all words mean expressions, the classes are expressions; otherwise they are the words.
fn words(
    annotated: &BTreeSet<String>,
    predicted: &BTreeSet<String>,
    scored: &[String],
    labels: &BTreeMap<String, String>,
) -> Result<Words, AnswersError> {
    let mapped = |word: &String| labels.get(word).unwrap_or(word).clone();
    let all: BTreeSet<&String> = annotated.iter().chain(predicted).chain(scored).collect();
    let as_expression: Option<BTreeMap<&String, Expression>> =
        all.iter().map(|word| Some((*word, expression(&mapped(word))?))).collect();
    let class_name = |word: &String| match &as_expression {
        Some(expressions) => expressions[word].name().to_owned(),
        None => mapped(word),
    };
    let classes: Vec<String> = match &as_expression {
        Some(found) => {
            let used: BTreeSet<Expression> = found.values().copied().collect();
            used.into_iter().map(|expression| expression.name().to_owned()).collect()
        }
        None if !scored.is_empty() => {
            let mut classes: Vec<String> = scored.iter().map(class_name).collect();
            let others: BTreeSet<String> = all.iter().map(|word| class_name(word)).collect();
            classes
                .extend(others.into_iter().filter(|class| !scored.iter().map(class_name).any(|known| known == *class)));
            classes
        }
        None => sorted(all.iter().map(|word| class_name(word)).collect()),
    };
    let place = |word: &String| classes.iter().position(|class| *class == class_name(word)).unwrap_or_default() as u16;
    let answers: BTreeSet<u16> = predicted.iter().chain(scored).map(place).collect();
    let truths: BTreeSet<u16> = annotated.iter().map(place).collect();
    if !answers.is_empty() && !truths.is_empty() && answers.is_disjoint(&truths) {
        let listed = |words: Vec<&String>| words.into_iter().take(8).cloned().collect::<Vec<_>>().join(", ");
        return Err(AnswersError::Labels {
            predicted: listed(predicted.iter().chain(scored).collect()),
            annotated: listed(annotated.iter().collect()),
        });
    }
    if classes.len() < 2 {
        return Err(AnswersError::Classes { found: classes.join(", ") });
    }
    let class_of = all.iter().map(|word| ((*word).clone(), place(word))).collect();
    let of_scores = scored.iter().map(place).collect();
    Ok(Words { classes, class_of, of_scores, seeds: BTreeMap::new(), counts: RowCounts::default() })
}

/// The expression that a word means without doubt: our own name, or a usual adjective or noun in any case.
fn expression(word: &str) -> Option<Expression> {
    let word = word.trim().to_lowercase();
    let usual = folder::CLASS_WORDS.iter().find_map(|(name, meaning)| match meaning {
        Meaning::Is(expression) if *name == word => Some(*expression),
        _ => None,
    });
    word.parse().ok().or(usual)
}
