//! The resolved configuration of a study: everything that decides its numbers, in one TOML file.

use std::path::PathBuf;

use detect::DetectOptions;
use disguise::accessory::Kinds;
use faces::partition::EmptyClasses;
use faces::{DisguiseKind, Filter, PartitionOptions, ReadOptions};
use serde::{Deserialize, Serialize};
use train::{Augmentation, Length, Recipe};

/// A whole study. Every field has a default; an unknown field is an error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StudyConfig {
    /// Version of this file's layout; 1.
    pub format: u32,
    /// Name of the run, and of its folder under `runs/`.
    pub name: String,
    /// Seeds of the training runs: initial weights, order and augmentation. One model of each kind is trained per seed.
    pub seeds: Vec<u64>,
    /// Seed of what all training runs share: the split by person, the phantoms, the drawn disguises.
    pub data_seed: u64,
    /// Which faces.
    pub data: DataConfig,
    /// How faces are found and cropped.
    pub detect: CropConfig,
    /// Which disguises are drawn, and how many.
    pub synthetic: SyntheticConfig,
    /// The network's input and first weights.
    pub network: NetworkConfig,
    /// How each model is trained.
    pub train: Recipe,
    /// The controls that the paper lacks.
    pub controls: ControlConfig,
}

/// The faces of a study and their two sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DataConfig {
    /// Number and size of the phantom faces that are drawn when no faces are given.
    pub phantom: PhantomConfig,
    /// How a manifest or folder is read: column names, label map, whether pictures are crops already.
    pub read: ReadOptions,
    /// Landmarks that come with the faces, for drawing on them: a table with the columns path, `x_0`, `y_0` to `x_67`, `y_67`, or a folder
    /// with `NAME.pts` or `NAME.tem` for every `NAME.jpg`; relative to the folder of the set, so that `"."` means beside the pictures.
    pub landmarks: Option<PathBuf>,
    /// How train and test are told apart; all pictures of one person lie on one side.
    pub partition: PartitionOptions,
    /// The largest share of broken pictures with which a study still runs.
    pub max_broken_share: f64,
    /// Photographs of people who really wear a disguise: kept out of training, tested as a column of their own.
    pub really_disguised: Option<Filter>,
    /// Keeps only the faces that pass all of these, before anything else.
    pub only: Vec<Filter>,
}

/// The drawn data set of a study without photographs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PhantomConfig {
    /// How many drawn people.
    pub people: usize,
    /// Pictures of each person, spread evenly over the seven expressions.
    pub shots_per_person: usize,
    /// Where they are taken.
    pub setting: Setting,
}

/// Where phantom faces are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// Good pictures: straight heads, clear light, a clean camera, posed expressions.
    Studio,
    /// Free pose, light, camera and background; weak expressions too.
    Anywhere,
}

/// How faces are found and cropped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CropConfig {
    /// Side of the square crops in pixels; the paper's 224.
    pub crop_px: u32,
    /// Margin around the box in pixels of the crop, as in facenet-pytorch; the paper's is not given, 0 by default.
    pub margin_px: u32,
    /// The detector's own options.
    pub detector: DetectOptions,
}

/// Which disguises are drawn, and how many.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SyntheticConfig {
    /// What is worn, drawn in equal shares: a kind, or several at once as in `"sunglasses+cap"`.
    pub kinds: Vec<Kinds>,
    /// Group columns over whose values, besides the classes, the disguised pictures are spread evenly.
    pub balance_by: Vec<String>,
    /// Disguised pictures per class, and per group of `balance_by`, in the training set (the paper: 15 to 20).
    pub train_per_class: usize,
    /// Disguised pictures per class in the test set (the paper: 8 to 15); all test faces once when absent.
    pub test_per_class: Option<usize>,
    /// Whether a disguised picture to train on stays the same, or wears another design whenever it is learnt from.
    pub designs: Designs,
}

/// How many designs a disguised picture is trained on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Designs {
    /// One, drawn before training and looked at by the detector (the paper's protocol).
    Once,
    /// A new one in every pass, drawn while the network computes and cut out where the undisguised face was found.
    EveryPass,
}

