//! What can be measured on a picture of a face: how good a picture it is, and how the head is turned.

#[cfg(test)]
mod tests;

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One measured quantity; an unknown one is absent, never 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// How sure the detector is that this is a face.
    Probability,
    /// Distance between the eyes in the picture as it was stored: the resolution of the face.
    EyeDistance,
    /// How much of the structure is fine: the Laplacian of the face at a fixed size, in relation to its local contrast; in `[0, 8]`.
    Sharpness,
    /// Mean luma of the face.
    Brightness,
    /// Standard deviation of the luma of the face.
    Contrast,
    /// Share of the face's pixels that are almost black or almost white.
    Clipped,
    /// Luma of the picture's left half of the face minus the right one, in relation to both; in `[-1, 1]`.
    SideLight,
    /// Turn of the head to the side, from the landmarks; positive towards the right of the picture.
    Yaw,
    /// Nod of the head, from the landmarks; positive upwards.
    Pitch,
    /// Tilt of the head, from the landmarks; positive clockwise on the screen.
    Roll,
    /// How much the landmarks move when the face is looked at a little aside: the less sure, the more.
    LandmarkSpread,
    /// Share of the face's structure that its mirror image does not have, after the light was made equal: something may cover one
    /// side. Unknown for a head that is turned.
    Asymmetry,
    /// Apparent skin tone: individual typology angle.
    Ita,
    /// Apparent skin tone: the nearest of the ten Monk tones.
    MonkTone,
    /// Share of the pixels at cheeks, forehead and nose from which the skin tone could be measured.
    SkinShare,
}

/// What the values of a measure may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A part of a whole or a level of brightness, in `[0, 1]`.
    Share,
    /// A ratio without a bound.
    Ratio,
    /// Pixels of the picture.
    Pixels,
    /// Degrees.
    Degrees,
    /// A place on a scale from 1 to 10.
    Tone,
}

impl Unit {
    /// How the unit is written behind a number; empty for pure numbers.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Share | Self::Ratio | Self::Tone => "",
            Self::Pixels => "px",
            Self::Degrees => "°",
        }
    }
}

impl Measure {
    /// Every measure, in the order of columns and tables.
    pub const ALL: [Self; 15] = [
        Self::Probability,
        Self::EyeDistance,
        Self::Sharpness,
        Self::Brightness,
        Self::Contrast,
        Self::Clipped,
        Self::SideLight,
        Self::Yaw,
        Self::Pitch,
        Self::Roll,
        Self::LandmarkSpread,
        Self::Asymmetry,
        Self::Ita,
        Self::MonkTone,
        Self::SkinShare,
    ];

    /// The name of its column.
    pub fn name(self) -> &'static str {
        match self {
            Self::Probability => "probability",
            Self::EyeDistance => "eye_distance_px",
            Self::Sharpness => "sharpness",
            Self::Brightness => "brightness",
            Self::Contrast => "contrast",
            Self::Clipped => "clipped",
            Self::SideLight => "side_light",
            Self::Yaw => "yaw_deg",
            Self::Pitch => "pitch_deg",
            Self::Roll => "roll_deg",
            Self::LandmarkSpread => "landmark_spread",
            Self::Asymmetry => "asymmetry",
            Self::Ita => "apparent_ita_deg",
            Self::MonkTone => "apparent_monk_tone",
            Self::SkinShare => "skin_share",
        }
    }

    /// A few words for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Probability => "detector's probability",
            Self::EyeDistance => "distance between the eyes",
            Self::Sharpness => "sharpness",
            Self::Brightness => "brightness",
            Self::Contrast => "contrast",
            Self::Clipped => "clipped pixels",
            Self::SideLight => "light from the side",
            Self::Yaw => "yaw",
            Self::Pitch => "pitch",
            Self::Roll => "roll",
            Self::LandmarkSpread => "spread of the landmarks",
            Self::Asymmetry => "asymmetry",
            Self::Ita => "apparent skin tone (ITA)",
            Self::MonkTone => "apparent skin tone (nearest Monk tone)",
            Self::SkinShare => "usable skin",
        }
    }

    /// What its values are counted in.
    pub fn unit(self) -> Unit {
        match self {
            Self::Probability
            | Self::Brightness
            | Self::Contrast
            | Self::Clipped
            | Self::Asymmetry
            | Self::SkinShare => Unit::Share,
            Self::Sharpness | Self::SideLight | Self::LandmarkSpread => Unit::Ratio,
            Self::EyeDistance => Unit::Pixels,
            Self::Yaw | Self::Pitch | Self::Roll | Self::Ita => Unit::Degrees,
            Self::MonkTone => Unit::Tone,
        }
    }

    fn index(self) -> usize {
        self as usize
    }
}

/// A word that names no measure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no measure, expected one of {}", Measure::ALL.map(Measure::name).join(", "))]
pub struct UnknownMeasure {
    /// The word.
    pub found: String,
}

impl FromStr for Measure {
    type Err = UnknownMeasure;

    fn from_str(word: &str) -> Result<Self, UnknownMeasure> {
        let found = Self::ALL.into_iter().find(|measure| measure.name() == word);
        found.ok_or_else(|| UnknownMeasure { found: word.to_owned() })
    }
}

/// What was measured on one face; every value is finite.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measures([Option<f64>; Measure::ALL.len()]);

impl Measures {
    /// The value of a measure, where it is known.
    pub fn get(&self, measure: Measure) -> Option<f64> {
        self.0[measure.index()]
    }

    /// Takes a value; one that is not finite is unknown.
    pub fn set(&mut self, measure: Measure, value: impl Into<Option<f64>>) {
        self.0[measure.index()] = value.into().filter(|value| value.is_finite());
    }
}
