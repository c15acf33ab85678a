//! The crops of a study on disk, so that a peer can be trained and tested on exactly the same pictures.
//!
//! `crops/SET/NNNNN.png` holds what the models see, without loss, and `crops/manifest.csv` names every picture of every set,
//! those without a found face too. The manifest is written last: where it is, the pictures are.

use std::path::Path;

use disguise::accessory::Outfit;
use faces::files::write_atomically;
use pixels::{Mark, SyntheticSource, save_png, save_synthetic};
use rayon::prelude::*;

use crate::album::{Album, Entry};
use crate::error::StudyError;
use crate::gather::{Gathered, Pictures};

/// The folder of the crops inside a run.
pub const FOLDER: &str = "crops";

/// Columns of the manifest.
///
/// - `path`: the picture, relative to the manifest; empty where no face was found
/// - `set`: `train`, `synthetic`, `extra`, `covered`, or the name of a test set as in `predictions.csv`
/// - `face`: the picture's id, for test sets that of `predictions.csv`
/// - `expression`, `subject`: as annotated; `subject` is empty where the person is unknown
/// - `parent`, `disguise`, `design`: face, kind and design of a drawn disguise; `disguise` is also a worn one's
/// - `found`: `yes` or `no`
const COLUMNS: [&str; 9] = ["path", "set", "face", "expression", "subject", "parent", "disguise", "design", "found"];

/// Whether a study keeps its crops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Crops {
    /// They are forgotten after the run.
    #[default]
    Forget,
    /// They are written into the run folder, photographs of people among them.
    Keep,
}

/// A picture with the place where it is kept.
struct Row<'a> {
    entry: &'a Entry,
    set: &'static str,
    /// Empty where there is no crop.
    path: String,
}

/// The set of the control of covered faces.
const COVERED: &str = "covered";

impl Row<'_> {
    /// Whether something was drawn on the face, or grey covers it.
    fn is_changed(&self) -> bool {
        self.entry.worn.is_some() || self.set == COVERED
    }
}

/// Writes the crops of `album` and their manifest into `folder`. A folder that holds them already is left as it is.
///
/// Drawn pictures say of themselves that they are synthetic.
///
/// # Errors
/// When the folder cannot be written or the disk is full.
pub fn write(gathered: &Gathered, album: &Album, folder: &Path) -> Result<(), StudyError> {
    let rows = rows(album);
    let (manifest, text) = (folder.join("manifest.csv"), manifest(gathered, &rows));
    if std::fs::read(&manifest).is_ok_and(|found| found == text.as_bytes()) {
        return Ok(());
    }
    for row in rows.iter().filter(|row| !row.path.is_empty()) {
        let path = folder.join(&row.path);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).map_err(|source| StudyError::folder(parent, source))?;
    }
    rows.par_iter().try_for_each(|row| save(gathered, row, folder))?;
    Ok(write_atomically(&manifest, text)?)
}

/// Every picture, set by set in the order of the album.
fn rows(album: &Album) -> Vec<Row<'_>> {
    let mut rows = of_set("train", "train", &album.train);
    rows.extend(of_set("synthetic", "synthetic", &album.synthetic));
    rows.extend(of_set("extra", "extra", &album.extra));
    rows.extend(of_set(COVERED, COVERED, &album.covered));
    for (test, entries) in &album.tests {
        rows.extend(of_set(test.name(), &format!("test-{}", test.name()), entries));
    }
    rows
}

fn of_set<'a>(set: &'static str, place: &str, entries: &'a [Entry]) -> Vec<Row<'a>> {
    let path = |i: usize, entry: &Entry| match entry.crop {
        Some(_) => format!("{place}/{i:05}.png"),
        None => String::new(),
    };
    entries.iter().enumerate().map(|(i, entry)| Row { entry, set, path: path(i, entry) }).collect()
}

fn save(gathered: &Gathered, row: &Row<'_>, folder: &Path) -> Result<(), StudyError> {
    let Some(crop) = &row.entry.crop else { return Ok(()) };
    let path = folder.join(&row.path);
    let source = match (&gathered.pictures, row.is_changed()) {
        (Pictures::Files(_), false) => return Ok(save_png(crop, &path)?),
        (Pictures::Files(_), true) => SyntheticSource::CompositeSynthetic,
        (Pictures::Phantoms { .. }, _) => SyntheticSource::AlgorithmicMedia,
    };
    let parent = row.is_changed().then(|| gathered.source_sha256(row.entry.face)).flatten();
    let mark = Mark { source, note: &row.entry.id, parent_sha256: parent.as_deref() };
    Ok(save_synthetic(crop, &mark, &path)?)
}

fn manifest(gathered: &Gathered, rows: &[Row<'_>]) -> String {
    let cells = |Row { entry, set, path }: &Row<'_>| {
        let face = &gathered.set.faces[entry.face];
        let outfit = entry.worn.as_ref().map(|worn| &worn.fitting.outfit);
        let disguise = outfit.map(|outfit| outfit.kinds().to_string()).or_else(|| face.disguise.clone());
        [
            path.clone(),
            (*set).to_owned(),
            entry.id.clone(),
            entry.expression.to_string(),
            face.subject.clone().unwrap_or_default(),
            outfit.map_or_else(String::new, |_| face.id.to_string()),
            disguise.unwrap_or_default(),
            outfit.map(Outfit::name).unwrap_or_default(),
            if entry.crop.is_some() { "yes" } else { "no" }.to_owned(),
        ]
    };
    faces::to_text(std::iter::once(COLUMNS.map(str::to_owned)).chain(rows.iter().map(cells)))
}
