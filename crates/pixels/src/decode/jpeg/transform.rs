//! The inverse cosine transform in whole numbers.
//!
//! Loeffler, Ligtenberg, Moschytz: Practical fast 1-D DCT algorithms with 11 multiplications, 1989; with the digits that the
//! Independent JPEG Group's accurate transform keeps: 13 of the factors, 2 of what lies between columns and rows.

use std::num::Wrapping;

use pulp::{Simd, WithSimd};

use super::header::Component;
use super::{BLOCK, SIDE};
use crate::lanes::vectorised;

const FACTOR_BITS: u32 = 13;
const BETWEEN_BITS: u32 = 2;

/// Eight values of each of eight columns. A damaged file must not stop the program, and checks would keep loops from becoming
/// vector code.
type Block = [[Wrapping<i32>; SIDE]; SIDE];

/// The samples of all blocks of a component, row by row.
pub(super) fn samples(component: &Component) -> Vec<u8> {
    let mut samples = vec![0; component.values.len()];
    let steps = component.steps.unwrap_or([0; BLOCK]).map(i32::from);
    vectorised(Transform {
        values: &component.values,
        steps: &steps,
        pitch: component.n_columns * SIDE,
        samples: &mut samples,
    });
    samples
}

struct Transform<'a> {
    values: &'a [i16],
    steps: &'a [i32; BLOCK],
    pitch: usize,
    samples: &'a mut [u8],
}

impl WithSimd for Transform<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { values, steps, pitch, samples } = self;
        let row_of_blocks = pitch * SIDE;
        for (values, samples) in values.chunks_exact(row_of_blocks).zip(samples.chunks_exact_mut(row_of_blocks)) {
            for (column, values) in values.as_chunks::<BLOCK>().0.iter().enumerate() {
                put(&transformed(values, steps), &mut samples[column * SIDE..], pitch);
            }
        }
    }
}

#[inline(always)]
fn put(block: &[[u8; SIDE]; SIDE], samples: &mut [u8], pitch: usize) {
    for (levels, row) in block.iter().zip(samples.chunks_mut(pitch)) {
        row[..SIDE].copy_from_slice(levels);
    }
}

/// A block whose first value is its only one.
#[inline(always)]
fn even(first: i32) -> [[u8; SIDE]; SIDE] {
    [[level(Wrapping(first.wrapping_add(4) >> 3)); SIDE]; SIDE]
}

#[inline(always)]
fn transformed(values: &[i16; BLOCK], steps: &[i32; BLOCK]) -> [[u8; SIDE]; SIDE] {
    if values[1..].iter().all(|value| *value == 0) {
        return even(i32::from(values[0]).wrapping_mul(steps[0]));
    }
    let mut block = Block::default();
    for y in 0..SIDE {
        for x in 0..SIDE {
            let place = y * SIDE + x;
            block[y][x] = Wrapping(i32::from(values[place])) * Wrapping(steps[place]);
        }
    }
    let columns = inverse(&block, FACTOR_BITS - BETWEEN_BITS);
    // Eight is the transform's own scale.
    let rows = inverse(&transposed(&columns), FACTOR_BITS + BETWEEN_BITS + 3);
    transposed(&rows).map(|row| row.map(level))
}

/// Samples are stored around the middle level.
#[inline(always)]
fn level(sample: Wrapping<i32>) -> u8 {
    (sample.0.clamp(-128, 127) + 128) as u8
}

#[inline(always)]
fn transposed(block: &Block) -> Block {
    let mut other = Block::default();
    for y in 0..SIDE {
        for x in 0..SIDE {
            other[x][y] = block[y][x];
        }
    }
    other
}

/// Transforms every column, and drops the last `n_bits` bits.
#[inline(always)]
fn inverse(block: &Block, n_bits: u32) -> Block {
    let mut output = Block::default();
    for x in 0..SIDE {
        let upper = even_part([block[0][x], block[2][x], block[4][x], block[6][x]]);
        let lower = odd_part([block[1][x], block[3][x], block[5][x], block[7][x]]);
        for y in 0..SIDE / 2 {
            let half = Wrapping(1 << (n_bits - 1));
            output[y][x] = (upper[y] + lower[y] + half) >> n_bits as usize;
            output[SIDE - 1 - y][x] = (upper[y] - lower[y] + half) >> n_bits as usize;
        }
    }
    output
}

/// What the upper half of a column has in common with the mirrored lower half.
#[inline(always)]
fn even_part([v0, v2, v4, v6]: [Wrapping<i32>; 4]) -> [Wrapping<i32>; 4] {
    let turned = (v2 + v6) * FACTOR[2];
    let (a, b) = (turned - v6 * FACTOR[7], turned + v2 * FACTOR[3]);
    let (sum, difference) = ((v0 + v4) << FACTOR_BITS as usize, (v0 - v4) << FACTOR_BITS as usize);
    [sum + b, difference + a, difference - a, sum - b]
}

/// What is the other way round in the mirrored lower half.
#[inline(always)]
fn odd_part([v1, v3, v5, v7]: [Wrapping<i32>; 4]) -> [Wrapping<i32>; 4] {
    let all = (v7 + v3 + v5 + v1) * FACTOR[5];
    let outer = -(v7 + v1) * FACTOR[4];
    let inner = -(v5 + v3) * FACTOR[10];
    let early = all - (v7 + v3) * FACTOR[8];
    let late = all - (v5 + v1) * FACTOR[1];
    [
        v1 * FACTOR[6] + outer + late,
        v3 * FACTOR[11] + inner + early,
        v5 * FACTOR[9] + inner + late,
        v7 * FACTOR[0] + outer + early,
    ]
}

/// The sums and differences of cosines in the flow graph, in parts of `1 << FACTOR_BITS`.
const FACTOR: [Wrapping<i32>; 12] = [
    Wrapping(2446),  // 0.298631336
    Wrapping(3196),  // 0.390180644
    Wrapping(4433),  // 0.541196100
    Wrapping(6270),  // 0.765366865
    Wrapping(7373),  // 0.899976223
    Wrapping(9633),  // 1.175875602
    Wrapping(12299), // 1.501321110
    Wrapping(15137), // 1.847759065
    Wrapping(16069), // 1.961570560
    Wrapping(16819), // 2.053119869
    Wrapping(20995), // 2.562915447
    Wrapping(25172), // 3.072711026
];
