//! Faces found in the pictures of a folder, as the peer of `bench/detect.py`: `detect_speed each|batches|files FOLDER THREADS`.
//!
//! `detect_speed pictures KIND FOLDER` makes the pictures from the photographs that `EVENFACE_DATA` names. `each` looks at one
//! picture at a time, decoded before, with all threads; `batches` gives every thread pictures of its own; `files` decodes, finds
//! and crops every file.
#![expect(clippy::print_stderr, reason = "this program is its own surface")]

mod pictures;
#[path = "../../../../bench/protocol.rs"]
mod protocol;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use detect::{Choice, Crop, DetectOptions, DetectedFace, Detector, choose, crop};
use network::{CacheAligned, device};
use pixels::{DecodeLimits, RgbImage, decode};
use rayon::prelude::*;

use protocol::{Outcome, serve};

#[global_allocator]
static ALLOCATOR: CacheAligned = CacheAligned;

/// Side of the crops: what the classifier sees.
const CROP_PX: u32 = 224;
const N_WARM_UP: usize = 1;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Outcome {
    match words {
        ["pictures", kind, folder] => Ok(pictures::make(kind, &named_by("EVENFACE_DATA")?, Path::new(folder))?),
        [which @ ("each" | "batches" | "files"), folder, n_threads] => {
            rayon::ThreadPoolBuilder::new().num_threads(n_threads.parse()?).build_global()?;
            let detector = Detector::load(&named_by("EVENFACE_WEIGHTS")?.join("mtcnn"), &device::cpu())?;
            repeat(which, &detector, &pictures::files(Path::new(folder))?)
        }
        _ => Err("usage: detect_speed each|batches|files FOLDER THREADS | pictures KIND FOLDER".into()),
    }
}

#[expect(clippy::disallowed_methods, reason = "photographs and the weights of others are not in the repository")]
fn named_by(variable: &str) -> Result<PathBuf> {
    let value = std::env::var(variable);
    Ok(PathBuf::from(value.map_err(|error| format!("expected {variable} to name a folder: {error}"))?))
}

fn repeat(which: &str, detector: &Detector, files: &[PathBuf]) -> Outcome {
    if which == "files" {
        return serve(N_WARM_UP, || {
            let crops: Vec<Option<Crop>> =
                files.par_iter().map(|file| cropped(detector, file)).collect::<Result<_>>()?;
            some(crops.iter().flatten().count())
        });
    }
    let pictures: Vec<RgbImage> = files.iter().map(|file| opened(file)).collect::<Result<_>>()?;
    let faces = |picture| -> Result<Vec<DetectedFace>> { Ok(detector.detect(picture, &DetectOptions::default())?) };
    serve(N_WARM_UP, || {
        let found: Vec<Vec<DetectedFace>> = match which {
            "each" => pictures.iter().map(faces).collect::<Result<_>>()?,
            _ => pictures.par_iter().map(faces).collect::<Result<_>>()?,
        };
        some(found.iter().flatten().count())
    })
}

/// A detector without a face would be fast.
fn some(n_faces: usize) -> Outcome {
    if n_faces > 0 { Ok(()) } else { Err("expected faces, found none".into()) }
}

fn opened(file: &Path) -> Result<RgbImage> {
    Ok(decode(file, &DecodeLimits::default())?)
}

/// The largest face of a file.
fn cropped(detector: &Detector, file: &Path) -> Result<Option<Crop>> {
    let picture = opened(file)?;
    let faces = detector.detect(&picture, &DetectOptions::default())?;
    let face = choose(&faces, Choice::Largest, picture.dimensions());
    Ok(face.map(|face| crop(&picture, face, CROP_PX, 0)))
}
