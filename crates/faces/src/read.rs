//! Reading a data set, whatever its form.

use std::path::Path;

use crate::face::FaceSet;
use crate::options::ReadOptions;
use crate::read_error::ReadError;
use crate::{folder, manifest};

/// Reads the data set at `path`: a manifest, a folder that holds `manifest.csv`, or a folder of class folders.
///
/// # Errors
/// Anything that would make the labels doubtful; see [`ReadError`].
pub fn read(path: &Path, options: &ReadOptions) -> Result<FaceSet, ReadError> {
    let inside = path.join(manifest::FILE_NAME);
    let manifest = if path.is_dir() { inside.as_path() } else { path };
    if path.is_dir() && !manifest.exists() {
        return folder::read(path, options);
    }
    let set = manifest::read(manifest, options)?;
    check_files(manifest, &set)?;
    Ok(set)
}

fn check_files(manifest: &Path, set: &FaceSet) -> Result<(), ReadError> {
    let missing: Vec<String> = set.faces.iter().filter(|f| !f.path.is_file()).map(|f| f.id.to_string()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let (path, root) = (manifest.to_owned(), set.root.clone());
    Err(ReadError::MissingFiles { path, root, missing, n_total: set.faces.len() })
}

#[cfg(test)]
mod tests;
