//! Rows counted one by one, so that a table larger than memory can be streamed.

use std::collections::{BTreeMap, BTreeSet};

use super::scores::{KeptScores, ScoreSums};
use super::table::{Columns, Row, TallyError};
use crate::chance::resample::People;

/// Counts rows. Without people its size depends on the cells that occur, not on the rows; with people it keeps twelve to
/// sixteen bytes per person and cell, and with [`Tally::keeping_scores`] four bytes per class and row.
///
/// # Examples
/// ```
/// use audit::fairness::{Attribute, Columns, Row, Tally};
/// let gender = Attribute { name: "gender".into(), levels: vec!["female".into(), "male".into()] };
/// let columns = Columns { classes: vec!["happiness".into(), "sadness".into()], attributes: vec![gender] };
/// let mut tally = Tally::new(columns)?;
/// let row = Row { groups: &[Some(1)], truth: 0, predicted: Some(1), person: None, seed: 0, probabilities: &[] };
/// tally.add(&row)?;
/// assert_eq!(tally.close()?.n_rows(), 1);
/// # Ok::<(), audit::fairness::TallyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Tally {
    columns: Columns,
    /// Seed, then 0 for unknown and otherwise the level plus 1, per attribute; its block of counts.
    blocks: BTreeMap<Vec<u16>, u32>,
    /// `block x truth x outcome`, a missed face being the last outcome.
    counts: Vec<u64>,
    /// Person, cell, rows.
    people: Vec<(u64, u32, u32)>,
    n_when_compact: usize,
    n_rows: u64,
    scores: Vec<ScoreSums>,
    kept: Option<KeptScores>,
    key: Vec<u16>,
}

/// Counted rows in an order that does not depend on theirs.
#[derive(Debug, Clone)]
pub struct Tallied {
    pub(super) columns: Columns,
    /// 0 for unknown, otherwise the level plus 1, per attribute: every combination that occurs, sorted.
    pub(super) joints: Vec<Vec<u16>>,
    pub(super) seeds: Vec<u16>,
    /// `joint x seed x truth x outcome`, a missed face being the last outcome.
    pub(super) counts: Vec<u64>,
    /// Person (numbered from 0), cell, rows; sorted. `None` where nobody is named.
    pub(super) people: Option<Vec<(u32, u32, u32)>>,
    /// Per joint; empty where no row had scores.
    pub(super) scores: Vec<ScoreSums>,
    /// Every score with the joint of its row.
    pub(super) kept: Option<KeptScores>,
}

impl Tally {
    /// An empty tally.
    ///
    /// # Errors
    /// Fewer than two classes.
    pub fn new(columns: Columns) -> Result<Self, TallyError> {
        columns.check()?;
        Ok(Self {
            columns,
            blocks: BTreeMap::new(),
            counts: Vec::new(),
            people: Vec::new(),
            n_when_compact: 1 << 16,
            n_rows: 0,
            scores: Vec::new(),
            kept: None,
            key: Vec::new(),
        })
    }

    /// Keeps every probability, which the area under the curve needs.
    pub fn keeping_scores(mut self) -> Self {
        self.kept = Some(KeptScores::default());
        self
    }

    /// Counts one row.
    ///
    /// # Errors
    /// A row that does not fit the columns; it is not counted.
    pub fn add(&mut self, row: &Row<'_>) -> Result<(), TallyError> {
        self.columns.check_row(row)?;
        if self.n_rows > 0 && row.person.is_some() == self.people.is_empty() {
            return Err(TallyError::People);
        }
        self.n_rows += 1;
        let block = self.block(row);
        let n_classes = self.columns.classes.len();
        let outcome = row.predicted.map_or(n_classes, usize::from);
        let cell = (block * n_classes + row.truth as usize) * (n_classes + 1) + outcome;
        self.counts[cell] += 1;
        if let Some(person) = row.person {
            self.people.push((person, cell as u32, 1));
            self.compact_when_doubled();
        }
        if let Some(predicted) = row.predicted.filter(|_| !row.probabilities.is_empty()) {
            self.scores[block].add(row, predicted);
            if let Some(kept) = &mut self.kept {
                kept.add(block as u32, row);
            }
        }
        Ok(())
    }

    fn block(&mut self, row: &Row<'_>) -> usize {
        self.key.clear();
        self.key.push(row.seed);
        self.key.extend(row.groups.iter().map(|level| level.map_or(0, |level| level + 1)));
        if let Some(block) = self.blocks.get(&self.key) {
            return *block as usize;
        }
        let block = self.blocks.len();
        self.blocks.insert(self.key.clone(), block as u32);
        let n_classes = self.columns.classes.len();
        self.counts.resize(self.counts.len() + n_classes * (n_classes + 1), 0);
        self.scores.push(ScoreSums::default());
        block
    }

