//! How a network is trained: everything but the faces, the seed and the initial weights.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::augment::{Augmentation, AugmentationError};
use crate::schedule::{Every, Schedule};

/// The training recipe; as TOML every field may be absent and then has the default named here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Recipe {
    /// Pictures at a time, at least 2; 32.
    pub batch: usize,
    /// Batches whose gradients make one update, at least 1; 1. The update is that of one batch of all their pictures, but for
    /// batch norm, whose statistics stay those of each batch.
    pub accumulate: usize,
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
    /// The Euclidean norm to which the gradients of all parameters together are shortened where they are longer, above 0; off.
    pub clip_norm: Option<f64>,
    /// How learning rates fall; cosine.
    pub schedule: Schedule,
    /// Share of all updates over which learning rates rise first, in `[0, 1)`; 0.
    pub warm_up_share: f64,
    /// Share of the target that is spread over all classes, in `[0, 1)`; 0.
    pub label_smoothing: f64,
    /// How much a sample counts in the loss; none.
    pub class_weights: ClassWeights,
    /// How strongly pictures of a batch are mixed in pairs (Zhang et al. 2018): the share of the first is drawn from
    /// Beta(α, α), once per batch; at least 0; 0, which is off.
    pub mixup_alpha: f64,
    /// The decay of the moving average of all weights and running statistics, in `(0, 1)`; off. Where it is on, the average is
    /// what is measured, kept and returned.
    pub ema_decay: Option<f64>,
    /// When training stops before its length, by faces held out of the training samples; off.
    pub early_stopping: Option<EarlyStopping>,
    /// Updates from one checkpoint to the next inside an epoch, at least 1; off, so that one is written per epoch.
    pub checkpoint_every: Option<usize>,
    /// Width and height of the network's input in pixels, at least 32; 224.
    pub input_px: u32,
    /// Random changes to the training pictures.
    pub augmentation: Augmentation,
}

/// When training ends, at the latest. Only [`EarlyStopping`] lets it depend on a measurement, and that one on training faces.
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

/// When training stops before its length, and which epoch's weights are kept.
///
/// Some of the training samples are held out: about `held_out_share` of every class, all samples of one subject together. The
/// weights kept are those after the epoch with the least loss on them; a test face is never among them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EarlyStopping {
    /// Epochs without a better one after which training stops, at least 1; 5.
    pub patience: usize,
    /// By how much the held-out loss must be less than the best so far to count as better, at least 0; 0.
    pub min_delta: f64,
    /// Share of the training samples that is held out, in `(0, 0.5]`; 0.1.
    pub held_out_share: f64,
}

impl Default for EarlyStopping {
    fn default() -> Self {
        Self { patience: 5, min_delta: 0.0, held_out_share: 0.1 }
    }
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
            accumulate: 1,
            length: Length::Epochs(40),
            update_rule: UpdateRule::AdamW,
            backbone_learning_rate: 1e-4,
            head_learning_rate: 1e-3,
            weight_decay: 1e-4,
            momentum: 0.9,
            clip_norm: None,
            schedule: Schedule::Cosine,
            warm_up_share: 0.0,
            label_smoothing: 0.0,
            class_weights: ClassWeights::None,
            mixup_alpha: 0.0,
            ema_decay: None,
            early_stopping: None,
            checkpoint_every: None,
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
            ("accumulate", "of at least 1", self.accumulate >= 1),
            ("length", "of at least 1", length >= 1),
            ("backbone_learning_rate", "of at least 0", rate(self.backbone_learning_rate)),
            ("head_learning_rate", "of at least 0", rate(self.head_learning_rate)),
            ("weight_decay", "of at least 0", rate(self.weight_decay)),
            ("momentum", "in [0, 1)", below_one(self.momentum)),
            ("clip_norm", "above 0", self.clip_norm.is_none_or(|norm| rate(norm) && norm > 0.0)),
            ("warm_up_share", "in [0, 1)", below_one(self.warm_up_share)),
            ("label_smoothing", "in [0, 1)", below_one(self.label_smoothing)),
            ("mixup_alpha", "of at least 0", rate(self.mixup_alpha)),
            ("ema_decay", "in (0, 1)", self.ema_decay.is_none_or(|decay| below_one(decay) && decay > 0.0)),
            ("checkpoint_every", "of at least 1", self.checkpoint_every.is_none_or(|every| every >= 1)),
            ("input_px", "in 32..=4096", (32..=4096).contains(&self.input_px)),
        ];
        first_failed(checks)?;
        self.check_schedule()?;
        self.check_early_stopping()?;
        Ok(self.augmentation.check()?)
    }

    fn check_schedule(&self) -> Result<(), RecipeError> {
        let factor = |value: f64| (0.0..1.0).contains(&value);
        match self.schedule {
            Schedule::Cosine | Schedule::Constant => Ok(()),
            Schedule::Step { factor: value, every } => {
                let holds = match every {
                    Every::Epochs(n) => n >= 1,
                    Every::Share(share) => share > 0.0 && share <= 1.0,
                };
                first_failed([
                    ("schedule.step.factor", "in [0, 1)", factor(value)),
                    ("schedule.step.every", "of at least 1 epoch or a share in (0, 1]", holds),
                ])
            }
            Schedule::Plateau { factor: value, threshold, .. } => first_failed([
                ("schedule.plateau.factor", "in [0, 1)", factor(value)),
                ("schedule.plateau.threshold", "in [0, 1)", (0.0..1.0).contains(&threshold)),
                ("schedule", "without plateau, or with `early_stopping`, whose held-out faces it watches", {
                    self.early_stopping.is_some()
                }),
            ]),
        }
    }

    fn check_early_stopping(&self) -> Result<(), RecipeError> {
        let Some(EarlyStopping { patience, min_delta, held_out_share }) = self.early_stopping else { return Ok(()) };
        let share = held_out_share > 0.0 && held_out_share <= 0.5;
        first_failed([
            ("early_stopping.patience", "of at least 1", patience >= 1),
            ("early_stopping.min_delta", "of at least 0", min_delta >= 0.0 && min_delta.is_finite()),
            ("early_stopping.held_out_share", "in (0, 0.5]", share),
        ])
    }
}

fn first_failed<const N: usize>(checks: [(&'static str, &'static str, bool); N]) -> Result<(), RecipeError> {
    match checks.into_iter().find(|(.., holds)| !holds) {
        Some((field, expected, _)) => Err(RecipeError::Field { field, expected }),
        None => Ok(()),
    }
}
