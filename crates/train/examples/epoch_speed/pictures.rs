//! Picture files to train on: smooth colours with grain, drawn, in one folder per expression.

use std::path::Path;

use faces::Expression;
use pixels::{Filter, Rgb, RgbImage, resize};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::protocol::Outcome;

/// Side of a file's picture: larger than the network's input, as crops of photographs usually are.
const FILE_PX: u32 = 288;
/// Side of the coarse picture that is enlarged.
const COARSE_PX: u32 = 18;
/// Levels that a pixel differs by from the smooth picture, so that a file is about as long as a photograph's.
const GRAIN: i16 = 6;
const QUALITY: u8 = 90;

/// Writes `n` JPEG files below `folder`; the same number gives the same files.
pub fn draw(folder: &Path, n: usize) -> Outcome {
    for index in 0..n {
        let label = Expression::ALL[index % Expression::COUNT];
        let class = folder.join(label.name());
        std::fs::create_dir_all(&class)?;
        let bytes = pixels::jpeg_bytes(&picture(index as u64), QUALITY)?;
        std::fs::write(class.join(format!("{index:05}.jpg")), bytes)?;
    }
    Ok(())
}

fn picture(seed: u64) -> RgbImage {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let coarse = RgbImage::from_fn(COARSE_PX, COARSE_PX, |_, _| Rgb(std::array::from_fn(|_| rng.random())));
    let mut picture = resize(&coarse, FILE_PX, FILE_PX, Filter::Bicubic);
    for pixel in picture.pixels_mut() {
        let grain = rng.random_range(-GRAIN..=GRAIN);
        pixel.0 = pixel.0.map(|level| (i16::from(level) + grain).clamp(0, 255) as u8);
    }
    picture
}
