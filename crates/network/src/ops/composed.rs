//! The layers made of ordinary operations: for every backend, and differentiable by themselves.

use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, TensorMetadata};
use burn::tensor::Shape;
use burn::tensor::ops::ConvOptions;

use super::{Activation, BatchStatistics, EPSILON, Inverted, Layer, Layered, Separated};

pub(super) fn stem<B: Backend>(pictures: FloatTensor<B>, layer: Layer<B>) -> Layered<B> {
    let [n_rows, n_out] = layer.weight.shape().dims();
    let n_in = n_rows / 9;
    let weight = B::float_swap_dims(layer.weight, 0, 1);
    let weight = B::float_reshape(weight, Shape::new([n_out, n_in, 3, 3]));
    let raw = convolve::<B>(pictures, weight, (2, 1));
    batch_norm::<B>(raw, layer.scale, layer.shift, Activation::Relu6)
}

pub(super) fn pointwise<B: Backend>(pictures: FloatTensor<B>, layer: Layer<B>, activation: Activation) -> Layered<B> {
    let [batch, height, width, n_in] = pictures.shape().dims();
    let n_out = layer.weight.shape()[1];
    let rows = B::float_reshape(pictures, Shape::new([batch * height * width, n_in]));
    let raw = B::float_reshape(B::float_matmul(rows, layer.weight), Shape::new([batch, height, width, n_out]));
    batch_norm::<B>(raw, layer.scale, layer.shift, activation)
}

pub(super) fn separable<B: Backend>(
    pictures: FloatTensor<B>,
    depthwise: Layer<B>,
    project: Layer<B>,
    stride: usize,
) -> Separated<B> {
    let separated = filter::<B>(pictures.clone(), depthwise, project, stride);
    Separated { output: with_short_cut::<B>(separated.output, pictures, stride), ..separated }
}

pub(super) fn inverted_residual<B: Backend>(
    pictures: FloatTensor<B>,
    [expand, depthwise, project]: [Layer<B>; 3],
    stride: usize,
) -> Inverted<B> {
    let Layered { output, statistics } = pointwise::<B>(pictures.clone(), expand, Activation::Relu6);
    let Separated { output, depthwise, project } = filter::<B>(output, depthwise, project, stride);
    Inverted { output: with_short_cut::<B>(output, pictures, stride), expand: statistics, depthwise, project }
}

/// Depthwise convolution and projection.
fn filter<B: Backend>(x: FloatTensor<B>, depthwise: Layer<B>, project: Layer<B>, stride: usize) -> Separated<B> {
    let channels = depthwise.scale.shape()[0];
    let weight = B::float_reshape(B::float_swap_dims(depthwise.weight, 0, 1), Shape::new([channels, 1, 3, 3]));
    let raw = convolve::<B>(x, weight, (stride, channels));
    let wide = batch_norm::<B>(raw, depthwise.scale, depthwise.shift, Activation::Relu6);
    let narrow = pointwise::<B>(wide.output, project, Activation::None);
    Separated { output: narrow.output, depthwise: wide.statistics, project: narrow.statistics }
}

fn with_short_cut<B: Backend>(output: FloatTensor<B>, pictures: FloatTensor<B>, stride: usize) -> FloatTensor<B> {
    if super::has_short_cut(pictures.shape()[3], output.shape()[3], stride) {
        return B::float_add(output, pictures);
    }
    output
}

/// The backend's own 3x3 convolution with padding 1, for channels that come last.
fn convolve<B: Backend>(x: FloatTensor<B>, weight: FloatTensor<B>, (stride, groups): (usize, usize)) -> FloatTensor<B> {
    let channels_first = B::float_permute(x, &[0, 3, 1, 2]);
    let options = ConvOptions::new([stride, stride], [1, 1], [1, 1], groups);
    let result = B::conv2d(channels_first, weight, None, options);
    B::float_permute(result, &[0, 2, 3, 1])
}

fn batch_norm<B: Backend>(
    x: FloatTensor<B>,
    scale: FloatTensor<B>,
    shift: FloatTensor<B>,
    activation: Activation,
) -> Layered<B> {
    let shape = x.shape();
    let channels = shape[3];
    let n_rows = shape.num_elements() / channels;
    let rows = B::float_reshape(x, Shape::new([n_rows, channels]));
    let mean = B::float_mean_dim(rows.clone(), 0);
    let centred = B::float_sub(rows, mean.clone());
    let variance = B::float_mean_dim(B::float_mul(centred.clone(), centred.clone()), 0);
    let deviation = B::float_sqrt(B::float_add_scalar(variance.clone(), EPSILON.into()));
    let unit = B::float_reshape(B::float_div(centred, deviation), shape);
    let unbiased = B::float_mul_scalar(variance, kernels::norm::unbiased_factor(n_rows).into());
    let statistic = |value| B::float_detach(B::float_reshape(value, Shape::new([channels])));
    Layered {
        output: affine::<B>(unit, scale, shift, activation),
        statistics: BatchStatistics { mean: statistic(mean), variance: statistic(unbiased) },
    }
}

fn affine<B: Backend>(
    x: FloatTensor<B>,
    scale: FloatTensor<B>,
    shift: FloatTensor<B>,
    activation: Activation,
) -> FloatTensor<B> {
    let row = Shape::new([1, 1, 1, scale.shape()[0]]);
    let scaled = B::float_mul(x, B::float_reshape(scale, row.clone()));
    let shifted = B::float_add(scaled, B::float_reshape(shift, row));
    match activation {
        Activation::None => shifted,
        Activation::Relu6 => B::float_clamp(shifted, 0.0.into(), 6.0.into()),
    }
}
