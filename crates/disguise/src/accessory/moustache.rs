//! Moustaches: hair between the base of the nose (0.72 below the eyes) and the upper lip (0.93), parted at its middle.
//!
//! Each half follows a line from the middle outwards, with half its height at each point; the mouth's corners lie at 0.39 and 1.06.

use super::canvas::{Canvas, Paint, Shadow, smooth};
use super::design::Design;
use super::hair::Hair;
use super::head::{Head, MOST_YAW_AROUND_DEG, Surface, Vec2, length};
use super::outline::{Closed, Ring, curve};
use super::wearable::{Colour, EITHER, Layer, SHOW, Wearable};
use super::weave::Weave;

/// Hair colours from black to white, the second of a design being the colour of its lighter strands.
const HAIR: [[Colour; 7]; 2] = [
    [[34, 27, 24], [58, 42, 32], [86, 62, 44], [122, 84, 52], [110, 62, 36], [96, 92, 88], [156, 118, 74]],
    [[44, 38, 38], [70, 50, 36], [102, 72, 50], [142, 100, 60], [130, 76, 48], [128, 124, 120], [52, 34, 22]],
];
const STRANDS: [[Colour; 4]; 2] = [
    [[88, 70, 56], [120, 92, 66], [144, 118, 90], [100, 68, 44]],
    [[78, 62, 52], [112, 80, 54], [154, 130, 104], [128, 96, 64]],
];

/// What it brings.
pub(super) const KIND: Wearable = Wearable {
    styles: &[
        "handlebar",
        "imperial",
        "chevron",
        "natural",
        "walrus",
        "horseshoe",
        "english",
        "pencil",
        "lampshade",
        "copstash",
    ],
    layer: Layer::Hair,
    reach: [[-1.2, 0.2], [1.2, 2.3]],
    cover: [SHOW, SHOW, SHOW, EITHER, EITHER],
    most_yaw_deg: MOST_YAW_AROUND_DEG,
    least_area: 0.05,
    share: [0.01, 0.3],
    hides: &[],
    hidden_units: &[],
    partly_hidden_units: &[10, 12, 14, 20],
    palettes: [[&HAIR[0], &STRANDS[0], &STRANDS[0]], [&HAIR[1], &STRANDS[1], &STRANDS[1]]],
    weaves: [&[Weave::Plain]; 2],
    patterned: 0.0,
    draw,
};

/// One half of a moustache; lengths in head units.
struct Shape {
    /// From the middle to the tip: across, down, half the height there.
    line: &'static [[f32; 3]],
    /// Length over which its edges thin out into single hairs.
    soft: f32,
    /// How steeply hair falls across the line.
    slant: f32,
}

const STYLES: [Shape; 10] = [
    Shape {
        line: &[
            [0.02, 0.86, 0.075],
            [0.16, 0.88, 0.085],
            [0.34, 0.95, 0.075],
            [0.5, 0.99, 0.05],
            [0.62, 0.93, 0.028],
            [0.64, 0.84, 0.012],
        ],
        soft: 0.05,
        slant: 0.35,
    },
    Shape {
        line: &[
            [0.02, 0.86, 0.07],
            [0.2, 0.88, 0.085],
            [0.4, 0.94, 0.08],
            [0.58, 0.93, 0.06],
            [0.72, 0.82, 0.04],
            [0.8, 0.68, 0.015],
        ],
        soft: 0.06,
        slant: 0.3,
    },
    Shape {
        line: &[[0.0, 0.85, 0.085], [0.16, 0.87, 0.1], [0.32, 0.93, 0.095], [0.43, 1.0, 0.07], [0.48, 1.06, 0.03]],
        soft: 0.045,
        slant: 0.9,
    },
    Shape {
        line: &[[0.03, 0.86, 0.05], [0.16, 0.87, 0.066], [0.32, 0.93, 0.06], [0.44, 1.0, 0.03]],
        soft: 0.08,
        slant: 0.9,
    },
    Shape {
        line: &[
            [0.0, 0.88, 0.11],
            [0.16, 0.9, 0.125],
            [0.34, 0.97, 0.125],
            [0.48, 1.07, 0.1],
            [0.54, 1.2, 0.05],
            [0.54, 1.28, 0.015],
        ],
        soft: 0.09,
        slant: 1.1,
    },
    Shape {
        line: &[
            [0.01, 0.86, 0.075],
            [0.2, 0.88, 0.085],
            [0.38, 0.93, 0.085],
            [0.51, 1.03, 0.08],
            [0.54, 1.25, 0.075],
            [0.53, 1.5, 0.07],
            [0.5, 1.68, 0.045],
        ],
        soft: 0.06,
        slant: 0.4,
    },
    Shape {
        line: &[[0.045, 0.88, 0.03], [0.18, 0.9, 0.04], [0.34, 0.95, 0.034], [0.5, 1.0, 0.022], [0.64, 1.01, 0.01]],
        soft: 0.035,
        slant: 0.3,
    },
    Shape {
        line: &[[0.04, 0.905, 0.018], [0.16, 0.905, 0.022], [0.3, 0.945, 0.02], [0.41, 1.0, 0.012]],
        soft: 0.03,
        slant: 0.6,
    },
    Shape {
        line: &[[0.0, 0.84, 0.075], [0.1, 0.855, 0.085], [0.22, 0.89, 0.075], [0.33, 0.94, 0.03]],
        soft: 0.05,
        slant: 1.0,
    },
    Shape {
        line: &[[0.0, 0.85, 0.08], [0.18, 0.87, 0.09], [0.36, 0.91, 0.085], [0.48, 0.96, 0.06], [0.53, 0.99, 0.03]],
        soft: 0.05,
        slant: 0.8,
    },
];

