//! Builds the experiment from lists of predictions, and refuses lists that do not fit together.

use std::collections::BTreeMap;

use faces::Expression;

use super::{Cell, Comparison, Format, FourStep, FourStepError, Predictions};
use crate::cell::{CellOutcome, Missing, Scored};
use crate::condition::{Condition, ModelKind, TestKind};
use crate::estimate::{Estimate, Observation, Spread};
use crate::paired::Paired;

/// Builds the experiment from the answers of every model, seed and test set, given in any order.
///
/// # Errors
/// Where the lists do not fit together: nothing given, a list or face given twice, seeds that differ between
/// conditions, or test sets whose pictures differ between lists.
pub fn four_step(predictions: &[Predictions]) -> Result<FourStep, FourStepError> {
    let lists = grouped(predictions)?;
    let seeds = common_seeds(&lists)?;
    check_same_faces(&lists)?;
    let answers: BTreeMap<Condition, Answers<'_>> =
        lists.into_iter().map(|(condition, by_seed)| (condition, by_seed.into_values().collect::<Vec<_>>())).collect();
    Ok(FourStep {
        format: Format,
        seeds,
        cells: answers.iter().map(|(condition, answers)| cell_of(*condition, answers)).collect(),
        comparisons: model_pairs().filter_map(|ends| comparison_of(ends, &answers)).collect(),
        disguise_gaps: disguise_pairs().filter_map(|ends| comparison_of(ends, &answers)).collect(),
    })
}

/// The faces of one list by id.
type ById<'a> = BTreeMap<&'a str, &'a Scored>;
/// One list per seed.
type Answers<'a> = Vec<ById<'a>>;

fn grouped(predictions: &[Predictions]) -> Result<BTreeMap<Condition, BTreeMap<u64, ById<'_>>>, FourStepError> {
    let mut lists: BTreeMap<Condition, BTreeMap<u64, ById<'_>>> = BTreeMap::new();
    for Predictions { seed, condition, faces } in predictions {
        let (seed, condition) = (*seed, *condition);
        let mut by_id = ById::new();
        for face in faces {
            if by_id.insert(&face.face, face).is_some() {
                return Err(FourStepError::FaceTwice { condition, seed, face: face.face.clone() });
            }
        }
        if lists.entry(condition).or_default().insert(seed, by_id).is_some() {
            return Err(FourStepError::Twice { condition, seed });
        }
    }
    Ok(lists)
}

fn common_seeds(lists: &BTreeMap<Condition, BTreeMap<u64, ById<'_>>>) -> Result<Vec<u64>, FourStepError> {
    let expected: Vec<u64> = lists.values().next().ok_or(FourStepError::Empty)?.keys().copied().collect();
    for (condition, by_seed) in lists {
        let found: Vec<u64> = by_seed.keys().copied().collect();
        if found != expected {
            return Err(FourStepError::Seeds { condition: *condition, expected, found });
        }
    }
    Ok(expected)
}

fn check_same_faces(lists: &BTreeMap<Condition, BTreeMap<u64, ById<'_>>>) -> Result<(), FourStepError> {
    let mut known: BTreeMap<TestKind, &ById<'_>> = BTreeMap::new();
    for (condition, list) in lists.iter().flat_map(|(condition, by_seed)| by_seed.values().map(move |l| (condition, l)))
    {
        let first = *known.entry(condition.test).or_insert(list);
        if let Some(face) = first_difference(first, list) {
            return Err(FourStepError::FacesDiffer { test: condition.test, condition: *condition, face });
        }
    }
    Ok(())
}

/// The smallest id that is not the same picture in both lists.
fn first_difference(first: &ById<'_>, other: &ById<'_>) -> Option<String> {
    let facts = |face: &Scored| (face.parent.clone(), face.truth, face.predicted.is_some());
    let differs = |id: &&&str| first.get(**id).map(|f| facts(f)) != other.get(**id).map(|f| facts(f));
    first.keys().chain(other.keys()).filter(differs).min().map(|id| (*id).to_owned())
}

fn cell_of(condition: Condition, answers: &Answers<'_>) -> Cell {
    let counted = |list: &ById<'_>| list.values().copied().fold(CellOutcome::default(), CellOutcome::with);
    let per_seed: Vec<CellOutcome> = answers.iter().map(counted).collect();
    let macros: Vec<f64> = per_seed.iter().filter_map(|outcome| outcome.macro_accuracy(Missing::LeftOut)).collect();
    let hits = |missing, truth| Estimate::of_fraction(&hits_per_face(answers, missing, truth));
    Cell {
        model: condition.model,
        test: condition.test,
        per_seed,
        accuracy: hits(Missing::LeftOut, None),
        accuracy_with_missing: hits(Missing::CountedAsErrors, None),
        macro_accuracy: Spread::of(&macros),
        recalls: Expression::ALL.map(|truth| hits(Missing::LeftOut, Some(truth))),
    }
}

