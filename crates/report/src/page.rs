//! What a report is made of: plain data, handed over by the caller.

use audit::{Condition, FourStep, ModelKind};
use faces::Expression;

use crate::tables::{DataNames, GroupCount};

/// One experiment, ready to be told.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyPage {
    /// The page's title.
    pub title: String,
    /// The counts.
    pub four_step: FourStep,
    /// What the pictures are called.
    pub names: DataNames,
    /// Learning curves, one per model, seed and split.
    pub curves: Vec<Curve>,
    /// Sample faces with their predictions.
    pub samples: Vec<SampleFace>,
    /// What took no part.
    pub dropped: Dropped,
    /// How it was run.
    pub run: RunFacts,
    /// Remarks of the caller, shown with the limits.
    pub notes: Vec<String>,
}

/// The pictures on which a curve is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Split {
    /// The pictures that are learned, with augmentation.
    Train,
    /// Pictures kept from training, never the test pictures.
    HeldOut,
}

/// Loss and accuracy of one training on one split.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// What the model was trained on.
    pub model: ModelKind,
    /// The seed of the training.
    pub seed: u64,
    /// On which pictures it was measured.
    pub split: Split,
    /// One point per epoch.
    pub points: Vec<CurvePoint>,
}

/// One epoch of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The epoch, from 1.
    pub epoch: u32,
    /// Mean cross entropy in nats.
    pub loss: f64,
    /// Share of hits in `[0, 1]`, where it was measured.
    pub accuracy: Option<f64>,
}

/// Where a sample's picture comes from; shown on the picture, so that no drawn disguise passes for a photograph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A photograph without added disguise.
    Photograph,
    /// A photograph with a disguise that was drawn or generated.
    SyntheticDisguise,
    /// A face that is drawn or generated altogether.
    SyntheticFace,
}

/// One test face with what a model says about it.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleFace {
    /// Which model looked at it, and the test set it is from.
    pub condition: Condition,
    /// The annotated expression.
    pub truth: Expression,
    /// The predicted expression, `None` where no face was found.
    pub predicted: Option<Expression>,
    /// The model's probability of its prediction, in `[0, 1]`.
    pub probability: Option<f64>,
    /// The picture as a PNG or JPEG file.
    pub picture: Vec<u8>,
    /// A few words below the picture, such as the accessory.
    pub caption: String,
    /// Where the picture comes from.
    pub origin: Origin,
}

/// What took no part in the experiment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dropped {
    /// Pictures that could not be read, with the reason.
    pub broken: Vec<BrokenPicture>,
    /// Faces that were not found, by annotated group.
    pub groups: Vec<GroupCount>,
    /// Pictures without a found face among the training pictures.
    pub n_missed_in_training: usize,
}

/// A picture that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenPicture {
    /// Its name in the manifest.
    pub picture: String,
    /// Why it could not be read.
    pub reason: String,
}

/// How the experiment was run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunFacts {
    /// The resolved config.
    pub config_toml: String,
    /// Names and versions of programs, models and weights.
    pub versions: Vec<(String, String)>,
    /// The fingerprint of the data.
    pub fingerprint: String,
    /// When it was started, as the caller writes it.
    pub started: String,
    /// How long it took.
    pub seconds: f64,
    /// The command that repeats it.
    pub command: String,
}

/// Why a page cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A number that is not finite.
    #[error("expected finite numbers, found {found} in {place}")]
    NotFinite {
        /// The number.
        found: f64,
        /// Where it was found.
        place: &'static str,
    },
    /// A sample that is neither PNG nor JPEG.
    #[error("expected a PNG or JPEG file for the sample `{caption}`, found bytes that start with {start:02x?}")]
    Picture {
        /// The sample's caption.
        caption: String,
        /// The file's first bytes.
        start: Vec<u8>,
    },
    /// The template could not be filled.
    #[error("the page could not be written")]
    Template(#[from] askama::Error),
}
