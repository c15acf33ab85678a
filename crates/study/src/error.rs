//! Why a study stopped, with what would let it run.

use std::io;
use std::path::Path;

use faces::{Expression, FaceId, TooManyProblems};

use crate::config::ConfigError;
use crate::run_folder::RunFolderError;

/// Why a study stopped.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// The configuration cannot be run.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The faces cannot be read or split as asked.
    #[error(transparent)]
    Faces(#[from] FacesError),
    /// A class has nothing to train or to test on.
    #[error("no {what} face of class {class} on the {side} side; the set has {n_in_set} of them")]
    EmptyClass {
        /// The class.
        class: Expression,
        /// `train` or `test`.
        side: &'static str,
        /// `undisguised` or `found`.
        what: &'static str,
        /// Faces of the class in the whole set.
        n_in_set: usize,
    },
    /// A face without an expression where one is needed.
    #[error("{face} has no expression, and a study needs one of every face")]
    Unlabelled {
        /// The face.
        face: FaceId,
    },
    /// No face has landmarks, so that nothing can be drawn on any.
    #[error("none of {n_found} found faces has landmarks, so no disguise can be drawn")]
    NothingToDisguise {
        /// Found faces.
        n_found: usize,
    },
    /// Too many pictures are broken.
    #[error(transparent)]
    Broken(#[from] TooManyProblems),
    /// The detector cannot be loaded or fails.
    #[error(transparent)]
    Detect(#[from] detect::DetectError),
    /// The first weights are not there, or are those of another network.
    #[error(transparent)]
    Weights(#[from] FirstWeightsError),
    /// Training or prediction failed or was interrupted.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The run folder cannot be used or written.
    #[error(transparent)]
    Folder(#[from] RunFolderError),
    /// Predictions that make no experiment.
    #[error(transparent)]
    Counts(#[from] audit::FourStepError),
}

/// Why faces cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FacesError {
    /// They cannot be read.
    #[error(transparent)]
    Read(#[from] faces::ReadError),
    /// They cannot be split into train and test.
    #[error(transparent)]
    Partition(#[from] faces::PartitionError),
    /// A filter of the configuration chooses nothing.
    #[error(transparent)]
    Filter(#[from] faces::FilterError),
    /// The landmarks that come with them cannot be read.
    #[error(transparent)]
    Landmarks(#[from] faces::landmarks::LandmarkError),
}

/// Why the first weights cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FirstWeightsError {
    /// They are not in the store, or not the pinned ones.
    #[error(transparent)]
    Store(#[from] weights::WeightsError),
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] network::state_dict::StateDictError),
    /// They are those of another network.
    #[error(transparent)]
    OtherNetwork(#[from] network::WeightsError),
}

/// Why a model cannot be trained, asked or saved.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// Training failed or was interrupted.
    #[error(transparent)]
    Train(#[from] train::TrainError),
    /// The model's answers are no probabilities.
    #[error(transparent)]
    Predict(#[from] train::PredictError),
    /// The model cannot be saved.
    #[error(transparent)]
    Save(#[from] network::ModelFolderError),
    /// The predictions cannot be saved.
    #[error(transparent)]
    Predictions(#[from] faces::predictions::PredictionsError),
}

impl StudyError {
    /// A folder that cannot be made.
    pub(crate) fn folder(path: &Path, source: io::Error) -> Self {
        Self::Folder(RunFolderError::Folder { path: path.to_owned(), source })
    }
}

/// Lets `?` go from a cause to the study's error in one step.
macro_rules! from_cause {
    ($($cause:ty => $group:ty),+ $(,)?) => {$(
        impl From<$cause> for StudyError {
            fn from(cause: $cause) -> Self {
                Self::from(<$group>::from(cause))
            }
        }
    )+};
}

from_cause! {
    faces::ReadError => FacesError,
    faces::PartitionError => FacesError,
    faces::FilterError => FacesError,
    faces::landmarks::LandmarkError => FacesError,
    weights::WeightsError => FirstWeightsError,
    network::state_dict::StateDictError => FirstWeightsError,
    network::WeightsError => FirstWeightsError,
    train::TrainError => ModelError,
    train::PredictError => ModelError,
    network::ModelFolderError => ModelError,
    faces::predictions::PredictionsError => ModelError,
    faces::files::WriteError => RunFolderError,
    pixels::EncodeError => RunFolderError,
}
