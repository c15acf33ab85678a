//! Folders of pictures with `metadata.csv` or `metadata.jsonl`, as Hugging Face's image folders have them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use csv::{StringRecord, Trim};
use serde_json::{Map, Value};

use super::Draft;
use super::listing::{in_set, not_there, text};
use crate::csv_table::{self, Table};
use crate::layout::Layout;
use crate::manifest::{Labels, Listed};
use crate::options::ReadOptions;
use crate::picture_files::{name_of, subfolders};
use crate::read_error::{ReadError, SetProblem};

const NAMES: [&str; 2] = ["metadata.csv", "metadata.jsonl"];

/// Reads the tables of `path` and of the folders below it, whose names are splits. `file_name` is the picture, relative to its
/// table; the other columns are those of a manifest, renamed by the options where they have other names.
pub(super) fn read(path: &Path, options: &ReadOptions, labels: Labels) -> Result<Draft, ReadError> {
    let root = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
    let mut draft = Draft::new(root);
    let folders = if path.is_dir() { subfolders(path)? } else { Vec::new() };
    let here = if path.is_dir() { table_in(path) } else { Some(path.to_owned()) };
    let below = folders.iter().filter_map(|folder| Some((table_in(folder)?, Some(name_of(folder)))));
    for (file, split) in here.into_iter().map(|file| (file, None)).chain(below) {
        let mut table = if file.extension().is_some_and(|ending| ending == "jsonl") {
            lines_of_json(&file)?
        } else {
            csv_table::open(&file, Trim::All)?
        };
        let Some(column) = table.header.iter().position(|name| name == "file_name") else {
            let (expected, found) = ("file_name".to_owned(), table.header.join(","));
            return Err(in_set(&file, Layout::Metadata, SetProblem::Columns { expected, found }));
        };
        "path".clone_into(&mut table.header[column]);
        if let Some(split) = &split {
            prefix(&mut table, column, split);
        }
        let listed = Listed { path: &file, root: root.to_owned(), table, pictures: Vec::new() };
        let (_, rows) = listed.rows(options, labels)?;
        draft.rows.extend(rows.into_iter().map(|mut row| {
            row.split = row.split.or_else(|| split.clone());
            row
        }));
    }
    if draft.rows.is_empty() {
        return Err(not_there(path, Layout::Metadata, "metadata.csv or metadata.jsonl with at least one row"));
    }
    Ok(draft)
}

fn table_in(folder: &Path) -> Option<PathBuf> {
    NAMES.map(|name| folder.join(name)).into_iter().find(|file| file.is_file())
}

/// Puts the folder of the table before its paths.
fn prefix(table: &mut Table, column: usize, folder: &str) {
    for (_, record) in &mut table.rows {
        let prefixed =
            |(i, cell): (usize, &str)| if i == column { format!("{folder}/{cell}") } else { cell.to_owned() };
        *record = record.iter().enumerate().map(prefixed).collect();
    }
}

fn lines_of_json(file: &Path) -> Result<Table, ReadError> {
    let text = text(file)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let objects = lines.map(|(i, line)| {
        let refused = |found: String| SetProblem::Content {
            place: format!("line {}", i + 1),
            expected: "a JSON object".to_owned(),
            found,
        };
        let object = serde_json::from_str::<Map<String, Value>>(line).map_err(|error| refused(error.to_string()));
        object.map(|object| (i + 1, object)).map_err(|problem| in_set(file, Layout::Metadata, problem))
    });
    Ok(table_of(objects.collect::<Result<Vec<_>, _>>()?))
}

/// Objects as rows of a table; lists and objects inside them are left out.
pub(super) fn table_of(objects: Vec<(usize, Map<String, Value>)>) -> Table {
    let mut columns: BTreeMap<String, usize> = BTreeMap::new();
    let is_scalar = |value: &Value| !value.is_array() && !value.is_object();
    for name in objects.iter().flat_map(|(_, object)| object.iter().filter(|(_, v)| is_scalar(v)).map(|(name, _)| name))
    {
        columns.entry(name.clone()).or_default();
    }
    let header: Vec<String> = columns.into_keys().collect();
    let cell = |object: &Map<String, Value>, name: &String| match object.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
        _ => String::new(),
    };
    let row = |object: Map<String, Value>| header.iter().map(|name| cell(&object, name)).collect::<StringRecord>();
    let rows = objects.into_iter().map(|(line, object)| (line, row(object))).collect();
    Table { header, rows }
}

#[cfg(test)]
mod tests;
