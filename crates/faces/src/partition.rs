//! Which faces to train on and which to test on, so that nobody is on both sides.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::face::Face;
use crate::{Expression, Split};

mod assign;
mod error;

pub use error::PartitionError;

/// How to divide a data set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PartitionOptions {
    /// By what to divide.
    pub rule: PartitionRule,
    /// Which splits of the manifest are the test side.
    pub test_side: TestSide,
    /// The share of faces to test on where the manifest has no splits, in `(0, 1)`.
    pub test_fraction: f64,
    /// Whether a class may be missing on one side.
    pub empty_classes: EmptyClasses,
}

impl Default for PartitionOptions {
    fn default() -> Self {
        Self {
            rule: PartitionRule::default(),
            test_side: TestSide::default(),
            test_fraction: 0.3,
            empty_classes: EmptyClasses::default(),
        }
    }
}

/// By what to divide a data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartitionRule {
    /// By the manifest's splits where it has them, else by subject.
    #[default]
    Auto,
    /// By the manifest's splits.
    Splits,
    /// By subject, whole; a face of an unknown person is taken for a person of its own.
    Subjects,
}

/// Which splits of the manifest are the test side; a split on neither side is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestSide {
    /// Both `val` and `test`.
    #[default]
    ValAndTest,
    /// Only `val`.
    Val,
    /// Only `test`.
    Test,
}

/// Whether a class of the set may be missing on one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmptyClasses {
    /// It is an error.
    #[default]
    Refuse,
    /// It is reported.
    Allow,
}

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// To train on.
    Train,
    /// To test on.
    Test,
}

impl Side {
    /// The name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Test => "test",
        }
    }
}

/// Whether people are kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectCheck {
    /// Nobody is on both sides.
    Disjoint,
    /// For some faces the person is unknown: the same person may be on both sides, which makes results too good.
    Unknown {
        /// How many faces.
        n_faces: usize,
    },
}

/// A data set divided in two; positions in the slice of faces, ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    /// Faces to train on.
    pub train: Vec<usize>,
    /// Faces to test on.
    pub test: Vec<usize>,
    /// Faces on neither side.
    pub left_out: Vec<usize>,
    /// The rule that was followed: never [`PartitionRule::Auto`].
    pub rule: PartitionRule,
    /// Whether people are kept apart.
    pub subjects: SubjectCheck,
    /// Expressions that do not occur in the set at all.
    pub absent: Vec<Expression>,
    /// Expressions of the set that are missing on a side; only where that was allowed.
    pub empty: Vec<(Side, Expression)>,
}

/// Divides faces in two. The same faces and seed give the same sides, whatever the order of the faces.
///
/// # Errors
/// No faces, a fraction outside `(0, 1)`, faces without a split where splits are to be followed, an empty side, a person on
/// both sides, or a class that is missing on one.
pub fn partition(faces: &[Face], options: &PartitionOptions, seed: u64) -> Result<Partition, PartitionError> {
    if faces.is_empty() {
        return Err(PartitionError::NoFaces);
    }
    let has_splits = faces.iter().any(|f| f.split.is_some());
    let by_splits = options.rule == PartitionRule::Splits || (options.rule == PartitionRule::Auto && has_splits);
    let sides = if by_splits { by_split(faces, options.test_side)? } else { by_subject(faces, options, seed)? };
    let on = |side: Option<Side>| -> Vec<usize> { (0..faces.len()).filter(|&i| sides[i] == side).collect() };
    let partition = Partition {
        train: on(Some(Side::Train)),
        test: on(Some(Side::Test)),
        left_out: on(None),
        rule: if by_splits { PartitionRule::Splits } else { PartitionRule::Subjects },
        subjects: check_subjects(faces, &sides)?,
        absent: absent(faces.iter()),
        empty: Vec::new(),
    };
    partition.with_empty_classes(faces, options)
}

impl Partition {
    /// The positions of a side.
    pub fn side(&self, side: Side) -> &[usize] {
        match side {
            Side::Train => &self.train,
            Side::Test => &self.test,
        }
    }

    fn with_empty_classes(mut self, faces: &[Face], options: &PartitionOptions) -> Result<Self, PartitionError> {
        for side in [Side::Train, Side::Test] {
            let there = self.side(side);
            if there.is_empty() {
                return Err(PartitionError::EmptySide { side });
            }
            let missing = absent(there.iter().map(|&i| &faces[i])).into_iter().filter(|e| !self.absent.contains(e));
            let missing: Vec<_> = missing.map(|e| (side, e)).collect();
            self.empty.extend(missing);
        }
        match options.empty_classes {
            EmptyClasses::Refuse if !self.empty.is_empty() => Err(PartitionError::EmptyClasses { empty: self.empty }),
            _ => Ok(self),
        }
    }
}

fn by_split(faces: &[Face], test_side: TestSide) -> Result<Vec<Option<Side>>, PartitionError> {
    let n_without = faces.iter().filter(|f| f.split.is_none()).count();
    if n_without != 0 {
        return Err(PartitionError::WithoutSplit { n_without, n_total: faces.len() });
    }
    let side = |face: &Face| match (face.split?, test_side) {
        (Split::Train, _) => Some(Side::Train),
        (Split::Val, TestSide::Test) | (Split::Test, TestSide::Val) => None,
        (Split::Val | Split::Test, _) => Some(Side::Test),
    };
    Ok(faces.iter().map(side).collect())
}

fn by_subject(faces: &[Face], options: &PartitionOptions, seed: u64) -> Result<Vec<Option<Side>>, PartitionError> {
    let fraction = options.test_fraction;
    if !(0.0 < fraction && fraction < 1.0) {
        return Err(PartitionError::BadFraction { fraction });
    }
    Ok(assign::sides(faces, fraction, seed).into_iter().map(Some).collect())
}

/// Fails where a person is on both sides.
fn check_subjects(faces: &[Face], sides: &[Option<Side>]) -> Result<SubjectCheck, PartitionError> {
    let mut n_faces: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (face, side) in faces.iter().zip(sides) {
        let Some((subject, side)) = face.subject.as_deref().zip(*side) else { continue };
        let (n_train, n_test) = n_faces.entry(subject).or_default();
        match side {
            Side::Train => *n_train += 1,
            Side::Test => *n_test += 1,
        }
    }
    let both = n_faces.into_iter().filter(|(_, (n_train, n_test))| *n_train != 0 && *n_test != 0);
    let both: BTreeMap<String, (usize, usize)> = both.map(|(subject, n)| (subject.to_owned(), n)).collect();
    if !both.is_empty() {
        return Err(PartitionError::SubjectsOnBothSides { n_faces: both });
    }
    let unknown = faces.iter().zip(sides).filter(|(face, side)| face.subject.is_none() && side.is_some()).count();
    Ok(if unknown == 0 { SubjectCheck::Disjoint } else { SubjectCheck::Unknown { n_faces: unknown } })
}

fn absent<'a>(faces: impl Iterator<Item = &'a Face>) -> Vec<Expression> {
    let there: BTreeSet<Expression> = faces.filter_map(|f| f.expression).collect();
    Expression::ALL.into_iter().filter(|e| !there.contains(e)).collect()
}

#[cfg(test)]
mod tests;
