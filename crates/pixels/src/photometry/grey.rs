//! The luma of pixels and what is measured against it.

use image::RgbImage;
use pulp::{Simd, WithSimd};

use crate::lanes::{BLOCK, blend, each_block, vectorised};

/// Weights of Pillow's fixed-point luma, in 65,536ths.
const WEIGHTS: [u32; 3] = [19595, 38470, 7471];

/// ITU-R 601 luma of a pixel in Pillow's fixed point: `0.299 R + 0.587 G + 0.114 B`.
#[inline(always)]
pub fn luma([r, g, b]: [u8; 3]) -> u8 {
    // At most 255 * 65536 + 32768, which fits.
    let [r, g, b] = [r, g, b].map(u32::from);
    let sum = r.wrapping_mul(WEIGHTS[0]).wrapping_add(g.wrapping_mul(WEIGHTS[1]));
    (sum.wrapping_add(b.wrapping_mul(WEIGHTS[2])).wrapping_add(0x8000) >> 16) as u8
}

/// Moves every pixel away from its own grey by `factor >= 0`; 0 is grey, 1 changes nothing (`adjust_saturation`).
pub fn saturation(picture: &mut RgbImage, factor: f32) {
    vectorised(Saturation { levels: picture, factor });
}

/// Every pixel as its ITU-R 601 luma, in three equal channels (`to_grayscale`).
pub fn grayscale(picture: &mut RgbImage) {
    vectorised(Grayscale { levels: picture });
}

/// The sum of the lumas of interleaved pixels.
pub(super) fn luma_sum(levels: &[u8]) -> u64 {
    vectorised(LumaSum { levels })
}

struct Saturation<'a> {
    levels: &'a mut [u8],
    factor: f32,
}

impl WithSimd for Saturation<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let mut greys = [0; BLOCK];
        each_block(self.levels, |[red, green, blue]| {
            let greys = &mut greys[..red.len()];
            for i in 0..greys.len() {
                greys[i] = luma([red[i], green[i], blue[i]]);
            }
            for plane in [red, green, blue] {
                plane.iter_mut().zip(&*greys).for_each(|(level, grey)| *level = blend(*grey, *level, self.factor));
            }
        });
    }
}

struct Grayscale<'a> {
    levels: &'a mut [u8],
}

impl WithSimd for Grayscale<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for pixel in self.levels.as_chunks_mut::<3>().0 {
            *pixel = [luma(*pixel); 3];
        }
    }
}

struct LumaSum<'a> {
    levels: &'a [u8],
}

impl WithSimd for LumaSum<'_> {
    type Output = u64;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> u64 {
        // A block's sum fits 32 bits, which leaves more of them to a vector.
        let of_block =
            |block: &[[u8; 3]]| block.iter().fold(0_u32, |sum, pixel| sum.wrapping_add(u32::from(luma(*pixel))));
        self.levels.as_chunks::<3>().0.chunks(BLOCK).map(|block| u64::from(of_block(block))).sum()
    }
}
