//! Prints what measuring a face and searching near duplicates cost on one thread.

#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::time::Instant;

use faces::{Landmarks, Point};
use pixels::{NearIndex, PictureHash, Rgb, RgbImage, measure_face};

const N_REPEATS: u32 = 50;

fn main() {
    for eye_distance in [15.0, 60.0, 200.0, 800.0] {
        let (picture, landmarks) = drawn(eye_distance);
        let ms = milliseconds(|| {
            std::hint::black_box(measure_face(&picture, &landmarks));
        });
        println!("measure_face, {eye_distance} px between the eyes: {ms:.2} ms");
    }
    let (picture, _) = drawn(200.0);
    let ms = milliseconds(|| {
        std::hint::black_box(PictureHash::of(&picture));
    });
    println!("PictureHash::of, {} x {} px: {ms:.2} ms", picture.width(), picture.height());
    search(100_000);
}

/// A picture about four and a half times as wide as the eyes are apart, with some structure.
fn drawn(eye_distance: f32) -> (RgbImage, Landmarks) {
    let (width, height) = ((4.5 * eye_distance) as u32, (5.0 * eye_distance) as u32);
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let n = ((x / 2) * 31 + (y / 2) * 1013).wrapping_mul(2_654_435_761) >> 27;
        Rgb([190, 140, 110].map(|level: u32| (level + n) as u8))
    });
    let at = |x: f32, y: f32| Point::new(eye_distance * (2.25 + x), eye_distance * (2.0 + y));
    let landmarks = Landmarks {
        left_eye: at(-0.5, 0.0),
        right_eye: at(0.5, 0.0),
        nose: at(0.0, 0.53),
        left_mouth: at(-0.43, 1.04),
        right_mouth: at(0.43, 1.04),
    };
    (picture, landmarks)
}

fn milliseconds(mut work: impl FnMut()) -> f64 {
    work();
    let started = Instant::now();
    (0..N_REPEATS).for_each(|_| work());
    started.elapsed().as_secs_f64() * 1000.0 / f64::from(N_REPEATS)
}

/// Random hashes, every tenth a copy of the one before with a few bits changed.
fn search(n_hashes: u64) {
    let mix = |n: u64| {
        let n = (n ^ n >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let n = (n ^ n >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        n ^ n >> 31
    };
    let random = |n: u64| PictureHash([1, 2, 3, 4].map(|word| mix(4 * n + word)));
    let copy = |n: u64| PictureHash(random(n).0.map(|word| word ^ 1 << (n % 64)));
    let hashes: Vec<PictureHash> = (0..n_hashes).map(|n| if n % 10 == 9 { copy(n - 1) } else { random(n) }).collect();
    let started = Instant::now();
    let pairs = NearIndex::new(&hashes).pairs(PictureHash::SAME);
    println!("all near pairs of {n_hashes} hashes: {} in {:.2} s", pairs.len(), started.elapsed().as_secs_f64());
}
