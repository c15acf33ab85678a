//! An ONNX file with everything that is needed to ask it.

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use pixels::{Filter, RgbImage, resize};
use rten::{Dimension, Model};
use rten_tensor::prelude::*;
use rten_tensor::{Layout as _, NdTensor, Tensor};

use crate::spec::{Channels, Layout, Missing, Scale, Scores, Spec, SpecError};

/// Pictures that are asked about at once where the file does not fix their number.
const BATCH: usize = 32;

/// How far probabilities may be from adding up to 1.
const TOLERANCE: f32 = 1e-3;

/// A classifier of pictures, ready to answer.
pub struct Classifier {
    model: Model,
    spec: Spec,
    /// Pictures in every call, where the file fixes their number.
    fixed_batch: Option<usize>,
}

/// A file that cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum ClassifierError {
    /// Not an ONNX file that can be run, or not there.
    #[error("{}: cannot be loaded as an ONNX model: {reason}", path.display())]
    Load {
        /// The file.
        path: PathBuf,
        /// What the runtime says.
        reason: String,
    },
    /// A description beside the file that cannot be used.
    #[error("{}: {source}", path.display())]
    Description {
        /// The description.
        path: PathBuf,
        /// What is wrong with it.
        source: SpecError,
    },
    /// Nothing tells what is needed.
    #[error("{}: neither the file nor a model.toml beside it tells {}", path.display(), listed(fields))]
    Unknown {
        /// The file.
        path: PathBuf,
        /// What is missing.
        fields: Vec<Missing>,
    },
    /// Fields that contradict each other or the file.
    #[error("{field} {found}; expected {expected}")]
    Mismatch {
        /// The field.
        field: &'static str,
        /// What it is.
        found: String,
        /// What it should be.
        expected: String,
    },
    /// The runtime could not compute.
    #[error("the model could not be run: {0}")]
    Run(String),
    /// Outputs that are not numbers, or not probabilities.
    #[error("picture {picture}: the model answers {found}, which are not {expected}")]
    Answer {
        /// Which picture of the call, from 0.
        picture: usize,
        /// Its outputs.
        found: String,
        /// What they should be.
        expected: &'static str,
    },
}

impl Classifier {
    /// Loads a file. What `told` leaves open is taken from the `model.toml` beside it, then from the file itself.
    ///
    /// # Errors
    /// [`ClassifierError`]: the file cannot be loaded, or what it needs is not told.
    pub fn open(path: &Path, told: Spec) -> Result<Self, ClassifierError> {
        let load = |reason: String| ClassifierError::Load { path: path.to_owned(), reason };
        let bytes = std::fs::read(path).map_err(|error| load(error.to_string()))?;
        let model = Model::load(bytes).map_err(|error| load(error.to_string()))?;
        let shape: Vec<Option<usize>> = model.input_shape(0).unwrap_or_default().iter().map(fixed).collect();
        let said = Spec::from_metadata(|key| model.metadata().get(key));
        let spec = told.or(beside(path)?).or(said).or(Spec::from_shape(&shape)).or(from_output(&model));
        let fields = spec.missing();
        if !fields.is_empty() {
            return Err(ClassifierError::Unknown { path: path.to_owned(), fields });
        }
        let classifier = Self { model, spec, fixed_batch: shape.first().copied().flatten() };
        classifier.check(&shape)?;
        Ok(classifier)
    }

    /// The classes in the order of the answers.
    pub fn labels(&self) -> &[String] {
        self.spec.labels.as_deref().unwrap_or_default()
    }

    /// What it expects and answers, every needed field filled.
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// Probabilities of every picture in the order of [`Classifier::labels`]; pictures of any size of at least one pixel.
    ///
    /// # Errors
    /// [`ClassifierError::Run`], [`ClassifierError::Mismatch`] or [`ClassifierError::Answer`].
    pub fn classify(&self, pictures: &[RgbImage]) -> Result<Vec<Vec<f32>>, ClassifierError> {
        let batch = self.fixed_batch.unwrap_or(BATCH).max(1);
        let mut answers = Vec::with_capacity(pictures.len());
        for part in pictures.chunks(batch) {
            let first = answers.len();
            answers.extend(self.batch(part, first)?);
        }
        Ok(answers)
    }

