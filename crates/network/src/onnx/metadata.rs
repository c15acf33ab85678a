//! What an exported file says about itself: everything that a picture needs to be read as the model was trained to.

use std::collections::BTreeMap;

use serde_json::json;

use super::Producer;
use crate::description::{Architecture, ModelDescription};
use crate::expression_net::ExpressionNet;

/// Version of these keys.
const FORMAT: &str = "1";

/// Every entry, sorted by key; lists are JSON.
pub(super) fn of(
    network: &ExpressionNet,
    description: &ModelDescription,
    producer: Producer<'_>,
    (width, height): (usize, usize),
) -> BTreeMap<String, String> {
    let Architecture::MobilenetV2 { .. } = description.architecture;
    let labels = Vec::from(description.labels.clone());
    let entries = [
        ("architecture", format!("mobilenet_v2 of width 1.0, {} hidden units", network.hidden_units())),
        ("colour_order", "RGB".to_owned()),
        ("crop_detector", description.crop.detector.clone()),
        ("crop_margin_px", description.crop.margin_px.to_string()),
        ("crop_size_px", description.crop.size_px.to_string()),
        ("format", FORMAT.to_owned()),
        ("input_height_px", height.to_string()),
        ("input_width_px", width.to_string()),
        ("labels", json!(labels).to_string()),
        ("layout", "NCHW".to_owned()),
        ("licence", description.licence.clone()),
        ("mean", format!("{:?}", description.normalisation.mean)),
        // The key that ONNX itself recommends.
        ("model_license", description.licence.clone()),
        ("normalisation", "(byte / 255 - mean) / std per channel".to_owned()),
        ("source", description.source.clone()),
        ("std", format!("{:?}", description.normalisation.std)),
        ("tool", format!("{} {}", producer.name, producer.version)),
        ("weights_sha256", description.weights_sha256.clone()),
    ];
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// The model in a paragraph, for viewers that show no more.
pub(super) fn summary(description: &ModelDescription) -> String {
    let labels = Vec::from(description.labels.clone());
    let px = description.input_px;
    format!(
        "Which of {} annotated expressions a face shows ({}), from an RGB crop of {px} x {px} pixels; \
         it says what a face shows, not what a person feels. Preparation, licence and source are in the metadata.",
        labels.len(),
        labels.join(", "),
    )
}
