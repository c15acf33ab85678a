//! `MobileNetV2` of width 1.0 without its classifier (Sandler et al. 2018), in torchvision's layout.

use burn::module::Module;
use burn::tensor::Tensor;

use crate::layers::{BatchNorm, Depthwise, Draw, Pointwise, Stem};
use crate::ops;

/// Channels of the last feature map.
pub const N_FEATURES: usize = 1280;

/// Channels after the first convolution.
const N_STEM: usize = 32;

/// Expansion, channels out, repetitions, stride of the first: table 2 of the paper.
const STAGES: [(usize, usize, usize, usize); 7] =
    [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

/// The convolutional part of `MobileNetV2`.
#[derive(Module, Debug)]
pub struct Backbone {
    pub(crate) stem: Stem,
    pub(crate) stem_norm: BatchNorm,
    pub(crate) blocks: Vec<InvertedResidual>,
    pub(crate) last: Pointwise,
    pub(crate) last_norm: BatchNorm,
}

impl Backbone {
    pub(crate) fn draw(draw: &mut Draw<'_>) -> Self {
        let (stem, stem_norm) = (Stem::draw(draw, 3, N_STEM), BatchNorm::draw(draw, N_STEM));
        let mut blocks = Vec::new();
        let mut n_in = N_STEM;
        for (expansion, n_out, repetitions, stride) in STAGES {
            let strides = std::iter::once(stride).chain(std::iter::repeat(1));
            for stride in strides.take(repetitions) {
                blocks.push(InvertedResidual::draw(draw, (n_in, n_out), expansion, stride));
                n_in = n_out;
            }
        }
        let (last, last_norm) = (Pointwise::draw(draw, n_in, N_FEATURES), BatchNorm::draw(draw, N_FEATURES));
        Self { stem, stem_norm, blocks, last, last_norm }
    }

    /// The last feature map, normalised by the batch's statistics, which are blended into the running ones.
    ///
    /// # Shapes
    /// - pictures: `[batch, height, width, 3]`, normalised
    /// - result: `[batch, height / 32, width / 32, 1280]`, sizes rounded up
    pub(crate) fn forward_training(&self, pictures: Tensor<4>) -> Tensor<4> {
        let (mut pictures, moments) = ops::stem(pictures, self.stem_norm.after(&self.stem.weight));
        self.stem_norm.learn(moments);
        for block in &self.blocks {
            pictures = block.forward_training(pictures);
        }
        let (pictures, moments) = ops::pointwise(pictures, self.last_norm.after(&self.last.weight));
        self.last_norm.learn(moments);
        pictures
    }
}

/// Widen, convolve channel by channel, narrow; with a short cut where the shape stays.
#[derive(Module, Debug)]
pub struct InvertedResidual {
    pub(crate) expand: Option<Expand>,
    pub(crate) depthwise: Depthwise,
    pub(crate) depthwise_norm: BatchNorm,
    pub(crate) project: Pointwise,
    pub(crate) project_norm: BatchNorm,
}

/// The widening part of an [`InvertedResidual`].
#[derive(Module, Debug)]
pub struct Expand {
    pub(crate) convolution: Pointwise,
    pub(crate) norm: BatchNorm,
}

impl InvertedResidual {
    fn draw(draw: &mut Draw<'_>, (n_in, n_out): (usize, usize), expansion: usize, stride: usize) -> Self {
        let n_wide = n_in * expansion;
        Self {
            expand: (expansion > 1).then(|| Expand {
                convolution: Pointwise::draw(draw, n_in, n_wide),
                norm: BatchNorm::draw(draw, n_wide),
            }),
            depthwise: Depthwise::draw(draw, n_wide, stride),
            depthwise_norm: BatchNorm::draw(draw, n_wide),
            project: Pointwise::draw(draw, n_wide, n_out),
            project_norm: BatchNorm::draw(draw, n_out),
        }
    }

    fn forward_training(&self, pictures: Tensor<4>) -> Tensor<4> {
        let depthwise = self.depthwise_norm.after(&self.depthwise.weight);
        let project = self.project_norm.after(&self.project.weight);
        let stride = self.depthwise.stride;
        let (pictures, [of_depthwise, of_project]) = match &self.expand {
            None => ops::separable(pictures, [depthwise, project], stride),
            Some(expand) => {
                let layers = [expand.norm.after(&expand.convolution.weight), depthwise, project];
                let (pictures, [of_expand, of_depthwise, of_project]) =
                    ops::inverted_residual(pictures, layers, stride);
                expand.norm.learn(of_expand);
                (pictures, [of_depthwise, of_project])
            }
        };
        self.depthwise_norm.learn(of_depthwise);
        self.project_norm.learn(of_project);
        pictures
    }
}

#[cfg(test)]
mod tests;
