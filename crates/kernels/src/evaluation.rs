//! A trained network of inverted residuals: normalisations folded into the convolutions, one pass over every picture.
//!
//! A block is computed a few rows at a time: the widened rows lie in a ring, are filtered from there, and are narrowed at once,
//! so that only the narrow output of a block reaches memory. Pictures are computed side by side; where there are fewer
//! pictures than threads, their rows are.
#![expect(
    unsafe_code,
    reason = "vectors and maps are read and written through pointers; every length is checked before"
)]

mod block;
mod crew;
mod layer;
mod memory;

use std::ops::Range;

use rayon::prelude::*;

use crate::patches;
use crate::product::Packed;
use crate::simd::vectorised;

pub use block::Block;
pub use layer::Layer;

use layer::{Affected, Product, Target};
use memory::{Pool, Shared, Work, first};

/// Rows of a product that are computed at a time.
const ROWS: usize = 64;

/// A stem, inverted residuals, and a last 1x1 convolution.
#[derive(Debug, Clone)]
pub struct Evaluation {
    n_in: usize,
    stem: Affected,
    blocks: Vec<Block>,
    last: Affected,
    maps: Pool<[Vec<f32>; 2]>,
    works: Pool<Work>,
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
        let (stem, last) = (Affected::new(stem), Affected::new(last));
        Self { n_in, stem, blocks, last, maps: Pool::default(), works: Pool::default() }
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
        let steps = self.steps(size);
        let (last_size, n_features) = steps.last().map_or((size, 0), |step| (step.to, step.n_values()));
        let mut features = vec![0.0; n_pictures * n_features];
        let outputs = features.par_chunks_mut(n_features).zip(pictures.par_chunks(n_values));
        outputs.for_each(|(features, picture)| {
            self.maps.with(|maps| self.picture(picture, &steps, n_parts, (maps, features)));
        });
        (features, last_size)
    }

    /// What happens to a picture, one after the other.
    fn steps(&self, size: Size) -> Vec<Step<'_>> {
        let mut steps: Vec<Step<'_>> = Vec::new();
        let blocks = self.blocks.iter().map(Layers::Block);
        for layers in [Layers::Stem(&self.stem)].into_iter().chain(blocks).chain([Layers::Last(&self.last)]) {
            let from = steps.last().map_or(size, |step| step.to);
            let to = if layers.stride() == 2 { from.halved() } else { from };
            steps.push(Step { layers, from, to });
        }
        steps
    }

    /// The last map of one picture, computed in `n_parts` parts of its rows.
    fn picture(
        &self,
        picture: &[f32],
        steps: &[Step<'_>],
        n_parts: usize,
        (maps, features): (&mut [Vec<f32>; 2], &mut [f32]),
    ) {
        let longest = steps.iter().map(Step::n_values).max().unwrap_or_default();
        let [even, odd] = maps;
        let maps = [Shared::new(first(even, longest)), Shared::new(first(odd, longest)), Shared::new(features)];
        crew::work_through(steps.len(), n_parts, |number, part| {
            let step = &steps[number];
            let rows = step.rows_of(part, n_parts);
            let values = rows.start * step.row()..rows.end * step.row();
            let to = if number + 1 == steps.len() { 2 } else { number % 2 };
            // SAFETY: all parts of the step before are done, nobody writes its map before all parts of this one are done, and
            // the rows of different parts do not overlap.
            let (input, output) = unsafe {
                let before = number.checked_sub(1).map(|before| maps[before % 2].read(steps[before].n_values()));
                (before.unwrap_or(picture), maps[to].write(values))
            };
            if !rows.is_empty() {
                self.works.with(|work| step.apply(input, rows, output, work));
            }
        });
    }
}

/// A part of the network that makes a map of the map before.
struct Step<'a> {
    layers: Layers<'a>,
    from: Size,
    to: Size,
}

enum Layers<'a> {
    /// Dense 3x3 convolution with stride 2.
    Stem(&'a Affected),
    Block(&'a Block),
    /// 1x1 convolution.
    Last(&'a Affected),
}

impl Layers<'_> {
    fn stride(&self) -> usize {
        match self {
            Self::Stem(_) => 2,
            Self::Block(block) => block.stride(),
            Self::Last(_) => 1,
        }
    }

    fn n_out(&self) -> usize {
        match self {
            Self::Stem(layer) | Self::Last(layer) => layer.packed.n_columns(),
            Self::Block(block) => block.n_out(),
        }
    }
}

impl Step<'_> {
    /// Values of a row of the result.
    fn row(&self) -> usize {
        self.to.width * self.layers.n_out()
    }

    /// Values of the result.
    fn n_values(&self) -> usize {
        self.to.height * self.row()
    }

    /// The rows of the result that belong to a part.
    fn rows_of(&self, part: usize, n_parts: usize) -> Range<usize> {
        let n_rows = self.to.height.div_ceil(n_parts);
        (part * n_rows).min(self.to.height)..((part + 1) * n_rows).min(self.to.height)
    }

    /// Some rows of the result.
    fn apply(&self, input: &[f32], rows: Range<usize>, output: &mut [f32], work: &mut Work) {
        match &self.layers {
            Layers::Stem(layer) => self.stem(layer, input, (rows, output), work),
            Layers::Block(block) => block.apply((input, self.from, self.to), rows, output, work),
            Layers::Last(layer) => {
                let (n_in, n_out) = (layer.packed.depth(), self.layers.n_out());
                let input = &input[rows.start * self.to.width * n_in..rows.end * self.to.width * n_in];
                for (output, input) in output.chunks_mut(ROWS * n_out).zip(input.chunks(ROWS * n_in)) {
                    let target = Target::rows(output, n_out, 6.0);
                    vectorised(Product { input, n_in, layer, target });
                }
            }
        }
    }

    fn stem(&self, layer: &Affected, picture: &[f32], (rows, output): (Range<usize>, &mut [f32]), work: &mut Work) {
        let n_in = layer.packed.depth();
        let geometry = patches::Geometry { height: self.from.height, width: self.from.width, channels: n_in / 9 };
        let band = ROWS.div_ceil(self.to.width);
        for (i, output) in output.chunks_mut(band * self.row()).enumerate() {
            let start = rows.start + i * band;
            let n_rows = output.len() / self.row();
            let patches = first(&mut work.patches, n_rows * self.to.width * n_in);
            patches::gather(&geometry, picture, start..start + n_rows, patches);
            let target = Target::rows(output, self.layers.n_out(), 6.0);
            vectorised(Product { input: patches, n_in, layer, target });
        }
    }
}

/// The weights of a convolution, multiplied by the factor of the normalisation after it.
fn folded(layer: &Layer<'_>) -> Packed {
    let n_out = layer.scale.len();
    Packed::new(layer.weight.len() / n_out, n_out, |k, column| layer.weight[k * n_out + column] * layer.scale[column])
}
