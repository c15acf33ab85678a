//! The second and third network over a few crops.

use kernels::sliding::{Sliding, Weights as SlidingWeights, greatest, stride};
use pixels::{AreaRows, CropWindow, RgbImage};

use super::{linear, rectified};
use crate::networks::{NORMALISATION, Verdict, face_probability};
use crate::weights::{BlockWeights, JudgeWeights};

/// A network that judges crops of one size.
#[derive(Debug, Clone)]
pub(super) struct RowJudge {
    side_px: usize,
    blocks: Vec<Block>,
    dense: Sliding,
    face: Sliding,
    moves: Sliding,
    points: Option<Sliding>,
}

#[derive(Debug, Clone)]
struct Block {
    layer: Sliding,
    pool: Option<usize>,
}

/// A crop between two layers: `height` rows of `pitch` pixels, of which the first `width` are of use.
#[derive(Debug, Default)]
struct Map {
    values: Vec<f32>,
    pitch: usize,
    width: usize,
    height: usize,
}

impl RowJudge {
    pub(super) fn new(weights: &JudgeWeights) -> Self {
        let mut in_stride = 3;
        let blocks = weights.blocks.iter().map(|block| {
            let layer = rectified(block, in_stride);
            in_stride = stride(layer.n_out());
            Block { layer, pool: block.pool }
        });
        Self {
            side_px: weights.side_px,
            blocks: blocks.collect(),
            dense: dense(weights),
            face: linear(&weights.face),
            moves: linear(&weights.moves),
            points: weights.points.as_ref().map(linear),
        }
    }

    pub(super) fn verdicts(&self, picture: &RgbImage, windows: &[CropWindow]) -> Vec<Verdict> {
        let mut maps = [Map::default(), Map::default()];
        let mut features = Vec::new();
        for window in windows {
            self.read(picture, *window, &mut maps[0]);
            for block in &self.blocks {
                block.forward(&mut maps);
            }
            maps[0].append_to(&mut features);
        }
        let hidden = answers(&self.dense, &features, windows.len());
        let [face, moves] = [&self.face, &self.moves].map(|layer| answers(layer, &hidden, windows.len()));
        let points = self.points.as_ref().map(|layer| answers(layer, &hidden, windows.len()));
        let verdict = |crop: usize| Verdict {
            score: face_probability(face[crop * stride(2)], face[crop * stride(2) + 1]),
            moves: some(&moves, crop),
            points: points.as_ref().map_or([0.0; 10], |points| some(points, crop)),
        };
        (0..windows.len()).map(verdict).collect()
    }

    fn read(&self, picture: &RgbImage, window: CropWindow, map: &mut Map) {
        let side = self.side_px;
        let mut rows = AreaRows::new(picture, window, (side, side)).expect("windows lie inside the picture");
        map.resize(side, side, 3);
        for (y, row) in map.values.chunks_exact_mut(3 * side).enumerate() {
            rows.row(y, NORMALISATION, row);
        }
    }
}

/// The fully connected layer, which torch gives columns of rows of channels, for rows of columns of filled-up channels.
fn dense(weights: &JudgeWeights) -> Sliding {
    let n_channels = weights.blocks.last().map_or(0, |block: &BlockWeights| block.layer.bias.len());
    let [n_out, n_in] = [weights.dense.shape[0], weights.dense.shape[1]];
    // What is left of a crop is square.
    let side = (n_in / n_channels).isqrt();
    let pixel = stride(n_channels);
    let mut weight = vec![0.0; n_out * side * side * pixel];
    for (to, from) in weight.chunks_exact_mut(side * side * pixel).zip(weights.dense.weight.chunks_exact(n_in)) {
        for (place, to) in to.chunks_exact_mut(pixel).enumerate() {
            let (y, x) = (place / side, place % side);
            let start = (x * side + y) * n_channels;
            to[..n_channels].copy_from_slice(&from[start..start + n_channels]);
        }
    }
    let in_stride = side * side * pixel;
    let (bias, slope) = (&weights.dense.bias, &weights.slope);
    Sliding::new(&SlidingWeights { weight: &weight, bias, slope, size: 1, in_stride })
}

/// What a layer of one pixel says about every crop.
fn answers(layer: &Sliding, input: &[f32], n_crops: usize) -> Vec<f32> {
    let mut output = vec![0.0; n_crops * stride(layer.n_out())];
    layer.row(&[input], &mut output);
    output
}

/// The answer for one crop without its filling.
fn some<const N: usize>(answers: &[f32], crop: usize) -> [f32; N] {
    std::array::from_fn(|i| answers[crop * stride(N) + i])
}

impl Block {
    /// From the first map to the first map, by way of the second where there is pooling.
    fn forward(&self, maps: &mut [Map; 2]) {
        let [from, to] = maps;
        self.convolve(from, to);
        match self.pool {
            Some(2) => pooled::<2>(to, from, self.layer.n_out()),
            Some(3) => pooled::<3>(to, from, self.layer.n_out()),
            _ => std::mem::swap(from, to),
        }
    }

    /// The whole map as if it were one row: between the rows some pixels are computed that are of no use.
    fn convolve(&self, from: &Map, to: &mut Map) {
        let (size, pixel) = (self.layer.size(), stride(self.layer.n_out()));
        let (width, height) = (from.width + 1 - size, from.height + 1 - size);
        to.resize(from.pitch, height, pixel);
        to.width = width;
        let in_pixel = from.values.len() / (from.pitch * from.height);
        let n_pixels = (height - 1) * from.pitch + width;
        let mut rows: [&[f32]; 3] = [&[]; 3];
        for (y, row) in rows.iter_mut().enumerate().take(size) {
            *row = &from.values[y * from.pitch * in_pixel..];
        }
        self.layer.row(&rows[..size], &mut to.values[..n_pixels * pixel]);
    }
}

/// The greatest values of windows two pixels apart, incomplete ones at the far edges among them.
fn pooled<const SIZE: usize>(from: &Map, to: &mut Map, n_channels: usize) {
    let side = |n: usize| (n - SIZE).div_ceil(2) + 1;
    let pixel = stride(n_channels);
    to.resize(side(from.width), side(from.height), pixel);
    for (y, output) in to.values.chunks_exact_mut(to.width * pixel).enumerate() {
        let rows: [&[f32]; SIZE] = std::array::from_fn(|i| {
            let start = (2 * y + i).min(from.height - 1) * from.pitch * pixel;
            &from.values[start..start + from.width * pixel]
        });
        greatest(rows, 2, n_channels, output);
    }
}

impl Map {
    fn resize(&mut self, width: usize, height: usize, pixel: usize) {
        self.values.resize(width * height * pixel, 0.0);
        (self.pitch, self.width, self.height) = (width, width, height);
    }

    /// Adds the pixels of use, row by row.
    fn append_to(&self, features: &mut Vec<f32>) {
        let row = self.values.len() / self.height;
        let used = row / self.pitch * self.width;
        for row in self.values.chunks_exact(row) {
            features.extend_from_slice(&row[..used]);
        }
    }
}
