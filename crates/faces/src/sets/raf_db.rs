//! RAF-DB, basic expressions: a list of labels, aligned or original pictures, and a file of attributes for each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Draft;
use super::codes::{RAF_DB, RAF_DB_AGE, RAF_DB_GENDER, RAF_DB_RACE};
use super::listing::{bad_cell, coded, first_of, lines, text};
use crate::layout::Layout;
use crate::manifest::Row;
use crate::read_error::{ReadError, RowFault};
use crate::{BoundingBox, FaceId, Landmarks, Place, Point};

/// The list, in the spelling of the makers and in that of some copies.
const LISTS: [&str; 2] = ["EmoLabel/list_patition_label.txt", "EmoLabel/list_partition_label.txt"];

/// Reads the aligned pictures where they are there, which are crops; else the originals, with five landmarks where a bounding box
/// is there too.
pub(super) fn read(path: &Path) -> Result<Draft, ReadError> {
    let root = if path.join("basic").is_dir() { path.join("basic") } else { path.to_owned() };
    let list = first_of(&root, Layout::RafDb, &LISTS)?;
    let pictures = first_of(&root, Layout::RafDb, &["Image/aligned", "Image/original"])?;
    let set = Set { is_aligned: pictures.ends_with("aligned"), root };
    let mut draft = Draft::new(&set.root);
    let text = text(&list)?;
    for (number, words) in lines(&text) {
        draft.push(Some(number), set.row(&words));
    }
    Ok(draft)
}

/// Groups, and the landmarks of the original picture.
type Attributes = (BTreeMap<String, String>, Landmarks);

struct Set {
    root: PathBuf,
    is_aligned: bool,
}

impl Set {
    fn row(&self, words: &[&str]) -> Result<Row, RowFault> {
        let [file, code] = words[..] else {
            return Err(bad_cell("line", &words.join(" "), "a file name and a label"));
        };
        let stem = file.strip_suffix(".jpg").ok_or_else(|| bad_cell("file", file, "a name that ends in .jpg"))?;
        let split = stem.split('_').next().filter(|part| ["train", "test"].contains(part));
        let split = split.ok_or_else(|| bad_cell("file", file, "a name that begins with train_ or test_"))?;
        let label = coded("label", code, &RAF_DB)?;
        let path = if self.is_aligned { format!("aligned/{stem}_aligned.jpg") } else { format!("original/{file}") };
        let row = Row::new(FaceId::new(&format!("Image/{path}"))?, Some(label.to_owned()), Some(split.to_owned()));
        let Some((groups, landmarks)) = self.attributes(stem)? else {
            return Ok(Row { is_crop: self.is_aligned, ..row });
        };
        let place = if self.is_aligned { None } else { self.face_box(stem)?.map(|b| Place { face_box: b, landmarks }) };
        Ok(Row { is_crop: self.is_aligned, groups, place, ..row })
    }

    /// Gender, race and age, and the landmarks of the original picture; `None` where there is no such file.
    fn attributes(&self, stem: &str) -> Result<Option<Attributes>, RowFault> {
        let place = format!("Annotation/manual/{stem}_manu_attri.txt");
        let Ok(text) = std::fs::read_to_string(self.root.join(&place)) else { return Ok(None) };
        let numbers = numbers(&text, &place, 13)?;
        let code = |i: usize| numbers[i].to_string();
        let groups = [
            ("gender", coded(&place, &code(10), &RAF_DB_GENDER)?),
            ("race", coded(&place, &code(11), &RAF_DB_RACE)?),
            ("age", coded(&place, &code(12), &RAF_DB_AGE)?),
        ];
        let point = |i: usize| Point::new(numbers[2 * i], numbers[2 * i + 1]);
        let landmarks = Landmarks {
            left_eye: point(0),
            right_eye: point(1),
            nose: point(2),
            left_mouth: point(3),
            right_mouth: point(4),
        };
        // A gender of which the annotators were not sure is no group.
        let known = groups.into_iter().filter(|(_, word)| *word != "unsure");
        Ok(Some((known.map(|(column, word)| (column.to_owned(), word.to_owned())).collect(), landmarks)))
    }

    fn face_box(&self, stem: &str) -> Result<Option<BoundingBox>, RowFault> {
        let place = format!("Annotation/boundingbox/{stem}_boundingbox.txt");
        let Ok(text) = std::fs::read_to_string(self.root.join(&place)) else { return Ok(None) };
        let numbers = numbers(&text, &place, 4)?;
        let [left, top, right, bottom] = [numbers[0], numbers[1], numbers[2], numbers[3]];
        let is_sound = left < right && top < bottom;
        is_sound.then_some(Some(BoundingBox { left, top, right, bottom })).ok_or(RowFault::EmptyBox)
    }
}

fn numbers(text: &str, place: &str, n: usize) -> Result<Vec<f32>, RowFault> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let numbers: Vec<f32> = words.iter().filter_map(|w| w.parse().ok()).filter(|n: &f32| n.is_finite()).collect();
    let is_whole = words.len() == n && numbers.len() == n;
    if is_whole { Ok(numbers) } else { Err(bad_cell(place, &words.join(" "), &format!("{n} numbers"))) }
}

#[cfg(test)]
mod tests;
