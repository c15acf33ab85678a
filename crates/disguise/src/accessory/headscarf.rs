//! Headscarves: cloth around hair, ears and neck with an opening from above the brows to below the chin.
//!
//! The opening runs inside the hairline (1.09 ± 0.10 of the eye-mouth distance above the eyes) and along the edge of the
//! face (half width 1.10 ± 0.06 at the eyes, 0.96 ± 0.08 at the mouth), a standard
//! deviation inside it, and passes below the chin.

use super::canvas::{CLOTH_PER_UNIT, Canvas, Paint, Shadow, smooth};
use super::design::Design;
use super::falling::falling;
use super::head::{CHIN_Y, Head, MOST_YAW_AROUND_DEG, Surface, Vec2};
use super::outline::{Closed, Ring, curve};
use super::region::Region;
use super::wearable::{Colour, Layer, SHOW, WEAVES, Wearable};
use super::weave::{mix, noise, scale};

const SCARVES: [[Colour; 7]; 2] = [
    [[28, 28, 32], [186, 138, 138], [214, 200, 174], [32, 96, 78], [104, 124, 148], [184, 144, 66], [132, 62, 54]],
    [[34, 42, 76], [222, 220, 214], [100, 30, 48], [104, 108, 66], [158, 142, 178], [148, 126, 106], [46, 110, 130]],
];

/// What it brings.
pub(super) const KIND: Wearable = Wearable {
    styles: &["hijab", "amira", "shayla", "kerchief", "turban", "pashmina", "pinned", "wrap"],
    layer: Layer::Around,
    reach: [[-3.2, -2.7], [3.2, 5.0]],
    cover: [SHOW; 5],
    most_yaw_deg: MOST_YAW_AROUND_DEG,
    least_area: 0.8,
    share: [0.0, 0.45],
    hides: &[Region::Hair, Region::Ears, Region::Neck],
    hidden_units: &[],
    partly_hidden_units: &[],
    palettes: [[&SCARVES[0]; 3], [&SCARVES[1]; 3]],
    weaves: WEAVES,
    patterned: 0.4,
    draw,
};

/// The shape of a scarf; lengths in head units.
struct Shape {
    /// Height of the top, and half width beside the eyes.
    top: f32,
    half_width: f32,
    /// Half width and height of the hem; below the chin for a scarf tied under it.
    hem: Vec2,
    /// Height of the opening's upper edge, and how pointed it is.
    forehead: Vec2,
    /// Factor on the opening's width.
    opening: f32,
    /// Height of the band of an under-scarf, 0 without.
    band: f32,
    /// Strength and number of folds.
    folds: Vec2,
    /// Side to which the loose end is laid, 0 without.
    end: f32,
}

fn shape(style: usize) -> Shape {
    let base = Shape {
        top: -1.9,
        half_width: 1.5,
        hem: [2.1, 3.6],
        forehead: [-0.78, 0.0],
        opening: 1.0,
        band: 0.0,
        folds: [0.42, 2.6],
        end: 0.0,
    };
    match style {
        1 => Shape { half_width: 1.44, hem: [1.9, 3.2], band: 0.16, folds: [0.24, 1.8], forehead: [-0.8, 0.0], ..base },
        2 => Shape { half_width: 1.56, end: 1.0, folds: [0.5, 3.0], forehead: [-0.9, 0.0], ..base },
        3 => Shape {
            half_width: 1.46,
            hem: [1.05, 2.35],
            folds: [0.3, 2.0],
            forehead: [-0.92, 0.06],
            opening: 1.03,
            ..base
        },
        4 => Shape { top: -2.15, half_width: 1.6, hem: [1.5, 3.3], folds: [0.55, 4.2], forehead: [-0.8, -0.1], ..base },
        5 => Shape {
            top: -1.95,
            half_width: 1.62,
            hem: [2.5, 4.2],
            folds: [0.5, 2.2],
            end: -1.0,
            forehead: [-0.95, -0.04],
            ..base
        },
        6 => Shape { hem: [1.7, 3.0], folds: [0.34, 3.4], band: 0.1, opening: 0.98, forehead: [-0.8, 0.05], ..base },
        7 => Shape {
            top: -2.05,
            half_width: 1.56,
            hem: [1.75, 3.8],
            folds: [0.46, 3.6],
            end: 1.0,
            forehead: [-0.82, 0.08],
            ..base
        },
        _ => base,
    }
}

