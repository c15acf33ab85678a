//! A model, or several trainings of one, asked about the faces of a data set: the answers as a table, with what was measured.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use detect::prepare::Detection;
use detect::survey::{Surveyed, survey};
use detect::{DetectedFace, Wanted, crop};
use faces::answers::AnswerHints;
use faces::{Column, Face, FaceSet, Measure, Measures, Split, Table};
use network::{ExpressionNet, ModelFolder, device};
use onnx::{Classifier, Spec};
use pixels::{DecodeLimits, Filter, RgbImage, decode_source, resize};
use rayon::prelude::*;
use train::PredictOptions;

use crate::args::{AuditArgs, Common};
use crate::progress::Progress;
use crate::{places, prepare_command, printed};

/// Faces that are decoded, cropped and asked about at once.
const CHUNK: usize = 256;

/// The table that was written, and which of its columns are groups.
pub struct Asked {
    pub table: PathBuf,
    pub(super) groups: Vec<String>,
}

impl Asked {
    /// The columns of this table, of single classes or of action units, and the groups of the data set where none were told.
    pub fn hints(&self, told: &AnswerHints, is_of_units: bool) -> AnswerHints {
        let word = |word: &str| Some(word.to_owned());
        let groups = Some(told.groups.clone().unwrap_or_else(|| self.groups.clone()));
        if is_of_units {
            return AnswerHints { truth: word("truth_"), scores: word("p_"), groups, ..told.clone() };
        }
        AnswerHints { truth: word("truth"), predicted: word("predicted"), scores: word("p_"), groups, ..told.clone() }
    }
}

/// A model of either kind.
enum Asking {
    Ours { net: Box<ExpressionNet>, options: PredictOptions, labels: Vec<String>, crop: (u32, u32) },
    Onnx { classifier: Box<Classifier>, crop: (u32, u32) },
}

/// Asks every model and writes `predictions.csv` into the folder of the arguments; the number of several models is the seed.
pub fn ask(models: &[PathBuf], args: &AuditArgs, hints: &AnswerHints, common: &Common) -> anyhow::Result<Asked> {
    let models: Vec<Asking> = models.iter().map(|model| load(model, args)).collect::<Result<_, _>>()?;
    let labels = models[0].labels();
    if let Some(other) = models.iter().map(Asking::labels).find(|other| *other != labels) {
        bail!(
            "the models answer differently: one {}, another {}\nhint: audit them one by one; several are trainings of one model",
            labels.join(", "),
            other.join(", ")
        );
    }
    let mut set = prepare_command::read_set(&args.input, args.layout, None)?;
    keep_splits(&mut set, args)?;
    let truths = truths(&set, hints, labels)?;
    let seen = look(&set, common)?;
    places::make_new_folder(&args.out)?;
    let all_answers = answers(&models, &set, &seen, common)?;
    let n_missed = all_answers[0].iter().filter(|answer| answer.is_none()).count();
    printed::message(&format!("{} faces, {n_missed} of them not found or not readable", set.faces.len()));
    let mut tables: Vec<Table> = Vec::new();
    for (i, answers) in all_answers.iter().enumerate() {
        let mut table = with_measures(described(table_of(&set, &truths, (labels, answers))?, &set)?, &seen)?;
        if models.len() > 1 {
            table = table.with("seed", Column::Integer(vec![Some(i as i64 + 1); set.faces.len()]))?;
        }
        tables.push(table);
    }
    let mut table = tables.remove(0);
    tables.into_iter().try_for_each(|other| table.append(other))?;
    let path = args.out.join("predictions.csv");
    table.write(&path)?;
    let mut groups = groups_of(&set, hints);
    groups.push("apparent_tone".to_owned());
    groups.sort();
    groups.dedup();
    Ok(Asked { table: path, groups })
}

/// Leaves out the faces of other splits than those that were told; says so where none was and some are to train on.
pub(super) fn keep_splits(set: &mut FaceSet, args: &AuditArgs) -> anyhow::Result<()> {
    let n_training = set.faces.iter().filter(|face| face.split == Some(Split::Train)).count();
    if args.split.is_empty() && 0 < n_training && n_training < set.faces.len() {
        printed::message(&format!(
            "note: {n_training} of {} faces are meant to train on; --split val,test leaves them out",
            set.faces.len()
        ));
    }
    if !args.split.is_empty() {
        set.faces.retain(|face| face.split.is_some_and(|split| args.split.contains(&split)));
        ensure!(!set.faces.is_empty(), "no face is in the split that --split names");
    }
    Ok(())
}

