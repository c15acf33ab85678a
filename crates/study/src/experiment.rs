//! One model per kind and seed, trained, and tested on every set.

use std::sync::atomic::AtomicBool;

use audit::{ModelKind, TestKind};
use faces::predictions::{self, Outcome};
use faces::{FaceId, FaceSet, Probabilities};
use network::{
    Architecture, Crop, ExpressionNet, ExpressionNetConfig, ModelDescription, ModelFolder, Normalisation, StateDict,
};
use pixels::RgbImage;
use train::{HistoryRow, Length, PredictOptions, Recipe, Redraw, Resume, Sample, StepReport, TrainRequest};

use crate::album::{Album, Entry};
use crate::config::{Covered, CropConfig, ExtraUndisguised, StudyConfig, TrainingLength};
use crate::error::StudyError;
use crate::observer::{Observer, Stage};
use crate::run_folder::RunFolder;

/// Pictures that are predicted at once.
const PREDICTION_BATCH: usize = 32;

/// Everything that training needs and that does not differ between models.
#[derive(Clone, Copy)]
pub struct Laboratory<'a> {
    /// The faces, for their groups.
    pub set: &'a FaceSet,
    /// The pictures.
    pub album: &'a Album,
    /// The study.
    pub config: &'a StudyConfig,
    /// First weights of the backbone; random where `None`.
    pub imagenet: Option<&'a StateDict>,
    /// What found the faces, as a model's description has it.
    pub finder: &'static str,
    /// Where models are trained and asked, for inference.
    pub device: &'a network::Device,
    /// Where models and predictions are written.
    pub folder: &'a RunFolder,
    /// Set from outside to stop.
    pub stop: &'a AtomicBool,
    /// Told of progress.
    pub observer: &'a dyn Observer,
}

/// Answers to the pictures of one test set, in the album's order; `None` where no face was found.
pub type Answers = (TestKind, Vec<Option<Probabilities>>);

/// One trained and tested model.
#[derive(Debug, Clone)]
pub struct Trial {
    /// What it was trained on.
    pub model: ModelKind,
    /// The seed of its training.
    pub seed: u64,
    /// Loss and accuracy by epoch.
    pub history: Vec<HistoryRow>,
    /// Its answers, test set by test set, in the order of the album.
    pub answers: Vec<Answers>,
}