impl Shape {
    fn outer(&self, head: &Head, size: f32) -> Ring {
        let half = self.half_width * size;
        let [hem_half, hem] = self.hem;
        let neck = 0.9 * half.min(hem_half * 1.1);
        let right: [Vec2; 10] = [
            [0.0, self.top * size],
            [0.52 * half, self.top * size * 0.93],
            [0.84 * half, -1.2 * size],
            [0.99 * half, -0.45],
            [half, 0.35],
            [0.95 * half, 1.15],
            [neck, 1.85],
            [f32::midpoint(neck, hem_half), 0.55 * 1.85 + 0.45 * hem],
            [hem_half, 0.2 * 1.85 + 0.8 * hem],
            [0.6 * hem_half, hem],
        ];
        let left = right.iter().rev().take(9).map(|p| [-p[0], p[1]]);
        let ring: Ring = right.iter().copied().chain([[0.0, hem + 0.08]]).chain(left).collect();
        let placed: Ring = ring.iter().map(|&p| head.on(Surface::Hull, p)).collect();
        curve(&placed, Closed::Yes)
    }

    /// The opening, grown by a margin.
    fn opening(&self, head: &Head, grown: f32) -> Ring {
        let [forehead, point] = self.forehead;
        let chin = head.chin + 0.06;
        let below = chin / CHIN_Y;
        let wide = |x: f32| (x * self.opening + grown).max(0.05);
        let right: [Vec2; 8] = [
            [wide(0.42), forehead + 0.03 + 0.6 * point - grown],
            [wide(0.85), forehead + 0.28 - grown],
            [wide(1.0), -0.12],
            [wide(0.99), 0.45],
            [wide(0.92), 0.95],
            [wide(0.76), 1.36 * below],
            [wide(0.47), 1.67 * below],
            [wide(0.24), chin - 0.02 + grown],
        ];
        let left = right.iter().rev().map(|p| [-p[0], p[1]]);
        let top = [0.0, forehead - 0.04 - point - grown];
        let ring: Ring = [top].into_iter().chain(right).chain([[0.0, chin + 0.03 + grown]]).chain(left).collect();
        // Cloth beside the jaw hangs in front of the ears, so its edge lies deeper than the cheek.
        let placed: Ring = ring.iter().map(|&p| head.on(Surface::Face, p)).collect();
        curve(&placed, Closed::Yes)
    }
}

/// Draws a headscarf.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    let shape = shape(design.style);
    let outer = shape.outer(canvas.head, design.size);
    let opening = shape.opening(canvas.head, 0.0);
    let part = canvas.fill(&[outer.clone(), opening.clone()]);
    let hole = canvas.fill(std::slice::from_ref(&opening));
    let shadow = Shadow { offset: [0.0, 0.05], softness: 0.08, strength: 0.5, fade: [8.0, 9.0] };
    canvas.cast(part.as_ref(), shadow);
    let rim = Rim::new(&shape, canvas.head);
    let soft = folds(design, &shape, canvas.head.chin, rim);
    canvas.paint_soft(part, (Surface::Hull, CLOTH_PER_UNIT), soft, |[x, y], [fold, form]| {
        let groove = 0.1 * smooth(-0.02, -0.22, fold);
        Paint::matt(mix(design.cloth([x + 0.25 * fold, y + 0.25 * fold]), [0.0; 3], groove), form)
    });
    canvas.occlude(hole.as_ref(), 0.09, 0.75);
    if shape.band > 0.0 {
        band(canvas, design, &shape, &opening);
    }
    let hem = canvas.line(&opening, 0.035, Closed::Yes);
    let cloth = scale(if shape.band > 0.0 { design.colour(1) } else { design.colour(0) }, 0.8);
    canvas.paint(hem, Surface::Face, move |[_, y]| Paint::matt(cloth, 0.85 - 0.25 * smooth(1.2, 1.9, y)));
}

