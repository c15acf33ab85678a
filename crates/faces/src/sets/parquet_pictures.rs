//! Parquet files with an encoded picture in every row, as Hugging Face writes them.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use csv::StringRecord;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::Value;

use super::Draft;
use super::listing::{bad_cell, in_set, not_there};
use crate::FileError;
use crate::csv_table::Table;
use crate::layout::Layout;
use crate::manifest::{Labels, Listed};
use crate::options::ReadOptions;
use crate::picture::PictureSource;
use crate::picture_files::{entries, name_of};
use crate::read_error::{ReadError, RowFault, RowProblem, SetProblem};
use crate::table::{self, Leaf, features};

/// Reads one file, or all in a folder or in its `data/`. A face is named by its file and row: `train-00000-of-00001/0000012`.
///
/// The label is the column that the options call `expression`, else one of that name, else `label`. Its numbers have the names
/// that Hugging Face keeps in the file; without any, the options need a map. The split is the first word of the file's name.
pub(super) fn read(path: &Path, options: &ReadOptions, labels: Labels) -> Result<Draft, ReadError> {
    let root = if path.is_dir() { path.to_owned() } else { path.parent().unwrap_or(Path::new("")).to_owned() };
    let mut draft = Draft::new(&root);
    for file in files(path)? {
        let part = Part::open(&file)?;
        let (table, names) = part.table(options)?;
        let pictures = part.pictures();
        let listed = Listed { path: &file, root: root.clone(), table, pictures };
        let (_, rows) = listed.rows(options, labels)?;
        for (i, mut row) in rows.into_iter().enumerate() {
            row.split = row.split.or_else(|| part.split.clone());
            match named(row.label.take(), &names) {
                Ok(label) => draft.rows.push(crate::manifest::Row { label, ..row }),
                Err(fault) => draft.problems.push(RowProblem { line: Some(i + 2), fault }),
            }
        }
    }
    Ok(draft)
}

fn files(path: &Path) -> Result<Vec<PathBuf>, ReadError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let is_parquet = |file: &PathBuf| file.extension().is_some_and(|ending| ending == "parquet");
    let folders = [path.to_owned(), path.join("data")].into_iter().filter(|folder| folder.is_dir());
    let found = folders.map(|folder| entries(&folder)).collect::<Result<Vec<_>, _>>()?;
    let found: Vec<_> = found.into_iter().flatten().filter(is_parquet).collect();
    if found.is_empty() { Err(not_there(path, Layout::ParquetPictures, "a file *.parquet")) } else { Ok(found) }
}

/// The name of a label's number, if the file has names; -1 is how Hugging Face writes that there is no label.
fn named(label: Option<String>, names: &[String]) -> Result<Option<String>, RowFault> {
    let Some(label) = label.filter(|label| !matches!(label.as_str(), "" | "-1")) else { return Ok(None) };
    if names.is_empty() {
        return Ok(Some(label));
    }
    let name = label.parse::<usize>().ok().and_then(|i| names.get(i));
    let expected = || format!("a number below {} ({})", names.len(), names.join(", "));
    name.map(|name| Some(name.clone())).ok_or_else(|| bad_cell("label", &label, &expected()))
}

/// One file.
struct Part {
    path: PathBuf,
    file: SerializedFileReader<File>,
    picture: Leaf,
    split: Option<String>,
}

impl Part {
    fn open(path: &Path) -> Result<Self, ReadError> {
        let unreadable = |cause| FileError::Unreadable { path: path.to_owned(), cause };
        let file = File::open(path).map_err(unreadable)?;
        let file = SerializedFileReader::new(file).map_err(|error| refused(path, error))?;
        let mut pictures = table::leaves(&file).into_iter().filter(Leaf::is_picture);
        let (first, second) = (pictures.next(), pictures.next());
        let Some(picture) = first.filter(|_| second.is_none()) else {
            let expected = "one with pictures: image, or image with bytes and path".to_owned();
            let found = if second.is_some() { "several" } else { "none" }.to_owned();
            return Err(in_set(path, Layout::ParquetPictures, SetProblem::Columns { expected, found }));
        };
        let name = name_of(path);
        let split =
            name.split(['-', '.', '_']).next().filter(|word| ["train", "test", "val", "validation"].contains(word));
        let split = split.map(|word| if word == "validation" { "val" } else { word }.to_owned());
        Ok(Self { path: path.to_owned(), file, picture, split })
    }

    fn pictures(&self) -> Vec<PictureSource> {
        let table = Arc::<Path>::from(self.path.as_path());
        let column = self.picture.index;
        let groups = self.file.metadata().row_groups().iter().enumerate();
        let rows =
            groups.flat_map(|(row_group, group)| (0..group.num_rows() as usize).map(move |row| (row_group, row)));
        rows.map(|(row_group, row)| PictureSource::ParquetRow { table: Arc::clone(&table), row_group, row, column })
            .collect()
    }

    /// The plain columns by our names, and the names of the labels' numbers: none needed where labels are words.
    fn table(&self, options: &ReadOptions) -> Result<(Table, Vec<String>), ReadError> {
        let file = File::open(&self.path).map_err(|cause| FileError::Unreadable { path: self.path.clone(), cause })?;
        let mut table =
            table::as_text(file).map_err(|problem| FileError::NotATable { path: self.path.clone(), problem })?;
        let mut names = Vec::new();
        let renamed = options.columns.get("expression").map(String::as_str);
        if let Some(column) = renamed.or_else(|| label_column(&table.header)) {
            names = self.class_names(column);
            if renamed.is_none() {
                table.header.iter_mut().filter(|name| *name == column).for_each(|name| "expression".clone_into(name));
            }
        }
        self.name_rows(&mut table);
        Ok((table, names))
    }

    /// Adds the column `path`.
    fn name_rows(&self, table: &mut Table) {
        let stem = name_of(&self.path).trim_end_matches(".parquet").to_owned();
        let n_rows = usize::try_from(self.file.metadata().file_metadata().num_rows()).unwrap_or_default();
        if table.header.is_empty() {
            table.rows = (0..n_rows).map(|i| (i + 2, StringRecord::new())).collect();
        }
        if let Some(name) = table.header.iter_mut().find(|name| *name == "path") {
            "path_in_set".clone_into(name);
        }
        table.header.push("path".to_owned());
        for (i, (_, record)) in table.rows.iter_mut().enumerate() {
            record.push_field(&format!("{stem}/{i:07}"));
        }
    }

    /// What Hugging Face calls the numbers of a column; empty where it does not say.
    fn class_names(&self, column: &str) -> Vec<String> {
        let features = features(&self.file).and_then(|text| serde_json::from_str::<Value>(&text).ok());
        let names = features.as_ref().map(|f| &f["info"]["features"][column]["names"]);
        let names = names.and_then(Value::as_array).into_iter().flatten();
        names.filter_map(|name| name.as_str().map(str::to_owned)).collect()
    }
}

fn label_column(header: &[String]) -> Option<&'static str> {
    ["expression", "label"].into_iter().find(|name| header.iter().any(|column| column == name))
}

fn refused(path: &Path, error: ParquetError) -> ReadError {
    in_set(path, Layout::ParquetPictures, SetProblem::Parquet(error))
}

#[cfg(test)]
mod tests;
