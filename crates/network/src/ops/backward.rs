//! The backward passes of the CPU operations.
//!
//! A gradient is written over memory that is no longer needed: the gradient of the output or the saved input.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops};
use burn::backend::{Flex, TensorMetadata};
use burn::tensor::Shape;
use kernels::batch_norm::{Affine, Statistics};
use kernels::{depthwise, patches, pointwise};

use super::EPSILON;
use super::buffers::{CpuTensor, flat, give, owned, recycled, slice, take, tensor};
use super::flex::{depthwise_geometry, patches_geometry};

/// What a convolution needs for its backward pass.
#[derive(Debug, Clone)]
pub(super) struct Saved {
    pub(super) x: CpuTensor,
    pub(super) weight: CpuTensor,
}

#[derive(Debug)]
pub(super) struct PointwiseBackward;

impl Backward<Flex, 2> for PointwiseBackward {
    type State = Saved;

    fn backward(self, ops: Ops<Saved, 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let gradient = flat(gradients.consume::<Flex>(&ops.node));
        let Saved { x, weight } = ops.state;
        let [x_node, weight_node] = ops.parents;
        let (shape, n_in) = (x.shape(), weight.shape()[0]);
        if let Some(node) = weight_node {
            let result = pointwise::backward_weight(slice(&x), slice(&gradient), n_in);
            gradients.register::<Flex>(node.id, tensor(result, weight.shape()));
        }
        if let Some(node) = x_node {
            let mut result = recycled(x);
            pointwise::backward_input(slice(&gradient), slice(&weight), n_in, &mut result);
            gradients.register::<Flex>(node.id, tensor(result, shape));
        }
        give(gradient);
    }
}

#[derive(Debug)]
pub(super) struct DepthwiseBackward {
    pub(super) stride: usize,
}

impl Backward<Flex, 2> for DepthwiseBackward {
    type State = Saved;

    fn backward(self, ops: Ops<Saved, 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let gradient = flat(gradients.consume::<Flex>(&ops.node));
        let Saved { x, weight } = ops.state;
        let [x_node, weight_node] = ops.parents;
        let shape = x.shape();
        let geometry = depthwise_geometry(&shape, self.stride);
        let mut values = owned(x);
        let of_weight = depthwise::backward(&geometry, &mut values, slice(&weight), slice(&gradient));
        if let Some(node) = x_node {
            gradients.register::<Flex>(node.id, tensor(values, shape));
        }
        if let Some(node) = weight_node {
            gradients.register::<Flex>(node.id, tensor(of_weight, weight.shape()));
        }
        give(gradient);
    }
}

#[derive(Debug)]
pub(super) struct PatchesBackward;

impl Backward<Flex, 1> for PatchesBackward {
    type State = Shape;

    fn backward(self, ops: Ops<Shape, 1>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let gradient = flat(gradients.consume::<Flex>(&ops.node));
        let [node] = ops.parents;
        if let Some(node) = node {
            let mut result = take(ops.state.num_elements());
            patches::scatter(&patches_geometry(&ops.state), slice(&gradient), &mut result);
            gradients.register::<Flex>(node.id, tensor(result, ops.state));
        }
        give(gradient);
    }
}

/// What a batch normalisation needs for its backward pass.
#[derive(Debug, Clone)]
pub(super) struct BatchNormState {
    pub(super) x: CpuTensor,
    pub(super) affine: Affine,
    pub(super) statistics: Statistics,
}

#[derive(Debug)]
pub(super) struct BatchNormBackward;

impl Backward<Flex, 3> for BatchNormBackward {
    type State = BatchNormState;

    fn backward(self, ops: Ops<BatchNormState, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let mut gradient = owned(gradients.consume::<Flex>(&ops.node));
        let BatchNormState { x, affine, statistics } = ops.state;
        let [x_node, scale_node, shift_node] = ops.parents;
        let learned = affine.backward(slice(&x), &statistics, EPSILON, &mut gradient);
        if let Some(node) = x_node {
            gradients.register::<Flex>(node.id, tensor(gradient, x.shape()));
        }
        for (node, values) in [(scale_node, learned.scale), (shift_node, learned.shift)] {
            if let Some(node) = node {
                let row = Shape::new([values.len()]);
                gradients.register::<Flex>(node.id, tensor(values, row));
            }
        }
        give(x);
    }
}
