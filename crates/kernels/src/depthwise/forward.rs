//! The forward pass of one picture: activated rows in a ring, weights in registers.

use pulp::{Simd, WithSimd};

use super::Geometry;
use super::ring::Ring;
use crate::product::sinks::Gate;
use crate::rowwise::Activate;
use crate::simd::{Way, load, store, unrolled};

/// Rows and columns of the taps.
const SIDE: usize = 3;

/// The convolution of one picture.
pub(super) struct ForwardPicture<'a> {
    pub(super) geometry: &'a Geometry,
    pub(super) picture: &'a [f32],
    pub(super) gate: Option<&'a Gate>,
    /// `[9, channels]`, padded to whole vectors.
    pub(super) weight: &'a [f32],
    pub(super) output: (&'a mut [f32], Way),
    /// First pixel of the output, sums and sums of squares of the distances from it, padded to whole vectors.
    pub(super) moments: &'a mut [Vec<f32>; 3],
    pub(super) ring: &'a mut Vec<f32>,
}

impl WithSimd for ForwardPicture<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { geometry, picture, gate, weight, output: (output, way), moments, ring } = self;
        let &Geometry { height, width, channels, stride } = geometry;
        let mut ring = Ring::new(ring, width, channels);
        let pixel = ring.pixel;
        let mut n_read = 0;
        for (y, output) in output.chunks_exact_mut(geometry.out_width() * channels).enumerate() {
            while n_read < (y * stride + 2).min(height) {
                let row = &picture[n_read * width * channels..][..width * channels];
                read(simd, row, (gate, channels), ring.pixels_mut(n_read), pixel);
                n_read += 1;
            }
            let row = |tap: usize| ring.row((y * stride + tap).checked_sub(1).filter(|y| *y < height));
            let rows = [row(0), row(1), row(2)];
            let way = way.to::<S>(output, channels);
            let output = (output, way);
            Row { y, rows, weight, output, moments: &mut *moments, geometry, pixel }.convolve(simd);
        }
    }
}

/// Copies a row of pixels, normalised where there is a normalisation, to pixels that lie `pixel` values apart.
#[inline(always)]
fn read<S: Simd>(simd: S, row: &[f32], (gate, width): (Option<&Gate>, usize), output: &mut [f32], pixel: usize) {
    if let Some(Gate { scale, shift, limits, .. }) = gate {
        let limits = *limits;
        Activate { input: row, output, stride: pixel, width, scale, shift, limits, more: None }.with_simd(simd);
        return;
    }
    for (to, from) in output.chunks_exact_mut(pixel).zip(row.chunks_exact(width)) {
        to[..width].copy_from_slice(from);
    }
}

/// One row of the output.
struct Row<'a> {
    y: usize,
    /// Three rows of the ring.
    rows: [&'a [f32]; 3],
    weight: &'a [f32],
    output: (&'a mut [f32], Way),
    moments: &'a mut [Vec<f32>; 3],
    geometry: &'a Geometry,
    pixel: usize,
}

impl Row<'_> {
    #[inline(always)]
    fn convolve<S: Simd>(self, simd: S) {
        let Self { y, rows, weight, output: (output, way), moments: [centre, sums, squares], geometry, pixel } = self;
        let &Geometry { width, channels, stride, .. } = geometry;
        let n_pixels = geometry.out_width();
        assert!(rows.iter().all(|row| row.len() == (width + 2) * pixel), "rows of a ring");
        assert!(pixel.is_multiple_of(S::F32_LANES) && channels <= pixel, "whole vectors");
        assert!(output.len() == n_pixels * channels && weight.len() == 9 * pixel, "a row of the output");
        assert!([&*centre, &*sums, &*squares].iter().all(|values| values.len() == pixel), "width of moments");
        for channel in (0..channels).step_by(S::F32_LANES) {
            // SAFETY: a whole vector from `channel` on lies within a pixel of the ring; the last tap of the last pixel is
            // pixel `(n_pixels - 1) * stride + 2 < width + 2` of its row; stores are cut to the channels that are left.
            unsafe {
                let tap = weight.as_ptr().add(channel);
                let [mut first_row, mut second_row, mut third_row] = [[simd.splat_f32s(0.0); SIDE]; 3];
                unrolled!(t in SIDE {
                    first_row[t] = load::<S>(tap.add(t * pixel));
                    second_row[t] = load::<S>(tap.add((SIDE + t) * pixel));
                    third_row[t] = load::<S>(tap.add((2 * SIDE + t) * pixel));
                });
                let [upper, middle, lower] = rows.map(|row| row.as_ptr().add(channel));
                let to = output.as_mut_ptr().add(channel);
                let (mut sum, mut square) = (simd.splat_f32s(0.0), simd.splat_f32s(0.0));
                let mut first = load::<S>(centre.as_ptr().add(channel));
                for x in 0..n_pixels {
                    let at = x * stride * pixel;
                    let mut a = simd.mul_f32s(load::<S>(upper.add(at)), first_row[0]);
                    let mut b = simd.mul_f32s(load::<S>(middle.add(at)), second_row[0]);
                    let mut c = simd.mul_f32s(load::<S>(lower.add(at)), third_row[0]);
                    let at = at + pixel;
                    a = simd.mul_add_e_f32s(load::<S>(upper.add(at)), first_row[1], a);
                    b = simd.mul_add_e_f32s(load::<S>(middle.add(at)), second_row[1], b);
                    c = simd.mul_add_e_f32s(load::<S>(lower.add(at)), third_row[1], c);
                    let at = at + pixel;
                    a = simd.mul_add_e_f32s(load::<S>(upper.add(at)), first_row[2], a);
                    b = simd.mul_add_e_f32s(load::<S>(middle.add(at)), second_row[2], b);
                    c = simd.mul_add_e_f32s(load::<S>(lower.add(at)), third_row[2], c);
                    let value = simd.add_f32s(simd.add_f32s(a, b), c);
                    way.write(simd, to.add(x * channels), channels - channel, value);
                    if y + x == 0 {
                        first = value;
                        store::<S>(centre.as_mut_ptr().add(channel), value);
                    }
                    let distance = simd.sub_f32s(value, first);
                    sum = simd.add_f32s(sum, distance);
                    square = simd.mul_add_e_f32s(distance, distance, square);
                }
                let (sums, squares) = (sums.as_mut_ptr().add(channel), squares.as_mut_ptr().add(channel));
                store::<S>(sums, simd.add_f32s(load::<S>(sums), sum));
                store::<S>(squares, simd.add_f32s(load::<S>(squares), square));
            }
        }
    }
}
