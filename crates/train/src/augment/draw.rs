//! One draw of an augmentation, step by step in the order of the paper.

use pixels::{Filter, Rgb, RgbImage, crop, geometry, photometry, resize};
use rand::seq::SliceRandom;
use rand::{Rng, RngExt};

use super::Augmentation;

/// The mean colour of `ImageNet`, which is zero after normalisation.
const CUTOUT_FILL: Rgb<u8> = Rgb([124, 116, 104]);

/// The input size to which the sides of cutouts refer.
const CUTOUT_REFERENCE_PX: u32 = 224;

pub(super) fn apply<R: Rng>(recipe: &Augmentation, picture: &RgbImage, input_px: u32, rng: &mut R) -> RgbImage {
    let mut picture = cropped(recipe, picture, input_px, rng);
    if happens(recipe.flip_share, rng) {
        picture = geometry::flip_horizontal(&picture);
    }
    if recipe.rotation_degrees > 0.0 {
        picture = geometry::rotate(&picture, rng.random_range(-recipe.rotation_degrees..=recipe.rotation_degrees));
    }
    picture = recoloured(recipe, picture, rng);
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
    let part = crop(picture, window).expect("a random window lies inside its picture");
    resize(&part, input_px, input_px, Filter::Bilinear)
}

fn recoloured<R: Rng>(recipe: &Augmentation, mut picture: RgbImage, rng: &mut R) -> RgbImage {
    if happens(recipe.grayscale_share, rng) {
        picture = photometry::grayscale(&picture);
    }
    if happens(recipe.jitter_share, rng) {
        picture = jittered(recipe, picture, rng);
    }
    if happens(recipe.blur_share, rng) {
        let [least, greatest] = recipe.blur_sigma_px;
        picture = photometry::gaussian_blur(&picture, rng.random_range(least..=greatest) as f32);
    }
    if happens(recipe.sharpness_share, rng) {
        picture = photometry::sharpness(&picture, recipe.sharpness_factor as f32);
    }
    if happens(recipe.autocontrast_share, rng) {
        picture = photometry::autocontrast(&picture);
    }
    if happens(recipe.equalize_share, rng) {
        picture = photometry::equalize(&picture);
    }
    picture
}

/// The four jitters in random order; one of strength 0 is left out, because turning the hue by 0 would still round it.
fn jittered<R: Rng>(recipe: &Augmentation, picture: RgbImage, rng: &mut R) -> RgbImage {
    type Operation = fn(&RgbImage, f32) -> RgbImage;
    let mut jitters: [(Operation, f64, f64); 4] = [
        (photometry::brightness, 1.0, recipe.jitter_brightness),
        (photometry::contrast, 1.0, recipe.jitter_contrast),
        (photometry::saturation, 1.0, recipe.jitter_saturation),
        (photometry::hue, 0.0, recipe.jitter_hue),
    ];
    jitters.shuffle(rng);
    let strong = jitters.into_iter().filter(|(.., strength)| *strength > 0.0);
    strong.fold(picture, |picture, (operation, middle, strength)| {
        operation(&picture, rng.random_range(middle - strength..=middle + strength) as f32)
    })
}

/// Fills squares; each lies wholly inside the picture.
fn cut_out<R: Rng>(recipe: &Augmentation, picture: &mut RgbImage, rng: &mut R) {
    let input_px = picture.width();
    let [least, greatest] =
        recipe.cutout_side_px.map(|side| (side * input_px / CUTOUT_REFERENCE_PX).clamp(1, input_px));
    for _ in 0..recipe.cutouts {
        let side = rng.random_range(least..=greatest);
        let (left, top) = (rng.random_range(0..=input_px - side), rng.random_range(0..=input_px - side));
        for (x, y) in (top..top + side).flat_map(|y| (left..left + side).map(move |x| (x, y))) {
            picture.put_pixel(x, y, CUTOUT_FILL);
        }
    }
}

fn happens<R: Rng>(share: f64, rng: &mut R) -> bool {
    // One number is drawn whatever the share, so that a change in one share does not move the others' draws.
    rng.random::<f64>() < share
}
