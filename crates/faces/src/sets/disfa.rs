//! DISFA: intensities of action units of every frame of a video, one file per unit.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Draft;
use super::frames;
use super::listing::{bad_cell, first_of, text};
use crate::layout::Layout;
use crate::manifest::Row;
use crate::picture_files::{entries, id_below, name_of, subfolders};
use crate::read_error::{ReadError, RowFault};
use crate::{ActionUnit, ActionUnitLabel};

/// Where people put the frames that they cut out of the videos, one folder per person.
const FRAMES: [&str; 5] = ["Images", "images", "Frames", "frames", "Video_Frames"];

/// The labels of one person by frame.
type Labels = BTreeMap<u32, BTreeMap<ActionUnit, ActionUnitLabel>>;

/// Reads `ActionUnit_Labels/SN001/SN001_au1.txt` (lines `frame,intensity`) with `Images/SN001/*`, whose names end in the number
/// of the frame. A picture without a line is refused, as the numbers may be off by one; lines without a picture are counted.
pub(super) fn read(root: &Path) -> Result<Draft, ReadError> {
    let labels = first_of(root, Layout::Disfa, &["ActionUnit_Labels"])?;
    let pictures = first_of(root, Layout::Disfa, &FRAMES)?;
    let mut draft = Draft::new(root);
    for folder in subfolders(&labels)? {
        let subject = name_of(&folder);
        let labels = labels_of(&folder, &mut draft)?;
        let frames = first_of(&pictures, Layout::Disfa, &[&subject])?;
        person(&frames, &subject, labels, &mut draft)?;
    }
    Ok(draft)
}

fn labels_of(folder: &Path, draft: &mut Draft) -> Result<Labels, ReadError> {
    let mut labels = Labels::new();
    for file in entries(folder)?.into_iter().filter(|file| file.extension().is_some_and(|e| e == "txt")) {
        let place = name_of(&file);
        let Some(unit) = unit_of(&place) else {
            draft.push(None, Err(bad_cell(&name_of(folder), &place, "files such as SN001_au1.txt")));
            continue;
        };
        for (i, line) in text(&file)?.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match frame_and_grade(line) {
                Some((frame, grade)) => {
                    let units = labels.entry(frame).or_default();
                    frames::keep(units, &mut draft.left_out, unit, ActionUnitLabel::Intensity(grade));
                }
                None => draft.push(Some(i + 1), Err(bad_cell(&place, line, "a frame and an intensity from 0 to 5"))),
            }
        }
    }
    Ok(labels)
}

/// The digits of `1` in `SN001_au1.txt`.
fn unit_of(name: &str) -> Option<&str> {
    let (_, unit) = name.strip_suffix(".txt")?.rsplit_once("_au")?;
    unit.bytes().all(|b| b.is_ascii_digit()).then_some(unit)
}

fn frame_and_grade(line: &str) -> Option<(u32, f32)> {
    let (frame, grade) = line.split_once(',')?;
    let grade = grade.trim().parse().ok().filter(|grade| (0.0..=5.0).contains(grade))?;
    Some((frame.trim().parse().ok()?, grade))
}

fn person(frames: &Path, subject: &str, mut labels: Labels, draft: &mut Draft) -> Result<(), ReadError> {
    let (pictures, others) = frames::by_number(frames)?;
    let unnumbered =
        |picture: &PathBuf| bad_cell(subject, &name_of(picture), "a name that ends in a frame's own number");
    for picture in &others {
        draft.push(None, Err(unnumbered(picture)));
    }
    for (number, picture) in pictures {
        let row = labels.remove(&number).ok_or_else(|| unlabelled(subject, &picture));
        let row = row.and_then(|units| {
            let row = Row::new(id_below(&draft.root, &picture)?, None, None);
            Ok(Row { subject: Some(subject.to_owned()), action_units: units, ..row })
        });
        draft.push(None, row);
    }
    for _ in labels.keys() {
        draft.leave_out("labelled frame without a picture");
    }
    Ok(())
}

fn unlabelled(subject: &str, picture: &Path) -> RowFault {
    bad_cell(subject, &name_of(picture), "a frame with a line in the files of labels, which count from 1")
}

#[cfg(test)]
mod tests;
