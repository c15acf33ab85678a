//! A face cut out upright: turned and scaled so that its five landmarks come closest to fixed places.

#[cfg(test)]
mod tests;

use faces::{Landmarks, Point};
use pixels::geometry::{self, Similarity};
use pixels::{Filter, RgbImage, resize};

use crate::Crop;

/// Where the landmarks of an upright crop lie, in shares of its side: about where they lie in a box of MTCNN.
const TEMPLATE: [[f64; 2]; 5] = [[0.31, 0.40], [0.69, 0.40], [0.50, 0.58], [0.345, 0.78], [0.655, 0.78]];

/// Cuts a face out as `size_px` x `size_px` pixels, turned upright by the similarity whose squared distances between the
/// landmarks and their places are least (Umeyama 1991, in the plane); the aspect is kept, and what lies beside the picture is black.
///
/// `None` where the landmarks coincide or are not finite, or the picture has no pixels. A size of 0 counts as 1.
pub fn align(picture: &RgbImage, landmarks: &Landmarks, size_px: u32) -> Option<Crop> {
    let size_px = size_px.max(1);
    let coordinates = |Point { x, y }: Point| [f64::from(x), f64::from(y)];
    let places = TEMPLATE.map(|place| place.map(|share| share * f64::from(size_px)));
    let onto = Similarity::fitted(&places, &landmarks.points().map(coordinates))?;
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
    let ([c, d], [right, down]) = (onto.at([0.0, 0.0]), onto.at([1.0, 0.0]));
    let (a, b) = (right - c, down - d);
    let map = [a * zoom_x, -b * zoom_x, c * zoom_x, b * zoom_y, a * zoom_y, d * zoom_y];
    Some(Crop {
        picture: geometry::warp(source, map, (size_px, size_px)),
        landmarks: landmarks.map(|point| {
            let [x, y] = onto.back(coordinates(point));
            Point::new(x as f32, y as f32)
        }),
    })
}
