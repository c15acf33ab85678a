//! A second look at a face from a little aside: how far the landmarks can be trusted.

#[cfg(test)]
mod tests;

use faces::{BoundingBox, Landmarks, Point};
use pixels::RgbImage;

use crate::DetectedFace;
use crate::boxes::{squared, window};
use crate::cascade::{Detector, landmarks};
use crate::networks::Judge;

/// Where the third network looks again: moves to the right and down in sides of the face's square, and its size.
const LOOKS: [(f32, f32, f32); 8] = [
    (0.06, 0.0, 1.0),
    (-0.06, 0.0, 1.0),
    (0.0, 0.06, 1.0),
    (0.0, -0.06, 1.0),
    (0.05, 0.05, 1.1),
    (-0.05, -0.05, 1.1),
    (0.04, -0.04, 0.92),
    (-0.04, 0.04, 0.92),
];

/// What the third network says about a face from a little aside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Probe {
    /// Mean probability of a face, in `[0, 1]`.
    pub probability: f32,
    /// Root mean square distance of the landmarks from their mean over all looks, in distances between the eyes along the
    /// face: near 0.02 for a clear face, above 0.1 where the network guesses.
    pub spread: f32,
}

impl Detector {
    /// Looks at a face eight times more, each time shifted by a twentieth of its size or seen a tenth larger or smaller.
    ///
    /// `None` where the face lies beside the picture.
    pub fn probe(&self, picture: &RgbImage, face: &DetectedFace) -> Option<Probe> {
        let square = squared(face.place);
        window(square, picture.dimensions())?;
        let places = LOOKS.map(|look| within(square, looked_at(square, look), picture.dimensions()));
        let judged = self.judge(Judge::Finisher, picture, &places);
        let n = judged.len() as f32;
        let found: Vec<[Point; 5]> =
            judged.iter().map(|(place, verdict)| landmarks(*place, &verdict.points).points()).collect();
        let spread = root_mean_square_distance(&found)? / scale(&face.landmarks);
        let probability = judged.iter().map(|(_, verdict)| verdict.score).sum::<f32>() / n;
        Some(Probe { probability, spread }).filter(|probe| probe.spread.is_finite())
    }
}

fn looked_at(square: BoundingBox, (right, down, size): (f32, f32, f32)) -> BoundingBox {
    let side = square.width();
    let (x, y) = (f32::midpoint(square.left, square.right), f32::midpoint(square.top, square.bottom));
    let (x, y, half) = (x + right * side, y + down * side, side * size / 2.0);
    BoundingBox { left: x - half, top: y - half, right: x + half, bottom: y + half }
}

/// A look at a square that stays within a picture: where an edge would leave it, the look cuts as much off the picture instead.
///
/// The cascade, as in facenet-pytorch, stretches the part of a square within the picture to the network's window and takes the
/// answer for the whole square: landmarks then move with every look, however sure they are.
fn within(square: BoundingBox, look: BoundingBox, (width, height): (u32, u32)) -> BoundingBox {
    let edge = |of_square: f32, of_look: f32, length: u32, inwards: f32| {
        let picture = 0.0..=length as f32;
        if picture.contains(&of_square) && picture.contains(&of_look) {
            return of_look;
        }
        let moved = of_square.clamp(0.0, length as f32) + inwards * (of_look - of_square).abs();
        moved.clamp(0.0, length as f32)
    };
    BoundingBox {
        left: edge(square.left, look.left, width, 1.0),
        top: edge(square.top, look.top, height, 1.0),
        right: edge(square.right, look.right, width, -1.0),
        bottom: edge(square.bottom, look.bottom, height, -1.0),
    }
}

/// A length of the face that turning the head to the side does not shorten: from the middle of the eyes to that of the mouth,
/// or the distance between the eyes where that is longer.
pub(crate) fn scale(landmarks: &Landmarks) -> f32 {
    let eyes = landmarks.left_eye.midpoint(landmarks.right_eye);
    let mouth = landmarks.left_mouth.midpoint(landmarks.right_mouth);
    eyes.distance(mouth).max(landmarks.eye_distance())
}

fn root_mean_square_distance(looks: &[[Point; 5]]) -> Option<f32> {
    let n = looks.len() as f32;
    let mean = |index: usize| {
        let sum = looks.iter().fold((0.0, 0.0), |(x, y), look| (x + look[index].x, y + look[index].y));
        Point::new(sum.0 / n, sum.1 / n)
    };
    let means = [0, 1, 2, 3, 4].map(mean);
    let square = |look: &[Point; 5]| look.iter().zip(means).map(|(p, m)| p.distance(m).powi(2)).sum::<f32>();
    (!looks.is_empty()).then(|| (looks.iter().map(square).sum::<f32>() / (5.0 * n)).sqrt())
}
