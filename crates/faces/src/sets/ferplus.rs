//! FER+: ten votes for every picture of FER2013, in place of its labels.

use std::path::{Path, PathBuf};

use super::Draft;
use super::codes::{FER_PLUS, NO_MAJORITY, NO_NAME};
use super::fer2013::{self, PixelsRow};
use super::listing::{Line, List, bad_cell, in_set, not_there};
use crate::FaceId;
use crate::layout::Layout;
use crate::manifest::Row;
use crate::read_error::{ReadError, RowFault, SetProblem};

/// The list of votes, with one row for each row of `fer2013.csv`.
const LIST: &str = "fer2013new.csv";

/// Where the makers' program puts the pictures of each usage.
const FOLDERS: [(&str, &str); 3] =
    [("Training", "FER2013Train"), ("PublicTest", "FER2013Valid"), ("PrivateTest", "FER2013Test")];

/// The group that says how many of the votes the label has: `8/10`.
const AGREEMENT: &str = "agreement";

/// Reads votes; the label is the category with more than half of all votes. Where that is contempt, unknown or no face, or where
/// no category has so many, the face is left out and counted.
///
/// The pictures are those of `fer2013.csv` beside the list, or files in the makers' folders.
pub(super) fn read(path: &Path) -> Result<Draft, ReadError> {
    let list = if path.is_dir() { path.join(LIST) } else { path.to_owned() };
    let root = list.parent().unwrap_or(Path::new(""));
    let columns: Vec<&str> = ["Usage", "Image name"].into_iter().chain(FER_PLUS).collect();
    let list = List::read(&list, Layout::FerPlus, &columns)?;
    let pixels = root.join("fer2013.csv");
    let mut draft = Draft::new(root);
    let pictures = if pixels.is_file() {
        Pictures::Rows(pixel_rows(&list, &pixels)?)
    } else {
        draft.root = folder_of_pictures(root)?;
        Pictures::Files
    };
    for (number, line) in list.lines().enumerate() {
        draft.push(Some(line.number), face_of(line, &pictures, number));
    }
    Ok(draft)
}

enum Pictures {
    /// In the same row of `fer2013.csv`.
    Rows(Vec<PixelsRow>),
    /// In the makers' folders.
    Files,
}

fn pixel_rows(list: &List, pixels: &Path) -> Result<Vec<PixelsRow>, ReadError> {
    let mut rows = Vec::new();
    fer2013::each_row(pixels, |row, _| rows.push(row))?;
    let n_votes = list.lines().count();
    if rows.len() == n_votes {
        return Ok(rows);
    }
    let (first, second) = ((LIST.to_owned(), n_votes), ("fer2013.csv".to_owned(), rows.len()));
    Err(in_set(pixels, list.layout(), SetProblem::Counts { first, second }))
}

fn folder_of_pictures(root: &Path) -> Result<PathBuf, ReadError> {
    let has_pictures = |folder: &PathBuf| FOLDERS.iter().any(|(_, name)| folder.join(name).is_dir());
    let found = [root.to_owned(), root.join("data")].into_iter().find(has_pictures);
    found.ok_or_else(|| {
        not_there(root, Layout::FerPlus, "fer2013.csv, or the folders FER2013Train, FER2013Valid, FER2013Test")
    })
}

fn face_of(line: Line, pictures: &Pictures, number: usize) -> Result<Row, RowFault> {
    let votes = votes(line)?;
    let (name, usage) = (line.cell("Image name"), line.cell("Usage"));
    let stem = format!("fer{number:07}");
    if !name.is_empty() && name != format!("{stem}.png") {
        return Err(bad_cell("Image name", name, &format!("{stem}.png, the number of the row")));
    }
    let Some((_, folder)) = FOLDERS.into_iter().find(|(known, _)| *known == usage) else {
        return Err(bad_cell("Usage", usage, "Training, PublicTest or PrivateTest"));
    };
    let (label, agreement) = if name.is_empty() { (NO_NAME, None) } else { majority(votes) };
    let groups = agreement.map(|share| (AGREEMENT.to_owned(), share)).into_iter().collect();
    let split = Some(usage.to_owned());
    match pictures {
        Pictures::Files => {
            let id = FaceId::new(&format!("{folder}/{stem}.png"))?;
            Ok(Row { groups, is_crop: true, ..Row::new(id, Some(label.to_owned()), split) })
        }
        Pictures::Rows(rows) => {
            let row = &rows[number];
            row.check()?;
            if row.usage.as_deref().is_some_and(|found| found != usage) {
                return Err(bad_cell(
                    "Usage",
                    usage,
                    &format!("{}, as in fer2013.csv", row.usage.as_deref().unwrap_or("")),
                ));
            }
            let face = Row::new(FaceId::new(&stem)?, Some(label.to_owned()), split);
            Ok(Row { groups, is_crop: true, picture: Some(row.picture.clone()), ..face })
        }
    }
}

fn votes(line: Line) -> Result<[u32; FER_PLUS.len()], RowFault> {
    let mut votes = [0; FER_PLUS.len()];
    for (n, column) in votes.iter_mut().zip(FER_PLUS) {
        let cell = line.cell(column);
        *n = cell.parse().ok().ok_or_else(|| bad_cell(column, cell, "a number of votes"))?;
    }
    Ok(votes)
}

/// The category with more than half of the votes, and its share in words.
fn majority(votes: [u32; FER_PLUS.len()]) -> (&'static str, Option<String>) {
    let n_all: u32 = votes.iter().sum();
    let winner = FER_PLUS.into_iter().zip(votes).find(|(_, n)| n_all < 2 * n);
    winner.map_or((NO_MAJORITY, None), |(word, n)| (word, Some(format!("{n}/{n_all}"))))
}

#[cfg(test)]
mod tests;