impl Laboratory<'_> {
    /// Trains and tests every model of every seed. A model that an interrupted run has finished is read back.
    ///
    /// # Errors
    /// When training fails or is interrupted, or a file cannot be written.
    pub fn run(&self) -> Result<Vec<Trial>, StudyError> {
        let kinds: Vec<ModelKind> = ModelKind::ALL.into_iter().filter(|kind| self.is_wanted(*kind)).collect();
        let runs = self.config.seeds.iter().flat_map(|seed| kinds.iter().map(move |kind| (*kind, *seed)));
        runs.map(|(kind, seed)| self.trial(kind, seed)).collect()
    }

    fn is_wanted(&self, kind: ModelKind) -> bool {
        match kind {
            ModelKind::Real | ModelKind::RealAndSynthetic => true,
            ModelKind::RealAndExtra => self.config.controls.extra_undisguised == ExtraUndisguised::Train,
            ModelKind::RealAndCovered => self.config.controls.covered != Covered::Skip,
        }
    }

    fn trial(&self, model: ModelKind, seed: u64) -> Result<Trial, StudyError> {
        let samples = self.samples(model);
        let (net, history) = self.train(model, seed, &samples)?;
        self.save_model(&net, model, seed)?;
        let answers = self.predict(&net, model, seed)?;
        self.save_predictions(model, seed, &answers)?;
        Ok(Trial { model, seed, history, answers })
    }

    /// The training set of a model, in an order that depends on nothing but the data.
    fn samples(&self, model: ModelKind) -> Vec<Sample<'_>> {
        let more = match model {
            ModelKind::Real => &[][..],
            ModelKind::RealAndSynthetic => &self.album.synthetic,
            ModelKind::RealAndExtra => &self.album.extra,
            ModelKind::RealAndCovered => &self.album.covered,
        };
        let entries = self.album.train.iter().chain(more);
        entries.filter_map(|entry| self.sample(entry)).collect()
    }

    /// A found picture to train on. What was drawn on a face belongs to its person; a face whose person is unknown stands for
    /// one of its own, so that at least its drawings stay with it.
    fn sample<'a>(&'a self, entry: &'a Entry) -> Option<Sample<'a>> {
        let face = &self.set.faces[entry.face];
        let subject = face.subject.as_deref().unwrap_or(face.id.as_str());
        let redraw = entry.redraw.as_deref().map(|stage| stage as &dyn Redraw);
        Some(Sample { picture: entry.crop.as_deref()?, label: entry.expression, subject: Some(subject), redraw })
    }

    /// The recipe with the length that the controls ask for: as many updates for every model as the recipe takes on real
    /// and synthetic faces, or as many epochs.
    fn recipe(&self, seed: u64) -> Recipe {
        let mut recipe = self.config.train.clone();
        if self.config.controls.length == TrainingLength::EqualUpdates {
            let samples = self.samples(ModelKind::RealAndSynthetic);
            if let Some(plan) = train::fit::plan(&recipe, &samples, seed) {
                recipe.length = Length::Updates(plan.n_updates);
            }
        }
        recipe
    }

    fn train(
        &self,
        model: ModelKind,
        seed: u64,
        samples: &[Sample<'_>],
    ) -> Result<(ExpressionNet, Vec<HistoryRow>), StudyError> {
        let recipe = self.recipe(seed);
        let plan = train::fit::plan(&recipe, samples, seed);
        let n_pictures = plan.map_or(0, |plan| plan.n_pictures(plan.n_updates));
        self.observer.begin(Stage::Train, &format!("{model}, seed {seed}"), n_pictures);
        let trained = train::fit(
            TrainRequest {
                net: self.first_net(seed)?,
                samples,
                validation: &[],
                recipe: &recipe,
                normalisation: Normalisation::IMAGENET,
                seed,
                run_dir: &self.folder.path(&name_of(model, seed)),
                // A fresh run's folder is empty, so that continuing is starting.
                resume: Resume::Continue,
                stop: self.stop,
            },
            &mut Steps { observer: self.observer, model: &model.to_string(), seed, n_done: 0 },
        );
        self.observer.end();
        let trained = trained?;
        Ok((trained.net, trained.history))
    }

    fn first_net(&self, seed: u64) -> Result<ExpressionNet, StudyError> {
        let head = ExpressionNetConfig { hidden: self.config.network.hidden, ..ExpressionNetConfig::default() };
        let net = head.init(seed, &self.device.clone().autodiff());
        match self.imagenet {
            Some(weights) => Ok(net.load_imagenet(weights)?),
            None => Ok(net),
        }
    }

    fn save_model(&self, net: &ExpressionNet, model: ModelKind, seed: u64) -> Result<(), StudyError> {
        let CropConfig { crop_px: size_px, margin_px, .. } = self.config.detect;
        let crop = Crop { detector: self.finder.to_owned(), size_px, margin_px };
        let mut description = ModelDescription::mobilenet_v2(self.config.train.input_px as usize, crop);
        description.architecture = Architecture::MobilenetV2 { hidden: self.config.network.hidden, dropout: 0.0 };
        description.source = format!("{}, {model}, seed {seed}", self.config.name);
        "see the licences of the training data and of the first weights".clone_into(&mut description.licence);
        let path = self.folder.path(&name_of(model, seed)).join("model");
        ModelFolder::new(path).save(net, &description)?;
        Ok(())
    }

    fn predict(&self, net: &ExpressionNet, model: ModelKind, seed: u64) -> Result<Vec<Answers>, StudyError> {
        let n_pictures = self.album.tests.iter().map(|(_, entries)| entries.len()).sum();
        self.observer.begin(Stage::Predict, &format!("{model}, seed {seed}"), n_pictures);
        let answers = self.album.tests.iter().map(|(test, entries)| Ok((*test, self.answers(net, entries)?))).collect();
        self.observer.end();
        answers
    }

    fn answers(&self, net: &ExpressionNet, entries: &[Entry]) -> Result<Vec<Option<Probabilities>>, StudyError> {
        let options = PredictOptions {
            input_px: self.config.train.input_px,
            normalisation: Normalisation::IMAGENET,
            batch: PREDICTION_BATCH,
        };
        let found: Vec<&RgbImage> = entries.iter().filter_map(|entry| entry.crop.as_deref()).collect();
        let mut answers = train::predict(net, &found, &options)?.into_iter();
        self.observer.advance(entries.len(), None);
        Ok(entries.iter().map(|entry| entry.crop.as_ref().and_then(|_| answers.next())).collect())
    }

    fn save_predictions(&self, model: ModelKind, seed: u64, answers: &[Answers]) -> Result<(), StudyError> {
        let mut outcomes = Vec::new();
        for ((test, answers), (_, entries)) in answers.iter().zip(&self.album.tests) {
            for (entry, probabilities) in entries.iter().zip(answers) {
                outcomes.push(self.outcome(*test, entry, *probabilities));
            }
        }
        let path = self.folder.path(&name_of(model, seed)).join("predictions.csv");
        Ok(predictions::write(&path, &outcomes)?)
    }

    fn outcome(&self, test: TestKind, entry: &Entry, probabilities: Option<Probabilities>) -> Outcome {
        let face = &self.set.faces[entry.face];
        let mut groups = face.groups.clone();
        groups.insert("test".to_owned(), test.name().to_owned());
        if let Some(subject) = &face.subject {
            groups.insert("subject".to_owned(), subject.clone());
        }
        groups.entry("disguise".to_owned()).or_insert_with(|| face.worn().to_owned());
        if let Some(worn) = &entry.worn {
            groups.insert("parent".to_owned(), face.id.to_string());
            groups.insert("disguise".to_owned(), worn.fitting.outfit.kinds().to_string());
            groups.insert("design".to_owned(), worn.fitting.outfit.name());
        }
        let face = FaceId::new(&entry.id).expect("ids are made of face ids, names of designs and numbers");
        Outcome { face, truth: entry.expression, probabilities, groups }
    }
}

/// The folder of a model inside the run.
fn name_of(model: ModelKind, seed: u64) -> String {
    format!("seed-{seed}/{model}")
}

/// Hands the trainer's steps on to the study's observer.
struct Steps<'a> {
    observer: &'a dyn Observer,
    model: &'a str,
    seed: u64,
    n_done: usize,
}

impl train::Observer for Steps<'_> {
    fn step(&mut self, report: &StepReport) {
        let note = format!("epoch {} of {}, loss {:.3}", report.epoch, report.n_epochs, report.loss);
        self.observer.advance(report.n_pictures_done.saturating_sub(self.n_done), Some(&note));
        self.n_done = report.n_pictures_done;
        self.observer.step(self.model, self.seed, report);
    }

    fn epoch(&mut self, rows: &[HistoryRow]) {
        self.observer.epoch(self.model, self.seed, rows);
    }

    fn wall_time(&mut self) -> Option<f64> {
        self.observer.wall_time()
    }
}
