//! Manifests: a CSV or Parquet file with one row per face.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use csv::Trim;

use crate::csv_table::{self, Table};
use crate::face::{Face, FaceSet, LeftOut};
use crate::fingerprint;
use crate::layout::Layout;
use crate::name_map::{Meaning, NameMap, Named, UnknownWords};
use crate::options::ReadOptions;
use crate::picture::PictureSource;
use crate::read_error::{ReadError, RowFault, RowProblem};

mod column_problem;
mod columns;
mod rows;
mod write;

pub use column_problem::ColumnProblem;
pub use columns::{NearMiss, near_misses};
pub use write::{to_csv, write};

use columns::Columns;
pub(crate) use columns::action_unit_digits;
pub(crate) use rows::Row;

/// The name of the manifest in the folder of a data set.
pub const FILE_NAME: &str = "manifest.csv";

/// What is counted as left out where a label is needed and nobody gave one.
pub const WITHOUT_LABEL: &str = "without a label";

/// Whether every face needs an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Labels {
    /// Those without are left out and counted; a set without any is refused.
    Required,
    /// Those without are kept.
    Optional,
}

/// Reads a manifest; the pictures are neither opened nor looked for.
pub(crate) fn read(path: &Path, options: &ReadOptions, labels: Labels) -> Result<FaceSet, ReadError> {
    let mut table = csv_table::open(path, Trim::All)?;
    let left_out = take_without_crop(&mut table);
    let listed = Listed { path, root: picture_folder(path, options), table, pictures: Vec::new() };
    let mut set = parse(&listed, options, labels)?;
    for (reason, n) in left_out {
        set.left_out.n_faces.insert(reason.to_owned(), n);
    }
    Ok(set)
}

/// Takes the pictures of a prepared set that have no crop out of its table, and counts them by reason.
fn take_without_crop(table: &mut Table) -> BTreeMap<&'static str, usize> {
    let mut left_out = BTreeMap::new();
    let place = |name: &str| table.header.iter().position(|column| column == name);
    let (Some(path), Some(detection)) = (place("path"), place(columns::DETECTION)) else { return left_out };
    table.rows.retain(|(_, record)| {
        let reason = match (record.get(path), record.get(detection)) {
            (Some(""), Some("none")) => "no face was found in it",
            (Some(""), Some("broken")) => "it could not be read",
            _ => return true,
        };
        *left_out.entry(reason).or_default() += 1;
        false
    });
    left_out
}

/// A table with one row per face, wherever it comes from.
pub(crate) struct Listed<'a> {
    /// Where it comes from.
    pub path: &'a Path,
    /// What its paths are relative to.
    pub root: PathBuf,
    /// The table.
    pub table: Table,
    /// The picture of each row; empty where the paths name files.
    pub pictures: Vec<PictureSource>,
}

impl Listed<'_> {
    /// What the table says, cell by cell.
    pub(crate) fn rows(&self, options: &ReadOptions, labels: Labels) -> Result<(Columns, Vec<Row>), ReadError> {
        let path = self.path;
        if self.table.header.is_empty() {
            return Err(ReadError::Empty { path: path.to_owned(), what: "expected a header with path and expression" });
        }
        let columns = Columns::new(self.table.header.clone(), options, labels)
            .map_err(|problem| ReadError::Columns { path: path.to_owned(), problem })?;
        let (mut rows, problems) = rows::read(&self.table.rows, &columns, options, labels);
        if !problems.is_empty() {
            return Err(ReadError::Rows { path: path.to_owned(), problems });
        }
        for (row, picture) in rows.iter_mut().zip(&self.pictures) {
            row.picture = Some(picture.clone());
        }
        Ok((columns, rows))
    }
}

fn parse(listed: &Listed, options: &ReadOptions, labels: Labels) -> Result<FaceSet, ReadError> {
    let (columns, rows) = listed.rows(options, labels)?;
    let gathered = Gathered {
        path: listed.path,
        root: listed.root.clone(),
        layout: Layout::Manifest,
        columns: columns.names(),
        group_columns: columns.groups().to_vec(),
    };
    gathered.into_set(rows, options, labels)
}

fn picture_folder(manifest: &Path, options: &ReadOptions) -> PathBuf {
    let folder = manifest.parent().unwrap_or(Path::new(""));
    options.picture_folder.as_ref().map_or_else(|| folder.to_owned(), |pictures| folder.join(pictures))
}

/// What a manifest or class folders say, but for the rows.
pub(crate) struct Gathered<'a> {
    pub path: &'a Path,
    pub root: PathBuf,
    pub layout: Layout,
    pub columns: Vec<String>,
    pub group_columns: Vec<String>,
}

impl Gathered<'_> {
    /// Fails where the options give a label or split name no meaning.
    pub(crate) fn check_words(path: &Path, rows: &[Row], options: &ReadOptions) -> Result<(), ReadError> {
        all_known(path, &options.labels, rows.iter().filter_map(|r| r.label.as_deref()))?;
        all_known(path, &options.splits, rows.iter().filter_map(|r| r.split.as_deref()))
    }

    /// Gives labels and splits their meaning and sorts the faces.
    pub(crate) fn into_set(self, rows: Vec<Row>, options: &ReadOptions, labels: Labels) -> Result<FaceSet, ReadError> {
        Self::check_words(self.path, &rows, options)?;
        let Self { path, root, layout, columns, group_columns } = self;
        let mut left_out = LeftOut::default();
        let mut faces: Vec<Face> = Vec::with_capacity(rows.len());
        for row in rows {
            match row.into_face(&root, options, labels) {
                Ok(face) => faces.push(face),
                Err(word) => *left_out.n_faces.entry(word).or_default() += 1,
            }
        }
        if faces.is_empty() {
            return Err(nothing_left(path, &left_out));
        }
        faces.sort_by(|a, b| a.id.cmp(&b.id));
        let fingerprint = fingerprint::of_faces(&faces);
        Ok(FaceSet { faces, root, layout, columns, group_columns, left_out, fingerprint })
    }
}

fn nothing_left(path: &Path, left_out: &LeftOut) -> ReadError {
    let path = path.to_owned();
    match left_out.n_faces.get(WITHOUT_LABEL) {
        Some(&n_faces) => ReadError::Unlabelled { path, n_faces },
        None if left_out.n_faces.is_empty() => {
            ReadError::Empty { path, what: "expected at least one row below the header" }
        }
        None => ReadError::Empty { path, what: "the maps of labels and splits leave every one of them out" },
    }
}

/// Fails with every word that `map` gives no meaning.
fn all_known<'a, T: Named>(
    path: &Path,
    map: &NameMap<T>,
    words: impl Iterator<Item = &'a str>,
) -> Result<(), ReadError> {
    let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
    for word in words.filter(|word| map.meaning(word).is_none()) {
        *unknown.entry(word.to_owned()).or_default() += 1;
    }
    if unknown.is_empty() {
        return Ok(());
    }
    Err(ReadError::UnknownWords { path: path.to_owned(), words: UnknownWords::of::<T>(unknown) })
}

#[cfg(test)]
mod tests;
