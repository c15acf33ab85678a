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

impl From<Wanted> for String {
    fn from(wanted: Wanted) -> Self {
        let word = match wanted {
            Wanted::All => "all",
            Wanted::One(Choice::Largest) => "largest",
            Wanted::One(Choice::MostProbable) => "most-probable",
            Wanted::One(Choice::LargestSure) => "largest-sure",
            Wanted::One(Choice::Central) => "central",
        };
        word.to_owned()
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
        let choices = [Choice::Largest, Choice::MostProbable, Choice::LargestSure, Choice::Central];
        let all = [Self::All].into_iter().chain(choices.map(Self::One));
        let found = all.into_iter().find(|wanted| String::from(*wanted) == word);
        found.ok_or(UnknownWanted { found: word })
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
#[derive(Debug, Clone, PartialEq)]
pub struct SeenFace {
    /// Where it is.
    pub face: DetectedFace,
    /// It alone.
    pub crop: Crop,
    /// How it was found at second sight; `None` at first sight.
    pub rescued: Option<Try>,
    /// What was measured on it.
    pub measures: Measures,
}

/// What was seen in a picture.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Look {
    /// The faces that are meant, the largest first.
    pub faces: Vec<SeenFace>,
    /// How many there are in all.
    pub n_faces: usize,
}

impl Detector {
    /// Finds the faces of a picture that are meant, cuts them out and measures them.
    ///
    /// # Errors
    /// As [`Detector::detect`].
    pub fn look(&self, picture: &RgbImage, options: &LookOptions) -> Result<Look, DetectError> {
        let mut found: Vec<(DetectedFace, Option<Try>)> =
            self.detect(picture, &options.detector)?.into_iter().map(|face| (face, None)).collect();
        if found.is_empty() && options.second_pass == SecondPass::Rescue {
            let rescued = self.rescue(picture, &options.detector)?;
            found.extend(rescued.map(|rescued| (rescued.face, Some(rescued.by))));
        }
        let n_faces = found.len();
        if let Wanted::One(choice) = options.faces {
            let faces: Vec<DetectedFace> = found.iter().map(|(face, _)| *face).collect();
            let chosen = choose(&faces, choice, picture.dimensions());
            found.retain(|(face, _)| Some(face) == chosen);
            found.truncate(1);
        }
        let faces = found.into_iter().map(|(face, rescued)| self.seen(picture, face, rescued, options));
        Ok(Look { faces: faces.collect(), n_faces })
    }

    fn seen(&self, picture: &RgbImage, face: DetectedFace, rescued: Option<Try>, options: &LookOptions) -> SeenFace {
        let of_box = || crop(picture, &face, options.crop_px, options.margin_px);
        let crop = match options.cut {
            Cut::Box => of_box(),
            Cut::Aligned => align(picture, &face.landmarks, options.crop_px).unwrap_or_else(of_box),
        };
        SeenFace { face, crop, rescued, measures: self.measure(picture, &face) }
    }

    /// Everything that [`Measure`] names, as far as this face shows it.
    pub fn measure(&self, picture: &RgbImage, face: &DetectedFace) -> Measures {
        let mut measures = measure_face(picture, &face.landmarks);
        measures.set(Measure::Probability, f64::from(face.probability));
        measures.set(Measure::LandmarkSpread, self.probe(picture, face).map(|probe| f64::from(probe.spread)));
        measures
    }
}
