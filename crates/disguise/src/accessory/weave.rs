//! Cloth patterns and noise, computed per place so that they follow the head.

use serde::{Deserialize, Serialize};

/// The pattern of a cloth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weave {
    /// One colour.
    Plain,
    /// Even stripes of two colours.
    Stripes,
    /// Dots in rows.
    Dots,
    /// Knitted rows.
    Knit,
    /// Crossing bands, as in tartan.
    Checks,
    /// Five-leaved flowers on a ground.
    Flowers,
    /// Blotches of three colours.
    Camouflage,
    /// Zigzag rows.
    Herringbone,
}

impl Weave {
    /// The colour at a place, in pattern periods, of a cloth in three colours.
    pub(super) fn colour(self, [u, v]: [f32; 2], [ground, second, third]: [[f32; 3]; 3]) -> [f32; 3] {
        match self {
            Self::Plain => ground,
            Self::Stripes => mix(ground, second, band(u, 0.42, 0.06)),
            Self::Dots => mix(ground, second, dots([u, v])),
            Self::Knit => scale(ground, 0.82 + 0.3 * knit([u * 3.0, v * 3.0])),
            Self::Checks => {
                let cross = mix(ground, second, 0.6 * band(u, 0.45, 0.04));
                let cross = mix(cross, second, 0.6 * band(v, 0.45, 0.04));
                mix(cross, third, 0.8 * band(u + 0.22, 0.06, 0.02).max(band(v + 0.22, 0.06, 0.02)))
            }
            Self::Flowers => flowers([u, v], [ground, second, third]),
            Self::Camouflage => {
                let first = step(noise([u * 1.1, v * 1.1], 3) - 0.52, 0.03);
                let other = step(noise([u * 1.4 + 9.0, v * 1.4], 5) - 0.56, 0.03);
                mix(mix(ground, second, first), third, other)
            }
            Self::Herringbone => {
                let zigzag = (u - u.floor() - 0.5).abs() * 2.0;
                mix(ground, second, 0.8 * band(v * 2.0 + zigzag, 0.5, 0.12))
            }
        }
    }
}

/// 1 within a band of a share of each period, soft at its sides.
fn band(u: f32, share: f32, soft: f32) -> f32 {
    let away = (u - u.floor() - 0.5).abs();
    step(0.5 * share - away, soft)
}

fn step(v: f32, soft: f32) -> f32 {
    (0.5 + 0.5 * v / soft).clamp(0.0, 1.0)
}

fn dots([u, v]: [f32; 2]) -> f32 {
    let row = v.floor();
    let shift = if row.rem_euclid(2.0) < 0.5 { 0.0 } else { 0.5 };
    let (x, y) = (u + shift - (u + shift).floor() - 0.5, v - row - 0.5);
    step(0.2 - x.hypot(y), 0.05)
}

fn knit([u, v]: [f32; 2]) -> f32 {
    let (x, y) = (u - u.floor() - 0.5, v + 0.6 * (u - u.floor() - 0.5).abs());
    let y = y - y.floor() - 0.5;
    (1.0 - 1.6 * x * x - 2.4 * y * y).max(0.0)
}

fn flowers([u, v]: [f32; 2], [ground, leaf, heart]: [[f32; 3]; 3]) -> [f32; 3] {
    let (cell, row) = (u.floor(), v.floor());
    let at = |salt| hash_unit(cell as i32 as u32, row as i32 as u32, salt);
    let (x, y) = (u - cell - 0.35 - 0.3 * at(1), v - row - 0.35 - 0.3 * at(2));
    let (radius, angle) = (x.hypot(y), y.atan2(x) + 6.3 * at(3));
    let size = 0.2 + 0.12 * at(4);
    let petals = step(size * (0.72 + 0.28 * (5.0 * angle).cos()) - radius, 0.04);
    mix(mix(ground, leaf, petals), heart, step(0.3 * size - radius, 0.04))
}

/// Between two colours.
pub(super) fn mix(a: [f32; 3], b: [f32; 3], t: f32) -> [f32; 3] {
    std::array::from_fn(|c| a[c] + (b[c] - a[c]) * t)
}

/// A colour times a factor.
pub(super) fn scale(a: [f32; 3], by: f32) -> [f32; 3] {
    a.map(|v| v * by)
}

/// Value noise in two octaves, in `[0, 1]`.
pub(super) fn noise([u, v]: [f32; 2], salt: u32) -> f32 {
    let octaves = [[u, v], [2.1 * u + 5.2, 2.1 * v + 1.3]];
    let cells = octaves.map(|place| place.map(floor));
    let [first, second] = lattices(cells.map(|cell| cell.map(|v| v as i32 as u32)), salt);
    let ease = |octave: usize, k: usize| {
        let t = octaves[octave][k] - cells[octave][k];
        t * t * (3.0 - 2.0 * t)
    };
    let between = |[a, b, c, d]: [f32; 4], x: f32, y: f32| {
        let (upper, lower) = (a + (b - a) * x, c + (d - c) * x);
        upper + (lower - upper) * y
    };
    0.67 * between(first, ease(0, 0), ease(0, 1)) + 0.33 * between(second, ease(1, 0), ease(1, 1))
}

/// The numbers at the corners of a cell of each octave, row by row: [`hash_unit`] of all eight side by side.
fn lattices(cells: [[u32; 2]; 2], salt: u32) -> [[f32; 4]; 2] {
    let mut hashes = [0u32; 8];
    for (octave, [i, j]) in (0u32..).zip(cells) {
        let salted = salt.wrapping_add(octave).wrapping_mul(BY_SALT);
        let xs = [i.wrapping_mul(BY_X), i.wrapping_add(1).wrapping_mul(BY_X)];
        let ys = [j.wrapping_mul(BY_Y) ^ salted, j.wrapping_add(1).wrapping_mul(BY_Y) ^ salted];
        let corners = [xs[0] ^ ys[0], xs[1] ^ ys[0], xs[0] ^ ys[1], xs[1] ^ ys[1]];
        hashes[4 * octave as usize..][..4].copy_from_slice(&corners);
    }
    for _ in 0..2 {
        for h in &mut hashes {
            *h ^= *h >> 15;
            *h = h.wrapping_mul(BY_ROUND);
            *h ^= *h >> 12;
        }
    }
    let [a, b, c, d, e, f, g, h] = hashes.map(|h| (h >> 8) as i32 as f32 * (1.0 / 16_777_216.0));
    [[a, b, c, d], [e, f, g, h]]
}

const BY_X: u32 = 0x9E37_79B1;
const BY_Y: u32 = 0x85EB_CA77;
const BY_SALT: u32 = 0xC2B2_AE3D;
const BY_ROUND: u32 = 0x2C1B_3C6D;

/// As `f32::floor` within the range of `i32`, without a call into the system's library.
fn floor(v: f32) -> f32 {
    let whole = v as i32 as f32;
    if v < whole { whole - 1.0 } else { whole }
}

/// A number in `[0, 1)` that depends on its arguments alone (two rounds of a multiply-xorshift hash).
pub(super) fn hash_unit(x: u32, y: u32, salt: u32) -> f32 {
    let mut h = x.wrapping_mul(BY_X) ^ y.wrapping_mul(BY_Y) ^ salt.wrapping_mul(BY_SALT);
    for _ in 0..2 {
        h ^= h >> 15;
        h = h.wrapping_mul(BY_ROUND);
        h ^= h >> 12;
    }
    (h >> 8) as f32 / 16_777_216.0
}
