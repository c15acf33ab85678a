//! The augmentation of the paper, as the peer of `bench/augment.py`: `augment_speed [THREADS] [STEP]`.
//!
//! One repetition is 64 faces, each draw with new random numbers; STEP is one change alone at 224 px instead of the whole list.

#[path = "../../../bench/protocol.rs"]
mod protocol;

use std::hint::black_box;

use pixels::{CropWindow, Filter, Rgb, RgbImage, geometry, photometry, resize_window};
use rayon::prelude::*;
use train::{Augmentation, DrawKey};

use protocol::{Outcome, serve};

const N_WARM_UP: usize = 2;
const N_FACES: usize = 64;
const SOURCE_PX: u32 = 256;
const INPUT_PX: u32 = 224;

type Change = Box<dyn Fn(&RgbImage, DrawKey) -> RgbImage + Sync>;

fn main() -> Outcome {
    let mut args = std::env::args().skip(1);
    let n_threads = args.next().map_or(Ok(1), |n| n.parse())?;
    let step = args.next().unwrap_or_else(|| "all".to_owned());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build()?;
    let (change, size) = change(&step)?;
    let faces: Vec<RgbImage> = (0..N_FACES).map(|index| face(index as i64, size)).collect();
    let mut pass = 0;
    serve(N_WARM_UP, || {
        pass += 1;
        pool.install(|| {
            faces.par_iter().enumerate().for_each(|(index, face)| {
                black_box(change(face, DrawKey { seed: 1, pass, index: index as u64 }));
            });
        });
        Ok(())
    })
}

/// A change by name, and the size of the pictures that it expects.
fn change(step: &str) -> Result<(Change, u32), String> {
    let window = CropWindow { left: 8, top: 10, width: 236, height: 230 };
    let change: Change = match step {
        "all" => Box::new(|face, key| Augmentation::default().apply(face, INPUT_PX, key)),
        "resize" => Box::new(move |face, _| {
            resize_window(face, window, (INPUT_PX, INPUT_PX), Filter::Bilinear).expect("the window lies inside")
        }),
        "cutouts" => {
            let cutouts = Augmentation { cutouts: 8, ..Augmentation::none() };
            Box::new(move |face, key| cutouts.apply(face, INPUT_PX, key))
        }
        "rotate" => in_place(|face| geometry::rotate(face, 8.0)),
        "flip" => in_place(geometry::flip_horizontal),
        "grayscale" => in_place(photometry::grayscale),
        "autocontrast" => in_place(photometry::autocontrast),
        "equalize" => in_place(photometry::equalize),
        "brightness" => in_place(|face| photometry::brightness(face, 1.15)),
        "contrast" => in_place(|face| photometry::contrast(face, 1.15)),
        "saturation" => in_place(|face| photometry::saturation(face, 1.15)),
        "hue" => in_place(|face| photometry::hue(face, 0.07)),
        "blur" => in_place(|face| photometry::gaussian_blur(face, 1.1)),
        "sharpness" => in_place(|face| photometry::sharpness(face, 2.0)),
        other => return Err(format!("no such step: {other}")),
    };
    Ok((change, if ["all", "resize"].contains(&step) { SOURCE_PX } else { INPUT_PX }))
}

/// Torchvision leaves its input as it was, so the copy belongs to the step.
fn in_place(change: impl Fn(&mut RgbImage) + Sync + 'static) -> Change {
    Box::new(move |face, _| {
        let mut changed = face.clone();
        change(&mut changed);
        changed
    })
}

/// A shaded oval with some texture; the same integers as in the Python script.
fn face(index: i64, size: u32) -> RgbImage {
    RgbImage::from_fn(size, size, |x, y| {
        let [x, y] = [x, y].map(|at| i64::from(at) * 256 / i64::from(size));
        let shade = 230 - ((x - 118 - index % 20).pow(2) + (y - 128).pow(2)).div_euclid(160);
        let texture = (x * 7919 + y * 104_729 + index * 31) % 13;
        let oval = (shade + texture).clamp(20, 240);
        Rgb([oval, oval * 3 / 4 + x / 16, oval * 5 / 8 + y / 16].map(|level| level as u8))
    })
}
