//! The ten skin tones of the Monk scale, and the way between stored colour and linear light.

use pixels::tone::MONK_TONES;
use serde::{Deserialize, Serialize};

/// A colour in linear light, channels red, green, blue in `[0, 1]`.
pub(super) type Rgbf = [f32; 3];

/// A step of the Monk Skin Tone scale, 1 (lightest) to 10 (darkest).
///
/// Values: Monk 2022, skintone.google; sRGB. A *drawn* attribute: it says with what colour a phantom was painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct SkinTone(u8);

/// A number that is no step of the Monk scale.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("skin tone: expected a Monk step from 1 to 10, found {found}")]
pub struct SkinToneError {
    /// The number as it was found.
    pub found: u8,
}

impl SkinTone {
    /// Number of steps.
    pub const COUNT: u8 = 10;

    /// Every step from the lightest to the darkest.
    pub const ALL: [Self; 10] =
        [Self(1), Self(2), Self(3), Self(4), Self(5), Self(6), Self(7), Self(8), Self(9), Self(10)];

    /// The step of that number, `None` outside 1 to 10.
    pub fn new(step: u8) -> Option<Self> {
        (1..=Self::COUNT).contains(&step).then_some(Self(step))
    }

    /// The number of the step, 1 to 10.
    pub fn step(self) -> u8 {
        self.0
    }

    /// The colour with which skin is painted, sRGB: the swatch, a little warmer at both ends of the scale, where the swatches are so close
    /// to grey that a face would look like plaster or coal. At most 6 CIELAB units from the swatch.
    pub(super) fn complexion(self) -> [u8; 3] {
        match self.0 {
            1..=3 => scaled(self.srgb(), [1.0, 0.975, 0.965]),
            9..=10 => scaled(self.srgb(), [1.05, 0.92, 0.84]),
            _ => self.srgb(),
        }
    }

    /// The swatch, sRGB.
    pub fn srgb(self) -> [u8; 3] {
        MONK_TONES[usize::from(self.0) - 1]
    }
}

impl TryFrom<u8> for SkinTone {
    type Error = SkinToneError;

    fn try_from(found: u8) -> Result<Self, Self::Error> {
        Self::new(found).ok_or(SkinToneError { found })
    }
}

impl From<SkinTone> for u8 {
    fn from(tone: SkinTone) -> Self {
        tone.0
    }
}

/// Linear light of an sRGB colour (IEC 61966-2-1).
pub(super) fn linear(srgb: [u8; 3]) -> Rgbf {
    srgb.map(|v| linear_channel(f32::from(v) / 255.0))
}

/// Linear light of one sRGB channel in `[0, 1]`.
pub(super) fn linear_channel(v: f32) -> f32 {
    if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
}

/// One sRGB channel in `[0, 1]` of linear light.
pub(super) fn encoded_channel(v: f32) -> f32 {
    let v = v.clamp(0.0, 1.0);
    if v <= 0.003_130_8 { v * 12.92 } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 }
}

/// Scales every channel of an sRGB colour.
pub(super) fn scaled(srgb: [u8; 3], by: [f32; 3]) -> [u8; 3] {
    std::array::from_fn(|i| (f32::from(srgb[i]) * by[i]).clamp(0.0, 255.0) as u8)
}

/// The colour `share` of the way from `from` to `to`, in stored values.
pub(super) fn mixed(from: [u8; 3], to: [u8; 3], share: f32) -> [u8; 3] {
    std::array::from_fn(|i| lerp(f32::from(from[i]), f32::from(to[i]), share).clamp(0.0, 255.0) as u8)
}

/// The number `share` of the way from `from` to `to`.
pub(super) fn lerp(from: f32, to: f32, share: f32) -> f32 {
    from + (to - from) * share
}