    fn batch(&self, pictures: &[RgbImage], first: usize) -> Result<Vec<Vec<f32>>, ClassifierError> {
        let run = |error: rten::RunError| ClassifierError::Run(error.to_string());
        let input =
            *self.model.input_ids().first().ok_or_else(|| ClassifierError::Run("it has no input".to_owned()))?;
        let output = match &self.spec.output {
            Some(name) => self.model.node_id(name).map_err(run)?,
            None => {
                *self.model.output_ids().first().ok_or_else(|| ClassifierError::Run("it has no output".to_owned()))?
            }
        };
        let tensor = self.tensor(pictures);
        let [values] = self.model.run_n(vec![(input, tensor.into())], [output], None).map_err(run)?;
        let values: Tensor<f32> = match values.try_into() {
            Ok(values) => values,
            Err(_) => return Err(mismatch("the output", "is not float32", "float32")),
        };
        let n_labels = self.labels().len();
        let found = values.shape().iter().product::<usize>();
        let n_rows = self.fixed_batch.unwrap_or(pictures.len());
        if found != n_rows * n_labels {
            let found = format!("of shape {:?}", values.shape());
            return Err(mismatch("the output", &found, &format!("{n_rows} rows of {n_labels} numbers, one per label")));
        }
        let values = values.to_vec();
        let rows = values.chunks_exact(n_labels).take(pictures.len()).enumerate();
        rows.map(|(i, row)| self.probabilities(row, first + i)).collect()
    }

    fn probabilities(&self, row: &[f32], picture: usize) -> Result<Vec<f32>, ClassifierError> {
        let wrong = |expected| ClassifierError::Answer { picture, found: format!("{row:?}"), expected };
        if row.iter().any(|value| !value.is_finite()) {
            return Err(wrong("finite numbers"));
        }
        if self.spec.scores == Some(Scores::Logits) {
            let greatest = row.iter().copied().fold(f32::MIN, f32::max);
            let powers: Vec<f32> = row.iter().map(|value| (value - greatest).exp()).collect();
            let sum: f32 = powers.iter().sum();
            return Ok(powers.into_iter().map(|power| power / sum).collect());
        }
        let is_share = |value: &f32| (-TOLERANCE..=1.0 + TOLERANCE).contains(value);
        if !row.iter().all(is_share) || (row.iter().sum::<f32>() - 1.0).abs() > TOLERANCE {
            return Err(wrong("probabilities; if they are logits, say so"));
        }
        Ok(row.to_vec())
    }

    /// `[batch, …]` in the layout of the model; missing pictures of a fixed batch are zeros.
    fn tensor(&self, pictures: &[RgbImage]) -> NdTensor<f32, 4> {
        let [width, height] = self.size();
        let n_channels = self.channels().count();
        let n = self.fixed_batch.unwrap_or(pictures.len());
        let mut values = vec![0.0_f32; n * width * height * n_channels];
        for (picture, values) in pictures.iter().zip(values.chunks_exact_mut(width * height * n_channels)) {
            let resized = resize(picture, width as u32, height as u32, Filter::Bilinear);
            for (pixel, values) in resized.pixels().zip(values.chunks_exact_mut(n_channels)) {
                self.write(pixel.0, values);
            }
        }
        let channels_last = NdTensor::from_data([n, height, width, n_channels], values);
        match self.spec.layout {
            Some(Layout::Nchw) => channels_last.permuted([0, 3, 1, 2]).to_tensor(),
            _ => channels_last,
        }
    }

