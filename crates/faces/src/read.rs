//! Reading a data set, whatever its form.

use std::path::Path;

use crate::face::FaceSet;
use crate::layout::{self, Layout};
use crate::manifest::Labels;
use crate::options::ReadOptions;
use crate::picture::PictureSource;
use crate::read_error::{ReadError, SetProblem};
use crate::{manifest, sets};

/// Reads the labelled faces of the data set at `path`: a manifest, a folder that holds `manifest.csv`, or one of the layouts
/// of known sets, recognised by their files or named by the options.
///
/// Every face has an expression. Faces that the set's makers did not label are left out and counted.
///
/// # Errors
/// Anything that would make the labels doubtful, a set without any among them; see [`ReadError`].
pub fn read(path: &Path, options: &ReadOptions) -> Result<FaceSet, ReadError> {
    read_with(path, options, Labels::Required)
}

/// Reads every face of the data set at `path`, those without a label too: their `expression` is `None`.
///
/// A manifest needs no column `expression` then, and a folder may hold pictures alone.
///
/// # Errors
/// As [`read()`], but for missing labels.
pub fn read_any(path: &Path, options: &ReadOptions) -> Result<FaceSet, ReadError> {
    read_with(path, options, Labels::Optional)
}

/// How the set at `path` lies on disk: as the options say, or as only one layout does.
///
/// # Errors
/// The path cannot be read, or its files are those of several sets.
pub fn layout_of(path: &Path, options: &ReadOptions) -> Result<Layout, ReadError> {
    if let Some(layout) = options.layout {
        return Ok(layout);
    }
    let found = layout::recognise(path)?;
    match found[..] {
        [layout] => Ok(layout),
        _ => Err(ReadError::Set {
            path: path.to_owned(),
            layout: None,
            problem: SetProblem::Ambiguous { layouts: found },
        }),
    }
}

fn read_with(path: &Path, options: &ReadOptions, labels: Labels) -> Result<FaceSet, ReadError> {
    let layout = layout_of(path, options)?;
    let inside = path.join(manifest::FILE_NAME);
    let listing = if layout == Layout::Manifest && path.is_dir() { inside.as_path() } else { path };
    let set = match layout {
        Layout::Manifest => manifest::read(listing, options, labels)?,
        _ => sets::read(path, layout, options, labels)?,
    };
    check_files(listing, &set)?;
    Ok(set)
}

fn check_files(listing: &Path, set: &FaceSet) -> Result<(), ReadError> {
    let is_missing = |picture: &PictureSource| matches!(picture, PictureSource::File(path) if !path.is_file());
    let missing = set.faces.iter().filter(|face| is_missing(&face.picture)).map(|face| face.id.to_string());
    let missing: Vec<String> = missing.collect();
    if missing.is_empty() {
        return Ok(());
    }
    let (path, root) = (listing.to_owned(), set.root.clone());
    Err(ReadError::MissingFiles { path, root, missing, n_total: set.faces.len() })
}

#[cfg(test)]
mod tests;
