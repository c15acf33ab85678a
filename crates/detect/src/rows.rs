//! The networks on the processor: a few rows of every layer at a time, so that a pyramid never leaves the caches.

mod judge;
mod proposer;

use kernels::sliding::{Sliding, Weights as SlidingWeights, stride};
use pixels::{CropWindow, RgbImage};
use rayon::prelude::*;

use crate::networks::{Hit, Judge, Verdict};
use crate::weights::{BlockWeights, LayerWeights, Weights};

use judge::RowJudge;
use proposer::Proposer;

/// Crops that a judge looks at in one go, on one thread.
const CROPS: usize = 4;

/// The three networks, packed for the processor.
#[derive(Debug, Clone)]
pub(crate) struct RowNetworks {
    proposer: Proposer,
    refiner: RowJudge,
    finisher: RowJudge,
}

impl RowNetworks {
    pub(crate) fn new(weights: &Weights) -> Self {
        Self {
            proposer: Proposer::new(&weights.proposer),
            refiner: RowJudge::new(&weights.refiner),
            finisher: RowJudge::new(&weights.finisher),
        }
    }

    pub(crate) fn propose(&self, picture: &RgbImage, levels: &[(usize, usize)], threshold: f32) -> Vec<Vec<Hit>> {
        let sizes = levels.iter().enumerate();
        let bands = sizes.flat_map(|(level, size)| proposer::bands(*size).map(move |rows| (level, rows)));
        let bands: Vec<(usize, std::ops::Range<usize>)> = bands.collect();
        let hits_of = |(level, rows): &(usize, std::ops::Range<usize>)| {
            self.proposer.hits(picture, levels[*level], rows.clone(), threshold)
        };
        let hits: Vec<Vec<Hit>> = bands.par_iter().map(hits_of).collect();
        let mut of_levels = vec![Vec::new(); levels.len()];
        for ((level, _), hits) in bands.into_iter().zip(hits) {
            of_levels[level].extend(hits);
        }
        of_levels
    }

    pub(crate) fn judge(&self, judge: Judge, picture: &RgbImage, windows: &[CropWindow]) -> Vec<Verdict> {
        let judge = match judge {
            Judge::Refiner => &self.refiner,
            Judge::Finisher => &self.finisher,
        };
        windows.par_chunks(CROPS).flat_map_iter(|windows| judge.verdicts(picture, windows)).collect()
    }
}

/// A layer with its rectifier; `in_stride` values lie from one pixel of its input to the next.
fn rectified(block: &BlockWeights, in_stride: usize) -> Sliding {
    let LayerWeights { shape, weight, bias } = &block.layer;
    Sliding::new(&SlidingWeights { weight, bias, slope: &block.slope, size: shape[2], in_stride })
}

/// A linear layer that answers for one pixel.
fn linear(layer: &LayerWeights) -> Sliding {
    let slope = vec![1.0; layer.bias.len()];
    let in_stride = stride(layer.shape[1]);
    Sliding::new(&SlidingWeights { weight: &layer.weight, bias: &layer.bias, slope: &slope, size: 1, in_stride })
}
