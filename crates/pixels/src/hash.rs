//! Fingerprints of what pictures look like, to find the same picture stored twice.

mod near;
#[cfg(test)]
mod tests;

use std::f64::consts::PI;
use std::fmt;

use image::RgbImage;

use crate::photometry::luma;
use crate::resize::{Filter, resize};

pub use near::{NearIndex, Pair};

/// Side of the picture from which the waves are computed.
const SIDE_PX: usize = 64;

/// Waves each way: the lowest, without the constant.
const N_WAVES: usize = 16;

/// A wave that is not this much above the median is rounding, and its bit is 0: rounding levels moves a wave by 0.3.
const SILENT: f64 = 2.0;

/// Whether each of the 256 longest waves across a picture is above the median of them: a perceptual hash.
///
/// After `pHash` of Zauner 2010 ("Implementation and Benchmarking of Perceptual Image Hash Functions"), with 256 bits instead of
/// 64, which do not tell portraits of one person apart: luma, 64 x 64 px by block means, cosine transform, the 16 x 16 lowest
/// frequencies without the constant ones, compared with their median. It survives other sizes, compression and light, but
/// neither crops nor mirrors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PictureHash(pub [u64; 4]);

impl PictureHash {
    /// Up to this distance two pictures count as the same one.
    ///
    /// Measured on photographs of faces. Stored otherwise (0.4 and 1.7 times the size, JPEG of quality 30, 60 and 85, 0.7 and 1.2
    /// times as bright, 1.4 times the contrast), 95 of 100 stay within 20 bits, where they have 48 px only within 27; a white
    /// background that brightening cuts to one level takes 31. Different pictures: none of 729,028 pairs of press photographs is
    /// nearer than 42, none of 2,701 pairs of studio portraits nearer than 34 (one person, neutral and smiling). Of 25 million
    /// pairs in FER2013, 41 are within 31; all that were looked at, and those up to 40, show one photograph twice.
    /// What it cannot tell apart are shots of one sitting in which somebody hardly moves: 240 of 4,867 pairs in CMU Face Images.
    pub const SAME: u32 = 31;

    /// The hash of a picture.
    ///
    /// # Panics
    /// When the picture has no pixels.
    pub fn of(picture: &RgbImage) -> Self {
        let small = resize(picture, SIDE_PX as u32, SIDE_PX as u32, Filter::Area);
        let levels: Vec<f64> = small.pixels().map(|pixel| f64::from(luma(pixel.0))).collect();
        let waves = waves(&levels);
        let mut sorted = waves.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        let median = f64::midpoint(sorted[middle - 1], sorted[middle]);
        let mut words = [0; 4];
        for (i, wave) in waves.iter().enumerate() {
            words[i / 64] |= u64::from(wave - median > SILENT) << (i % 64);
        }
        Self(words)
    }

    /// In how many of 256 waves two pictures differ.
    pub fn distance(self, other: Self) -> u32 {
        self.0.iter().zip(other.0).map(|(a, b)| (a ^ b).count_ones()).sum()
    }
}

/// Sixty-four hexadecimal digits.
impl fmt::Display for PictureHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().rev().try_for_each(|word| write!(f, "{word:016x}"))
    }
}

/// The orthonormal cosine transform (type II) at frequencies 1 to 16 each way, row by row.
fn waves(levels: &[f64]) -> Vec<f64> {
    let wave = |frequency: usize, at: usize| {
        (2.0 / SIDE_PX as f64).sqrt() * (PI * (frequency + 1) as f64 * (at as f64 + 0.5) / SIDE_PX as f64).cos()
    };
    let table: [[f64; SIDE_PX]; N_WAVES] = std::array::from_fn(|k| std::array::from_fn(|i| wave(k, i)));
    let along = |line: &[f64], k: usize| line.iter().zip(&table[k]).map(|(level, wave)| level * wave).sum::<f64>();
    let rows: Vec<[f64; N_WAVES]> =
        levels.chunks_exact(SIDE_PX).map(|row| std::array::from_fn(|k| along(row, k))).collect();
    let columns: [Vec<f64>; N_WAVES] = std::array::from_fn(|k| rows.iter().map(|row| row[k]).collect());
    (0..N_WAVES)
        .flat_map(|down| columns.iter().map(move |column| (column, down)))
        .map(|(column, down)| along(column, down))
        .collect()
}
