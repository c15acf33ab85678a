//! Manifests: a CSV file with one row per face.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use csv::Trim;

use crate::csv_table;
use crate::face::{Face, FaceSet, LeftOut};
use crate::fingerprint;
use crate::name_map::{Meaning, NameMap, Named, UnknownWords};
use crate::options::ReadOptions;
use crate::read_error::{ReadError, RowFault, RowProblem};

mod column_problem;
mod columns;
mod rows;
mod write;

pub use column_problem::ColumnProblem;
pub use columns::{NearMiss, near_misses};
pub use write::{to_csv, write};

use columns::Columns;
pub(crate) use rows::Row;

/// The name of the manifest in the folder of a data set.
pub const FILE_NAME: &str = "manifest.csv";

/// Reads a manifest; the pictures are neither opened nor looked for.
pub(crate) fn read(path: &Path, options: &ReadOptions) -> Result<FaceSet, ReadError> {
    let bytes = fs::read(path).map_err(|cause| ReadError::Unreadable { path: path.to_owned(), cause })?;
    parse(&bytes, path, options)
}

/// Reads the bytes of a manifest that lies, or would lie, at `path`.
pub(crate) fn parse(bytes: &[u8], path: &Path, options: &ReadOptions) -> Result<FaceSet, ReadError> {
    let table =
        csv_table::read(bytes, Trim::All).map_err(|problem| ReadError::NotATable { path: path.to_owned(), problem })?;
    if table.header.is_empty() {
        return Err(ReadError::Empty { path: path.to_owned(), what: "expected a header with path and expression" });
    }
    let columns =
        Columns::new(table.header, options).map_err(|problem| ReadError::Columns { path: path.to_owned(), problem })?;
    let (rows, problems) = rows::read(&table.rows, &columns, options);
    if !problems.is_empty() {
        return Err(ReadError::Rows { path: path.to_owned(), problems });
    }
    let root = picture_folder(path, options);
    let gathered = Gathered { path, root, columns: columns.names(), group_columns: columns.groups().to_vec() };
    gathered.into_set(rows, options)
}

fn picture_folder(manifest: &Path, options: &ReadOptions) -> PathBuf {
    let folder = manifest.parent().unwrap_or(Path::new(""));
    options.picture_folder.as_ref().map_or_else(|| folder.to_owned(), |pictures| folder.join(pictures))
}

/// What a manifest or class folders say, but for the rows.
pub(crate) struct Gathered<'a> {
    pub path: &'a Path,
    pub root: PathBuf,
    pub columns: Vec<String>,
    pub group_columns: Vec<String>,
}

impl Gathered<'_> {
    /// Fails where the options give a label or split name no meaning.
    pub(crate) fn check_words(&self, rows: &[Row], options: &ReadOptions) -> Result<(), ReadError> {
        all_known(self.path, &options.labels, rows.iter().map(|r| r.label.as_str()))?;
        all_known(self.path, &options.splits, rows.iter().filter_map(|r| r.split.as_deref()))
    }

    /// Gives labels and splits their meaning and sorts the faces.
    pub(crate) fn into_set(self, rows: Vec<Row>, options: &ReadOptions) -> Result<FaceSet, ReadError> {
        self.check_words(&rows, options)?;
        let Self { path, root, columns, group_columns } = self;
        let mut left_out = LeftOut::default();
        let mut faces: Vec<Face> = Vec::with_capacity(rows.len());
        for row in rows {
            match row.into_face(&root, options) {
                Ok(face) => faces.push(face),
                Err(word) => *left_out.n_faces.entry(word).or_default() += 1,
            }
        }
        if faces.is_empty() {
            let what =
                if left_out.n_faces.is_empty() { "expected at least one row below the header" } else { ALL_LEFT_OUT };
            return Err(ReadError::Empty { path: path.to_owned(), what });
        }
        faces.sort_by(|a, b| a.id.cmp(&b.id));
        let fingerprint = fingerprint::of_faces(&faces);
        Ok(FaceSet { faces, root, columns, group_columns, left_out, fingerprint })
    }
}

const ALL_LEFT_OUT: &str = "the maps of labels and splits leave every one of them out";

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