fn load(model: &Path, args: &AuditArgs) -> anyhow::Result<Asking> {
    if model.is_dir() {
        let (net, description) = ModelFolder::new(model).load(&device::cpu()).context("cannot read the model")?;
        let (crop, input_px) = ((description.crop.size_px, description.crop.margin_px), description.input_px as u32);
        let options = PredictOptions { input_px, normalisation: description.normalisation, batch: 32 };
        return Ok(Asking::Ours { net: Box::new(net), options, labels: description.labels.into(), crop });
    }
    let mut told = match &args.describe {
        Some(path) => {
            let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            Spec::from_toml(&text)?
        }
        None => Spec::default(),
    };
    if !args.labels.is_empty() {
        told.labels = Some(args.labels.clone());
    }
    let classifier = Classifier::open(model, told).map_err(|error| match &error {
        onnx::ClassifierError::Unknown { fields, .. } => {
            let lines: Vec<&str> = fields.iter().map(|field| field.line()).collect();
            let hint = format!("write into a file for --describe:\n  {}", lines.join("\n  "));
            anyhow::Error::from(error).context(format!("the model is not guessed at\nhint: {hint}"))
        }
        _ => error.into(),
    })?;
    Ok(Asking::Onnx { classifier: Box::new(classifier), crop: (224, args.margin) })
}

impl Asking {
    fn labels(&self) -> &[String] {
        match self {
            Self::Ours { labels, .. } => labels,
            Self::Onnx { classifier, .. } => classifier.labels(),
        }
    }

    /// Side and margin of its crops in pixels.
    fn crop_px(&self) -> (u32, u32) {
        match self {
            Self::Ours { crop, .. } | Self::Onnx { crop, .. } => *crop,
        }
    }

    fn ask(&self, pictures: &[RgbImage]) -> anyhow::Result<Vec<Vec<f32>>> {
        match self {
            Self::Ours { net, options, .. } => {
                let pictures: Vec<&RgbImage> = pictures.iter().collect();
                Ok(train::predict(net, &pictures, options)?.iter().map(|p| p.values().to_vec()).collect())
            }
            Self::Onnx { classifier, .. } => Ok(classifier.classify(pictures)?),
        }
    }
}

/// What a model answers face by face: probabilities in the order of its labels; `None` where no face was found.
type Answers = Vec<Option<Vec<f32>>>;

/// What every model answers. Faces are decoded and cropped once for all models that take the same crops.
fn answers(models: &[Asking], set: &FaceSet, seen: &[Surveyed], common: &Common) -> anyhow::Result<Vec<Answers>> {
    let bar = Progress::new(common.loudness()).bar("asking", models.len() * set.faces.len());
    let mut answers = vec![Answers::with_capacity(set.faces.len()); models.len()];
    for (faces, seen) in set.faces.chunks(CHUNK).zip(seen.chunks(CHUNK)) {
        let mut cut = Cut::default();
        for (model, answers) in models.iter().zip(&mut answers) {
            cut.as_for(model.crop_px(), faces, seen);
            let mut of_found = model.ask(&cut.found)?.into_iter();
            answers.extend(cut.is_found.iter().map(|is_found| is_found.then(|| of_found.next()).flatten()));
            bar.inc(faces.len() as u64);
        }
    }
    bar.finish_and_clear();
    Ok(answers)
}

/// The crops of some faces.
#[derive(Default)]
struct Cut {
    crop_px: Option<(u32, u32)>,
    is_found: Vec<bool>,
    found: Vec<RgbImage>,
}

impl Cut {
    /// Cuts the faces, unless they are cut so already.
    fn as_for(&mut self, crop_px: (u32, u32), faces: &[Face], seen: &[Surveyed]) {
        if self.crop_px == Some(crop_px) {
            return;
        }
        let crops: Vec<Option<RgbImage>> =
            faces.par_iter().zip(seen).map(|(face, seen)| crop_of(face, seen, crop_px)).collect();
        self.is_found = crops.iter().map(Option::is_some).collect();
        self.found = crops.into_iter().flatten().collect();
        self.crop_px = Some(crop_px);
    }
}

fn crop_of(face: &Face, seen: &Surveyed, (size_px, margin_px): (u32, u32)) -> Option<RgbImage> {
    let picture = decode_source(&face.picture, &DecodeLimits::default()).ok()?;
    if face.is_crop {
        return Some(resize(&picture, size_px, size_px, Filter::Bilinear));
    }
    let found: &DetectedFace = seen.face.as_ref()?;
    Some(crop(&picture, found, size_px, margin_px).picture)
}

/// Finds and measures every face. Where all pictures are crops, nothing has to be found, and without the detector's weights nothing
/// is measured.
fn look(set: &FaceSet, common: &Common) -> anyhow::Result<Vec<Surveyed>> {
    let loaded = study::load_detector(&places::weights_store(common)?);
    if loaded.is_err() && set.faces.iter().all(|face| face.is_crop) {
        printed::message(
            "the faces are crops and the detector's weights are not here, so that nothing is measured on them",
        );
        return Ok(set.faces.iter().map(|_| unmeasured()).collect());
    }
    let detector = loaded?;
    let bar = Progress::new(common.loudness()).bar("looking", set.faces.len());
    let look = detect::LookOptions { faces: Wanted::One(detect::Choice::Largest), ..detect::LookOptions::default() };
    let limits = DecodeLimits::default();
    let seen = survey(set, &detector, (&look, &limits), &|n_done, _| bar.set_position(n_done as u64))?;
    bar.finish_and_clear();
    Ok(seen)
}

fn unmeasured() -> Surveyed {
    let detection = Detection::Found;
    Surveyed { detection, face: None, measures: Measures::default(), hash: None, profile: None, problem: None }
}

