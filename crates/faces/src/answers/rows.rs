//! Rows of a table of answers as numbers.

use super::AnswersError;
use super::columns::AnswerColumns;
use super::levels::{AnswerGroup, Words};
use super::roles::Roles;
use crate::table::{Column, Table};

/// One labelled row.
#[derive(Debug, Clone, Copy)]
pub struct AnswerRow<'a> {
    /// The place of the annotated class.
    pub truth: u16,
    /// The place of the predicted class, or of the greatest probability; `None` where there is no answer.
    pub predicted: Option<u16>,
    /// One per class, or none; classes without a column have 0.
    pub probabilities: &'a [f32],
    /// The place of the value of every column of groups; `None` where it is unknown.
    pub groups: &'a [Option<u16>],
    /// The number of the seed; 0 where there is one.
    pub seed: u16,
    /// The row in its part of the table; with `names` it tells its words.
    index: usize,
    names: Names<'a>,
}

/// Columns of words that are read where they are asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a> {
    person: Option<&'a Column>,
    picture: Option<&'a Column>,
    parent: Option<&'a Column>,
}

impl<'a> Names<'a> {
    pub(super) fn of(part: &'a Table, roles: &Roles) -> Self {
        let named = |name: &Option<String>| name.as_deref().and_then(|name| part.column(name));
        Self { person: named(&roles.person), picture: named(&roles.picture), parent: named(&roles.parent) }
    }

    /// Who is shown in a row.
    pub(super) fn person(&self, row: usize) -> Option<String> {
        word(self.person, row)
    }
}

fn word(column: Option<&Column>, row: usize) -> Option<String> {
    column.map(|column| column.text(row)).filter(|word| !word.is_empty())
}

impl AnswerRow<'_> {
    /// Who is shown.
    pub fn person(&self) -> Option<String> {
        self.names.person(self.index)
    }

    /// The name of the picture.
    pub fn picture(&self) -> Option<String> {
        word(self.names.picture, self.index)
    }

    /// The name of the picture of the same face without a disguise.
    pub fn parent(&self) -> Option<String> {
        word(self.names.parent, self.index)
    }
}

/// The columns of some rows.
pub(super) struct PartReader<'a> {
    truth: Option<&'a Column>,
    predicted: Option<&'a Column>,
    scores: Vec<&'a Column>,
    seeds: Option<&'a Column>,
    groups: Vec<(Option<&'a Column>, &'a AnswerGroup)>,
    names: Names<'a>,
    words: &'a Words,
}

impl<'a> PartReader<'a> {
    pub(super) fn new(part: &'a Table, columns: &AnswerColumns, words: &'a Words, groups: &'a [AnswerGroup]) -> Self {
        let named = |name: &Option<String>| name.as_deref().and_then(|name| part.column(name));
        Self {
            truth: part.column(&columns.truth),
            predicted: named(&columns.predicted),
            scores: columns.scores.iter().filter_map(|(_, name)| part.column(name)).collect(),
            seeds: named(&columns.roles.seed),
            groups: groups.iter().map(|group| (part.column(&group.name), group)).collect(),
            names: Names::of(part, &columns.roles),
            words,
        }
    }

    /// A row; `None` where it has no annotated class.
    pub(super) fn row<'b>(
        &self,
        index: usize,
        groups: &'b mut Vec<Option<u16>>,
        probabilities: &'b mut Vec<f32>,
    ) -> Result<Option<AnswerRow<'b>>, AnswersError>
    where
        'a: 'b,
    {
        let Some(truth) = self.class(self.truth, index)? else { return Ok(None) };
        self.read_probabilities(index, probabilities);
        let greatest =
            (0..probabilities.len()).max_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b]).then(b.cmp(a)));
        let predicted = self.class(self.predicted, index)?.or(greatest.map(|place| place as u16));
        groups.clear();
        for (column, group) in &self.groups {
            groups.push(level(*column, group, index)?);
        }
        let seed = self.seeds.and_then(|seeds| self.words.seeds.get(&seeds.text(index))).copied().unwrap_or_default();
        Ok(Some(AnswerRow { truth, predicted, probabilities, groups, seed, index, names: self.names }))
    }

    fn class(&self, column: Option<&Column>, row: usize) -> Result<Option<u16>, AnswersError> {
        let Some(word) = column.map(|column| column.text(row)).filter(|word| !word.is_empty()) else { return Ok(None) };
        match self.words.class_of.get(&word) {
            Some(class) => Ok(Some(*class)),
            None => Err(AnswersError::Changed { row, found: word }),
        }
    }

    /// Probabilities in the order of the classes; none where one is missing.
    fn read_probabilities(&self, row: usize, probabilities: &mut Vec<f32>) {
        probabilities.clear();
        let values: Option<Vec<f64>> = self.scores.iter().map(|column| column.number(row)).collect();
        let Some(values) = values.filter(|values| !values.is_empty()) else { return };
        probabilities.resize(self.words.classes.len(), 0.0);
        for (value, class) in values.into_iter().zip(&self.words.of_scores) {
            probabilities[*class as usize] = value as f32;
        }
    }
}

/// The place of a cell's value.
pub(super) fn level(column: Option<&Column>, group: &AnswerGroup, row: usize) -> Result<Option<u16>, AnswersError> {
    let Some(column) = column else { return Ok(None) };
    if let Some(bins) = &group.bins {
        return Ok(column.number(row).map(|number| bins.place(number) as u16));
    }
    let word = column.text(row);
    if word.is_empty() {
        return Ok(None);
    }
    match group.levels.iter().position(|level| *level == word) {
        Some(place) => Ok(Some(place as u16)),
        None => Err(AnswersError::Changed { row, found: word }),
    }
}
