//! What lies on both sides of a split: people, and pictures that look almost the same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::picture::{NearDuplicate, Picture};

/// Near duplicates and shared people of a set.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaks {
    /// Pairs of pictures that look almost the same, those across splits first, then the most alike.
    pub pairs: Vec<DuplicatePair>,
    /// Pairs whose pictures lie in different splits.
    pub n_across_splits: usize,
    /// Pairs whose pictures bear different classes.
    pub n_other_class: usize,
    /// Pairs whose pictures are said to show different people.
    pub n_other_subject: usize,
    /// People with pictures in more than one split.
    pub subjects: Vec<SharedSubject>,
}

/// Two pictures that look almost the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DuplicatePair {
    /// Both pictures' names.
    pub ids: [String; 2],
    /// In how many bits their perceptual hashes differ.
    pub distance: u32,
    /// Their splits.
    pub splits: [Option<String>; 2],
    /// Their classes.
    pub classes: [Option<String>; 2],
}

/// A person with pictures in more than one split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedSubject {
    /// The person's name in the set.
    pub subject: String,
    /// Pictures per split.
    pub n_pictures: BTreeMap<String, usize>,
}

impl DuplicatePair {
    /// Whether the pictures lie in different splits.
    pub fn is_across_splits(&self) -> bool {
        differ(&self.splits)
    }
}

/// Whether both are known and differ.
fn differ(values: &[Option<String>; 2]) -> bool {
    matches!(values, [Some(a), Some(b)] if a != b)
}

/// Pairs that name a picture outside the set are left out.
pub(super) fn leaks(pictures: &[Picture], near_duplicates: &[NearDuplicate]) -> Leaks {
    let pair = |found: &NearDuplicate| {
        let [a, b] = [pictures.get(found.first)?, pictures.get(found.second)?];
        let [a, b] = if a.id <= b.id { [a, b] } else { [b, a] };
        let both = |value: fn(&Picture) -> &Option<String>| [value(a).clone(), value(b).clone()];
        let pair = DuplicatePair {
            ids: [a.id.clone(), b.id.clone()],
            distance: found.distance,
            splits: both(|p| &p.split),
            classes: both(|p| &p.class),
        };
        Some((pair, differ(&both(|p| &p.subject))))
    };
    let found: Vec<(DuplicatePair, bool)> = near_duplicates.iter().filter_map(pair).collect();
    let n_other_subject = found.iter().filter(|(_, other)| *other).count();
    let mut pairs: Vec<DuplicatePair> = found.into_iter().map(|(pair, _)| pair).collect();
    let order = |pair: &DuplicatePair| (!pair.is_across_splits(), pair.distance, pair.ids.clone());
    pairs.sort_by_cached_key(order);
    Leaks {
        n_across_splits: pairs.iter().filter(|pair| pair.is_across_splits()).count(),
        n_other_class: pairs.iter().filter(|pair| differ(&pair.classes)).count(),
        n_other_subject,
        subjects: shared_subjects(pictures),
        pairs,
    }
}

fn shared_subjects(pictures: &[Picture]) -> Vec<SharedSubject> {
    let mut splits: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    for picture in pictures {
        let Some((subject, split)) = picture.subject.as_deref().zip(picture.split.clone()) else { continue };
        *splits.entry(subject).or_default().entry(split).or_default() += 1;
    }
    let shared = splits.into_iter().filter(|(_, n_pictures)| n_pictures.len() > 1);
    shared.map(|(subject, n_pictures)| SharedSubject { subject: subject.to_owned(), n_pictures }).collect()
}

#[cfg(test)]
mod tests;
