//! Findings about what lies on both sides of a split, and about near duplicates.

use super::super::duplicates::DuplicatePair;
use super::{Finding, MOST_EXAMPLES, Raised, Seen, Topic, Weight};

pub(super) fn raised(seen: Seen<'_>) -> Vec<Raised> {
    let leaks = &seen.diagnosis.leaks;
    let n_pictures = seen.diagnosis.size.n_pictures.max(1) as f64;
    let raise = |key: &str, weight, n: usize, told: (String, &str, Option<usize>), examples| {
        (n > 0).then(|| Raised {
            finding: Finding { key: format!("leak:{key}"), topic: Topic::Leak, weight, sentence: told.0, examples },
            size: 1.0 + n as f64 / n_pictures,
            advice: Some((told.1.to_owned(), told.2)),
        })
    };
    let (n_across, n_all) = (leaks.n_across_splits, leaks.pairs.len());
    let n_people = leaks.subjects.len();
    let across = format!("{n_across} of {n_all} pairs of pictures that look almost the same lie in different splits");
    let people = format!("{n_people} people have pictures in more than one split");
    let classes = format!("{} of {n_all} pairs that look almost the same bear different classes", leaks.n_other_class);
    let within = format!("{} pairs of pictures look almost the same within a split", n_all - n_across);
    [
        raise(
            "splits",
            Weight::Serious,
            n_across,
            (across, "take one picture of each pair out of training", Some(n_across)),
            examples(&leaks.pairs, DuplicatePair::is_across_splits),
        ),
        raise(
            "subjects",
            Weight::Serious,
            n_people,
            (people, "move each of these people to one split", None),
            shared(seen),
        ),
        raise(
            "classes",
            Weight::Notable,
            leaks.n_other_class,
            (classes, "look at the pairs that look almost the same and bear different classes: one label of each may be wrong", None),
            examples(&leaks.pairs, |pair| matches!(&pair.classes, [Some(a), Some(b)] if a != b)),
        ),
        raise(
            "within",
            Weight::Slight,
            n_all - n_across,
            (within, "take one picture of each pair out", Some(n_all - n_across)),
            examples(&leaks.pairs, |pair| !pair.is_across_splits()),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Both pictures of the first pairs.
fn examples(pairs: &[DuplicatePair], shows: impl Fn(&DuplicatePair) -> bool) -> Vec<String> {
    pairs.iter().filter(|pair| shows(pair)).flat_map(|pair| pair.ids.clone()).take(MOST_EXAMPLES).collect()
}

/// Pictures of people in more than one split.
fn shared(seen: Seen<'_>) -> Vec<String> {
    let is_shared = |subject: &str| seen.diagnosis.leaks.subjects.iter().any(|shared| shared.subject == subject);
    seen.examples(|i| seen.frame.pictures[i].subject.as_deref().is_some_and(is_shared))
}
