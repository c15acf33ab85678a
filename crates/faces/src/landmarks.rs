//! Where a face lies in a picture: a box and five landmarks, in pixels of that picture.

use serde::{Deserialize, Serialize};

mod contour;
mod dense;
mod files;

pub use contour::Contour;
pub use dense::Landmarks68;
pub use files::{LandmarkError, read_contours};

/// A point in pixels; x to the right, y down, (0, 0) the upper left corner of the upper left pixel.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the upper edge.
    pub y: f32,
}

impl Point {
    /// The point `(x, y)`.
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// The point half-way to `other`.
    pub fn midpoint(self, other: Self) -> Self {
        Self::new(f32::midpoint(self.x, other.x), f32::midpoint(self.y, other.y))
    }

    /// Euclidean distance in pixels.
    pub fn distance(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// A face's box in pixels; may reach beyond the picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BoundingBox {
    /// Left edge.
    pub left: f32,
    /// Upper edge.
    pub top: f32,
    /// Right edge.
    pub right: f32,
    /// Lower edge.
    pub bottom: f32,
}

impl BoundingBox {
    /// Width in pixels.
    pub fn width(self) -> f32 {
        self.right - self.left
    }

    /// Height in pixels.
    pub fn height(self) -> f32 {
        self.bottom - self.top
    }

    /// The box between the mapped corners.
    #[must_use]
    pub fn map(self, map: impl Fn(Point) -> Point) -> Self {
        let [start, end] = [Point::new(self.left, self.top), Point::new(self.right, self.bottom)].map(map);
        Self { left: start.x, top: start.y, right: end.x, bottom: end.y }
    }

    /// Area in square pixels.
    pub fn area(self) -> f32 {
        self.width() * self.height()
    }
}

/// The five landmarks that MTCNN finds. Left and right are the picture's, not the person's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Landmarks {
    /// Centre of the eye on the left side of the picture.
    pub left_eye: Point,
    /// Centre of the eye on the right side of the picture.
    pub right_eye: Point,
    /// Tip of the nose.
    pub nose: Point,
    /// Corner of the mouth on the left side of the picture.
    pub left_mouth: Point,
    /// Corner of the mouth on the right side of the picture.
    pub right_mouth: Point,
}

impl Landmarks {
    /// Distance between the eyes in pixels, the scale of a face.
    pub fn eye_distance(&self) -> f32 {
        self.left_eye.distance(self.right_eye)
    }

    /// Roll in radians: the angle of the line through the eyes, positive clockwise on the screen.
    pub fn roll(&self) -> f32 {
        (self.right_eye.y - self.left_eye.y).atan2(self.right_eye.x - self.left_eye.x)
    }

    /// Every point, in the order of the fields.
    pub fn points(&self) -> [Point; 5] {
        let Self { left_eye, right_eye, nose, left_mouth, right_mouth } = *self;
        [left_eye, right_eye, nose, left_mouth, right_mouth]
    }

    /// Applies `map` to every point.
    pub fn map(&self, map: impl Fn(Point) -> Point) -> Self {
        Self {
            left_eye: map(self.left_eye),
            right_eye: map(self.right_eye),
            nose: map(self.nose),
            left_mouth: map(self.left_mouth),
            right_mouth: map(self.right_mouth),
        }
    }
}

#[cfg(test)]
mod tests;
