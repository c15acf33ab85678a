//! Which columns of a table hold what, told or by their usual names.

use super::levels::AnswerGroup;
use super::{AnswerHints, AnswersError};
use crate::table::Column;

const TRUTH: &[&str] =
    &["truth", "y_true", "true_label", "ground_truth", "gt", "target", "expression", "label", "true"];
const PREDICTED: &[&str] = &["predicted", "y_pred", "prediction", "predicted_label", "predicted_expression", "pred"];
const SCORES: &[&str] = &["p_", "prob_", "probability_", "score_", "proba_"];
const PERSON: &[&str] = &["subject", "person", "identity", "subject_id", "person_id"];
const SEED: &[&str] = &["seed", "run"];
const PICTURE: &[&str] = &["face", "path", "file", "image", "picture", "file_name", "filename"];
const PARENT: &[&str] = &["parent", "without"];

/// Columns that are about the picture and no groups of people or disguises, unless they are asked for.
const NO_GROUPS: &[&str] = &["status", "design", "mask", "split", "x", "y", "synthetic", "face_found", "design_pool"];

/// Which columns hold what.
#[derive(Debug, Clone)]
pub(super) struct AnswerColumns {
    pub truth: String,
    pub predicted: Option<String>,
    /// Class and column, in the order of the columns.
    pub scores: Vec<(String, String)>,
    pub person: Option<String>,
    pub seed: Option<String>,
    pub picture: Option<String>,
    pub parent: Option<String>,
    /// Columns that are, or may be, groups.
    pub groups: Vec<String>,
    /// Whether the groups were told, so that each of them has to be one.
    pub groups_are_told: bool,
}

impl AnswerColumns {
    pub(super) fn recognise(names: &[String], hints: &AnswerHints) -> Result<Self, AnswersError> {
        if let Some(error) = AnswersError::edges(hints) {
            return Err(error);
        }
        let known = || names.join(", ");
        let is_there = |name: &str| names.iter().any(|found| found == name);
        let told = |column: &Option<String>, usual: &[&str]| -> Result<Option<String>, AnswersError> {
            match column {
                Some(name) if is_there(name) => Ok(Some(name.clone())),
                Some(name) => Err(AnswersError::NoColumn { column: name.clone(), known: known() }),
                None => Ok(usual.iter().find(|name| is_there(name)).map(|name| (*name).to_owned())),
            }
        };
        let needed = |what| move || AnswersError::Unrecognised { what, known: known() };
        let truth = told(&hints.truth, TRUTH)?.ok_or_else(needed("the annotated class"))?;
        let predicted = told(&hints.predicted, PREDICTED)?.filter(|name| *name != truth);
        let scores = scores(names, hints.scores.as_deref());
        if predicted.is_none() && scores.len() < 2 {
            return Err(needed("the predicted class, and no two columns hold probabilities")());
        }
        let mut columns = Self {
            predicted,
            scores,
            person: told(&hints.person, PERSON)?,
            seed: told(&hints.seed, SEED)?,
            picture: told(&hints.picture, PICTURE)?.filter(|name| *name != truth),
            parent: told(&hints.parent, PARENT)?,
            groups: Vec::new(),
            groups_are_told: hints.groups.is_some(),
            truth,
        };
        columns.groups = match &hints.groups {
            Some(groups) => {
                let missing = groups.iter().chain(hints.bins.keys()).find(|name| !is_there(name));
                if let Some(column) = missing {
                    return Err(AnswersError::NoColumn { column: column.clone(), known: known() });
                }
                groups.clone()
            }
            None => names.iter().filter(|name| columns.may_be_group(name)).cloned().collect(),
        };
        Ok(columns)
    }

    fn may_be_group(&self, name: &str) -> bool {
        !self.has_a_role(name) && !NO_GROUPS.contains(&name)
    }

    fn has_a_role(&self, name: &str) -> bool {
        let roles = [&self.predicted, &self.person, &self.seed, &self.picture, &self.parent];
        name == self.truth
            || roles.into_iter().flatten().any(|role| role == name)
            || self.scores.iter().any(|(_, column)| column == name)
    }

    /// Whether a column is needed at all.
    pub(super) fn is_read(&self, name: &str) -> bool {
        self.has_a_role(name) || self.groups.iter().any(|group| group == name)
    }

    /// What was recognised, in lines.
    pub(super) fn told(&self, groups: &[AnswerGroup]) -> String {
        let mut text = format!("truth: {}", self.truth);
        let roles = [
            ("predicted", &self.predicted),
            ("person", &self.person),
            ("seed", &self.seed),
            ("picture", &self.picture),
            ("parent", &self.parent),
        ];
        for (what, column) in roles.into_iter().filter_map(|(what, column)| Some((what, column.as_ref()?))) {
            text.push_str(&format!("; {what}: {column}"));
        }
        if !self.scores.is_empty() {
            let columns: Vec<&str> = self.scores.iter().map(|(_, column)| column.as_str()).collect();
            text.push_str(&format!("; probabilities: {}", columns.join(", ")));
        }
        let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
        text.push_str(&format!("; groups: {}", if names.is_empty() { "none".to_owned() } else { names.join(", ") }));
        text
    }
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

/// A cell as a number; of text that says more, such as `nan`, nothing.
pub(super) fn number_of(column: &Column, row: usize) -> Option<f64> {
    column.number(row)
}
