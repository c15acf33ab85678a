//! Pictures as tensors: normalised, channels last.

use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

/// What is subtracted from and divided out of every channel of a picture in `[0, 1]`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Normalisation {
    /// Mean of red, green and blue.
    pub mean: [f32; 3],
    /// Standard deviation of red, green and blue.
    pub std: [f32; 3],
}

impl Normalisation {
    /// The statistics of `ImageNet` that torchvision's weights expect.
    pub const IMAGENET: Self = Self { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

    /// The normalised value of every byte in a channel.
    fn table(&self, channel: usize) -> [f32; 256] {
        std::array::from_fn(|byte| (byte as f32 / 255.0 - self.mean[channel]) / self.std[channel])
    }
}

impl Default for Normalisation {
    fn default() -> Self {
        Self::IMAGENET
    }
}

/// A batch of pictures as a normalised tensor.
///
/// # Shapes
/// - pictures: RGB bytes in reading order, `width * height * 3` each
/// - result: `[batch, height, width, 3]`
///
/// # Panics
/// Panics where a slice has another length.
pub fn tensor_from_pictures(
    pictures: &[&[u8]],
    (width, height): (usize, usize),
    normalisation: &Normalisation,
    device: &Device,
) -> Tensor<4> {
    let tables = [0, 1, 2].map(|channel| normalisation.table(channel));
    let mut values = Vec::with_capacity(pictures.len() * width * height * 3);
    for picture in pictures {
        assert_eq!(picture.len(), width * height * 3, "bytes of a {width}x{height} RGB picture");
        let normalised = |pixel: &[u8; 3]| [0, 1, 2].map(|channel| tables[channel][usize::from(pixel[channel])]);
        values.extend(picture.as_chunks::<3>().0.iter().flat_map(normalised));
    }
    Tensor::from_data(TensorData::new(values, [pictures.len(), height, width, 3]), device)
}

#[cfg(test)]
mod tests;
