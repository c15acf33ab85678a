//! Pictures and weights made by the formulas of `reference/mtcnn.py`, and the numbers that its peers give for them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use network::state_dict::{HostTensor, StateDict};
use pixels::{Rgb, RgbImage};
use serde_json::Value;

use crate::Detector;

/// Name and shape of the weights of a layer.
pub(crate) type Layer = (&'static str, &'static [usize]);

/// Layers of the three networks.
pub(crate) const NETWORKS: [(&str, &[Layer]); 3] = [
    (
        "pnet",
        &[
            ("conv1", &[10, 3, 3, 3]),
            ("conv2", &[16, 10, 3, 3]),
            ("conv3", &[32, 16, 3, 3]),
            ("conv4_1", &[2, 32, 1, 1]),
            ("conv4_2", &[4, 32, 1, 1]),
            ("prelu1", &[10]),
            ("prelu2", &[16]),
            ("prelu3", &[32]),
        ],
    ),
    (
        "rnet",
        &[
            ("conv1", &[28, 3, 3, 3]),
            ("conv2", &[48, 28, 3, 3]),
            ("conv3", &[64, 48, 2, 2]),
            ("dense4", &[128, 576]),
            ("dense5_1", &[2, 128]),
            ("dense5_2", &[4, 128]),
            ("prelu1", &[28]),
            ("prelu2", &[48]),
            ("prelu3", &[64]),
            ("prelu4", &[128]),
        ],
    ),
    (
        "onet",
        &[
            ("conv1", &[32, 3, 3, 3]),
            ("conv2", &[64, 32, 3, 3]),
            ("conv3", &[64, 64, 3, 3]),
            ("conv4", &[128, 64, 2, 2]),
            ("dense5", &[256, 1152]),
            ("dense6_1", &[2, 256]),
            ("dense6_2", &[4, 256]),
            ("dense6_3", &[10, 256]),
            ("prelu1", &[32]),
            ("prelu2", &[64]),
            ("prelu3", &[64]),
            ("prelu4", &[128]),
            ("prelu5", &[256]),
        ],
    ),
];

/// `tests/reference/formulas.json`.
pub(crate) fn formulas() -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference/formulas.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

pub(crate) fn floats(value: &Value) -> Vec<f32> {
    serde_json::from_value(value.clone()).unwrap()
}

pub(crate) fn integers<const N: usize>(value: &Value) -> [usize; N] {
    serde_json::from_value::<Vec<usize>>(value.clone()).unwrap().try_into().unwrap()
}

/// A picture without a face.
pub(crate) fn drawn(width: u32, height: u32) -> RgbImage {
    let level = |x: u32, y: u32, c: u32| ((x * 7 + y * 13 + c * 50 + (x * y) / 9) % 256) as u8;
    RgbImage::from_fn(width, height, |x, y| Rgb([level(x, y, 0), level(x, y, 1), level(x, y, 2)]))
}

/// Dark discs on a bright ground.
pub(crate) fn blobs(width: u32, height: u32) -> RgbImage {
    const DISCS: [(i64, i64, i64); 3] = [(30, 25, 12), (90, 60, 30), (60, 40, 5)];
    let is_dark =
        |x, y| DISCS.iter().any(|(cx, cy, r)| (i64::from(x) - cx).pow(2) + (i64::from(y) - cy).pow(2) < r * r);
    let texture = |x: u32, y: u32| ((x * x * 3 + y * 7 + x * y) % 41) as u8;
    RgbImage::from_fn(width, height, |x, y| Rgb([if is_dark(x, y) { 40 } else { 200 } + texture(x, y); 3]))
}

/// The right half-open part of a picture from a column on.
pub(crate) fn from_column(picture: &RgbImage, left: u32) -> RgbImage {
    RgbImage::from_fn(picture.width() - left, picture.height(), |x, y| *picture.get_pixel(x + left, y))
}

/// The weights of one network by formula.
pub(crate) fn weights_by_formula(layers: &[Layer]) -> StateDict {
    let mut shapes: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (layer, shape) in layers {
        shapes.insert(format!("{layer}.weight"), shape.to_vec());
        if !layer.starts_with("prelu") {
            shapes.insert(format!("{layer}.bias"), vec![shape[0]]);
        }
    }
    let mut weights = StateDict::default();
    for (number, (name, shape)) in shapes.into_iter().enumerate() {
        let n_values: usize = shape.iter().product();
        let size = (1.5 / (n_values / shape[0]).max(1) as f64).sqrt() * if name.contains("_2.") { 0.05 } else { 1.0 };
        let values = (0..n_values).map(|i| ((i as f64 * 0.7 + number as f64).sin() * size) as f32).collect();
        weights.insert(name, HostTensor { shape, values });
    }
    weights
}

/// Writes the weights of all three networks.
pub(crate) fn write_weights(folder: &Path) {
    for (name, layers) in NETWORKS {
        let path = folder.join(name).with_extension("safetensors");
        weights_by_formula(layers).write_safetensors(&path, &BTreeMap::new()).unwrap();
    }
}

/// A detector of nothing in particular.
pub(crate) fn detector() -> Detector {
    let folder = tempfile::tempdir().unwrap();
    write_weights(folder.path());
    Detector::load(folder.path(), &network::device::cpu()).unwrap()
}

pub(crate) fn assert_close(found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len());
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() <= tolerance, "value {index}: {found}, expected {expected}");
    }
}
