//! Drawn disguises on disk: pictures, masks of changed pixels, and a manifest that names every parent.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use disguise::accessory::{DesignPool, Region};
use faces::files::write_atomically;
use faces::manifest;
use faces::{Face, FaceId, FaceSet, PictureSource};
use pixels::{Mark, SyntheticSource, save_mask_png, save_synthetic};

use crate::album::{Drawn, Entry};
use crate::error::StudyError;

/// Writes drawn disguises into a folder.
#[derive(Debug, Clone)]
pub struct Keeper {
    folder: PathBuf,
    ending: &'static str,
}

/// How drawn disguises are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptAs {
    /// Without loss.
    Png,
    /// Quality 95.
    Jpeg,
}

impl Keeper {
    /// Writes PNG files below `folder`, which is made when the first picture comes.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), ending: "png" }
    }

    /// The same with pictures stored in another way; masks stay PNG.
    pub fn storing(self, kept_as: KeptAs) -> Self {
        let ending = match kept_as {
            KeptAs::Png => "png",
            KeptAs::Jpeg => "jpg",
        };
        Self { ending, ..self }
    }

    /// Writes the picture and the mask of one drawing. The picture carries a note that it is synthetic.
    ///
    /// # Errors
    /// When the folder cannot be written or the disk is full.
    pub fn keep(&self, drawn: &Drawn<'_>) -> Result<(), StudyError> {
        let picture = self.folder.join(self.picture_path(drawn.fitting.outfit.pool, drawn.number));
        let mask = self.folder.join(mask_path(drawn.fitting.outfit.pool, drawn.number));
        for path in [&picture, &mask] {
            let folder = path.parent().unwrap_or(&self.folder);
            fs::create_dir_all(folder).map_err(|source| StudyError::folder(folder, source))?;
        }
        let note = format!("{} drawn on {}", drawn.fitting.outfit.name(), drawn.parent);
        let mark =
            Mark { source: SyntheticSource::CompositeSynthetic, note: &note, parent_sha256: drawn.parent_sha256 };
        save_synthetic(drawn.picture, &mark, &picture)?;
        Ok(save_mask_png(drawn.mask, &mask)?)
    }

    /// Writes the manifest of kept drawings: the parent's row with the disguise, and columns for parent, design, mask, hidden
    /// regions and action units. Drawings in which no face was found again are in it too, with `face_found` = `no`. Beside it
    /// `pairs.csv` names every drawing with the picture of the same face without it.
    ///
    /// # Errors
    /// When the folder cannot be written or the disk is full.
    pub fn write_manifest(&self, set: &FaceSet, entries: &[&Entry]) -> Result<PathBuf, StudyError> {
        let rows: Vec<Face> = entries.iter().filter_map(|entry| self.row(set, entry)).collect();
        let path = self.folder.join("manifest.csv");
        fs::create_dir_all(&self.folder).map_err(|source| StudyError::folder(&self.folder, source))?;
        write_atomically(&self.folder.join("pairs.csv"), self.pairs(set, entries))?;
        manifest::write(&path, &rows)?;
        Ok(path)
    }

    /// Matched pairs: the same face without and with what it wears.
    fn pairs(&self, set: &FaceSet, entries: &[&Entry]) -> String {
        let header = ["without", "with", "disguise", "expression", "subject", "face_found"].map(str::to_owned);
        let pair = |entry: &&Entry| {
            let worn = entry.worn.as_ref()?;
            let (face, outfit) = (&set.faces[entry.face], &worn.fitting.outfit);
            Some([
                face.id.to_string(),
                self.picture_path(outfit.pool, worn.number),
                outfit.kinds().to_string(),
                entry.expression.to_string(),
                face.subject.clone().unwrap_or_default(),
                found_word(entry).to_owned(),
            ])
        };
        faces::to_text(std::iter::once(header).chain(entries.iter().filter_map(pair)))
    }

    fn picture_path(&self, pool: DesignPool, number: usize) -> String {
        format!("{}/{number:05}.{}", pool.name(), self.ending)
    }

    fn row(&self, set: &FaceSet, entry: &Entry) -> Option<Face> {
        let worn = entry.worn.as_ref()?;
        let parent = &set.faces[entry.face];
        let outfit = &worn.fitting.outfit;
        let path = self.picture_path(outfit.pool, worn.number);
        let units: Vec<String> = outfit.hidden_units().iter().map(|unit| unit.number().to_string()).collect();
        let regions: Vec<&str> = outfit.hidden_regions().into_iter().map(Region::name).collect();
        let mut groups = parent.groups.clone();
        let own: BTreeMap<String, String> = [
            ("disguise", outfit.kinds().to_string()),
            ("parent", parent.id.to_string()),
            ("design", outfit.name()),
            ("design_pool", outfit.pool.name().to_owned()),
            ("mask", mask_path(outfit.pool, worn.number)),
            ("hidden_action_units", units.join(" ")),
            ("hidden_regions", regions.join(" ")),
            ("face_found", found_word(entry).to_owned()),
            ("synthetic", "yes".to_owned()),
        ]
        .into_iter()
        .map(|(column, value)| (column.to_owned(), value))
        .collect();
        groups.extend(own);
        Some(Face {
            id: FaceId::new(&path).ok()?,
            picture: PictureSource::File(PathBuf::from(path)),
            disguise: Some(outfit.kinds().to_string()),
            groups,
            place: None,
            ..parent.clone()
        })
    }
}

/// Whether the detector found the face again, in a word.
fn found_word(entry: &Entry) -> &'static str {
    if entry.crop.is_some() { "yes" } else { "no" }
}

fn mask_path(pool: DesignPool, number: usize) -> String {
    format!("masks/{}/{number:05}.png", pool.name())
}
