//! Drawn disguises on disk: pictures, masks of changed pixels, and a manifest that names every parent.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use disguise::accessory::{DesignPool, hidden_units};
use faces::manifest;
use faces::{Face, FaceId, FaceSet, PictureSource};
use pixels::{SyntheticSource, save_mask_png, save_synthetic_png};

use crate::album::{Drawn, Entry};
use crate::error::StudyError;

/// Writes drawn disguises into a folder.
#[derive(Debug, Clone)]
pub struct Keeper {
    folder: PathBuf,
}

impl Keeper {
    /// Writes below `folder`, which is made when the first picture comes.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Writes the picture and the mask of one drawing. The picture carries a note that it is synthetic.
    ///
    /// # Errors
    /// When the folder cannot be written or the disk is full.
    pub fn keep(&self, drawn: &Drawn<'_>) -> Result<(), StudyError> {
        let picture = self.folder.join(picture_path(drawn.fitting.design.pool, drawn.number));
        let mask = self.folder.join(mask_path(drawn.fitting.design.pool, drawn.number));
        for path in [&picture, &mask] {
            let folder = path.parent().unwrap_or(&self.folder);
            fs::create_dir_all(folder).map_err(|source| StudyError::folder(folder, source))?;
        }
        let note = format!("{} drawn on {}", drawn.fitting.design.name(), drawn.parent);
        save_synthetic_png(drawn.picture, SyntheticSource::CompositeSynthetic, &note, &picture)?;
        Ok(save_mask_png(drawn.mask, &mask)?)
    }

    /// Writes the manifest of kept drawings: the parent's row with the disguise, and columns for parent, design, mask and
    /// hidden action units. Drawings in which no face was found again are in it too, with `face_found` = `no`.
    ///
    /// # Errors
    /// When the folder cannot be written or the disk is full.
    pub fn write_manifest(&self, set: &FaceSet, entries: &[&Entry]) -> Result<PathBuf, StudyError> {
        let rows: Vec<Face> = entries.iter().filter_map(|entry| row(set, entry)).collect();
        let path = self.folder.join("manifest.csv");
        fs::create_dir_all(&self.folder).map_err(|source| StudyError::folder(&self.folder, source))?;
        manifest::write(&path, &rows)?;
        Ok(path)
    }
}

fn row(set: &FaceSet, entry: &Entry) -> Option<Face> {
    let worn = entry.worn.as_ref()?;
    let parent = &set.faces[entry.face];
    let design = &worn.fitting.design;
    let path = picture_path(design.pool, worn.number);
    let units: Vec<String> = hidden_units(design.kind).iter().map(|unit| unit.number().to_string()).collect();
    let mut groups = parent.groups.clone();
    let own: BTreeMap<String, String> = [
        ("disguise", design.kind.name().to_owned()),
        ("parent", parent.id.to_string()),
        ("design", design.name()),
        ("design_pool", design.pool.name().to_owned()),
        ("mask", mask_path(design.pool, worn.number)),
        ("hidden_action_units", units.join(" ")),
        ("face_found", if entry.crop.is_some() { "yes" } else { "no" }.to_owned()),
        ("synthetic", "yes".to_owned()),
    ]
    .into_iter()
    .map(|(column, value)| (column.to_owned(), value))
    .collect();
    groups.extend(own);
    Some(Face {
        id: FaceId::new(&path).ok()?,
        picture: PictureSource::File(PathBuf::from(path)),
        disguise: Some(design.kind.name().to_owned()),
        groups,
        place: None,
        ..parent.clone()
    })
}

fn picture_path(pool: DesignPool, number: usize) -> String {
    format!("{}/{number:05}.png", pool.name())
}

fn mask_path(pool: DesignPool, number: usize) -> String {
    format!("masks/{}/{number:05}.png", pool.name())
}
