//! One model on one test set: the confusion matrix and everything that is read off it.

use faces::Expression;
use serde::{Deserialize, Serialize};

use crate::rate::Rate;

const N: usize = Expression::COUNT;

/// One test face with its annotated and its predicted expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scored {
    /// The face's id, unique in its test set.
    pub face: String,
    /// The id of the undisguised face this picture was made from, `None` for a picture in its own right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The annotated expression.
    pub truth: Expression,
    /// The predicted expression, `None` where no face was found in the picture.
    pub predicted: Option<Expression>,
}

/// Counts of one model on one test set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellOutcome {
    /// `confusion[truth][predicted]`: found faces by annotated and predicted expression.
    pub confusion: [[u32; N]; N],
    /// Pictures in which no face was found, by annotated expression.
    pub n_missed: [u32; N],
}

/// What to do with pictures in which no face was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Leave them out, as the paper does.
    LeftOut,
    /// Count them as wrong.
    CountedAsErrors,
}

impl Scored {
    /// A face in its own right.
    pub fn new(face: impl Into<String>, truth: Expression, predicted: Option<Expression>) -> Self {
        Self { face: face.into(), parent: None, truth, predicted }
    }

    /// The same, made from the face `parent`.
    pub fn made_from(self, parent: impl Into<String>) -> Self {
        Self { parent: Some(parent.into()), ..self }
    }

    /// Whether the prediction is the annotation, `None` where no face was found.
    pub fn is_hit(&self) -> Option<bool> {
        self.predicted.map(|predicted| predicted == self.truth)
    }

    /// The face whose chance this picture shares: its parent, or itself.
    pub fn independent_id(&self) -> &str {
        self.parent.as_deref().unwrap_or(&self.face)
    }
}

impl CellOutcome {
    /// Counts `faces`.
    pub fn count(faces: &[Scored]) -> Self {
        faces.iter().fold(Self::default(), Self::with)
    }

    /// Counts one more face.
    pub(crate) fn with(mut self, face: &Scored) -> Self {
        match face.predicted {
            Some(predicted) => self.confusion[face.truth.index()][predicted.index()] += 1,
            None => self.n_missed[face.truth.index()] += 1,
        }
        self
    }

    /// Hits among the faces of one expression; `None` where there are none.
    pub fn recall(&self, truth: Expression, missing: Missing) -> Option<Rate> {
        let i = truth.index();
        Rate::new(self.confusion[i][i] as usize, self.support(missing)[i] as usize)
    }

    /// Hits among all faces (micro accuracy): the paper's "average accuracy" where missing faces are left out.
    pub fn accuracy(&self, missing: Missing) -> Option<Rate> {
        let n_hits: u32 = (0..N).map(|i| self.confusion[i][i]).sum();
        Rate::new(n_hits as usize, self.support(missing).iter().sum::<u32>() as usize)
    }

    /// Mean of the recalls of the expressions that occur (macro accuracy), in `[0, 1]`; `None` where none occurs.
    pub fn macro_accuracy(&self, missing: Missing) -> Option<f64> {
        let recalls: Vec<f64> =
            Expression::ALL.iter().filter_map(|e| self.recall(*e, missing)).map(Rate::fraction).collect();
        (!recalls.is_empty()).then(|| recalls.iter().sum::<f64>() / recalls.len() as f64)
    }

    /// Faces per annotated expression.
    pub fn support(&self, missing: Missing) -> [u32; N] {
        std::array::from_fn(|i| {
            let n_found: u32 = self.confusion[i].iter().sum();
            n_found + if missing == Missing::CountedAsErrors { self.n_missed[i] } else { 0 }
        })
    }

    /// Faces per predicted expression: shows a model that says one word too often.
    pub fn predicted(&self) -> [u32; N] {
        std::array::from_fn(|j| self.confusion.iter().map(|row| row[j]).sum())
    }

    /// How many faces were found.
    pub fn n_found(&self) -> usize {
        self.confusion.iter().flatten().sum::<u32>() as usize
    }

    /// In how many pictures no face was found.
    pub fn n_missed(&self) -> usize {
        self.n_missed.iter().sum::<u32>() as usize
    }
}

#[cfg(test)]
mod tests;
