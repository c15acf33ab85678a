//! The seven expressions, and the one order in which a model's outputs are stored.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a face shows (not what the person feels): the six basic expressions and neutral.
///
/// The order of the variants is alphabetical and is *the* order of classes everywhere: model outputs, tables, files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expression {
    /// Brows lowered, lids tight, lips pressed or open and square.
    Anger,
    /// Nose wrinkled, upper lip raised.
    Disgust,
    /// Brows raised and drawn together, eyes wide, lips stretched.
    Fear,
    /// Lip corners pulled up, cheeks raised.
    Happiness,
    /// No action unit active.
    Neutral,
    /// Inner brows raised, lip corners down.
    Sadness,
    /// Brows raised, eyes wide, jaw dropped.
    Surprise,
}

impl Expression {
    /// How many classes there are.
    pub const COUNT: usize = 7;

    /// Every expression in the order of the classes.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Anger, Self::Disgust, Self::Fear, Self::Happiness, Self::Neutral, Self::Sadness, Self::Surprise];

    /// Position in [`Expression::ALL`], the class index of a model.
    pub fn index(self) -> usize {
        self as usize
    }

    /// The expression of a class index, `None` from 7 on.
    pub fn from_index(index: usize) -> Option<Self> {
        Self::ALL.get(index).copied()
    }

    /// The name in manifests and model files: a lowercase noun.
    pub fn name(self) -> &'static str {
        match self {
            Self::Anger => "anger",
            Self::Disgust => "disgust",
            Self::Fear => "fear",
            Self::Happiness => "happiness",
            Self::Neutral => "neutral",
            Self::Sadness => "sadness",
            Self::Surprise => "surprise",
        }
    }

    /// The name in the paper's tables: `Angry`, `Disgust`, `Fear`, `Happy`, `Neutral`, `Sad`, `Surprise`.
    pub fn paper_name(self) -> &'static str {
        match self {
            Self::Anger => "Angry",
            Self::Disgust => "Disgust",
            Self::Fear => "Fear",
            Self::Happiness => "Happy",
            Self::Neutral => "Neutral",
            Self::Sadness => "Sad",
            Self::Surprise => "Surprise",
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A word that names no expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not an expression; known are anger, disgust, fear, happiness, neutral, sadness, surprise")]
pub struct UnknownExpression {
    /// The word as it was found.
    pub found: String,
}

impl FromStr for Expression {
    type Err = UnknownExpression;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|e| e.name() == word).ok_or_else(|| UnknownExpression { found: word.to_owned() })
    }
}

/// The order of a model's outputs, stored with the model and asserted when it is read.
///
/// The paper's Table II shows what a swapped order does: three rows carry each other's names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct LabelOrder(Vec<String>);

/// Why a list of names is not the label order of this program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("label order mismatch: expected {expected:?}, found {found:?}")]
pub struct LabelOrderError {
    /// The order of [`Expression::ALL`].
    pub expected: Vec<String>,
    /// The order that was read.
    pub found: Vec<String>,
}

impl LabelOrder {
    /// The seven expressions in the order of [`Expression::ALL`].
    pub fn expressions() -> Self {
        Self(Expression::ALL.iter().map(|e| e.name().to_owned()).collect())
    }

    /// The names in order.
    pub fn names(&self) -> &[String] {
        &self.0
    }
}

impl TryFrom<Vec<String>> for LabelOrder {
    type Error = LabelOrderError;

    fn try_from(found: Vec<String>) -> Result<Self, Self::Error> {
        let expected = Self::expressions();
        if expected.0 == found { Ok(expected) } else { Err(LabelOrderError { expected: expected.0, found }) }
    }
}

impl From<LabelOrder> for Vec<String> {
    fn from(order: LabelOrder) -> Self {
        order.0
    }
}

#[cfg(test)]
mod tests;
