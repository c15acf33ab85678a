//! Photographs that are not in the repository, against what facenet-pytorch finds in them.

#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot read")]

mod agreement;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use detect::{DetectOptions, Detector};

use agreement::{Agreement, Reference};

#[expect(clippy::disallowed_methods, reason = "photographs and the weights of others are not in the repository")]
fn named_by(variable: &str) -> Option<PathBuf> {
    std::env::var(variable).ok().map(PathBuf::from)
}

/// `EVENFACE_REFERENCE` may name another file written by `reference/mtcnn.py`, for example one of all pictures.
fn reference() -> (PathBuf, Reference) {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/mtcnn.json");
    let path = named_by("EVENFACE_REFERENCE").unwrap_or(default);
    let reference = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    (path.parent().unwrap().to_owned(), reference)
}

#[test]
fn faces_are_those_of_facenet_pytorch() {
    let (Some(data), Some(weights)) = (named_by("EVENFACE_DATA"), named_by("EVENFACE_WEIGHTS")) else {
        println!("skipped: EVENFACE_DATA and EVENFACE_WEIGHTS do not both name folders");
        return;
    };
    let detector = Detector::load(&weights.join("mtcnn"), &network::device::cpu()).unwrap();
    let (beside, reference) = reference();
    let mut sets: BTreeMap<&str, Agreement> = BTreeMap::new();
    for expected in &reference.pictures {
        let folder = if expected.beside { &beside } else { &data };
        let picture = pixels::decode(&folder.join(&expected.path), &pixels::DecodeLimits::default()).unwrap();
        let found = detector.detect(&picture, &DetectOptions::default()).unwrap();
        let agreement = sets.entry(expected.set()).or_default();
        agreement.add(expected, &found);
        agreement.add_crop(&picture, expected, &found, reference.crop_px);
    }
    for (set, agreement) in &sets {
        agreement.exceptions.iter().for_each(|exception| println!("{exception}"));
        println!("{set}: {}", agreement.summary());
    }
    for (set, agreement) in &sets {
        let (n_faces, n_exceptions) = (agreement.n_faces, agreement.n_exceptions());
        // Of a small set half a percent is less than one face.
        assert!(n_exceptions <= (n_faces / 200).max(1), "{set}: {n_exceptions} of {n_faces} faces differ");
        // An edge next to a whole pixel may be cut one pixel off, because sums of floats in another order differ in the last bit.
        let n_untied = n_exceptions - agreement.n_tied;
        assert!(n_untied <= n_faces / 500, "{set}: {n_untied} of {n_faces} faces differ without a tie");
        assert!(agreement.levels() < 2.0, "{set}: crops differ by {} levels", agreement.levels());
    }
}
