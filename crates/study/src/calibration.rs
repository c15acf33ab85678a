//! Sets of answers with a gap of known size: of phantoms with wrong labels, or like a table.

use std::collections::{BTreeMap, BTreeSet};

use audit::fairness::{Attribute, Columns, Row, Tallied, Tally, TallyError};
use disguise::phantom::plant::{Group, NotAGroup, Plant, PlantKind, plant};
use faces::answers::{Answers, AnswersError, PeopleNumbers};
use faces::{Expression, Face};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::config::PhantomConfig;
use crate::gather::seated;

/// More rows than this in every set would take hours.
const MOST_ROWS: u64 = 200_000;

/// How well and how evenly drawn answers are right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reader {
    /// Mean share of right answers where nothing is planted; of phantoms 0.7, of a table what it has, where absent.
    pub accuracy: Option<f64>,
    /// How far people's own shares lie from it, at most.
    pub spread: f64,
}

/// Why no sets can be drawn.
#[derive(Debug, thiserror::Error)]
pub enum CalibrationError {
    /// The table cannot be read.
    #[error(transparent)]
    Answers(#[from] AnswersError),
    /// A group that is none of phantoms.
    #[error(transparent)]
    NotAGroup(#[from] NotAGroup),
    /// A group that the table does not have.
    #[error("expected one of {known}, found `{found}`")]
    Group {
        /// What was told.
        found: String,
        /// What there is.
        known: String,
    },
    /// Too large a table.
    #[error("{n_rows} rows are more than {MOST_ROWS}: every drawn set has as many; give a part of the table")]
    Rows {
        /// How many there are.
        n_rows: u64,
    },
    /// Nothing to draw.
    #[error("expected {0}, found none")]
    Nothing(&'static str),
    /// More than there is to lose.
    #[error("expected a planted size up to the accuracy, {accuracy:.3}, found {size}")]
    Size {
        /// The size.
        size: f64,
        /// The share of right answers.
        accuracy: f64,
    },
}

/// How sets are drawn.
#[derive(Debug)]
pub struct Drawing {
    source: Source,
    group: String,
    attribute: String,
    /// Mean share of right answers where nothing is planted.
    accuracy: f64,
    spread: f64,
}

#[derive(Debug)]
enum Source {
    Phantoms { config: PhantomConfig, group: Group },
    Table(Design),
}

/// What every set has in common with a table.
#[derive(Debug)]
struct Design {
    columns: Columns,
    rows: Vec<Seat>,
    /// The column and the value in which the bias is planted.
    planted: (usize, u16),
    names_people: bool,
}

/// A row but for its answer.
#[derive(Debug)]
struct Seat {
    groups: Vec<Option<u16>>,
    truth: u16,
    person: u64,
    is_missed: bool,
}

impl Drawing {
    /// Phantoms of whom a share has wrong labels.
    ///
    /// # Errors
    /// No phantoms, or a group that is none.
    pub fn of_phantoms(config: PhantomConfig, group: &str, reader: Reader) -> Result<Self, CalibrationError> {
        if config.people < 2 || config.shots_per_person == 0 {
            return Err(CalibrationError::Nothing("two people with a picture"));
        }
        let source = Source::Phantoms { config, group: group.parse()? };
        let accuracy = reader.accuracy.unwrap_or(0.7);
        Ok(Self { source, attribute: "planted".to_owned(), group: group.to_owned(), accuracy, spread: reader.spread })
    }

    /// The people, groups, classes and missed faces of a table, with drawn answers; planted is in `COLUMN=VALUE`, or in the first value
    /// of the first column.
    ///
    /// # Errors
    /// A table without groups or answers, with too many rows, or without that group.
    pub fn like(answers: &Answers, group: Option<&str>, reader: Reader) -> Result<Self, CalibrationError> {
        if answers.n_rows > MOST_ROWS {
            return Err(CalibrationError::Rows { n_rows: answers.n_rows });
        }
        if answers.groups.is_empty() {
            return Err(CalibrationError::Nothing("a column of groups"));
        }
        let (place, level) = planted(answers, group)?;
        let (rows, n_right) = seats(answers)?;
        let n_answered = rows.iter().filter(|seat| !seat.is_missed).count();
        if n_answered == 0 {
            return Err(CalibrationError::Nothing("a row with an answer"));
        }
        let attributes: Vec<Attribute> = answers.groups.iter().map(Attribute::from).collect();
        let Attribute { name, levels } = attributes[place].clone();
        let columns = Columns { classes: answers.classes.clone(), attributes };
        let names_people = answers.names_people();
        Ok(Self {
            source: Source::Table(Design { columns, rows, planted: (place, level), names_people }),
            group: format!("{name}={}", levels[usize::from(level)]),
            attribute: name,
            accuracy: reader.accuracy.unwrap_or(n_right as f64 / n_answered as f64),
            spread: reader.spread,
        })
    }

    /// Where the bias is planted.
    pub fn group(&self) -> &str {
        &self.group
    }

    /// The column of groups in which its gap shows.
    pub fn attribute(&self) -> &str {
        &self.attribute
    }

    /// The sets in words.
    pub fn described(&self) -> String {
        let rows = match &self.source {
            Source::Phantoms { config, .. } => {
                format!("{} phantoms with {} pictures each", config.people, config.shots_per_person)
            }
            Source::Table(design) => format!("{} rows with the table's people and groups", design.rows.len()),
        };
        format!("{rows}, {:.1} % right answers where nothing is planted", 100.0 * self.accuracy)
    }

    /// The gap of accuracy that a planted size makes.
    ///
    /// # Errors
    /// Of a table more than its accuracy.
    pub fn gap(&self, size: f64) -> Result<f64, CalibrationError> {
        match &self.source {
            // A right answer meets a wrong label, and a wrong answer one time in six.
            Source::Phantoms { .. } => {
                let others = (Expression::COUNT - 1) as f64;
                Ok((size * (self.accuracy - (1.0 - self.accuracy) / others)).abs())
            }
            Source::Table(_) if size <= self.accuracy => Ok(size),
            Source::Table(_) => Err(CalibrationError::Size { size, accuracy: self.accuracy }),
        }
    }

    /// One set; the same seed gives the same.
    ///
    /// # Errors
    /// Never for what could be made.
    pub fn draw(&self, size: f64, seed: u64) -> Result<Tallied, TallyError> {
        match &self.source {
            Source::Phantoms { config, group } => self.draw_phantoms(config, group, size, seed),
            Source::Table(design) => self.draw_answers(design, size, seed),
        }
    }

    fn draw_phantoms(
        &self,
        config: &PhantomConfig,
        group: &Group,
        size: f64,
        seed: u64,
    ) -> Result<Tallied, TallyError> {
        let (seated, mut sittings): (Vec<_>, Vec<_>) = seated(config, seed).into_iter().unzip();
        let in_group: Vec<bool> = sittings.iter().map(|sitting| group.holds(sitting)).collect();
        let wrong_labels = Plant { kind: PlantKind::Labels, group: group.clone(), strength: size };
        let labels = plant(&mut sittings, &[wrong_labels], seed).labels;
        let levels = levels_of(&seated);
        let mut attributes =
            vec![Attribute { name: self.attribute.clone(), levels: vec!["planted".to_owned(), "others".to_owned()] }];
        let attribute = |(name, levels): (&&str, &Vec<&str>)| Attribute {
            name: (*name).to_owned(),
            levels: levels.iter().map(|level| (*level).to_owned()).collect(),
        };
        attributes.extend(levels.iter().map(attribute));
        let classes = Expression::ALL.iter().map(ToString::to_string).collect();
        let mut tally = Tally::new(Columns { classes, attributes })?;
        let mut people = People::new(self, seed);
        for (i, sitting) in sittings.iter().enumerate() {
            let person = i as u64 / config.shots_per_person as u64;
            let drawn = sitting.shot.expression.index() as u16;
            let answer = people.answer(person, self.accuracy, drawn, Expression::COUNT as u16);
            let mut groups = vec![Some(u16::from(!in_group[i]))];
            groups.extend(levels.iter().map(|(name, known)| {
                let level = seated[i].groups.get(*name)?;
                known.iter().position(|found| found == level).map(|place| place as u16)
            }));
            let truth = labels[i].index() as u16;
            let predicted = Some(answer);
            tally.add(&Row { groups: &groups, truth, predicted, person: Some(person), seed: 0, probabilities: &[] })?;
        }
        tally.close()
    }

    fn draw_answers(&self, design: &Design, size: f64, seed: u64) -> Result<Tallied, TallyError> {
        let mut tally = Tally::new(design.columns.clone())?;
        let mut people = People::new(self, seed);
        let (place, level) = design.planted;
        let n_classes = design.columns.classes.len() as u16;
        for seat in &design.rows {
            let lost = if seat.groups[place] == Some(level) { size } else { 0.0 };
            let answer = people.answer(seat.person, self.accuracy - lost, seat.truth, n_classes);
            tally.add(&Row {
                groups: &seat.groups,
                truth: seat.truth,
                predicted: (!seat.is_missed).then_some(answer),
                person: design.names_people.then_some(seat.person),
                seed: 0,
                probabilities: &[],
            })?;
        }
        tally.close()
    }
}

/// Every column of groups of drawn faces with its values, sorted.
fn levels_of(seated: &[Face]) -> BTreeMap<&str, Vec<&str>> {
    let mut levels: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (column, level) in seated.iter().flat_map(|face| &face.groups) {
        levels.entry(column).or_default().insert(level);
    }
    levels.into_iter().map(|(column, levels)| (column, levels.into_iter().collect())).collect()
}

/// People, each of whom is read as well in all pictures.
struct People {
    rng: ChaCha8Rng,
    spread: f64,
    own: BTreeMap<u64, f64>,
}

impl People {
    fn new(drawing: &Drawing, seed: u64) -> Self {
        Self { rng: ChaCha8Rng::seed_from_u64(seed), spread: drawing.spread, own: BTreeMap::new() }
    }

    /// The truth with a mean probability of `right`, otherwise any other class.
    fn answer(&mut self, person: u64, right: f64, truth: u16, n_classes: u16) -> u16 {
        let rng = &mut self.rng;
        let own = *self.own.entry(person).or_insert_with(|| rng.random_range(-1.0..=1.0));
        // As far as both ends allow, so that the mean stays.
        let spread = self.spread.min(right).min(1.0 - right);
        if self.rng.random::<f64>() < right + own * spread {
            return truth;
        }
        let other = self.rng.random_range(1..n_classes);
        (truth + other) % n_classes
    }
}

/// The column and value of `COLUMN=VALUE`.
fn planted(answers: &Answers, told: Option<&str>) -> Result<(usize, u16), CalibrationError> {
    let Some(told) = told else { return Ok((0, 0)) };
    let all = answers.groups.iter().enumerate().flat_map(|(place, group)| {
        group
            .levels
            .iter()
            .enumerate()
            .map(move |(level, name)| (place, level as u16, format!("{}={name}", group.name)))
    });
    let all: Vec<(usize, u16, String)> = all.collect();
    let found = all.iter().find(|(.., name)| name == told).map(|(place, level, _)| (*place, *level));
    found.ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|(.., name)| name.as_str()).collect();
        CalibrationError::Group { found: told.to_owned(), known: names.join(", ") }
    })
}

/// Every row but for its answer, and how many answers are right.
fn seats(answers: &Answers) -> Result<(Vec<Seat>, usize), AnswersError> {
    let (mut rows, mut n_right) = (Vec::new(), 0);
    let mut people = PeopleNumbers::default();
    answers.each(|row| -> Result<(), AnswersError> {
        // Of several trainings one is drawn.
        if row.seed == 0 {
            let person = people.number(row.person());
            let is_missed = row.predicted.is_none();
            n_right += usize::from(row.predicted == Some(row.truth));
            rows.push(Seat { groups: row.groups.to_vec(), truth: row.truth, person, is_missed });
        }
        Ok(())
    })?;
    Ok((rows, n_right))
}

#[cfg(test)]
mod tests;
