//! One draw of an augmentation, step by step in the order of the paper.

use pixels::{Filter, RgbImage, geometry, photometry, resize, resize_window};
use rand::seq::SliceRandom;
use rand::{Rng, RngExt};

use super::Augmentation;

/// The mean colour of `ImageNet`, which is zero after normalisation.
const CUTOUT_FILL: [u8; 3] = [124, 116, 104];

/// The input size to which the sides of cutouts refer.
const CUTOUT_REFERENCE_PX: u32 = 224;

pub(super) fn apply<R: Rng>(recipe: &Augmentation, picture: &RgbImage, input_px: u32, rng: &mut R) -> RgbImage {
    let mut picture = cropped(recipe, picture, input_px, rng);
    if happens(recipe.flip_share, rng) {
        geometry::flip_horizontal(&mut picture);
    }
    if recipe.rotation_degrees > 0.0 {
        geometry::rotate(&mut picture, rng.random_range(-recipe.rotation_degrees..=recipe.rotation_degrees));
    }
    recolour(recipe, &mut picture, rng);
    cut_out(recipe, &mut picture, rng);
    picture
}

fn cropped<R: Rng>(recipe: &Augmentation, picture: &RgbImage, input_px: u32, rng: &mut R) -> RgbImage {
    let [least, greatest] = recipe.crop_area;
    if least >= 1.0 {
        return resize(picture, input_px, input_px, Filter::Bilinear);
    }
    let [narrow, wide] = recipe.crop_aspect;
    let window = geometry::random_window(picture.dimensions(), (least, greatest), (narrow, wide), rng);
    let size = (input_px, input_px);
    resize_window(picture, window, size, Filter::Bilinear).expect("a random window lies inside its picture")
}

fn recolour<R: Rng>(recipe: &Augmentation, picture: &mut RgbImage, rng: &mut R) {
    if happens(recipe.grayscale_share, rng) {
        photometry::grayscale(picture);
    }
    if happens(recipe.jitter_share, rng) {
        jitter(recipe, picture, rng);
    }
    if happens(recipe.blur_share, rng) {
        let [least, greatest] = recipe.blur_sigma_px;
        photometry::gaussian_blur(picture, rng.random_range(least..=greatest) as f32);
    }
    if happens(recipe.sharpness_share, rng) {
        photometry::sharpness(picture, recipe.sharpness_factor as f32);
    }
    if happens(recipe.autocontrast_share, rng) {
        photometry::autocontrast(picture);
    }
    if happens(recipe.equalize_share, rng) {
        photometry::equalize(picture);
    }
}

/// The four jitters in random order; one of strength 0 is left out, because turning the hue by 0 would still round it.
fn jitter<R: Rng>(recipe: &Augmentation, picture: &mut RgbImage, rng: &mut R) {
    type Operation = fn(&mut RgbImage, f32);
    let mut jitters: [(Operation, f64, f64); 4] = [
        (photometry::brightness, 1.0, recipe.jitter_brightness),
        (photometry::contrast, 1.0, recipe.jitter_contrast),
        (photometry::saturation, 1.0, recipe.jitter_saturation),
        (photometry::hue, 0.0, recipe.jitter_hue),
    ];
    jitters.shuffle(rng);
    for (operation, middle, strength) in jitters.into_iter().filter(|(.., strength)| *strength > 0.0) {
        operation(picture, rng.random_range(middle - strength..=middle + strength) as f32);
    }
}

/// Fills squares; each lies wholly inside the picture.
pub(super) fn cut_out<R: Rng>(recipe: &Augmentation, picture: &mut RgbImage, rng: &mut R) {
    let input_px = picture.width();
    let [least, greatest] =
        recipe.cutout_side_px.map(|side| (side * input_px / CUTOUT_REFERENCE_PX).clamp(1, input_px));
    for _ in 0..recipe.cutouts {
        let side = rng.random_range(least..=greatest);
        let (left, top) = (rng.random_range(0..=input_px - side), rng.random_range(0..=input_px - side));
        let rows = picture.chunks_exact_mut(3 * input_px as usize).skip(top as usize).take(side as usize);
        for row in rows {
            row.as_chunks_mut().0[left as usize..(left + side) as usize].fill(CUTOUT_FILL);
        }
    }
}

fn happens<R: Rng>(share: f64, rng: &mut R) -> bool {
    // One number is drawn whatever the share, so that a change in one share does not move the others' draws.
    rng.random::<f64>() < share
}
