//! The backward pass of one picture: every input pixel is visited once, and gives both gradients.

use pulp::{Simd, WithSimd};

use super::Geometry;
use super::ring::Ring;
use crate::norm::Return;
use crate::product::sinks::Gate;
use crate::rowwise::Combine;
use crate::simd::{Way, load, load_some, store, unrolled};

/// Rows and columns of the taps.
const SIDE: usize = 3;

/// The gradients of one picture.
pub(super) struct BackwardPicture<'a> {
    pub(super) geometry: &'a Geometry,
    pub(super) picture: &'a [f32],
    pub(super) gate: Option<&'a Gate>,
    /// `[9, channels]`, padded to whole vectors.
    pub(super) weight: &'a [f32],
    /// Gradient behind the next normalisation, raw output, and the way back.
    pub(super) upstream: (&'a [f32], &'a [f32], &'a Return),
    pub(super) result: (&'a mut [f32], Way),
    /// Padded like the weight; added to.
    pub(super) of_weight: &'a mut [f32],
    /// Added to.
    pub(super) sums: &'a mut [Vec<f32>; 2],
    pub(super) ring: &'a mut Vec<f32>,
}

impl WithSimd for BackwardPicture<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { geometry, picture, gate, weight, upstream, result: (result, way), of_weight, sums, ring } = self;
        let (gradient, raw, back) = upstream;
        let &Geometry { width, channels, stride, .. } = geometry;
        let (out_height, n_out) = (geometry.out_height(), geometry.out_width() * channels);
        let mut ring = Ring::new(ring, geometry.out_width(), channels);
        let pixel = ring.pixel;
        let mut n_read = 0;
        let n = width * channels;
        for (y, (result, picture)) in result.chunks_exact_mut(n).zip(picture.chunks_exact(n)).enumerate() {
            while n_read < ((y + 1) / stride + 1).min(out_height) {
                let part = n_read * n_out..(n_read + 1) * n_out;
                let (gradient, raw, output) = (&gradient[part.clone()], &raw[part], ring.pixels_mut(n_read));
                let coefficients = &back.coefficients;
                Combine { gradient, raw, output, stride: pixel, width: channels, coefficients }.with_simd(simd);
                n_read += 1;
            }
            let row = |tap: usize| ring.row(seen_from(y, tap, stride, out_height));
            let way = way.to::<S>(result, channels);
            let (weights, result) = ((weight, &mut *of_weight), (result, way));
            let row_of = Row { picture, gate, weights, result, sums: &mut *sums, geometry, pixel };
            match (stride, y % 2) {
                (1, _) => row_of.every_pixel(simd, [row(0), row(1), row(2)]),
                (_, 0) => row_of.every_second_pixel::<S, 1>(simd, [row(1)], [1]),
                _ => row_of.every_second_pixel::<S, 2>(simd, [row(0), row(2)], [0, 2]),
            }
        }
    }
}

/// The output that sees an input position through a tap, along one axis.
fn seen_from(position: usize, tap: usize, stride: usize, n_out: usize) -> Option<usize> {
    let centre = (position + 1).checked_sub(tap)?;
    (centre.is_multiple_of(stride) && centre / stride < n_out).then_some(centre / stride)
}

/// One row of the input.
struct Row<'a> {
    picture: &'a [f32],
    gate: Option<&'a Gate>,
    /// The weight and its gradient.
    weights: (&'a [f32], &'a mut [f32]),
    result: (&'a mut [f32], Way),
    sums: &'a mut [Vec<f32>; 2],
    geometry: &'a Geometry,
    pixel: usize,
}

/// The normalisation before the convolution, for some channels, and what it needs summed.
struct Entry<S: Simd> {
    scale: S::f32s,
    shift: S::f32s,
    mean: S::f32s,
    low: S::f32s,
    high: S::f32s,
    sum: S::f32s,
    product: S::f32s,
}

impl<S: Simd> Entry<S> {
    /// # Safety
    /// A whole vector from `channel` on lies within the gate.
    #[inline(always)]
    unsafe fn new(simd: S, gate: Option<&Gate>, channel: usize) -> Self {
        let zero = simd.splat_f32s(0.0);
        let limits = gate.map_or((f32::NEG_INFINITY, f32::INFINITY), |gate| gate.limits);
        let (low, high) = (simd.splat_f32s(limits.0), simd.splat_f32s(limits.1));
        let Some(gate) = gate else {
            return Self { scale: simd.splat_f32s(1.0), shift: zero, mean: zero, low, high, sum: zero, product: zero };
        };
        // SAFETY: the caller's promise.
        unsafe {
            let scale = load::<S>(gate.scale.as_ptr().add(channel));
            let shift = load::<S>(gate.shift.as_ptr().add(channel));
            let mean = load::<S>(gate.mean.as_ptr().add(channel));
            Self { scale, shift, mean, low, high, sum: zero, product: zero }
        }
    }

