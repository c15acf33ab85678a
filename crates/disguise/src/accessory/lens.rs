//! The shapes of lenses and how a pair of them is joined: outlines, bridge and temples.
//!
//! With 63 mm between the pupils, a lens of 55 mm and a bridge of 18 mm put the lens centres at ±0.58 and the outer rims at ±1.05.

use super::canvas::{Canvas, Paint, smooth};
use super::head::{Head, Surface, Vec2};
use super::outline::{Closed, Ring, curve};

/// The shape of a pair; lengths in head units.
pub(super) struct Pair {
    /// Outline of the lens at `x > 0`, in half widths and half heights from its centre; outer side positive.
    pub(super) lens: &'static [Vec2],
    pub(super) centre: Vec2,
    pub(super) half: Vec2,
    /// Width of the rim's line.
    pub(super) rim: f32,
    /// Height of the bridge against the lens centre, in half heights.
    pub(super) bridge: f32,
    /// Factor on the rim along the upper edge: brow bars.
    pub(super) brow: f32,
    /// A bar above the bridge.
    pub(super) double_bridge: bool,
    /// One lens before both eyes: `lens` is its right half, from its middle outwards and back.
    pub(super) one_piece: bool,
}

pub(super) const WAYFARER: &[Vec2] = &[
    [-0.9, -0.72],
    [-0.3, -0.92],
    [0.5, -1.0],
    [1.05, -0.9],
    [1.0, -0.2],
    [0.78, 0.6],
    [0.2, 0.98],
    [-0.5, 0.85],
    [-0.9, 0.2],
];
pub(super) const AVIATOR: &[Vec2] =
    &[[-0.85, -0.8], [-0.1, -0.98], [0.75, -0.9], [1.02, -0.35], [0.9, 0.4], [0.35, 0.98], [-0.3, 0.92], [-0.85, 0.2]];
pub(super) const ROUND: &[Vec2] =
    &[[-1.0, 0.0], [-0.71, -0.71], [0.0, -1.0], [0.71, -0.71], [1.0, 0.0], [0.71, 0.71], [0.0, 1.0], [-0.71, 0.71]];
pub(super) const RECTANGLE: &[Vec2] = &[
    [-0.95, -0.75],
    [-0.8, -0.95],
    [0.0, -1.0],
    [0.85, -0.95],
    [1.02, -0.72],
    [0.98, 0.6],
    [0.8, 0.95],
    [0.0, 1.0],
    [-0.72, 0.92],
    [-0.92, 0.6],
];
pub(super) const CATEYE: &[Vec2] = &[
    [-0.92, -0.35],
    [-0.4, -0.75],
    [0.4, -0.95],
    [1.2, -1.25],
    [1.08, -0.4],
    [0.75, 0.55],
    [0.05, 0.95],
    [-0.65, 0.7],
];
pub(super) const OVERSIZED: &[Vec2] = &[
    [-0.98, -0.45],
    [-0.55, -0.93],
    [0.3, -1.0],
    [0.92, -0.75],
    [1.05, 0.0],
    [0.75, 0.75],
    [0.0, 1.0],
    [-0.75, 0.75],
    [-1.0, 0.2],
];
pub(super) const HEXAGON: &[Vec2] = &[
    [-1.0, 0.0],
    [-0.78, -0.55],
    [-0.6, -0.88],
    [0.0, -0.95],
    [0.6, -0.88],
    [0.8, -0.55],
    [1.0, 0.0],
    [0.8, 0.55],
    [0.55, 0.9],
    [0.0, 0.96],
    [-0.55, 0.9],
    [-0.8, 0.55],
];
pub(super) const SPORT: &[Vec2] =
    &[[-1.0, -0.35], [-0.6, -0.72], [0.3, -0.85], [1.25, -0.8], [1.3, -0.25], [0.7, 0.65], [0.0, 0.9], [-0.7, 0.7]];
/// Half of a shield, from its middle outwards and back.
pub(super) const SHIELD: &[Vec2] = &[
    [0.0, -0.82],
    [0.5, -0.95],
    [1.0, -0.85],
    [1.12, -0.2],
    [0.95, 0.6],
    [0.55, 0.95],
    [0.25, 0.8],
    [0.12, 0.35],
    [0.0, 0.22],
];

