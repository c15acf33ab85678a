//! Photographs that are not in the repository, against what facenet-pytorch finds in them.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test says what it compares and stops at what it cannot read"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use detect::{DetectOptions, DetectedFace, Detector, crop};
use faces::{BoundingBox, Landmarks, Point};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    crop_px: u32,
    pictures: Vec<Expected>,
}

#[derive(Deserialize)]
struct Expected {
    path: String,
    faces: Vec<ExpectedFace>,
    crop: Vec<u8>,
}

#[derive(Deserialize)]
struct ExpectedFace {
    r#box: [f32; 4],
    probability: f32,
    points: [f32; 10],
}

/// A box is another one when an edge lies further off than this share of its longer side. The decoders of JPEG differ by a level
/// or two, which moves edges by a few thousandths.
const OTHER: f32 = 0.01;

/// How many pictures differ, and the largest differences among the others.
#[derive(Debug, Default)]
struct Differences {
    n_pictures: usize,
    n_other_counts: usize,
    n_other_boxes: usize,
    n_other_first: usize,
    edge_share: f32,
    probability: f32,
    landmark_share: f32,
    level: u8,
    level_mean: f64,
    seconds: f64,
}

#[expect(clippy::disallowed_methods, reason = "photographs and the weights of others are not in the repository")]
fn named_by(variable: &str) -> Option<PathBuf> {
    std::env::var(variable).ok().map(PathBuf::from)
}

fn largest_difference(found: &[f32], expected: &[f32]) -> f32 {
    found.iter().zip(expected).fold(0.0, |largest, (a, b)| f32::max(largest, (a - b).abs()))
}

fn edges(face: &DetectedFace) -> [f32; 4] {
    [face.place.left, face.place.top, face.place.right, face.place.bottom]
}

fn points(face: &DetectedFace) -> [f32; 10] {
    let mut flat = [0.0; 10];
    for (pair, point) in flat.chunks_mut(2).zip(face.landmarks.points()) {
        pair.copy_from_slice(&[point.x, point.y]);
    }
    flat
}

/// A face at the expected place, to compare crops whatever was found.
fn expected_face(face: &ExpectedFace) -> DetectedFace {
    let [left, top, right, bottom] = face.r#box;
    let [left_eye, right_eye, nose, left_mouth, right_mouth] =
        [0, 1, 2, 3, 4].map(|i| Point::new(face.points[2 * i], face.points[2 * i + 1]));
    DetectedFace {
        place: BoundingBox { left, top, right, bottom },
        probability: face.probability,
        landmarks: Landmarks { left_eye, right_eye, nose, left_mouth, right_mouth },
    }
}

fn is_other(found: &DetectedFace, expected: &ExpectedFace) -> bool {
    largest_difference(&edges(found), &expected.r#box) > OTHER * side(expected)
}

fn side(face: &ExpectedFace) -> f32 {
    let [left, top, right, bottom] = face.r#box;
    (right - left).max(bottom - top)
}

impl Differences {
    fn add(&mut self, found: &[DetectedFace], expected: &Expected) {
        self.n_pictures += 1;
        if found.len() != expected.faces.len() {
            self.n_other_counts += 1;
            println!("{}: {} faces, expected {}", expected.path, found.len(), expected.faces.len());
            return;
        }
        let pairs: Vec<(&DetectedFace, &ExpectedFace)> =
            expected.faces.iter().map(|face| (nearest(found, face), face)).collect();
        if let Some((found, face)) = pairs.iter().find(|(found, face)| is_other(found, face)) {
            self.n_other_boxes += 1;
            println!(
                "{}: {:?} {}, expected {:?} {}",
                expected.path,
                edges(found),
                found.probability,
                face.r#box,
                face.probability
            );
            return;
        }
        let is_other_first = expected.faces.first().is_some_and(|face| is_other(&found[0], face));
        self.n_other_first += usize::from(is_other_first);
        for (found, face) in pairs {
            let side = side(face);
            self.edge_share = self.edge_share.max(largest_difference(&edges(found), &face.r#box) / side);
            self.probability = self.probability.max((found.probability - face.probability).abs());
            self.landmark_share = self.landmark_share.max(largest_difference(&points(found), &face.points) / side);
        }
    }

    fn add_crop(&mut self, picture: &pixels::RgbImage, expected: &Expected, crop_px: u32) {
        let Some(face) = expected.faces.first() else { return };
        let cut = crop(picture, &expected_face(face), crop_px, 0).picture;
        let places = (0..crop_px).step_by(28).flat_map(|y| (0..crop_px).step_by(28).map(move |x| (x, y)));
        let mut sum = 0.0;
        for ((x, y), expected) in places.zip(&expected.crop) {
            let difference = cut.get_pixel(x, y).0[0].abs_diff(*expected);
            self.level = self.level.max(difference);
            sum += f64::from(difference);
        }
        self.level_mean = self.level_mean.max(sum / expected.crop.len() as f64);
    }
}

fn nearest<'a>(found: &'a [DetectedFace], face: &ExpectedFace) -> &'a DetectedFace {
    let distance = |found: &&DetectedFace| largest_difference(&edges(found), &face.r#box);
    let nearest = found.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    nearest.expect("as many faces are found as expected")
}

/// `EVENFACE_REFERENCE` may name another file written by `reference/mtcnn.py`, for example one of all pictures.
fn reference() -> Reference {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/mtcnn.json");
    let path = named_by("EVENFACE_REFERENCE").unwrap_or(default);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn faces_are_those_of_facenet_pytorch() {
    let (Some(data), Some(weights)) = (named_by("EVENFACE_DATA"), named_by("EVENFACE_WEIGHTS")) else {
        println!("skipped: EVENFACE_DATA and EVENFACE_WEIGHTS do not both name folders");
        return;
    };
    let detector = Detector::load(&weights.join("mtcnn"), &network::device::cpu()).unwrap();
    let reference = reference();
    let mut sets: BTreeMap<&str, Differences> = BTreeMap::new();
    for expected in &reference.pictures {
        let picture = pixels::decode(&data.join(&expected.path), &pixels::DecodeLimits::default()).unwrap();
        let set = expected.path.split('/').next().unwrap();
        let differences = sets.entry(set).or_default();
        let started = Instant::now();
        let found = detector.detect(&picture, &DetectOptions::default()).unwrap();
        differences.seconds += started.elapsed().as_secs_f64();
        differences.add(&found, expected);
        differences.add_crop(&picture, expected, reference.crop_px);
    }
    for (set, differences) in sets {
        println!("{set}: {:.1} per second, {differences:?}", differences.n_pictures as f64 / differences.seconds);
        check(&differences);
    }
}

/// Boxes near a threshold may fall on either side of it, so a few pictures may differ.
fn check(differences: &Differences) {
    let n_other = differences.n_other_counts + differences.n_other_boxes + differences.n_other_first;
    assert!(n_other * 10 <= differences.n_pictures, "more than 10 % of the pictures differ");
    // A square whose edge falls next to a whole pixel is cut one pixel off, which moves a landmark by a fiftieth of the face.
    assert!(differences.landmark_share < 0.05 && differences.probability < 0.02);
    assert!(differences.level_mean < 2.0);
}
