//! How a data set that was not made for this program is to be read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::action_unit::ActionUnitScale;
use crate::layout::Layout;
use crate::name_map::{LabelMap, SplitMap};

/// Everything that a data set's own files do not say; the default reads a manifest that follows our names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReadOptions {
    /// How the set lies on disk; what is not named is recognised where its files leave no doubt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<Layout>,
    /// Whether the pictures are face crops already.
    pub already_cropped: Cropped,
    /// How the cells of action-unit columns are to be read.
    pub action_units: ActionUnitScale,
    /// The folder that the manifest's paths are relative to, itself relative to the manifest's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture_folder: Option<PathBuf>,
    /// What the first frames of CK+ are taken for; for nothing where it is not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_frames: Option<FirstFrames>,
    /// Columns of the manifest to leave out.
    pub ignore_columns: Vec<String>,
    /// From our names of columns to the manifest's: `expression = "emotion"`.
    pub columns: BTreeMap<String, String>,
    /// From the set's labels to expressions: `Angry = "anger"`.
    pub labels: LabelMap,
    /// From the set's split names to ours: `Training = "train"`.
    pub splits: SplitMap,
}

/// What the first frame of a sequence of CK+ is taken for. Each sequence goes from a neutral face to the labelled expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FirstFrames {
    /// For nothing: only the last frame is read.
    LeaveOut,
    /// For a neutral face.
    Neutral,
}

/// Whether pictures are face crops already, so that no face has to be found in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cropped {
    /// As the column `crop` says; without it, none is.
    #[default]
    ByColumn,
    /// Every picture is.
    All,
    /// No picture is.
    None,
}