impl Pair {
    /// A pair with a bridge a little above its middle.
    pub(super) fn new(lens: &'static [Vec2], centre: Vec2, half: Vec2, rim: f32) -> Self {
        Self { lens, centre, half, rim, bridge: -0.35, brow: 1.0, double_bridge: false, one_piece: false }
    }

    /// Outlines of the lenses in head coordinates, made larger by a factor.
    pub(super) fn outlines(&self, size: f32) -> Vec<Ring> {
        let side = |sign: f32| -> Ring {
            let place = |&[x, y]: &Vec2| {
                [sign * (self.centre[0] + x * self.half[0] * size), self.centre[1] + y * self.half[1] * size]
            };
            self.lens.iter().map(place).collect()
        };
        if self.one_piece {
            let (right, left) = (side(1.0), side(-1.0));
            let whole: Ring =
                right.iter().copied().chain(left.iter().rev().copied().filter(|p| p[0] < -0.01)).collect();
            return vec![curve(&whole, Closed::Yes)];
        }
        vec![curve(&side(-1.0), Closed::Yes), curve(&side(1.0), Closed::Yes)]
    }

    /// The bars between the lenses in the frame: the bridge, and a second one above it.
    pub(super) fn bars(&self, head: &Head, size: f32) -> Vec<Ring> {
        if self.one_piece {
            return Vec::new();
        }
        let inner = self.centre[0] - 0.88 * self.half[0] * size;
        let arch = |height: f32, rise: f32| -> Ring {
            let y = self.centre[1] + height * self.half[1];
            let ends = curve(&[[-inner, y], [0.0, y - rise], [inner, y]], Closed::No);
            project(head, &ends)
        };
        let second = self.double_bridge.then(|| arch(-0.82, 0.0));
        [arch(self.bridge, 0.06)].into_iter().chain(second).collect()
    }
}

/// A line on a pair of glasses in the frame.
pub(super) fn project(head: &Head, ring: &[Vec2]) -> Ring {
    ring.iter().map(|&p| head.on(Surface::Glasses, p)).collect()
}

/// The mean of an outline's points.
pub(super) fn middle(ring: &[Vec2]) -> Vec2 {
    let n = ring.len().max(1) as f32;
    ring.iter().fold([0.0, 0.0], |sum, p| [sum[0] + p[0] / n, sum[1] + p[1] / n])
}

/// The points of an outline above its middle, in order along the edge.
pub(super) fn upper_edge(ring: &[Vec2]) -> Ring {
    let [_, y] = middle(ring);
    let top = ring.iter().map(|p| p[1]).fold(f32::MAX, f32::min);
    let mut edge: Ring = ring.iter().copied().filter(|p| p[1] < y + 0.75 * (top - y)).collect();
    edge.sort_by(|a, b| a[0].total_cmp(&b[0]));
    edge
}

/// Temples run back to the ears; seen from the front only their first part shows.
pub(super) fn temples(canvas: &mut Canvas, pair: &Pair, size: f32, colour: [f32; 3]) {
    let outer = (pair.centre[0] + pair.half[0] * size).max(0.95);
    let height = pair.centre[1] - 0.45 * pair.half[1];
    for sign in [-1.0f32, 1.0] {
        let depth = Surface::Glasses.depth(outer, height);
        let hinge = canvas.head.at([sign * outer, height, depth]);
        let ear = canvas.head.at([sign * 1.2, -0.02, -0.95]);
        // On the far side of a turned head the temple is behind the lens.
        if sign * (ear[0] - hinge[0]) < 0.03 {
            continue;
        }
        let width = (1.4 * pair.rim).clamp(0.05, 0.11);
        let part = canvas.line(&[hinge, ear], width, Closed::No);
        let (from, length) = (hinge, (ear[0] - hinge[0]).hypot(ear[1] - hinge[1]));
        let head = *canvas.head;
        canvas.paint(part, Surface::Hull, move |p| {
            let [x, y] = head.on(Surface::Hull, p);
            let along = (x - from[0]).hypot(y - from[1]) / length.max(0.01);
            Paint { opacity: 1.0 - smooth(0.6, 1.0, along), ..Paint::matt(colour, 0.55) }
        });
    }
}
