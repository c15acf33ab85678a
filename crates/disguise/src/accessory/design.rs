//! Designs of accessories: styles, colours and patterns, in two pools that share none.

use faces::DisguiseKind;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::light::linear;
use super::weave::Weave;
use super::{cap, headscarf, mask, sunglasses};

/// Which of two disjoint sets of designs to draw from, so that a model is never tested on what it was trained with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DesignPool {
    /// Designs for training pictures: the even styles of each kind.
    Train,
    /// Designs for test pictures: the odd styles of each kind.
    Test,
}

impl DesignPool {
    /// Both pools.
    pub const ALL: [Self; 2] = [Self::Train, Self::Test];

    /// The name in configs: `train` or `test`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Test => "test",
        }
    }
}

/// One accessory, described completely: the same design on the same picture gives the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Design {
    /// What it is.
    pub kind: DisguiseKind,
    /// The pool it was drawn from.
    pub pool: DesignPool,
    /// Index into [`styles`] of the kind.
    pub style: usize,
    /// The seed's lower half, for the name.
    pub number: u32,
    /// Three colours, sRGB: cloth and its pattern, or frame, lens and reflection.
    pub colours: [[u8; 3]; 3],
    /// The pattern of the cloth; plain for sunglasses.
    pub weave: Weave,
    /// Length of the pattern's period, in `[0.1, 0.4]` eye distances.
    pub period: f32,
    /// Factor on the accessory's size where the fit leaves freedom, in `[0.95, 1.06]`.
    pub size: f32,
    /// Strength of reflections and sheen, in `[0, 1]`.
    pub gloss: f32,
    /// Moves folds, patterns and reflections, in `[0, 1)`.
    pub phase: f32,
}

type Colour = [u8; 3];

const FRAMES: [[Colour; 5]; 2] = [
    [[20, 20, 22], [72, 44, 26], [30, 38, 74], [128, 130, 134], [104, 22, 30]],
    [[60, 64, 70], [168, 132, 66], [214, 206, 188], [26, 58, 42], [70, 32, 70]],
];
const LENSES: [[Colour; 5]; 2] = [
    [[26, 26, 28], [54, 36, 24], [18, 18, 18], [40, 38, 36], [46, 28, 30]],
    [[30, 40, 32], [28, 32, 46], [40, 44, 48], [22, 26, 24], [44, 34, 44]],
];
const CAPS: [[Colour; 7]; 2] = [
    [[32, 42, 78], [150, 34, 38], [158, 140, 104], [28, 28, 30], [30, 104, 108], [206, 202, 192], [96, 84, 72]],
    [[62, 64, 68], [34, 74, 50], [98, 28, 44], [192, 170, 130], [38, 74, 160], [196, 104, 40], [120, 124, 90]],
];
const SCARVES: [[Colour; 7]; 2] = [
    [[28, 28, 32], [186, 138, 138], [214, 200, 174], [32, 96, 78], [104, 124, 148], [184, 144, 66], [132, 62, 54]],
    [[34, 42, 76], [222, 220, 214], [100, 30, 48], [104, 108, 66], [158, 142, 178], [148, 126, 106], [46, 110, 130]],
];
const MASKS: [[Colour; 5]; 2] = [
    [[146, 192, 220], [226, 228, 228], [34, 34, 38], [222, 180, 186], [96, 120, 150]],
    [[166, 210, 192], [196, 198, 200], [38, 46, 76], [186, 176, 208], [208, 190, 164]],
];
const WEAVES: [[Weave; 3]; 2] =
    [[Weave::Stripes, Weave::Dots, Weave::Knit], [Weave::Checks, Weave::Flowers, Weave::Herringbone]];

/// The named styles of a kind; even indices are for training, odd ones for testing.
pub fn styles(kind: DisguiseKind) -> &'static [&'static str] {
    match kind {
        DisguiseKind::Sunglasses => &sunglasses::STYLES,
        DisguiseKind::Cap => &cap::STYLES,
        DisguiseKind::Headscarf => &headscarf::STYLES,
        DisguiseKind::Mask => &mask::STYLES,
    }
}

