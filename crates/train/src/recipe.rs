//! How a network is trained: everything but the faces, the seed and the initial weights.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::augment::{Augmentation, AugmentationError};

/// The training recipe; as TOML every field may be absent and then has the default named here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Recipe {
    /// Pictures per update, at least 2; 32.
    pub batch: usize,
    /// When training ends; 40 epochs.
    pub length: Length,
    /// How gradients become updates; `AdamW`.
    pub update_rule: UpdateRule,
    /// Learning rate of the pretrained part; 0.0001.
    pub backbone_learning_rate: f64,
    /// Learning rate of the newly drawn part; 0.001.
    pub head_learning_rate: f64,
    /// Share by which weights shrink per unit of learning rate, at least 0; 0.0001.
    pub weight_decay: f64,
    /// Share of the last update that is kept, in `[0, 1)`, used by `sgd` alone; 0.9.
    pub momentum: f64,
    /// How learning rates fall; cosine.
    pub schedule: Schedule,
    /// Share of all updates over which learning rates rise first, in `[0, 1)`; 0.
    pub warm_up_share: f64,
    /// Share of the target that is spread over all classes, in `[0, 1)`; 0.
    pub label_smoothing: f64,
    /// How much a sample counts in the loss; none.
    pub class_weights: ClassWeights,
    /// Width and height of the network's input in pixels, at least 32; 224.
    pub input_px: u32,
    /// Random changes to the training pictures.
    pub augmentation: Augmentation,
}

/// When training ends. It never depends on an accuracy, so no split can be selected on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Length {
    /// After this many passes over the samples.
    Epochs(usize),
    /// After this many updates, so that models with sets of different size are trained equally long.
    Updates(usize),
}

/// How gradients become updates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UpdateRule {
    /// Loshchilov and Hutter, 2019, with β₁ 0.9, β₂ 0.999, ε 1e-8.
    AdamW,
    /// Gradient descent with momentum, as in `PyTorch`.
    Sgd,
}

/// How learning rates fall after the warm-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// Half a cosine, from the full rate to 0 after the last update.
    Cosine,
    /// They do not.
    Constant,
}

/// How much a sample counts in the loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClassWeights {
    /// Every sample the same.
    None,
    /// Every class the same: a sample counts `n / (classes present * n of its class)`.
    Balanced,
}

/// A field of a recipe that lies outside its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecipeError {
    /// A field of the recipe itself.
    #[error("recipe: expected `{field}` {expected}")]
    Field {
        /// The field.
        field: &'static str,
        /// Its range in words.
        expected: &'static str,
    },
    /// A field of its augmentation.
    #[error(transparent)]
    Augmentation(#[from] AugmentationError),
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            batch: 32,
            length: Length::Epochs(40),
            update_rule: UpdateRule::AdamW,
            backbone_learning_rate: 1e-4,
            head_learning_rate: 1e-3,
            weight_decay: 1e-4,
            momentum: 0.9,
            schedule: Schedule::Cosine,
            warm_up_share: 0.0,
            label_smoothing: 0.0,
            class_weights: ClassWeights::None,
            input_px: 224,
            augmentation: Augmentation::default(),
        }
    }
}

impl Recipe {
    /// Whether every field lies in its range.
    ///
    /// # Errors
    /// Names the first field that does not.
    pub fn check(&self) -> Result<(), RecipeError> {
        let rate = |value: f64| value >= 0.0 && value.is_finite();
        let below_one = |value: f64| (0.0..1.0).contains(&value);
        let (Length::Epochs(length) | Length::Updates(length)) = self.length;
        let checks = [
            ("batch", "of at least 2, because batch norm needs two pictures", self.batch >= 2),
            ("length", "of at least 1", length >= 1),
            ("backbone_learning_rate", "of at least 0", rate(self.backbone_learning_rate)),
            ("head_learning_rate", "of at least 0", rate(self.head_learning_rate)),
            ("weight_decay", "of at least 0", rate(self.weight_decay)),
            ("momentum", "in [0, 1)", below_one(self.momentum)),
            ("warm_up_share", "in [0, 1)", below_one(self.warm_up_share)),
            ("label_smoothing", "in [0, 1)", below_one(self.label_smoothing)),
            ("input_px", "in 32..=4096", (32..=4096).contains(&self.input_px)),
        ];
        if let Some((field, expected, _)) = checks.into_iter().find(|(.., holds)| !holds) {
            return Err(RecipeError::Field { field, expected });
        }
        Ok(self.augmentation.check()?)
    }

    /// Share of the full learning rates at an update, in `[0, 1]`.
    ///
    /// With `w` updates of warm-up it is `(update + 1) / w` before `w`, and then, for the cosine,
    /// `(1 + cos(π (update - w) / (n_updates - w))) / 2`.
    pub fn rate_share(&self, update: usize, n_updates: usize) -> f64 {
        let warm_up = (self.warm_up_share * n_updates as f64).floor() as usize;
        if update < warm_up {
            return (update + 1) as f64 / warm_up as f64;
        }
        match self.schedule {
            Schedule::Constant => 1.0,
            Schedule::Cosine => {
                let done = (update - warm_up) as f64 / (n_updates - warm_up).max(1) as f64;
                f64::midpoint(1.0, (std::f64::consts::PI * done).cos())
            }
        }
    }
}
