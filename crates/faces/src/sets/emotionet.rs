//! `EmotioNet`: action units of pictures that are named by the addresses they came from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Draft;
use super::frames;
use super::listing::{Line, List, bad_cell, first_of, in_set};
use crate::layout::Layout;
use crate::manifest::{Row, action_unit_digits};
use crate::options::ReadOptions;
use crate::read_error::{ReadError, RowFault, SetProblem};
use crate::{ActionUnitLabel, FaceId};

/// Columns that can name the picture, in the order in which they are looked for.
const NAMES: [&str; 5] = ["path", "file", "image", "URL", "url"];

/// Reads a table with a column of addresses or names and columns `AU 1`: 0 is absent, 1 present, -1 and 999 unknown.
///
/// The picture is the last part of the address, in the options' `picture_folder`, in `images/` or beside the table.
pub(super) fn read(path: &Path, options: &ReadOptions) -> Result<Draft, ReadError> {
    let list = List::read(path, Layout::EmotioNet, &[])?;
    let columns =
        |expected: &str| SetProblem::Columns { expected: expected.to_owned(), found: list.header().join(",") };
    let Some(name) = NAMES.into_iter().find(|name| list.header().iter().any(|column| column == name)) else {
        return Err(in_set(path, Layout::EmotioNet, columns("URL,AU 1,AU 2 and so on")));
    };
    let units: Vec<(&str, String)> = list.header().iter().filter_map(|c| Some((c.as_str(), unit_of(c)?))).collect();
    if units.is_empty() {
        return Err(in_set(path, Layout::EmotioNet, columns("URL,AU 1,AU 2 and so on")));
    }
    let mut draft = Draft::new(&picture_folder(path, options)?);
    for line in list.lines() {
        let row = row(line, name, &units, &mut draft);
        draft.push(Some(line.number), row);
    }
    Ok(draft)
}

/// The number in `AU 1`, `AU1` or `au_01`.
fn unit_of(column: &str) -> Option<String> {
    action_unit_digits(&column.replace(' ', "")).map(|digits| digits.trim_start_matches('0').to_owned())
}

fn picture_folder(list: &Path, options: &ReadOptions) -> Result<PathBuf, ReadError> {
    let root = list.parent().unwrap_or(Path::new(""));
    match &options.picture_folder {
        Some(folder) => Ok(root.join(folder)),
        None if root.join("images").is_dir() => Ok(root.join("images")),
        None => first_of(root, Layout::EmotioNet, &["."]),
    }
}

fn row(line: Line, name: &str, units: &[(&str, String)], draft: &mut Draft) -> Result<Row, RowFault> {
    let address = line.cell(name).trim_matches(['\'', '"']);
    let file = address.rsplit('/').next().unwrap_or_default();
    let mut labels = BTreeMap::new();
    for (column, unit) in units {
        let label = match line.cell(column) {
            "0" | "0.0" => ActionUnitLabel::Absent,
            "1" | "1.0" => ActionUnitLabel::Present,
            "" | "-1" | "-1.0" | "999" | "999.0" => continue,
            found => return Err(bad_cell(column, found, "0, 1, -1 or 999 (unknown)")),
        };
        frames::keep(&mut labels, &mut draft.left_out, unit, label);
    }
    Ok(Row { action_units: labels, ..Row::new(FaceId::new(file)?, None, None) })
}

#[cfg(test)]
mod tests;
