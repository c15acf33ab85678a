//! Cloth patterns and noise, computed per place so that they follow the head.

use serde::{Deserialize, Serialize};

use super::head::length;
use super::whole::nearest;

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
    step(0.2 - length([x, y]), 0.05)
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
    let (radius, angle) = (length([x, y]), y.atan2(x) + 6.3 * at(3));
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

/// Value noise in two octaves, in `[0, 1]`: between the numbers that [`hash_unit`] has at the corners of a cell.
pub(super) fn noise([u, v]: [f32; 2], salt: u32) -> f32 {
    let places = [u, v, 2.1 * u + 5.2, 2.1 * v + 1.3];
    // The nearest to half a step below is the one below; at the border of two cells either will do.
    let cells = places.map(|place| nearest(place - 0.5));
    let eases: [f32; 4] = std::array::from_fn(|k| {
        let t = places[k] - cells[k].0;
        t * t * (3.0 - 2.0 * t)
    });
    let numbers = lattices(cells.map(|cell| cell.1), salt);
    let across = [eases[0], eases[0], eases[2], eases[2]];
    let sides: [f32; 4] = std::array::from_fn(|k| numbers[k] + (numbers[k + 4] - numbers[k]) * across[k]);
    let octave = |k: usize| sides[k] + (sides[k + 1] - sides[k]) * eases[k + 1];
    (0.67 * PER_HASH) * octave(0) + (0.33 * PER_HASH) * octave(2)
}

/// What [`hash_unit`] makes its numbers of, at the left corners of a cell of each octave, then at the right ones: all side by side.
fn lattices([i, j, k, l]: [u32; 4], salt: u32) -> [f32; 8] {
    let [x, x2] = [i, k].map(|i| i.wrapping_mul(BY_X));
    let [y, y2] = [j, l].map(|j| j.wrapping_mul(BY_Y));
    let [s, s2] = [salt, salt.wrapping_add(1)].map(|salt| salt.wrapping_mul(BY_SALT));
    let rows = [y ^ s, y.wrapping_add(BY_Y) ^ s, y2 ^ s2, y2.wrapping_add(BY_Y) ^ s2];
    let [next, next2] = [x, x2].map(|x| x.wrapping_add(BY_X));
    let columns = [x, x, x2, x2, next, next, next2, next2];
    let mut hashes: [u32; 8] = std::array::from_fn(|k| columns[k] ^ rows[k % 4]);
    for _ in 0..2 {
        for h in &mut hashes {
            *h ^= *h >> 15;
            *h = h.wrapping_mul(BY_ROUND);
            *h ^= *h >> 12;
        }
    }
    hashes.map(|h| (h >> 8) as i32 as f32)
}

const BY_X: u32 = 0x9E37_79B1;
const BY_Y: u32 = 0x85EB_CA77;
const BY_SALT: u32 = 0xC2B2_AE3D;
const BY_ROUND: u32 = 0x2C1B_3C6D;
/// What remains of a hash is 24 bits.
const PER_HASH: f32 = 1.0 / 16_777_216.0;

/// A number in `[0, 1)` that depends on its arguments alone (two rounds of a multiply-xorshift hash).
pub(super) fn hash_unit(x: u32, y: u32, salt: u32) -> f32 {
    let mut h = x.wrapping_mul(BY_X) ^ y.wrapping_mul(BY_Y) ^ salt.wrapping_mul(BY_SALT);
    for _ in 0..2 {
        h ^= h >> 15;
        h = h.wrapping_mul(BY_ROUND);
        h ^= h >> 12;
    }
    (h >> 8) as f32 * PER_HASH
}
