//! The three networks of the cascade, from input to logits.

#[cfg(test)]
mod tests;

use burn::tensor::activation::prelu;
use burn::tensor::module::{conv2d, max_pool2d};
use burn::tensor::ops::{ConvOptions, MaxPoolOptions};
use burn::tensor::{Device, Tensor, TensorData};

use crate::area::N_COLOURS;

/// A convolution without padding, its rectifier, and the pooling after it.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// `[channels out, channels in, height, width]`.
    pub(crate) weight: Tensor<4>,
    /// `[channels out]`.
    pub(crate) bias: Tensor<1>,
    /// What negative values are multiplied by, `[channels out]`.
    pub(crate) slope: Tensor<1>,
    /// `None` where no pooling follows.
    pub(crate) pool: Option<Pool>,
}

/// Maximum pooling that keeps incomplete windows at the far edges.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pool {
    pub(crate) size: usize,
    pub(crate) stride: usize,
}

/// A fully connected layer.
#[derive(Debug, Clone)]
pub(crate) struct Dense {
    /// `[n in, n out]`.
    pub(crate) weight: Tensor<2>,
    /// `[n out]`.
    pub(crate) bias: Tensor<1>,
}

/// The first network, a detector of 12-pixel faces that slides over a picture with stride 2.
#[derive(Debug, Clone)]
pub(crate) struct Proposer {
    pub(crate) blocks: Vec<Block>,
    pub(crate) face: (Tensor<4>, Tensor<1>),
    pub(crate) moves: (Tensor<4>, Tensor<1>),
}

/// The second or third network, which judges crops of one size.
#[derive(Debug, Clone)]
pub(crate) struct Judge {
    /// Width and height of its input.
    pub(crate) side_px: usize,
    pub(crate) blocks: Vec<Block>,
    pub(crate) dense: Dense,
    pub(crate) slope: Tensor<1>,
    pub(crate) face: Dense,
    pub(crate) moves: Dense,
    /// Only the third network finds landmarks.
    pub(crate) points: Option<Dense>,
}

/// What the first network says about every place.
pub(crate) struct Map {
    pub(crate) width: usize,
    /// Probability of a face, row by row.
    pub(crate) scores: Vec<f32>,
    /// Four planes: left, top, right, bottom.
    pub(crate) moves: Vec<f32>,
}

/// What a judge says about a crop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) score: f32,
    pub(crate) moves: [f32; 4],
    /// Five x, then five y, in widths and heights of the box; zeros where the network finds none.
    pub(crate) points: [f32; 10],
}

/// Crops that go through a judge together, as in facenet-pytorch; more would only take more memory.
const BATCH: usize = 512;

impl Block {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let x = convolve(x, &self.weight, &self.bias);
        let x = prelu(x, self.slope.clone());
        match self.pool {
            Some(pool) => max_pool2d(x, pool.options()),
            None => x,
        }
    }
}

impl Pool {
    fn options(self) -> MaxPoolOptions<2> {
        let mut options = MaxPoolOptions::new([self.size; 2]);
        options.stride = [self.stride; 2];
        options.ceil_mode = true;
        options
    }
}

impl Dense {
    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        x.matmul(self.weight.clone()) + self.bias.clone().unsqueeze()
    }
}

impl Proposer {
    /// Scores every 12-pixel place of a picture.
    ///
    /// # Shapes
    /// - input: `3 * height * width` values, plane by plane; both sides at least 12
    pub(crate) fn forward(&self, input: Vec<f32>, (width, height): (usize, usize), device: &Device) -> Map {
        let x = Tensor::<4>::from_data(TensorData::new(input, [1, N_COLOURS, height, width]), device);
        let x = self.blocks.iter().fold(x, |x, block| block.forward(x));
        let face = convolve(x.clone(), &self.face.0, &self.face.1);
        let moves = convolve(x, &self.moves.0, &self.moves.1);
        let [_, _, _, width] = face.dims();
        let logits = values(face);
        let (other, face) = logits.split_at(logits.len() / 2);
        let scores = other.iter().zip(face).map(|(other, face)| face_probability(*other, *face)).collect();
        Map { width, scores, moves: values(moves) }
    }
}

impl Judge {
    /// Judges crops, one after the other in `input`.
    ///
    /// # Shapes
    /// - input: `n * 3 * side * side` values, crop by crop, plane by plane
    pub(crate) fn forward(&self, input: &[f32], device: &Device) -> Vec<Verdict> {
        let n_values = N_COLOURS * self.side_px * self.side_px;
        input.chunks(BATCH * n_values).flat_map(|batch| self.forward_batch(batch, device)).collect()
    }

    fn forward_batch(&self, input: &[f32], device: &Device) -> Vec<Verdict> {
        let side = self.side_px;
        let n_crops = input.len() / (N_COLOURS * side * side);
        let x = Tensor::<4>::from_data(TensorData::new(input.to_vec(), [n_crops, N_COLOURS, side, side]), device);
        let x = self.blocks.iter().fold(x, |x, block| block.forward(x));
        // The weights were made for columns of rows of channels: [n, channels, height, width] -> [n, width, height, channels].
        let x: Tensor<2> = x.permute([0, 3, 2, 1]).flatten(1, 3);
        let x = prelu(self.dense.forward(x), self.slope.clone());
        let face = values(self.face.forward(x.clone()));
        let moves = values(self.moves.forward(x.clone()));
        let points = self.points.as_ref().map_or_else(|| vec![0.0; 10 * n_crops], |points| values(points.forward(x)));
        let rows = face.as_chunks::<2>().0.iter().zip(moves.as_chunks::<4>().0).zip(points.as_chunks::<10>().0);
        rows.map(|(([other, face], moves), points)| Verdict {
            score: face_probability(*other, *face),
            moves: *moves,
            points: *points,
        })
        .collect()
    }
}

fn convolve(x: Tensor<4>, weight: &Tensor<4>, bias: &Tensor<1>) -> Tensor<4> {
    conv2d(x, weight.clone(), Some(bias.clone()), ConvOptions::new([1, 1], [0, 0], [1, 1], 1))
}

/// Softmax over the two logits, written as torch computes it.
fn face_probability(other: f32, face: f32) -> f32 {
    let largest = other.max(face);
    let (other, face) = ((other - largest).exp(), (face - largest).exp());
    face / (other + face)
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec::<f32>().expect("the networks' tensors are float32")
}
