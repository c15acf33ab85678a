//! The header of a manifest: which column is what.

use std::collections::BTreeMap;

use super::{ColumnProblem, Labels};
use crate::action_unit::ActionUnit;
use crate::face::Place;
use crate::measure::Measure;
use crate::options::ReadOptions;
use crate::predictions;

/// Columns with a meaning of their own, but for action units, boxes and landmarks.
const CORE: [&str; 5] = ["path", "expression", "split", "subject", "crop"];

/// Columns that every manifest has; where labels are optional only the first.
const REQUIRED: [&str; 2] = ["path", "expression"];

/// What other programs call our columns.
const OTHER_NAMES: [(&str, &[&str]); 5] = [
    (
        "path",
        &[
            "file",
            "filename",
            "file_name",
            "filepath",
            "file_path",
            "image",
            "image_path",
            "img",
            "picture",
            "photo",
            "name",
        ],
    ),
    (
        "expression",
        &["emotion", "label", "class", "target", "emotion_label", "facial_expression", "dominant_emotion", "labels"],
    ),
    ("split", &["usage", "set", "partition", "subset", "original_split"]),
    ("subject", &["subject_id", "person", "person_id", "identity", "user", "user.id", "participant"]),
    ("disguise", &["accessory", "occlusion", "disguise_kind"]),
];

/// The column of a prepared set that says what the detector found.
pub(super) const DETECTION: &str = "detection";

/// Columns of a prepared set that say how its faces were found; they are no groups of people.
const PREPARED: [&str; 7] =
    [DETECTION, "n_faces", "parent_width", "parent_height", "colour_profile", "rescued", "problem"];

/// Whether a column says how a face was found, or what was measured on it.
fn is_prepared(name: &str) -> bool {
    let is_place_in_parent = || name.strip_prefix("parent_").is_some_and(|column| Place::COLUMNS.contains(&column));
    PREPARED.contains(&name) || is_place_in_parent() || name.parse::<Measure>().is_ok()
}

/// A column that is probably one of ours under another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// The name in the manifest.
    pub found: String,
    /// Our name.
    pub meant: &'static str,
}

/// Columns that were read as groups although they look like one of ours that the manifest lacks: `usage`, `subject_id`.
pub fn near_misses(columns: &[String]) -> Vec<NearMiss> {
    let lacks = |ours: &str| !columns.iter().any(|c| c == ours);
    let missing = OTHER_NAMES.iter().filter(|(ours, _)| lacks(ours));
    missing.filter_map(|(ours, _)| near_miss(columns, ours)).collect()
}

fn near_miss(columns: &[String], meant: &'static str) -> Option<NearMiss> {
    let others = OTHER_NAMES.iter().find(|(ours, _)| *ours == meant).map_or(&[][..], |(_, others)| others);
    let is_near = |column: &&String| {
        let lower = column.to_lowercase();
        lower == meant || others.contains(&lower.as_str())
    };
    columns.iter().find(is_near).map(|found| NearMiss { found: found.clone(), meant })
}

/// The columns of a manifest by our names.
#[derive(Debug)]
pub(crate) struct Columns {
    indices: BTreeMap<String, usize>,
    action_units: BTreeMap<ActionUnit, String>,
    groups: Vec<String>,
}

impl Columns {
    /// Finds out which column is what.
    pub(super) fn new(header: Vec<String>, options: &ReadOptions, labels: Labels) -> Result<Self, ColumnProblem> {
        let header = Self::renamed(header, options)?;
        check_required(&header, labels)?;
        let indices = Self::indices(&header, options)?;
        check_place(&indices)?;
        let mut columns = Self { indices: BTreeMap::new(), action_units: BTreeMap::new(), groups: Vec::new() };
        indices.keys().try_for_each(|name| columns.add(name))?;
        Ok(Self { indices, ..columns })
    }

