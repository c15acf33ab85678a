//! Random changes to a training picture, each draw given by seed, pass and sample.

mod draw;
pub mod sheet;
#[cfg(test)]
mod tests;

use pixels::RgbImage;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::{Deserialize, Serialize};

/// Which random changes a training picture receives, and how strong they are.
///
/// The list and its order are the paper's; it names no strengths, so those are torchvision's usual ones. A `…_share` is the
/// probability of a change, in `[0, 1]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Augmentation {
    /// Least and greatest share of the area that a random crop keeps, in `(0, 1]`; `[1, 1]` takes the whole picture.
    pub crop_area: [f64; 2],
    /// Least and greatest width over height of a random crop, above 0.
    pub crop_aspect: [f64; 2],
    /// How often left and right are exchanged.
    pub flip_share: f64,
    /// Rotations are uniform within plus and minus this many degrees, in `[0, 180]`.
    pub rotation_degrees: f64,
    /// How often the colours are removed.
    pub grayscale_share: f64,
    /// How often brightness, contrast, saturation and hue are jittered, all four in random order.
    pub jitter_share: f64,
    /// The brightness factor lies within 1 plus and minus this, in `[0, 1]`.
    pub jitter_brightness: f64,
    /// The contrast factor lies within 1 plus and minus this, in `[0, 1]`.
    pub jitter_contrast: f64,
    /// The saturation factor lies within 1 plus and minus this, in `[0, 1]`.
    pub jitter_saturation: f64,
    /// The hue turns by at most this share of the colour circle, in `[0, 0.5]`.
    pub jitter_hue: f64,
    /// How often the picture is blurred by a Gaussian of 5 pixels.
    pub blur_share: f64,
    /// Least and greatest standard deviation of the blur in pixels, above 0.
    pub blur_sigma_px: [f64; 2],
    /// How often the picture is sharpened.
    pub sharpness_share: f64,
    /// The sharpness factor, at least 0; 1 changes nothing.
    pub sharpness_factor: f64,
    /// How often the contrast is stretched.
    pub autocontrast_share: f64,
    /// How often the histogram is equalized.
    pub equalize_share: f64,
    /// How many squares are cut out of every picture.
    pub cutouts: u32,
    /// Least and greatest side of a square, in pixels of a picture of 224; scaled with the input size.
    pub cutout_side_px: [u32; 2],
}

impl Default for Augmentation {
    fn default() -> Self {
        Self {
            crop_area: [0.8, 1.0],
            crop_aspect: [3.0 / 4.0, 4.0 / 3.0],
            flip_share: 0.5,
            rotation_degrees: 15.0,
            grayscale_share: 0.1,
            jitter_share: 0.5,
            jitter_brightness: 0.2,
            jitter_contrast: 0.2,
            jitter_saturation: 0.2,
            jitter_hue: 0.1,
            blur_share: 0.2,
            blur_sigma_px: [0.1, 2.0],
            sharpness_share: 0.2,
            sharpness_factor: 2.0,
            autocontrast_share: 0.2,
            equalize_share: 0.2,
            cutouts: 8,
            cutout_side_px: [16, 28],
        }
    }
}

/// A strength of an augmentation that lies outside its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("augmentation: expected `{field}` {expected}")]
pub struct AugmentationError {
    /// The field.
    pub field: &'static str,
    /// Its range in words.
    pub expected: &'static str,
}

impl Augmentation {
    /// No change but the resize to the input size.
    pub fn none() -> Self {
        Self {
            crop_area: [1.0, 1.0],
            flip_share: 0.0,
            rotation_degrees: 0.0,
            grayscale_share: 0.0,
            jitter_share: 0.0,
            blur_share: 0.0,
            sharpness_share: 0.0,
            autocontrast_share: 0.0,
            equalize_share: 0.0,
            cutouts: 0,
            ..Self::default()
        }
    }

    /// Whether every strength lies in its range.
    ///
    /// # Errors
    /// Names the first field that does not.
    pub fn check(&self) -> Result<(), AugmentationError> {
        let share = |value: f64| (0.0..=1.0).contains(&value);
        let range = |[low, high]: [f64; 2]| low > 0.0 && low <= high && high.is_finite();
        let [least_side, greatest_side] = self.cutout_side_px;
        let checks = [
            ("crop_area", "as [low, high] in (0, 1]", range(self.crop_area) && self.crop_area[1] <= 1.0),
            ("crop_aspect", "as [low, high] above 0", range(self.crop_aspect)),
            ("flip_share", "in [0, 1]", share(self.flip_share)),
            ("rotation_degrees", "in [0, 180]", (0.0..=180.0).contains(&self.rotation_degrees)),
            ("grayscale_share", "in [0, 1]", share(self.grayscale_share)),
            ("jitter_share", "in [0, 1]", share(self.jitter_share)),
            ("jitter_brightness", "in [0, 1]", share(self.jitter_brightness)),
            ("jitter_contrast", "in [0, 1]", share(self.jitter_contrast)),
            ("jitter_saturation", "in [0, 1]", share(self.jitter_saturation)),
            ("jitter_hue", "in [0, 0.5]", (0.0..=0.5).contains(&self.jitter_hue)),
            ("blur_share", "in [0, 1]", share(self.blur_share)),
            ("blur_sigma_px", "as [low, high] above 0", range(self.blur_sigma_px)),
            ("sharpness_share", "in [0, 1]", share(self.sharpness_share)),
            ("sharpness_factor", "of at least 0", self.sharpness_factor >= 0.0 && self.sharpness_factor.is_finite()),
            ("autocontrast_share", "in [0, 1]", share(self.autocontrast_share)),
            ("equalize_share", "in [0, 1]", share(self.equalize_share)),
            (
                "cutout_side_px",
                "as [low, high] in 1..=224",
                (1..=greatest_side).contains(&least_side) && greatest_side <= 224,
            ),
        ];
        match checks.into_iter().find(|(.., holds)| !holds) {
            Some((field, expected, _)) => Err(AugmentationError { field, expected }),
            None => Ok(()),
        }
    }

    /// The picture as the network sees it in one pass: changed at random and `input_px` pixels wide and high.
    ///
    /// # Panics
    /// When the picture has no pixels or a field is out of range ([`Augmentation::check`]).
    pub fn apply(&self, picture: &RgbImage, input_px: u32, key: DrawKey) -> RgbImage {
        draw::apply(self, picture, input_px, &mut key.rng(0))
    }
}

/// What decides the random numbers of one picture: nothing else does, least of all the number of threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawKey {
    /// The seed of the run.
    pub seed: u64,
    /// Which pass over the samples, from 0.
    pub pass: u64,
    /// Which sample, from 0.
    pub index: u64,
}

impl DrawKey {
    /// The random numbers of this key for one of several purposes.
    pub(crate) fn rng(self, purpose: u64) -> ChaCha8Rng {
        let mut seed = [0; 32];
        for (part, value) in seed.as_chunks_mut::<8>().0.iter_mut().zip([self.seed, self.pass, self.index, purpose]) {
            *part = value.to_le_bytes();
        }
        ChaCha8Rng::from_seed(seed)
    }
}
