//! What a model's weights are and how a picture must look to them: `model.toml`.

use faces::LabelOrder;
use serde::{Deserialize, Serialize};

use crate::pictures::Normalisation;

/// Everything that is needed to run a model and to judge where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelDescription {
    /// Version of this file; [`ModelDescription::FORMAT`].
    pub format: u32,
    /// Width and height of the input in pixels.
    pub input_px: usize,
    /// The classes in the order of the outputs.
    pub labels: LabelOrder,
    /// Terms under which the weights may be used.
    pub licence: String,
    /// Where the weights come from: data, recipe, starting point.
    pub source: String,
    /// SHA-256 of the weights file; filled in when the model is saved.
    pub weights_sha256: String,
    /// The layers.
    pub architecture: Architecture,
    /// How a face was cut out of its picture.
    pub crop: Crop,
    /// How pixels become numbers.
    pub normalisation: Normalisation,
}

impl ModelDescription {
    /// The version that this program writes and reads.
    pub const FORMAT: u32 = 1;

    /// The description of a `MobileNetV2` with the default head; licence, source and fingerprint are still empty.
    pub fn mobilenet_v2(input_px: usize, crop: Crop) -> Self {
        Self {
            format: Self::FORMAT,
            input_px,
            labels: LabelOrder::expressions(),
            licence: String::new(),
            source: String::new(),
            weights_sha256: String::new(),
            architecture: Architecture::MobilenetV2 { hidden: 100, dropout: 0.0 },
            crop,
            normalisation: Normalisation::IMAGENET,
        }
    }
}

/// The layers of a model.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case", deny_unknown_fields)]
pub enum Architecture {
    /// `MobileNetV2` of width 1.0, global average pooling, a hidden layer and the output.
    #[serde(rename = "mobilenet_v2")]
    MobilenetV2 {
        /// Units of the hidden layer.
        hidden: usize,
        /// Share of hidden units silenced while training.
        dropout: f64,
    },
}

/// How a face was cut out of its picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crop {
    /// What found the face: `mtcnn`, or `none` where whole pictures are used.
    pub detector: String,
    /// Side of the square that was cut out, in pixels; it is then resized to the input.
    pub size_px: u32,
    /// How many of these pixels, both sides together, lie outside the face's box.
    pub margin_px: u32,
}

#[cfg(test)]
mod tests;
