//! The cascade: proposals at every scale, then two rounds of judging, moving and suppressing.

#[cfg(test)]
mod tests;

use std::path::Path;

use burn::tensor::Device;
use faces::{BoundingBox, Landmarks, Point};
use pixels::RgbImage;
use serde::{Deserialize, Serialize};

use crate::boxes::{self, Candidate, Extent, Overlap};
use crate::networks::{Hit, Judge, Networks, Verdict};
use crate::weights::{NetworkError, Weights};

/// Sides of the window that the first network sees, in pixels of the shrunk picture.
const CELL_PX: usize = 12;

/// Pixels between two such windows.
const STRIDE_PX: usize = 2;

/// Largest overlap of two proposals at one scale.
const OVERLAP_WITHIN_SCALE: f32 = 0.5;

/// Largest overlap of two boxes everywhere else.
const OVERLAP: f32 = 0.7;

/// What counts as a face and where to look for it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DetectOptions {
    /// Side of the smallest face that is looked for, in pixels of the picture, in `[4, 10000]`.
    pub min_face_px: f64,
    /// Probabilities that a box must reach in the three networks, each in `[0, 1]`.
    pub thresholds: [f32; 3],
    /// Ratio of one scale of the pyramid to the one before, in `[0.1, 0.95]`.
    pub factor: f64,
}

impl DetectOptions {
    /// Default of [`DetectOptions::min_face_px`].
    pub const MIN_FACE_PX: f64 = 20.0;
    /// Default of [`DetectOptions::thresholds`].
    pub const THRESHOLDS: [f32; 3] = [0.6, 0.7, 0.7];
    /// Default of [`DetectOptions::factor`]: about half the area from scale to scale.
    pub const FACTOR: f64 = 0.709;

    fn check(&self) -> Result<(), DetectError> {
        let thresholds_fit = self.thresholds.iter().all(|t| (0.0..=1.0).contains(t));
        let cases = [
            ("min_face_px", "in [4, 10000]", (4.0..=10_000.0).contains(&self.min_face_px), self.min_face_px),
            ("thresholds", "each in [0, 1]", thresholds_fit, f64::from(self.worst_threshold())),
            ("factor", "in [0.1, 0.95]", (0.1..=0.95).contains(&self.factor), self.factor),
        ];
        match cases.into_iter().find(|(_, _, fits, _)| !fits) {
            Some((option, expected, _, found)) => Err(DetectError::Option { option, expected, found }),
            None => Ok(()),
        }
    }

    fn worst_threshold(&self) -> f32 {
        let off = self.thresholds.iter().find(|t| !(0.0..=1.0).contains(*t));
        off.copied().unwrap_or(self.thresholds[0])
    }
}

impl Default for DetectOptions {
    fn default() -> Self {
        Self { min_face_px: Self::MIN_FACE_PX, thresholds: Self::THRESHOLDS, factor: Self::FACTOR }
    }
}

/// A face in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DetectedFace {
    /// Where it lies; may reach beyond the picture.
    pub place: BoundingBox,
    /// How sure the last network is that this is a face, in `[0, 1]`.
    pub probability: f32,
    /// Eyes, nose and mouth, in pixels of the picture.
    pub landmarks: Landmarks,
}

/// Why faces could not be looked for.
#[derive(Debug, thiserror::Error)]
pub enum DetectError {
    /// A network could not be loaded.
    #[error("cannot load the face detector")]
    Network(#[from] NetworkError),
    /// An option outside its range.
    #[error("option `{option}` must be {expected}, found {found}")]
    Option {
        /// Name of the option.
        option: &'static str,
        /// Its range.
        expected: &'static str,
        /// The value.
        found: f64,
    },
    /// The enlarged picture would not fit into memory.
    #[error("faces of {min_face_px} px in a picture of {width} x {height} px need a pyramid of more than {limit} px")]
    TooLarge {
        /// Side of the smallest face.
        min_face_px: f64,
        /// Width of the picture.
        width: u32,
        /// Height of the picture.
        height: u32,
        /// Most pixels of a level of the pyramid.
        limit: usize,
    },
}

/// Most pixels of a level of the pyramid: the activations of the first network take about 200 bytes for each.
const MAX_LEVEL_PIXELS: usize = 40_000_000;

/// The three networks of MTCNN. `Sync`: one detector serves any number of threads.
#[derive(Debug, Clone)]
pub struct Detector {
    networks: Networks,
}

impl Detector {
    /// Loads `pnet`, `rnet` and `onet`, each as `.safetensors` or `.pt`, from a folder.
    ///
    /// # Errors
    /// A file that is absent or unreadable, or tensors that are missing, of another shape or not part of the network.
    pub fn load(weights_dir: &Path, device: &Device) -> Result<Self, DetectError> {
        Ok(Self { networks: Networks::new(&Weights::load(weights_dir)?, device) })
    }

    /// The faces of a picture, the largest box first; none where the picture is smaller than the smallest face.
    ///
    /// # Errors
    /// Options outside their ranges, or a picture too large for the smallest face asked for.
    pub fn detect(&self, picture: &RgbImage, options: &DetectOptions) -> Result<Vec<DetectedFace>, DetectError> {
        options.check()?;
        let proposals = self.propose(picture, options)?;
        let refined = self.refine(picture, &proposals, options.thresholds[1]);
        let mut found = self.finish(picture, &refined, options.thresholds[2]);
        // As facenet-pytorch orders them: ascending, then reversed.
        found.sort_by(|a, b| a.place.area().total_cmp(&b.place.area()));
        found.reverse();
        Ok(found)
    }

