//! The columns of a regression, and the rows that can be used.

use super::matrix::dependent;
use super::{Factor, RegressionError, RegressionInput};
use crate::rate::Rate;

/// A column of the design.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Intercept,
    /// A level of the group.
    Group(u16),
    /// A level of a factor, by the place of the factor.
    Factor(usize, u16),
    /// A covariate by its place.
    Covariate(usize),
}

/// Rows with every column as a number.
pub(super) struct Design {
    /// The intercept, the group's levels, then the rest.
    pub columns: Vec<Column>,
    /// `row x column`.
    pub x: Vec<f64>,
    pub hits: Vec<bool>,
    /// The person of each row, numbered from 0.
    pub people: Vec<u32>,
    pub n_people: usize,
    pub n_unknown: usize,
    pub n_separated: usize,
    pub reference: u16,
    /// The group's levels apart from the reference, with their right answers.
    pub group_levels: Vec<(u16, Option<Rate>)>,
    pub separated: Vec<String>,
    pub collinear: Vec<String>,
}

/// Hits and rows per level.
type LevelCounts = Vec<(usize, usize)>;

impl Column {
    /// Name and level.
    pub fn name(self, input: &RegressionInput<'_>) -> (String, Option<String>) {
        let of = |factor: &Factor, level: u16| (factor.name.clone(), Some(factor.levels[level as usize].clone()));
        match self {
            Self::Intercept => ("intercept".to_owned(), None),
            Self::Group(level) => of(input.group, level),
            Self::Factor(place, level) => of(&input.factors[place], level),
            Self::Covariate(place) => (input.covariates[place].name.clone(), None),
        }
    }
}

impl Design {
    pub fn new(input: &RegressionInput<'_>) -> Result<Self, RegressionError> {
        check(input)?;
        let mut rows: Vec<usize> = (0..input.hits.len()).filter(|row| is_known(input, *row)).collect();
        let n_known = rows.len();
        let all: Vec<&Factor> = std::iter::once(input.group).chain(input.factors).collect();
        let separated = leave_out_separated(&all, input.hits, &mut rows);
        let of_group = counts(input.group, input.hits, &rows);
        let occurring: Vec<u16> =
            (0..of_group.len()).filter(|level| of_group[*level].1 > 0).map(|l| l as u16).collect();
        if occurring.len() < 2 {
            return Err(RegressionError::NothingToCompare { n_groups: occurring.len(), n_rows: n_known });
        }
        // Of equally large groups the first is the reference.
        let size = |level: &u16| of_group[*level as usize].1;
        let reference = occurring.iter().rev().max_by_key(|level| size(level)).copied().unwrap_or_default();
        let (numbers, n_people) = people(input, &rows);
        let columns = columns(input, &rows, &occurring, reference);
        let mut design = Self {
            x: values(input, &rows, &columns),
            columns,
            hits: rows.iter().map(|row| input.hits[*row]).collect(),
            people: numbers,
            n_people,
            n_unknown: input.hits.len() - n_known,
            n_separated: n_known - rows.len(),
            reference,
            group_levels: levels_with_rates(input, &rows, reference),
            separated,
            collinear: Vec::new(),
        };
        design.leave_out_dependent(input);
        let n_columns = design.n_columns();
        if n_people <= n_columns {
            return Err(RegressionError::TooFewPeople { n_columns, n_people });
        }
        Ok(design)
    }

    pub fn n_rows(&self) -> usize {
        self.hits.len()
    }

    pub fn n_columns(&self) -> usize {
        self.columns.len()
    }

    pub fn n_group_columns(&self) -> usize {
        self.columns.iter().filter(|column| matches!(column, Column::Group(_))).count()
    }

    pub fn row(&self, row: usize) -> &[f64] {
        &self.x[row * self.n_columns()..][..self.n_columns()]
    }

    fn leave_out_dependent(&mut self, input: &RegressionInput<'_>) {
        let k = self.n_columns();
        let mut products = vec![vec![0.0; k]; k];
        for row in self.x.chunks_exact(k) {
            for (i, of_i) in products.iter_mut().enumerate() {
                of_i.iter_mut().zip(row).for_each(|(sum, value)| *sum += row[i] * value);
            }
        }
        let dependent = dependent(&products);
        if dependent.is_empty() {
            return;
        }
        for column in &dependent {
            let (name, level) = self.columns[*column].name(input);
            self.collinear.push(level.map_or(name.clone(), |level| format!("{name}: {level}")));
        }
        let is_kept = |i: &usize| !dependent.contains(i);
        self.x = self.x.chunks_exact(k).flat_map(|row| (0..k).filter(is_kept).map(|i| row[i])).collect();
        self.columns = (0..k).filter(is_kept).map(|i| self.columns[i]).collect();
    }
}

