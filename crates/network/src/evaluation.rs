//! The backbone with its running statistics, made of ordinary operations: for every device.

use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Tensor, activation};

use crate::device;
use crate::evaluator::folded_features;
use crate::layers::{BatchNorm, Pointwise};
use crate::mobilenet::{Backbone, InvertedResidual};
use crate::ops::has_short_cut;

impl Backbone {
    /// The last feature map, normalised by the running statistics. On the CPU the network is folded on the way: who asks often
    /// folds once, with [`crate::Evaluator`].
    ///
    /// # Shapes
    /// - pictures: `[batch, height, width, 3]`, normalised
    /// - result: `[batch, height / 32, width / 32, 1280]`, sizes rounded up
    pub(crate) fn forward_evaluation(&self, pictures: Tensor<4>) -> Tensor<4> {
        if pictures.device() == device::cpu() {
            return folded_features(&self.folded(), pictures);
        }
        self.forward_composed(pictures)
    }

    /// The same, made of ordinary operations.
    pub(crate) fn forward_composed(&self, pictures: Tensor<4>) -> Tensor<4> {
        let raw = convolve(pictures, self.stem.weight.val(), 2);
        let mut pictures = relu6(normalise(raw, &self.stem_norm));
        for block in &self.blocks {
            pictures = block.forward_composed(pictures);
        }
        relu6(normalise(multiply(pictures, &self.last), &self.last_norm))
    }
}

impl InvertedResidual {
    fn forward_composed(&self, pictures: Tensor<4>) -> Tensor<4> {
        let wide = match &self.expand {
            Some(expand) => relu6(normalise(multiply(pictures.clone(), &expand.convolution), &expand.norm)),
            None => pictures.clone(),
        };
        let filtered = convolve(wide, self.depthwise.weight.val(), self.depthwise.stride);
        let filtered = relu6(normalise(filtered, &self.depthwise_norm));
        let narrow = normalise(multiply(filtered, &self.project), &self.project_norm);
        let [n_in, n_out] = [pictures.dims()[3], narrow.dims()[3]];
        if has_short_cut(n_in, n_out, self.depthwise.stride) { narrow + pictures } else { narrow }
    }
}

/// 3x3 convolution with padding 1: depthwise where the weight is `[9, channels]`, dense where it has more rows.
fn convolve(pictures: Tensor<4>, weight: Tensor<2>, stride: usize) -> Tensor<4> {
    let [n_rows, n_out] = weight.dims();
    let groups = if n_rows == 9 { n_out } else { 1 };
    let weight = weight.transpose().reshape([n_out, n_rows / 9, 3, 3]);
    let options = ConvOptions::new([stride, stride], [1, 1], [1, 1], groups);
    conv2d(pictures.permute([0, 3, 1, 2]), weight, None, options).permute([0, 2, 3, 1])
}

/// 1x1 convolution.
fn multiply(pictures: Tensor<4>, layer: &Pointwise) -> Tensor<4> {
    let [batch, height, width, n_in] = pictures.dims();
    let rows = pictures.reshape([batch * height * width, n_in]).matmul(layer.weight.val());
    let n_out = rows.dims()[1];
    rows.reshape([batch, height, width, n_out])
}

fn normalise(pictures: Tensor<4>, norm: &BatchNorm) -> Tensor<4> {
    let (scale, shift) = norm.folded();
    pictures * scale.unsqueeze() + shift.unsqueeze()
}

fn relu6(pictures: Tensor<4>) -> Tensor<4> {
    activation::relu(pictures).clamp_max(6.0)
}
