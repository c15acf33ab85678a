//! A set of pictures prepared for counting: annotations as numbers, and which pictures show the same person.

use std::collections::{BTreeMap, BTreeSet};

use faces::Measure;

use super::picture::Picture;
use super::ranges::seen;
use crate::chance::resample::People;

/// The name of the class among the columns.
pub const CLASS: &str = "class";

/// One annotated column as numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Coded {
    pub name: String,
    /// The values that occur, sorted.
    pub levels: Vec<String>,
    /// The place of each picture's value among the levels.
    pub codes: Vec<Option<u32>>,
}

/// A set whose pictures are in the order of their ids, those of one person numbered alike.
pub(super) struct Frame<'a> {
    pub pictures: Vec<&'a Picture>,
    /// The person of each picture; a picture whose person is unknown counts as one of its own.
    pub subjects: Vec<u32>,
    /// The pictures, person by person.
    pub by_subject: Vec<usize>,
    /// The class, where there is one, and every group column.
    pub columns: Vec<Coded>,
}

impl<'a> Frame<'a> {
    pub fn new(pictures: &'a [Picture]) -> Self {
        let mut pictures: Vec<&Picture> = pictures.iter().collect();
        pictures.sort_by(|a, b| a.id.cmp(&b.id));
        let subjects = subjects(&pictures);
        let mut by_subject: Vec<usize> = (0..pictures.len()).collect();
        by_subject.sort_by_key(|i| subjects[*i]);
        let names: BTreeSet<&str> = pictures.iter().flat_map(|p| p.groups.keys()).map(String::as_str).collect();
        let class = Coded::new(CLASS, pictures.iter().map(|p| p.class.as_deref()).collect());
        let groups = names.into_iter().filter(|name| *name != CLASS).map(|name| {
            let values = pictures.iter().map(|p| p.groups.get(name).map(String::as_str));
            Coded::new(name, values.collect())
        });
        let columns = std::iter::once(class).chain(groups).filter(|column| !column.levels.is_empty()).collect();
        Self { pictures, subjects, by_subject, columns }
    }

    /// People with every picture that has a cell.
    pub fn people(&self, n_cells: usize, cell: impl Fn(usize) -> Option<u32>) -> People {
        let rows = self.by_subject.iter().filter_map(|i| Some((self.subjects[*i], cell(*i)?)));
        People::of_rows(&rows.collect::<Vec<_>>(), n_cells)
    }

    /// The values of a measure as they are compared, picture by picture.
    pub fn values(&self, measure: Measure) -> Vec<Option<f64>> {
        self.pictures.iter().map(|p| p.measures.get(measure).map(|value| seen(measure, value))).collect()
    }
}

impl Coded {
    pub fn new(name: &str, values: Vec<Option<&str>>) -> Self {
        let levels: Vec<&str> = values.iter().flatten().copied().collect::<BTreeSet<_>>().into_iter().collect();
        let place = |value: Option<&str>| value.and_then(|v| levels.binary_search(&v).ok()).map(|i| i as u32);
        let codes = values.into_iter().map(place).collect();
        Self { name: name.to_owned(), codes, levels: levels.into_iter().map(str::to_owned).collect() }
    }

    /// Pictures per level.
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.levels.len()];
        self.codes.iter().flatten().for_each(|code| counts[*code as usize] += 1);
        counts
    }

    /// Pictures without a value.
    pub fn n_unknown(&self) -> usize {
        self.codes.iter().filter(|code| code.is_none()).count()
    }
}

fn subjects(pictures: &[&Picture]) -> Vec<u32> {
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    let mut n_subjects = 0;
    let mut next = || {
        n_subjects += 1;
        n_subjects - 1
    };
    let numbers = pictures.iter().map(|picture| match picture.subject.as_deref() {
        Some(name) => *known.entry(name).or_insert_with(&mut next),
        None => next(),
    });
    numbers.collect()
}
