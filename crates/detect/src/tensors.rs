//! The networks in Burn's operations, on any device: what graphics processors run, and the slow twin of the others.

use burn::tensor::activation::prelu;
use burn::tensor::module::{conv2d, max_pool2d};
use burn::tensor::ops::{ConvOptions, MaxPoolOptions};
use burn::tensor::{Device, Tensor, TensorData};
use pixels::{AreaRows, CropWindow, RgbImage};

use crate::networks::{Hit, Judge, NORMALISATION, Verdict, face_probability};
use crate::weights::{BlockWeights, JudgeWeights, LayerWeights, ProposerWeights, Weights};

/// Crops that go through a judge together, as in facenet-pytorch; more would only take more memory.
pub(crate) const BATCH: usize = 512;

/// The three networks as tensors on a device.
#[derive(Debug, Clone)]
pub(crate) struct TensorNetworks {
    proposer: Proposer,
    refiner: TensorJudge,
    finisher: TensorJudge,
    device: Device,
}

#[derive(Debug, Clone)]
struct Block {
    weight: Tensor<4>,
    bias: Tensor<1>,
    slope: Tensor<1>,
    pool: Option<usize>,
}

#[derive(Debug, Clone)]
struct Dense {
    /// `[n in, n out]`.
    weight: Tensor<2>,
    bias: Tensor<1>,
}

#[derive(Debug, Clone)]
struct Proposer {
    blocks: Vec<Block>,
    face: (Tensor<4>, Tensor<1>),
    moves: (Tensor<4>, Tensor<1>),
}

#[derive(Debug, Clone)]
struct TensorJudge {
    side_px: usize,
    blocks: Vec<Block>,
    dense: Dense,
    slope: Tensor<1>,
    face: Dense,
    moves: Dense,
    points: Option<Dense>,
}

impl TensorNetworks {
    pub(crate) fn new(weights: &Weights, device: &Device) -> Self {
        Self {
            proposer: Proposer::new(&weights.proposer, device),
            refiner: TensorJudge::new(&weights.refiner, device),
            finisher: TensorJudge::new(&weights.finisher, device),
            device: device.clone(),
        }
    }

    pub(crate) fn propose(&self, picture: &RgbImage, size: (usize, usize), threshold: f32) -> Vec<Hit> {
        let (width, height) = picture.dimensions();
        let input = shrunk(picture, CropWindow { left: 0, top: 0, width, height }, size);
        self.proposer.forward(input, size, threshold, &self.device)
    }

    pub(crate) fn judge(&self, judge: Judge, picture: &RgbImage, windows: &[CropWindow]) -> Vec<Verdict> {
        let judge = match judge {
            Judge::Refiner => &self.refiner,
            Judge::Finisher => &self.finisher,
        };
        let side = judge.side_px;
        let batches = windows.chunks(BATCH).map(|batch| {
            let input = batch.iter().flat_map(|window| shrunk(picture, *window, (side, side))).collect();
            judge.forward(input, batch.len(), &self.device)
        });
        batches.flatten().collect()
    }
}

/// The networks' input: `[height, width, colour]`.
fn shrunk(picture: &RgbImage, window: CropWindow, (width, height): (usize, usize)) -> Vec<f32> {
    let mut rows = AreaRows::new(picture, window, (width, height)).expect("windows lie inside the picture");
    let mut input = vec![0.0; 3 * width * height];
    for (y, row) in input.chunks_exact_mut(3 * width).enumerate() {
        rows.row(y, NORMALISATION, row);
    }
    input
}

impl Block {
    fn new(weights: &BlockWeights, device: &Device) -> Self {
        let (weight, bias) = convolution(&weights.layer, device);
        Self { weight, bias, slope: vector(&weights.slope, device), pool: weights.pool }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let x = convolve(x, &self.weight, &self.bias);
        let x = prelu(x, self.slope.clone());
        let Some(size) = self.pool else { return x };
        let mut options = MaxPoolOptions::new([size; 2]);
        options.stride = [2; 2];
        options.ceil_mode = true;
        max_pool2d(x, options)
    }
}