    /// Finds out what a column is for.
    fn add(&mut self, name: &str) -> Result<(), ColumnProblem> {
        if CORE.contains(&name) || Place::COLUMNS.contains(&name) || is_prepared(name) {
            return Ok(());
        }
        if let Some(digits) = action_unit_digits(name) {
            let unknown = || ColumnProblem::UnknownActionUnit { name: name.to_owned() };
            let unit = digits.parse().ok().and_then(ActionUnit::new).ok_or_else(unknown)?;
            let before = self.action_units.insert(unit, name.to_owned());
            let name = format!("au{}", unit.number());
            return if before.is_none() { Ok(()) } else { Err(ColumnProblem::Duplicate { name }) };
        }
        if predictions::is_reserved(name) {
            return Err(ColumnProblem::Reserved { name: name.to_owned() });
        }
        self.groups.push(name.to_owned());
        Ok(())
    }

    /// The header with our names where the options give them.
    fn renamed(mut header: Vec<String>, options: &ReadOptions) -> Result<Vec<String>, ColumnProblem> {
        let mut is_renamed = vec![false; header.len()];
        for (ours, theirs) in &options.columns {
            let not_there =
                || ColumnProblem::NotThere { ours: ours.clone(), theirs: theirs.clone(), found: header.clone() };
            let index = (0..header.len()).find(|i| header[*i] == *theirs && !is_renamed[*i]).ok_or_else(not_there)?;
            header[index].clone_from(ours);
            is_renamed[index] = true;
        }
        Ok(header)
    }

    /// Where each named column is; a column without a name, as pandas writes for its index, has none.
    fn indices(header: &[String], options: &ReadOptions) -> Result<BTreeMap<String, usize>, ColumnProblem> {
        let mut indices = BTreeMap::new();
        let is_read = |name: &&String| !name.is_empty() && !options.ignore_columns.contains(name);
        for (index, name) in header.iter().enumerate().filter(|(_, name)| is_read(name)) {
            if indices.insert(name.clone(), index).is_some() {
                return Err(ColumnProblem::Duplicate { name: name.clone() });
            }
        }
        Ok(indices)
    }

    /// The position of a column by our name.
    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.indices.get(name).copied()
    }

    /// The action units and their columns.
    pub(super) fn action_units(&self) -> &BTreeMap<ActionUnit, String> {
        &self.action_units
    }

    /// The columns that are groups, sorted; `disguise` is one.
    pub(crate) fn groups(&self) -> &[String] {
        &self.groups
    }

    /// Every column by our name, in the order of the manifest.
    pub(crate) fn names(&self) -> Vec<String> {
        let in_order: BTreeMap<usize, &String> = self.indices.iter().map(|(name, index)| (*index, name)).collect();
        in_order.into_values().cloned().collect()
    }
}

/// The digits in `au4`, `AU04` or `au_4`; `None` for a column of another kind.
pub(crate) fn action_unit_digits(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let digits = lower.strip_prefix("au")?;
    let digits = digits.strip_prefix('_').unwrap_or(digits);
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| digits.to_owned())
}

fn check_required(header: &[String], labels: Labels) -> Result<(), ColumnProblem> {
    let n_required = if labels == Labels::Required { REQUIRED.len() } else { 1 };
    let required = REQUIRED.into_iter().take(n_required);
    let missing: Vec<&'static str> = required.filter(|ours| !header.iter().any(|c| c == ours)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let near = missing.iter().filter_map(|ours| near_miss(header, ours)).collect();
    Err(ColumnProblem::Missing { missing, found: header.to_vec(), near })
}

fn check_place(indices: &BTreeMap<String, usize>) -> Result<(), ColumnProblem> {
    let (there, missing): (Vec<_>, Vec<_>) = Place::COLUMNS.iter().partition(|c| indices.contains_key(**c));
    if there.is_empty() || missing.is_empty() { Ok(()) } else { Err(ColumnProblem::PartOfPlace { there, missing }) }
}
