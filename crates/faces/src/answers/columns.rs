//! Which columns of a table hold what, told or by their usual names.

use super::levels::AnswerGroup;
use super::roles::{Roles, told};
use super::{AnswerHints, AnswersError};

const TRUTH: &[&str] =
    &["truth", "y_true", "true_label", "ground_truth", "gt", "target", "expression", "label", "true"];
const PREDICTED: &[&str] = &["predicted", "y_pred", "prediction", "predicted_label", "predicted_expression", "pred"];
const SCORES: &[&str] = &["p_", "prob_", "probability_", "score_", "proba_"];

/// Which columns hold what.
#[derive(Debug, Clone)]
pub(super) struct AnswerColumns {
    pub truth: String,
    pub predicted: Option<String>,
    /// Class and column, in the order of the columns.
    pub scores: Vec<(String, String)>,
    pub roles: Roles,
}

impl AnswerColumns {
    pub(super) fn recognise(names: &[String], hints: &AnswerHints) -> Result<Self, AnswersError> {
        let needed = |what| move || AnswersError::Unrecognised { what, known: names.join(", ") };
        let truth = told(names, hints.truth.as_ref(), TRUTH)?.ok_or_else(needed("the annotated class"))?;
        let predicted = told(names, hints.predicted.as_ref(), PREDICTED)?.filter(|name| *name != truth);
        let scores = scores(names, hints.scores.as_deref());
        if predicted.is_none() && scores.len() < 2 {
            return Err(needed("the predicted class, and no two columns hold probabilities")());
        }
        let is_answer = |name: &str| is_answer(name, &truth, predicted.as_deref(), &scores);
        let roles = Roles::recognise(names, hints, is_answer)?;
        Ok(Self { truth, predicted, scores, roles })
    }

    /// Whether a column is needed at all.
    pub(super) fn is_read(&self, name: &str) -> bool {
        is_answer(name, &self.truth, self.predicted.as_deref(), &self.scores) || self.roles.is_read(name)
    }

    /// What was recognised, in lines.
    pub(super) fn told(&self, groups: &[AnswerGroup]) -> String {
        let predicted =
            self.predicted.as_ref().map_or_else(String::new, |predicted| format!("; predicted: {predicted}"));
        let columns: Vec<&str> = self.scores.iter().map(|(_, column)| column.as_str()).collect();
        let scores =
            if columns.is_empty() { String::new() } else { format!("; probabilities: {}", columns.join(", ")) };
        format!("truth: {}{predicted}{}", self.truth, self.roles.told(groups, &scores))
    }
}

fn is_answer(name: &str, truth: &str, predicted: Option<&str>, scores: &[(String, String)]) -> bool {
    name == truth || predicted == Some(name) || scores.iter().any(|(_, column)| column == name)
}

/// The columns whose names begin as told, or as is usual.
fn scores(names: &[String], told: Option<&str>) -> Vec<(String, String)> {
    let beginning = |prefix: &str| -> Vec<(String, String)> {
        let class = |name: &String| Some((name.strip_prefix(prefix)?.to_owned(), name.clone()));
        names.iter().filter_map(class).filter(|(class, _)| !class.is_empty()).collect()
    };
    match told {
        Some(prefix) => beginning(prefix),
        None => SCORES.iter().map(|prefix| beginning(prefix)).find(|found| found.len() > 1).unwrap_or_default(),
    }
}
