//! The ways in which data sets lie on disk, each with a name of its own.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

mod recognise;
#[cfg(test)]
mod tests;

pub(crate) use recognise::recognise;

/// How a data set lies on disk. `docs/data-sets.md` describes each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Layout {
    /// A table with one row per face.
    Manifest,
    /// One folder per class, perhaps below one folder per split.
    ClassFolders,
    /// Pictures without labels.
    Pictures,
    /// SFEW 2.0.
    Sfew,
    /// FER2013 as CSV files of grey levels.
    Fer2013,
    /// FER2013 as pictures in folders.
    Fer2013Folders,
    /// FER+: votes for the pictures of FER2013.
    FerPlus,
    /// RAF-DB, basic expressions.
    RafDb,
    /// `AffectNet` with `training.csv` and `validation.csv`.
    AffectNetCsv,
    /// `AffectNet` with `images/` and `annotations/`.
    AffectNetNpy,
    /// `AffectNet` in class folders numbered as its makers do.
    AffectNetOfficial,
    /// `AffectNet` in class folders numbered by the alphabet.
    AffectNetAlphabetical,
    /// Extended Cohn-Kanade.
    CkPlus,
    /// DISFA: action units of frames.
    Disfa,
    /// `EmotioNet`: action units of pictures from the web.
    EmotioNet,
    /// BP4D: action units of frames.
    Bp4d,
    /// `FairFace`: age, gender and race.
    FairFace,
    /// Labelled Faces in the Wild: people by name.
    Lfw,
    /// `CelebA` and sets with attribute lists of its form.
    CelebA,
    /// Parquet files with a column `image`, as Hugging Face writes them.
    ParquetPictures,
    /// Folders with `metadata.csv` or `metadata.jsonl`, as Hugging Face reads them.
    Metadata,
    /// Tar archives of pictures with their labels beside them.
    WebDataset,
}

/// Every layout with its name.
const NAMES: [(Layout, &str); 22] = [
    (Layout::Manifest, "manifest"),
    (Layout::ClassFolders, "class-folders"),
    (Layout::Pictures, "pictures"),
    (Layout::Sfew, "sfew"),
    (Layout::Fer2013, "fer2013"),
    (Layout::Fer2013Folders, "fer2013-folders"),
    (Layout::FerPlus, "ferplus"),
    (Layout::RafDb, "raf-db"),
    (Layout::AffectNetCsv, "affectnet-csv"),
    (Layout::AffectNetNpy, "affectnet-npy"),
    (Layout::AffectNetOfficial, "affectnet-official"),
    (Layout::AffectNetAlphabetical, "affectnet-alphabetical"),
    (Layout::CkPlus, "ck-plus"),
    (Layout::Disfa, "disfa"),
    (Layout::EmotioNet, "emotionet"),
    (Layout::Bp4d, "bp4d"),
    (Layout::FairFace, "fairface"),
    (Layout::Lfw, "lfw"),
    (Layout::CelebA, "celeba"),
    (Layout::ParquetPictures, "parquet-pictures"),
    (Layout::Metadata, "metadata"),
    (Layout::WebDataset, "webdataset"),
];

impl Layout {
    /// Every layout.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.into_iter().map(|(layout, _)| layout)
    }

    /// The name in configs and on the command line.
    pub fn name(self) -> &'static str {
        NAMES.into_iter().find(|(layout, _)| *layout == self).map_or("", |(_, name)| name)
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A word that names no layout.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a layout; known are {}", NAMES.map(|(_, name)| name).join(", "))]
pub struct UnknownLayout {
    /// The word as it was found.
    pub found: String,
}

impl FromStr for Layout {
    type Err = UnknownLayout;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let known = NAMES.into_iter().find(|(_, name)| *name == word);
        known.map(|(layout, _)| layout).ok_or_else(|| UnknownLayout { found: word.to_owned() })
    }
}

impl TryFrom<String> for Layout {
    type Error = UnknownLayout;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        word.parse()
    }
}

impl From<Layout> for String {
    fn from(layout: Layout) -> Self {
        layout.name().to_owned()
    }
}
