//! How carefully an audit looks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rate::Level;

/// What an audit looks at, and from which random numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AuditOptions {
    /// From which all random numbers follow.
    pub seed: u64,
    /// Resampled tables per interval; 0 for none.
    pub n_replicates: usize,
    /// Permuted tables per test; 0 for none.
    pub n_permutations: usize,
    /// With fewer rows per seed than this in a metric's denominator, a group takes no part in it: too few to say.
    pub least_n: u64,
    /// How many attributes an intersection may have; 1 for none.
    pub depth: usize,
    /// The level of intervals; a test rejects at 1 less this.
    pub level: Level,
    /// With which chance the smallest detectable gap is found.
    pub power: f64,
}

impl Default for AuditOptions {
    fn default() -> Self {
        Self { seed: 1, n_replicates: 1000, n_permutations: 1000, least_n: 10, depth: 2, level: Level::P95, power: 0.8 }
    }
}

impl AuditOptions {
    /// The chance of a false alarm, 0.05 at 95 %.
    pub(super) fn alpha(&self) -> f64 {
        1.0 - self.level.fraction()
    }
}
