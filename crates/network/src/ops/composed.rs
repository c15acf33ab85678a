//! The operations made of ordinary ones: slow, for every backend, and differentiable by themselves.

use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, TensorMetadata};
use burn::tensor::{Shape, Slice};

use super::{Activation, BatchNormed, EPSILON};

pub(super) fn pointwise<B: Backend>(pictures: FloatTensor<B>, weight: FloatTensor<B>) -> FloatTensor<B> {
    let [batch, height, width, n_in] = pictures.shape().dims();
    let n_out = weight.shape()[1];
    let rows = B::float_reshape(pictures, Shape::new([batch * height * width, n_in]));
    let result = B::float_matmul(rows, weight);
    B::float_reshape(result, Shape::new([batch, height, width, n_out]))
}

pub(super) fn depthwise<B: Backend>(x: FloatTensor<B>, weight: &FloatTensor<B>, stride: usize) -> FloatTensor<B> {
    let [_, height, width, channels] = x.shape().dims();
    let padded = pad::<B>(x);
    let mut sum: Option<FloatTensor<B>> = None;
    for tap in 0..9 {
        let part = shifted::<B>(padded.clone(), (tap / 3, tap % 3), (height, width), stride);
        let row = B::float_slice(weight.clone(), &[range(tap, 1), range(0, channels)]);
        let term = B::float_mul(part, B::float_reshape(row, Shape::new([1, 1, 1, channels])));
        sum = Some(match sum {
            Some(sum) => B::float_add(sum, term),
            None => term,
        });
    }
    sum.expect("nine taps were added")
}

pub(super) fn patches<B: Backend>(x: FloatTensor<B>) -> FloatTensor<B> {
    let [_, height, width, channels] = x.shape().dims();
    let padded = pad::<B>(x);
    let mut parts = Vec::with_capacity(channels * 9);
    for channel in 0..channels {
        for tap in 0..9 {
            let part = shifted::<B>(padded.clone(), (tap / 3, tap % 3), (height, width), 2);
            let [batch, out_height, out_width, _] = part.shape().dims();
            let slices = [range(0, batch), range(0, out_height), range(0, out_width), range(channel, 1)];
            parts.push(B::float_slice(part, &slices));
        }
    }
    B::float_cat(parts, 3)
}

pub(super) fn batch_norm<B: Backend>(
    x: FloatTensor<B>,
    scale: FloatTensor<B>,
    shift: FloatTensor<B>,
    activation: Activation,
) -> BatchNormed<B> {
    let shape = x.shape();
    let channels = shape[3];
    let n_rows = shape.num_elements() / channels;
    let rows = B::float_reshape(x, Shape::new([n_rows, channels]));
    let mean = B::float_mean_dim(rows.clone(), 0);
    let centred = B::float_sub(rows, mean.clone());
    let variance = B::float_mean_dim(B::float_mul(centred.clone(), centred.clone()), 0);
    let deviation = B::float_sqrt(B::float_add_scalar(variance.clone(), EPSILON.into()));
    let unit = B::float_reshape(B::float_div(centred, deviation), shape);
    let unbiased = B::float_mul_scalar(variance, kernels::batch_norm::unbiased_factor(n_rows).into());
    BatchNormed {
        output: affine::<B>(unit, scale, shift, activation),
        mean: B::float_detach(B::float_reshape(mean, Shape::new([channels]))),
        variance: B::float_detach(B::float_reshape(unbiased, Shape::new([channels]))),
    }
}

pub(super) fn affine<B: Backend>(
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

/// One row of zeros around every picture.
fn pad<B: Backend>(x: FloatTensor<B>) -> FloatTensor<B> {
    let [batch, height, width, channels] = x.shape().dims();
    let shape = Shape::new([batch, height + 2, width + 2, channels]);
    let zeros = B::float_zeros(shape, &x.device(), x.dtype().into());
    B::float_slice_assign(zeros, &[range(0, batch), range(1, height), range(1, width), range(0, channels)], x)
}

/// Every `stride`-th pixel of the padded pictures from the tap's row and column on.
fn shifted<B: Backend>(
    padded: FloatTensor<B>,
    (row, column): (usize, usize),
    (height, width): (usize, usize),
    stride: usize,
) -> FloatTensor<B> {
    let [batch, _, _, channels] = padded.shape().dims();
    let steps =
        |start: usize, length: usize| Slice::new(start as isize, Some((start + length) as isize), stride as isize);
    B::float_slice(padded, &[range(0, batch), steps(row, height), steps(column, width), range(0, channels)])
}

fn range(start: usize, length: usize) -> Slice {
    Slice::new(start as isize, Some((start + length) as isize), 1)
}
