//! What the detector sees in every picture of a set, in memory: what a diagnosis is made from.

#[cfg(test)]
mod tests;

use faces::{FaceSet, Measures};
use pixels::hash::PictureHash;
use pixels::{ColourProfile, DecodeLimits, RgbImage, decode_source_with_facts};
use rayon::prelude::*;

use crate::look::LookOptions;
use crate::prepare::{Detection, Done};
use crate::{DetectError, DetectedFace, Detector};

/// One picture of a set as the detector saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct Surveyed {
    /// What the detector said.
    pub detection: Detection,
    /// The face that is meant, the largest where there are several; `None` where there is none.
    pub face: Option<DetectedFace>,
    /// What was measured on it; empty where there is none.
    pub measures: Measures,
    /// Of the whole picture; `None` where it could not be read.
    pub hash: Option<PictureHash>,
    /// In which colours it says that its levels are; `None` where it could not be read.
    pub profile: Option<ColourProfile>,
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
        let surveyed = match decode_source_with_facts(&face.picture, limits) {
            Ok((picture, facts)) => {
                seen(&picture, detector, look).map(|surveyed| Surveyed { profile: Some(facts.profile), ..surveyed })
            }
            Err(problem) => Ok(broken(problem, None)),
        };
        done(1 + n_done.fetch_add(1, std::sync::atomic::Ordering::Relaxed), n_pictures);
        surveyed
    };
    set.faces.par_iter().with_max_len(8).map(one).collect()
}

fn broken(problem: String, hash: Option<PictureHash>) -> Surveyed {
    Surveyed {
        detection: Detection::Broken,
        face: None,
        measures: Measures::default(),
        hash,
        profile: None,
        problem: Some(problem),
    }
}

fn seen(picture: &RgbImage, detector: &Detector, look: &LookOptions) -> Result<Surveyed, DetectError> {
    let hash = Some(PictureHash::of(picture));
    let found = match detector.find_in_one_of_many(picture, look)? {
        Ok(found) => found,
        Err(problem) => return Ok(broken(problem, hash)),
    };
    let face = found.faces.first().map(|found| found.face);
    let measures = face.map(|face| detector.measure(picture, &face)).unwrap_or_default();
    Ok(Surveyed { detection: Detection::of(&found), face, measures, hash, profile: None, problem: None })
}
