//! Loops over the levels of a picture, compiled for the widest vectors of the processor at hand.
//!
//! Conversions from floats to levels go through an added constant instead of `as`, whose saturation keeps loops from
//! becoming vector code.

#[cfg(test)]
mod tests;

/// Pixels in one block: many whole vectors, and few enough to stay in the first cache.
pub(crate) const BLOCK: usize = 256;

/// The levels of one block, channel by channel, all of the same length.
pub(crate) type Planes<'a> = [&'a mut [u8]; 3];

/// From here on the last binary digit of an `f32` counts ones, so that the low byte of a sum is the rounded other term.
const ONES_F32: f32 = 8_388_608.0;

/// As [`ONES_F32`], for an `f64`.
const ONES_F64: f64 = 4_503_599_627_370_496.0;

/// Runs a loop compiled for the widest vectors of this processor.
///
/// A closure would do in principle, but the compiler does not inline a large one, and then it stays without vectors.
#[inline(always)]
pub(crate) fn vectorised<W: pulp::WithSimd>(work: W) -> W::Output {
    pulp::Arch::new().dispatch(work)
}

/// The level of a value in `[0, 255]`, cut towards 0.
#[inline(always)]
pub(crate) fn cut(value: f32) -> u8 {
    (value.floor() + ONES_F32).to_bits() as u8
}

/// The level nearest to a value in `[0, 255]`, ties to even.
#[inline(always)]
pub(crate) fn nearest(value: f32) -> u8 {
    (value + ONES_F32).to_bits() as u8
}

/// As [`cut`], from double precision.
#[inline(always)]
pub(crate) fn cut_f64(value: f64) -> u8 {
    (value.floor() + ONES_F64).to_bits() as u8
}

/// As [`nearest`], from double precision.
#[inline(always)]
pub(crate) fn nearest_f64(value: f64) -> u8 {
    (value + ONES_F64).to_bits() as u8
}

/// `from` at factor 0, `to` at factor 1, clipped and cut to a level as Pillow's `Image.blend` does.
#[inline(always)]
pub(crate) fn blend(from: u8, to: u8, factor: f32) -> u8 {
    let (from, to) = (f32::from(from), f32::from(to));
    cut((from + factor * (to - from)).clamp(0.0, 255.0))
}

/// Changes interleaved levels block by block.
#[inline(always)]
pub(crate) fn each_block(levels: &mut [u8], mut change: impl FnMut(Planes<'_>)) {
    let [mut red, mut green, mut blue] = [[0; BLOCK]; 3];
    for part in levels.as_chunks_mut::<3>().0.chunks_mut(BLOCK) {
        let n = part.len();
        let (red, green, blue) = (&mut red[..n], &mut green[..n], &mut blue[..n]);
        for i in 0..n {
            [red[i], green[i], blue[i]] = part[i];
        }
        change([red, green, blue]);
        for i in 0..n {
            part[i] = [red[i], green[i], blue[i]];
        }
    }
}