    /// What the convolution sees of `raw`, and the value before the limits.
    #[inline(always)]
    fn activated(&self, simd: S, raw: S::f32s) -> (S::f32s, S::f32s) {
        let z = simd.mul_add_e_f32s(raw, self.scale, self.shift);
        (simd.min_f32s(simd.max_f32s(z, self.low), self.high), z)
    }

    /// The gradient where the activation lets it through.
    #[inline(always)]
    fn gated(&mut self, simd: S, (raw, z): (S::f32s, S::f32s), gradient: S::f32s) -> S::f32s {
        let open = simd.and_m32s(simd.less_than_f32s(self.low, z), simd.less_than_f32s(z, self.high));
        let gradient = simd.select_f32s(open, gradient, simd.splat_f32s(0.0));
        self.sum = simd.add_f32s(self.sum, gradient);
        self.product = simd.mul_add_e_f32s(gradient, simd.sub_f32s(raw, self.mean), self.product);
        gradient
    }

    /// # Safety
    /// A whole vector from `channel` on lies within the sums.
    #[inline(always)]
    unsafe fn finish(self, simd: S, [sums, products]: &mut [Vec<f32>; 2], channel: usize) {
        // SAFETY: the caller's promise.
        unsafe {
            let (sums, products) = (sums.as_mut_ptr().add(channel), products.as_mut_ptr().add(channel));
            store::<S>(sums, simd.add_f32s(load::<S>(sums), self.sum));
            store::<S>(products, simd.add_f32s(load::<S>(products), self.product));
        }
    }
}

