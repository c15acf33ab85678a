//! What a study found: counts, curves, samples and everything that was dropped.

use std::collections::BTreeMap;
use std::sync::Arc;

use audit::{Condition, FourStep, Predictions, Scored, TestKind, four_step};
use faces::{Expression, FaceSet, Probabilities, Problem, SubjectCheck};
use pixels::RgbImage;
use serde::Serialize;

use crate::album::{Album, Entry};
use crate::error::StudyError;
use crate::experiment::Trial;
use crate::gather::{Gathered, Pictures};
use crate::sides::Sides;

/// What a study found.
#[derive(Debug)]
pub struct Outcome {
    /// Counts, rates, intervals, tests.
    pub four_step: FourStep,
    /// The trained models, one per kind and seed.
    pub trials: Vec<Trial>,
    /// Some test pictures, one of each class and test set where there is one.
    pub samples: Vec<TestSample>,
    /// In how many test pictures no face was found, by annotated or drawn group.
    pub misses: Vec<GroupMisses>,
    /// Training faces in which no face was found.
    pub n_missed_in_training: usize,
    /// Pictures that cannot be read.
    pub broken: Vec<Problem>,
    /// Drawings that the accessories' gate refused.
    pub refused: Vec<Problem>,
    /// Whether the faces are drawn by code.
    pub is_phantom: bool,
    /// How many faces are on each side.
    pub sizes: Sizes,
    /// Whether people are known to be on one side only.
    pub subjects: SubjectCheck,
    /// Fingerprint of the data.
    pub fingerprint: String,
}

/// How many pictures there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Sizes {
    /// Undisguised faces found for training.
    pub train: usize,
    /// Drawn disguises for training.
    pub synthetic: usize,
    /// Undisguised faces of the control.
    pub extra: usize,
    /// Covered faces of the other control.
    pub covered: usize,
    /// Faces on neither side.
    pub set_aside: usize,
}

/// A test picture with every model's answer of the first seed.
#[derive(Debug, Clone)]
pub struct TestSample {
    /// The test set.
    pub test: TestKind,
    /// The picture's id.
    pub id: String,
    /// What the face shows.
    pub truth: Expression,
    /// What it wears, as drawn or annotated.
    pub wears: Option<String>,
    /// The crop.
    pub crop: Arc<RgbImage>,
    /// Answers by model.
    pub answers: Vec<(Condition, Probabilities)>,
}

/// Pictures of one group in which no face was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupMisses {
    /// The column.
    pub attribute: String,
    /// The value.
    pub group: String,
    /// Pictures without a found face.
    pub n_missed: usize,
    /// All pictures of the group.
    pub n_pictures: usize,
}

/// Columns with more values than this are no groups but names.
const MOST_GROUPS: usize = 20;

impl Outcome {
    /// Counts what `trials` answered.
    ///
    /// # Errors
    /// When the predictions do not make an experiment, which is a bug.
    pub fn new(gathered: &Gathered, album: &Album, sides: &Sides, trials: Vec<Trial>) -> Result<Self, StudyError> {
        let set = &gathered.set;
        let predictions: Vec<Predictions> = trials.iter().flat_map(|trial| scored(set, album, trial)).collect();
        Ok(Self {
            four_step: four_step(&predictions)?,
            samples: samples(set, album, &trials),
            misses: misses(set, album),
            n_missed_in_training: album.train.iter().chain(&album.synthetic).filter(|e| e.crop.is_none()).count(),
            broken: album.broken.clone(),
            refused: album.refused.clone(),
            is_phantom: matches!(gathered.pictures, Pictures::Phantoms { .. }),
            sizes: Sizes {
                train: n_found(&album.train),
                synthetic: n_found(&album.synthetic),
                extra: n_found(&album.extra),
                covered: n_found(&album.covered),
                set_aside: sides.set_aside.len(),
            },
            subjects: sides.subjects,
            fingerprint: set.fingerprint.clone(),
            trials,
        })
    }
}

fn n_found(entries: &[Entry]) -> usize {
    entries.iter().filter(|entry| entry.crop.is_some()).count()
}

fn scored(set: &FaceSet, album: &Album, trial: &Trial) -> Vec<Predictions> {
    let answers = trial.answers.iter().zip(&album.tests);
    answers
        .map(|((test, answers), (_, entries))| Predictions {
            seed: trial.seed,
            condition: Condition::new(trial.model, *test),
            faces: entries.iter().zip(answers).map(|(entry, answer)| score(set, entry, answer.as_ref())).collect(),
        })
        .collect()
}

fn score(set: &FaceSet, entry: &Entry, answer: Option<&Probabilities>) -> Scored {
    let scored = Scored::new(&entry.id, entry.expression, answer.map(Probabilities::predicted));
    if entry.worn.is_some() { scored.made_from(set.faces[entry.face].id.as_str()) } else { scored }
}

/// Misses by every annotated group of the undisguised and really disguised faces, and by kind of the drawn ones.
fn misses(set: &FaceSet, album: &Album) -> Vec<GroupMisses> {
    let mut counts: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
    let entries = album.train.iter().chain(&album.synthetic).chain(album.tests.iter().flat_map(|(_, entries)| entries));
    for entry in entries {
        for key in groups_of(set, entry) {
            let (n_missed, n_pictures) = counts.entry(key).or_default();
            *n_missed += usize::from(entry.crop.is_none());
            *n_pictures += 1;
        }
    }
    let mut values: BTreeMap<String, usize> = BTreeMap::new();
    for (attribute, _) in counts.keys() {
        *values.entry(attribute.clone()).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|((attribute, _), _)| values[attribute] <= MOST_GROUPS)
        .map(|((attribute, group), (n_missed, n_pictures))| GroupMisses { attribute, group, n_missed, n_pictures })
        .collect()
}

fn groups_of(set: &FaceSet, entry: &Entry) -> Vec<(String, String)> {
    if let Some(worn) = &entry.worn {
        return vec![("drawn disguise".to_owned(), worn.fitting.outfit.kinds().to_string())];
    }
    set.faces[entry.face].groups.iter().map(|(column, value)| (column.clone(), value.clone())).collect()
}

/// The first found picture of each class in each test set, answered by the models of the first seed.
fn samples(set: &FaceSet, album: &Album, trials: &[Trial]) -> Vec<TestSample> {
    let Some(first_seed) = trials.iter().map(|trial| trial.seed).min() else { return Vec::new() };
    let mut samples = Vec::new();
    for (i, (test, entries)) in album.tests.iter().enumerate() {
        for class in Expression::ALL {
            let mut of_class = entries.iter().enumerate().filter(|(_, entry)| entry.expression == class);
            let Some((j, entry, crop)) = of_class.find_map(|(j, e)| Some((j, e, e.crop.as_ref()?))) else { continue };
            let answers = trials.iter().filter(|trial| trial.seed == first_seed);
            samples.push(TestSample {
                test: *test,
                id: entry.id.clone(),
                truth: class,
                wears: wears(set, entry),
                crop: Arc::clone(crop),
                answers: answers
                    .filter_map(|trial| Some((Condition::new(trial.model, *test), trial.answers[i].1[j]?)))
                    .collect(),
            });
        }
    }
    samples
}

fn wears(set: &FaceSet, entry: &Entry) -> Option<String> {
    match &entry.worn {
        Some(worn) => Some(worn.fitting.outfit.name()),
        None => set.faces[entry.face].disguise.clone(),
    }
}
