//! The first network over a band of a shrunk picture: every layer keeps only the rows that the next one still needs.

use std::ops::Range;

use kernels::sliding::{Sliding, greatest, stride, weighted_sums};
use pixels::{AreaRows, CropWindow, RgbImage};

use super::{linear, rectified};
use crate::networks::{Hit, NORMALISATION, face_probability};
use crate::weights::ProposerWeights;

/// Rows of a window of every layer.
const SIZE: usize = 3;

/// Pixels of the shrunk picture in a band: few enough to keep all threads busy, many enough that the rows which neighbours
/// share cost little.
const BAND_PIXELS: usize = 1 << 16;

/// Rows that a band has at least.
const BAND_ROWS: usize = 16;

/// The first network.
#[derive(Debug, Clone)]
pub(super) struct Proposer {
    first: Sliding,
    middle: Sliding,
    last: Sliding,
    /// Weights and bias of the logit of a face minus that of anything else.
    difference: (Vec<f32>, f32),
    moves: Sliding,
}

/// Columns or rows of the answer for a shrunk picture of so many pixels, at least 12.
fn answers(n_pixels: usize) -> usize {
    (n_pixels - 2).div_ceil(2) - 4
}

/// The rows of the answer, cut into bands of about the same work.
pub(super) fn bands((width, height): (usize, usize)) -> impl Iterator<Item = Range<usize>> {
    let n_rows = answers(height);
    let n_bands = (n_rows * width * 2).div_ceil(BAND_PIXELS).clamp(1, n_rows.div_ceil(BAND_ROWS));
    (0..n_bands).map(move |band| band * n_rows / n_bands..(band + 1) * n_rows / n_bands)
}

impl Proposer {
    pub(super) fn new(weights: &ProposerWeights) -> Self {
        let [first, middle, last] = &weights.blocks;
        let n_last = last.layer.bias.len();
        let (other, face) = weights.face.weight.split_at(n_last);
        let mut difference: Vec<f32> = face.iter().zip(other).map(|(face, other)| face - other).collect();
        difference.resize(stride(n_last), 0.0);
        Self {
            first: rectified(first, 3),
            middle: rectified(middle, stride(first.layer.bias.len())),
            last: rectified(last, stride(middle.layer.bias.len())),
            difference: (difference, weights.face.bias[1] - weights.face.bias[0]),
            moves: linear(&weights.moves),
        }
    }

    /// The hits among some rows of the answer.
    pub(super) fn hits(
        &self,
        picture: &RgbImage,
        size: (usize, usize),
        rows: Range<usize>,
        threshold: f32,
    ) -> Vec<Hit> {
        let mut walk = Walk::new(self, picture, size, rows.start);
        let n_columns = answers(size.0);
        let mut last = vec![0.0; n_columns * self.difference.0.len()];
        let mut logits = vec![0.0; n_columns];
        let mut hits = Vec::new();
        for row in rows {
            walk.read_middle(row + SIZE);
            self.last.row(&walk.middle.window(row), &mut last);
            weighted_sums(&last, &self.difference.0, self.difference.1, &mut logits);
            let scores = logits.iter().map(|logit| face_probability(0.0, *logit)).enumerate();
            let found = scores.filter(|(_, score)| *score >= threshold);
            hits.extend(found.map(|(column, score)| Hit { column, row, score, moves: self.moves_of(&last, column) }));
        }
        hits
    }

    fn moves_of(&self, last: &[f32], column: usize) -> [f32; 4] {
        let pixel = self.difference.0.len();
        let mut moves = vec![0.0; stride(4)];
        self.moves.row(&[&last[column * pixel..(column + 1) * pixel]], &mut moves);
        [moves[0], moves[1], moves[2], moves[3]]
    }
}

/// The last rows of a layer.
struct Ring {
    values: Vec<f32>,
    row_len: usize,
    /// The row that is computed next.
    next: usize,
}

impl Ring {
    fn new(row_len: usize, next: usize) -> Self {
        Self { values: vec![0.0; SIZE * row_len], row_len, next }
    }

    /// Where the next row goes, and which it is.
    fn advance(&mut self) -> (usize, &mut [f32]) {
        let row = self.next;
        self.next += 1;
        let start = row % SIZE * self.row_len;
        (row, &mut self.values[start..start + self.row_len])
    }

    /// Three rows from `first` on.
    fn window(&self, first: usize) -> [&[f32]; SIZE] {
        [0, 1, 2].map(|y| {
            let start = (first + y) % SIZE * self.row_len;
            &self.values[start..start + self.row_len]
        })
    }
}

/// The layers on their way down a band.
struct Walk<'a> {
    network: &'a Proposer,
    picture: AreaRows<'a>,
    /// Rows that the first convolution has.
    n_first: usize,
    input: Ring,
    first: [Vec<f32>; 2],
    pooled: Ring,
    middle: Ring,
}

impl<'a> Walk<'a> {
    fn new(network: &'a Proposer, picture: &'a RgbImage, size: (usize, usize), row: usize) -> Self {
        let (width, height) = picture.dimensions();
        let whole = CropWindow { left: 0, top: 0, width, height };
        let (n_first, n_middle) = (network.first.n_out(), network.middle.n_out());
        let first_columns = size.0 - 2;
        let pooled_columns = first_columns.div_ceil(2);
        let row_of_first = || vec![0.0; first_columns * stride(n_first)];
        Self {
            network,
            picture: AreaRows::new(picture, whole, size).expect("a picture that is shrunk has pixels"),
            n_first: size.1 - 2,
            input: Ring::new(3 * size.0, 2 * row),
            first: [row_of_first(), row_of_first()],
            pooled: Ring::new(pooled_columns * stride(n_first), row),
            middle: Ring::new((pooled_columns - 2) * stride(n_middle), row),
        }
    }

    fn read_input(&mut self, end: usize) {
        while self.input.next < end {
            let (y, row) = self.input.advance();
            self.picture.row(y, NORMALISATION, row);
        }
    }

    fn read_pooled(&mut self, end: usize) {
        while self.pooled.next < end {
            let upper = 2 * self.pooled.next;
            // Below an odd last row there is nothing: it is its own maximum.
            let lower = (upper + 1).min(self.n_first - 1);
            for (half, y) in [upper, lower].into_iter().enumerate() {
                self.read_input(y + SIZE);
                self.network.first.row(&self.input.window(y), &mut self.first[half]);
            }
            let (_, row) = self.pooled.advance();
            let [upper, lower] = &self.first;
            greatest([upper, lower], 2, self.network.first.n_out(), row);
        }
    }

    fn read_middle(&mut self, end: usize) {
        while self.middle.next < end {
            self.read_pooled(self.middle.next + SIZE);
            let (y, row) = self.middle.advance();
            self.network.middle.row(&self.pooled.window(y), row);
        }
    }
}
