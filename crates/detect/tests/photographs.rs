//! Photographs that are not in the repository, against what facenet-pytorch finds in them.

use std::path::{Path, PathBuf};
use std::time::Instant;

use detect::{DetectOptions, DetectedFace, Detector, crop};
use faces::Point;
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

/// The largest differences met so far.
#[derive(Debug, Default)]
struct Differences {
    n_other_counts: usize,
    n_other_order: usize,
    edge_px: f32,
    probability: f32,
    landmark_px: f32,
    level: u8,
    level_mean: f64,
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
    let l = face.landmarks;
    let points: [Point; 5] = [l.left_eye, l.right_eye, l.nose, l.left_mouth, l.right_mouth];
    let mut flat = [0.0; 10];
    for (pair, point) in flat.chunks_mut(2).zip(points) {
        pair.copy_from_slice(&[point.x, point.y]);
    }
    flat
}

impl Differences {
    fn add(&mut self, found: &[DetectedFace], expected: &Expected) {
        if found.len() != expected.faces.len() {
            self.n_other_counts += 1;
            println!("{}: {} faces, expected {}", expected.path, found.len(), expected.faces.len());
            return;
        }
        for face in &expected.faces {
            let nearest = found
                .iter()
                .min_by(|a, b| {
                    let distance = |face_found| largest_difference(&edges(face_found), &face.r#box);
                    distance(a).total_cmp(&distance(b))
                })
                .expect("as many faces are found as expected");
            self.edge_px = self.edge_px.max(largest_difference(&edges(nearest), &face.r#box));
            self.probability = self.probability.max((nearest.probability - face.probability).abs());
            self.landmark_px = self.landmark_px.max(largest_difference(&points(nearest), &face.points));
        }
    }

    fn add_crop(&mut self, picture: &pixels::RgbImage, first: &DetectedFace, expected: &Expected, crop_px: u32) {
        if largest_difference(&edges(first), &expected.faces[0].r#box) > 0.5 {
            self.n_other_order += 1;
            return;
        }
        let cut = crop(picture, first, crop_px, 0).picture;
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
    let mut differences = Differences::default();
    let mut seconds = 0.0;
    for expected in &reference.pictures {
        let picture = pixels::decode(&data.join(&expected.path), &pixels::DecodeLimits::default()).unwrap();
        let started = Instant::now();
        let found = detector.detect(&picture, &DetectOptions::default()).unwrap();
        seconds += started.elapsed().as_secs_f64();
        differences.add(&found, expected);
        if let (Some(first), false) = (found.first(), expected.faces.is_empty()) {
            differences.add_crop(&picture, first, expected, reference.crop_px);
        }
    }
    let n_pictures = reference.pictures.len();
    println!("{n_pictures} pictures, {:.1} per second, {differences:?}", n_pictures as f64 / seconds);
    assert!(differences.n_other_counts * 100 <= n_pictures, "more than 1 % of pictures with other faces");
    assert!(differences.edge_px < 0.05 && differences.landmark_px < 0.05 && differences.probability < 1e-3);
    assert!(differences.n_other_order * 100 <= n_pictures && differences.level <= 2);
}
