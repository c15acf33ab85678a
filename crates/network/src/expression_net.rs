//! The classifier of expressions: `MobileNetV2`, global average pooling and two linear layers.

use burn::module::{Module, Param};
use burn::nn::{Dropout, DropoutConfig};
use burn::tensor::{Device, Tensor, activation};
use faces::Expression;

use crate::layers::Draw;
use crate::mobilenet::{Backbone, N_FEATURES};
use crate::state_dict::StateDict;
use crate::weights::{self, Slot, WeightsError};

/// Width of the head and its regularisation.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpressionNetConfig {
    /// Units of the hidden layer.
    pub hidden: usize,
    /// Share of hidden units silenced while training, in `[0, 1)`; the mask comes from the device's generator, so call
    /// `device.seed` for a repeatable run.
    pub dropout: f64,
}

impl Default for ExpressionNetConfig {
    fn default() -> Self {
        Self { hidden: 100, dropout: 0.0 }
    }
}

impl ExpressionNetConfig {
    /// A network with drawn weights; the same seed gives the same weights on every device.
    ///
    /// Convolutions are drawn from a normal distribution scaled by fan-out, batch norms start at 1 and 0, linear weights
    /// have a standard deviation of 0.01 and no bias: torchvision's scheme.
    pub fn init(&self, seed: u64, device: &Device) -> ExpressionNet {
        let mut draw = Draw::new(seed, device);
        ExpressionNet {
            backbone: Backbone::draw(&mut draw),
            hidden: Linear::draw(&mut draw, N_FEATURES, self.hidden),
            dropout: DropoutConfig::new(self.dropout).init(),
            output: Linear::draw(&mut draw, self.hidden, Expression::COUNT),
        }
    }
}

/// A linear layer with bias.
#[derive(Module, Debug)]
pub struct Linear {
    /// `[features in, features out]`.
    pub(crate) weight: Param<Tensor<2>>,
    /// `[features out]`.
    pub(crate) bias: Param<Tensor<1>>,
}

impl Linear {
    fn draw(draw: &mut Draw<'_>, n_in: usize, n_out: usize) -> Self {
        // PyTorch's default. With torchvision's smaller deviation of 0.01 a new network of two layers starts far slower.
        let bound = 1.0 / (n_in as f64).sqrt();
        Self { weight: draw.uniform([n_in, n_out], bound), bias: draw.uniform([n_out], bound) }
    }

    fn forward(&self, rows: Tensor<2>) -> Tensor<2> {
        rows.matmul(self.weight.val()) + self.bias.val().unsqueeze::<2>()
    }
}

/// `MobileNetV2` with a head of two linear layers; every layer is trainable.
///
/// On a device that records gradients it is in training mode: batch norms use the batch's statistics and update the
/// running ones. After `valid()` it evaluates. Clones share their running statistics; keep a snapshot with `valid()` or
/// [`ExpressionNet::to_state_dict`].
#[derive(Module, Debug)]
pub struct ExpressionNet {
    pub(crate) backbone: Backbone,
    pub(crate) hidden: Linear,
    dropout: Dropout,
    pub(crate) output: Linear,
}

impl ExpressionNet {
    /// Logits in the order of [`Expression::ALL`].
    ///
    /// # Shapes
    /// - pictures: `[batch, height, width, 3]`, normalised
    /// - result: `[batch, 7]`
    pub fn forward(&self, pictures: Tensor<4>) -> Tensor<2> {
        self.classify(self.features(pictures))
    }

    /// The last feature map.
    ///
    /// # Shapes
    /// - pictures: `[batch, height, width, 3]`, normalised
    /// - result: `[batch, height / 32, width / 32, 1280]`, sizes rounded up, values in `[0, 6]`
    pub fn features(&self, pictures: Tensor<4>) -> Tensor<4> {
        if pictures.device().is_autodiff() {
            self.backbone.forward_training(pictures)
        } else {
            self.backbone.forward_evaluation(pictures)
        }
    }

    /// Logits from the last feature map, so that gradients with respect to the map can be taken.
    ///
    /// # Shapes
    /// - features: `[batch, height, width, 1280]`
    /// - result: `[batch, 7]`
    pub fn classify(&self, features: Tensor<4>) -> Tensor<2> {
        let pooled = mean_pool(features);
        let hidden = activation::relu(self.hidden.forward(pooled));
        self.output.forward(self.dropout.forward(hidden))
    }

    /// Replaces the backbone by one trained on `ImageNet`, named as in torchvision (`features.N…`).
    ///
    /// The classifier of 1000 classes and the counters `num_batches_tracked` are ignored.
    ///
    /// # Errors
    /// Lists every tensor that is missing, of the wrong shape or not used.
    pub fn load_imagenet(mut self, weights: &StateDict) -> Result<Self, WeightsError> {
        let device = self.device();
        weights::fill(self.backbone.slots(), weights, &device, weights::is_beside_backbone)?;
        Ok(self)
    }

    /// Every weight and running statistic on the host: torchvision's names for the backbone, `head.0` and `head.1`.
    pub fn to_state_dict(&self) -> StateDict {
        weights::collect(self.clone().slots())
    }

    /// Replaces every weight and running statistic.
    ///
    /// # Errors
    /// Lists every tensor that is missing, of the wrong shape or not used.
    pub fn load_state_dict(mut self, weights: &StateDict) -> Result<Self, WeightsError> {
        let device = self.device();
        weights::fill(self.slots(), weights, &device, |_| false)?;
        Ok(self)
    }

    /// Units of the hidden layer.
    pub fn hidden_units(&self) -> usize {
        self.hidden.bias.dims()[0]
    }

    fn device(&self) -> Device {
        self.output.bias.device()
    }

    pub(crate) fn slots(&mut self) -> Vec<(String, Slot<'_>)> {
        let mut slots = self.backbone.slots();
        for (name, layer) in [("head.0", &mut self.hidden), ("head.1", &mut self.output)] {
            slots.push((format!("{name}.weight"), Slot::linear(&mut layer.weight)));
            slots.push((format!("{name}.bias"), Slot::Vector(&mut layer.bias)));
        }
        slots
    }
}

/// Mean over height and width: `[batch, height, width, channels]` to `[batch, channels]`.
pub(crate) fn mean_pool(features: Tensor<4>) -> Tensor<2> {
    let [batch, height, width, channels] = features.dims();
    let pixels: Tensor<3> = features.reshape([batch, height * width, channels]);
    pixels.mean_dim(1).reshape([batch, channels])
}

#[cfg(test)]
mod tests;
