//! One face out of several.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::DetectedFace;

/// Which face of a picture is meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// The largest box.
    #[default]
    Largest,
    /// The highest probability.
    MostProbable,
    /// The largest box with a probability above [`Choice::SURE`].
    LargestSure,
    /// The largest area minus [`Choice::CENTRE_WEIGHT`] times the squared distance from the picture's centre.
    Central,
}

impl Choice {
    /// Probability above which [`Choice::LargestSure`] considers a face.
    pub const SURE: f32 = 0.9;
    /// How much [`Choice::Central`] minds distance.
    pub const CENTRE_WEIGHT: f32 = 2.0;
}

/// The face that `choice` means, in a picture of `(width, height)` pixels; the later one of equals.
pub fn choose(faces: &[DetectedFace], choice: Choice, (width, height): (u32, u32)) -> Option<&DetectedFace> {
    let area = |face: &DetectedFace| face.place.area();
    match choice {
        Choice::Largest => best(faces.iter(), area),
        Choice::MostProbable => best(faces.iter(), |face| face.probability),
        Choice::LargestSure => best(faces.iter().filter(|face| face.probability > Choice::SURE), area),
        Choice::Central => best(faces.iter(), |face| {
            let dx = f32::midpoint(face.place.left, face.place.right) - width as f32 / 2.0;
            let dy = f32::midpoint(face.place.top, face.place.bottom) - height as f32 / 2.0;
            area(face) - Choice::CENTRE_WEIGHT * (dx * dx + dy * dy)
        }),
    }
}

fn best<'a>(
    faces: impl Iterator<Item = &'a DetectedFace>,
    merit: impl Fn(&DetectedFace) -> f32,
) -> Option<&'a DetectedFace> {
    faces.max_by(|a, b| merit(a).total_cmp(&merit(b)))
}
