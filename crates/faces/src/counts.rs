//! How many faces there are of each kind.

use std::collections::{BTreeMap, BTreeSet};

use crate::face::Face;
use crate::{Expression, Split};

fn count<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    keys.fold(BTreeMap::new(), |mut counts, key| {
        *counts.entry(key).or_default() += 1;
        counts
    })
}

/// Faces per expression; an expression that does not occur has no entry.
pub fn per_expression<'a>(faces: impl IntoIterator<Item = &'a Face>) -> BTreeMap<Expression, usize> {
    count(faces.into_iter().map(|f| f.expression))
}

/// Faces per split of the manifest, `None` for those without.
pub fn per_split<'a>(faces: impl IntoIterator<Item = &'a Face>) -> BTreeMap<Option<Split>, usize> {
    count(faces.into_iter().map(|f| f.split))
}

/// Faces per value of a group column; those where it is unknown are in no entry.
pub fn per_group<'a>(faces: impl IntoIterator<Item = &'a Face>, column: &str) -> BTreeMap<String, usize> {
    count(faces.into_iter().filter_map(|f| f.groups.get(column).cloned()))
}

/// How many different people there are among the faces whose person is known.
pub fn n_subjects<'a>(faces: impl IntoIterator<Item = &'a Face>) -> usize {
    faces.into_iter().filter_map(|f| f.subject.as_deref()).collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests;
