//! Samples of half size spread over their pixels, and brightness with two colours turned into red, green and blue.

use image::RgbImage;
use pulp::{Simd, WithSimd};

use super::Plane;
use super::header::Frame;
use crate::lanes::vectorised;

/// How the sums of a near and a far row are rounded on their way to levels.
#[derive(Clone, Copy)]
struct Rounding {
    /// Of the left and the right one of two pixels: it alternates, so that levels do not rise on average.
    added: (u16, u16),
    n_bits: u32,
}

/// Of levels themselves.
const OF_LEVELS: Rounding = Rounding { added: (1, 2), n_bits: 2 };

/// Of three parts of a near and one part of a far row.
const OF_SUMS: Rounding = Rounding { added: (8, 7), n_bits: 4 };

/// Rows narrower than this are repeated, not smoothed.
const SMOOTHED: usize = 3;

pub(super) fn picture(frame: &Frame, planes: &[Plane]) -> Option<RgbImage> {
    let mut levels = vec![0; 3 * frame.width * frame.height];
    let mut rows = vec![Row::default(); planes.len()];
    for (y, levels) in levels.chunks_exact_mut(3 * frame.width).enumerate() {
        for (row, plane) in rows.iter_mut().zip(planes) {
            vectorised(Spread { plane, y, row });
        }
        match rows.as_slice() {
            [grey] => vectorised(Join { rows: [&grey.levels; 3], is_rgb: true, levels }),
            [a, b, c] => {
                vectorised(Join { rows: [&a.levels, &b.levels, &c.levels], is_rgb: frame.is_rgb, levels });
            }
            _ => return None,
        }
    }
    RgbImage::from_raw(frame.width as u32, frame.height as u32, levels)
}

/// A row of a component in the size of the picture, or one sample wider.
#[derive(Clone, Default)]
struct Row {
    levels: Vec<u8>,
    sums: Vec<u16>,
}

struct Spread<'a> {
    plane: &'a Plane,
    y: usize,
    row: &'a mut Row,
}

impl WithSimd for Spread<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { plane, y, row: Row { levels, sums } } = self;
        let (x_spread, y_spread) = plane.spread;
        levels.resize(plane.width * x_spread, 0);
        let near = plane.row(y / y_spread);
        let far = if y % 2 == 0 { plane.row((y / 2).saturating_sub(1)) } else { plane.row(y / 2 + 1) };
        match (x_spread, y_spread) {
            (1, 1) => levels.copy_from_slice(near),
            (1, _) => {
                let added = if y % 2 == 0 { 1 } else { 2 };
                for ((level, near), far) in levels.iter_mut().zip(near).zip(far) {
                    *level = (sum_of(*near, *far).wrapping_add(added) >> 2) as u8;
                }
            }
            (_, y_spread) if plane.width < SMOOTHED => repeat(plane.row(y / y_spread), levels),
            (_, 1) => {
                sums.clear();
                sums.extend(near.iter().map(|level| u16::from(*level)));
                smooth(sums, OF_LEVELS, levels);
            }
            _ => {
                sums.clear();
                sums.extend(near.iter().zip(far).map(|(near, far)| sum_of(*near, *far)));
                smooth(sums, OF_SUMS, levels);
            }
        }
    }
}

/// Three parts of the near level and one of the far one: a sample lies between its two pixels.
#[inline(always)]
fn sum_of(near: u8, far: u8) -> u16 {
    u16::from(near).wrapping_mul(3).wrapping_add(u16::from(far))
}

#[inline(always)]
fn repeat(samples: &[u8], levels: &mut [u8]) {
    for (pair, sample) in levels.as_chunks_mut::<2>().0.iter_mut().zip(samples) {
        *pair = [*sample; 2];
    }
}

/// The same along a row; its first and last pixels have no far sample.
#[inline(always)]
fn smooth(sums: &[u16], rounding: Rounding, levels: &mut [u8]) {
    let Rounding { added: (left, right), n_bits } = rounding;
    let mixed =
        |near: u16, far: u16, added: u16| (near.wrapping_mul(3).wrapping_add(far).wrapping_add(added) >> n_bits) as u8;
    let (first, last) = (sums[0], sums[sums.len() - 1]);
    let n = levels.len();
    levels[0] = mixed(first, first, left);
    levels[n - 1] = mixed(last, last, right);
    let pairs = levels[1..n - 1].as_chunks_mut::<2>().0;
    for ((pair, a), b) in pairs.iter_mut().zip(sums).zip(&sums[1..]) {
        *pair = [mixed(*a, *b, right), mixed(*b, *a, left)];
    }
}

struct Join<'a> {
    rows: [&'a [u8]; 3],
    is_rgb: bool,
    levels: &'a mut [u8],
}

impl WithSimd for Join<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { rows: [a, b, c], is_rgb, levels } = self;
        let pixels = levels.as_chunks_mut::<3>().0.iter_mut();
        let samples = a.iter().zip(b).zip(c);
        if is_rgb {
            pixels.zip(samples).for_each(|(pixel, ((a, b), c))| *pixel = [*a, *b, *c]);
        } else {
            pixels.zip(samples).for_each(|(pixel, ((a, b), c))| *pixel = rgb(*a, *b, *c));
        }
    }
}

/// ITU-R BT.601 as JFIF has it, in parts of 65536.
#[inline(always)]
fn rgb(brightness: u8, blueness: u8, redness: u8) -> [u8; 3] {
    let [y, cb, cr] =
        [i32::from(brightness), i32::from(blueness).wrapping_sub(128), i32::from(redness).wrapping_sub(128)];
    let part =
        |blue: i32, red: i32| blue.wrapping_mul(cb).wrapping_add(red.wrapping_mul(cr)).wrapping_add(1 << 15) >> 16;
    [part(0, 91_881), part(-22_554, -46_802), part(116_130, 0)].map(|part| y.wrapping_add(part).clamp(0, 255) as u8)
}
