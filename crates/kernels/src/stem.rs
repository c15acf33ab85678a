//! Dense 3x3 convolution with stride 2 and padding 1: patches of a few rows at a time, times a matrix.

use rayon::prelude::*;

use crate::norm::{Moments, Statistics, Upstream};
use crate::patches::{Geometry, gather, scatter};
use crate::pointwise::{BackwardPiece, ForwardPiece, Input, Part, Shared};
use crate::product::{Packed, lanes};
use crate::simd::{Way, vectorised};

/// Patches that are looked at at a time.
const PATCHES: usize = 1024;

/// A dense 3x3 convolution without bias.
#[derive(Debug, Clone, Copy)]
pub struct Stem<'a> {
    /// The sizes of the pictures.
    pub geometry: Geometry,
    /// `[channels in * 9, channels out]`, rows in the order channel, row, column.
    pub weight: &'a [f32],
}

impl Stem<'_> {
    fn n_in(&self) -> usize {
        self.geometry.channels * 9
    }

    fn n_out(&self) -> usize {
        self.weight.len() / self.n_in()
    }

    fn rows_of_a_piece(&self) -> usize {
        (PATCHES / self.geometry.out_width()).max(1)
    }

    /// Convolves every picture, and measures the output.
    ///
    /// # Shapes
    /// - pictures: `[batch, height, width, channels in]`
    /// - output: `[batch, out height, out width, channels out]`, overwritten
    ///
    /// # Panics
    /// Panics where the lengths do not fit.
    pub fn forward(&self, pictures: &[f32], output: &mut [f32]) -> Statistics {
        let (geometry, n_out) = (&self.geometry, self.n_out());
        self.check(pictures.len(), output.len());
        let weight = Packed::rows(self.weight, n_out);
        let pieces: Vec<Vec<Moments>> = output
            .par_chunks_mut(geometry.n_patches() * n_out)
            .zip(pictures.par_chunks(geometry.n_in()))
            .map_init(Vec::new, |patches, (output, picture)| self.forward_picture(&weight, picture, output, patches))
            .collect();
        Moments::total(pieces.into_iter().flatten().collect(), n_out)
    }

    fn forward_picture(
        &self,
        weight: &Packed,
        picture: &[f32],
        output: &mut [f32],
        patches: &mut Vec<f32>,
    ) -> Vec<Moments> {
        let (geometry, n_out, rows) = (&self.geometry, self.n_out(), self.rows_of_a_piece());
        patches.resize(rows * geometry.out_width() * self.n_in(), 0.0);
        let pieces = output.chunks_mut(rows * geometry.out_width() * n_out).enumerate();
        pieces
            .map(|(i, output)| {
                let n_patches = output.len() / n_out;
                let patches = &mut patches[..n_patches * self.n_in()];
                gather(geometry, picture, i * rows..i * rows + n_patches / geometry.out_width(), patches);
                let mut moments = [Vec::new(), Vec::new(), Vec::new()];
                let input = Input { raw: patches, width: self.n_in(), gate: None };
                let output = (output, Way::Cache);
                vectorised(ForwardPiece { input, weight, output, moments: &mut moments, scratch: &mut Vec::new() });
                Moments::around(&moments, n_patches, n_out)
            })
            .collect()
    }

    /// The gradient with respect to the weight and, where `result` asks for it, the pictures.
    ///
    /// # Shapes
    /// - pictures and result: `[batch, height, width, channels in]`; the result is overwritten
    /// - upstream: `[batch, out height, out width, channels out]`
    ///
    /// # Panics
    /// Panics where the lengths do not fit.
    pub fn backward(&self, pictures: &[f32], upstream: &Upstream<'_>, result: Option<&mut [f32]>) -> Vec<f32> {
        let (geometry, n_out) = (&self.geometry, self.n_out());
        self.check(pictures.len(), upstream.raw.len());
        let back = Packed::columns(self.weight, n_out);
        let shared = Shared { n_in: self.n_in(), n_out, back: &back, gate: None, upstream, way: Way::Cache };
        let one = |i: usize, result: &mut [f32]| {
            self.backward_picture(&shared, i, &pictures[i * geometry.n_in()..(i + 1) * geometry.n_in()], result)
        };
        let n_pictures = pictures.len() / geometry.n_in();
        let parts: Vec<Part> = match result {
            Some(result) => {
                assert_eq!(result.len(), pictures.len(), "gradient of a convolution");
                result.par_chunks_mut(geometry.n_in()).enumerate().map(|(i, result)| one(i, result)).collect()
            }
            None => (0..n_pictures).into_par_iter().map(|i| one(i, &mut [])).collect(),
        };
        shared.total(parts).weight
    }

    fn backward_picture(&self, shared: &Shared<'_>, index: usize, picture: &[f32], result: &mut [f32]) -> Part {
        let (geometry, n_in, n_out, rows) = (&self.geometry, self.n_in(), self.n_out(), self.rows_of_a_piece());
        let (mut part, stride) = (Part::new(n_in, n_out), n_out.next_multiple_of(lanes()));
        let n_patches = rows * geometry.out_width();
        let mut patches = vec![0.0; n_patches * n_in];
        let mut of_patches = vec![0.0; if result.is_empty() { 0 } else { n_patches * n_in }];
        let mut scratch = [Vec::new(), vec![0.0; n_patches * stride]];
        result.fill(0.0);
        for first in (0..geometry.out_height()).step_by(rows) {
            let rows = first..(first + rows).min(geometry.out_height());
            let n_patches = rows.len() * geometry.out_width();
            let at = (index * geometry.n_patches() + first * geometry.out_width()) * n_out;
            let upstream = at..at + n_patches * n_out;
            gather(geometry, picture, rows.clone(), &mut patches[..n_patches * n_in]);
            let n_wanted = of_patches.len().min(n_patches * n_in);
            vectorised(BackwardPiece {
                shared,
                input: &patches[..n_patches * n_in],
                short_cut: None,
                gradient: &shared.upstream.gradient[upstream.clone()],
                raw: &shared.upstream.raw[upstream],
                result: &mut of_patches[..n_wanted],
                part: &mut part,
                scratch: &mut scratch,
            });
            scatter(geometry, &of_patches[..n_wanted], rows, result);
        }
        part
    }

    fn check(&self, n_in: usize, n_out: usize) {
        let n_pictures = n_in / self.geometry.n_in();
        let expected = (n_pictures * self.geometry.n_in(), n_pictures * self.geometry.n_patches() * self.n_out());
        assert_eq!((n_in, n_out), expected, "pictures of a convolution");
    }
}
