//! What the camera makes of the light: averaging, blur, tone curve, contrast, noise, 8 bits.

use pixels::{Rgb, RgbImage};

use super::grain::hash;
use super::shot::Camera;
use super::tone::{Rgbf, encoded_channel};

/// Linear light at every pixel of a square picture, rows from the top.
#[derive(Debug)]
pub(super) struct Film {
    side: usize,
    light: Vec<Rgbf>,
}

impl Film {
    /// Averages squares of `factor` times `factor` samples; `sample` is asked in rows from the top.
    pub(super) fn exposed(side: usize, factor: usize, sample: impl Fn(usize, usize) -> Rgbf) -> Self {
        let share = 1.0 / (factor * factor) as f32;
        let mut light = vec![[0.0; 3]; side * side];
        for y in 0..side * factor {
            for x in 0..side * factor {
                let (from, to) = (sample(x, y), &mut light[(y / factor) * side + x / factor]);
                *to = [to[0] + from[0] * share, to[1] + from[1] * share, to[2] + from[2] * share];
            }
        }
        Self { side, light }
    }

    /// The picture that the camera stores.
    pub(super) fn developed(mut self, camera: Camera, seed: u64) -> RgbImage {
        self.blur(camera.blur.clamp(0.0, 0.1) * self.side as f32);
        let seed = (seed ^ (seed >> 32)) as u32;
        RgbImage::from_fn(self.side as u32, self.side as u32, |x, y| {
            let light = self.light[y as usize * self.side + x as usize];
            Rgb(std::array::from_fn(|c| {
                let stored = 0.5 + (encoded_channel(shoulder(light[c])) - 0.5) * camera.contrast;
                let noisy = stored * 255.0 + camera.noise * grain(x as i32, (y * 3) as i32 + c as i32, seed);
                (noisy + 0.5).clamp(0.0, 255.0) as u8
            }))
        })
    }

    /// Gaussian blur with a standard deviation in pixels; below a fifth of a pixel nothing happens.
    fn blur(&mut self, deviation: f32) {
        if deviation < 0.2 {
            return;
        }
        let reach = ((deviation * 2.5).ceil() as usize).min(self.side);
        let weights: Vec<f32> = (0..=reach).map(|d| (-0.5 * (d as f32 / deviation).powi(2)).exp()).collect();
        // Twice along the rows with a transposition each time: rows, then columns.
        for _ in 0..2 {
            self.light = self.blurred_and_transposed(&weights);
        }
    }

    fn blurred_and_transposed(&self, weights: &[f32]) -> Vec<Rgbf> {
        let side = self.side;
        let mut out = vec![[0.0; 3]; side * side];
        for y in 0..side {
            let row = &self.light[y * side..(y + 1) * side];
            for x in 0..side {
                out[x * side + y] = weighted(row, x, weights);
            }
        }
        out
    }
}

/// Mean of a row around `at`, each pixel with the weight of its distance; beyond the edge there is nothing.
fn weighted(row: &[Rgbf], at: usize, weights: &[f32]) -> Rgbf {
    let reach = weights.len() - 1;
    let (mut sum, mut total) = ([0.0_f32; 3], 0.0);
    for i in at.saturating_sub(reach)..(at + reach + 1).min(row.len()) {
        let weight = weights[i.abs_diff(at)];
        sum = [sum[0] + weight * row[i][0], sum[1] + weight * row[i][1], sum[2] + weight * row[i][2]];
        total += weight;
    }
    sum.map(|v| v / total)
}

/// Highlights are bent below 1 instead of cut off.
fn shoulder(v: f32) -> f32 {
    const KNEE: f32 = 0.82;
    if v <= KNEE {
        return v.max(0.0);
    }
    let over = (v - KNEE) / (1.0 - KNEE);
    KNEE + (1.0 - KNEE) * over / (1.0 + over)
}

/// Nearly normal noise of standard deviation 1.
fn grain(x: i32, y: i32, seed: u32) -> f32 {
    2.0 * (hash(x, y, seed) + hash(x, y, seed ^ 0x55) + hash(x, y, seed ^ 0xAA) - 1.5)
}
