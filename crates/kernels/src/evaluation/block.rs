//! An inverted residual with its normalisations folded in.

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::layer::{Affected, Layer, Product, Target};
use super::memory::{Work, first};
use super::{ROWS, Size};
use crate::product::lanes;
use crate::rowwise::padded_vector;
use crate::simd::{load, store, vectorised};

/// Widen, filter channel by channel, narrow; plus the input where there is a short cut.
#[derive(Debug, Clone)]
pub struct Block {
    expand: Option<Affected>,
    /// `[9, channels]`, padded to whole vectors, and the summands.
    taps: (Vec<f32>, Vec<f32>),
    project: Affected,
    n_in: usize,
    n_wide: usize,
    stride: usize,
    has_short_cut: bool,
}

impl Block {
    /// Folds and packs the weights: `expand` and `project` are `[channels in, channels out]`, `depthwise` is `[9, channels]`.
    /// The input is added where the shape stays.
    pub fn new(expand: Option<&Layer<'_>>, depthwise: &Layer<'_>, project: &Layer<'_>, stride: usize) -> Self {
        let n_wide = depthwise.scale.len();
        let n_in = expand.map_or(n_wide, |layer| layer.weight.len() / n_wide);
        let pixel = n_wide.next_multiple_of(lanes());
        let mut taps = vec![0.0; 9 * pixel];
        for (to, from) in taps.chunks_exact_mut(pixel).zip(depthwise.weight.chunks_exact(n_wide)) {
            to.iter_mut().zip(from.iter().zip(depthwise.scale)).for_each(|(to, (tap, scale))| *to = tap * scale);
        }
        Self {
            expand: expand.map(Affected::new),
            taps: (taps, padded_vector(depthwise.shift)),
            project: Affected::new(project),
            n_in,
            n_wide,
            stride,
            has_short_cut: stride == 1 && n_in == project.scale.len(),
        }
    }

    pub(super) fn stride(&self) -> usize {
        self.stride
    }

    /// Channels of the output.
    pub(super) fn n_out(&self) -> usize {
        self.project.packed.n_columns()
    }

    /// Some rows of the output for one picture, whose size and that of the whole output are given.
    pub(super) fn apply(
        &self,
        (map, size, out): (&[f32], Size, Size),
        rows: Range<usize>,
        output: &mut [f32],
        work: &mut Work,
    ) {
        let band = ROWS.div_ceil(out.width).min(rows.len());
        Part { block: self, map, size, out, band }.apply(rows.start, output, work);
    }
}

/// Some rows of a block's output.
struct Part<'a> {
    block: &'a Block,
    map: &'a [f32],
    size: Size,
    out: Size,
    /// Rows of the output that are computed at a time.
    band: usize,
}

/// Widened rows with zeros around them; row `y` lies in slot `y % n_slots`, and the slot behind the last holds zeros.
struct Ring<'a> {
    values: &'a mut [f32],
    n_slots: usize,
    row: usize,
    pixel: usize,
}

impl<'a> Ring<'a> {
    /// Rows of `width` pixels, around which there are zeros; the rows themselves may hold anything.
    fn new(buffer: &'a mut Vec<f32>, (width, pixel): (usize, usize), n_slots: usize) -> Self {
        let row = (width + 2) * pixel;
        let values = first(buffer, (n_slots + 1) * row);
        let (slots, zeros) = values.split_at_mut(n_slots * row);
        zeros.fill(0.0);
        for slot in slots.chunks_exact_mut(row) {
            slot[..pixel].fill(0.0);
            slot[row - pixel..].fill(0.0);
        }
        Self { values, n_slots, row, pixel }
    }

    fn start(&self, y: usize, x: usize) -> usize {
        y % self.n_slots * self.row + (x + 1) * self.pixel
    }

    fn row(&self, y: Option<usize>) -> &[f32] {
        let slot = y.map_or(self.n_slots, |y| y % self.n_slots);
        &self.values[slot * self.row..(slot + 1) * self.row]
    }
}

