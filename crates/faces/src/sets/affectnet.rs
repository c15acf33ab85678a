//! `AffectNet` in both forms of its makers: tables of paths and codes, or folders of pictures and `NumPy` files.

use std::path::{Path, PathBuf};

use super::Draft;
use super::codes::AFFECTNET;
use super::listing::{Line, List, bad_cell, coded, first_of, not_there};
use super::npy;
use crate::layout::Layout;
use crate::manifest::Row;
use crate::options::ReadOptions;
use crate::picture_files::{entries, id_below, is_picture, name_of};
use crate::read_error::{ReadError, RowFault};
use crate::{BoundingBox, FaceId, Landmarks, Place, Point};

/// Where the pictures of the tables are, below the tables or beside them.
const PICTURE_FOLDERS: [&str; 4] =
    ["Manually_Annotated_Images", "Manually_Annotated/Manually_Annotated_Images", "images", "."];

/// Reads `training.csv` and `validation.csv`, or one of them by its path. The codes are the makers'.
pub(super) fn read_csv(path: &Path, options: &ReadOptions) -> Result<Draft, ReadError> {
    let root = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
    let lists = [("training.csv", "train"), ("validation.csv", "val")];
    let lists = lists.into_iter().map(|(name, split)| (root.join(name), split));
    let lists: Vec<_> = lists.filter(|(list, _)| list.is_file() && (path.is_dir() || list == path)).collect();
    if lists.is_empty() {
        return Err(not_there(path, Layout::AffectNetCsv, "training.csv or validation.csv"));
    }
    let mut draft = Draft::new(root);
    let mut tables = Vec::new();
    for (list, split) in lists {
        let columns = ["subDirectory_filePath", "expression"];
        tables.push((List::read(&list, Layout::AffectNetCsv, &columns)?, split));
    }
    let first = tables.iter().find_map(|(table, _)| table.lines().next());
    draft.root = picture_folder(root, first.map(|line| line.cell("subDirectory_filePath")), options)?;
    for (table, split) in &tables {
        table.lines().for_each(|line| draft.push(Some(line.number), listed(line, split)));
    }
    Ok(draft)
}

/// The folder of the options, or the first that has the first picture.
fn picture_folder(root: &Path, first: Option<&str>, options: &ReadOptions) -> Result<PathBuf, ReadError> {
    if let Some(folder) = &options.picture_folder {
        return Ok(root.join(folder));
    }
    let first = first.unwrap_or_default();
    let candidates = PICTURE_FOLDERS.map(|folder| root.join(folder));
    candidates.into_iter().find(|folder| folder.join(first).is_file()).ok_or_else(|| {
        let expected =
            format!("{first} in one of {}; or `picture_folder` in the options of the set", PICTURE_FOLDERS.join(", "));
        not_there(root, Layout::AffectNetCsv, &expected)
    })
}

fn listed(line: Line, split: &str) -> Result<Row, RowFault> {
    let label = line.word("expression", &AFFECTNET)?;
    let id = FaceId::new(line.cell("subDirectory_filePath"))?;
    Ok(Row { place: place(line)?, ..Row::new(id, Some(label.to_owned()), Some(split.to_owned())) })
}

/// Box and landmarks, where the row has both: of the 68 points of a face, eyes as means of their six, nose tip, mouth corners.
fn place(line: Line) -> Result<Option<Place>, RowFault> {
    const N_POINTS: usize = 68;
    let [left, top, width, height] =
        ["face_x", "face_y", "face_width", "face_height"].map(|column| line.cell(column).parse::<f32>().ok());
    let cell = line.cell("facial_landmarks");
    let numbers: Vec<f32> = cell.split(';').filter_map(|word| word.trim().parse().ok()).collect();
    let (Some(left), Some(top), Some(width), Some(height)) = (left, top, width, height) else { return Ok(None) };
    if cell.is_empty() || width <= 0.0 || height <= 0.0 {
        return Ok(None);
    }
    if numbers.len() != 2 * N_POINTS || cell.split(';').count() != 2 * N_POINTS {
        return Err(bad_cell("facial_landmarks", &format!("{} numbers", numbers.len()), "68 points as x;y;x;y"));
    }
    let point = |i: usize| Point::new(numbers[2 * i], numbers[2 * i + 1]);
    let mean = |from: usize| {
        let points = (from..from + 6).map(point);
        let (x, y) = points.fold((0.0, 0.0), |(x, y), p| (x + p.x, y + p.y));
        Point::new(x / 6.0, y / 6.0)
    };
    let landmarks = Landmarks {
        left_eye: mean(36),
        right_eye: mean(42),
        nose: point(30),
        left_mouth: point(48),
        right_mouth: point(54),
    };
    let face_box = BoundingBox { left, top, right: left + width, bottom: top + height };
    Ok(Some(Place { face_box, landmarks }))
}

/// Reads `images/N.jpg` with `annotations/N_exp.npy`, below `train_set` and `val_set` or at once. The codes are the makers'.
pub(super) fn read_npy(root: &Path) -> Result<Draft, ReadError> {
    let mut draft = Draft::new(root);
    let splits = [("train_set", Some("train")), ("val_set", Some("val")), (".", None)];
    let folders: Vec<_> = splits.into_iter().filter(|(name, _)| root.join(name).join("images").is_dir()).collect();
    if folders.is_empty() {
        first_of(root, Layout::AffectNetNpy, &["train_set/images", "val_set/images", "images"])?;
    }
    for (name, split) in folders {
        for picture in entries(&root.join(name).join("images"))?.into_iter().filter(|entry| is_picture(entry)) {
            draft.push(None, annotated(root, name, &picture, split));
        }
    }
    Ok(draft)
}

fn annotated(root: &Path, folder: &str, picture: &Path, split: Option<&str>) -> Result<Row, RowFault> {
    let name = name_of(picture);
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let file =
        format!("{}annotations/{stem}_exp.npy", if folder == "." { String::new() } else { format!("{folder}/") });
    let bytes = std::fs::read(root.join(&file))
        .map_err(|cause| bad_cell(&file, &cause.to_string(), "a file for every picture"))?;
    let code = npy::single(&bytes).ok_or_else(|| bad_cell(&file, "something else", "a NumPy file with one number"))?;
    let label = coded(&file, &code, &AFFECTNET)?;
    Ok(Row::new(id_below(root, picture)?, Some(label.to_owned()), split.map(str::to_owned)))
}

#[cfg(test)]
mod tests;