/// The network's input and first weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NetworkConfig {
    /// The weights before training.
    pub initial: InitialWeights,
    /// Width of the hidden layer of the head; the paper's 100.
    pub hidden: usize,
}

/// The weights before training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InitialWeights {
    /// ImageNet weights of the backbone, from the weights store.
    Imagenet,
    /// Random weights from the seed.
    Random,
}

/// The controls that the paper lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ControlConfig {
    /// Whether all models take the same number of optimizer steps, or the same number of epochs as in the paper.
    pub length: TrainingLength,
    /// Whether a third model is trained on real faces and the same number of extra undisguised ones.
    pub extra_undisguised: ExtraUndisguised,
    /// Whether a further model is trained on real faces and as many that something without meaning covers.
    pub covered: Covered,
}

/// What is held equal between the models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrainingLength {
    /// The same number of optimizer steps: those of the recipe on real + synthetic faces.
    EqualUpdates,
    /// The same number of epochs, so that the larger set gets more steps (the paper's protocol).
    EqualEpochs,
}

/// Whether the control with extra undisguised faces is trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExtraUndisguised {
    /// Train it.
    Train,
    /// Leave it out; the report says so.
    Skip,
}

/// What covers the faces of the control of covered faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Covered {
    /// Leave it out.
    Skip,
    /// Grey in the outline of every drawn disguise: what hiding alone teaches.
    Blobs,
    /// A grey rectangle of the same area anywhere on the face.
    Rectangles,
}

/// A configuration that cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Not TOML, or not this layout.
    #[error("the configuration cannot be read: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A layout of another version.
    #[error("the configuration has format = {found}; this program reads format = 1")]
    Format {
        /// The version in the file.
        found: u32,
    },
    /// A recipe that cannot be trained by.
    #[error(transparent)]
    Recipe(#[from] train::RecipeError),
    /// A value outside its range.
    #[error("{field} is {found}; expected {expected}")]
    Range {
        /// The field's path.
        field: &'static str,
        /// What it holds.
        found: String,
        /// What it may hold.
        expected: &'static str,
    },
}

impl StudyConfig {
    /// The embedded default: a small study of phantom faces that needs no download, one seed.
    ///
    /// Networks start from random weights at 64 px, so that batches are small, rates high, and the augmentations milder than
    /// the paper's, which are made for photographs at 224 px.
    pub fn phantom() -> Self {
        let mut config = Self { name: "phantom".to_owned(), ..Self::default() };
        config.detect.crop_px = 64;
        config.synthetic.train_per_class = 60;
        config.synthetic.test_per_class = Some(60);
        config.network.initial = InitialWeights::Random;
        config.train = Recipe {
            batch: 16,
            length: Length::Updates(640),
            backbone_learning_rate: 1e-3,
            head_learning_rate: 5e-4,
            warm_up_share: 0.04,
            input_px: 64,
            augmentation: Augmentation {
                crop_area: [0.9, 1.0],
                crop_aspect: [0.95, 1.05],
                rotation_degrees: 5.0,
                jitter_share: 0.3,
                blur_share: 0.1,
                blur_sigma_px: [0.1, 0.5],
                sharpness_share: 0.1,
                autocontrast_share: 0.1,
                equalize_share: 0.1,
                cutouts: 0,
                ..Augmentation::default()
            },
            ..Recipe::default()
        };
        config
    }

