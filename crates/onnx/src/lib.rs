//! Picture classifiers of others, as ONNX files: what they expect of a picture, and what they answer.
//!
//! What a file does not say is asked for, never guessed: a model whose labels are in an unknown order, or whose pixels may be
//! in one of two scales, is refused with the words that are missing.

mod classifier;
mod spec;

pub use classifier::{Classifier, ClassifierError};
pub use spec::{Channels, Layout, Missing, Scale, Scores, Spec, SpecError};
