//! One size, place and tilt for every face, so that what is measured on it does not depend on them.

#[cfg(test)]
mod tests;

use faces::{Landmarks, Point};
use image::RgbImage;

use crate::geometry::Similarity;

/// Columns of an aligned face.
pub const WIDTH: usize = 96;
/// Rows of an aligned face.
pub const HEIGHT: usize = 112;
/// Distance between the eyes of an aligned face, in its pixels.
pub const EYE_DISTANCE: f64 = 36.0;

/// Where both eyes and both corners of the mouth lie on an aligned face. The tip of the nose is no part of it: it stands out of
/// the plane of the others and would move the face when the head turns.
const TEMPLATE: [[f64; 2]; 4] = [[30.0, 44.0], [66.0, 44.0], [34.0, 83.0], [62.0, 83.0]];

/// Half the axes of the ellipse around [`CENTRE`] that is the face: from the brow to the chin, without ears and most of the hair.
const HALF_AXES: [f64; 2] = [34.0, 42.0];
const CENTRE: [f64; 2] = [48.0, 63.0];

/// Blocks that an aligned pixel of a large face is wide, at least; at most twice as many, which 2 x 2 bilinear samples still see.
/// With fewer, sampling between their centres would blur.
const LEAST_BLOCKS: f64 = 2.0;

/// A face turned upright, 36 px between the eyes, in 96 x 112 pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedFace {
    colours: Vec<[f32; 3]>,
    luma: Vec<f32>,
    is_inside: Vec<bool>,
    in_oval: Vec<bool>,
    n_oval: usize,
    scale: f64,
}

impl AlignedFace {
    /// Cuts a face out of its picture.
    ///
    /// A similarity moves [`WIDTH`] x [`HEIGHT`] pixels so that eyes and mouth come closest to their places (least squares). A
    /// picture that has more pixels is first shrunk by block means, and then every aligned pixel is the mean of 2 x 2 bilinear
    /// samples, so that no pixel is skipped. What lies beside the picture repeats its border, and is marked.
    ///
    /// `None` where eyes and mouth coincide or are not finite, or the picture has no pixels.
    pub fn new(picture: &RgbImage, landmarks: &Landmarks) -> Option<Self> {
        let place = onto(landmarks).filter(|_| picture.width() > 0 && picture.height() > 0)?;
        let blocks = Blocks::new(picture, &place);
        let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
        let n_steps = if place.scale() > 1.0 { 2 } else { 1 };
        let mut colours = Vec::with_capacity(WIDTH * HEIGHT);
        let mut is_inside = Vec::with_capacity(WIDTH * HEIGHT);
        for (column, row) in positions() {
            let [x, y] = place.at([column as f64 + 0.5, row as f64 + 0.5]);
            is_inside.push((0.0..width).contains(&x) && (0.0..height).contains(&y));
            colours.push(blocks.mean_around(&place, [column, row], n_steps));
        }
        let luma = colours.iter().map(|[r, g, b]| 0.299 * r + 0.587 * g + 0.114 * b).collect();
        let oval: Vec<bool> = positions().map(|(x, y)| is_face(x, y)).collect();
        let n_oval = oval.iter().filter(|is_face| **is_face).count();
        let in_oval = oval.iter().zip(&is_inside).map(|(is_face, is_inside)| *is_face && *is_inside).collect();
        Some(Self { colours, luma, is_inside, in_oval, n_oval, scale: place.scale() })
    }

    /// Red, green and blue of every pixel in `[0, 1]`, row by row.
    pub fn colours(&self) -> &[[f32; 3]] {
        &self.colours
    }

    /// ITU-R 601 luma of every pixel in `[0, 1]`, row by row.
    pub fn luma(&self) -> &[f32] {
        &self.luma
    }

    /// Whether the pixels lie inside the picture, row by row.
    pub fn is_inside(&self) -> &[bool] {
        &self.is_inside
    }

    /// Pixels of the picture to one of the aligned face, along a side.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// The pixels of the face's oval that lie inside the picture; `None` when that is less than half of them.
    pub(crate) fn seen_face(&self) -> Option<&[bool]> {
        let n_seen = self.in_oval.iter().filter(|is_seen| **is_seen).count();
        (2 * n_seen >= self.n_oval).then_some(&self.in_oval)
    }

    /// Pixels of the whole oval.
    pub(crate) fn n_oval(&self) -> usize {
        self.n_oval
    }
}

/// Column and row of every aligned pixel, row by row.
pub(crate) fn positions() -> impl Iterator<Item = (usize, usize)> {
    (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y)))
}

/// Whether an aligned pixel is one of the face's oval.
fn is_face(x: usize, y: usize) -> bool {
    let [dx, dy] = [(x as f64 + 0.5 - CENTRE[0]) / HALF_AXES[0], (y as f64 + 0.5 - CENTRE[1]) / HALF_AXES[1]];
    dx * dx + dy * dy <= 1.0
}

