//! The operations that a channels-last network is made of, with hand-written CPU versions and a default made of ordinary operations.

mod backward;
mod buffers;
mod composed;
mod flex;

use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Dispatch, ExtensionType, backend_extension};
use burn::tensor::Tensor;

pub use buffers::release as release_buffers;
pub use kernels::Activation;

/// Added to a variance before its root is taken.
pub const EPSILON: f32 = 1e-5;

/// What batch normalisation gives: the output, and the batch's statistics without gradient.
#[derive(Debug, Clone, ExtensionType)]
pub struct BatchNormed<B: Backend> {
    /// The normalised, scaled, shifted and activated input.
    pub output: FloatTensor<B>,
    /// Mean per channel.
    pub mean: FloatTensor<B>,
    /// Unbiased variance per channel.
    pub variance: FloatTensor<B>,
}

/// Operations on pictures `[batch, height, width, channels]`.
///
/// The default bodies serve every backend and are the slow twins of the tests.
#[backend_extension(Flex, Autodiff)]
pub trait NetworkOps: Backend {
    /// 1x1 convolution: `weight` is `[channels in, channels out]`.
    fn pointwise(pictures: FloatTensor<Self>, weight: FloatTensor<Self>) -> FloatTensor<Self> {
        composed::pointwise::<Self>(pictures, weight)
    }

    /// 3x3 convolution of every channel by itself, padding 1: `weight` is `[9, channels]`.
    fn depthwise(pictures: FloatTensor<Self>, weight: FloatTensor<Self>, stride: usize) -> FloatTensor<Self> {
        composed::depthwise::<Self>(pictures, &weight, stride)
    }

    /// The 3x3 neighbourhood of every second pixel, padding 1, as `channels * 9` values in the order channel, row, column.
    fn patches(pictures: FloatTensor<Self>) -> FloatTensor<Self> {
        composed::patches::<Self>(pictures)
    }

    /// Batch normalisation with the statistics of this batch (Ioffe and Szegedy 2015, algorithm 1).
    fn batch_norm(
        pictures: FloatTensor<Self>,
        scale: FloatTensor<Self>,
        shift: FloatTensor<Self>,
        activation: Activation,
    ) -> BatchNormed<Self> {
        composed::batch_norm::<Self>(pictures, scale, shift, activation)
    }

    /// `activation(pictures * scale + shift)` per channel.
    fn affine(
        pictures: FloatTensor<Self>,
        scale: FloatTensor<Self>,
        shift: FloatTensor<Self>,
        activation: Activation,
    ) -> FloatTensor<Self> {
        composed::affine::<Self>(pictures, scale, shift, activation)
    }
}

/// 1x1 convolution.
///
/// # Shapes
/// - pictures: `[batch, height, width, channels in]`
/// - weight: `[channels in, channels out]`
/// - result: `[batch, height, width, channels out]`
pub fn pointwise(pictures: Tensor<4>, weight: Tensor<2>) -> Tensor<4> {
    Tensor::from_dispatch(<Dispatch as NetworkOps>::pointwise(pictures.into_dispatch(), weight.into_dispatch()))
}

/// 3x3 convolution of every channel by itself, padding 1.
///
/// # Shapes
/// - pictures: `[batch, height, width, channels]`
/// - weight: `[9, channels]`, taps in reading order
/// - result: `[batch, ceil(height / stride), ceil(width / stride), channels]`
pub fn depthwise(pictures: Tensor<4>, weight: Tensor<2>, stride: usize) -> Tensor<4> {
    let result = <Dispatch as NetworkOps>::depthwise(pictures.into_dispatch(), weight.into_dispatch(), stride);
    Tensor::from_dispatch(result)
}

/// Dense 3x3 convolution with stride 2 and padding 1.
///
/// # Shapes
/// - pictures: `[batch, height, width, channels in]`
/// - weight: `[channels in * 9, channels out]`, rows in the order channel, row, column
/// - result: `[batch, ceil(height / 2), ceil(width / 2), channels out]`
pub fn convolution_3x3(pictures: Tensor<4>, weight: Tensor<2>) -> Tensor<4> {
    let patches = Tensor::from_dispatch(<Dispatch as NetworkOps>::patches(pictures.into_dispatch()));
    pointwise(patches, weight)
}

/// Batch normalisation with the statistics of this batch: the output, the mean and the unbiased variance.
///
/// # Shapes
/// - pictures and output: `[batch, height, width, channels]`
/// - scale, shift, mean, variance: `[channels]`
pub fn batch_norm(
    pictures: Tensor<4>,
    scale: Tensor<1>,
    shift: Tensor<1>,
    activation: Activation,
) -> (Tensor<4>, Tensor<1>, Tensor<1>) {
    let normed = <Dispatch as NetworkOps>::batch_norm(
        pictures.into_dispatch(),
        scale.into_dispatch(),
        shift.into_dispatch(),
        activation,
    );
    (Tensor::from_dispatch(normed.output), Tensor::from_dispatch(normed.mean), Tensor::from_dispatch(normed.variance))
}

/// `activation(pictures * scale + shift)` per channel.
///
/// # Shapes
/// - pictures and result: `[batch, height, width, channels]`
/// - scale, shift: `[channels]`
pub fn affine(pictures: Tensor<4>, scale: Tensor<1>, shift: Tensor<1>, activation: Activation) -> Tensor<4> {
    let result = <Dispatch as NetworkOps>::affine(
        pictures.into_dispatch(),
        scale.into_dispatch(),
        shift.into_dispatch(),
        activation,
    );
    Tensor::from_dispatch(result)
}

#[cfg(test)]
mod tests;
