//! Filters that choose faces by what was annotated about them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::face::Face;

/// The faces whose value in a column is one of some values: really disguised ones are `disguise` in `["sunglasses"]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// A group column, or `expression`, `split`, `subject`.
    pub column: String,
    /// The values to keep.
    pub values: Vec<String>,
}

/// Why a filter is refused: it would choose nothing without anybody noticing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// No face has a known value in the column.
    #[error("no face has a column `{column}`; known are {}", .known.join(", "))]
    UnknownColumn {
        /// The column of the filter.
        column: String,
        /// The columns in which faces have values.
        known: Vec<String>,
    },
    /// No face has one of the values.
    #[error("no face has `{column}` = `{value}`; known, with numbers of faces, are {}", counted(.known))]
    UnknownValue {
        /// The column of the filter.
        column: String,
        /// The first such value.
        value: String,
        /// The values that faces have.
        known: BTreeMap<String, usize>,
    },
    /// The filter keeps no value.
    #[error("the filter on `{column}` lists no values")]
    NoValues {
        /// The column of the filter.
        column: String,
    },
    /// Each filter chooses faces, but all together choose none.
    #[error("no face passes all {n_filters} filters: {}", .columns.join(", "))]
    NothingPassesAll {
        /// How many filters there are.
        n_filters: usize,
        /// Their columns.
        columns: Vec<String>,
    },
}

/// How many values an error lists.
const N_LISTED: usize = 20;

fn counted(known: &BTreeMap<String, usize>) -> String {
    let listed: Vec<String> = known.iter().take(N_LISTED).map(|(value, n)| format!("{value} ({n})")).collect();
    let rest = known.len().saturating_sub(N_LISTED);
    if rest == 0 { listed.join(", ") } else { format!("{} and {rest} more", listed.join(", ")) }
}

impl Filter {
    /// The positions of the faces that pass, in order.
    ///
    /// # Errors
    /// No values, a column that no face has, or a value that no face has.
    pub fn select(&self, faces: &[Face]) -> Result<Vec<usize>, FilterError> {
        let Self { column, values } = self;
        if values.is_empty() {
            return Err(FilterError::NoValues { column: column.clone() });
        }
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for value in faces.iter().filter_map(|f| value_of(f, column)) {
            *known.entry(value).or_default() += 1;
        }
        if known.is_empty() {
            return Err(FilterError::UnknownColumn { column: column.clone(), known: columns_of(faces) });
        }
        if let Some(value) = values.iter().find(|v| !known.contains_key(*v)) {
            return Err(FilterError::UnknownValue { column: column.clone(), value: value.clone(), known });
        }
        let passes = |face: &Face| value_of(face, column).is_some_and(|v| values.contains(&v));
        Ok((0..faces.len()).filter(|&i| passes(&faces[i])).collect())
    }
}

/// The positions of the faces that pass every filter, in order; without filters all of them.
///
/// # Errors
/// A filter that is refused by itself, or no face that passes all.
pub fn select_all(filters: &[Filter], faces: &[Face]) -> Result<Vec<usize>, FilterError> {
    let selections = filters.iter().map(|f| f.select(faces)).collect::<Result<Vec<_>, _>>()?;
    let passes_all = |i: &usize| selections.iter().all(|s| s.binary_search(i).is_ok());
    let selected: Vec<usize> = (0..faces.len()).filter(passes_all).collect();
    if selected.is_empty() && !filters.is_empty() {
        let columns = filters.iter().map(|f| f.column.clone()).collect();
        return Err(FilterError::NothingPassesAll { n_filters: filters.len(), columns });
    }
    Ok(selected)
}

fn value_of(face: &Face, column: &str) -> Option<String> {
    match column {
        "expression" => face.expression.map(|e| e.to_string()),
        "split" => face.split.map(|s| s.to_string()),
        "subject" => face.subject.clone(),
        _ => face.groups.get(column).cloned(),
    }
}

/// The columns in which faces have values.
fn columns_of(faces: &[Face]) -> Vec<String> {
    let core =
        ["expression", "split", "subject"].into_iter().filter(|c| faces.iter().any(|f| value_of(f, c).is_some()));
    let groups = faces.iter().flat_map(|f| f.groups.keys().map(String::as_str));
    let all: std::collections::BTreeSet<&str> = core.chain(groups).collect();
    all.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
