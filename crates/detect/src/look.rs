//! What becomes of one picture: which faces it holds, their crops, and what can be measured on them.

#[cfg(test)]
mod tests;

use faces::{Measure, Measures};
use pixels::{RgbImage, measure_face};
use serde::{Deserialize, Serialize};

use crate::{Choice, Crop, DetectError, DetectOptions, DetectedFace, Detector, Try, align, choose, crop};

/// How faces are looked for, chosen and cut out; the defaults are those of facenet-pytorch, at the paper's 224 pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LookOptions {
    /// What counts as a face and where to look for it.
    pub detector: DetectOptions,
    /// Which faces of a picture are meant.
    pub faces: Wanted,
    /// Side of the square crops in pixels.
    pub crop_px: u32,
    /// Margin around the box in pixels of the crop, both sides together.
    pub margin_px: u32,
    /// How crops are cut out.
    pub cut: Cut,
    /// What is done for a picture without a face.
    pub second_pass: SecondPass,
}

impl Default for LookOptions {
    fn default() -> Self {
        Self {
            detector: DetectOptions::default(),
            faces: Wanted::One(Choice::Largest),
            crop_px: 224,
            margin_px: 0,
            cut: Cut::Box,
            second_pass: SecondPass::Off,
        }
    }
}

/// Which faces of a picture are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Wanted {
    /// The one that the choice means.
    One(Choice),
    /// Every one.
    All,
}

/// Every choice of faces by its word.
const WORDS: [(&str, Wanted); 5] = [
    ("all", Wanted::All),
    ("largest", Wanted::One(Choice::Largest)),
    ("most-probable", Wanted::One(Choice::MostProbable)),
    ("largest-sure", Wanted::One(Choice::LargestSure)),
    ("central", Wanted::One(Choice::Central)),
];

impl From<Wanted> for String {
    fn from(wanted: Wanted) -> Self {
        WORDS.into_iter().find(|(_, known)| *known == wanted).map(|(word, _)| word.to_owned()).unwrap_or_default()
    }
}

/// A word that says nothing about which faces are meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected all, largest, most-probable, largest-sure or central, found `{found}`")]
pub struct UnknownWanted {
    /// The word.
    pub found: String,
}

impl TryFrom<String> for Wanted {
    type Error = UnknownWanted;

    fn try_from(word: String) -> Result<Self, UnknownWanted> {
        let known = WORDS.into_iter().find(|(known, _)| *known == word);
        known.map(|(_, wanted)| wanted).ok_or(UnknownWanted { found: word })
    }
}

impl std::str::FromStr for Wanted {
    type Err = UnknownWanted;

    fn from_str(word: &str) -> Result<Self, UnknownWanted> {
        Self::try_from(word.to_owned())
    }
}

/// How crops are cut out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cut {
    /// The box, as facenet-pytorch does: upright only where the head is, and not in its aspect.
    Box,
    /// By the five landmarks, upright and in its aspect.
    Aligned,
}

/// What is done for a picture without a face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecondPass {
    /// Nothing, as in facenet-pytorch.
    Off,
    /// [`Detector::rescue`].
    Rescue,
}

/// A face of a picture that is meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FoundFace {
    /// Where it is.
    pub face: DetectedFace,
    /// How it was found at second sight; `None` at first sight.
    pub rescued: Option<Try>,
}

/// What was found in a picture.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// The faces that are meant, the largest first.
    pub faces: Vec<FoundFace>,
    /// How many there are in all.
    pub n_faces: usize,
}

/// A face that is meant, cut out and measured.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenFace {
    /// Where it is, and how it was found.
    pub found: FoundFace,
    /// It alone.
    pub crop: Crop,
    /// What was measured on it.
    pub measures: Measures,
}

impl Detector {
    /// Finds the faces of a picture that are meant.
    ///
    /// # Errors
    /// As [`Detector::detect`].
    pub fn find(&self, picture: &RgbImage, options: &LookOptions) -> Result<Found, DetectError> {
        let first_sight = |face| FoundFace { face, rescued: None };
        let mut faces: Vec<FoundFace> = self.detect(picture, &options.detector)?.into_iter().map(first_sight).collect();
        if faces.is_empty() && options.second_pass == SecondPass::Rescue {
            let rescued = self.rescue(picture, &options.detector)?;
            faces.extend(rescued.map(|rescued| FoundFace { face: rescued.face, rescued: Some(rescued.by) }));
        }
        let n_faces = faces.len();
        if let Wanted::One(choice) = options.faces {
            let all: Vec<DetectedFace> = faces.iter().map(|found| found.face).collect();
            let chosen = choose(&all, choice, picture.dimensions());
            faces.retain(|found| Some(&found.face) == chosen);
            faces.truncate(1);
        }
        Ok(Found { faces, n_faces })
    }

    /// The same for one of many pictures: where only this one is too large for the smallest face, the inner error says so.
    ///
    /// # Errors
    /// What would fail for every other picture too.
    pub(crate) fn find_in_one_of_many(
        &self,
        picture: &RgbImage,
        options: &LookOptions,
    ) -> Result<Result<Found, String>, DetectError> {
        match self.find(picture, options) {
            Ok(found) => Ok(Ok(found)),
            Err(error @ DetectError::TooLarge { .. }) => Ok(Err(error.to_string())),
            Err(error) => Err(error),
        }
    }

    /// Cuts a face out and measures it.
    pub fn see(&self, picture: &RgbImage, found: FoundFace, options: &LookOptions) -> SeenFace {
        let FoundFace { face, .. } = found;
        let of_box = || crop(picture, &face, options.crop_px, options.margin_px);
        let crop = match options.cut {
            Cut::Box => of_box(),
            Cut::Aligned => align(picture, &face.landmarks, options.crop_px).unwrap_or_else(of_box),
        };
        SeenFace { found, crop, measures: self.measure(picture, &face) }
    }

    /// Everything that [`Measure`] names, as far as this face shows it.
    pub fn measure(&self, picture: &RgbImage, face: &DetectedFace) -> Measures {
        let mut measures = measure_face(picture, &face.landmarks);
        measures.set(Measure::Probability, f64::from(face.probability));
        measures.set(Measure::LandmarkSpread, self.probe(picture, face).map(|probe| f64::from(probe.spread)));
        measures
    }
}
