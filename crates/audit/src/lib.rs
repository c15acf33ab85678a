//! Bias statistics: pure functions of counts and predictions.
//!
//! A rate keeps its counts ([`Rate`]), an undefined statistic is `None`, and no NaN leaves a public function.
//! The road through the crate: [`Scored`] faces become a [`CellOutcome`] per seed, model and test set; all of them
//! become a [`FourStep`]; [`verdict()`] says in words what that shows.

mod chance;
mod distribution;

pub mod cell;
pub mod condition;
pub mod diagnosis;
pub mod estimate;
pub mod fairness;
pub mod four_step;
pub mod paired;
pub mod rate;
pub mod verdict;

pub use cell::{CellOutcome, Missing, Scored};
pub use condition::{Condition, ModelKind, TestKind};
pub use estimate::{Estimate, Spread};
pub use four_step::{Cell, Comparison, FourStep, FourStepError, Predictions, four_step};
pub use paired::{Paired, mcnemar_exact};
pub use rate::{Interval, Level, Rate};
pub use verdict::{Sentences, verdict};
