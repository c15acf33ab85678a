//! A whole study, from labelled faces to counts.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use detect::Detector;
use network::{Device, StateDict};
use weights::Store;

use crate::album::{Drawn, Photographer};
use crate::config::{InitialWeights, StudyConfig};
use crate::crops::{self, Crops};
use crate::error::StudyError;
use crate::experiment::Laboratory;
use crate::gather::{Gathered, Pictures};
use crate::keep::Keeper;
use crate::observer::Observer;
use crate::outcome::Outcome;
use crate::prepare::Lens;
use crate::run_folder::{Existing, RunFolder};
use crate::sides::Sides;

/// What to run, and where.
pub struct Request<'a> {
    /// The study.
    pub config: &'a StudyConfig,
    /// A manifest or folder of faces; phantoms where `None`.
    pub faces: Option<&'a Path>,
    /// Third-party weights.
    pub weights: &'a Store,
    /// Where faces are found, models trained and asked; for inference, training adds the recording of gradients.
    pub device: &'a Device,
    /// The run folder.
    pub out: &'a Path,
    /// What to do with a folder that is there already.
    pub existing: Existing,
    /// Whether the crops are kept in the run folder; this changes no number, so that it is no part of the configuration.
    pub crops: Crops,
    /// Versions to record, such as the program's.
    pub versions: &'a [(String, String)],
    /// Set from outside to stop at the next step; the run can be resumed.
    pub stop: &'a AtomicBool,
}

/// Runs a study. Nothing is written before configuration, faces, split, weights and pictures have been checked.
///
/// # Errors
/// [`StudyError`]; after [`train::TrainError::Interrupted`] and after a crash, [`Existing::Resume`] continues.
pub fn run(request: &Request<'_>, observer: &dyn Observer) -> Result<Outcome, StudyError> {
    let config = request.config;
    config.check()?;
    let gathered = match request.faces {
        Some(path) => Gathered::read(path, config)?,
        None => Gathered::phantoms(&config.data.phantom, config.data_seed, config.detect.crop_px),
    };
    let sides = Sides::new(&gathered.set.faces, &config.data, config.data_seed)?;
    let detector = match gathered.pictures {
        Pictures::Files(_) => Some(load_detector_on(request.weights, request.device)?),
        Pictures::Phantoms { .. } => None,
    };
    let imagenet = match config.network.initial {
        InitialWeights::Imagenet => Some(load_imagenet(request.weights)?),
        InitialWeights::Random => None,
    };
    let run_toml = run_toml(request, &gathered);
    RunFolder::check(request.out, request.existing, &run_toml)?;
    let keeper = Keeper::new(request.out.join("synthetic"));
    let photographer = Photographer {
        gathered: &gathered,
        lens: Lens { detector: detector.as_ref(), config: &config.detect },
        config,
        observer,
        keep: &|drawn: &Drawn<'_>| keeper.keep(drawn),
    };
    let seen = photographer.look(&sides)?;
    let folder = RunFolder::open(request.out, request.existing, &run_toml)?;
    let album = photographer.album(&sides, &seen)?;
    album.write(&gathered.set, &folder, &keeper)?;
    if request.crops == Crops::Keep {
        crops::write(&gathered, &album, &folder.path(crops::FOLDER))?;
    }
    let laboratory = Laboratory {
        set: &gathered.set,
        album: &album,
        config,
        imagenet: imagenet.as_ref(),
        finder: photographer.lens.finder(&gathered.set.faces),
        device: request.device,
        folder: &folder,
        stop: request.stop,
        observer,
    };
    let trials = laboratory.run()?;
    Outcome::new(&gathered, &album, &sides, trials)
}

/// The text of `run.toml`: what decides the numbers, and nothing that changes between two runs of the same.
fn run_toml(request: &Request<'_>, gathered: &Gathered) -> String {
    let mut text = String::new();
    for (name, version) in request.versions {
        text.push_str(&format!("# {name} {version}\n"));
    }
    let fingerprint = &gathered.set.fingerprint;
    text.push_str(&format!("# data fingerprint {fingerprint}\n\n{}", request.config.to_toml()));
    text
}

/// The face detector on the processor, with the weights of the store.
///
/// # Errors
/// As [`load_detector_on`].
pub fn load_detector(store: &Store) -> Result<Detector, StudyError> {
    load_detector_on(store, &network::device::cpu())
}

/// The face detector with the weights of the store.
///
/// # Errors
/// When the weights are not there, not the pinned ones, or those of another network.
pub fn load_detector_on(store: &Store, device: &Device) -> Result<Detector, StudyError> {
    let files = store.verify("mtcnn")?;
    let folder = files.first().and_then(|file| file.parent()).unwrap_or(store.dir());
    Ok(Detector::load(folder, device)?)
}

fn load_imagenet(store: &Store) -> Result<StateDict, StudyError> {
    let files = store.verify("imagenet-mobilenet-v2")?;
    let file = files.first().map_or(store.dir(), std::path::PathBuf::as_path);
    Ok(StateDict::read(file)?)
}
