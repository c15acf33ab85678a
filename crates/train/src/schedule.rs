//! How learning rates rise and fall during a run.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::plan::Plan;
use crate::recipe::Recipe;

/// How learning rates fall after the warm-up.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Schedule {
    /// Half a cosine, from the full rate to 0 after the last update.
    Cosine,
    /// They do not.
    Constant,
    /// By a factor at regular times, counted from the start of the run.
    Step {
        /// What rates are multiplied with, in `[0, 1)`.
        factor: f64,
        /// When.
        every: Every,
    },
    /// By a factor whenever the held-out loss has stopped falling, as `PyTorch`'s `ReduceLROnPlateau` with relative threshold,
    /// no cooldown and no least rate.
    Plateau {
        /// What rates are multiplied with, in `[0, 1)`.
        factor: f64,
        /// Epochs without a better one that are borne; one more, and the rates fall.
        patience: usize,
        /// By which share of the best loss a loss must be less to count as better, in `[0, 1)`.
        threshold: f64,
    },
}

/// The time between two falls of [`Schedule::Step`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Every {
    /// So many epochs, at least 1.
    Epochs(usize),
    /// This share of all updates, in `(0, 1]`, rounded to whole updates.
    Share(f64),
}

impl Every {
    fn n_updates(self, plan: &Plan) -> usize {
        let updates = match self {
            Self::Epochs(n) => n * plan.updates_per_pass,
            Self::Share(share) => (share * plan.n_updates as f64).round() as usize,
        };
        updates.max(1)
    }
}

impl Recipe {
    /// Share of the full learning rates at an update, counted from 0, in `[0, 1]`.
    ///
    /// With `w` updates of warm-up it is `(update + 1) / w` before `w`, and then, for the cosine,
    /// `(1 + cos(π (update - w) / (n_updates - w))) / 2`. Steps and plateaus are counted from the start of the run and also hold
    /// during the warm-up: after `k` of them, the share is that of the warm-up (from `w` on, 1) times `factor^k`.
    ///
    /// - `held_out_losses`: of the epochs before this one; only the plateau looks at them.
    pub fn rate_share(&self, update: usize, plan: &Plan, held_out_losses: &[f64]) -> f64 {
        let warm_up = (self.warm_up_share * plan.n_updates as f64).floor() as usize;
        let risen = if update < warm_up { (update + 1) as f64 / warm_up as f64 } else { 1.0 };
        match self.schedule {
            Schedule::Constant => risen,
            Schedule::Cosine if update < warm_up => risen,
            Schedule::Cosine => {
                let done = (update - warm_up) as f64 / (plan.n_updates - warm_up).max(1) as f64;
                f64::midpoint(1.0, (std::f64::consts::PI * done).cos())
            }
            Schedule::Step { factor, every } => risen * power(factor, update / every.n_updates(plan)),
            Schedule::Plateau { factor, patience, threshold } => {
                risen * power(factor, n_plateaus(held_out_losses, patience, threshold))
            }
        }
    }
}

/// How often a series of losses stopped falling: more than `patience` losses in a row that are not below
/// `(1 - threshold)` times the best before them; the count starts anew after each time.
fn n_plateaus(losses: &[f64], patience: usize, threshold: f64) -> usize {
    let (mut best, mut n_bad, mut n_plateaus) = (f64::INFINITY, 0, 0);
    for &loss in losses {
        if loss < best * (1.0 - threshold) {
            (best, n_bad) = (loss, 0);
        } else {
            n_bad += 1;
        }
        if n_bad > patience {
            (n_bad, n_plateaus) = (0, n_plateaus + 1);
        }
    }
    n_plateaus
}

fn power(factor: f64, exponent: usize) -> f64 {
    factor.powi(i32::try_from(exponent).unwrap_or(i32::MAX))
}
