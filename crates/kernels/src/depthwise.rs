//! 3x3 convolution of every channel by itself, padding 1, joined with the normalisations before and after it.
#![expect(unsafe_code, reason = "vectors are read and written through pointers; every length is checked before")]

mod backward;
mod forward;
mod ring;

use rayon::prelude::*;

use crate::norm::{Moments, Rows, Statistics, Sums, Upstream};
use crate::pointwise::Gradients;
use crate::product::lanes;
use crate::simd::{Way, vectorised};

use backward::BackwardPicture;
use forward::ForwardPicture;

/// The sizes of a depthwise convolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Geometry {
    /// Rows of pixels of the input.
    pub height: usize,
    /// Pixels per row of the input.
    pub width: usize,
    /// Channels of input and output.
    pub channels: usize,
    /// Step between outputs: 1 or 2.
    pub stride: usize,
}

impl Geometry {
    /// Rows of pixels of the output.
    pub fn out_height(&self) -> usize {
        self.height.div_ceil(self.stride)
    }

    /// Pixels per row of the output.
    pub fn out_width(&self) -> usize {
        self.width.div_ceil(self.stride)
    }

    /// Values of one picture of the input.
    pub fn n_in(&self) -> usize {
        self.height * self.width * self.channels
    }

    /// Values of one picture of the output.
    pub fn n_out(&self) -> usize {
        self.out_height() * self.out_width() * self.channels
    }

    /// Convolves every picture of a batch, and measures the output.
    ///
    /// # Shapes
    /// - input: `[batch, height, width, channels]`
    /// - weight: `[9, channels]`, taps in reading order
    /// - output: `[batch, out height, out width, channels]`, overwritten
    ///
    /// # Panics
    /// Panics where the lengths do not fit.
    pub fn forward(&self, input: Rows<'_>, weight: &[f32], output: &mut [f32]) -> Statistics {
        self.check(input.raw().len(), output.len(), weight.len());
        let (weight, gate) = (self.padded(weight), input.gate());
        let (n_rows, way) = (self.out_height() * self.out_width(), Way::of(output.len()));
        let pictures = output
            .par_chunks_mut(self.n_out())
            .zip(input.raw().par_chunks(self.n_in()))
            .map_init(Vec::new, |ring, (output, picture)| {
                let mut moments = [0; 3].map(|_| vec![0.0; self.channels.next_multiple_of(lanes())]);
                let gate = gate.as_ref();
                let (weight, output, moments_of) = (&weight[..], (output, way), &mut moments);
                vectorised(ForwardPicture { geometry: self, picture, gate, weight, output, moments: moments_of, ring });
                way.finish();
                Moments::around(&moments, n_rows, self.channels)
            })
            .collect();
        Moments::total(pictures, self.channels)
    }

    /// The gradients with respect to the weight and, into `result`, the input: behind its normalisation where it has one.
    ///
    /// # Shapes
    /// - input and result: `[batch, height, width, channels]`; the result is overwritten
    /// - weight and its gradient: `[9, channels]`
    /// - upstream: `[batch, out height, out width, channels]`
    ///
    /// # Panics
    /// Panics where the lengths do not fit.
    pub fn backward(&self, input: Rows<'_>, weight: &[f32], upstream: &Upstream<'_>, result: &mut [f32]) -> Gradients {
        self.check(input.raw().len(), upstream.raw.len(), weight.len());
        assert_eq!(input.raw().len(), result.len(), "gradient of a depthwise convolution");
        assert_eq!(upstream.gradient.len(), upstream.raw.len(), "gradient and output of a depthwise convolution");
        let (padded, gate) = (self.padded(weight), input.gate());
        let (width, way) = (self.channels.next_multiple_of(lanes()), Way::of(result.len()));
        let pictures: Vec<(Vec<f32>, [Vec<f32>; 2])> = result
            .par_chunks_mut(self.n_in())
            .zip(input.raw().par_chunks(self.n_in()))
            .zip(upstream.gradient.par_chunks(self.n_out()).zip(upstream.raw.par_chunks(self.n_out())))
            .map_init(Vec::new, |ring, ((result, picture), (gradient, raw))| {
                let (mut of_weight, mut sums) = (vec![0.0; 9 * width], [vec![0.0; width], vec![0.0; width]]);
                vectorised(BackwardPicture {
                    geometry: self,
                    picture,
                    gate: gate.as_ref(),
                    weight: &padded,
                    upstream: (gradient, raw, upstream.back),
                    result: (result, way),
                    of_weight: &mut of_weight,
                    sums: &mut sums,
                    ring,
                });
                way.finish();
                (of_weight, sums)
            })
            .collect();
        self.total(pictures, gate.is_some())
    }

    /// Adds what the pictures gave, in their order.
    fn total(&self, pictures: Vec<(Vec<f32>, [Vec<f32>; 2])>, is_normalised: bool) -> Gradients {
        let (channels, width) = (self.channels, self.channels.next_multiple_of(lanes()));
        let at = |i: usize| i / channels * width + i % channels;
        let sum = |i: usize| pictures.iter().map(|(weight, _)| f64::from(weight[at(i)])).sum::<f64>() as f32;
        let weight = (0..9 * channels).map(sum).collect();
        let sums: Vec<[Vec<f32>; 2]> = pictures.into_iter().map(|(_, sums)| sums).collect();
        Gradients { weight, sums: is_normalised.then(|| Sums::of(&sums, channels)) }
    }

    /// The weights of every tap, padded to whole vectors.
    fn padded(&self, weight: &[f32]) -> Vec<f32> {
        let width = self.channels.next_multiple_of(lanes());
        let mut padded = vec![0.0; 9 * width];
        for (to, from) in padded.chunks_exact_mut(width).zip(weight.chunks_exact(self.channels)) {
            to[..self.channels].copy_from_slice(from);
        }
        padded
    }

    fn check(&self, n_in: usize, n_out: usize, n_weights: usize) {
        assert!(self.stride == 1 || self.stride == 2, "stride of a depthwise convolution: {}", self.stride);
        let n_pictures = n_in / self.n_in();
        let fits = (n_pictures * self.n_in(), n_pictures * self.n_out()) == (n_in, n_out);
        assert!(fits, "pictures of a depthwise convolution");
        assert_eq!(n_weights, 9 * self.channels, "weight of a depthwise convolution");
    }
}
