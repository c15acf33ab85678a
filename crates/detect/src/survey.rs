//! What the detector sees in every picture of a set, in memory: what a diagnosis is made from.

#[cfg(test)]
mod tests;

use faces::{FaceSet, Measures};
use pixels::hash::PictureHash;
use pixels::{DecodeLimits, RgbImage, decode_bytes};
use rayon::prelude::*;

use crate::look::LookOptions;
use crate::prepare::{Detection, Done};
use crate::{DetectError, Detector};

/// Side of a thumbnail in pixels.
pub const THUMBNAIL_PX: u32 = 112;

/// One picture of a set as the detector saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct Surveyed {
    /// What the detector said.
    pub detection: Detection,
    /// What was measured on the face that is meant; empty where there is none.
    pub measures: Measures,
    /// Of the whole picture; `None` where it could not be read.
    pub hash: Option<PictureHash>,
    /// Why it could not be read.
    pub problem: Option<String>,
}

/// Looks at every picture of a set, in the set's order.
///
/// Memory: on each thread one picture, and some hundred bytes for each that is done.
///
/// # Errors
/// Options of the detector out of their range. A picture that cannot be read is no error: it is [`Detection::Broken`].
pub fn survey(
    set: &FaceSet,
    detector: &Detector,
    (look, limits): (&LookOptions, &DecodeLimits),
    done: Done<'_>,
) -> Result<Vec<Surveyed>, DetectError> {
    let n_done = std::sync::atomic::AtomicUsize::new(0);
    let n_pictures = set.faces.len();
    let one = |face: &faces::Face| {
        let surveyed = match picture_of(face, limits) {
            Ok(picture) => seen(&picture, detector, look),
            Err(problem) => Ok(broken(problem, None)),
        };
        done(1 + n_done.fetch_add(1, std::sync::atomic::Ordering::Relaxed), n_pictures);
        surveyed
    };
    set.faces.par_iter().with_max_len(8).map(one).collect()
}

/// The decoded picture of a face, or why there is none.
///
/// # Errors
/// In words.
pub fn picture_of(face: &faces::Face, limits: &DecodeLimits) -> Result<RgbImage, String> {
    let bytes = face.picture.bytes(limits.max_bytes).map_err(|error| error.to_string())?;
    decode_bytes(&bytes, face.picture.file(), limits).map_err(|error| error.to_string())
}

fn broken(problem: String, hash: Option<PictureHash>) -> Surveyed {
    Surveyed { detection: Detection::Broken, measures: Measures::default(), hash, problem: Some(problem) }
}

fn seen(picture: &RgbImage, detector: &Detector, look: &LookOptions) -> Result<Surveyed, DetectError> {
    let hash = Some(PictureHash::of(picture));
    let found = match detector.look(picture, look) {
        Ok(found) => found,
        Err(error @ DetectError::TooLarge { .. }) => return Ok(broken(error.to_string(), hash)),
        Err(error) => return Err(error),
    };
    let measures = found.faces.first().map(|face| face.measures).unwrap_or_default();
    Ok(Surveyed { detection: Detection::of(&found), measures, hash, problem: None })
}