    fn compact_when_doubled(&mut self) {
        if self.people.len() < 2 * self.n_when_compact {
            return;
        }
        compact(&mut self.people);
        self.n_when_compact = self.people.len().max(1 << 16);
    }

    /// Ends counting.
    ///
    /// # Errors
    /// No rows, or several seeds without people.
    pub fn close(mut self) -> Result<Tallied, TallyError> {
        if self.n_rows == 0 {
            return Err(TallyError::Empty);
        }
        let seeds: Vec<u16> = self.blocks.keys().map(|key| key[0]).collect::<BTreeSet<_>>().into_iter().collect();
        if seeds.len() > 1 && self.people.is_empty() {
            return Err(TallyError::SeedsWithoutPeople { n_seeds: seeds.len() });
        }
        let joints: BTreeSet<&[u16]> = self.blocks.keys().map(|key| &key[1..]).collect();
        let joints: Vec<Vec<u16>> = joints.into_iter().map(<[u16]>::to_vec).collect();
        let n_classes = self.columns.classes.len();
        let n_outcomes = n_classes * (n_classes + 1);
        // Where the block of a seed and a joint goes, and which joint it is.
        let mut place_of = vec![(0, 0); self.blocks.len()];
        for (key, block) in &self.blocks {
            let joint = joints.partition_point(|joint| joint.as_slice() < &key[1..]);
            let seed = seeds.partition_point(|seed| *seed < key[0]);
            place_of[*block as usize] = (joint * seeds.len() + seed, joint);
        }
        let mut counts = vec![0; joints.len() * seeds.len() * n_outcomes];
        let mut scores = vec![ScoreSums::default(); joints.len()];
        for (block, (place, joint)) in place_of.iter().enumerate() {
            counts[place * n_outcomes..][..n_outcomes]
                .copy_from_slice(&self.counts[block * n_outcomes..][..n_outcomes]);
            scores[*joint].merge(&self.scores[block]);
        }
        if let Some(kept) = &mut self.kept {
            kept.blocks.iter_mut().for_each(|block| *block = place_of[*block as usize].1 as u32);
        }
        let people = self.numbered_people(|cell| {
            let (block, outcome) = (cell as usize / n_outcomes, cell as usize % n_outcomes);
            (place_of[block].0 * n_outcomes + outcome) as u32
        });
        scores.truncate(if scores.iter().all(ScoreSums::is_empty) { 0 } else { scores.len() });
        Ok(Tallied { columns: self.columns, joints, seeds, counts, people, scores, kept: self.kept })
    }

    fn numbered_people(&mut self, place: impl Fn(u32) -> u32) -> Option<Vec<(u32, u32, u32)>> {
        self.people.iter_mut().for_each(|(_, cell, _)| *cell = place(*cell));
        compact(&mut self.people);
        let first = self.people.first()?.0;
        let (mut last, mut number) = (first, 0);
        let numbered = self.people.drain(..).map(|(person, cell, n)| {
            number += u32::from(person != last);
            last = person;
            (number, cell, n)
        });
        Some(numbered.collect())
    }
}

/// Sorts, and joins rows of one person and cell.
fn compact(people: &mut Vec<(u64, u32, u32)>) {
    people.sort_unstable();
    people.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0 && next.1 == kept.1;
        kept.2 += if is_same { next.2 } else { 0 };
        is_same
    });
}

impl Tallied {
    /// What the numbers in the rows meant.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// How many rows were counted.
    pub fn n_rows(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// How many people the rows show; `None` where nobody was named.
    pub fn n_people(&self) -> Option<usize> {
        Some(self.people.as_ref()?.last()?.0 as usize + 1)
    }

    /// How many seeds answered.
    pub fn n_seeds(&self) -> usize {
        self.seeds.len()
    }

    pub(super) fn n_classes(&self) -> usize {
        self.columns.classes.len()
    }

    /// Cells of one group: truth and outcome.
    pub(super) fn n_outcomes(&self) -> usize {
        self.n_classes() * (self.n_classes() + 1)
    }

    /// Cells of one joint: seed, truth and outcome.
    pub(super) fn stride(&self) -> usize {
        self.seeds.len() * self.n_outcomes()
    }

    /// Person and cell of each row; `None` where nobody was named.
    pub(super) fn person_rows(&self) -> Option<impl Iterator<Item = (u32, u32)> + '_> {
        let people = self.people.as_ref()?;
        Some(people.iter().flat_map(|(person, cell, n)| std::iter::repeat_n((*person, *cell), *n as usize)))
    }

    /// The units of resampling: people where they are named, rows otherwise.
    pub(super) fn units(&self) -> People {
        match self.person_rows() {
            Some(rows) => People::of_rows(&rows.collect::<Vec<_>>(), self.counts.len()),
            None => People::of_counts(&self.counts),
        }
    }
}

#[cfg(test)]
mod tests;
