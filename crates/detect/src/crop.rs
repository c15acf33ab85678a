//! A face cut out of its picture as a square.

#[cfg(test)]
mod tests;

use faces::{BoundingBox, Landmarks, Point};
use pixels::{CropWindow, Filter, RgbImage};

use crate::DetectedFace;

/// A square picture of a face.
#[derive(Debug, Clone, PartialEq)]
pub struct Crop {
    /// `size_px` x `size_px` pixels.
    pub picture: RgbImage,
    /// Eyes, nose and mouth in pixels of the crop.
    pub landmarks: Landmarks,
}

/// Cuts a face out and resizes it to `size_px` x `size_px` with a triangle filter; the aspect is not kept.
///
/// `margin_px` is how many pixels of the crop, both sides together, lie outside the face's box (less where the picture ends).
/// Edges are cut to whole pixels. Equal to `extract_face` of facenet-pytorch 2.6 on PIL pictures. Where that fails the nearest
/// possible is done: a size of 0 counts as 1, a margin takes at most all but one pixel, a box beside the picture gives the pixels
/// at the border. A picture without pixels gives a black crop.
pub fn crop(picture: &RgbImage, face: &DetectedFace, size_px: u32, margin_px: u32) -> Crop {
    let size_px = size_px.max(1);
    let window = crop_window(picture.dimensions(), face.place, size_px, margin_px);
    let CropWindow { left, top, width, height } = window;
    let cut = pixels::crop(picture, window);
    let resized = match cut {
        Ok(cut) => pixels::resize(&cut, size_px, size_px, Filter::Bilinear),
        Err(_) => RgbImage::new(size_px, size_px),
    };
    let (zoom_x, zoom_y) = (size_px as f32 / width as f32, size_px as f32 / height as f32);
    let landmarks = face.landmarks.map(|p| Point::new((p.x - left as f32) * zoom_x, (p.y - top as f32) * zoom_y));
    Crop { picture: resized, landmarks }
}

/// The whole pixels that [`crop`] cuts out of a picture of this width and height, for a face in this box.
pub fn crop_window((width, height): (u32, u32), face_box: BoundingBox, size_px: u32, margin_px: u32) -> CropWindow {
    let size_px = size_px.max(1);
    let margin_px = margin_px.min(size_px - 1);
    let share = |extent: f32| margin_px as f32 * extent / (size_px - margin_px) as f32 / 2.0;
    let (dx, dy) = (share(face_box.width()), share(face_box.height()));
    let (left, width) = inside(face_box.left - dx, face_box.right + dx, width);
    let (top, height) = inside(face_box.top - dy, face_box.bottom + dy, height);
    CropWindow { left, top, width, height }
}

/// First pixel and number of pixels of the part of `start..end` that lies in `0..n_pixels`; at least one pixel.
fn inside(start: f32, end: f32, n_pixels: u32) -> (u32, u32) {
    let start = (start.max(0.0) as u32).min(n_pixels.saturating_sub(1));
    let end = (end.min(n_pixels as f32).max(0.0) as u32).max(start.saturating_add(1));
    (start, end - start)
}
