//! The CPU operations against the same operations made of ordinary ones, values and gradients.

use burn::backend::{Autodiff, Flex};
use burn::tensor::{Device, Distribution, Tensor};

use super::*;

type Recording = Autodiff<Flex>;

/// Height, width and channels: odd, rectangular, more and fewer channels than vector lanes.
const SIZES: [[usize; 3]; 3] = [[5, 7, 3], [4, 9, 16], [1, 6, 35]];

fn device() -> Device {
    let device = crate::device::cpu_for_training();
    device.seed(7);
    device
}

fn random<const D: usize>(shape: [usize; D], device: &Device) -> Tensor<D> {
    let values = Tensor::random(shape, Distribution::Normal(0.0, 1.5), device);
    if device.is_autodiff() { values.require_grad() } else { values }
}

#[track_caller]
fn assert_close<const D: usize>(found: Tensor<D>, expected: Tensor<D>) {
    assert_eq!(found.dims(), expected.dims());
    let difference = (found - expected.clone()).abs().max().into_scalar::<f32>();
    let size = expected.abs().max().into_scalar::<f32>();
    assert!(difference <= 2e-5 * (1.0 + size), "difference {difference} of values up to {size}");
}

fn primitive<const D: usize>(tensor: &Tensor<D>) -> FloatTensor<Recording> {
    tensor.clone().try_into_primitive::<Recording>().unwrap()
}

/// Compares the outputs and the gradients of every input under the same random weighting.
#[track_caller]
fn compare<const D: usize>(
    pictures: &Tensor<4>,
    parameters: &[Tensor<D>],
    own: impl Fn(Tensor<4>) -> Tensor<4>,
    composed: impl Fn(FloatTensor<Recording>) -> FloatTensor<Recording>,
) {
    let fast = own(pictures.clone());
    let slow = Tensor::<4>::from_primitive::<Recording>(composed(primitive(pictures)));
    assert_close(fast.clone().detach(), slow.clone().detach());
    let weighting = random(fast.dims(), &fast.device()).detach();
    let fast = (fast * weighting.clone()).sum().backward();
    let slow = (slow * weighting).sum().backward();
    assert_close(pictures.grad(&fast).unwrap(), pictures.grad(&slow).unwrap());
    for parameter in parameters {
        assert_close(parameter.grad(&fast).unwrap(), parameter.grad(&slow).unwrap());
    }
}

#[test]
fn pointwise_agrees_with_the_composed_version() {
    let device = device();
    for [height, width, channels] in SIZES {
        let (x, w) = (random([2, height, width, channels], &device), random([channels, 11], &device));
        let composed = |x| composed::pointwise::<Recording>(x, primitive(&w));
        compare(&x, std::slice::from_ref(&w), |x| pointwise(x, w.clone()), composed);
    }
}

#[test]
fn depthwise_agrees_with_the_composed_version() {
    let device = device();
    for [height, width, channels] in SIZES {
        for stride in [1, 2] {
            let (x, w) = (random([2, height, width, channels], &device), random([9, channels], &device));
            let composed = |x| composed::depthwise::<Recording>(x, &primitive(&w), stride);
            compare(&x, std::slice::from_ref(&w), |x| depthwise(x, w.clone(), stride), composed);
        }
    }
}

#[test]
fn the_dense_convolution_agrees_with_the_composed_version() {
    let device = device();
    for [height, width, channels] in SIZES {
        let (x, w) = (random([2, height, width, channels], &device), random([channels * 9, 4], &device));
        let composed = |x| composed::pointwise::<Recording>(composed::patches::<Recording>(x), primitive(&w));
        compare(&x, std::slice::from_ref(&w), |x| convolution_3x3(x, w.clone()), composed);
    }
}

#[test]
fn batch_norm_agrees_with_the_composed_version() {
    let device = device();
    for [height, width, channels] in SIZES {
        for activation in [Activation::None, Activation::Relu6] {
            let x = random([3, height, width, channels], &device);
            let (scale, shift) = (random([channels], &device), random([channels], &device));
            let own = |x| batch_norm(x, scale.clone(), shift.clone(), activation).0;
            let composed =
                |x| composed::batch_norm::<Recording>(x, primitive(&scale), primitive(&shift), activation).output;
            compare(&x, &[scale.clone(), shift.clone()], own, composed);
            let (_, mean, variance) = batch_norm(x.clone(), scale.clone(), shift.clone(), activation);
            let slow =
                composed::batch_norm::<Recording>(primitive(&x), primitive(&scale), primitive(&shift), activation);
            assert_close(mean, Tensor::from_primitive::<Recording>(slow.mean));
            assert_close(variance, Tensor::from_primitive::<Recording>(slow.variance));
        }
    }
}

#[test]
fn evaluation_agrees_with_the_composed_versions() {
    let device = device().without_autodiff();
    let plain = |t: &Tensor<4>| t.clone().try_into_primitive::<Flex>().unwrap();
    for [height, width, channels] in SIZES {
        let x = random([2, height, width, channels], &device);
        let (w, row) = (random([9, channels], &device), random([channels], &device));
        let slow = composed::depthwise::<Flex>(plain(&x), &w.clone().try_into_primitive::<Flex>().unwrap(), 2);
        assert_close(depthwise(x.clone(), w, 2), Tensor::from_primitive::<Flex>(slow));
        let vector = || row.clone().try_into_primitive::<Flex>().unwrap();
        let slow = composed::affine::<Flex>(plain(&x), vector(), vector(), Activation::Relu6);
        assert_close(affine(x, row.clone(), row, Activation::Relu6), Tensor::from_primitive::<Flex>(slow));
    }
}

#[test]
fn a_tensor_that_is_used_twice_keeps_its_values() {
    let device = device();
    let (x, w) = (random([1, 4, 6, 5], &device), random([9, 5], &device));
    let before = x.to_data();
    // The residual connection of the network: the gradient of the sum goes both ways.
    let sum = depthwise(x.clone(), w.clone(), 1) + x.clone();
    let gradients = (sum.clone() * sum).sum().backward();
    assert_eq!(x.to_data(), before);
    let slow =
        Tensor::<4>::from_primitive::<Recording>(composed::depthwise::<Recording>(primitive(&x), &primitive(&w), 1));
    let sum = slow + x.clone();
    let expected = (sum.clone() * sum).sum().backward();
    assert_close(x.grad(&gradients).unwrap(), x.grad(&expected).unwrap());
}
