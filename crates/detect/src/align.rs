//! A face cut out upright: turned and scaled so that its five landmarks come closest to fixed places.

#[cfg(test)]
mod tests;

use faces::{Landmarks, Point};
use pixels::{Filter, RgbImage, geometry, resize};

use crate::Crop;
use crate::probe::points;

/// Where the landmarks of an upright crop lie, in shares of its side: about where they lie in a box of MTCNN.
const TEMPLATE: [[f32; 2]; 5] = [[0.31, 0.40], [0.69, 0.40], [0.50, 0.58], [0.345, 0.78], [0.655, 0.78]];

/// Cuts a face out as `size_px` x `size_px` pixels, turned upright by the similarity whose squared distances between the
/// landmarks and their places are least (Umeyama 1991, in the plane); the aspect is kept, and what lies beside the picture is black.
///
/// `None` where the landmarks coincide or are not finite, or the picture has no pixels. A size of 0 counts as 1.
pub fn align(picture: &RgbImage, landmarks: &Landmarks, size_px: u32) -> Option<Crop> {
    let size_px = size_px.max(1);
    let onto = Similarity::fitted(landmarks, size_px as f32)?;
    if picture.width() == 0 || picture.height() == 0 {
        return None;
    }
    // Bilinear sampling sees two pixels each way, so a large face is shrunk first.
    let shrinkage = (onto.scale().floor() as u32).clamp(1, picture.width().min(picture.height()));
    let shrunk;
    let source = if shrinkage > 1 {
        shrunk = resize(picture, picture.width() / shrinkage, picture.height() / shrinkage, Filter::Area);
        &shrunk
    } else {
        picture
    };
    let zoom_x = f64::from(source.width()) / f64::from(picture.width());
    let zoom_y = f64::from(source.height()) / f64::from(picture.height());
    let [a, b, c, d] = [onto.a, onto.b, onto.c, onto.d].map(f64::from);
    let map = [a * zoom_x, -b * zoom_x, c * zoom_x, b * zoom_y, a * zoom_y, d * zoom_y];
    Some(Crop {
        picture: geometry::warp(source, map, (size_px, size_px)),
        landmarks: landmarks.map(|point| onto.back(point)),
    })
}

/// The map from a crop to its picture: `(a x - b y + c, b x + a y + d)`.
#[derive(Debug, Clone, Copy)]
struct Similarity {
    a: f32,
    b: f32,
    c: f32,
    d: f32,
}

impl Similarity {
    fn fitted(landmarks: &Landmarks, size: f32) -> Option<Self> {
        let places = TEMPLATE.map(|[x, y]| Point::new(x * size, y * size));
        let found = points(landmarks);
        let (from, to) = (mean(&places), mean(&found));
        let (mut same, mut turned, mut square) = (0.0, 0.0, 0.0);
        for (place, point) in places.iter().zip(&found) {
            let (x, y) = (place.x - from.x, place.y - from.y);
            let (u, v) = (point.x - to.x, point.y - to.y);
            same += x * u + y * v;
            turned += x * v - y * u;
            square += x * x + y * y;
        }
        let (a, b) = (same / square, turned / square);
        let fit = Self { a, b, c: to.x - a * from.x + b * from.y, d: to.y - b * from.x - a * from.y };
        (fit.scale().is_finite() && fit.scale() > 1e-6).then_some(fit)
    }

    /// Pixels of the picture to one of the crop.
    fn scale(self) -> f32 {
        self.a.hypot(self.b)
    }

    /// A point of the picture in the crop.
    fn back(self, point: Point) -> Point {
        let (u, v) = (point.x - self.c, point.y - self.d);
        let square = self.a * self.a + self.b * self.b;
        Point::new((self.a * u + self.b * v) / square, (self.a * v - self.b * u) / square)
    }
}

fn mean(points: &[Point; 5]) -> Point {
    let sum = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.x, y + point.y));
    Point::new(sum.0 / 5.0, sum.1 / 5.0)
}
