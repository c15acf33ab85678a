//! Which parts of a face and which action units an accessory hides.

use faces::{ActionUnit, DisguiseKind};
use serde::{Deserialize, Serialize};

use super::wearable::wearable;

/// A part of a head that an accessory can hide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Region {
    /// Hair and the top of the head.
    Hair,
    /// Above the brows.
    Forehead,
    /// Both brows.
    Brows,
    /// Both eyes with their lids.
    Eyes,
    /// Both ears.
    Ears,
    /// Nose tip and wings.
    Nose,
    /// Both cheeks.
    Cheeks,
    /// Lips and mouth corners.
    Mouth,
    /// Chin and jaw.
    Chin,
    /// The neck.
    Neck,
}

impl Region {
    /// The name in manifests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hair => "hair",
            Self::Forehead => "forehead",
            Self::Brows => "brows",
            Self::Eyes => "eyes",
            Self::Ears => "ears",
            Self::Nose => "nose",
            Self::Cheeks => "cheeks",
            Self::Mouth => "mouth",
            Self::Chin => "chin",
            Self::Neck => "neck",
        }
    }
}

/// The regions that a kind hides in every style, wholly or for the greater part.
pub fn hidden_regions(kind: DisguiseKind) -> Vec<Region> {
    wearable(kind).hides.to_vec()
}

/// The action units of which nothing can be seen.
pub fn hidden_units(kind: DisguiseKind) -> Vec<ActionUnit> {
    units(wearable(kind).hidden_units)
}

/// The action units of which a part can be seen: brows above a rim, wrinkles below a visor, cheeks above a mask.
pub fn partly_hidden_units(kind: DisguiseKind) -> Vec<ActionUnit> {
    units(wearable(kind).partly_hidden_units)
}

fn units(numbers: &[u8]) -> Vec<ActionUnit> {
    numbers.iter().filter_map(|&n| ActionUnit::new(n)).collect()
}
