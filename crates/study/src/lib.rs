//! The four-step experiment, from labelled faces to tables: how much do disguises cost, and what does training with synthetic
//! disguises win back?
//!
//! [`run`] composes the other verbs: gather faces, split them by person, find and crop them, draw disguises, train one model per
//! kind and seed, and hand all predictions to [`audit::four_step()`].

pub mod album;
pub mod calibration;
pub mod config;
pub mod crops;
mod error;
pub mod experiment;
pub mod fitting;
pub mod gather;
pub mod keep;
mod observer;
mod outcome;
pub mod prepare;
mod run;
mod run_folder;
mod sides;

pub use config::{ConfigError, StudyConfig};
pub use crops::Crops;
pub use error::{FacesError, FirstWeightsError, ModelError, StudyError};
pub use observer::{Observer, Silent, Stage};
pub use outcome::{GroupMisses, Outcome, TestSample};
pub use run::{Request, load_detector, load_detector_on, run};
pub use run_folder::{Existing, RunFolder, RunFolderError};
pub use sides::Sides;
