//! Which parts of a face and which action units an accessory hides.

use faces::{ActionUnit, DisguiseKind};
use serde::{Deserialize, Serialize};

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

/// The regions that a kind hides, wholly or for the greater part.
pub fn hidden_regions(kind: DisguiseKind) -> Vec<Region> {
    match kind {
        DisguiseKind::Sunglasses => vec![Region::Eyes],
        DisguiseKind::Cap => vec![Region::Hair, Region::Forehead],
        DisguiseKind::Headscarf => vec![Region::Hair, Region::Ears, Region::Neck],
        DisguiseKind::Mask => vec![Region::Nose, Region::Cheeks, Region::Mouth, Region::Chin],
    }
}

/// The action units of which nothing can be seen.
pub fn hidden_units(kind: DisguiseKind) -> Vec<ActionUnit> {
    match kind {
        DisguiseKind::Sunglasses => units(&[5, 6, 7, 43, 45]),
        DisguiseKind::Cap | DisguiseKind::Headscarf => Vec::new(),
        DisguiseKind::Mask => units(&[9, 10, 12, 14, 15, 17, 20, 23, 24, 25, 26, 28]),
    }
}

/// The action units of which a part can be seen: brows above a rim, wrinkles below a visor, cheeks above a mask.
pub fn partly_hidden_units(kind: DisguiseKind) -> Vec<ActionUnit> {
    match kind {
        DisguiseKind::Sunglasses => units(&[1, 2, 4, 9]),
        DisguiseKind::Cap => units(&[1, 2]),
        DisguiseKind::Headscarf => Vec::new(),
        DisguiseKind::Mask => units(&[6]),
    }
}

fn units(numbers: &[u8]) -> Vec<ActionUnit> {
    numbers.iter().filter_map(|&n| ActionUnit::new(n)).collect()
}
