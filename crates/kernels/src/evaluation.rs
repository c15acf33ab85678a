//! A trained network of inverted residuals: normalisations folded into the convolutions, one pass over every picture.
//!
//! A block is computed a few rows at a time: the widened rows lie in a ring, are filtered from there, and are narrowed at once,
//! so that only the narrow output of a block reaches memory. Pictures are computed side by side; where there are fewer
//! pictures than threads, their rows are.
#![expect(unsafe_code, reason = "vectors are read and written through pointers; every length is checked before")]

mod block;
mod layer;

use rayon::prelude::*;

use crate::patches;
use crate::product::Packed;
use crate::simd::vectorised;

pub use block::Block;
pub use layer::Layer;

use layer::{Affected, Product, Target};

/// Rows of a product that are computed at a time.
const ROWS: usize = 64;

/// A stem, inverted residuals, and a last 1x1 convolution.
#[derive(Debug, Clone)]
pub struct Evaluation {
    n_in: usize,
    stem: Affected,
    blocks: Vec<Block>,
    last: Affected,
}

/// Sizes of pictures or maps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Rows of pixels.
    pub height: usize,
    /// Pixels per row.
    pub width: usize,
}

impl Size {
    fn n_pixels(self) -> usize {
        self.height * self.width
    }

    fn halved(self) -> Self {
        Self { height: self.height.div_ceil(2), width: self.width.div_ceil(2) }
    }
}

impl Evaluation {
    /// Folds and packs the weights: `stem` is a dense 3x3 convolution with stride 2 of `n_in` channels, `[n_in * 9, channels]`
    /// with rows in the order channel, row, column; `last` is `[channels in, channels out]`.
    pub fn new(n_in: usize, stem: &Layer<'_>, blocks: Vec<Block>, last: &Layer<'_>) -> Self {
        Self { n_in, stem: Affected::new(stem), blocks, last: Affected::new(last) }
    }

    /// Channels of the last map.
    pub fn n_out(&self) -> usize {
        self.last.packed.n_columns()
    }

    /// The last map of every picture.
    ///
    /// # Shapes
    /// - pictures: `[batch, height, width, channels]`
    /// - result: `[batch, height, width, channels out]` of the returned size
    ///
    /// # Panics
    /// Panics where the lengths do not fit.
    pub fn features(&self, pictures: &[f32], size: Size) -> (Vec<f32>, Size) {
        let n_values = size.n_pixels() * self.n_in;
        assert!(n_values > 0 && pictures.len().is_multiple_of(n_values), "pictures of {size:?}");
        let n_pictures = pictures.len() / n_values;
        let n_parts = rayon::current_num_threads().div_ceil(n_pictures.max(1));
        let narrow: Vec<(Vec<f32>, Size)> =
            pictures.par_chunks(n_values).map(|picture| self.narrow(picture, size, n_parts)).collect();
        let last_size = narrow.first().map_or(size, |(_, size)| *size);
        let rows: Vec<f32> = narrow.into_iter().flat_map(|(map, _)| map).collect();
        let n_in = self.last.depth();
        let mut features = vec![0.0; rows.len() / n_in * self.n_out()];
        let inputs = rows.par_chunks(ROWS * n_in);
        features.par_chunks_mut(ROWS * self.n_out()).zip(inputs).for_each(|(output, input)| {
            let target = Target::rows(output, self.n_out(), 6.0);
            vectorised(Product { input, n_in, layer: &self.last, target });
        });
        (features, last_size)
    }

    /// One picture up to the last convolution.
    fn narrow(&self, picture: &[f32], size: Size, n_parts: usize) -> (Vec<f32>, Size) {
        let (mut map, mut size) = (self.stem(picture, size, n_parts), size.halved());
        for block in &self.blocks {
            (map, size) = block.apply(&map, size, n_parts);
        }
        (map, size)
    }

    fn stem(&self, picture: &[f32], size: Size, n_parts: usize) -> Vec<f32> {
        let geometry = patches::Geometry { height: size.height, width: size.width, channels: self.n_in };
        let (out, n_in, n_out) = (size.halved(), self.n_in * 9, self.stem.packed.n_columns());
        let mut map = vec![0.0; out.n_pixels() * n_out];
        let row = out.width * n_out;
        let band = ROWS.div_ceil(out.width);
        let part = out.height.div_ceil(n_parts).next_multiple_of(band);
        map.par_chunks_mut(part * row).enumerate().for_each(|(i, map)| {
            let mut patches = vec![0.0; band * out.width * n_in];
            for (j, output) in map.chunks_mut(band * row).enumerate() {
                let first = i * part + j * band;
                let n_rows = output.len() / row;
                let patches = &mut patches[..n_rows * out.width * n_in];
                patches::gather(&geometry, picture, first..first + n_rows, patches);
                let target = Target::rows(output, n_out, 6.0);
                vectorised(Product { input: patches, n_in, layer: &self.stem, target });
            }
        });
        map
    }
}

impl Affected {
    fn depth(&self) -> usize {
        self.packed.depth()
    }
}

/// The weights of a convolution, multiplied by the factor of the normalisation after it.
fn folded(layer: &Layer<'_>) -> Packed {
    let n_out = layer.scale.len();
    Packed::new(layer.weight.len() / n_out, n_out, |k, column| layer.weight[k * n_out + column] * layer.scale[column])
}