/// One observation per face that counts: 1 for a hit, 0 for an error, seed by seed.
fn hits_per_face<'a>(answers: &Answers<'a>, missing: Missing, truth: Option<Expression>) -> Vec<Observation<'a>> {
    let Some(first) = answers.first() else { return Vec::new() };
    let counts = |face: &Scored| {
        truth.is_none_or(|t| t == face.truth) && (missing == Missing::CountedAsErrors || face.predicted.is_some())
    };
    first
        .iter()
        .filter(|(_, face)| counts(face))
        .map(|(id, face)| Observation {
            parent: face.independent_id(),
            per_seed: answers.iter().map(|list| hit(list, id)).collect(),
        })
        .collect()
}

fn hit(list: &ById<'_>, id: &str) -> f64 {
    f64::from(u8::from(list.get(id).is_some_and(|face| face.is_hit() == Some(true))))
}

fn model_pairs() -> impl Iterator<Item = (Condition, Condition)> {
    let pairs = [
        (ModelKind::Real, ModelKind::RealAndSynthetic),
        (ModelKind::Real, ModelKind::RealAndExtra),
        (ModelKind::RealAndExtra, ModelKind::RealAndSynthetic),
        (ModelKind::Real, ModelKind::RealAndCovered),
        (ModelKind::RealAndCovered, ModelKind::RealAndSynthetic),
    ];
    TestKind::ALL
        .into_iter()
        .flat_map(move |test| pairs.map(|(a, b)| (Condition::new(a, test), Condition::new(b, test))))
}

fn disguise_pairs() -> impl Iterator<Item = (Condition, Condition)> {
    let tests = [TestKind::Disguised, TestKind::ReallyDisguised];
    tests.into_iter().flat_map(|test| {
        ModelKind::ALL.map(|model| (Condition::new(model, TestKind::Real), Condition::new(model, test)))
    })
}

/// Compares two conditions, `None` where one was not run or no face can be paired.
fn comparison_of(
    (first, second): (Condition, Condition),
    answers: &BTreeMap<Condition, Answers<'_>>,
) -> Option<Comparison> {
    let (of_first, of_second) = (answers.get(&first)?, answers.get(&second)?);
    let ids = paired_ids(of_first.first()?, of_second.first()?, first.test == second.test);
    let found: Vec<(&str, &str)> =
        ids.iter().copied().filter(|(a, b)| is_found(&of_first[0], a) && is_found(&of_second[0], b)).collect();
    if ids.is_empty() {
        return None;
    }
    let per_seed: Vec<Paired> = of_first.iter().zip(of_second).map(|(a, b)| paired(&found, a, b)).collect();
    let all = paired(&ids, &of_first[0], &of_second[0]);
    Some(Comparison {
        first,
        second,
        p_values: per_seed.iter().map(|pairs| pairs.p_value()).collect(),
        difference: Estimate::of_difference(&differences(&found, of_first, of_second), per_seed[0]),
        difference_with_missing: Estimate::of_difference(&differences(&ids, of_first, of_second), all),
        per_seed,
    })
}

/// Ids of one face under both conditions: the same id in one test set, else a parent and the picture made from it.
fn paired_ids<'a>(first: &ById<'a>, second: &ById<'a>, same_test: bool) -> Vec<(&'a str, &'a str)> {
    let partner = |face: &'a Scored| if same_test { Some(face.face.as_str()) } else { face.parent.as_deref() };
    second.values().filter_map(|face| Some((*first.get_key_value(partner(face)?)?.0, face.face.as_str()))).collect()
}

fn is_found(list: &ById<'_>, id: &str) -> bool {
    list.get(id).is_some_and(|face| face.predicted.is_some())
}

fn paired(ids: &[(&str, &str)], first: &ById<'_>, second: &ById<'_>) -> Paired {
    let mut pairs = Paired { both: 0, only_first: 0, only_second: 0, neither: 0 };
    for (a, b) in ids {
        let slot = match (hit(first, a) > 0.0, hit(second, b) > 0.0) {
            (true, true) => &mut pairs.both,
            (true, false) => &mut pairs.only_first,
            (false, true) => &mut pairs.only_second,
            (false, false) => &mut pairs.neither,
        };
        *slot += 1;
    }
    pairs
}

fn differences<'a>(ids: &[(&'a str, &'a str)], first: &Answers<'a>, second: &Answers<'a>) -> Vec<Observation<'a>> {
    ids.iter()
        .map(|(a, b)| Observation {
            parent: second[0].get(b).map_or(*b, |face| face.independent_id()),
            per_seed: first.iter().zip(second).map(|(f, s)| hit(s, b) - hit(f, a)).collect(),
        })
        .collect()
}