impl Design {
    /// Draws a design of a kind from a pool; equal arguments give equal designs.
    pub fn sample(kind: DisguiseKind, pool: DesignPool, seed: u64) -> Self {
        let salt =
            (kind as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (pool as u64).wrapping_mul(0xD1B5_4A32_D192_ED03);
        let rng = &mut ChaCha8Rng::seed_from_u64(seed ^ salt);
        let style = 2 * rng.random_range(0..styles(kind).len() / 2) + pool as usize;
        let weave = weave(kind, pool, rng);
        Self {
            kind,
            pool,
            style,
            number: seed as u32,
            colours: colours(kind, pool, rng),
            weave,
            period: rng.random_range(0.14..0.34),
            size: rng.random_range(0.95..1.06),
            gloss: rng.random(),
            phase: rng.random(),
        }
    }

    /// The same design in a given style of its pool: style `nth` of the pool, counted round.
    pub fn with_style(mut self, nth: usize) -> Self {
        let n_styles = styles(self.kind).len() / 2;
        self.style = 2 * (nth % n_styles) + self.pool as usize;
        self
    }

    /// The name of the style, as in [`styles`]; empty where `style` is out of range.
    pub fn style_name(&self) -> &'static str {
        styles(self.kind).get(self.style).copied().unwrap_or_default()
    }

    /// Kind, style and number: `sunglasses/aviator-3`.
    pub fn name(&self) -> String {
        format!("{}/{}-{}", self.kind, self.style_name(), self.number)
    }

    /// A colour in linear light.
    pub(super) fn colour(&self, which: usize) -> [f32; 3] {
        self.colours[which].map(linear)
    }

    /// The cloth's colour at a place in head units.
    pub(super) fn cloth(&self, [x, y]: [f32; 2]) -> [f32; 3] {
        let colours = [self.colour(0), self.colour(1), self.colour(2)];
        let period = self.period.max(0.05);
        self.weave.colour([x / period + self.phase, y / period + 0.37 * self.phase], colours)
    }
}

fn weave(kind: DisguiseKind, pool: DesignPool, rng: &mut impl Rng) -> Weave {
    let patterned = match kind {
        DisguiseKind::Sunglasses => 0.0,
        DisguiseKind::Mask => 0.15,
        DisguiseKind::Cap => 0.2,
        DisguiseKind::Headscarf => 0.4,
    };
    let choice = WEAVES[pool as usize][rng.random_range(0..3)];
    let dice: f32 = rng.random();
    match (dice < patterned, kind, pool) {
        (false, ..) => Weave::Plain,
        (true, DisguiseKind::Cap, DesignPool::Test) => Weave::Camouflage,
        (true, ..) => choice,
    }
}

fn colours(kind: DisguiseKind, pool: DesignPool, rng: &mut impl Rng) -> [Colour; 3] {
    let p = pool as usize;
    let mut pick = |palette: &[Colour]| jitter(palette[rng.random_range(0..palette.len())], rng);
    match kind {
        DisguiseKind::Sunglasses => [pick(&FRAMES[p]), pick(&LENSES[p]), pick(&FRAMES[p])],
        DisguiseKind::Cap => [pick(&CAPS[p]), pick(&CAPS[p]), pick(&CAPS[p])],
        DisguiseKind::Headscarf => [pick(&SCARVES[p]), pick(&SCARVES[p]), pick(&SCARVES[p])],
        DisguiseKind::Mask => [pick(&MASKS[p]), pick(&MASKS[p]), pick(&MASKS[p])],
    }
}

/// Small enough that neighbours in the palettes of the two pools do not meet.
fn jitter(colour: Colour, rng: &mut impl Rng) -> Colour {
    let by: i16 = rng.random_range(-4..=4);
    colour.map(|v| (i16::from(v) + by).clamp(0, 255) as u8)
}
