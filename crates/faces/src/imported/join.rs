//! Predictions of other programs beside the faces they are about.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, Imported};
use crate::{ActionUnit, ActionUnitLabel, Expression, Face, FaceId, Outcome, Probabilities};

/// Predictions of another program, face by face.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Joined {
    /// One for each labelled face about which the program said something: an answer, or that it found no face.
    ///
    /// An answer without probabilities is a certainty here: it can be counted, but says nothing about calibration.
    pub outcomes: Vec<Outcome>,
    /// The action units of each face.
    pub action_units: BTreeMap<FaceId, BTreeMap<ActionUnit, ActionUnitLabel>>,
    /// How many of the outcomes are answers without probabilities.
    pub n_without_probabilities: usize,
    /// Answers that are none of the seven expressions, such as contempt, by word; they are in no outcome.
    pub other_answers: BTreeMap<String, usize>,
    /// Faces about which the program said nothing.
    pub missing: Vec<FaceId>,
    /// Pictures of the program that are no faces of the set.
    pub strangers: BTreeSet<String>,
    /// Further faces that the program found in a picture; the largest is taken, and without boxes the first.
    pub n_further: usize,
}

/// Names of pictures and faces that do not go together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unmatched {
    /// A name that several faces have.
    #[error("`{picture}` could be {}; expected names with as many folders as tell them apart", .faces.join(" or "))]
    Ambiguous {
        /// The name in the file.
        picture: String,
        /// The faces.
        faces: Vec<String>,
    },
    /// No name is that of a face.
    #[error(
        "none of {n_rows} predictions has the name of a face: `{prediction}` is the first, and `{face}` the first face"
    )]
    Nothing {
        /// How many predictions there are.
        n_rows: usize,
        /// The name of the first.
        prediction: String,
        /// The first face.
        face: String,
    },
}

/// Puts predictions beside faces: by the whole id, else by the end of one path in the other, else by the file's name with or
/// without its ending, where only one face has it.
///
/// # Errors
/// A name that several faces have, or no name that any face has.
pub fn join(faces: &[Face], imported: &[Imported]) -> Result<Joined, Unmatched> {
    let names = Names::of(faces);
    let mut by_face: BTreeMap<usize, Vec<&Imported>> = BTreeMap::new();
    let mut joined = Joined::default();
    for prediction in imported {
        match names.face_of(&prediction.picture)? {
            Some(face) => by_face.entry(face).or_default().push(prediction),
            None => drop(joined.strangers.insert(prediction.picture.clone())),
        }
    }
    if let (true, Some(first), Some(face)) = (by_face.is_empty(), imported.first(), faces.first()) {
        let (prediction, face) = (first.picture.clone(), face.id.to_string());
        return Err(Unmatched::Nothing { n_rows: imported.len(), prediction, face });
    }
    for (i, face) in faces.iter().enumerate() {
        match by_face.get(&i) {
            Some(found) => joined.take(face, found),
            None => joined.missing.push(face.id.clone()),
        }
    }
    Ok(joined)
}

impl Joined {
    fn take(&mut self, face: &Face, predictions: &[&Imported]) {
        let found = || predictions.iter().filter(|prediction| prediction.found);
        self.n_further += found().count().saturating_sub(1);
        let area = |p: &Imported| p.face_box.map_or(0.0, |b| (b.right - b.left) * (b.bottom - b.top));
        // Of equally large ones the first is kept.
        let largest = found().copied().reduce(|best, p| if area(best) < area(p) { p } else { best });
        if let Some(units) = largest.map(|p| &p.action_units).filter(|units| !units.is_empty()) {
            self.action_units.insert(face.id.clone(), units.clone());
        }
        let probabilities = match largest.map(|p| &p.answer) {
            None => None,
            Some(None) => return,
            Some(Some(Answer::Other(word))) => {
                *self.other_answers.entry(word.clone()).or_default() += 1;
                return;
            }
            Some(Some(Answer::Probabilities(probabilities))) => Some(*probabilities),
            Some(Some(Answer::Expression(expression))) => {
                self.n_without_probabilities += usize::from(face.expression.is_some());
                Some(certain(*expression))
            }
        };
        if let Some(truth) = face.expression {
            self.outcomes.push(Outcome { face: face.id.clone(), truth, probabilities, groups: face.groups.clone() });
        }
    }
}

fn certain(expression: Expression) -> Probabilities {
    let mut values = [0.0; Expression::COUNT];
    values[expression.index()] = 1.0;
    Probabilities::new(values).expect("a single 1 among zeros sums to 1")
}

/// Faces by all that they may be called.
struct Names<'a> {
    faces: &'a [Face],
    by_id: BTreeMap<&'a str, usize>,
    by_file: BTreeMap<&'a str, Vec<usize>>,
    by_stem: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Names<'a> {
    fn of(faces: &'a [Face]) -> Self {
        let mut names = Self { faces, by_id: BTreeMap::new(), by_file: BTreeMap::new(), by_stem: BTreeMap::new() };
        for (i, face) in faces.iter().enumerate() {
            let id = face.id.as_str();
            names.by_id.insert(id, i);
            names.by_file.entry(file_of(id)).or_default().push(i);
            names.by_stem.entry(stem_of(file_of(id))).or_default().push(i);
        }
        names
    }

    fn face_of(&self, picture: &str) -> Result<Option<usize>, Unmatched> {
        let slashed = picture.replace('\\', "/");
        let path = slashed.trim_start_matches("./");
        let starts = std::iter::once(0).chain(path.match_indices('/').map(|(i, _)| i + 1));
        if let Some(face) = starts.into_iter().find_map(|start| self.by_id.get(&path[start..])) {
            return Ok(Some(*face));
        }
        let with_end = format!("/{path}");
        let file = file_of(path);
        let same_file = self.by_file.get(file).map_or(&[][..], Vec::as_slice);
        let ending = || same_file.iter().copied().filter(|&i| self.faces[i].id.as_str().ends_with(&with_end));
        if ending().next().is_some() {
            return self.only(picture, &ending().collect::<Vec<_>>());
        }
        if !same_file.is_empty() {
            return self.only(picture, same_file);
        }
        self.only(picture, self.by_stem.get(stem_of(file)).map_or(&[][..], Vec::as_slice))
    }

    fn only(&self, picture: &str, candidates: &[usize]) -> Result<Option<usize>, Unmatched> {
        match *candidates {
            [] => Ok(None),
            [face] => Ok(Some(face)),
            _ => {
                let faces = candidates.iter().take(3).map(|&i| self.faces[i].id.to_string()).collect();
                Err(Unmatched::Ambiguous { picture: picture.to_owned(), faces })
            }
        }
    }
}

fn file_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, file)| file)
}

fn stem_of(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}
