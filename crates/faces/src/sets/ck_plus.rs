//! CK+: sequences from a neutral face to its strongest expression, with files of labels for each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::Draft;
use super::codes::CK_PLUS;
use super::frames;
use super::listing::{bad_cell, coded, first_of, lines};
use crate::layout::Layout;
use crate::manifest::Row;
use crate::options::{FirstFrames, ReadOptions};
use crate::picture_files::{entries, id_below, is_picture, name_of, subfolders};
use crate::read_error::{ReadError, RowFault};
use crate::{ActionUnit, ActionUnitLabel};

/// Reads the last frame of every sequence, where the expression is at its height, and on request the first one as neutral.
///
/// A sequence without a file of its expression (266 of 593) has no label. Of the action units that the set labels anywhere, those
/// that a sequence's file does not list are absent; an intensity of 0 means that it was not graded.
pub(super) fn read(root: &Path, options: &ReadOptions) -> Result<Draft, ReadError> {
    let pictures = first_of(root, Layout::CkPlus, &["cohn-kanade-images"])?;
    let mut draft = Draft::new(root);
    let mut units_of_set = BTreeSet::new();
    for subject in subfolders(&pictures)? {
        for sequence in subfolders(&subject)? {
            let sequence = Sequence { root, subject: name_of(&subject), number: name_of(&sequence), folder: sequence };
            sequence.read(&mut draft, options, &mut units_of_set)?;
        }
    }
    let is_labelled = |row: &&mut Row| !row.action_units.is_empty();
    for row in draft.rows.iter_mut().filter(is_labelled) {
        for unit in &units_of_set {
            row.action_units.entry(*unit).or_insert(ActionUnitLabel::Absent);
        }
    }
    Ok(draft)
}

struct Sequence<'a> {
    root: &'a Path,
    folder: PathBuf,
    subject: String,
    number: String,
}

impl Sequence<'_> {
    fn read(
        &self,
        draft: &mut Draft,
        options: &ReadOptions,
        units_of_set: &mut BTreeSet<ActionUnit>,
    ) -> Result<(), ReadError> {
        let frames: Vec<PathBuf> = entries(&self.folder)?.into_iter().filter(|entry| is_picture(entry)).collect();
        let [first, .., last] = &frames[..] else {
            draft.leave_out("sequence of fewer than two frames");
            return Ok(());
        };
        let units = self.units(draft)?;
        units_of_set.extend(units.keys().copied());
        let apex = self.label()?.and_then(|label| {
            let row = Row::new(id_below(self.root, last)?, label.map(str::to_owned), None);
            Ok(Row { subject: Some(self.subject.clone()), action_units: units, ..row })
        });
        draft.push(None, apex);
        if options.first_frames == Some(FirstFrames::Neutral) {
            let neutral = id_below(self.root, first).map(|id| Row::new(id, Some("neutral".to_owned()), None));
            draft.push(None, neutral.map(|row| Row { subject: Some(self.subject.clone()), ..row }));
        }
        Ok(())
    }

    /// The text of the one file in a folder of labels, and its place in messages; `None` where there is none.
    fn text(&self, kind: &str) -> Result<Option<(String, String)>, ReadError> {
        let folder = self.root.join(kind).join(&self.subject).join(&self.number);
        let Some(file) =
            folder.is_dir().then(|| entries(&folder)).transpose()?.and_then(|files| files.into_iter().next())
        else {
            return Ok(None);
        };
        let place = format!("{kind}/{}/{}/{}", self.subject, self.number, name_of(&file));
        Ok(Some((super::listing::text(&file)?, place)))
    }

    /// The word of the expression, `None` where the sequence has none.
    fn label(&self) -> Result<Result<Option<&'static str>, RowFault>, ReadError> {
        let Some((text, place)) = self.text("Emotion")? else { return Ok(Ok(None)) };
        let found = text.trim();
        let code =
            found.parse::<f64>().ok().filter(|n| n.fract() == 0.0).map_or(found.to_owned(), |n| format!("{n:.0}"));
        Ok(coded(&place, &code, &CK_PLUS).map(Some))
    }

    fn units(&self, draft: &mut Draft) -> Result<BTreeMap<ActionUnit, ActionUnitLabel>, ReadError> {
        let mut units = BTreeMap::new();
        let Some((text, place)) = self.text("FACS")? else { return Ok(units) };
        for (line, words) in lines(&text) {
            let Some((unit, label)) = unit_and_label(&words) else {
                let expected = "an action unit and its grade from 0 to 5";
                draft.push(Some(line), Err(bad_cell(&place, &words.join(" "), expected)));
                continue;
            };
            frames::keep(&mut units, &mut draft.left_out, &unit, label);
        }
        Ok(units)
    }
}

/// A grade of 0 says that the unit is there, and nothing about how much.
fn unit_and_label(words: &[&str]) -> Option<(String, ActionUnitLabel)> {
    let [unit, grade] = words else { return None };
    let (unit, grade) = (unit.parse::<f64>().ok()?, grade.parse::<f32>().ok().filter(|g| (0.0..=5.0).contains(g))?);
    let label = if grade == 0.0 { ActionUnitLabel::Present } else { ActionUnitLabel::Intensity(grade) };
    Some((unit.to_string(), label))
}

#[cfg(test)]
mod tests;