/// An under-scarf of the second colour shows around the upper opening.
fn band(canvas: &mut Canvas, design: &Design, shape: &Shape, opening: &Ring) {
    let wider = shape.opening(canvas.head, shape.band);
    let part = canvas.fill(&[wider, opening.clone()]);
    let (colour, phase) = (design.colour(1), design.phase);
    canvas.paint(part, Surface::Face, move |[x, y]| {
        let ribs = noise([9.0 * x, 3.0 * y + phase], 5) - 0.5;
        let opacity = 1.0 - smooth(0.3, 0.7, y);
        Paint { opacity, ..Paint::matt(colour, 0.9 + 0.14 * ribs - 0.1 * x * x) }
    });
}

/// The opening as a superellipse, for the distance from it.
#[derive(Debug, Clone, Copy)]
struct Rim {
    middle: f32,
    half: Vec2,
}

impl Rim {
    fn new(shape: &Shape, head: &Head) -> Self {
        let (top, bottom) = (shape.forehead[0], head.chin + 0.08);
        Self { middle: f32::midpoint(top, bottom), half: [1.03 * shape.opening, 0.5 * (bottom - top)] }
    }

    /// Distance from the opening in head units, nearly; negative within it.
    fn distance(self, [x, y]: Vec2) -> f32 {
        let (u, v) = (x / self.half[0], (y - self.middle) / self.half[1]);
        ((u * u * u * u + v * v * v * v).sqrt().sqrt() - 1.0) * self.half[0]
    }
}

/// Folds run around the opening on the head and hang in arcs below the chin: where they are, and the light on them.
fn folds(design: &Design, shape: &Shape, chin: f32, rim: Rim) -> impl Fn(Vec2) -> Vec2 + use<> {
    let phase = design.phase;
    let ([strength, number], half, end) = (shape.folds, shape.half_width, shape.end);
    let salt = design.number % 89;
    move |p @ [x, y]| {
        let below = smooth(chin - 0.25, chin + 0.5, y);
        let on_head = || {
            let around = x.atan2(0.5 - y);
            let slant = 0.5 * (phase - 0.5) * around;
            noise([number * (rim.distance(p) + slant) + 9.0 * phase, 0.9 * around + 3.0], salt)
        };
        let hanging = || {
            let arc = y - chin - 0.28 * (x - 0.25 * end).powi(2) + 0.3 * end * x;
            noise([number * 0.9 * arc + 3.0, 0.5 * x + 2.0 * phase], salt + 7)
        };
        let fold = match below {
            0.0 => on_head(),
            1.0 => hanging(),
            _ => on_head() * (1.0 - below) + hanging() * below,
        } - 0.5;
        let groove = smooth(-0.02, -0.22, fold);
        let fine = noise([7.0 * x, 7.0 * y], salt + 3) - 0.5;
        let silhouette = (x / half).abs().powi(4).min(1.0) * (1.0 - below);
        let crest = 0.14 * smooth(-0.6, -1.5, y);
        let neck = 0.3 * neck_shade([x, y], chin);
        let form = 0.98 + strength * fold - 0.2 * groove + 0.05 * fine - 0.34 * silhouette + crest - neck;
        [fold, form.max(0.1)]
    }
}

/// The chin keeps the light from the cloth at the neck.
fn neck_shade([x, y]: Vec2, chin: f32) -> f32 {
    falling((x / 0.8).powi(2) + ((y - chin - 0.2) / 0.32).powi(2))
}
