//! A second pass for faces that the first missed: the picture enlarged, turned, with more contrast, or with lower thresholds.

#[cfg(test)]
mod tests;

use std::fmt;

use faces::{BoundingBox, Landmarks, Point};
use pixels::photometry::{autocontrast, equalize};
use pixels::{Filter, RgbImage, geometry, resize};
use serde::{Deserialize, Serialize};

use crate::cascade::{DetectError, DetectOptions, DetectedFace, Detector};
use crate::probe::scale;

/// Longest side of an enlarged picture, in pixels.
const MAX_SIDE: u32 = 1024;

/// Thresholds of the tries that look for less likely faces.
const LOW: [f32; 3] = [0.5, 0.5, 0.3];

/// How likely a rescued face must be, and on the mean also from a little aside.
const MIN_PROBABILITY: f32 = 0.5;

/// How far its landmarks may move there.
const MAX_SPREAD: f32 = 0.12;

/// What was done to a picture before a face was found in it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Try {
    /// How many times larger it was made.
    pub zoom: u32,
    /// By how many degrees it was turned, counter-clockwise.
    pub turn_deg: i32,
    /// What was done to its light.
    pub light: Light,
    /// Which thresholds were used.
    pub thresholds: Thresholds,
}

impl fmt::Display for Try {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x", self.zoom)?;
        if self.turn_deg != 0 {
            write!(f, " {:+}deg", self.turn_deg)?;
        }
        match self.light {
            Light::Kept => {}
            Light::Equalised => f.write_str(" equalised")?,
            Light::Mirrored => f.write_str(" mirrored")?,
        }
        f.write_str(if self.thresholds == Thresholds::Lower { " low" } else { "" })
    }
}

/// What was done to the light of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Light {
    /// Nothing.
    Kept,
    /// Its histogram was equalised.
    Equalised,
    /// Nothing, but left and right were exchanged.
    Mirrored,
}

/// Which thresholds were used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Thresholds {
    /// Those of the options.
    Given,
    /// 0.5, 0.5 and 0.3, or those of the options where they are lower.
    Lower,
}

/// Every try, the mildest first.
const TRIES: [Try; 20] = {
    use Light::{Equalised, Kept, Mirrored};
    use Thresholds::{Given, Lower};
    const fn of(zoom: u32, turn_deg: i32, light: Light, thresholds: Thresholds) -> Try {
        Try { zoom, turn_deg, light, thresholds }
    }
    [
        of(2, 0, Kept, Given),
        of(3, 0, Kept, Given),
        of(4, 0, Kept, Given),
        of(2, 0, Equalised, Given),
        of(3, 0, Mirrored, Given),
        of(3, 15, Kept, Given),
        of(3, -15, Kept, Given),
        of(2, 30, Kept, Given),
        of(2, -30, Kept, Given),
        of(1, 0, Kept, Lower),
        of(2, 0, Kept, Lower),
        of(3, 0, Kept, Lower),
        of(3, 0, Mirrored, Lower),
        of(2, 0, Equalised, Lower),
        of(3, 0, Equalised, Lower),
        of(4, 0, Kept, Lower),
        of(3, 15, Kept, Lower),
        of(3, -15, Kept, Lower),
        of(2, 30, Kept, Lower),
        of(2, -30, Kept, Lower),
    ]
};

/// A face that a try found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rescued {
    /// The face, in pixels of the picture as it was given.
    pub face: DetectedFace,
    /// How it was found.
    pub by: Try,
}

impl Detector {
    /// The likeliest face of the first try that finds one, for a picture in which [`Detector::detect`] finds none.
    ///
    /// A face is accepted only where its landmarks lie as those of a face do, and where the last network still sees it, with
    /// landmarks at about the same places, from a little aside ([`Detector::probe`]).
    ///
    /// # Errors
    /// As [`Detector::detect`].
    pub fn rescue(&self, picture: &RgbImage, options: &DetectOptions) -> Result<Option<Rescued>, DetectError> {
        for by in TRIES {
            let Some(view) = View::of(picture, by) else { continue };
            let mut found = self.detect(&view.picture, &by.thresholds.applied(options))?;
            found.sort_by(|a, b| b.probability.total_cmp(&a.probability));
            let is_large =
                |face: &&DetectedFace| f64::from(longer_side(face)) >= options.min_face_px * f64::from(by.zoom);
            let face = found.iter().filter(is_large).find(|face| self.believes(&view.picture, face));
            if let Some(face) = face {
                return Ok(Some(Rescued { face: view.original(face), by }));
            }
        }
        Ok(None)
    }

    fn believes(&self, picture: &RgbImage, face: &DetectedFace) -> bool {
        let is_seen = || {
            self.probe(picture, face)
                .is_some_and(|probe| probe.probability >= MIN_PROBABILITY && probe.spread <= MAX_SPREAD)
        };
        face.probability >= MIN_PROBABILITY && make_a_face(face) && is_seen()
    }
}

fn longer_side(face: &DetectedFace) -> f32 {
    face.place.width().max(face.place.height())
}

