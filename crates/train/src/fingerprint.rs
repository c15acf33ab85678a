//! What makes two training runs the same run.

use std::fmt::Write;

use network::StateDict;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::fit::{Sample, TrainRequest};
use crate::recipe::Recipe;

/// Digests of everything that decides the weights of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identity {
    recipe: String,
    training_set: String,
    validation_set: String,
    initial_weights: String,
    seed: String,
    normalisation: String,
}

impl Identity {
    pub(crate) fn of(request: &TrainRequest<'_>) -> Self {
        // How often checkpoints are written changes no number.
        let recipe = Recipe { checkpoint_every: None, ..request.recipe.clone() };
        // Debug text holds every field and prints floats so that they can be read back.
        Self {
            recipe: text_digest(&format!("{recipe:?}")),
            training_set: sample_digest(request.samples),
            validation_set: sample_digest(request.validation),
            initial_weights: weight_digest(&request.net.to_state_dict()),
            seed: request.seed.to_string(),
            normalisation: text_digest(&format!("{:?}", request.normalisation)),
        }
    }

    /// The first thing that another run does differently: its name, ours, theirs.
    pub(crate) fn difference<'a>(&'a self, other: &'a Self) -> Option<(&'static str, &'a str, &'a str)> {
        let fields = [
            ("recipe", &self.recipe, &other.recipe),
            ("seed", &self.seed, &other.seed),
            ("training set", &self.training_set, &other.training_set),
            ("validation set", &self.validation_set, &other.validation_set),
            ("initial weights", &self.initial_weights, &other.initial_weights),
            ("normalisation", &self.normalisation, &other.normalisation),
        ];
        fields
            .into_iter()
            .find(|(_, ours, theirs)| ours != theirs)
            .map(|(what, ours, theirs)| (what, &**ours, &**theirs))
    }
}

fn text_digest(text: &str) -> String {
    hexadecimal(&Sha256::digest(text))
}

fn sample_digest(samples: &[Sample<'_>]) -> String {
    let digest = |sample: &Sample<'_>| {
        let (width, height) = sample.picture.dimensions();
        let mut hasher = Sha256::new();
        hasher.update(width.to_le_bytes());
        hasher.update(height.to_le_bytes());
        hasher.update([sample.label.index() as u8, u8::from(sample.subject.is_some())]);
        let subject = sample.subject.unwrap_or_default();
        hasher.update(subject.len().to_le_bytes());
        hasher.update(subject);
        hasher.update(sample.picture.as_raw());
        // Of all that can be drawn, one picture: other drawings, or none, show in it.
        if let Some(redrawn) = sample.redraw.and_then(|of| of.redraw(0)) {
            hasher.update(redrawn.as_raw());
        }
        hasher.finalize()
    };
    let digests: Vec<_> = samples.par_iter().map(digest).collect();
    hexadecimal(&digests.iter().fold(Sha256::new(), Sha256::chain_update).finalize())
}

fn weight_digest(weights: &StateDict) -> String {
    let mut hasher = Sha256::new();
    for (name, tensor) in weights.names().filter_map(|name| Some((name, weights.get(name)?))) {
        hasher.update(name);
        let bytes: Vec<u8> = tensor.values.iter().flat_map(|value| value.to_le_bytes()).collect();
        hasher.update(bytes);
    }
    hexadecimal(&hasher.finalize())
}

/// The first 16 bytes, which is enough to tell runs apart and short enough for an error message.
fn hexadecimal(digest: &[u8]) -> String {
    digest[..16].iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
        text
    })
}
