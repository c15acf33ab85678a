//! Columns that every table of answers has: who is shown, which training answered, the picture and its parent, and groups.

use super::levels::AnswerGroup;
use super::{AnswerHints, AnswersError};

const PERSON: &[&str] = &["subject", "person", "identity", "subject_id", "person_id"];
const SEED: &[&str] = &["seed", "run"];
const PICTURE: &[&str] = &["face", "path", "file", "image", "picture", "file_name", "filename"];
const PARENT: &[&str] = &["parent", "without"];

/// Columns that are about the picture and no groups of people or disguises, unless they are asked for.
const NO_GROUPS: &[&str] = &["status", "design", "mask", "split", "x", "y", "synthetic", "face_found", "design_pool"];

/// Which columns say of whom and of what a row is.
#[derive(Debug, Clone)]
pub(super) struct Roles {
    pub person: Option<String>,
    pub seed: Option<String>,
    pub picture: Option<String>,
    pub parent: Option<String>,
    /// Columns that are, or may be, groups.
    pub groups: Vec<String>,
    /// Whether the groups were told, so that each of them has to be one.
    pub groups_are_told: bool,
}

impl Roles {
    /// Recognises them among columns of which some are already known to be answers.
    pub(super) fn recognise(
        names: &[String],
        hints: &AnswerHints,
        is_answer: impl Fn(&str) -> bool,
    ) -> Result<Self, AnswersError> {
        if let Some(error) = AnswersError::edges(hints) {
            return Err(error);
        }
        let mut roles = Self {
            person: told(names, hints.person.as_ref(), PERSON)?,
            seed: told(names, hints.seed.as_ref(), SEED)?,
            picture: told(names, hints.picture.as_ref(), PICTURE)?.filter(|name| !is_answer(name)),
            parent: told(names, hints.parent.as_ref(), PARENT)?,
            groups: Vec::new(),
            groups_are_told: hints.groups.is_some(),
        };
        // Several trainings answer about the same faces: rows of one face belong together even where nobody is named.
        if roles.person.is_none() && roles.seed.is_some() {
            roles.person.clone_from(&roles.picture);
        }
        roles.groups = if let Some(groups) = &hints.groups {
            let missing = groups.iter().chain(hints.bins.keys()).find(|name| !names.contains(name));
            if let Some(column) = missing {
                return Err(AnswersError::NoColumn { column: column.clone(), known: names.join(", ") });
            }
            groups.clone()
        } else {
            let may_be_group =
                |name: &&String| !is_answer(name) && !roles.names(name) && !NO_GROUPS.contains(&name.as_str());
            names.iter().filter(may_be_group).cloned().collect()
        };
        Ok(roles)
    }

    fn names(&self, name: &str) -> bool {
        [&self.person, &self.seed, &self.picture, &self.parent].into_iter().flatten().any(|role| role == name)
    }

    /// Whether a column is needed at all.
    pub(super) fn is_read(&self, name: &str) -> bool {
        self.names(name) || self.groups.iter().any(|group| group == name)
    }

    /// What was recognised, in words behind those for the answers.
    pub(super) fn told(&self, groups: &[AnswerGroup], scores: &str) -> String {
        let roles =
            [("person", &self.person), ("seed", &self.seed), ("picture", &self.picture), ("parent", &self.parent)];
        let mut text = String::new();
        for (what, column) in roles.into_iter().filter_map(|(what, column)| Some((what, column.as_ref()?))) {
            text.push_str(&format!("; {what}: {column}"));
        }
        let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
        text + scores + "; groups: " + &if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    }
}

/// The column that was named, else the first with a usual name.
pub(super) fn told(names: &[String], column: Option<&String>, usual: &[&str]) -> Result<Option<String>, AnswersError> {
    let is_there = |name: &str| names.iter().any(|found| found == name);
    match column {
        Some(name) if is_there(name) => Ok(Some(name.clone())),
        Some(name) => Err(AnswersError::NoColumn { column: name.clone(), known: names.join(", ") }),
        None => Ok(usual.iter().find(|name| is_there(name)).map(|name| (*name).to_owned())),
    }
}