impl Thresholds {
    fn applied(self, options: &DetectOptions) -> DetectOptions {
        let Self::Lower = self else { return *options };
        let [a, b, c] = options.thresholds;
        DetectOptions { thresholds: [a.min(LOW[0]), b.min(LOW[1]), c.min(LOW[2])], ..*options }
    }
}

/// A changed picture, and the way back.
struct View {
    picture: RgbImage,
    by: Try,
}

impl View {
    /// `None` where the picture would become too large.
    fn of(picture: &RgbImage, by: Try) -> Option<Self> {
        let (width, height) = picture.dimensions();
        let longest = width.max(height).checked_mul(by.zoom)?;
        if width.min(height) == 0 || (by.zoom > 1 && longest > MAX_SIDE) {
            return None;
        }
        let mut changed = match by.zoom {
            1 => picture.clone(),
            zoom => resize(picture, width * zoom, height * zoom, Filter::Bicubic),
        };
        match by.light {
            Light::Kept => {}
            Light::Mirrored => geometry::flip_horizontal(&mut changed),
            Light::Equalised => {
                equalize(&mut changed);
                autocontrast(&mut changed);
            }
        }
        geometry::rotate(&mut changed, f64::from(by.turn_deg));
        Some(Self { picture: changed, by })
    }

    /// A face of the changed picture in the one that was given; its box keeps its sides.
    fn original(&self, face: &DetectedFace) -> DetectedFace {
        let BoundingBox { left, top, right, bottom } = face.place;
        let centre = self.back(Point::new(f32::midpoint(left, right), f32::midpoint(top, bottom)));
        let zoom = self.by.zoom as f32;
        let (half_width, half_height) = (face.place.width() / zoom / 2.0, face.place.height() / zoom / 2.0);
        DetectedFace {
            place: BoundingBox {
                left: centre.x - half_width,
                top: centre.y - half_height,
                right: centre.x + half_width,
                bottom: centre.y + half_height,
            },
            probability: face.probability,
            landmarks: self.named(face.landmarks.map(|point| self.back(point))),
        }
    }

    /// Left and right are those of the picture that was given.
    fn named(&self, landmarks: Landmarks) -> Landmarks {
        let Landmarks { left_eye, right_eye, nose, left_mouth, right_mouth } = landmarks;
        if self.by.light == Light::Mirrored {
            let (left_eye, right_eye, left_mouth, right_mouth) = (right_eye, left_eye, right_mouth, left_mouth);
            return Landmarks { left_eye, right_eye, nose, left_mouth, right_mouth };
        }
        landmarks
    }

    fn back(&self, point: Point) -> Point {
        let (width, height) = self.picture.dimensions();
        let (x, y) = (width as f32 / 2.0, height as f32 / 2.0);
        let (sin, cos) = (-f64::from(self.by.turn_deg).to_radians()).sin_cos();
        let (sin, cos) = (sin as f32, cos as f32);
        let (dx, dy) = (point.x - x, point.y - y);
        let zoom = self.by.zoom as f32;
        let (turned_x, turned_y) = (x + cos * dx + sin * dy, y - sin * dx + cos * dy);
        let unmirrored = if self.by.light == Light::Mirrored { width as f32 - turned_x } else { turned_x };
        Point::new(unmirrored / zoom, turned_y / zoom)
    }
}

/// Whether landmarks lie as those of a face do, turned up to a half profile: eyes above nose above mouth, left left of right,
/// lengths in the proportions of a head, and all within the box.
fn make_a_face(face: &DetectedFace) -> bool {
    let Landmarks { left_eye, right_eye, nose, left_mouth, right_mouth } = face.landmarks;
    let (eyes, mouth) = (left_eye.midpoint(right_eye), left_mouth.midpoint(right_mouth));
    let length = eyes.distance(mouth);
    let (down_x, down_y) = ((mouth.x - eyes.x) / length, (mouth.y - eyes.y) / length);
    let down = |point: Point| ((point.x - eyes.x) * down_x + (point.y - eyes.y) * down_y) / length;
    let right = |from: Point, to: Point| ((to.x - from.x) * down_y - (to.y - from.y) * down_x) / length;
    let side = longer_side(face);
    let (reach_x, reach_y) = (0.15 * face.place.width(), 0.15 * face.place.height());
    let is_inside = |point: &Point| {
        (face.place.left - reach_x..=face.place.right + reach_x).contains(&point.x)
            && (face.place.top - reach_y..=face.place.bottom + reach_y).contains(&point.y)
    };
    // NaN, of a face without a length, passes none of these.
    (0.2..0.75).contains(&(length / side))
        && (0.15..1.0).contains(&down(nose))
        && (0.15..1.6).contains(&right(left_eye, right_eye))
        && (0.1..1.5).contains(&right(left_mouth, right_mouth))
        && right(eyes, nose).abs() < 0.8
        && down(left_eye).abs() < 0.4
        && (down(left_mouth) - 1.0).abs() < 0.4
        && face.landmarks.points().iter().all(is_inside)
        && scale(&face.landmarks) > 4.0
}
