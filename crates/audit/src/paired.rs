//! Two answers to the same faces: counts of agreement, the exact `McNemar` test, Newcombe's interval.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::distribution::ln_gamma;
use crate::rate::{Interval, Level, Rate};

/// How two conditions fare on the same faces. "Hit" means that the predicted expression is the annotated one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Paired {
    /// Faces that both hit.
    pub both: usize,
    /// Faces that only the first hit.
    pub only_first: usize,
    /// Faces that only the second hit.
    pub only_second: usize,
    /// Faces that neither hit.
    pub neither: usize,
}

impl Paired {
    /// How many faces were paired.
    pub fn n_faces(self) -> usize {
        self.both + self.only_first + self.only_second + self.neither
    }

    /// The first condition's hits, `None` without faces.
    pub fn first(self) -> Option<Rate> {
        Rate::new(self.both + self.only_first, self.n_faces())
    }

    /// The second condition's hits, `None` without faces.
    pub fn second(self) -> Option<Rate> {
        Rate::new(self.both + self.only_second, self.n_faces())
    }

    /// The second rate minus the first, in `[-1, 1]`; `None` without faces.
    pub fn difference(self) -> Option<f64> {
        let (gained, lost) = (self.only_second as f64, self.only_first as f64);
        (0 < self.n_faces()).then(|| (gained - lost) / self.n_faces() as f64)
    }

    /// Two-sided exact `McNemar` test, see [`mcnemar_exact`].
    pub fn p_value(self) -> f64 {
        mcnemar_exact(self.only_first, self.only_second)
    }

    /// Interval of [`Paired::difference`]: method 10 of Newcombe (1998), "Improved confidence intervals for the
    /// difference between binomial proportions based on paired data", Statistics in Medicine 17, 2635-2650.
    ///
    /// Two Wilson intervals are joined by the correlation of the two answers, which is shrunk by a continuity
    /// correction where it is positive. `None` without faces.
    pub fn difference_interval(self, level: Level) -> Option<Interval> {
        let (first, second) = (self.first()?, self.second()?);
        let (p1, p2) = (first.fraction(), second.fraction());
        let (w1, w2) = (first.wilson(level), second.wilson(level));
        let phi = self.correlation();
        let reach = |a: f64, b: f64| (a * a - 2.0 * phi * a * b + b * b).max(0.0).sqrt();
        let difference = p2 - p1;
        Some(Interval {
            low: (difference - reach(p2 - w2.low, w1.high - p1)).max(-1.0),
            high: (difference + reach(w2.high - p2, p1 - w1.low)).min(1.0),
        })
    }

    /// Newcombe's corrected correlation of the two answers, 0 where a margin is empty.
    fn correlation(self) -> f64 {
        let [a, b, c, d] = [self.both, self.only_first, self.only_second, self.neither].map(|count| count as f64);
        let margins = (a + b) * (c + d) * (a + c) * (b + d);
        if margins <= 0.0 {
            return 0.0;
        }
        let product = a * d - b * c;
        let corrected = if product > 0.0 { (product - (a + b + c + d) / 2.0).max(0.0) } else { product };
        corrected / margins.sqrt()
    }
}

/// Two-sided p-value of the exact `McNemar` test: the chance of a split of the discordant faces at least as uneven as
/// `only_first` to `only_second`, were each side equally likely. 1 where no face is discordant.
///
/// # Examples
/// ```
/// assert_eq!(audit::mcnemar_exact(0, 0), 1.0);
/// assert!((audit::mcnemar_exact(5, 0) - 0.0625).abs() < 1e-12);
/// ```
pub fn mcnemar_exact(only_first: usize, only_second: usize) -> f64 {
    let n = (only_first + only_second) as f64;
    let fewer = only_first.min(only_second);
    let k = fewer as f64;
    let ln_ways = ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0);
    let mut term = (ln_ways - n * std::f64::consts::LN_2).exp();
    let mut tail = 0.0;
    for count in (0..=fewer).rev() {
        tail += term;
        term *= count as f64 / (n - count as f64 + 1.0);
        if term < 1e-18 * tail {
            break;
        }
    }
    (2.0 * tail).min(1.0)
}

#[cfg(test)]
mod tests;
