//! The layers of `MobileNetV2` while it learns: convolutions joined with their batch normalisations, with hand-written CPU
//! versions and a default made of ordinary operations.

mod backward;
mod buffers;
mod composed;
#[cfg(any(feature = "cuda", feature = "metal", feature = "vulkan"))]
mod cube;
mod flex;

use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Dispatch, ExtensionType, backend_extension};
use burn::tensor::Tensor;

pub use buffers::release as release_buffers;
pub use kernels::Activation;

/// Added to a variance before its root is taken.
pub const EPSILON: f32 = 1e-5;

/// The weights of a convolution without bias and of the batch normalisation after it.
#[derive(Debug, Clone, ExtensionType)]
pub struct Layer<B: Backend> {
    /// Pointwise `[channels in, channels out]`, depthwise `[9, channels]`, dense 3x3 `[channels in * 9, channels out]` with
    /// rows in the order channel, row, column.
    pub weight: FloatTensor<B>,
    /// Factor per channel of the normalisation.
    pub scale: FloatTensor<B>,
    /// Summand per channel of the normalisation.
    pub shift: FloatTensor<B>,
}

/// The statistics of a batch, without gradient.
#[derive(Debug, Clone, ExtensionType)]
pub struct BatchStatistics<B: Backend> {
    /// Mean per channel.
    pub mean: FloatTensor<B>,
    /// Unbiased variance per channel.
    pub variance: FloatTensor<B>,
}

/// What a single layer gives.
#[derive(Debug, Clone, ExtensionType)]
pub struct Layered<B: Backend> {
    /// The normalised and activated output.
    pub output: FloatTensor<B>,
    /// What it was normalised by.
    #[extension_type]
    pub statistics: BatchStatistics<B>,
}

/// What an inverted residual without expansion gives.
#[derive(Debug, Clone, ExtensionType)]
pub struct Separated<B: Backend> {
    /// The output of the block.
    pub output: FloatTensor<B>,
    /// Of the depthwise convolution.
    #[extension_type]
    pub depthwise: BatchStatistics<B>,
    /// Of the projection.
    #[extension_type]
    pub project: BatchStatistics<B>,
}

/// What an inverted residual gives.
#[derive(Debug, Clone, ExtensionType)]
pub struct Inverted<B: Backend> {
    /// The output of the block.
    pub output: FloatTensor<B>,
    /// Of the expansion.
    #[extension_type]
    pub expand: BatchStatistics<B>,
    /// Of the depthwise convolution.
    #[extension_type]
    pub depthwise: BatchStatistics<B>,
    /// Of the projection.
    #[extension_type]
    pub project: BatchStatistics<B>,
}

/// Operations on pictures `[batch, height, width, channels]`, normalised by the statistics of this batch (Ioffe and Szegedy
/// 2015, algorithm 1).
///
/// The default bodies serve every backend and are the slow twins of the tests.
#[backend_extension(Flex, Cube: cfg(any(feature = "cuda", feature = "metal", feature = "vulkan")), Autodiff)]
pub trait NetworkOps: Backend {
    /// Dense 3x3 convolution with stride 2 and padding 1, normalised, limited to 0..=6.
    fn stem(pictures: FloatTensor<Self>, #[extension_type] layer: Layer<Self>) -> Layered<Self> {
        composed::stem::<Self>(pictures, layer)
    }

    /// 1x1 convolution, normalised, limited to 0..=6.
    fn pointwise(pictures: FloatTensor<Self>, #[extension_type] layer: Layer<Self>) -> Layered<Self> {
        composed::pointwise::<Self>(pictures, layer, Activation::Relu6)
    }

    /// 3x3 convolution of every channel by itself, normalised, limited to 0..=6, then 1x1 convolution, normalised; plus the
    /// input where the shape stays.
    fn separable(
        pictures: FloatTensor<Self>,
        #[extension_type] depthwise: Layer<Self>,
        #[extension_type] project: Layer<Self>,
        stride: usize,
    ) -> Separated<Self> {
        composed::separable::<Self>(pictures, depthwise, project, stride)
    }

