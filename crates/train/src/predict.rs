//! What a network answers about pictures: no randomness, no gradients.

#[cfg(test)]
mod tests;

use burn::module::Module;
use burn::tensor::Device;
use faces::{Expression, Probabilities};
use network::{Evaluator, ExpressionNet, Normalisation, tensor_from_pictures};
use pixels::{Filter, RgbImage, resize};
use rayon::prelude::*;

/// How pictures reach the network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PredictOptions {
    /// Width and height of the network's input in pixels; pictures of another size are resized.
    pub input_px: u32,
    /// Mean and deviation of the channels.
    pub normalisation: Normalisation,
    /// Pictures at a time, at least 1.
    pub batch: usize,
}

impl Default for PredictOptions {
    /// 224 pixels, `ImageNet`'s normalisation, 32 at a time.
    fn default() -> Self {
        Self { input_px: 224, normalisation: Normalisation::IMAGENET, batch: 32 }
    }
}

/// Why there are no predictions.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum PredictError {
    /// A picture without pixels.
    #[error("picture {index} has no pixels")]
    EmptyPicture {
        /// Which picture, from 0.
        index: usize,
    },
    /// The network answered with infinities or no numbers.
    #[error("picture {index}: expected finite outputs of the network, found {logits:?}")]
    NotFinite {
        /// Which picture, from 0.
        index: usize,
        /// What it answered, in the order of [`Expression::ALL`].
        logits: [f32; Expression::COUNT],
    },
}

/// Probabilities of the seven expressions for every picture, in the order of the pictures.
///
/// # Errors
/// A picture has no pixels, or the network's outputs are not finite.
pub fn predict(
    net: &ExpressionNet,
    pictures: &[&RgbImage],
    options: &PredictOptions,
) -> Result<Vec<Probabilities>, PredictError> {
    if let Some(index) = pictures.iter().position(|p| p.width() == 0 || p.height() == 0) {
        return Err(PredictError::EmptyPicture { index });
    }
    let device = net.valid().devices().into_iter().next().unwrap_or_else(network::device::cpu);
    let net = Evaluator::new(net);
    let mut probabilities = Vec::with_capacity(pictures.len());
    for batch in pictures.chunks(options.batch.max(1)) {
        let start = probabilities.len();
        for (offset, logits) in logits(&net, batch, options, &device).into_iter().enumerate() {
            let index = start + offset;
            probabilities.push(softmax(logits).ok_or(PredictError::NotFinite { index, logits })?);
        }
    }
    Ok(probabilities)
}

fn logits(
    net: &Evaluator,
    pictures: &[&RgbImage],
    options: &PredictOptions,
    device: &Device,
) -> Vec<[f32; Expression::COUNT]> {
    let side = options.input_px;
    let resized: Vec<_> = pictures.par_iter().map(|picture| resize(picture, side, side, Filter::Bilinear)).collect();
    let bytes: Vec<_> = resized.iter().map(|picture| picture.as_raw().as_slice()).collect();
    let input = tensor_from_pictures(&bytes, (side as usize, side as usize), &options.normalisation, device);
    let values: Vec<f32> = net.logits(input).into_data().try_into_vec().expect("logits are float32");
    values.as_chunks().0.to_vec()
}

/// Softmax in double precision, `None` when an output is not finite.
fn softmax(logits: [f32; Expression::COUNT]) -> Option<Probabilities> {
    let greatest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers = logits.map(|logit| f64::from(logit - greatest).exp());
    let sum: f64 = powers.iter().sum();
    let finite = logits.iter().all(|logit| logit.is_finite());
    finite.then(|| Probabilities::new(powers.map(|power| (power / sum) as f32)).ok()).flatten()
}
