//! The update rules on host slices, one pass over the memory; the same bits as the tensor operations of [`super`].
//!
//! They are compiled once per instruction set and chosen at run time; none of them contracts a product and a sum into one
//! rounding, so all give the same bits.

use pulp::Arch;
use rayon::prelude::*;

/// Values that one task updates; smaller parameters are not worth a task.
const CHUNK: usize = 1 << 14;

/// The factors of one `AdamW` update.
#[derive(Debug, Clone, Copy)]
pub(super) struct AdamW {
    /// What the gradient is multiplied with first.
    pub(super) clip: f32,
    /// β₁ and 1 - β₁.
    pub(super) first: [f32; 2],
    /// β₂ and 1 - β₂.
    pub(super) second: [f32; 2],
    /// 1 - β₂ to the power of the number of updates.
    pub(super) bias_2: f32,
    /// ε.
    pub(super) epsilon: f32,
    /// The learning rate over the bias of the first moment.
    pub(super) rate: f32,
    /// 1 - learning rate * weight decay.
    pub(super) kept: f32,
}

/// The factors of one update with momentum.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sgd {
    /// What the gradient is multiplied with first.
    pub(super) clip: f32,
    /// λ.
    pub(super) weight_decay: f32,
    /// μ.
    pub(super) momentum: f32,
    /// The learning rate.
    pub(super) rate: f32,
}

/// Updates weights and moments; all slices have the same length.
pub(super) fn adamw(rule: AdamW, weights: &mut [f32], gradient: &[f32], first: &mut [f32], second: &mut [f32]) {
    let run = |weights: &mut [f32], gradient: &[f32], first: &mut [f32], second: &mut [f32]| {
        let moments = first.iter_mut().zip(second);
        for ((weight, gradient), (m, v)) in weights.iter_mut().zip(gradient).zip(moments) {
            let g = gradient * rule.clip;
            *m = *m * rule.first[0] + g * rule.first[1];
            *v = *v * rule.second[0] + g * g * rule.second[1];
            let spread = (*v / rule.bias_2).sqrt() + rule.epsilon;
            *weight = *weight * rule.kept - *m / spread * rule.rate;
        }
    };
    let arch = Arch::new();
    if weights.len() <= CHUNK {
        return arch.dispatch(|| run(weights, gradient, first, second));
    }
    let moments = first.par_chunks_mut(CHUNK).zip(second.par_chunks_mut(CHUNK));
    let chunks = weights.par_chunks_mut(CHUNK).zip(gradient.par_chunks(CHUNK)).zip(moments);
    chunks.for_each(|((weights, gradient), (first, second))| arch.dispatch(|| run(weights, gradient, first, second)));
}

/// Updates weights and momentum; all slices have the same length.
pub(super) fn sgd(rule: Sgd, weights: &mut [f32], gradient: &[f32], first: &mut [f32]) {
    let run = |weights: &mut [f32], gradient: &[f32], first: &mut [f32]| {
        for ((weight, gradient), m) in weights.iter_mut().zip(gradient).zip(first) {
            let g = gradient * rule.clip + *weight * rule.weight_decay;
            *m = *m * rule.momentum + g;
            *weight -= *m * rule.rate;
        }
    };
    let arch = Arch::new();
    if weights.len() <= CHUNK {
        return arch.dispatch(|| run(weights, gradient, first));
    }
    let chunks = weights.par_chunks_mut(CHUNK).zip(gradient.par_chunks(CHUNK)).zip(first.par_chunks_mut(CHUNK));
    chunks.for_each(|((weights, gradient), first)| arch.dispatch(|| run(weights, gradient, first)));
}
