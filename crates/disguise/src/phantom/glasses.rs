//! Glasses as they are worn: rims before the eyes, a bridge on the nose, arms back to the ears.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::anatomy::Anatomy;
use super::head::{Head, grid};
use super::mesh::{Material, Mesh, Vector, Vertex, cross, minus, unit};
use super::tone::lerp;

/// A pair of glasses.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Glasses {
    /// Half the width and half the height of a rim in millimetres.
    pub half_mm: [f32; 2],
    /// From 0 (an ellipse) to 1 (nearly a rectangle).
    pub square: f32,
    /// Half the thickness of the frame in millimetres.
    pub rim_mm: f32,
    /// Colour of the frame, sRGB.
    pub colour: [u8; 3],
}

impl Glasses {
    /// The glasses of a seed: the same person always wears the same.
    pub fn sample(seed: u64) -> Self {
        const COLOURS: [[u8; 3]; 5] = [[18, 18, 20], [46, 28, 20], [92, 58, 32], [120, 122, 128], [28, 36, 66]];
        let rng = &mut ChaCha8Rng::seed_from_u64(seed ^ 0x0047_4C41_5353_4553);
        Self {
            half_mm: [rng.random_range(23.0..26.0), rng.random_range(16.0..21.0)],
            square: rng.random_range(0.0..1.0),
            rim_mm: rng.random_range(0.9..2.1),
            colour: COLOURS[rng.random_range(0..COLOURS.len())],
        }
    }

    /// Rims, bridge and arms on a head.
    pub(super) fn meshes(&self, head: &Head, anatomy: &Anatomy, detail: f32) -> Vec<Mesh> {
        let front = |x: f32, y: f32| -> Vector { [x, y, head.place([0.0, -1.0])[2] + 3.0 - 0.0034 * x * x] };
        let mut meshes = Vec::new();
        for eye in anatomy.eyes {
            let (centre_x, half) = (eye.centre[0], self.half_mm);
            let rim = |t: f32| {
                let (sine, cosine) = (t * std::f32::consts::TAU).sin_cos();
                front(centre_x + half[0] * self.blunt(cosine), 3.0 + half[1] * self.blunt(sine))
            };
            meshes.push(self.tube((rim, [0.0, 0.0, 1.0]), 40.0, detail));
            let hinge = front(centre_x + eye.side * half[0], -5.0);
            let ear = [eye.side * (head.section_at(0.0)[1] + 2.0), -3.0, -6.0];
            let arm = |t: f32| -> Vector { std::array::from_fn(|c| lerp(hinge[c], ear[c], t)) };
            meshes.push(self.tube((arm, [1.0, 0.0, 0.0]), 10.0, detail));
        }
        let inner = anatomy.eyes[1].centre[0] - self.half_mm[0];
        let bridge = |t: f32| {
            let s = 2.0 * t - 1.0;
            front(inner * s, -2.0 - 2.5 * (1.0 - s * s))
        };
        meshes.push(self.tube((bridge, [0.0, 0.0, 1.0]), 8.0, detail));
        meshes
    }

    /// A coordinate of the unit circle pushed outwards to that of a rounded square.
    fn blunt(&self, v: f32) -> f32 {
        v.signum() * v.abs().powf(1.0 - 0.45 * self.square)
    }

    /// A tube along `path` (millimetres, `t` in `[0, 1]`); `aside` is a direction across it.
    fn tube(&self, (path, aside): (impl Fn(f32) -> Vector, Vector), rows: f32, detail: f32) -> Mesh {
        Mesh::new(Material::Frame, grid([7.0, rows], detail), |s, t| {
            let (place, ahead) = (path(t), unit(minus(path(t + 0.01), path(t - 0.01))));
            let out = unit(cross(aside, ahead));
            let over = cross(ahead, out);
            let (sine, cosine) = (s * std::f32::consts::PI).sin_cos();
            let on_rim = |c: usize| place[c] + self.rim_mm * (out[c] * cosine + over[c] * sine);
            Vertex { place: [on_rim(0), on_rim(1), on_rim(2)], uv: [s, t], open: 0.9 }
        })
    }
}
