//! Designs of accessories: styles, colours and patterns, in two pools that share none.

use faces::DisguiseKind;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::light::linear;
use super::wearable::{Colour, wearable};
use super::weave::Weave;

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

/// The named styles of a kind; even indices are for training, odd ones for testing.
pub fn styles(kind: DisguiseKind) -> &'static [&'static str] {
    wearable(kind).styles
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
        if self.weave == Weave::Plain {
            return self.colour(0);
        }
        let colours = [self.colour(0), self.colour(1), self.colour(2)];
        let period = self.period.max(0.05);
        self.weave.colour([x / period + self.phase, y / period + 0.37 * self.phase], colours)
    }
}

fn weave(kind: DisguiseKind, pool: DesignPool, rng: &mut impl Rng) -> Weave {
    let wearable = wearable(kind);
    let weaves = wearable.weaves[pool as usize];
    let choice = weaves[rng.random_range(0..weaves.len())];
    let dice: f32 = rng.random();
    if dice < wearable.patterned { choice } else { Weave::Plain }
}

fn colours(kind: DisguiseKind, pool: DesignPool, rng: &mut impl Rng) -> [Colour; 3] {
    let pick = |palette: &[Colour]| jitter(palette[rng.random_range(0..palette.len())], rng);
    wearable(kind).palettes[pool as usize].map(pick)
}

/// Small enough that neighbours in the palettes of the two pools do not meet.
fn jitter(colour: Colour, rng: &mut impl Rng) -> Colour {
    let by: i16 = rng.random_range(-4..=4);
    colour.map(|v| (i16::from(v) + by).clamp(0, 255) as u8)
}
