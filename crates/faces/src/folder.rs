//! Data sets without a manifest: one folder per class, perhaps below one folder per split.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::FaceId;
use crate::face::FaceSet;
use crate::manifest::{Gathered, Row};
use crate::options::ReadOptions;
use crate::read_error::{ReadError, RowFault, RowProblem};

/// Endings of the file names of pictures that this program can decode.
const PICTURE_ENDINGS: [&str; 13] =
    ["bmp", "gif", "jpeg", "jpg", "pam", "pbm", "pgm", "png", "pnm", "ppm", "tif", "tiff", "webp"];

/// Reads `class/picture` or `split/class/picture`; pictures may lie deeper below their class.
pub(crate) fn read(root: &Path, options: &ReadOptions) -> Result<FaceSet, ReadError> {
    let mut walk = Walk { root, rows: Vec::new(), problems: Vec::new(), empty: Vec::new(), n_other_files: 0 };
    let folders = walk.folders(root)?;
    let has_splits = folders.iter().any(|f| options.splits.meaning(&name_of(f)).is_some());
    for folder in &folders {
        if has_splits { walk.split(folder)? } else { walk.class(folder, None)? }
    }
    walk.into_set(has_splits, options)
}

/// What was found on the way through the folders.
struct Walk<'a> {
    root: &'a Path,
    rows: Vec<Row>,
    problems: Vec<RowProblem>,
    empty: Vec<String>,
    n_other_files: usize,
}

impl Walk<'_> {
    /// The visible sub-folders in order of name; the files beside them are counted.
    fn folders(&mut self, folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
        let (folders, files): (Vec<_>, Vec<_>) = entries(folder)?.into_iter().partition(|e| e.is_dir());
        self.n_other_files += files.len();
        Ok(folders.into_iter().filter(|f| !name_of(f).starts_with('.')).collect())
    }

    fn split(&mut self, folder: &Path) -> Result<(), ReadError> {
        let classes = self.folders(folder)?;
        if classes.is_empty() {
            self.empty.push(self.relative(folder));
        }
        classes.iter().try_for_each(|class| self.class(class, Some(&name_of(folder))))
    }

    fn class(&mut self, folder: &Path, split: Option<&str>) -> Result<(), ReadError> {
        let mut pictures = Vec::new();
        self.pictures(folder, &mut pictures)?;
        if pictures.is_empty() {
            self.empty.push(self.relative(folder));
        }
        for picture in pictures {
            match self.id(&picture) {
                Ok(id) => self.rows.push(Row::new(id, name_of(folder), split.map(str::to_owned))),
                Err(fault) => self.problems.push(RowProblem { line: None, fault }),
            }
        }
        Ok(())
    }

    /// Every picture below a class folder; links to folders are not followed, as they may lead back up.
    fn pictures(&mut self, folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), ReadError> {
        for entry in entries(folder)? {
            if entry.is_dir() && !entry.is_symlink() {
                self.pictures(&entry, found)?;
            } else if is_picture(&entry) {
                found.push(entry);
            } else {
                self.n_other_files += 1;
            }
        }
        Ok(())
    }

    fn id(&self, picture: &Path) -> Result<FaceId, RowFault> {
        let relative = picture.strip_prefix(self.root).unwrap_or(picture);
        let name = relative.to_str().ok_or_else(|| RowFault::Name { found: relative.display().to_string() })?;
        Ok(FaceId::new(name)?)
    }

    fn relative(&self, folder: &Path) -> String {
        folder.strip_prefix(self.root).unwrap_or(folder).display().to_string()
    }

    fn into_set(self, has_splits: bool, options: &ReadOptions) -> Result<FaceSet, ReadError> {
        let path = self.root.to_owned();
        if !self.problems.is_empty() {
            return Err(ReadError::Rows { path, problems: self.problems });
        }
        if self.rows.is_empty() && self.empty.is_empty() {
            return Err(ReadError::Empty { path, what: "expected manifest.csv, or a folder of pictures per class" });
        }
        let columns = ["path", "expression"].into_iter().chain(has_splits.then_some("split"));
        let columns = columns.map(str::to_owned).collect();
        let gathered = Gathered { path: self.root, root: path.clone(), columns, group_columns: Vec::new() };
        // A name that is no class explains an empty folder better than its emptiness does.
        if !self.empty.is_empty() && (self.rows.is_empty() || gathered.check_words(&self.rows, options).is_ok()) {
            return Err(ReadError::EmptyFolders { path, folders: self.empty });
        }
        let mut set = gathered.into_set(self.rows, options)?;
        set.left_out.n_other_files = self.n_other_files;
        Ok(set)
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let read = || -> std::io::Result<Vec<PathBuf>> { fs::read_dir(folder)?.map(|e| Ok(e?.path())).collect() };
    let mut entries = read().map_err(|cause| ReadError::Unreadable { path: folder.to_owned(), cause })?;
    entries.sort();
    Ok(entries)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Whether a visible file's ending is that of a picture.
fn is_picture(path: &Path) -> bool {
    let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default().to_lowercase();
    path.is_file() && !name_of(path).starts_with('.') && PICTURE_ENDINGS.contains(&ending.as_str())
}

#[cfg(test)]
mod tests;
