//! A trained network as an ONNX file that any runtime can run: weights, label order and how a picture must be prepared.

mod graph;
mod metadata;
mod proto;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use faces::files::{self, WriteError};
use prost::Message as _;

use crate::description::ModelDescription;
use crate::expression_net::ExpressionNet;

/// The version of ONNX's operators, of 2022; every maintained runtime knows it.
pub const OPSET: i64 = 17;

/// The version of the file format that came with that operator set.
pub const IR_VERSION: i64 = 8;

/// The name of the input: normalised pictures, channels first as other tools expect.
pub const PICTURES: &str = "pictures";

/// The name of the first output.
pub const LOGITS: &str = "logits";

/// The name of the second output: the softmax of the first.
pub const PROBABILITIES: &str = "probabilities";

/// Why a network cannot be exported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OnnxError {
    /// A weight is infinite or not a number: the training has diverged.
    #[error("expected finite weights, found {found} in `{tensor}`; the model answers nothing useful, train it again")]
    NotFinite {
        /// The tensor's name in the model folder, with its batch norm folded in.
        tensor: String,
        /// The value, in words.
        found: String,
    },
}

/// The program that writes a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Producer<'a> {
    /// The program's name.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
}

/// An ONNX file in memory, and what is in it.
#[derive(Debug, Clone, PartialEq)]
pub struct OnnxModel {
    bytes: Vec<u8>,
    metadata: BTreeMap<String, String>,
    inputs: Vec<Port>,
    outputs: Vec<Port>,
}

/// An input or an output, of type float32.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// The name that a runtime asks for.
    pub name: &'static str,
    /// Length of every dimension, outermost first.
    pub shape: Vec<Extent>,
}

/// The length of a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Any number of pictures.
    Batch,
    /// Always the same.
    Fixed(usize),
}

impl fmt::Display for Extent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Batch => f.write_str("batch"),
            Self::Fixed(length) => write!(f, "{length}"),
        }
    }
}

impl OnnxModel {
    /// The network for inference, with every batch norm folded into its convolution.
    ///
    /// # Shapes
    /// - `pictures`: float32 `[batch, 3, height, width]`, RGB, `(byte / 255 - mean) / std`
    /// - `logits`: float32 `[batch, 7]`, in the label order of the metadata
    /// - `probabilities`: float32 `[batch, 7]`, their softmax
    ///
    /// # Errors
    /// [`OnnxError::NotFinite`] for a network whose training has diverged.
    pub fn new(
        network: &ExpressionNet,
        description: &ModelDescription,
        producer: Producer<'_>,
    ) -> Result<Self, OnnxError> {
        Self::of_size(network, description, producer, (description.input_px, description.input_px))
    }

    /// The same for pictures of another width and height.
    fn of_size(
        network: &ExpressionNet,
        description: &ModelDescription,
        producer: Producer<'_>,
        (width, height): (usize, usize),
    ) -> Result<Self, OnnxError> {
        let n_labels = Extent::Fixed(Vec::from(description.labels.clone()).len());
        let pictures = vec![Extent::Batch, Extent::Fixed(3), Extent::Fixed(height), Extent::Fixed(width)];
        let inputs = vec![Port { name: PICTURES, shape: pictures }];
        let outputs = [LOGITS, PROBABILITIES].map(|name| Port { name, shape: vec![Extent::Batch, n_labels] });
        let metadata = metadata::of(network, description, producer, (width, height));
        let graph = graph::of(&network.to_state_dict(), &inputs, &outputs)?;
        let model = proto::Model {
            ir_version: IR_VERSION,
            producer_name: producer.name.to_owned(),
            producer_version: producer.version.to_owned(),
            version: i64::from(description.format),
            doc_string: metadata::summary(description),
            graph: Some(graph),
            opset_import: vec![proto::OperatorSet { domain: String::new(), version: OPSET }],
            metadata_props: metadata
                .iter()
                .map(|(key, value)| proto::StringEntry { key: key.clone(), value: value.clone() })
                .collect(),
        };
        Ok(Self { bytes: model.encode_to_vec(), metadata, inputs, outputs: outputs.to_vec() })
    }

    /// The file's bytes; the same network and description give the same bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the file says about itself, by key.
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        &self.metadata
    }

    /// What it takes.
    pub fn inputs(&self) -> &[Port] {
        &self.inputs
    }

    /// What it gives.
    pub fn outputs(&self) -> &[Port] {
        &self.outputs
    }

    /// Writes the file to a temporary name and renames it; a file that is there already is replaced.
    ///
    /// # Errors
    /// [`WriteError`] when the folder is missing or not writable, or the disk is full.
    pub fn write(&self, path: &Path) -> Result<(), WriteError> {
        files::write_atomically(path, &self.bytes)
    }
}

#[cfg(test)]
mod tests;