fn check(input: &RegressionInput<'_>) -> Result<(), RegressionError> {
    let expected = input.hits.len();
    let factors = || std::iter::once(input.group).chain(input.factors);
    let lengths = factors().map(|factor| (factor.name.as_str(), factor.codes.len()));
    let lengths =
        lengths.chain(input.covariates.iter().map(|covariate| (covariate.name.as_str(), covariate.values.len())));
    let lengths = lengths.chain(input.people.map(|people| ("person", people.len())));
    for (name, found) in lengths {
        if found != expected {
            return Err(RegressionError::Length { name: name.to_owned(), expected, found });
        }
    }
    for factor in factors() {
        let n_levels = factor.levels.len();
        if let Some(found) = factor.codes.iter().flatten().find(|code| n_levels <= **code as usize) {
            return Err(RegressionError::Level { name: factor.name.clone(), n_levels, found: *found });
        }
    }
    Ok(())
}

fn is_known(input: &RegressionInput<'_>, row: usize) -> bool {
    let factors = std::iter::once(input.group).chain(input.factors).all(|factor| factor.codes[row].is_some());
    factors && input.covariates.iter().all(|covariate| covariate.values[row].is_some_and(f64::is_finite))
}

fn counts(factor: &Factor, hits: &[bool], rows: &[usize]) -> LevelCounts {
    let mut counts = vec![(0, 0); factor.levels.len()];
    for row in rows {
        if let Some(code) = factor.codes[*row] {
            let (n_hits, n) = &mut counts[code as usize];
            *n_hits += usize::from(hits[*row]);
            *n += 1;
        }
    }
    counts
}

/// Leaves out rows of levels that are always or never right until there are none, and names these levels.
fn leave_out_separated(factors: &[&Factor], hits: &[bool], rows: &mut Vec<usize>) -> Vec<String> {
    let mut named = Vec::new();
    loop {
        let n_before = named.len();
        for factor in factors {
            let counts = counts(factor, hits, rows);
            let is_separated = |level: usize| counts[level].1 > 0 && [0, counts[level].1].contains(&counts[level].0);
            let levels = (0..counts.len()).filter(|level| is_separated(*level));
            named.extend(levels.map(|level| format!("{}: {}", factor.name, factor.levels[level])));
            rows.retain(|row| !factor.codes[*row].is_some_and(|code| is_separated(code as usize)));
        }
        if named.len() == n_before {
            return named;
        }
    }
}

fn levels_with_rates(input: &RegressionInput<'_>, rows: &[usize], reference: u16) -> Vec<(u16, Option<Rate>)> {
    let counts = counts(input.group, input.hits, rows);
    let levels = counts.iter().enumerate().filter(|(level, (_, n))| *n > 0 && *level != reference as usize);
    levels.map(|(level, (n_hits, n))| (level as u16, Rate::new(*n_hits, *n))).collect()
}

fn columns(input: &RegressionInput<'_>, rows: &[usize], groups: &[u16], reference: u16) -> Vec<Column> {
    let of_groups = groups.iter().filter(|level| **level != reference).map(|level| Column::Group(*level));
    let of_factors = input.factors.iter().enumerate().flat_map(|(place, factor)| {
        let counts = counts(factor, input.hits, rows);
        let occurring: Vec<u16> = (0..counts.len()).filter(|level| counts[*level].1 > 0).map(|l| l as u16).collect();
        occurring.into_iter().skip(1).map(move |level| Column::Factor(place, level))
    });
    let of_covariates = (0..input.covariates.len()).map(Column::Covariate);
    std::iter::once(Column::Intercept).chain(of_groups).chain(of_factors).chain(of_covariates).collect()
}

fn values(input: &RegressionInput<'_>, rows: &[usize], columns: &[Column]) -> Vec<f64> {
    let scales: Vec<(f64, f64)> = input.covariates.iter().map(|c| mean_and_sd(&c.values, rows)).collect();
    let is = |code: Option<u16>, level: u16| f64::from(u8::from(code == Some(level)));
    let value = |row: usize, column: &Column| match *column {
        Column::Intercept => 1.0,
        Column::Group(level) => is(input.group.codes[row], level),
        Column::Factor(place, level) => is(input.factors[place].codes[row], level),
        Column::Covariate(place) => {
            let (mean, sd) = scales[place];
            let value = input.covariates[place].values[row].unwrap_or(mean);
            if 0.0 < sd { (value - mean) / sd } else { 0.0 }
        }
    };
    rows.iter().flat_map(|row| columns.iter().map(|column| value(*row, column))).collect()
}

fn mean_and_sd(values: &[Option<f64>], rows: &[usize]) -> (f64, f64) {
    let known = || rows.iter().filter_map(|row| values[*row]);
    let n = rows.len() as f64;
    let mean = known().sum::<f64>() / n;
    let squares = known().map(|value| (value - mean).powi(2)).sum::<f64>();
    (mean, (squares / (n - 1.0)).sqrt())
}

/// The person of each row, numbered, and how many there are.
fn people(input: &RegressionInput<'_>, rows: &[usize]) -> (Vec<u32>, usize) {
    let Some(people) = input.people else { return ((0..rows.len() as u32).collect(), rows.len()) };
    let mut known: Vec<u64> = rows.iter().map(|row| people[*row]).collect();
    known.sort_unstable();
    known.dedup();
    let number = |row: &usize| known.partition_point(|person| *person < people[*row]) as u32;
    (rows.iter().map(number).collect(), known.len())
}
