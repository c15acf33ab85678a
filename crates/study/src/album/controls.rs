//! What the controls are trained on: more undisguised faces, and faces that something without meaning covers.

use std::sync::Arc;

use disguise::accessory;
use faces::BoundingBox;
use pixels::{GrayImage, Rgb, RgbImage};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::{Entry, Photographer, Worn};
use crate::config::Covered;
use crate::error::StudyError;
use crate::prepare::Found;

/// Hides as much of a face as a mask of changed pixels does: picture, mask, the face's box, seed.
type Hide = fn(&mut RgbImage, &GrayImage, BoundingBox, u64);

impl Photographer<'_> {
    /// One more undisguised picture for every drawn disguise that was found: same class, same person.
    pub(super) fn extra(&self, synthetic: &[Entry]) -> Result<Vec<Entry>, StudyError> {
        let wanted: Vec<(usize, &Entry)> = synthetic.iter().filter(|entry| entry.crop.is_some()).enumerate().collect();
        let entries: Result<Vec<Option<Entry>>, StudyError> =
            wanted.par_iter().map(|&(number, entry)| self.one_more(number, entry)).collect();
        Ok(entries?.into_iter().flatten().collect())
    }

    fn one_more(&self, number: usize, entry: &Entry) -> Result<Option<Entry>, StudyError> {
        let face = &self.gathered.set.faces[entry.face];
        let seed = self.config.data_seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(number as u64);
        let Ok((picture, known)) = self.gathered.another_picture(entry.face, seed) else { return Ok(None) };
        let seen = self.lens.look(&picture, face, known)?;
        Ok(seen.found().map(|found: &Found| Entry {
            id: format!("{}+again-{number}", face.id),
            face: entry.face,
            expression: entry.expression,
            crop: Some(Arc::clone(&found.crop)),
            worn: None,
            redraw: None,
        }))
    }

    /// For every drawn disguise that was found its parent, covered by grey that hides as much: same class, same person.
    pub(super) fn covered(&self, synthetic: &[Entry]) -> Vec<Entry> {
        let hide: Hide = match self.config.controls.covered {
            Covered::Skip => return Vec::new(),
            Covered::Blobs => |picture, mask, face_box, _| blot(picture, mask, mean_of(picture, face_box)),
            Covered::Rectangles => |picture, mask, face_box, seed| {
                let n_hidden = mask.pixels().filter(|pixel| pixel.0[0] != 0).count();
                fill(picture, rectangle(face_box, n_hidden as f32, seed), mean_of(picture, face_box));
            },
        };
        let wanted = synthetic.par_iter().filter(|entry| entry.crop.is_some());
        wanted.filter_map(|entry| self.cover(entry, hide)).collect()
    }

    fn cover(&self, entry: &Entry, hide: Hide) -> Option<Entry> {
        let Worn { fitting, number, place, .. } = entry.worn.as_ref()?;
        let face = &self.gathered.set.faces[entry.face];
        let (mut picture, _) = self.gathered.picture(entry.face).ok()?;
        let worn = accessory::draw_outfit(&picture, &self.anchors(entry.face, place), &fitting.outfit).ok()?;
        let seed = self.config.data_seed.wrapping_mul(0xD1B5_4A32_D192_ED03).wrapping_add(*number as u64);
        hide(&mut picture, &worn.mask, place.face_box, seed);
        Some(Entry {
            id: format!("{}+covered-{number}", face.id),
            face: entry.face,
            expression: entry.expression,
            crop: Some(Arc::new(self.lens.cut(&picture, face, place))),
            worn: None,
            redraw: None,
        })
    }
}

/// The mean colour of the pixels in a box.
fn mean_of(picture: &RgbImage, face_box: BoundingBox) -> Rgb<u8> {
    let (mut sum, mut n) = ([0u64; 3], 0u64);
    for (_, _, pixel) in picture.enumerate_pixels().filter(|(x, y, _)| holds(face_box, *x, *y)) {
        for (sum, level) in sum.iter_mut().zip(pixel.0) {
            *sum = sum.wrapping_add(u64::from(level));
        }
        n += 1;
    }
    Rgb(sum.map(|sum| (sum / n.max(1)) as u8))
}

fn holds(face_box: BoundingBox, x: u32, y: u32) -> bool {
    let (x, y) = (x as f32 + 0.5, y as f32 + 0.5);
    (face_box.left..=face_box.right).contains(&x) && (face_box.top..=face_box.bottom).contains(&y)
}

fn blot(picture: &mut RgbImage, mask: &GrayImage, colour: Rgb<u8>) {
    for (pixel, _) in picture.pixels_mut().zip(mask.pixels()).filter(|(_, hidden)| hidden.0[0] != 0) {
        *pixel = colour;
    }
}

fn fill(picture: &mut RgbImage, place: BoundingBox, colour: Rgb<u8>) {
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        if holds(place, x, y) {
            *pixel = colour;
        }
    }
}

/// A rectangle of an area, at most the face, of a random aspect from 1:2 to 2:1, anywhere on the face.
fn rectangle(face_box: BoundingBox, area: f32, seed: u64) -> BoundingBox {
    let rng = &mut ChaCha8Rng::seed_from_u64(seed);
    let aspect = rng.random_range(-0.69f32..0.69).exp();
    let width = (area * aspect).sqrt().min(face_box.width());
    let height = (area / width.max(1.0)).min(face_box.height());
    let left = face_box.left + rng.random::<f32>() * (face_box.width() - width);
    let top = face_box.top + rng.random::<f32>() * (face_box.height() - height);
    BoundingBox { left, top, right: left + width, bottom: top + height }
}

#[cfg(test)]
mod tests;
