//! Faces that the first pass misses, and pictures without people in which the second must find none.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test says what it counts and stops at what it cannot read"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use detect::{DetectOptions, Detector};
use faces::{BoundingBox, Face, ReadOptions};
use pixels::{CropWindow, DecodeLimits, RgbImage};

#[expect(clippy::disallowed_methods, reason = "photographs and the weights of others are not in the repository")]
fn named_by(variable: &str) -> Option<PathBuf> {
    std::env::var(variable).ok().map(PathBuf::from)
}

fn given() -> Option<(PathBuf, Detector)> {
    let (Some(data), Some(weights)) = (named_by("EVENFACE_DATA"), named_by("EVENFACE_WEIGHTS")) else {
        println!("skipped: EVENFACE_DATA and EVENFACE_WEIGHTS do not both name folders");
        return None;
    };
    Some((data, Detector::load(&weights.join("mtcnn"), &network::device::cpu()).unwrap()))
}

fn faces_of(data: &Path, name: &str) -> Vec<Face> {
    faces::read(&data.join(name).join("manifest.csv"), &ReadOptions::default()).unwrap().faces
}

fn picture(face: &Face) -> RgbImage {
    pixels::decode(face.picture.file(), &DecodeLimits::default()).unwrap()
}

#[derive(Debug, Default)]
struct Misses {
    faces: usize,
    missed: usize,
    missed_twice: usize,
}

#[test]
fn the_second_pass_halves_the_misses_with_sunglasses() {
    let Some((data, detector)) = given() else { return };
    let options = DetectOptions::default();
    let mut groups: BTreeMap<String, Misses> = BTreeMap::new();
    for face in faces_of(&data, "cmu-faces") {
        let picture = picture(&face);
        let misses = groups.entry(face.groups["disguise"].clone()).or_default();
        misses.faces += 1;
        if !detector.detect(&picture, &options).unwrap().is_empty() {
            continue;
        }
        misses.missed += 1;
        match detector.rescue(&picture, &options).unwrap() {
            Some(rescued) => {
                println!("{} {:?} {:?}", face.id, rescued.by, rescued.face.place);
            }
            None => misses.missed_twice += 1,
        }
    }
    println!("{groups:?}");
    let sunglasses = &groups["sunglasses"];
    assert!(sunglasses.missed_twice * 2 <= sunglasses.missed, "{groups:?}");
}

/// The parts of a picture beside a face, above the shoulders, whose sides reach 40 pixels.
fn backgrounds(picture: &RgbImage, place: BoundingBox) -> impl Iterator<Item = RgbImage> {
    // Hair, ears and neck belong to the person.
    let (left, right) = (place.left - 0.5 * place.width(), place.right + 0.5 * place.width());
    let (width, below) = (picture.width() as f32, place.bottom.min(picture.height() as f32));
    let parts =
        [(0.0, left), (right, width)].into_iter().filter(move |(start, end)| end - start >= 40.0 && below >= 40.0);
    parts.filter_map(move |(start, end)| {
        let window = CropWindow { left: start as u32, top: 0, width: (end - start) as u32, height: below as u32 };
        pixels::crop(picture, window).ok()
    })
}

#[test]
fn no_pass_finds_a_face_where_nobody_is() {
    const N_PICTURES: usize = 200;
    let Some((data, detector)) = given() else { return };
    let options = DetectOptions::default();
    let (mut n_pictures, mut n_first, mut n_second) = (0, 0, 0);
    for face in ["cmu-faces", "london"].iter().flat_map(|set| faces_of(&data, set)) {
        let picture = picture(&face);
        let found = detector.detect(&picture, &options).unwrap();
        let [only] = &found[..] else { continue };
        for background in backgrounds(&picture, only.place).take(N_PICTURES - n_pictures) {
            n_pictures += 1;
            n_first += usize::from(!detector.detect(&background, &options).unwrap().is_empty());
            if let Some(rescued) = detector.rescue(&background, &options).unwrap() {
                n_second += 1;
                println!("false: {} {rescued:?} {:?}", face.id, detector.probe(&background, &rescued.face));
            }
        }
    }
    println!("of {n_pictures} pictures without people, {n_first} with a face at first, {n_second} at second sight");
    assert_eq!((n_pictures, n_second), (N_PICTURES, 0));
}