/// The annotated class of every face: its expression, or a column of groups where one was told.
fn truths(set: &FaceSet, hints: &AnswerHints, labels: &[String]) -> anyhow::Result<Vec<Option<String>>> {
    let of = |face: &Face| match &hints.truth {
        Some(column) if column != "expression" => face.groups.get(column).cloned(),
        _ => face.expression.map(|expression| expression.to_string()),
    };
    let truths: Vec<Option<String>> = set.faces.iter().map(of).collect();
    ensure!(
        truths.iter().any(Option::is_some),
        "no face has an annotated {}\nhint: name a column of the manifest with --truth; the model answers {}",
        hints.truth.as_deref().unwrap_or("expression"),
        labels.join(", ")
    );
    Ok(truths)
}

/// Columns of the data set, and what is worn.
pub(super) fn groups_of(set: &FaceSet, hints: &AnswerHints) -> Vec<String> {
    let few = |column: &&String| {
        let mut values: Vec<&String> = set.faces.iter().filter_map(|face| face.groups.get(*column)).collect();
        values.sort_unstable();
        values.dedup();
        (2..=12).contains(&values.len()) && hints.truth.as_ref() != Some(column)
    };
    let mut groups: Vec<String> = set.group_columns.iter().filter(few).cloned().collect();
    groups.extend(hints.bins.keys().filter(|column| set.group_columns.contains(column)).cloned());
    if set.faces.iter().any(|face| face.disguise.is_some()) {
        groups.push("disguise".to_owned());
    }
    groups
}

/// One row per face, with what the model answered.
fn table_of(
    set: &FaceSet,
    truths: &[Option<String>],
    (labels, answers): (&[String], &[Option<Vec<f32>>]),
) -> anyhow::Result<Table> {
    let best = |values: &Vec<f32>| (0..values.len()).max_by(|a, b| values[*a].total_cmp(&values[*b]).then(b.cmp(a)));
    let predicted = answers.iter().map(|answer| Some(labels[best(answer.as_ref()?)?].clone())).collect();
    let mut table = Table::new()
        .with("face", words(set, |face| Some(face.id.to_string())))?
        .with("truth", Column::Text(truths.to_vec()))?
        .with("predicted", Column::Text(predicted))?;
    for (place, label) in labels.iter().enumerate() {
        let values = answers.iter().map(|answer| answer.as_ref().map(|values| f64::from(values[place]))).collect();
        table = table.with(&format!("p_{label}"), Column::Float(values))?;
    }
    Ok(table)
}

/// Words about every face.
pub(super) fn words(set: &FaceSet, word: impl Fn(&Face) -> Option<String>) -> Column {
    Column::Text(set.faces.iter().map(word).collect())
}

/// The table with who is shown, the columns of the data set and what is worn.
pub(super) fn described(mut table: Table, set: &FaceSet) -> anyhow::Result<Table> {
    if set.faces.iter().any(|face| face.subject.is_some()) {
        table = table.with("subject", words(set, |face| face.subject.clone()))?;
    }
    for column in &set.group_columns {
        if table.column(column).is_none() {
            table = table.with(column, words(set, |face| face.groups.get(column).cloned()))?;
        }
    }
    if table.column("disguise").is_none() {
        table = table.with("disguise", words(set, |face| Some(face.worn().to_owned())))?;
    }
    Ok(table)
}

/// What was measured on every face, under the names that the audit holds equal, and the apparent tone in words.
fn with_measures(mut table: Table, seen: &[Surveyed]) -> anyhow::Result<Table> {
    let numbers = [
        ("brightness", Measure::Brightness),
        ("contrast", Measure::Contrast),
        ("sharpness", Measure::Sharpness),
        ("side_light", Measure::SideLight),
        ("yaw_abs", Measure::Yaw),
        ("pitch", Measure::Pitch),
        ("eye_distance", Measure::EyeDistance),
        ("probability", Measure::Probability),
    ];
    for (name, measure) in numbers {
        if table.column(name).is_some() {
            continue;
        }
        let value = |surveyed: &Surveyed| {
            let value = surveyed.measures.get(measure)?;
            Some(if measure == Measure::Yaw { value.abs() } else { value })
        };
        table = table.with(name, Column::Float(seen.iter().map(value).collect()))?;
    }
    if table.column("apparent_tone").is_none() {
        let tone = |surveyed: &Surveyed| surveyed.measures.get(Measure::Ita).map(|ita| tone_in_words(ita).to_owned());
        table = table.with("apparent_tone", Column::Text(seen.iter().map(tone).collect()))?;
    }
    Ok(table)
}

/// The classes of the individual typology angle in degrees (Chardon et al. 1991, Del Bino and Bernerd 2013).
fn tone_in_words(ita: f64) -> &'static str {
    match ita {
        ita if ita > 55.0 => "very light",
        ita if ita > 41.0 => "light",
        ita if ita > 28.0 => "intermediate",
        ita if ita > 10.0 => "tan",
        ita if ita > -30.0 => "brown",
        _ => "dark",
    }
}