impl Part<'_> {
    fn apply(&self, first_row: usize, output: &mut [f32], work: &mut Work) {
        let Block { n_in, n_wide, stride, project, has_short_cut, .. } = self.block;
        let (stride, n_out) = (*stride, project.packed.n_columns());
        let Work { ring, filtered, starts, .. } = work;
        let pixel = n_wide.next_multiple_of(lanes());
        let mut ring = Ring::new(ring, (self.size.width, pixel), self.band * stride + 2);
        let mut n_read = (first_row * stride).saturating_sub(1);
        for (i, output) in output.chunks_mut(self.band * self.out.width * n_out).enumerate() {
            let start = first_row + i * self.band;
            let rows = start..start + output.len() / (self.out.width * n_out);
            let needed = ((rows.end - 1) * stride + 2).min(self.size.height);
            self.widen(n_read..needed, &mut ring, starts);
            n_read = needed;
            let filtered = first(filtered, rows.len() * self.out.width * n_wide);
            self.filter(rows.clone(), &ring, filtered);
            let short_cut = rows.start * self.out.width * n_in..rows.end * self.out.width * n_in;
            let more = has_short_cut.then(|| &self.map[short_cut]);
            let limits = (f32::NEG_INFINITY, f32::INFINITY);
            let target = Target { output, starts: None, n_columns: n_out, limits, more };
            vectorised(Product { input: filtered, n_in: *n_wide, layer: project, target });
        }
    }

    /// Fills the ring with some rows of the input, widened.
    fn widen(&self, rows: Range<usize>, ring: &mut Ring<'_>, starts: &mut Vec<usize>) {
        let (n_in, width) = (self.block.n_in, self.size.width);
        let input = &self.map[rows.start * width * n_in..rows.end * width * n_in];
        starts.clear();
        starts.extend(rows.flat_map(|y| (0..width).map(move |x| (y, x))).map(|(y, x)| ring.start(y, x)));
        let Some(layer) = &self.block.expand else {
            for (start, pixel) in starts.iter().zip(input.chunks_exact(n_in)) {
                ring.values[*start..start + n_in].copy_from_slice(pixel);
            }
            return;
        };
        let (output, starts) = (&mut ring.values[..], Some(&starts[..]));
        let target = Target { output, starts, n_columns: self.block.n_wide, limits: (0.0, 6.0), more: None };
        vectorised(Product { input, n_in, layer, target });
    }

    /// Filters the rows of the ring around some rows of the output.
    fn filter(&self, rows: Range<usize>, ring: &Ring<'_>, output: &mut [f32]) {
        let stride = self.block.stride;
        for (y, output) in rows.zip(output.chunks_exact_mut(self.out.width * self.block.n_wide)) {
            let row = |tap: usize| ring.row((y * stride + tap).checked_sub(1).filter(|y| *y < self.size.height));
            let (rows, pixel) = ([row(0), row(1), row(2)], ring.pixel);
            let (taps, shift) = (&self.block.taps.0[..], &self.block.taps.1[..]);
            vectorised(FilterRow { rows, taps, shift, output, pixel, stride, channels: self.block.n_wide });
        }
    }
}

/// One row of a depthwise convolution, limited to 0..=6.
struct FilterRow<'a> {
    rows: [&'a [f32]; 3],
    taps: &'a [f32],
    shift: &'a [f32],
    output: &'a mut [f32],
    pixel: usize,
    stride: usize,
    channels: usize,
}

impl WithSimd for FilterRow<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { rows, taps, shift, output, pixel, stride, channels } = self;
        let n_pixels = output.len() / channels;
        assert!(rows.iter().all(|row| ((n_pixels - 1) * stride + 3) * pixel <= row.len()), "rows of a ring");
        assert!(pixel.is_multiple_of(S::F32_LANES) && channels <= pixel, "whole vectors");
        assert!(taps.len() == 9 * pixel && shift.len() == pixel, "taps");
        let (low, high) = (simd.splat_f32s(0.0), simd.splat_f32s(6.0));
        for channel in (0..channels).step_by(S::F32_LANES) {
            let n = channels - channel;
            // SAFETY: a whole vector from `channel` on lies within a pixel of the ring; the last tap of the last pixel lies
            // within its row; stores are cut to the channels that are left.
            unsafe {
                let tap = |tap: usize| load::<S>(taps.as_ptr().add(tap * pixel + channel));
                let [a, b, c] = [tap(0), tap(1), tap(2)];
                let [d, e, f] = [tap(3), tap(4), tap(5)];
                let [g, h, i] = [tap(6), tap(7), tap(8)];
                let shift = load::<S>(shift.as_ptr().add(channel));
                let [upper, middle, lower] = rows.map(|row| row.as_ptr().add(channel));
                for x in 0..n_pixels {
                    let at = x * stride * pixel;
                    let mut p = simd.mul_add_e_f32s(load::<S>(upper.add(at)), a, shift);
                    let mut q = simd.mul_f32s(load::<S>(middle.add(at)), d);
                    let mut r = simd.mul_f32s(load::<S>(lower.add(at)), g);
                    let at = at + pixel;
                    p = simd.mul_add_e_f32s(load::<S>(upper.add(at)), b, p);
                    q = simd.mul_add_e_f32s(load::<S>(middle.add(at)), e, q);
                    r = simd.mul_add_e_f32s(load::<S>(lower.add(at)), h, r);
                    let at = at + pixel;
                    p = simd.mul_add_e_f32s(load::<S>(upper.add(at)), c, p);
                    q = simd.mul_add_e_f32s(load::<S>(middle.add(at)), f, q);
                    r = simd.mul_add_e_f32s(load::<S>(lower.add(at)), i, r);
                    let value = simd.add_f32s(simd.add_f32s(p, q), r);
                    let value = simd.min_f32s(simd.max_f32s(value, low), high);
                    let to = output.as_mut_ptr().add(x * channels + channel);
                    if n >= S::F32_LANES {
                        store::<S>(to, value);
                    } else {
                        simd.partial_store_f32s(std::slice::from_raw_parts_mut(to, n), value);
                    }
                }
            }
        }
    }
}
