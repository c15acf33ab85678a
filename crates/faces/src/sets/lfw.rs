//! Labelled Faces in the Wild: one folder per person, whose name is in every file name.

use std::path::Path;

use super::Draft;
use super::listing::bad_cell;
use crate::manifest::Row;
use crate::picture_files::{entries, id_below, is_picture, name_of, subfolders};
use crate::read_error::{ReadError, RowFault};

/// Reads `Person_Name/Person_Name_0001.jpg`. The person is the subject; there are no expressions.
pub(super) fn read(root: &Path) -> Result<Draft, ReadError> {
    let mut draft = Draft::new(root);
    for folder in subfolders(root)? {
        let person = name_of(&folder);
        for entry in entries(&folder)? {
            if is_picture(&entry) {
                draft.push(None, row(root, &person, &entry));
            } else {
                draft.left_out.n_other_files += 1;
            }
        }
    }
    Ok(draft)
}

fn row(root: &Path, person: &str, picture: &Path) -> Result<Row, RowFault> {
    let name = name_of(picture);
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let number = stem.strip_prefix(person).and_then(|rest| rest.strip_prefix('_')).unwrap_or_default();
    if number.len() != 4 || !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(bad_cell(person, &name, &format!("{person}_0001 and so on, after the folder")));
    }
    Ok(Row { subject: Some(person.to_owned()), ..Row::new(id_below(root, picture)?, None, None) })
}

#[cfg(test)]
mod tests;