    /// Reads and checks a configuration.
    ///
    /// # Errors
    /// When the text is not TOML, has unknown fields, another `format`, or a value outside its range.
    pub fn from_toml(text: &str) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text)?;
        config.check()?;
        Ok(config)
    }

    /// Checks the ranges that types cannot express.
    ///
    /// # Errors
    /// [`ConfigError::Format`] or [`ConfigError::Range`] with the field, what it holds and what it may hold.
    pub fn check(&self) -> Result<(), ConfigError> {
        if self.format != 1 {
            return Err(ConfigError::Format { found: self.format });
        }
        let mut seeds = self.seeds.clone();
        seeds.sort_unstable();
        seeds.dedup();
        range(
            "seeds",
            &self.seeds,
            "at least one seed, each once",
            !seeds.is_empty() && seeds.len() == self.seeds.len(),
        )?;
        let fraction = self.data.partition.test_fraction;
        range(
            "data.partition.test_fraction",
            &fraction,
            "a number between 0.05 and 0.95",
            (0.05..=0.95).contains(&fraction),
        )?;
        let share = self.data.max_broken_share;
        range("data.max_broken_share", &share, "a number between 0 and 1", (0.0..=1.0).contains(&share))?;
        range("detect.crop_px", &self.detect.crop_px, "32 to 1024", (32..=1024).contains(&self.detect.crop_px))?;
        let margin = self.detect.margin_px;
        range("detect.margin_px", &margin, "less than detect.crop_px", margin < self.detect.crop_px)?;
        range("synthetic.kinds", &self.synthetic.kinds, "at least one kind", !self.synthetic.kinds.is_empty())?;
        let per_class = self.synthetic.train_per_class;
        range("synthetic.train_per_class", &per_class, "at least 1", per_class >= 1)?;
        range("network.hidden", &self.network.hidden, "1 to 4096", (1..=4096).contains(&self.network.hidden))?;
        self.train.check()?;
        range("name", &self.name, "letters, digits, `.`, `_` and `-`", is_folder_name(&self.name))
    }

    /// The configuration as TOML, every field written out.
    ///
    /// # Panics
    /// Never: numbers, words and tables are always TOML.
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).expect("a configuration of numbers, words and tables is always TOML")
    }
}

impl Default for StudyConfig {
    fn default() -> Self {
        Self {
            format: 1,
            name: "study".to_owned(),
            seeds: vec![1],
            data_seed: 1,
            data: DataConfig::default(),
            detect: CropConfig::default(),
            synthetic: SyntheticConfig::default(),
            network: NetworkConfig::default(),
            train: Recipe::default(),
            controls: ControlConfig::default(),
        }
    }
}

impl DataConfig {
    /// Whether a class of the set that nobody is tested on is an error; one that nobody is trained on always is.
    pub(crate) fn must_test_every_class(&self) -> bool {
        self.partition.empty_classes == EmptyClasses::Refuse
    }
}

impl Default for DataConfig {
    fn default() -> Self {
        Self {
            phantom: PhantomConfig::default(),
            read: ReadOptions::default(),
            landmarks: None,
            partition: PartitionOptions::default(),
            max_broken_share: 0.05,
            really_disguised: None,
            only: Vec::new(),
        }
    }
}

impl Default for PhantomConfig {
    fn default() -> Self {
        Self { people: 160, shots_per_person: 14, setting: Setting::Studio }
    }
}

impl Default for CropConfig {
    fn default() -> Self {
        Self { crop_px: 224, margin_px: 0, detector: DetectOptions::default() }
    }
}

/// The kinds that a study draws where it is not told others.
const FOUR: [DisguiseKind; 4] =
    [DisguiseKind::Sunglasses, DisguiseKind::Cap, DisguiseKind::Headscarf, DisguiseKind::Mask];

impl Default for SyntheticConfig {
    fn default() -> Self {
        Self {
            kinds: FOUR.map(Kinds::from).to_vec(),
            balance_by: Vec::new(),
            train_per_class: 17,
            test_per_class: None,
            designs: Designs::Once,
        }
    }
}

impl Default for NetworkConfig {
    fn default() -> Self {
        Self { initial: InitialWeights::Imagenet, hidden: 100 }
    }
}

impl Default for ControlConfig {
    fn default() -> Self {
        Self {
            length: TrainingLength::EqualUpdates,
            extra_undisguised: ExtraUndisguised::Train,
            covered: Covered::Skip,
        }
    }
}

fn range(
    field: &'static str,
    found: &impl std::fmt::Debug,
    expected: &'static str,
    is_inside: bool,
) -> Result<(), ConfigError> {
    if is_inside { Ok(()) } else { Err(ConfigError::Range { field, found: format!("{found:?}"), expected }) }
}

fn is_folder_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    !name.is_empty() && !name.starts_with('.') && name.chars().all(is_plain)
}

#[cfg(test)]
mod tests;