    /// First stage: squares that may hold a face.
    fn propose(&self, picture: &RgbImage, options: &DetectOptions) -> Result<Vec<BoundingBox>, DetectError> {
        let scales = scales(picture.dimensions(), options);
        let levels: Vec<(usize, usize)> = scales.iter().map(|scale| level_size(picture.dimensions(), *scale)).collect();
        levels.iter().try_for_each(|size| refuse_excess(picture, *size, options))?;
        let hits = self.networks.propose(picture, &levels, options.thresholds[0]);
        let mut candidates = Vec::new();
        for (hits, scale) in hits.iter().zip(scales) {
            let found: Vec<Candidate> = hits.iter().map(|hit| proposal(hit, scale as f32)).collect();
            let kept = boxes::suppress(&found, Overlap::Union, OVERLAP_WITHIN_SCALE);
            candidates.extend(kept.into_iter().map(|index| found[index]));
        }
        let kept = boxes::suppress(&candidates, Overlap::Union, OVERLAP);
        let moved = kept.into_iter().map(|index| boxes::moved(&candidates[index], Extent::Difference));
        Ok(moved.map(boxes::squared).collect())
    }

    /// Second stage: the squares that the second network believes in, moved.
    fn refine(&self, picture: &RgbImage, places: &[BoundingBox], threshold: f32) -> Vec<BoundingBox> {
        let judged = self.judge(Judge::Refiner, picture, places);
        let passed: Vec<Candidate> =
            judged.iter().filter(|(_, verdict)| verdict.score > threshold).map(candidate).collect();
        let kept = boxes::suppress(&passed, Overlap::Union, OVERLAP);
        let moved = kept.into_iter().map(|index| boxes::moved(&passed[index], Extent::Pixels));
        moved.map(boxes::squared).collect()
    }

    /// Third stage: faces with landmarks.
    fn finish(&self, picture: &RgbImage, places: &[BoundingBox], threshold: f32) -> Vec<DetectedFace> {
        let mut judged = self.judge(Judge::Finisher, picture, places);
        judged.retain(|(_, verdict)| verdict.score > threshold);
        let moved: Vec<Candidate> = judged
            .iter()
            .map(candidate)
            .map(|found| Candidate { place: boxes::moved(&found, Extent::Pixels), ..found })
            .collect();
        let kept = boxes::suppress(&moved, Overlap::Smaller, OVERLAP);
        let face = |index: usize| DetectedFace {
            place: moved[index].place,
            probability: moved[index].score,
            landmarks: landmarks(judged[index].0, &judged[index].1.points),
        };
        kept.into_iter().map(face).collect()
    }

    /// What a network says about every place that lies in the picture.
    pub(crate) fn judge(
        &self,
        judge: Judge,
        picture: &RgbImage,
        places: &[BoundingBox],
    ) -> Vec<(BoundingBox, Verdict)> {
        let window = |place: &BoundingBox| Some((*place, boxes::window(*place, picture.dimensions())?));
        let (seen, windows): (Vec<_>, Vec<_>) = places.iter().filter_map(window).unzip();
        seen.into_iter().zip(self.networks.judge(judge, picture, &windows)).collect()
    }
}

fn candidate((place, verdict): &(BoundingBox, Verdict)) -> Candidate {
    Candidate { place: *place, score: verdict.score, moves: verdict.moves }
}

/// The factors by which the picture is shrunk, so that faces of every size fill a 12-pixel window once.
fn scales((width, height): (u32, u32), options: &DetectOptions) -> Vec<f64> {
    let cell = CELL_PX as f64;
    let first = cell / options.min_face_px;
    let mut shorter_side = f64::from(width.min(height)) * first;
    let mut scale = first;
    let mut scales = Vec::new();
    while shorter_side >= cell {
        scales.push(scale);
        scale *= options.factor;
        shorter_side *= options.factor;
    }
    scales
}

fn level_size((width, height): (u32, u32), scale: f64) -> (usize, usize) {
    let side = |n_pixels: u32| (f64::from(n_pixels) * scale + 1.0) as usize;
    (side(width), side(height))
}

fn refuse_excess(
    picture: &RgbImage,
    (level_width, level_height): (usize, usize),
    options: &DetectOptions,
) -> Result<(), DetectError> {
    if level_width.saturating_mul(level_height) <= MAX_LEVEL_PIXELS {
        return Ok(());
    }
    let (width, height) = picture.dimensions();
    Err(DetectError::TooLarge { min_face_px: options.min_face_px, width, height, limit: MAX_LEVEL_PIXELS })
}

/// The window of a hit in pixels of the picture.
fn proposal(hit: &Hit, scale: f32) -> Candidate {
    let edge = |cell: usize, offset: usize| ((STRIDE_PX * cell + offset) as f32 / scale).floor();
    Candidate {
        place: BoundingBox {
            left: edge(hit.column, 1),
            top: edge(hit.row, 1),
            right: edge(hit.column, CELL_PX),
            bottom: edge(hit.row, CELL_PX),
        },
        score: hit.score,
        moves: hit.moves,
    }
}

/// Landmarks from fractions of the box, which count pixels from 1.
pub(crate) fn landmarks(place: BoundingBox, fractions: &[f32; 10]) -> Landmarks {
    let (width, height) = Extent::Pixels.of(place);
    let point = |index: usize| {
        Point::new(width * fractions[index] + place.left - 1.0, height * fractions[index + 5] + place.top - 1.0)
    };
    Landmarks { left_eye: point(0), right_eye: point(1), nose: point(2), left_mouth: point(3), right_mouth: point(4) }
}
