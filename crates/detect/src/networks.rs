//! What the three networks are asked and what they answer, whatever computes them.

#[cfg(test)]
mod tests;

use burn::tensor::Device;
use pixels::{CropWindow, RgbImage};

use crate::rows::RowNetworks;
use crate::tensors::TensorNetworks;
use crate::weights::Weights;

/// What the networks see of a level: `level * SCALE + SHIFT`.
pub(crate) const NORMALISATION: (f32, f32) = (0.007_812_5, -127.5 * 0.007_812_5);

/// A place of a shrunk picture that the first network takes for a face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hit {
    /// Steps of two pixels from the left.
    pub(crate) column: usize,
    /// Steps of two pixels from the top.
    pub(crate) row: usize,
    pub(crate) score: f32,
    /// How far left, top, right and bottom should move.
    pub(crate) moves: [f32; 4],
}

/// What a judge says about a crop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) score: f32,
    pub(crate) moves: [f32; 4],
    /// Five x, then five y, in widths and heights of the box; zeros where the network finds none.
    pub(crate) points: [f32; 10],
}

/// Which of the two judges is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judge {
    /// The second network.
    Refiner,
    /// The third network, which finds landmarks.
    Finisher,
}

/// The networks, as the device at hand computes them best.
#[derive(Debug, Clone)]
pub(crate) enum Networks {
    /// On the processor: row by row, within its caches.
    Rows(Box<RowNetworks>),
    /// On any device: tensor by tensor.
    Tensors(Box<TensorNetworks>),
}

impl Networks {
    pub(crate) fn new(weights: &Weights, device: &Device) -> Self {
        if *device == network::device::cpu() {
            Self::Rows(Box::new(RowNetworks::new(weights)))
        } else {
            Self::Tensors(Box::new(TensorNetworks::new(weights, device)))
        }
    }

    /// The hits of the first network with at least this probability, level by level, row by row.
    ///
    /// Each level is the picture shrunk to a width and a height, both at least 12.
    pub(crate) fn propose(&self, picture: &RgbImage, levels: &[(usize, usize)], threshold: f32) -> Vec<Vec<Hit>> {
        match self {
            Self::Rows(networks) => networks.propose(picture, levels, threshold),
            Self::Tensors(networks) => levels.iter().map(|size| networks.propose(picture, *size, threshold)).collect(),
        }
    }

    /// What a judge says about parts of the picture, which lie inside it.
    pub(crate) fn judge(&self, judge: Judge, picture: &RgbImage, windows: &[CropWindow]) -> Vec<Verdict> {
        match self {
            Self::Rows(networks) => networks.judge(judge, picture, windows),
            Self::Tensors(networks) => networks.judge(judge, picture, windows),
        }
    }
}

/// Softmax over the two logits, written as torch computes it.
pub(crate) fn face_probability(other: f32, face: f32) -> f32 {
    let largest = other.max(face);
    let (other, face) = ((other - largest).exp(), (face - largest).exp());
    face / (other + face)
}
