//! The files of a folder, and which of them are pictures.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::FaceId;
use crate::FileError;
use crate::read_error::{ReadError, RowFault};

/// Endings of the file names of pictures that this program can decode.
const PICTURE_ENDINGS: [&str; 13] =
    ["bmp", "gif", "jpeg", "jpg", "pam", "pbm", "pgm", "png", "pnm", "ppm", "tif", "tiff", "webp"];

/// Everything in a folder in order of name.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let read = || -> std::io::Result<Vec<PathBuf>> { fs::read_dir(folder)?.map(|e| Ok(e?.path())).collect() };
    let mut entries = read().map_err(|cause| FileError::Unreadable { path: folder.to_owned(), cause })?;
    entries.sort();
    Ok(entries)
}

/// The visible sub-folders in order of name.
pub(crate) fn subfolders(folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let is_visible = |entry: &PathBuf| entry.is_dir() && !name_of(entry).starts_with('.');
    Ok(entries(folder)?.into_iter().filter(is_visible).collect())
}

/// Every picture below a folder, and the number of other files; links to folders are not followed, as they may lead back up.
pub(crate) fn pictures_below(folder: &Path, found: &mut Vec<PathBuf>) -> Result<usize, ReadError> {
    let mut n_others = 0;
    for entry in entries(folder)? {
        if entry.is_dir() && !entry.is_symlink() {
            n_others += pictures_below(&entry, found)?;
        } else if is_picture(&entry) {
            found.push(entry);
        } else {
            n_others += 1;
        }
    }
    Ok(n_others)
}

/// The last part of a path.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Whether a name, in a container or on disk, ends like that of a picture.
pub(crate) fn has_picture_ending(path: &Path) -> bool {
    let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default().to_lowercase();
    !name_of(path).starts_with('.') && PICTURE_ENDINGS.contains(&ending.as_str())
}

/// Whether a visible file's ending is that of a picture.
pub(crate) fn is_picture(path: &Path) -> bool {
    has_picture_ending(path) && path.is_file()
}

/// The face of a file below `root`.
pub(crate) fn id_below(root: &Path, file: &Path) -> Result<FaceId, RowFault> {
    let relative = file.strip_prefix(root).unwrap_or(file);
    let name = relative.to_str().ok_or_else(|| RowFault::Name { found: relative.display().to_string() })?;
    Ok(FaceId::new(name)?)
}
