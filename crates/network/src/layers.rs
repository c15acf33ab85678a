//! The layers of `MobileNetV2`: convolutions without bias, batch normalisation, and how they are drawn.

use burn::module::{Module, Param, ParamId, RunningState};
use burn::tensor::{Device, Tensor, TensorData};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::ops::{EPSILON, LayerWeights, Moments};

/// The share of a new batch in the running statistics.
const MOMENTUM: f64 = 0.1;

/// Draws parameters on the host, so that a seed means the same network on every device.
///
/// Parameters are numbered in the order in which they are drawn, so that a saved optimiser state finds them again.
pub(crate) struct Draw<'a> {
    rng: ChaCha8Rng,
    device: &'a Device,
    n_drawn: u64,
}

impl<'a> Draw<'a> {
    pub(crate) fn new(seed: u64, device: &'a Device) -> Self {
        Self { rng: ChaCha8Rng::seed_from_u64(seed), device, n_drawn: 0 }
    }

    /// Normally distributed values with mean 0.
    pub(crate) fn normal<const D: usize>(&mut self, shape: [usize; D], deviation: f64) -> Param<Tensor<D>> {
        let n_values = shape.iter().product();
        let values = (0..n_values).map(|_| (standard_normal(&mut self.rng) * deviation) as f32).collect();
        self.parameter(values, shape)
    }

    /// Evenly distributed values in `(-bound, bound)`.
    pub(crate) fn uniform<const D: usize>(&mut self, shape: [usize; D], bound: f64) -> Param<Tensor<D>> {
        let n_values = shape.iter().product();
        let values = (0..n_values).map(|_| ((2.0 * unit(&mut self.rng) - 1.0) * bound) as f32).collect();
        self.parameter(values, shape)
    }

    /// The same value everywhere.
    pub(crate) fn constant<const D: usize>(&mut self, shape: [usize; D], value: f32) -> Param<Tensor<D>> {
        self.parameter(vec![value; shape.iter().product()], shape)
    }

    fn statistic(&mut self, channels: usize, value: f32) -> RunningState<Tensor<1>> {
        let data = TensorData::new(vec![value; channels], [channels]);
        RunningState::new(Tensor::from_data(data, self.device))
    }

    fn parameter<const D: usize>(&mut self, values: Vec<f32>, shape: [usize; D]) -> Param<Tensor<D>> {
        let tensor = Tensor::from_data(TensorData::new(values, shape), self.device);
        Param::initialized(self.next_id(), tensor).set_require_grad(true)
    }

    fn next_id(&mut self) -> ParamId {
        self.n_drawn += 1;
        ParamId::from(self.n_drawn)
    }
}

/// One value evenly distributed in `(0, 1)`.
fn unit(rng: &mut ChaCha8Rng) -> f64 {
    (f64::from(rng.next_u32()) + 0.5) / (f64::from(u32::MAX) + 1.0)
}

/// One standard normal value (Box and Muller 1958, the cosine half).
fn standard_normal(rng: &mut ChaCha8Rng) -> f64 {
    let radius = (-2.0 * unit(rng).ln()).sqrt();
    radius * (std::f64::consts::TAU * unit(rng)).cos()
}

/// Standard deviation that keeps the gradient's variance through a rectifier (He et al. 2015), as torchvision draws.
fn kaiming(n_out: usize, n_taps: usize) -> f64 {
    (2.0 / (n_out * n_taps) as f64).sqrt()
}

/// 1x1 convolution without bias.
#[derive(Module, Debug)]
pub struct Pointwise {
    /// `[channels in, channels out]`.
    pub(crate) weight: Param<Tensor<2>>,
}

impl Pointwise {
    pub(crate) fn draw(draw: &mut Draw<'_>, n_in: usize, n_out: usize) -> Self {
        Self { weight: draw.normal([n_in, n_out], kaiming(n_out, 1)) }
    }
}

/// 3x3 convolution of every channel by itself, padding 1, without bias.
#[derive(Module, Debug)]
pub struct Depthwise {
    /// `[9, channels]`.
    pub(crate) weight: Param<Tensor<2>>,
    /// 1 or 2.
    pub(crate) stride: usize,
}

impl Depthwise {
    pub(crate) fn draw(draw: &mut Draw<'_>, channels: usize, stride: usize) -> Self {
        Self { weight: draw.normal([9, channels], kaiming(channels, 9)), stride }
    }
}

/// Dense 3x3 convolution with stride 2 and padding 1, without bias.
#[derive(Module, Debug)]
pub struct Stem {
    /// `[channels in * 9, channels out]`.
    pub(crate) weight: Param<Tensor<2>>,
}

impl Stem {
    pub(crate) fn draw(draw: &mut Draw<'_>, n_in: usize, n_out: usize) -> Self {
        Self { weight: draw.normal([n_in * 9, n_out], kaiming(n_out, 9)) }
    }
}

/// Batch normalisation: the batch's statistics while training, running ones afterwards.
#[derive(Module, Debug)]
pub struct BatchNorm {
    pub(crate) scale: Param<Tensor<1>>,
    pub(crate) shift: Param<Tensor<1>>,
    pub(crate) running_mean: RunningState<Tensor<1>>,
    pub(crate) running_variance: RunningState<Tensor<1>>,
}

impl BatchNorm {
    pub(crate) fn draw(draw: &mut Draw<'_>, channels: usize) -> Self {
        Self {
            scale: draw.constant([channels], 1.0),
            shift: draw.constant([channels], 0.0),
            running_mean: draw.statistic(channels, 0.0),
            running_variance: draw.statistic(channels, 1.0),
        }
    }

    /// A convolution and this normalisation after it, as the operations take them.
    pub(crate) fn after(&self, weight: &Param<Tensor<2>>) -> LayerWeights {
        LayerWeights { weight: weight.val(), scale: self.scale.val(), shift: self.shift.val() }
    }

    /// Blends a batch's statistics into the running ones.
    pub(crate) fn learn(&self, moments: Moments) {
        blend(&self.running_mean, moments.mean);
        blend(&self.running_variance, moments.variance);
    }

    /// Factor and summand with the running statistics.
    pub(crate) fn folded(&self) -> (Tensor<1>, Tensor<1>) {
        let deviation = (self.running_variance.value_sync() + EPSILON).sqrt();
        let scale = self.scale.val() / deviation;
        let shift = self.shift.val() - self.running_mean.value_sync() * scale.clone();
        (scale, shift)
    }
}

fn blend(running: &RunningState<Tensor<1>>, batch: Tensor<1>) {
    let kept = running.value_sync() * (1.0 - MOMENTUM);
    running.update((kept + batch.detach() * MOMENTUM).detach());
}
