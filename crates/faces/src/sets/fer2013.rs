//! FER2013: 48 × 48 grey levels in the cells of a CSV file.

use std::path::Path;
use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder};

use super::Draft;
use super::codes::FER2013;
use super::listing::{bad_cell, coded, in_set, not_there};
use crate::FaceId;
use crate::FileError;
use crate::layout::Layout;
use crate::manifest::Row;
use crate::picture::PictureSource;
use crate::picture_files::name_of;
use crate::read_error::{ReadError, RowFault, SetProblem};

/// Side of the pictures in pixels.
const SIDE_PX: usize = 48;

/// Reads `fer2013.csv` or `icml_face_data.csv`, and else `train.csv` and `test.csv`, of which the second has no labels.
///
/// Faces are named as FER+ names them, by their row from 0: `fer0000012`; those of `train.csv` `train/0000012`.
pub(super) fn read(path: &Path) -> Result<Draft, ReadError> {
    if !path.is_dir() {
        let root = path.parent().unwrap_or(Path::new(""));
        return read_files(root, &[path.to_owned()]);
    }
    for whole in ["fer2013.csv", "icml_face_data.csv"] {
        if path.join(whole).is_file() {
            return read_files(path, &[path.join(whole)]);
        }
    }
    let parts = ["train.csv", "test.csv"].map(|name| path.join(name));
    let there: Vec<_> = parts.into_iter().filter(|part| part.is_file()).collect();
    if there.is_empty() {
        return Err(not_there(path, Layout::Fer2013, "fer2013.csv, icml_face_data.csv or train.csv"));
    }
    read_files(path, &there)
}

fn read_files(root: &Path, files: &[std::path::PathBuf]) -> Result<Draft, ReadError> {
    let mut draft = Draft::new(root);
    for file in files {
        let part = ["train", "test"].into_iter().find(|part| name_of(file) == format!("{part}.csv"));
        each_row(file, |row, line| draft.push(Some(line), face_of(row, part)))?;
    }
    Ok(draft)
}

/// A row of the file: everything but the picture, which stays where it is.
pub(super) struct PixelsRow {
    pub number: usize,
    pub picture: PictureSource,
    pub usage: Option<String>,
    emotion: Option<String>,
    n_levels: usize,
}

fn face_of(row: PixelsRow, part: Option<&str>) -> Result<Row, RowFault> {
    row.check()?;
    let name = part.map_or_else(|| format!("fer{:07}", row.number), |part| format!("{part}/{:07}", row.number));
    let label = row.emotion.map(|code| coded("emotion", &code, &FER2013)).transpose()?;
    let split = row.usage.or_else(|| part.map(str::to_owned));
    let face = Row::new(FaceId::new(&name)?, label.map(str::to_owned), split);
    Ok(Row { picture: Some(row.picture), is_crop: true, ..face })
}

impl PixelsRow {
    /// Fails where the cell does not have the set's number of grey levels; a broken level is found when it is decoded.
    pub(super) fn check(&self) -> Result<(), RowFault> {
        if self.n_levels == SIDE_PX * SIDE_PX {
            return Ok(());
        }
        Err(bad_cell("pixels", &format!("{} numbers", self.n_levels), &format!("{SIDE_PX} x {SIDE_PX} numbers")))
    }
}

/// Goes through a file row by row; one row is in memory at a time.
pub(super) fn each_row(file: &Path, mut row: impl FnMut(PixelsRow, usize)) -> Result<(), ReadError> {
    let refused = |cause: csv::Error| match cause.into_kind() {
        csv::ErrorKind::Io(cause) => FileError::Unreadable { path: file.to_owned(), cause }.into(),
        kind => content(file, &format!("{kind:?}")),
    };
    let mut reader = ReaderBuilder::new().flexible(true).from_path(file).map_err(refused)?;
    let header: Vec<String> =
        reader.headers().map_err(refused)?.iter().map(|c| c.trim_start_matches('\u{feff}').trim().to_owned()).collect();
    let index = |name: &str| header.iter().position(|column| column == name);
    let Some(column) = index("pixels") else {
        let (expected, found) = ("emotion,pixels,Usage".to_owned(), header.join(","));
        return Err(in_set(file, Layout::Fer2013, SetProblem::Columns { expected, found }));
    };
    let (table, emotion, usage) = (Arc::<Path>::from(file), index("emotion"), index("Usage"));
    let (mut record, mut number) = (ByteRecord::new(), 0);
    loop {
        let offset = reader.position().byte();
        if !reader.read_byte_record(&mut record).map_err(refused)? {
            return Ok(());
        }
        if record.len() != header.len() {
            return Err(content(file, &format!("{} cells in row {number}", record.len())));
        }
        let cell = |index: usize| String::from_utf8_lossy(&record[index]).trim().to_owned();
        let n_bytes = reader.position().byte() - offset;
        let picture = PictureSource::PixelsRow { table: Arc::clone(&table), offset, n_bytes, column };
        let n_levels = record[column].split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).count();
        row(PixelsRow { number, picture, usage: usage.map(cell), emotion: emotion.map(cell), n_levels }, number + 2);
        number += 1;
    }
}

fn content(file: &Path, found: &str) -> ReadError {
    let problem = SetProblem::Content {
        place: "table".to_owned(),
        expected: "as many cells in every row".to_owned(),
        found: found.to_owned(),
    };
    in_set(file, Layout::Fer2013, problem)
}

#[cfg(test)]
pub(super) mod tests;