impl Dense {
    fn new(weights: &LayerWeights, device: &Device) -> Self {
        let [n_out, n_in] = [weights.shape[0], weights.shape[1]];
        let weight = Tensor::<2>::from_data(TensorData::new(weights.weight.clone(), [n_out, n_in]), device);
        Self { weight: weight.transpose(), bias: vector(&weights.bias, device) }
    }

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        x.matmul(self.weight.clone()) + self.bias.clone().unsqueeze()
    }
}

impl Proposer {
    fn new(weights: &ProposerWeights, device: &Device) -> Self {
        Self {
            blocks: weights.blocks.iter().map(|block| Block::new(block, device)).collect(),
            face: convolution(&weights.face, device),
            moves: convolution(&weights.moves, device),
        }
    }

    /// Scores every 12-pixel place of a picture.
    fn forward(&self, input: Vec<f32>, (width, height): (usize, usize), threshold: f32, device: &Device) -> Vec<Hit> {
        let x = Tensor::<4>::from_data(TensorData::new(input, [1, height, width, 3]), device);
        // [1, height, width, colour] -> [1, colour, height, width]
        let x = x.permute([0, 3, 1, 2]);
        let x = self.blocks.iter().fold(x, |x, block| block.forward(x));
        let face = convolve(x.clone(), &self.face.0, &self.face.1);
        let moves = values(convolve(x, &self.moves.0, &self.moves.1));
        let [_, _, _, width] = face.dims();
        let logits = values(face);
        let (other, face) = logits.split_at(logits.len() / 2);
        let n_places = other.len();
        let scores = other.iter().zip(face).map(|(other, face)| face_probability(*other, *face));
        let hits = scores.enumerate().filter(|(_, score)| *score >= threshold);
        let hit = |(index, score)| Hit {
            column: index % width,
            row: index / width,
            score,
            moves: [0, 1, 2, 3].map(|plane| moves[plane * n_places + index]),
        };
        hits.map(hit).collect()
    }
}

impl TensorJudge {
    fn new(weights: &JudgeWeights, device: &Device) -> Self {
        Self {
            side_px: weights.side_px,
            blocks: weights.blocks.iter().map(|block| Block::new(block, device)).collect(),
            dense: Dense::new(&weights.dense, device),
            slope: vector(&weights.slope, device),
            face: Dense::new(&weights.face, device),
            moves: Dense::new(&weights.moves, device),
            points: weights.points.as_ref().map(|points| Dense::new(points, device)),
        }
    }

    /// Judges crops.
    ///
    /// # Shapes
    /// - input: `[n_crops, side, side, colour]`
    fn forward(&self, input: Vec<f32>, n_crops: usize, device: &Device) -> Vec<Verdict> {
        let x = Tensor::<4>::from_data(TensorData::new(input, [n_crops, self.side_px, self.side_px, 3]), device);
        let x = x.permute([0, 3, 1, 2]);
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

fn convolution(weights: &LayerWeights, device: &Device) -> (Tensor<4>, Tensor<1>) {
    let shape: [usize; 4] = [0, 1, 2, 3].map(|i| weights.shape[i]);
    let weight = Tensor::from_data(TensorData::new(weights.weight.clone(), shape), device);
    (weight, vector(&weights.bias, device))
}

fn vector(values: &[f32], device: &Device) -> Tensor<1> {
    Tensor::from_data(TensorData::new(values.to_vec(), [values.len()]), device)
}

fn convolve(x: Tensor<4>, weight: &Tensor<4>, bias: &Tensor<1>) -> Tensor<4> {
    conv2d(x, weight.clone(), Some(bias.clone()), ConvOptions::new([1, 1], [0, 0], [1, 1], 1))
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec::<f32>().expect("the networks' tensors are float32")
}
