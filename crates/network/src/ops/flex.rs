//! The operations on the CPU: kernels on the tensors' own storage.

use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::ops::{Backward, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, AutodiffBackend, Flex, TensorMetadata};
use burn::tensor::Shape;
use kernels::batch_norm::{Affine, Statistics, unbiased_factor};
use kernels::{depthwise, patches, pointwise};

use super::backward::{
    BatchNormBackward, BatchNormState, DepthwiseBackward, PatchesBackward, PointwiseBackward, Saved,
};
use super::buffers::{CpuTensor, flat, give, owned, slice, take, tensor};
use super::{Activation, BatchNormed, EPSILON, NetworkOps};

impl NetworkOps for Flex {
    fn pointwise(x: CpuTensor, weight: CpuTensor) -> CpuTensor {
        let x = flat(x);
        let result = pointwise_forward(&x, &flat(weight));
        give(x);
        result
    }

    fn depthwise(x: CpuTensor, weight: CpuTensor, stride: usize) -> CpuTensor {
        let x = flat(x);
        let result = depthwise_forward(&x, &flat(weight), stride);
        give(x);
        result
    }

    fn patches(x: CpuTensor) -> CpuTensor {
        patches_forward(&flat(x))
    }

    fn batch_norm(x: CpuTensor, scale: CpuTensor, shift: CpuTensor, activation: Activation) -> BatchNormed<Self> {
        batch_norm_forward(&flat(x), &flat(scale), &flat(shift), activation).result
    }

    fn affine(x: CpuTensor, scale: CpuTensor, shift: CpuTensor, activation: Activation) -> CpuTensor {
        let (shape, scale, shift) = (x.shape(), flat(scale), flat(shift));
        let affine = Affine { scale: slice(&scale).to_vec(), shift: slice(&shift).to_vec(), activation };
        let mut values = owned(x);
        affine.apply_in_place(&mut values);
        tensor(values, shape)
    }
}

impl<C: CheckpointStrategy> NetworkOps for Autodiff<Flex, C> {
    fn pointwise(x: FloatTensor<Self>, weight: FloatTensor<Self>) -> FloatTensor<Self> {
        let ((x, x_node), (weight, weight_node)) = (x.into_parts(), weight.into_parts());
        let (x, weight) = (flat(x), flat(weight));
        let result = pointwise_forward(&x, &weight);
        match PointwiseBackward.prepare::<C>([x_node, weight_node]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(Saved { x, weight }, result),
            OpsKind::UnTracked(prepared) => prepared.finish(result),
        }
    }

    fn depthwise(x: FloatTensor<Self>, weight: FloatTensor<Self>, stride: usize) -> FloatTensor<Self> {
        let ((x, x_node), (weight, weight_node)) = (x.into_parts(), weight.into_parts());
        let (x, weight) = (flat(x), flat(weight));
        let result = depthwise_forward(&x, &weight, stride);
        let step = DepthwiseBackward { stride };
        match step.prepare::<C>([x_node, weight_node]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(Saved { x, weight }, result),
            OpsKind::UnTracked(prepared) => prepared.finish(result),
        }
    }

    fn patches(x: FloatTensor<Self>) -> FloatTensor<Self> {
        let (x, node) = x.into_parts();
        let shape = x.shape();
        let result = patches_forward(&flat(x));
        match PatchesBackward.prepare::<C>([node]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(shape, result),
            OpsKind::UnTracked(prepared) => prepared.finish(result),
        }
    }

    fn batch_norm(
        x: FloatTensor<Self>,
        scale: FloatTensor<Self>,
        shift: FloatTensor<Self>,
        activation: Activation,
    ) -> BatchNormed<Self> {
        let ((x, x_node), (scale, scale_node), (shift, shift_node)) =
            (x.into_parts(), scale.into_parts(), shift.into_parts());
        let x = flat(x);
        let Normed { result, affine, statistics } = batch_norm_forward(&x, &flat(scale), &flat(shift), activation);
        let nodes = [x_node, scale_node, shift_node];
        let output = match BatchNormBackward.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(BatchNormState { x, affine, statistics }, result.output),
            OpsKind::UnTracked(prepared) => prepared.finish(result.output),
        };
        let (mean, variance) = (Self::from_inner(result.mean), Self::from_inner(result.variance));
        BatchNormed { output, mean, variance }
    }
}

/// The sizes of a depthwise convolution of pictures of this shape.
pub(super) fn depthwise_geometry(shape: &Shape, stride: usize) -> depthwise::Geometry {
    let [_, height, width, channels] = shape.dims();
    depthwise::Geometry { height, width, channels, stride }
}

/// The sizes of pictures of this shape.
pub(super) fn patches_geometry(shape: &Shape) -> patches::Geometry {
    let [_, height, width, channels] = shape.dims();
    patches::Geometry { height, width, channels }
}

fn pointwise_forward(x: &CpuTensor, weight: &CpuTensor) -> CpuTensor {
    let [batch, height, width, n_in] = x.shape().dims();
    let n_out = weight.shape()[1];
    let mut output = take(batch * height * width * n_out);
    pointwise::forward(slice(x), slice(weight), n_in, &mut output);
    tensor(output, Shape::new([batch, height, width, n_out]))
}

fn depthwise_forward(x: &CpuTensor, weight: &CpuTensor, stride: usize) -> CpuTensor {
    let geometry = depthwise_geometry(&x.shape(), stride);
    let batch = x.shape()[0];
    let mut output = take(batch * geometry.n_out());
    depthwise::forward(&geometry, slice(x), slice(weight), &mut output);
    tensor(output, Shape::new([batch, geometry.out_height(), geometry.out_width(), geometry.channels]))
}

fn patches_forward(x: &CpuTensor) -> CpuTensor {
    let geometry = patches_geometry(&x.shape());
    let batch = x.shape()[0];
    let mut output = take(batch * geometry.n_out());
    patches::gather(&geometry, slice(x), &mut output);
    tensor(output, Shape::new([batch, geometry.out_height(), geometry.out_width(), geometry.channels * 9]))
}

struct Normed {
    result: BatchNormed<Flex>,
    affine: Affine,
    statistics: Statistics,
}

fn batch_norm_forward(x: &CpuTensor, scale: &CpuTensor, shift: &CpuTensor, activation: Activation) -> Normed {
    let (values, channels) = (slice(x), scale.shape()[0]);
    let statistics = Statistics::of(values, channels);
    let affine = statistics.normalisation(slice(scale), slice(shift), EPSILON, activation);
    let mut output = take(values.len());
    affine.apply(values, &mut output);
    let factor = unbiased_factor(values.len() / channels);
    let unbiased = statistics.variance.iter().map(|variance| variance * factor).collect();
    let row = Shape::new([channels]);
    let result = BatchNormed {
        output: tensor(output, x.shape()),
        mean: tensor(statistics.mean.clone(), row.clone()),
        variance: tensor(unbiased, row),
    };
    Normed { result, affine, statistics }
}
