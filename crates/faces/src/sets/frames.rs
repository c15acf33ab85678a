//! Pictures that are frames of videos, and the labels of their action units.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::face::LeftOut;
use crate::picture_files::{entries, is_picture};
use crate::read_error::ReadError;
use crate::{ActionUnit, ActionUnitLabel};

/// The pictures of a folder by the number at the end of their names: `frame_0012.jpg` is frame 12.
pub(super) fn by_number(folder: &Path) -> Result<(BTreeMap<u32, PathBuf>, Vec<PathBuf>), ReadError> {
    let (mut numbered, mut others) = (BTreeMap::new(), Vec::new());
    for picture in entries(folder)?.into_iter().filter(|entry| is_picture(entry)) {
        match number_of(&picture) {
            Some(number) if !numbered.contains_key(&number) => drop(numbered.insert(number, picture)),
            _ => others.push(picture),
        }
    }
    Ok((numbered, others))
}

fn number_of(picture: &Path) -> Option<u32> {
    let stem = picture.file_stem()?.to_str()?;
    let n_before = stem.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    stem[n_before..].parse().ok()
}

/// Keeps a label of a unit that has a name here, and counts the others.
pub(super) fn keep(
    units: &mut BTreeMap<ActionUnit, ActionUnitLabel>,
    left_out: &mut LeftOut,
    number: &str,
    label: ActionUnitLabel,
) {
    match number.trim().parse().ok().and_then(ActionUnit::new) {
        Some(unit) => drop(units.insert(unit, label)),
        None => *left_out.action_units.entry(format!("au{}", number.trim())).or_default() += 1,
    }
}
