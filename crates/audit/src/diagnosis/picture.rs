//! What a diagnosis is made from: pictures as plain data, and how carefully to look.

use std::collections::BTreeMap;

use faces::Measures;
use serde::{Deserialize, Serialize};

use super::good::GoodImage;
use super::ranges::Ranges;

/// What the detector said about a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureStatus {
    /// One face.
    Found,
    /// No face, although the set says that there is one.
    Missed,
    /// More than one face.
    Several,
    /// The picture could not be read; the detector never saw it.
    Broken,
}

/// One picture of a set with everything that was annotated and measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Its name, unique in the set.
    pub id: String,
    /// What the detector said.
    pub status: PictureStatus,
    /// The annotated class, usually an expression.
    pub class: Option<String>,
    /// The annotated split.
    pub split: Option<String>,
    /// Who is shown; the same word in all pictures of the same person.
    pub subject: Option<String>,
    /// Annotated groups by column; an unknown one is absent.
    pub groups: BTreeMap<String, String>,
    /// What was measured.
    pub measures: Measures,
}

/// Two pictures that look almost the same, by their places in [`PictureSet::pictures`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NearDuplicate {
    /// One of them.
    pub first: usize,
    /// The other.
    pub second: usize,
    /// In how many bits their perceptual hashes differ.
    pub distance: u32,
}

/// A set of pictures, and the one that it is held against.
#[derive(Debug, Clone, Copy)]
pub struct PictureSet<'a> {
    /// The set; the order does not matter.
    pub pictures: &'a [Picture],
    /// Pairs among them that look almost the same.
    pub near_duplicates: &'a [NearDuplicate],
    /// Pictures of the world in which a model is to be used.
    pub reference: Option<&'a [Picture]>,
}

/// How carefully to look.
#[derive(Debug, Clone, PartialEq)]
pub struct DiagnosisOptions {
    /// From which all random numbers follow.
    pub seed: u64,
    /// Resampled sets per interval.
    pub n_replicates: usize,
    /// Permuted sets per test.
    pub n_permutations: usize,
    /// With fewer pictures than this, nothing is said about a group.
    pub least_n: usize,
    /// What values of the measures are called.
    pub ranges: Ranges,
    /// Which pictures are called good.
    pub good: GoodImage,
}

impl Default for DiagnosisOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            n_replicates: 1000,
            n_permutations: 1000,
            least_n: 10,
            ranges: Ranges::default(),
            good: GoodImage::default(),
        }
    }
}

/// How many pictures a set has, and what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetSize {
    /// All pictures.
    pub n_pictures: usize,
    /// Pictures with one face.
    pub n_found: usize,
    /// Pictures without a found face.
    pub n_missed: usize,
    /// Pictures with several faces.
    pub n_several: usize,
    /// Pictures that could not be read.
    pub n_broken: usize,
    /// Different people among those whose name is known.
    pub n_subjects: usize,
    /// Pictures of people whose name is not known.
    pub n_without_subject: usize,
}

impl SetSize {
    /// Counts `pictures`.
    pub fn of(pictures: &[Picture]) -> Self {
        let with = |status| pictures.iter().filter(|p| p.status == status).count();
        let subjects: std::collections::BTreeSet<&str> = pictures.iter().filter_map(|p| p.subject.as_deref()).collect();
        Self {
            n_pictures: pictures.len(),
            n_found: with(PictureStatus::Found),
            n_missed: with(PictureStatus::Missed),
            n_several: with(PictureStatus::Several),
            n_broken: with(PictureStatus::Broken),
            n_subjects: subjects.len(),
            n_without_subject: pictures.iter().filter(|p| p.subject.is_none()).count(),
        }
    }
}