    fn write(&self, [r, g, b]: [u8; 3], values: &mut [f32]) {
        let levels: [u8; 3] = match self.channels() {
            Channels::Rgb => [r, g, b],
            Channels::Bgr => [b, g, r],
            Channels::Grey => [luma([r, g, b]); 3],
        };
        for (i, (value, level)) in values.iter_mut().zip(levels).enumerate() {
            let level = f32::from(level);
            let scaled = match self.spec.scale {
                Some(Scale::Unit) => level / 255.0,
                Some(Scale::Signed) => level / 127.5 - 1.0,
                _ => level,
            };
            let of = |list: &Option<Vec<f32>>, absent: f32| {
                list.as_ref().and_then(|list| list.get(i)).copied().unwrap_or(absent)
            };
            *value = (scaled - of(&self.spec.mean, 0.0)) / of(&self.spec.std, 1.0);
        }
    }

    fn size(&self) -> [usize; 2] {
        self.spec.size_px.unwrap_or_default().map(|side| side as usize)
    }

    fn channels(&self) -> Channels {
        self.spec.channels.unwrap_or(Channels::Rgb)
    }

    /// Whether the fields fit each other and the shape of the input.
    fn check(&self, shape: &[Option<usize>]) -> Result<(), ClassifierError> {
        let n_channels = self.channels().count();
        for (field, list) in [("mean", &self.spec.mean), ("std", &self.spec.std)] {
            if let Some(list) = list.as_ref().filter(|list| list.len() != n_channels) {
                return Err(mismatch(
                    field,
                    &format!("has {} numbers", list.len()),
                    &format!("{n_channels}, one per channel"),
                ));
            }
        }
        if self.spec.std.iter().flatten().any(|value| *value <= 0.0 || !value.is_finite()) {
            return Err(mismatch("std", &format!("{:?}", self.spec.std), "numbers above 0"));
        }
        let [width, height] = self.size();
        if width == 0 || height == 0 || width.max(height) > 4096 {
            return Err(mismatch("size_px", &format!("is {width} x {height}"), "1 to 4096 each"));
        }
        let wanted = match self.spec.layout {
            Some(Layout::Nchw) => [n_channels, height, width],
            _ => [height, width, n_channels],
        };
        let fits = shape.len() == 4
            && shape[1..].iter().zip(wanted).all(|(side, wanted)| side.is_none_or(|side| side == wanted));
        if !fits {
            let words = |side: &Option<usize>| side.map_or("any".to_owned(), |side| side.to_string());
            let shape: Vec<String> = shape.iter().map(words).collect();
            return Err(mismatch(
                "the input",
                &format!("takes [{}]", shape.join(", ")),
                &format!("[batch, {wanted:?}] as described"),
            ));
        }
        Ok(())
    }
}

fn mismatch(field: &'static str, found: &str, expected: &str) -> ClassifierError {
    ClassifierError::Mismatch { field, found: found.to_owned(), expected: expected.to_owned() }
}

fn listed(fields: &[Missing]) -> String {
    fields.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn fixed(dimension: &Dimension) -> Option<usize> {
    match dimension {
        Dimension::Fixed(size) => Some(*size),
        Dimension::Symbolic(_) => None,
    }
}

/// The description beside a file: `NAME.toml` for `NAME.onnx`, or `model.toml`.
fn beside(path: &Path) -> Result<Spec, ClassifierError> {
    for path in [path.with_extension("toml"), path.with_file_name("model.toml")] {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        if text.lines().any(|line| line.starts_with("[architecture]") || line.starts_with("architecture")) {
            continue; // of one of our own model folders; its export says the same in its metadata
        }
        return Spec::from_toml(&text).map_err(|source| ClassifierError::Description { path, source });
    }
    Ok(Spec::default())
}

/// What the name of the first output says.
fn from_output(model: &Model) -> Spec {
    let name = model.output_ids().first().and_then(|id| model.node_info(*id)?.name().map(str::to_lowercase));
    let scores = match name.as_deref() {
        Some("logits") => Some(Scores::Logits),
        Some("probabilities" | "probs" | "softmax") => Some(Scores::Probabilities),
        _ => None,
    };
    Spec { scores, ..Spec::default() }
}

/// Luma of ITU-R BT.601 in Pillow's fixed point.
fn luma([r, g, b]: [u8; 3]) -> u8 {
    ((u32::from(r) * 19_595 + u32::from(g) * 38_470 + u32::from(b) * 7_471 + 0x8000) >> 16) as u8
}
