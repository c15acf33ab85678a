//! How many faces there are of each kind.

use std::collections::{BTreeMap, BTreeSet};

use crate::face::Face;
use crate::{ActionUnit, Expression, Split};

fn count<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    keys.fold(BTreeMap::new(), |mut counts, key| {
        *counts.entry(key).or_default() += 1;
        counts
    })
}

/// Faces per expression; an expression that does not occur has no entry, and a face without a label is in none.
pub fn per_expression<'a>(faces: impl IntoIterator<Item = &'a Face>) -> BTreeMap<Expression, usize> {
    count(faces.into_iter().filter_map(|f| f.expression))
}

/// Faces per split of the manifest, `None` for those without.
pub fn per_split<'a>(faces: impl IntoIterator<Item = &'a Face>) -> BTreeMap<Option<Split>, usize> {
    count(faces.into_iter().map(|f| f.split))
}

/// Faces per value of a group column; those where it is unknown are in no entry.
pub fn per_group<'a>(faces: impl IntoIterator<Item = &'a Face>, column: &str) -> BTreeMap<String, usize> {
    count(faces.into_iter().filter_map(|f| f.groups.get(column).cloned()))
}

/// Faces whose expression nobody annotated.
pub fn n_unlabelled<'a>(faces: impl IntoIterator<Item = &'a Face>) -> usize {
    faces.into_iter().filter(|f| f.expression.is_none()).count()
}

/// Labels per action unit: how many faces have one, and on how many of these the unit is active from `min_intensity` on.
pub fn per_action_unit<'a>(
    faces: impl IntoIterator<Item = &'a Face>,
    min_intensity: f32,
) -> BTreeMap<ActionUnit, (usize, usize)> {
    let labels = faces.into_iter().flat_map(|f| &f.action_units);
    labels.fold(BTreeMap::new(), |mut counts, (unit, label)| {
        let (n_labelled, n_active) = counts.entry(*unit).or_default();
        *n_labelled += 1;
        *n_active += usize::from(label.is_active(min_intensity));
        counts
    })
}

/// How many different people there are among the faces whose person is known.
pub fn n_subjects<'a>(faces: impl IntoIterator<Item = &'a Face>) -> usize {
    faces.into_iter().filter_map(|f| f.subject.as_deref()).collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests;
