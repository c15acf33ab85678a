//! BP4D: presence of action units in the frames of tasks, one table per task.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use csv::{StringRecord, Trim};

use super::Draft;
use super::frames;
use super::listing::{bad_cell, first_of};
use crate::ActionUnitLabel;
use crate::csv_table;
use crate::layout::Layout;
use crate::manifest::Row;
use crate::picture_files::{entries, id_below, name_of};
use crate::read_error::{ReadError, RowFault};

/// Where the pictures of a person's task are.
const PICTURES: [&str; 5] = ["2D+3D", "BP4D-training", "Images", "images", "."];

/// Reads `AU_OCC/F001_T1.csv`: the numbers of the units in the first row, the frame in the first column, and 0 (absent), 1
/// (present) or 9 (unknown). Pictures are `F001/T1/*`, whose names end in the number of the frame.
///
/// Frames without a picture, and pictures outside the coded part of a task, are counted.
pub(super) fn read(root: &Path) -> Result<Draft, ReadError> {
    let tables = first_of(root, Layout::Bp4d, &["AU_OCC", "AUCoding/AU_OCC"])?;
    let mut draft = Draft::new(root);
    for table in entries(&tables)?.into_iter().filter(|file| file.extension().is_some_and(|e| e == "csv")) {
        let name = name_of(&table);
        let Some((subject, task)) = name.trim_end_matches(".csv").split_once('_') else {
            draft.push(None, Err(bad_cell("AU_OCC", &name, "tables such as F001_T1.csv")));
            continue;
        };
        let folders = PICTURES.map(|folder| format!("{folder}/{subject}/{task}"));
        let folder = first_of(root, Layout::Bp4d, &folders.each_ref().map(String::as_str))?;
        Task { name: &name, subject, folder }.read(&table, &mut draft)?;
    }
    Ok(draft)
}

struct Task<'a> {
    name: &'a str,
    subject: &'a str,
    folder: PathBuf,
}

impl Task<'_> {
    fn read(&self, table: &Path, draft: &mut Draft) -> Result<(), ReadError> {
        let table = csv_table::open(table, Trim::All)?;
        let units = &table.header[1.min(table.header.len())..];
        if let Some(unit) = units.iter().find(|unit| unit.parse::<u8>().is_err()) {
            draft.push(Some(1), Err(bad_cell(self.name, unit, "numbers of action units behind the first column")));
            return Ok(());
        }
        let (mut pictures, others) = frames::by_number(&self.folder)?;
        let unnumbered =
            |p: &PathBuf| bad_cell(self.name, &name_of(p), "a picture whose name ends in a frame's own number");
        for picture in &others {
            draft.push(None, Err(unnumbered(picture)));
        }
        for (line, record) in &table.rows {
            let frame = record[0].parse::<u32>();
            let Ok(frame) = frame else {
                draft.push(Some(*line), Err(bad_cell(self.name, &record[0], "the number of a frame")));
                continue;
            };
            match pictures.remove(&frame) {
                Some(picture) => {
                    let row = self.row(units, record, &picture, draft);
                    draft.push(Some(*line), row);
                }
                None => draft.leave_out("coded frame without a picture"),
            }
        }
        for _ in pictures.keys() {
            draft.leave_out("picture outside the coded frames");
        }
        Ok(())
    }

    fn row(&self, units: &[String], record: &StringRecord, picture: &Path, draft: &mut Draft) -> Result<Row, RowFault> {
        let mut labels = BTreeMap::new();
        for (unit, cell) in units.iter().zip(record.iter().skip(1)) {
            let label = match cell {
                "0" => ActionUnitLabel::Absent,
                "1" => ActionUnitLabel::Present,
                "9" => continue,
                found => return Err(bad_cell(&format!("{}, unit {unit}", self.name), found, "0, 1 or 9 (unknown)")),
            };
            frames::keep(&mut labels, &mut draft.left_out, unit, label);
        }
        let row = Row::new(id_below(&draft.root, picture)?, None, None);
        Ok(Row { subject: Some(self.subject.to_owned()), action_units: labels, ..row })
    }
}

#[cfg(test)]
mod tests;
