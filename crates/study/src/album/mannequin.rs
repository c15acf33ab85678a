//! A face that can be dressed anew in a moment: what is inside its crop, undistorted, and where the face lies in it.

use std::fmt;

use disguise::accessory::{Anchors, DesignPool, Kinds, Outfit, draw_outfit};
use faces::Point;
use pixels::{CropWindow, Filter, RgbImage, resize};

/// The part of an undisguised picture that its crop shows, no larger than needed and with its own aspect.
///
/// Drawn on this, an accessory has its true shape; the aspect of the crop is given to face and accessory together, afterwards.
pub struct Mannequin {
    picture: RgbImage,
    anchors: Anchors,
    kinds: Kinds,
    crop_px: u32,
}

impl Mannequin {
    /// Cuts the part out of the whole picture.
    pub(super) fn new(picture: &RgbImage, window: CropWindow, anchors: &Anchors, kinds: Kinds, crop_px: u32) -> Self {
        let cut = pixels::crop(picture, window).unwrap_or_else(|_| picture.clone());
        let zoom = (crop_px as f32 / window.width.max(window.height) as f32).min(1.0);
        let side = |pixels: u32| ((pixels as f32 * zoom).round() as u32).max(1);
        let (width, height) = (side(window.width), side(window.height));
        let (x, y) = (width as f32 / window.width as f32, height as f32 / window.height as f32);
        let moved = |p: Point| Point::new((p.x - window.left as f32) * x, (p.y - window.top as f32) * y);
        Self { picture: resize(&cut, width, height, Filter::Bilinear), anchors: anchors.map(moved), kinds, crop_px }
    }
}

impl train::Redraw for Mannequin {
    fn redraw(&self, seed: u64) -> Option<RgbImage> {
        let outfit = Outfit::sample(&self.kinds, DesignPool::Train, seed);
        let worn = draw_outfit(&self.picture, &self.anchors, &outfit).ok()?;
        Some(resize(&worn.picture, self.crop_px, self.crop_px, Filter::Bilinear))
    }
}

impl fmt::Debug for Mannequin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (width, height) = self.picture.dimensions();
        write!(out, "Mannequin({width}x{height}, {})", self.kinds)
    }
}

#[cfg(test)]
mod tests;
