//! The `metadata_props` of an ONNX file, as far as their words have one meaning.

use super::{Channels, Layout, Scale, Scores, Spec};

/// What is left of a file's words when everything ambiguous is dropped.
pub(super) fn read<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Spec {
    let first = |keys: &[&str]| keys.iter().find_map(|key| get(key));
    let number = |key: &str| get(key)?.trim().parse::<u32>().ok();
    let preparation = first(&["normalisation", "normalization", "preprocessing"]).unwrap_or_default();
    let layout = first(&["layout", "input"]).unwrap_or_default();
    let colour = first(&["colour_order", "color_order", "channels", "preprocessing"]).unwrap_or_default();
    let floats = |key: &str| serde_json::from_str::<Vec<f32>>(get(key)?).ok();
    Spec {
        format: None,
        labels: first(&["labels", "classes", "class_names"]).and_then(labels),
        size_px: number("input_width_px").zip(number("input_height_px")).map(|(width, height)| [width, height]),
        layout: one_of(layout, &[("nchw", Layout::Nchw), ("nhwc", Layout::Nhwc)]),
        channels: one_of(
            colour,
            &[("rgb", Channels::Rgb), ("bgr", Channels::Bgr), ("gray", Channels::Grey), ("grey", Channels::Grey)],
        ),
        scale: scale(preparation),
        mean: floats("mean"),
        std: floats("std"),
        scores: get("output").and_then(|words| {
            one_of(words, &[("softmax", Scores::Probabilities), ("probabilities:", Scores::Probabilities)])
        }),
        output: None,
    }
}

/// A JSON list, or words with commas.
fn labels(text: &str) -> Option<Vec<String>> {
    let labels = serde_json::from_str::<Vec<String>>(text)
        .unwrap_or_else(|_| text.split(',').map(|label| label.trim().to_owned()).collect());
    (labels.len() > 1 && labels.iter().all(|label| !label.is_empty())).then_some(labels)
}

/// The meaning of the one word that occurs; none where words of two meanings do.
fn one_of<T: Copy + PartialEq>(text: &str, words: &[(&str, T)]) -> Option<T> {
    let text = text.to_lowercase();
    let mut found = words.iter().filter(|(word, _)| text.contains(word)).map(|(_, meaning)| *meaning);
    let meaning = found.next()?;
    found.all(|other| other == meaning).then_some(meaning)
}

/// Formulas of a level, spaces aside; `x` and `byte` both stand for it.
fn scale(text: &str) -> Option<Scale> {
    let plain: String = text.to_lowercase().replace("byte", "x").replace("pixel", "x").split_whitespace().collect();
    let signed = ["(x/255-0.5)*2", "x/127.5-1", "(x-127.5)/127.5"];
    if signed.iter().any(|formula| plain.contains(formula)) {
        return Some(Scale::Signed);
    }
    plain.contains("x/255").then_some(Scale::Unit)
}
