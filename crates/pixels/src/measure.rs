//! Everything that can be measured on one face with nothing but its picture and its landmarks.

#[cfg(test)]
mod tests;

use faces::{Landmarks, Measure, Measures, Pose};
use image::RgbImage;

use crate::align::AlignedFace;
use crate::{quality, tone};

/// Measures a face: all but [`Measure::Probability`] and [`Measure::LandmarkSpread`], which the detector knows.
///
/// What cannot be told is left unknown: everything for landmarks that coincide or are not finite, the light of a face that lies
/// mostly outside the picture, the pose of landmarks that no head has, asymmetry and side light of a head that is turned by an
/// unknown angle or beyond [`quality::ASYMMETRY_YAW_LIMIT_DEG`] and [`quality::SIDE_LIGHT_YAW_LIMIT_DEG`], and the tone of a grey
/// picture.
pub fn measure_face(picture: &RgbImage, landmarks: &Landmarks) -> Measures {
    let mut measures = Measures::default();
    let Some(face) = AlignedFace::new(picture, landmarks) else { return measures };
    measures.set(Measure::EyeDistance, f64::from(landmarks.eye_distance()));
    measures.set(Measure::Sharpness, quality::sharpness(&face));
    measures.set(Measure::Brightness, quality::brightness(&face));
    measures.set(Measure::Contrast, quality::contrast(&face));
    measures.set(Measure::Clipped, quality::clipped(&face));
    if let Ok(pose) = Pose::of(landmarks) {
        measures.set(Measure::Yaw, pose.yaw_deg);
        measures.set(Measure::Pitch, pose.pitch_deg);
        measures.set(Measure::Roll, pose.roll_deg);
        if pose.yaw_deg.abs() < quality::SIDE_LIGHT_YAW_LIMIT_DEG {
            measures.set(Measure::SideLight, quality::side_light(&face));
        }
        if pose.yaw_deg.abs() < quality::ASYMMETRY_YAW_LIMIT_DEG {
            measures.set(Measure::Asymmetry, quality::asymmetry(&face));
        }
    }
    let skin = tone::skin(&face);
    measures.set(Measure::SkinShare, skin.share);
    measures.set(Measure::Ita, skin.colour.map(tone::Lab::ita_deg));
    measures.set(Measure::MonkTone, skin.colour.map(|colour| f64::from(tone::nearest_monk_tone(colour))));
    measures
}
