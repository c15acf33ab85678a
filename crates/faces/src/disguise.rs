//! The kinds of disguise that can be drawn or annotated.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Something worn on the face or head that hides a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DisguiseKind {
    /// Dark or mirrored glasses over eyes and part of the brows.
    Sunglasses,
    /// A cap with a visor over hair and forehead.
    Cap,
    /// Cloth around hair, ears and neck; the face stays open.
    Headscarf,
    /// A medical mask over nose, mouth and chin.
    Mask,
    /// Hair on chin and jaw; the lips stay visible.
    Beard,
    /// Hair between nose and mouth.
    Moustache,
    /// Glasses with clear lenses; the eyes stay visible.
    Eyeglasses,
    /// Cloth around the head and over nose, mouth and chin; the eyes stay open.
    Niqab,
    /// A scarf, bandana or tube of cloth drawn up over mouth and nose.
    Scarf,
    /// A hat with a brim all around.
    Hat,
    /// A knitted cap without a visor.
    Beanie,
    /// Cloth wound around the head in layers over hair and forehead; the face stays open.
    Turban,
    /// False hair over hair, forehead and ears; brows and eyes stay open.
    Wig,
    /// Gauze, pads or plasters on a part of the head or face.
    Bandage,
    /// Make-up on lips, lids, cheeks and the whole face.
    Makeup,
    /// Greasepaint on the face: clowns, animals, flags, stripes.
    Facepaint,
    /// One or both hands in front of mouth and chin.
    Hand,
}

impl DisguiseKind {
    /// Every kind.
    pub const ALL: [Self; 17] = [
        Self::Sunglasses,
        Self::Cap,
        Self::Headscarf,
        Self::Mask,
        Self::Beard,
        Self::Moustache,
        Self::Eyeglasses,
        Self::Niqab,
        Self::Scarf,
        Self::Hat,
        Self::Beanie,
        Self::Turban,
        Self::Wig,
        Self::Bandage,
        Self::Makeup,
        Self::Facepaint,
        Self::Hand,
    ];

    /// The name in manifests and configs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sunglasses => "sunglasses",
            Self::Cap => "cap",
            Self::Headscarf => "headscarf",
            Self::Mask => "mask",
            Self::Beard => "beard",
            Self::Moustache => "moustache",
            Self::Eyeglasses => "eyeglasses",
            Self::Niqab => "niqab",
            Self::Scarf => "scarf",
            Self::Hat => "hat",
            Self::Beanie => "beanie",
            Self::Turban => "turban",
            Self::Wig => "wig",
            Self::Bandage => "bandage",
            Self::Makeup => "makeup",
            Self::Facepaint => "facepaint",
            Self::Hand => "hand",
        }
    }
}

impl fmt::Display for DisguiseKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A word that names no kind of disguise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{found}` is not a kind of disguise; known are sunglasses, cap, headscarf, mask, beard, moustache, eyeglasses, niqab, scarf, hat, beanie, turban, wig, bandage, makeup, facepaint, hand"
)]
pub struct UnknownDisguise {
    /// The word as it was found.
    pub found: String,
}

impl FromStr for DisguiseKind {
    type Err = UnknownDisguise;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|k| k.name() == word).ok_or_else(|| UnknownDisguise { found: word.to_owned() })
    }
}

#[cfg(test)]
mod tests;
