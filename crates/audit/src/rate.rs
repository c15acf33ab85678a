//! A rate that keeps its counts, and the intervals around it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::distribution::{beta_quantile, normal_quantile, student_quantile};

/// `n_hits` out of `n_faces`, kept as counts so that no report can show a rate without its support.
///
/// Invariant: `n_hits <= n_faces` and `0 < n_faces`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Counts", into = "Counts")]
pub struct Rate {
    n_hits: usize,
    n_faces: usize,
}

/// A confidence level, strictly between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "f64", into = "f64")]
pub struct Level(f64);

/// A confidence interval of a fraction in `[0, 1]` or of a difference of fractions in `[-1, 1]`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Counts or a level that cannot be.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RateError {
    /// No faces, or more hits than faces.
    #[error("expected 0 < n_faces and n_hits <= n_faces, found n_hits {n_hits} and n_faces {n_faces}")]
    Counts {
        /// Hits as found.
        n_hits: usize,
        /// Faces as found.
        n_faces: usize,
    },
    /// A level outside the open interval from 0 to 1.
    #[error("expected a confidence level between 0 and 1, found {found}")]
    Level {
        /// The level as found.
        found: f64,
    },
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Counts {
    /// How many faces were hits.
    n_hits: usize,
    /// How many faces were counted, at least one.
    n_faces: usize,
}

impl Rate {
    /// `None` when the rate is undefined: no faces, or more hits than faces.
    pub fn new(n_hits: usize, n_faces: usize) -> Option<Self> {
        (0 < n_faces && n_hits <= n_faces).then_some(Self { n_hits, n_faces })
    }

    /// How many faces were hits.
    pub fn n_hits(self) -> usize {
        self.n_hits
    }

    /// How many faces were counted.
    pub fn n_faces(self) -> usize {
        self.n_faces
    }

    /// The rate as a fraction in `[0, 1]`.
    pub fn fraction(self) -> f64 {
        self.n_hits as f64 / self.n_faces as f64
    }

    /// The score interval of Wilson (1927), without continuity correction.
    pub fn wilson(self, level: Level) -> Interval {
        wilson_score(self.fraction(), self.n_faces as f64, level.normal())
    }

    /// The exact interval of Clopper and Pearson (1934): never covers less than `level`, often more.
    pub fn clopper_pearson(self, level: Level) -> Interval {
        let tail = (1.0 - level.0) / 2.0;
        let (hits, misses) = (self.n_hits as f64, (self.n_faces - self.n_hits) as f64);
        let low = if self.n_hits == 0 { 0.0 } else { beta_quantile(tail, hits, misses + 1.0) };
        let high = if self.n_hits == self.n_faces { 1.0 } else { beta_quantile(1.0 - tail, hits + 1.0, misses) };
        Interval { low, high }
    }

    /// Percent with two decimals, rounded half up: how the cells of the paper's Tables II and III are printed.
    pub fn percent(self) -> String {
        let (hits, faces) = self.wide();
        decimals((2 * 10_000 * hits + faces) / (2 * faces))
    }

    /// Percent with two decimals, cut off: how the averages of the paper's Table I are printed.
    pub fn percent_truncated(self) -> String {
        let (hits, faces) = self.wide();
        decimals(10_000 * hits / faces)
    }

    fn wide(self) -> (u128, u128) {
        (self.n_hits as u128, self.n_faces as u128)
    }
}

impl Level {
    /// The level of every interval in reports.
    pub const P95: Self = Self(0.95);

    /// `None` unless `0 < level < 1`.
    pub fn new(level: f64) -> Option<Self> {
        (0.0 < level && level < 1.0).then_some(Self(level))
    }

    /// The level as a fraction.
    pub fn fraction(self) -> f64 {
        self.0
    }

    /// The two-sided quantile of the normal distribution, 1.96 at 95 %.
    pub(crate) fn normal(self) -> f64 {
        normal_quantile(self.upper())
    }

    /// The probability below the upper end, 0.975 at 95 %.
    pub(crate) fn upper(self) -> f64 {
        f64::midpoint(1.0, self.0)
    }
}

impl Interval {
    /// Whether `value` lies in the interval, ends included.
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The interval of the negated quantity.
    pub fn negated(self) -> Self {
        Self { low: -self.high, high: -self.low }
    }
}

impl TryFrom<Counts> for Rate {
    type Error = RateError;

    fn try_from(Counts { n_hits, n_faces }: Counts) -> Result<Self, RateError> {
        Self::new(n_hits, n_faces).ok_or(RateError::Counts { n_hits, n_faces })
    }
}

impl From<Rate> for Counts {
    fn from(rate: Rate) -> Self {
        Self { n_hits: rate.n_hits, n_faces: rate.n_faces }
    }
}

impl TryFrom<f64> for Level {
    type Error = RateError;

    fn try_from(found: f64) -> Result<Self, RateError> {
        Self::new(found).ok_or(RateError::Level { found })
    }
}

impl From<Level> for f64 {
    fn from(level: Level) -> Self {
        level.0
    }
}

/// Wilson's score interval of the fraction `p` seen on `n` faces (a real number, so that an effective sample size fits)
/// with the two-sided quantile `z`.
pub(crate) fn wilson_score(p: f64, n: f64, z: f64) -> Interval {
    let z2 = z * z;
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    // At 0 and 1 the ends are exact in theory and a rounding error off in practice.
    let low = if p <= 0.0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if p >= 1.0 { 1.0 } else { (centre + half).min(1.0) };
    Interval { low, high }
}

/// Wilson's interval at `n / d` faces, where the design effect `d >= 1` is the squared standard error between people over that
/// of independent faces (Korn and Graubard 1998); with one face per person it is Wilson's own. `squares` is the sum over people
/// of `(hits - faces * rate)^2`.
pub(crate) fn clustered_wilson(rate: Rate, n_people: usize, squares: f64, level: Level) -> Interval {
    if n_people == rate.n_faces {
        return rate.wilson(level);
    }
    let (p, c) = (rate.fraction(), n_people as f64);
    match effective_n(rate, n_people, squares) {
        Some(n) => wilson_score(p, n, student_quantile(level.upper(), c - 1.0)),
        None => wilson_score(p, c, level.normal()),
    }
}

/// So many independent faces would say as much; `None` with one person, and for rates of 0 and 1, which do not show how alike
/// the faces of a person are.
pub(crate) fn effective_n(rate: Rate, n_people: usize, squares: f64) -> Option<f64> {
    let (n, p, c) = (rate.n_faces as f64, rate.fraction(), n_people as f64);
    if n_people < 2 || p <= 0.0 || 1.0 <= p {
        return None;
    }
    let between = c / (c - 1.0) * squares / (n * n);
    Some(n / (between / (p * (1.0 - p) / n)).max(1.0))
}

/// The interval of `first - second` from the intervals of two rates (Newcombe 1998, "Interval estimation for the difference
/// between independent proportions", method 10), joined by the correlation of their errors where the same people are in both
/// (Zou and Donner 2008).
pub(crate) fn difference_of(
    [first, second]: [f64; 2],
    [of_first, of_second]: [Interval; 2],
    correlation: f64,
) -> Interval {
    let difference = first - second;
    let reach = |a: f64, b: f64| (a * a - 2.0 * correlation * a * b + b * b).max(0.0).sqrt();
    Interval {
        low: difference - reach(first - of_first.low, of_second.high - second),
        high: difference + reach(of_first.high - first, second - of_second.low),
    }
}

fn decimals(hundredths: u128) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests;
