//! The CPU layers against the same layers made of ordinary operations: values, statistics and gradients.

use burn::backend::{Autodiff, Flex};
use burn::tensor::{Device, Distribution, Tensor};

use super::*;

type Recording = Autodiff<Flex>;

/// Height, width and channels: odd, rectangular, more and fewer channels than vector lanes.
const SIZES: [[usize; 3]; 3] = [[5, 7, 3], [4, 9, 16], [2, 6, 35]];

fn device() -> Device {
    let device = crate::device::cpu_for_training();
    device.seed(7);
    device
}

fn random<const D: usize>(shape: [usize; D], device: &Device) -> Tensor<D> {
    let values = Tensor::random(shape, Distribution::Normal(0.0, 1.0), device);
    if device.is_autodiff() { values.require_grad() } else { values }
}

fn layer([n_rows, n_out]: [usize; 2], device: &Device) -> LayerWeights {
    // The factors are kept away from zero; the summands put values beyond both limits of the activation.
    let scale = (random([n_out], device).detach() * 0.3 + 2.0).detach().require_grad();
    let shift = (random([n_out], device).detach() * 2.0 + 1.0).detach().require_grad();
    LayerWeights { weight: random([n_rows, n_out], device), scale, shift }
}

#[track_caller]
fn assert_close<const D: usize>(found: Tensor<D>, expected: Tensor<D>, tolerance: f32) {
    assert_eq!(found.dims(), expected.dims());
    let difference = (found - expected.clone()).abs().max().into_scalar::<f32>();
    let size = expected.abs().max().into_scalar::<f32>();
    assert!(difference <= tolerance * (1.0 + size), "difference {difference} of values up to {size}");
}

fn primitive<const D: usize>(tensor: &Tensor<D>) -> FloatTensor<Recording> {
    tensor.clone().try_into_primitive::<Recording>().unwrap()
}

fn composed_layer(layer: &LayerWeights) -> Layer<Recording> {
    Layer { weight: primitive(&layer.weight), scale: primitive(&layer.scale), shift: primitive(&layer.shift) }
}

fn tensor<const D: usize>(primitive: FloatTensor<Recording>) -> Tensor<D> {
    Tensor::from_primitive::<Recording>(primitive)
}

/// Compares outputs, statistics, and the gradients of every input under the same random weighting.
#[track_caller]
fn compare(
    pictures: &Tensor<4>,
    layers: &[LayerWeights],
    (fast, moments): (Tensor<4>, Vec<Moments>),
    (slow, statistics): (FloatTensor<Recording>, Vec<BatchStatistics<Recording>>),
) {
    let slow: Tensor<4> = tensor(slow);
    assert_close(fast.clone().detach(), slow.clone().detach(), 2e-5);
    assert_eq!(moments.len(), statistics.len());
    for (moments, statistics) in moments.into_iter().zip(statistics) {
        assert_close(moments.mean, tensor(statistics.mean), 1e-5);
        assert_close(moments.variance, tensor(statistics.variance), 1e-5);
    }
    let weighting = random(fast.dims(), &fast.device()).detach();
    let fast = (fast * weighting.clone()).sum().backward();
    let slow = (slow * weighting).sum().backward();
    assert_close(pictures.grad(&fast).unwrap(), pictures.grad(&slow).unwrap(), 1e-4);
    for LayerWeights { weight, scale, shift } in layers {
        assert_close(weight.grad(&fast).unwrap(), weight.grad(&slow).unwrap(), 1e-4);
        assert_close(scale.grad(&fast).unwrap(), scale.grad(&slow).unwrap(), 1e-4);
        assert_close(shift.grad(&fast).unwrap(), shift.grad(&slow).unwrap(), 1e-4);
    }
}

#[test]
fn single_layers_agree_with_the_composed_versions() {
    let device = device();
    for [height, width, channels] in SIZES {
        let x = random([3, height, width, channels], &device);
        let dense = layer([9 * channels, 11], &device);
        let (output, moments) = stem(x.clone(), dense.clone());
        let slow = composed::stem::<Recording>(primitive(&x), composed_layer(&dense));
        compare(&x, &[dense], (output, vec![moments]), (slow.output, vec![slow.statistics]));
        let narrow = layer([channels, 11], &device);
        let (output, moments) = pointwise(x.clone(), narrow.clone());
        let slow = composed::pointwise::<Recording>(primitive(&x), composed_layer(&narrow), Activation::Relu6);
        compare(&x, &[narrow], (output, vec![moments]), (slow.output, vec![slow.statistics]));
    }
}

#[test]
fn blocks_agree_with_the_composed_versions() {
    let device = device();
    for [height, width, n_in] in SIZES {
        for (n_out, stride) in [(n_in, 1), (n_in, 2), (9, 1), (9, 2)] {
            let x = random([3, height, width, n_in], &device);
            let [depthwise, project] = [layer([9, n_in], &device), layer([n_in, n_out], &device)];
            let (output, moments) = separable(x.clone(), [depthwise.clone(), project.clone()], stride);
            let layers = (composed_layer(&depthwise), composed_layer(&project));
            let slow = composed::separable::<Recording>(primitive(&x), layers.0, layers.1, stride);
            let statistics = vec![slow.depthwise, slow.project];
            compare(&x, &[depthwise, project], (output, moments.into()), (slow.output, statistics));

            let n_wide = 2 * n_in + 1;
            let layers = [layer([n_in, n_wide], &device), layer([9, n_wide], &device), layer([n_wide, n_out], &device)];
            let (output, moments) = inverted_residual(x.clone(), layers.clone(), stride);
            let composed = layers.each_ref().map(composed_layer);
            let slow = composed::inverted_residual::<Recording>(primitive(&x), composed, stride);
            let statistics = vec![slow.expand, slow.depthwise, slow.project];
            compare(&x, &layers, (output, moments.into()), (slow.output, statistics));
        }
    }
}

#[test]
fn a_tensor_that_is_used_twice_keeps_its_values() {
    let device = device();
    let (x, weights) = (random([2, 4, 6, 5], &device), layer([5, 5], &device));
    let before = x.to_data();
    let sum = pointwise(x.clone(), weights.clone()).0 + x.clone();
    let gradients = (sum.clone() * sum).sum().backward();
    assert_eq!(x.to_data(), before);
    let slow = composed::pointwise::<Recording>(primitive(&x), composed_layer(&weights), Activation::Relu6);
    let sum = tensor::<4>(slow.output) + x.clone();
    let expected = (sum.clone() * sum).sum().backward();
    assert_close(x.grad(&gradients).unwrap(), x.grad(&expected).unwrap(), 1e-4);
}

#[test]
fn without_gradients_the_output_is_the_same() {
    let recording = device();
    let x = random([2, 5, 6, 8], &recording);
    let layers = [layer([8, 20], &recording), layer([9, 20], &recording), layer([20, 8], &recording)];
    let plain = layers.clone().map(|layer| LayerWeights {
        weight: layer.weight.inner(),
        scale: layer.scale.inner(),
        shift: layer.shift.inner(),
    });
    let (recorded, _) = inverted_residual(x.clone(), layers, 1);
    let (found, _) = inverted_residual(x.inner(), plain, 1);
    assert_eq!(found.to_data(), recorded.inner().to_data());
}
