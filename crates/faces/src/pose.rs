//! How a head is turned, from the five landmarks of its face.

#[cfg(test)]
mod tests;

use crate::{Landmarks, Point};

/// Yaw, pitch and roll of a head in degrees, with the signs of [`crate::Measure`].
///
/// The angles turn a head that looks into the camera: first the nod about the line through its ears (pitch), then the turn about
/// the picture's vertical (yaw), then the tilt in the picture's plane (roll). So the face looks towards azimuth yaw and elevation
/// pitch of the picture turned upright, and roll is the angle of the line through the eyes, whatever yaw and pitch are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// Turn to the side, positive towards the right of the picture.
    pub yaw_deg: f64,
    /// Nod, positive upwards.
    pub pitch_deg: f64,
    /// Tilt, positive clockwise on the screen.
    pub roll_deg: f64,
}

/// Landmarks that no head can have, or that say too little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PoseError {
    /// A coordinate is not a finite number.
    #[error("expected landmarks with finite coordinates")]
    NotFinite,
    /// The eyes lie closer together than a fifth of their distance from the mouth: a profile, from which two eyes cannot be seen.
    #[error("expected eyes at least a fifth of their distance from the mouth apart")]
    EyesTooClose,
    /// The mouth does not lie below the eyes, in the picture turned so that the eyes are level.
    #[error("expected a mouth below the eyes, and its left corner on the left")]
    NotUpright,
}

/// Where the landmarks lie on a head: x to the right, y up, z towards the camera, in eye distances from the middle of the eyes.
///
/// The order is left eye, right eye, nose, left mouth, right mouth. Breadth and heights are the means of what MTCNN finds on the
/// 74 frontal pictures of the Face Research Lab London Set, whose mean pitch is 0 by that choice; between persons the nose differs
/// by 0.07 in height and 0.03 to the side (standard deviations), which are 8 and 4 degrees. The nose stands out by 0.48, where
/// its shift and the narrowing of the eyes agree, in the median over 9 persons that turn to both sides in the CMU Face Images
/// (0.36 to 0.76); eyes and mouth lie in one plane there to within 0.05.
pub const HEAD: [[f64; 3]; 5] = [
    [-0.5, 0.0, 0.0],
    [0.5, 0.0, 0.0],
    [0.0, -NOSE_DOWN, NOSE_OUT],
    [-MOUTH_HALF, -MOUTH_DOWN, 0.0],
    [MOUTH_HALF, -MOUTH_DOWN, 0.0],
];

const NOSE_DOWN: f64 = 0.53;
const NOSE_OUT: f64 = 0.48;
const MOUTH_DOWN: f64 = 1.04;
const MOUTH_HALF: f64 = 0.43;

/// Eyes closer than this part of their distance from the mouth tell too little; 0.2 is a yaw of about 77 degrees.
const LEAST_EYE_DISTANCE: f64 = 0.2;

impl Pose {
    /// The pose that [`HEAD`] must have to show these landmarks from far away, by least squares.
    ///
    /// After the eyes are made level, the heights of the landmarks are `s (y cos pitch + z sin pitch)` and their columns
    /// `s' (x cos yaw + w sin yaw)` with `w = z cos pitch - y sin pitch`, each up to a shift: two linear regressions. As they may
    /// differ in scale, neither a broad face nor a picture that was stretched changes a head that looks straight ahead.
    ///
    /// # Errors
    /// [`PoseError`] for landmarks that are not finite, of a profile, or in an order that no face has.
    pub fn of(landmarks: &Landmarks) -> Result<Self, PoseError> {
        let points = landmarks.points().map(|Point { x, y }| [f64::from(x), f64::from(y)]);
        if points.iter().flatten().any(|coordinate| !coordinate.is_finite()) {
            return Err(PoseError::NotFinite);
        }
        let roll = (points[1][1] - points[0][1]).atan2(points[1][0] - points[0][0]);
        let level = points.map(|[x, y]| [x * roll.cos() + y * roll.sin(), y * roll.cos() - x * roll.sin()]);
        check(&level)?;
        let (columns, heights) = (level.map(|[x, _]| x), level.map(|[_, y]| -y));
        let (cos, sin) = regression(heights, HEAD.map(|[_, y, _]| y), HEAD.map(|[_, _, z]| z));
        if cos <= 0.0 {
            return Err(PoseError::NotUpright);
        }
        let pitch = sin.atan2(cos);
        let depths = HEAD.map(|[_, y, z]| z * pitch.cos() - y * pitch.sin());
        let (cos, sin) = regression(columns, HEAD.map(|[x, ..]| x), depths);
        if cos <= 0.0 {
            return Err(PoseError::NotUpright);
        }
        let yaw = sin.atan2(cos);
        Ok(Self { yaw_deg: yaw.to_degrees(), pitch_deg: pitch.to_degrees(), roll_deg: roll.to_degrees() })
    }
}

fn check(level: &[[f64; 2]; 5]) -> Result<(), PoseError> {
    let [left_eye, right_eye, _, left_mouth, right_mouth] = level;
    let apart = right_eye[0] - left_eye[0];
    let [across, down] =
        [0, 1].map(|i| f64::midpoint(left_mouth[i], right_mouth[i]) - f64::midpoint(left_eye[i], right_eye[i]));
    // Written so that points that all coincide are refused too.
    if apart <= LEAST_EYE_DISTANCE * across.hypot(down) {
        return Err(PoseError::EyesTooClose);
    }
    if down <= 0.0 {
        return Err(PoseError::NotUpright);
    }
    Ok(())
}

/// The `(a, b)` for which `a first + b second + c` comes closest to `values`, for the best `c`.
fn regression(values: [f64; 5], first: [f64; 5], second: [f64; 5]) -> (f64, f64) {
    let [v, f, s] = [values, first, second].map(centred);
    let dot = |a: &[f64; 5], b: &[f64; 5]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let (ff, fs, ss) = (dot(&f, &f), dot(&f, &s), dot(&s, &s));
    let (vf, vs) = (dot(&v, &f), dot(&v, &s));
    // The head's coordinates are not proportional, so this is not 0.
    let determinant = ff * ss - fs * fs;
    ((vf * ss - vs * fs) / determinant, (vs * ff - vf * fs) / determinant)
}

fn centred(values: [f64; 5]) -> [f64; 5] {
    let mean = values.iter().sum::<f64>() / 5.0;
    values.map(|value| value - mean)
}
