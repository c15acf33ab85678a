//! A trained network made ready to answer: on the CPU its normalisations are folded into the convolutions once.

use burn::module::Module;
use burn::tensor::{Tensor, TensorData};
use kernels::evaluation::{Block, Evaluation, Layer, Size};

use crate::device;
use crate::expression_net::ExpressionNet;
use crate::layers::BatchNorm;
use crate::mobilenet::{Backbone, InvertedResidual};

/// A network that only answers. Later changes of the network it was made from do not reach it.
#[derive(Debug, Clone)]
pub struct Evaluator {
    net: ExpressionNet,
    /// The folded backbone; on other devices the network's own operations are used.
    folded: Option<Evaluation>,
}

impl Evaluator {
    /// Folds a network.
    pub fn new(net: &ExpressionNet) -> Self {
        let net = net.valid();
        let on_cpu = net.devices().iter().all(|device| *device == device::cpu());
        let folded = on_cpu.then(|| net.backbone.folded());
        Self { net, folded }
    }

    /// Logits in the order of [`faces::Expression::ALL`].
    ///
    /// # Shapes
    /// - pictures: `[batch, height, width, 3]`, normalised, on the device of the network
    /// - result: `[batch, 7]`
    pub fn logits(&self, pictures: Tensor<4>) -> Tensor<2> {
        self.net.classify(self.features(pictures))
    }

    /// The last feature map.
    ///
    /// # Shapes
    /// - pictures: `[batch, height, width, 3]`, normalised, on the device of the network
    /// - result: `[batch, height / 32, width / 32, 1280]`, sizes rounded up, values in `[0, 6]`
    pub fn features(&self, pictures: Tensor<4>) -> Tensor<4> {
        match &self.folded {
            Some(folded) => folded_features(folded, pictures),
            None => self.net.features(pictures),
        }
    }
}

/// The last feature map of a folded backbone.
pub(crate) fn folded_features(folded: &Evaluation, pictures: Tensor<4>) -> Tensor<4> {
    let ([batch, height, width, _], device) = (pictures.dims(), pictures.device());
    let values = pictures.into_data();
    let values = values.as_slice::<f32>().expect("pictures are float32");
    let (features, Size { height, width }) = folded.features(values, Size { height, width });
    Tensor::from_data(TensorData::new(features, [batch, height, width, folded.n_out()]), &device)
}

impl Backbone {
    /// Its weights and running statistics, folded and packed.
    pub(crate) fn folded(&self) -> Evaluation {
        let stem = Folded::new(self.stem.weight.val(), &self.stem_norm);
        let last = Folded::new(self.last.weight.val(), &self.last_norm);
        let blocks = self.blocks.iter().map(InvertedResidual::folded).collect();
        Evaluation::new(self.stem.weight.dims()[0] / 9, &stem.layer(), blocks, &last.layer())
    }
}

impl InvertedResidual {
    fn folded(&self) -> Block {
        let expand = self.expand.as_ref().map(|expand| Folded::new(expand.convolution.weight.val(), &expand.norm));
        let depthwise = Folded::new(self.depthwise.weight.val(), &self.depthwise_norm);
        let project = Folded::new(self.project.weight.val(), &self.project_norm);
        let expand = expand.as_ref().map(Folded::layer);
        Block::new(expand.as_ref(), &depthwise.layer(), &project.layer(), self.depthwise.stride)
    }
}

/// A layer's weight, factor and summand on the host.
struct Folded {
    weight: Vec<f32>,
    scale: Vec<f32>,
    shift: Vec<f32>,
}

impl Folded {
    fn new(weight: Tensor<2>, norm: &BatchNorm) -> Self {
        let (scale, shift) = norm.folded();
        Self { weight: host(weight), scale: host(scale), shift: host(shift) }
    }

    fn layer(&self) -> Layer<'_> {
        Layer { weight: &self.weight, scale: &self.scale, shift: &self.shift }
    }
}

fn host<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("weights are float32")
}

#[cfg(test)]
mod tests;