    /// 1x1 convolution, normalised, limited to 0..=6, and then as [`NetworkOps::separable`] (Sandler et al. 2018, figure 3).
    fn inverted_residual(
        pictures: FloatTensor<Self>,
        #[extension_type] expand: Layer<Self>,
        #[extension_type] depthwise: Layer<Self>,
        #[extension_type] project: Layer<Self>,
        stride: usize,
    ) -> Inverted<Self> {
        composed::inverted_residual::<Self>(pictures, [expand, depthwise, project], stride)
    }
}

/// Whether a block adds its input to its output.
pub(crate) fn has_short_cut(n_in: usize, n_out: usize, stride: usize) -> bool {
    stride == 1 && n_in == n_out
}

/// The weights of a convolution and of its normalisation, as tensors; shapes as in [`Layer`].
#[derive(Debug, Clone)]
pub struct LayerWeights {
    /// Of the convolution.
    pub weight: Tensor<2>,
    /// Factor of the normalisation.
    pub scale: Tensor<1>,
    /// Summand of the normalisation.
    pub shift: Tensor<1>,
}

/// Mean and unbiased variance of a batch per channel, without gradient.
#[derive(Debug, Clone)]
pub struct Moments {
    /// Mean.
    pub mean: Tensor<1>,
    /// Unbiased variance.
    pub variance: Tensor<1>,
}

impl LayerWeights {
    fn into_dispatch(self) -> Layer<Dispatch> {
        Layer {
            weight: self.weight.into_dispatch(),
            scale: self.scale.into_dispatch(),
            shift: self.shift.into_dispatch(),
        }
    }
}

impl Moments {
    fn from_dispatch(statistics: BatchStatistics<Dispatch>) -> Self {
        Self { mean: Tensor::from_dispatch(statistics.mean), variance: Tensor::from_dispatch(statistics.variance) }
    }
}

/// Dense 3x3 convolution with stride 2 and padding 1, normalised by this batch, limited to 0..=6.
///
/// # Shapes
/// - pictures: `[batch, height, width, channels in]`
/// - result: `[batch, ceil(height / 2), ceil(width / 2), channels out]`
pub fn stem(pictures: Tensor<4>, layer: LayerWeights) -> (Tensor<4>, Moments) {
    let result = <Dispatch as NetworkOps>::stem(pictures.into_dispatch(), layer.into_dispatch());
    (Tensor::from_dispatch(result.output), Moments::from_dispatch(result.statistics))
}

/// 1x1 convolution, normalised by this batch, limited to 0..=6.
///
/// # Shapes
/// - pictures: `[batch, height, width, channels in]`
/// - result: `[batch, height, width, channels out]`
pub fn pointwise(pictures: Tensor<4>, layer: LayerWeights) -> (Tensor<4>, Moments) {
    let result = <Dispatch as NetworkOps>::pointwise(pictures.into_dispatch(), layer.into_dispatch());
    (Tensor::from_dispatch(result.output), Moments::from_dispatch(result.statistics))
}

/// An inverted residual without expansion, normalised by this batch.
///
/// # Shapes
/// - pictures: `[batch, height, width, channels in]`
/// - result: `[batch, ceil(height / stride), ceil(width / stride), channels out]`
pub fn separable(
    pictures: Tensor<4>,
    [depthwise, project]: [LayerWeights; 2],
    stride: usize,
) -> (Tensor<4>, [Moments; 2]) {
    let (depthwise, project) = (depthwise.into_dispatch(), project.into_dispatch());
    let result = <Dispatch as NetworkOps>::separable(pictures.into_dispatch(), depthwise, project, stride);
    let moments = [result.depthwise, result.project].map(Moments::from_dispatch);
    (Tensor::from_dispatch(result.output), moments)
}

/// An inverted residual, normalised by this batch.
///
/// # Shapes
/// - pictures: `[batch, height, width, channels in]`
/// - result: `[batch, ceil(height / stride), ceil(width / stride), channels out]`
pub fn inverted_residual(pictures: Tensor<4>, layers: [LayerWeights; 3], stride: usize) -> (Tensor<4>, [Moments; 3]) {
    let [expand, depthwise, project] = layers.map(LayerWeights::into_dispatch);
    let pictures = pictures.into_dispatch();
    let result = <Dispatch as NetworkOps>::inverted_residual(pictures, expand, depthwise, project, stride);
    let moments = [result.expand, result.depthwise, result.project].map(Moments::from_dispatch);
    (Tensor::from_dispatch(result.output), moments)
}

#[cfg(test)]
mod tests;
