//! MTCNN (Zhang et al. 2016, "Joint Face Detection and Alignment using Multitask Cascaded Convolutional Networks"): find, choose
//! and crop faces.
//!
//! Steps, constants and orders are those of facenet-pytorch 2.6, so that its weights give its answers.

mod align;
mod boxes;
mod cascade;
mod choose;
mod crop;
mod look;
mod networks;
pub mod prepare;
mod probe;
mod rescue;
mod rows;
pub mod survey;
mod tensors;
#[cfg(test)]
mod testing;
mod weights;

pub use align::align;
pub use cascade::{DetectError, DetectOptions, DetectedFace, Detector};
pub use choose::{Choice, choose};
pub use crop::{Crop, crop, crop_window};
pub use look::{Cut, Found, FoundFace, LookOptions, SecondPass, SeenFace, UnknownWanted, Wanted};
pub use prepare::{PrepareError, PrepareOptions, Shard, prepare};
pub use probe::Probe;
pub use rescue::{Light, Rescued, Thresholds, Try};
pub use weights::{NetworkError, TensorProblem};