/// The map from aligned to picture coordinates that brings the template closest to the landmarks.
fn onto(landmarks: &Landmarks) -> Option<Similarity> {
    let Landmarks { left_eye, right_eye, left_mouth, right_mouth, .. } = *landmarks;
    let points = [left_eye, right_eye, left_mouth, right_mouth].map(|Point { x, y }| [f64::from(x), f64::from(y)]);
    Similarity::fitted(&TEMPLATE, &points)
}

/// The part of a picture that an aligned face needs, in means of `step` x `step` pixels.
struct Blocks {
    /// Levels in `[0, 1]`, row by row.
    means: Vec<[f32; 3]>,
    /// Blocks in a row, and rows.
    size: [usize; 2],
    /// The picture's pixel at which the first block starts.
    start: [usize; 2],
    step: usize,
}

impl Blocks {
    fn new(picture: &RgbImage, place: &Similarity) -> Self {
        let step = ((place.scale() / LEAST_BLOCKS) as usize).clamp(1, 1 << 16);
        let all = [picture.width() as usize, picture.height() as usize];
        let corners = [[0.0, 0.0], [WIDTH as f64, 0.0], [0.0, HEIGHT as f64], [WIDTH as f64, HEIGHT as f64]];
        let corners = corners.map(|corner| place.at(corner));
        let range = |i: usize| {
            let ends = corners.map(|corner| corner[i]);
            let first = ends.into_iter().fold(f64::INFINITY, f64::min) - 1.0;
            let last = ends.into_iter().fold(f64::NEG_INFINITY, f64::max) + 1.0;
            // A face beside the picture still gets a pixel of its border to repeat.
            let first = (first.max(0.0) as usize).min(all[i] - 1);
            (first, (last.ceil().max(0.0) as usize).clamp(first + 1, all[i]))
        };
        let (columns, rows) = (range(0), range(1));
        let size = [(columns.1 - columns.0).div_ceil(step), (rows.1 - rows.0).div_ceil(step)];
        let mut means = Vec::with_capacity(size[0] * size[1]);
        for top in (rows.0..rows.1).step_by(step) {
            push_means(picture, columns, (top, (top + step).min(rows.1)), step, &mut means);
        }
        Self { means, size, start: [columns.0, rows.0], step }
    }

    /// The mean of `n_steps` x `n_steps` samples spread evenly over an aligned pixel.
    fn mean_around(&self, place: &Similarity, [column, row]: [usize; 2], n_steps: usize) -> [f32; 3] {
        let offset = |i: usize| (i as f64 + 0.5) / n_steps as f64;
        let mut sum = [0.0; 3];
        for (i, j) in (0..n_steps).flat_map(|i| (0..n_steps).map(move |j| (i, j))) {
            let sample = self.sample(place.at([column as f64 + offset(i), row as f64 + offset(j)]));
            sum.iter_mut().zip(sample).for_each(|(sum, level)| *sum += level);
        }
        sum.map(|sum| sum / (n_steps * n_steps) as f32)
    }

    /// Bilinear between the centres of blocks, the border repeated.
    fn sample(&self, position: [f64; 2]) -> [f32; 3] {
        let mut cells = [[0; 2]; 2];
        let mut shares = [0.0_f32; 2];
        for i in 0..2 {
            let at = (position[i] - self.start[i] as f64) / self.step as f64 - 0.5;
            let at = at.clamp(0.0, (self.size[i] - 1) as f64);
            let cell = at as usize;
            cells[i] = [cell, (cell + 1).min(self.size[i] - 1)];
            shares[i] = (at - cell as f64) as f32;
        }
        let block = |x: usize, y: usize| self.means[cells[1][y] * self.size[0] + cells[0][x]];
        let [upper, lower] = [0, 1].map(|y| mixed(block(0, y), block(1, y), shares[0]));
        mixed(upper, lower, shares[1])
    }
}

fn mixed(from: [f32; 3], to: [f32; 3], share: f32) -> [f32; 3] {
    [0, 1, 2].map(|i| from[i] + share * (to[i] - from[i]))
}

/// Appends the means of one row of blocks.
fn push_means(
    picture: &RgbImage,
    columns: (usize, usize),
    rows: (usize, usize),
    step: usize,
    means: &mut Vec<[f32; 3]>,
) {
    let stride = 3 * picture.width() as usize;
    // Rows first, because they are added as vectors, which checks of the sums would prevent; 65,536 rows fit 32 bits.
    let mut sums = vec![0_u32; 3 * (columns.1 - columns.0)];
    for row in rows.0..rows.1 {
        let line = &picture.as_raw()[row * stride + 3 * columns.0..row * stride + 3 * columns.1];
        sums.iter_mut().zip(line).for_each(|(sum, level)| *sum = sum.wrapping_add(u32::from(*level)));
    }
    for block in sums.as_chunks::<3>().0.chunks(step) {
        let mut total = [0_u64; 3];
        for pixel in block {
            total.iter_mut().zip(pixel).for_each(|(total, sum)| *total += u64::from(*sum));
        }
        let share = 1.0 / (255 * (rows.1 - rows.0) * block.len()) as f32;
        means.push(total.map(|total| total as f32 * share));
    }
}