/// Where a place is on a half: distance to its edge (+ inside), signed distance below its line, length along it, half height.
struct Spot {
    inside: f32,
    below: f32,
    along: f32,
    half: f32,
}

impl Shape {
    /// The nearest place of the line.
    fn spot(&self, [x, y]: Vec2, size: f32) -> Spot {
        let a = x.abs();
        let mut best = Spot { inside: f32::MIN, below: 0.0, along: 0.0, half: 0.0 };
        let mut start = 0.0;
        for ends in self.line.windows(2) {
            let ([x0, y0, r0], [x1, y1, r1]) = (ends[0], ends[1]);
            let (dx, dy) = (x1 - x0, y1 - y0);
            let long = length([dx, dy]);
            let t = (((a - x0) * dx + (y - y0) * dy) / (long * long)).clamp(0.0, 1.0);
            let (u, v) = (a - x0 - t * dx, y - y0 - t * dy);
            let half = (r0 + t * (r1 - r0)) * size;
            let inside = half - length([u, v]);
            if best.inside < inside {
                best = Spot { inside, below: (v * dx - u * dy) / long, along: start + t * long, half };
            }
            start += long;
        }
        best
    }

    /// A rectangle around it, in the frame.
    fn bounds(&self, head: &Head) -> Ring {
        let most = |k: usize| self.line.iter().map(|p| p[k] + p[2]).fold(0.0, f32::max) + 0.12;
        let least = self.line.iter().map(|p| p[1] - p[2]).fold(9.0, f32::min) - 0.1;
        let (side, bottom) = (most(0), most(1));
        let corners = [[-side, least], [0.0, least], [side, least], [side, bottom], [0.0, bottom], [-side, bottom]];
        corners.iter().map(|&p| head.on(Surface::Muzzle, p)).collect()
    }

    /// Its lower edge and its line, as an outline that casts a shadow.
    fn body(&self, head: &Head) -> Ring {
        let side = |sign: f32, edge: f32| self.line.iter().map(move |p| [sign * p[0], p[1] + edge * p[2]]);
        let upper = side(-1.0, -0.6).rev().chain(side(1.0, -0.6));
        let lower = side(1.0, 0.7).rev().chain(side(-1.0, 0.7));
        let ring: Ring = upper.chain(lower).map(|p| head.on(Surface::Muzzle, p)).collect();
        curve(&ring, Closed::Yes)
    }
}

/// Draws a moustache.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    let Some(shape) = STYLES.get(design.style) else { return };
    let body = canvas.fill(&[shape.body(canvas.head)]);
    canvas.cast(body.as_ref(), Shadow { offset: [0.0, 0.035], softness: 0.03, strength: 0.3, fade: [8.0, 9.0] });
    let part = canvas.fill(&[shape.bounds(canvas.head)]);
    let look = look(design, shape, canvas);
    canvas.paint(part, Surface::Muzzle, look);
}

fn look(design: &Design, shape: &'static Shape, canvas: &Canvas) -> impl Fn(Vec2) -> Paint + use<> {
    let hair = Hair::new(design, canvas);
    let (size, phase) = (design.size, 9.0 * design.phase);
    move |p @ [x, _]| {
        let spot = shape.spot(p, size);
        if spot.inside < -1.5 * shape.soft {
            return Paint { opacity: 0.0, ..Paint::matt([0.0; 3], 1.0) };
        }
        let side = if x < 0.0 { 31.0 } else { 0.0 };
        let across = spot.below - shape.slant * spot.along;
        let growth = [across + phase + side, spot.along + 0.8 * spot.below];
        let strand = hair.strand(growth, hair.wave(growth));
        // Hairs at the lower edge hang over it; the upper edge is a thin line of roots.
        let fringe = 1.2 + 0.7 * smooth(-0.5, 0.8, spot.below / spot.half.max(0.01));
        let parting = smooth(-0.012, 0.05, x.abs() - 0.02 + 0.03 * strand) * 0.55 + 0.45;
        let cover = smooth(-0.75, 0.9, spot.inside / shape.soft + fringe * strand) * parting;
        let round = spot.below / spot.half.max(0.02);
        let form = 1.0 - 0.16 * round - 0.3 * smooth(0.2, 1.0, round) - 0.12 * smooth(-0.3, -1.0, round);
        hair.look(hair.patch(p), 0.97 * cover, strand, form)
    }
}
