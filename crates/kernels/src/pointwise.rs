//! 1x1 convolution: every row times a matrix, joined with the normalisations before and after it.

use pulp::{Simd, WithSimd};
use rayon::prelude::*;

use crate::norm::{Moments, Rows, Statistics, Sums, Upstream};
use crate::product::sinks::{Accumulated, Added, Gate, Gated, Measured};
use crate::product::{Left, Packed, Right, lanes, multiply};
use crate::rowwise::{Activate, Combine};
use crate::simd::{Way, vectorised};

/// Most parts of a sum over all rows.
const MOST_PARTS: usize = 16;

/// Rows from which a sum over all rows is cut.
const ROWS_OF_A_PART: usize = 256;

/// Rows of a piece that stays in a core's cache.
pub(crate) fn rows_of_a_piece(widest: usize) -> usize {
    (49_152 / widest).clamp(64, 1024) / 8 * 8
}

/// A 1x1 convolution without bias.
#[derive(Debug, Clone, Copy)]
pub struct Pointwise<'a> {
    /// `[channels in, channels out]`.
    pub weight: &'a [f32],
    /// Channels of the input.
    pub n_in: usize,
}

/// Gradients of a convolution.
#[derive(Debug, Clone)]
pub struct Gradients {
    /// With respect to the weight, shaped as it.
    pub weight: Vec<f32>,
    /// What the normalisation before the convolution needs, where there is one.
    pub sums: Option<Sums>,
}

impl Pointwise<'_> {
    fn n_out(&self) -> usize {
        self.weight.len() / self.n_in
    }

    /// `output = input * weight` for every row, and the statistics of the output.
    ///
    /// # Shapes
    /// - input: `[rows, channels in]`
    /// - output: `[rows, channels out]`, overwritten
    ///
    /// # Panics
    /// Panics where the lengths do not fit.
    pub fn forward(&self, input: Rows<'_>, output: &mut [f32]) -> Statistics {
        let (n_in, n_out) = (self.n_in, self.n_out());
        assert_eq!(input.raw().len() / n_in, output.len() / n_out, "rows of a 1x1 convolution");
        let (weight, gate) = (Packed::rows(self.weight, n_out), input.gate());
        let (piece, way) = (rows_of_a_piece(n_in.max(n_out)), Way::of(output.len()));
        let pieces = output
            .par_chunks_mut(piece * n_out)
            .zip(input.raw().par_chunks(piece * n_in))
            .map_init(Vec::new, |scratch, (output, input)| {
                let mut moments = [Vec::new(), Vec::new(), Vec::new()];
                let (gate, n_rows) = (gate.as_ref(), input.len() / n_in);
                let input = Input { raw: input, width: n_in, gate };
                let output = (output, way);
                vectorised(ForwardPiece { input, weight: &weight, output, moments: &mut moments, scratch });
                Moments::around(&moments, n_rows, n_out)
            })
            .collect();
        Moments::total(pieces, n_out)
    }

    /// The gradients with respect to the weight and, into `result`, the input: behind its normalisation where it has one.
    ///
    /// `short_cut` is added to the gradient of an input without normalisation.
    ///
    /// # Shapes
    /// - input, result and short cut: `[rows, channels in]`; the result is overwritten
    /// - upstream: `[rows, channels out]`
    ///
    /// # Panics
    /// Panics where the lengths do not fit.
    pub fn backward(
        &self,
        input: Rows<'_>,
        upstream: &Upstream<'_>,
        short_cut: Option<&[f32]>,
        result: &mut [f32],
    ) -> Gradients {
        let (n_in, n_out, n_rows) = (self.n_in, self.n_out(), result.len() / self.n_in);
        assert_eq!(input.raw().len(), result.len(), "gradient of a 1x1 convolution");
        assert_eq!(n_rows, upstream.raw.len() / n_out, "rows of a 1x1 convolution");
        assert!(short_cut.is_none_or(|more| more.len() == result.len()), "size of a short cut");
        let (back, gate) = (Packed::columns(self.weight, n_out), input.gate());
        let way = Way::of(result.len());
        let shared = Shared { n_in, n_out, back: &back, gate: gate.as_ref(), upstream, way };
        let part = n_rows.div_ceil((n_rows / ROWS_OF_A_PART).clamp(1, MOST_PARTS)).next_multiple_of(8);
        let parts: Vec<Part> = result
            .par_chunks_mut(part * n_in)
            .enumerate()
            .map(|(i, result)| {
                let rows = i * part..i * part + result.len() / n_in;
                let inside = |values: &'_ [f32]| (rows.start * n_in, values.len().min(rows.end * n_in));
                let (start, end) = inside(input.raw());
                let short_cut = short_cut.map(|more| &more[start..end]);
                shared.part(rows, &input.raw()[start..end], short_cut, result)
            })
            .collect();
        shared.total(parts)
    }
}

/// A piece of an input.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) raw: &'a [f32],
    pub(crate) width: usize,
    pub(crate) gate: Option<&'a Gate>,
}

impl<'a> Input<'a> {
    /// The rows as the convolution sees them, in `scratch` where they are normalised first.
    #[inline(always)]
    fn read<'b, S: Simd>(&self, simd: S, scratch: &'b mut Vec<f32>) -> &'b [f32]
    where
        'a: 'b,
    {
        let Some(Gate { scale, shift, limits, .. }) = self.gate else { return self.raw };
        if scratch.len() < self.raw.len() {
            scratch.resize(self.raw.len(), 0.0);
        }
        let output = &mut scratch[..self.raw.len()];
        let (input, width, limits) = (self.raw, self.width, *limits);
        Activate { input, output, stride: width, width, scale, shift, limits, more: None }.with_simd(simd);
        output
    }
}

