//! What a model answers about one face: a probability per expression.

use serde::{Deserialize, Serialize};

use crate::Expression;

/// Seven probabilities in the order of [`Expression::ALL`]: finite, in `[0, 1]`, with sum 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "[f32; 7]", into = "[f32; 7]")]
pub struct Probabilities([f32; Expression::COUNT]);

/// How far from 1 the sum may be: the rounding of seven single-precision numbers, and of a CSV file made elsewhere.
const SUM_TOLERANCE: f64 = 1e-4;

/// Why seven numbers are not probabilities.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum BadProbabilities {
    /// A number outside `[0, 1]`, or none at all.
    #[error("the probability of {expression} is {value}, expected a number from 0 to 1")]
    OutOfRange {
        /// Whose it is.
        expression: Expression,
        /// The number.
        value: f32,
    },
    /// They do not share out the whole.
    #[error("the probabilities sum to {sum:.4}, expected 1 within {SUM_TOLERANCE}")]
    Sum {
        /// Their sum.
        sum: f64,
    },
}

impl Probabilities {
    /// Checks seven numbers in the order of [`Expression::ALL`].
    ///
    /// # Errors
    /// A number outside `[0, 1]`, or a sum further than 0.0001 from 1.
    pub fn new(values: [f32; Expression::COUNT]) -> Result<Self, BadProbabilities> {
        let named = Expression::ALL.into_iter().zip(values);
        if let Some((expression, value)) = named.into_iter().find(|(_, v)| !(0.0..=1.0).contains(v)) {
            return Err(BadProbabilities::OutOfRange { expression, value });
        }
        let sum: f64 = values.iter().map(|v| f64::from(*v)).sum();
        if (sum - 1.0).abs() <= SUM_TOLERANCE { Ok(Self(values)) } else { Err(BadProbabilities::Sum { sum }) }
    }

    /// The seven numbers in the order of [`Expression::ALL`].
    pub fn values(&self) -> [f32; Expression::COUNT] {
        self.0
    }

    /// The probability of an expression.
    pub fn of(&self, expression: Expression) -> f32 {
        self.0[expression.index()]
    }

    /// The most probable expression; of equal ones the first in the order of the classes.
    pub fn predicted(&self) -> Expression {
        let first_max = |best: Expression, e: Expression| if self.of(best) < self.of(e) { e } else { best };
        Expression::ALL.into_iter().fold(Expression::Anger, first_max)
    }
}

impl TryFrom<[f32; Expression::COUNT]> for Probabilities {
    type Error = BadProbabilities;

    fn try_from(values: [f32; Expression::COUNT]) -> Result<Self, Self::Error> {
        Self::new(values)
    }
}

impl From<Probabilities> for [f32; Expression::COUNT] {
    fn from(probabilities: Probabilities) -> Self {
        probabilities.0
    }
}

#[cfg(test)]
mod tests;