impl Row<'_> {
    fn check<const N: usize>(&self, rows: &[&[f32]; N]) {
        let Geometry { width, channels, .. } = *self.geometry;
        let row = (self.geometry.out_width() + 2) * self.pixel;
        assert!(rows.iter().all(|values| values.len() == row) && channels <= self.pixel, "rows of a ring");
        assert!(
            self.picture.len() == width * channels && self.result.0.len() == width * channels,
            "a row of the input"
        );
        assert!(self.weights.0.len() == 9 * self.pixel && self.weights.1.len() == 9 * self.pixel, "weights");
        assert!(self.sums.iter().all(|sums| sums.len() == self.pixel), "width of sums");
        let gate = self.gate.map(|gate| [gate.scale.len(), gate.shift.len(), gate.mean.len()]);
        assert!(gate.into_iter().flatten().all(|length| length == self.pixel), "width of a gate");
    }

    /// Stride 1: all nine outputs around a pixel see it.
    #[inline(always)]
    fn every_pixel<S: Simd>(self, simd: S, rows: [&[f32]; 3]) {
        self.check(&rows);
        let Self { picture, gate, weights: (weight, of_weight), result: (result, way), sums, geometry, pixel } = self;
        let channels = geometry.channels;
        for channel in (0..channels).step_by(S::F32_LANES) {
            let n = channels - channel;
            // SAFETY: `check`; a whole vector from `channel` on lies within a pixel of the ring, the last pixel read is
            // `width + 1` of a row, and loads and stores of the picture are cut to the channels that are left.
            unsafe {
                let mut entry = Entry::new(simd, gate, channel);
                let (weight, of_weight) = (weight.as_ptr().add(channel), of_weight.as_mut_ptr().add(channel));
                let mut taps = [[simd.splat_f32s(0.0); 3]; 3];
                let mut totals = [[simd.splat_f32s(0.0); 3]; 3];
                unrolled!(r in SIDE {
                    unrolled!(t in SIDE {
                        taps[r][t] = load::<S>(weight.add((3 * r + t) * pixel));
                        totals[r][t] = load::<S>(of_weight.add((3 * r + t) * pixel));
                    });
                });
                for x in 0..geometry.width {
                    let raw = load_some(simd, picture.as_ptr().add(x * channels + channel), n);
                    let (seen, z) = entry.activated(simd, raw);
                    let mut gradients = [simd.splat_f32s(0.0); 3];
                    unrolled!(r in SIDE {
                        let row = rows[r].as_ptr().add(x * pixel + channel);
                        unrolled!(t in SIDE {
                            let from = load::<S>(row.add((2 - t) * pixel));
                            gradients[r] = simd.mul_add_e_f32s(from, taps[r][t], gradients[r]);
                            totals[r][t] = simd.mul_add_e_f32s(from, seen, totals[r][t]);
                        });
                    });
                    let gradient = simd.add_f32s(simd.add_f32s(gradients[0], gradients[1]), gradients[2]);
                    let gradient = entry.gated(simd, (raw, z), gradient);
                    way.write(simd, result.as_mut_ptr().add(x * channels + channel), n, gradient);
                }
                unrolled!(r in SIDE {
                    unrolled!(t in SIDE {
                        store::<S>(of_weight.add((3 * r + t) * pixel), totals[r][t]);
                    });
                });
                entry.finish(simd, sums, channel);
            }
        }
    }

    /// Stride 2: `N` rows of outputs see this row, through the given rows of taps; an even pixel is seen by one output of each
    /// row, an odd one by two.
    #[inline(always)]
    fn every_second_pixel<S: Simd, const N: usize>(self, simd: S, rows: [&[f32]; N], tap_rows: [usize; N]) {
        self.check(&rows);
        let Self { picture, gate, weights: (weight, of_weight), result: (result, way), sums, geometry, pixel } = self;
        let channels = geometry.channels;
        for channel in (0..channels).step_by(S::F32_LANES) {
            let n = channels - channel;
            // SAFETY: `check`; a whole vector from `channel` on lies within a pixel of the ring, the last pixel read is
            // `out width + 1` of a row, and loads and stores of the picture are cut to the channels that are left.
            unsafe {
                let mut entry = Entry::new(simd, gate, channel);
                let (weight, of_weight) = (weight.as_ptr().add(channel), of_weight.as_mut_ptr().add(channel));
                let mut taps = [[simd.splat_f32s(0.0); 3]; N];
                let mut totals = [[simd.splat_f32s(0.0); 3]; N];
                unrolled!(r in N {
                    unrolled!(t in SIDE {
                        taps[r][t] = load::<S>(weight.add((3 * tap_rows[r] + t) * pixel));
                        totals[r][t] = load::<S>(of_weight.add((3 * tap_rows[r] + t) * pixel));
                    });
                });
                for x in (0..geometry.width).step_by(2) {
                    let at = x * channels + channel;
                    let raw = load_some(simd, picture.as_ptr().add(at), n);
                    let (seen, z) = entry.activated(simd, raw);
                    let mut gradient = simd.splat_f32s(0.0);
                    unrolled!(r in N {
                        let from = load::<S>(rows[r].as_ptr().add((x / 2 + 1) * pixel + channel));
                        gradient = simd.mul_add_e_f32s(from, taps[r][1], gradient);
                        totals[r][1] = simd.mul_add_e_f32s(from, seen, totals[r][1]);
                    });
                    way.write(simd, result.as_mut_ptr().add(at), n, entry.gated(simd, (raw, z), gradient));
                    if x + 1 == geometry.width {
                        break;
                    }
                    let at = at + channels;
                    let raw = load_some(simd, picture.as_ptr().add(at), n);
                    let (seen, z) = entry.activated(simd, raw);
                    let mut gradients = [simd.splat_f32s(0.0); 2];
                    unrolled!(r in N {
                        let row = rows[r].as_ptr().add((x / 2 + 1) * pixel + channel);
                        let (left, right) = (load::<S>(row), load::<S>(row.add(pixel)));
                        gradients[0] = simd.mul_add_e_f32s(left, taps[r][2], gradients[0]);
                        gradients[1] = simd.mul_add_e_f32s(right, taps[r][0], gradients[1]);
                        totals[r][2] = simd.mul_add_e_f32s(left, seen, totals[r][2]);
                        totals[r][0] = simd.mul_add_e_f32s(right, seen, totals[r][0]);
                    });
                    let gradient = simd.add_f32s(gradients[0], gradients[1]);
                    way.write(simd, result.as_mut_ptr().add(at), n, entry.gated(simd, (raw, z), gradient));
                }
                unrolled!(r in N {
                    unrolled!(t in SIDE {
                        store::<S>(of_weight.add((3 * tap_rows[r] + t) * pixel), totals[r][t]);
                    });
                });
                entry.finish(simd, sums, channel);
            }
        }
    }
}