pub(crate) struct ForwardPiece<'a> {
    pub(crate) input: Input<'a>,
    pub(crate) weight: &'a Packed,
    pub(crate) output: (&'a mut [f32], Way),
    pub(crate) moments: &'a mut [Vec<f32>; 3],
    pub(crate) scratch: &'a mut Vec<f32>,
}

impl WithSimd for ForwardPiece<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let rows = self.input.read(simd, self.scratch);
        let way = self.output.1;
        let mut sink = Measured::new::<S>(self.output, self.weight.n_columns(), self.moments);
        multiply(simd, Left::rows(rows, self.input.width), self.weight.right(), &mut sink);
        way.finish();
    }
}

/// What all parts of a backward pass share.
pub(crate) struct Shared<'a> {
    pub(crate) n_in: usize,
    pub(crate) n_out: usize,
    /// The weight, transposed.
    pub(crate) back: &'a Packed,
    pub(crate) gate: Option<&'a Gate>,
    pub(crate) upstream: &'a Upstream<'a>,
    pub(crate) way: Way,
}

/// Sums over a part of the rows, padded to whole vectors.
pub(crate) struct Part {
    pub(crate) weight: Vec<f32>,
    pub(crate) sums: [Vec<f32>; 2],
}

impl Part {
    pub(crate) fn new(n_in: usize, n_out: usize) -> Self {
        let (n_in_padded, n_out_padded) = (n_in.next_multiple_of(lanes()), n_out.next_multiple_of(lanes()));
        Self { weight: vec![0.0; n_in * n_out_padded], sums: [vec![0.0; n_in_padded], vec![0.0; n_in_padded]] }
    }
}

impl Shared<'_> {
    fn part(&self, rows: std::ops::Range<usize>, input: &[f32], short_cut: Option<&[f32]>, result: &mut [f32]) -> Part {
        let (n_in, n_out) = (self.n_in, self.n_out);
        let mut part = Part::new(n_in, n_out);
        let piece = rows_of_a_piece(n_in.max(n_out));
        let upstream = rows.start * n_out..rows.end * n_out;
        let (gradient, raw) = (&self.upstream.gradient[upstream.clone()], &self.upstream.raw[upstream]);
        let mut scratch = [Vec::new(), vec![0.0; piece * n_out.next_multiple_of(lanes())]];
        let inputs = input.chunks(piece * n_in).zip(result.chunks_mut(piece * n_in)).enumerate();
        for ((i, (input, result)), (gradient, raw)) in
            inputs.zip(gradient.chunks(piece * n_out).zip(raw.chunks(piece * n_out)))
        {
            let short_cut = short_cut.map(|more| &more[i * piece * n_in..][..input.len()]);
            let (part, scratch) = (&mut part, &mut scratch);
            vectorised(BackwardPiece { shared: self, input, short_cut, gradient, raw, result, part, scratch });
        }
        part
    }

    /// Adds the parts in their order.
    pub(crate) fn total(&self, parts: Vec<Part>) -> Gradients {
        let (stride, n_out) = (self.n_out.next_multiple_of(lanes()), self.n_out);
        let mut weight = vec![0.0; self.n_in * n_out];
        for part in &parts {
            for (sums, more) in weight.chunks_exact_mut(n_out).zip(part.weight.chunks_exact(stride)) {
                sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
            }
        }
        let sums: Vec<[Vec<f32>; 2]> = parts.into_iter().map(|part| part.sums).collect();
        Gradients { weight, sums: self.gate.map(|_| Sums::of(&sums, self.n_in)) }
    }
}

pub(crate) struct BackwardPiece<'a> {
    pub(crate) shared: &'a Shared<'a>,
    pub(crate) input: &'a [f32],
    pub(crate) short_cut: Option<&'a [f32]>,
    pub(crate) gradient: &'a [f32],
    pub(crate) raw: &'a [f32],
    pub(crate) result: &'a mut [f32],
    pub(crate) part: &'a mut Part,
    pub(crate) scratch: &'a mut [Vec<f32>; 2],
}

impl WithSimd for BackwardPiece<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { shared, input, short_cut, gradient, raw, result, part, scratch: [activated, returned] } = self;
        let &Shared { n_in, n_out, back, gate, upstream, way } = shared;
        let n_rows = input.len() / n_in;
        let stride = n_out.next_multiple_of(S::F32_LANES);
        let returned = &mut returned[..n_rows * stride];
        let coefficients = &upstream.back.coefficients;
        Combine { gradient, raw, output: returned, stride, width: n_out, coefficients }.with_simd(simd);
        let rows = Input { raw: input, width: n_in, gate }.read(simd, activated);
        let mut weight = Accumulated { output: &mut part.weight, n_columns: n_out };
        multiply(simd, Left::columns(rows, n_in), Right::padded_rows::<S>(returned, n_out), &mut weight);
        let returned = Left { values: returned, more: &[], n_rows, row_stride: stride, depth_stride: 1 };
        match gate {
            Some(gate) => {
                let (sums, way) = (&mut part.sums, way.to::<S>(result, n_in));
                let mut sink = Gated { output: result, n_columns: n_in, raw: input, gate, sums, way };
                multiply(simd, returned, back.right(), &mut sink);
                way.finish();
            }
            // Nobody asks for the gradient of the input.
            None if result.is_empty() => {}
            None => {
                multiply(simd, returned, back.right(), &mut Added { output: result, n_columns: n_in, more: short_cut });
            }
        }
    }
}
