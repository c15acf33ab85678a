//! Niqabs: cloth around the head and a veil over nose, mouth and chin, with an opening at the eyes.
//!
//! The opening reaches from above the brows (0.35 above the eyes) to the bridge of the nose (0.28 below them), and to the sides of
//! the face (1.10 wide); the veil hangs from there over nose and chin (1.81) to the chest.

use super::canvas::{CLOTH_PER_UNIT, Canvas, Paint, Shadow, smooth};
use super::design::Design;
use super::falling::falling;
use super::head::{Head, MOST_YAW_AROUND_DEG, Surface, Vec2, length};
use super::outline::{Closed, Ring, curve};
use super::region::Region;
use super::wearable::{Colour, HIDE, Layer, SHOW, Wearable};
use super::weave::{Weave, mix, noise, scale};

const CLOTHS: [[Colour; 6]; 2] = [
    [[26, 26, 28], [26, 26, 28], [44, 48, 70], [88, 74, 62], [96, 102, 106], [150, 132, 108]],
    [[38, 36, 44], [34, 38, 52], [34, 38, 52], [92, 50, 60], [92, 96, 76], [176, 164, 146]],
];
const THREADS: [[Colour; 3]; 2] =
    [[[178, 146, 84], [150, 152, 156], [120, 40, 48]], [[196, 170, 118], [112, 118, 140], [60, 110, 112]]];

/// What it brings.
pub(super) const KIND: Wearable = Wearable {
    styles: &[
        "half",
        "headband",
        "full",
        "yemeni",
        "saudi",
        "khaleeji",
        "butterfly",
        "embroidered",
        "layered",
        "pleated",
    ],
    layer: Layer::Around,
    reach: [[-3.2, -2.7], [3.2, 5.0]],
    cover: [SHOW, SHOW, HIDE, HIDE, HIDE],
    most_yaw_deg: MOST_YAW_AROUND_DEG,
    least_area: 1.0,
    share: [0.4, 0.92],
    hides: &[Region::Hair, Region::Ears, Region::Nose, Region::Cheeks, Region::Mouth, Region::Chin, Region::Neck],
    hidden_units: &[10, 12, 14, 15, 17, 20, 23, 24, 25, 26, 28],
    partly_hidden_units: &[1, 2, 6, 9],
    palettes: [[&CLOTHS[0], &CLOTHS[0], &THREADS[0]], [&CLOTHS[1], &CLOTHS[1], &THREADS[1]]],
    weaves: [&[Weave::Plain]; 2],
    patterned: 0.0,
    draw,
};

/// The shape of a niqab; lengths in head units.
#[derive(Debug, Clone, Copy)]
struct Shape {
    /// Half widths beside the eyes and at the hem, and the height of the hem.
    outer: [f32; 3],
    /// Heights of the opening's upper edge in the middle and above the outer corners of the eyes.
    upper: Vec2,
    /// Heights of the veil's upper edge on the nose and below the eyes.
    lower: Vec2,
    /// Half width of the opening.
    wide: f32,
    /// Height of a band across the forehead, 0 without.
    band: f32,
    /// Half widths of the veil at the mouth and its hem, and the height of the hem.
    veil: [f32; 3],
    /// Strength and number of folds.
    folds: Vec2,
    /// Width of an embroidered edge.
    thread: f32,
    /// Thickness of a string from the band to the nose, 0 without.
    string: f32,
    /// Height of a second layer's hem, 0 without.
    layer: f32,
}

fn shape(style: usize) -> Shape {
    let base = Shape {
        outer: [1.46, 2.0, 3.6],
        upper: [-0.47, -0.43],
        lower: [0.29, 0.38],
        wide: 1.0,
        band: 0.0,
        veil: [1.16, 1.3, 3.0],
        folds: [0.4, 2.6],
        thread: 0.0,
        string: 0.0,
        layer: 0.0,
    };
    match style {
        0 => Shape { upper: [-0.86, -0.62], wide: 1.02, lower: [0.32, 0.44], veil: [1.14, 1.1, 2.5], ..base },
        1 => Shape { upper: [-0.46, -0.42], band: 0.34, veil: [1.2, 1.5, 3.4], ..base },
        2 => Shape { folds: [0.3, 2.0], veil: [1.2, 1.55, 3.8], band: 0.26, ..base },
        3 => Shape {
            upper: [-0.44, -0.43],
            lower: [0.26, 0.3],
            wide: 0.95,
            outer: [1.52, 2.3, 4.0],
            veil: [1.22, 1.7, 4.0],
            string: 0.03,
            band: 0.3,
            ..base
        },
        4 => Shape { upper: [-0.45, -0.43], string: 0.022, band: 0.4, layer: 2.3, veil: [1.24, 1.6, 3.6], ..base },
        5 => Shape {
            upper: [-0.52, -0.44],
            lower: [0.31, 0.42],
            band: 0.22,
            thread: 0.05,
            outer: [1.62, 2.2, 3.8],
            ..base
        },
        6 => Shape { outer: [1.7, 2.9, 4.0], upper: [-0.46, -0.43], veil: [1.3, 2.3, 3.9], folds: [0.55, 2.2], ..base },
        7 => Shape { band: 0.3, thread: 0.08, upper: [-0.5, -0.44], veil: [1.16, 1.4, 3.2], ..base },
        8 => Shape {
            upper: [-0.6, -0.48],
            layer: 1.75,
            lower: [0.3, 0.4],
            veil: [1.18, 1.35, 3.1],
            folds: [0.46, 3.4],
            ..base
        },
        _ => Shape { upper: [-0.78, -0.56], folds: [0.62, 4.4], lower: [0.3, 0.42], veil: [1.12, 1.25, 2.7], ..base },
    }
}

impl Shape {
    fn outer(&self, head: &Head, size: f32) -> Ring {
        let [half, hem_half, hem] = self.outer;
        let half = half * size;
        let right: [Vec2; 9] = [
            [0.0, -1.9 * size],
            [0.52 * half, -1.78 * size],
            [0.84 * half, -1.2 * size],
            [0.99 * half, -0.45],
            [half, 0.35],
            [0.96 * half, 1.15],
            [f32::midpoint(0.92 * half, 0.7 * hem_half), 1.9],
            [hem_half, 0.3 * 1.85 + 0.7 * hem],
            [0.7 * hem_half, hem],
        ];
        let left = right.iter().rev().take(8).map(|p| [-p[0], p[1]]);
        let ring: Ring = right.iter().copied().chain([[0.0, hem + 0.06]]).chain(left).collect();
        let placed: Ring = ring.iter().map(|&p| head.on(Surface::Hull, p)).collect();
        curve(&placed, Closed::Yes)
    }

    /// The upper edge of the opening, from left to right.
    fn brow_edge(&self, head: &Head, raised: f32) -> Ring {
        let [middle, side] = self.upper;
        let right: [Vec2; 4] = [
            [0.4, middle - raised],
            [0.76, side - raised],
            [0.95 * self.wide, f32::midpoint(side, 0.0) - 0.6 * raised],
            [1.03 * self.wide, 0.02],
        ];
        let left = right.iter().rev().map(|p| [-p[0], p[1]]);
        let ring: Ring = left.chain([[0.0, middle - 0.01 - raised]]).chain(right).collect();
        curve(&ring.iter().map(|&p| head.on(Surface::Face, p)).collect::<Ring>(), Closed::No)
    }

    /// The upper edge of the veil, from left to right.
    fn veil_edge(&self, head: &Head) -> Ring {
        let [nose, eye] = self.lower;
        let right: [Vec2; 5] = [
            [0.13, nose + 0.01],
            [0.3, nose + 0.75 * (eye - nose) + 0.02],
            [0.56, eye],
            [0.84 * self.wide, 0.76 * eye - 0.05],
            [1.03 * self.wide, 0.02],
        ];
        let left = right.iter().rev().map(|p| [-p[0], p[1]]);
        let ring: Ring = left.chain([[0.0, nose]]).chain(right).collect();
        curve(&ring.iter().map(|&p| head.on(Surface::Cup, p)).collect::<Ring>(), Closed::No)
    }

    /// The veil below its upper edge, down to a hem.
    fn veil(&self, head: &Head, edge: &Ring, hem: f32) -> Ring {
        let [mouth, low, _] = self.veil;
        let side: [Vec2; 6] = [
            [f32::midpoint(1.05, mouth), 0.5],
            [mouth, 1.0],
            [0.7 * mouth + 0.3 * low, 1.4],
            [low, hem - 0.24],
            [0.92 * low, hem - 0.07],
            [0.5 * low, hem],
        ];
        let left = side.iter().rev().map(|p| [-p[0], p[1]]);
        let around = side.iter().copied().chain([[0.0, hem + 0.02]]).chain(left);
        let placed: Ring = around.map(|p| head.on(Surface::Hull, p)).collect();
        edge.iter().copied().chain(curve(&placed, Closed::No)).collect()
    }
}

/// Draws a niqab.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    let shape = shape(design.style);
    let (brow, edge) = (shape.brow_edge(canvas.head, 0.0), shape.veil_edge(canvas.head));
    let opening: Ring = brow.iter().copied().chain(edge.iter().rev().copied()).collect();
    let part = canvas.fill(&[shape.outer(canvas.head, design.size), opening.clone()]);
    let ends = canvas.head.on(Surface::Face, [0.0, shape.upper[0]])[1];
    let shadow = Shadow { offset: [0.0, 0.02], softness: 0.05, strength: 0.5, fade: [ends - 0.06, ends + 0.03] };
    canvas.cast(part.as_ref(), shadow);
    let hood = Cloth::new(design, shape, canvas.head, 0);
    let veil = canvas.fill(&[shape.veil(canvas.head, &edge, shape.veil[2])]);
    let shown = part.map(|part| if let Some(veil) = &veil { part.without(veil) } else { part });
    canvas.paint_soft(
        shown,
        (Surface::Hull, CLOTH_PER_UNIT),
        |p| [hood.hood(p)],
        |_, [light]| Paint::matt(hood.colour, light),
    );
    let hole = canvas.fill(&[opening]);
    canvas.occlude(hole.as_ref(), 0.08, 0.5);
    if shape.band > 0.0 {
        band(canvas, &hood, &brow);
    } else {
        hem(canvas, &hood, &brow);
    }
    veils(canvas, design, shape, &edge);
    strings(canvas, &hood);
}

fn veils(canvas: &mut Canvas, design: &Design, shape: Shape, edge: &Ring) {
    let hems: &[f32] = if shape.layer > 0.0 { &[shape.veil[2], shape.layer] } else { &[shape.veil[2]] };
    for (nth, &lower) in (0u32..).zip(hems) {
        let ring = shape.veil(canvas.head, edge, lower);
        let cloth = Cloth::new(design, shape, canvas.head, nth);
        let under = canvas.line(&ring[edge.len()..], 0.09, Closed::No);
        canvas.paint(under, Surface::Hull, |_| Paint { opacity: 0.3, ..Paint::matt([0.0; 3], 0.0) });
        let part = canvas.fill(&[ring]);
        canvas.paint_soft(
            part,
            (Surface::Hull, CLOTH_PER_UNIT),
            |p| [cloth.veil(p, lower)],
            |_, [light]| Paint::matt(cloth.colour, light),
        );
    }
    let cloth = Cloth::new(design, shape, canvas.head, 0);
    hem(canvas, &cloth, edge);
}

/// A band lies flat on the forehead above the opening.
fn band(canvas: &mut Canvas, cloth: &Cloth, brow: &Ring) {
    let top = cloth.shape.brow_edge(canvas.head, cloth.shape.band);
    let above = canvas.line(&top, 0.05, Closed::No);
    canvas.paint(above, Surface::Hull, |_| Paint { opacity: 0.35, ..Paint::matt([0.0; 3], 0.0) });
    let part = canvas.fill(&[brow.iter().copied().chain(top.into_iter().rev()).collect()]);
    let colour = cloth.colour;
    canvas.paint(part, Surface::Face, |[x, y]| {
        let weave = noise([11.0 * x, 11.0 * y], cloth.salt + 3) - 0.5;
        let pull = noise([1.2 * x, 7.0 * y + 5.0 * cloth.phase], cloth.salt + 8) - 0.5;
        Paint::matt(colour, 1.06 - 0.3 * (x / 1.05).powi(4).min(1.0) + 0.05 * weave + 0.16 * pull)
    });
    hem(canvas, cloth, brow);
}

/// A seam along an edge, with embroidery where the style has it.
fn hem(canvas: &mut Canvas, cloth: &Cloth, edge: &Ring) {
    let width = cloth.shape.thread;
    if width > 0.0 {
        let part = canvas.line(edge, 2.0 * width, Closed::No);
        let thread = cloth.thread;
        let period = 0.9 * width;
        canvas.paint(part, Surface::Face, |[x, y]| {
            let (u, v) = (x / period, y / period);
            let stitch = (u * std::f32::consts::TAU).sin() * (v * std::f32::consts::TAU).cos();
            Paint::matt(mix(cloth.colour, thread, smooth(-0.3, 0.3, stitch)), 0.92 + 0.2 * stitch)
        });
    }
    let part = canvas.line(edge, 0.03, Closed::No);
    let colour = scale(cloth.colour, 1.12);
    canvas.paint(part, Surface::Hull, |[x, _]| Paint::matt(colour, 1.1 - 0.2 * x * x));
}

/// A string holds the veil at the bridge of the nose.
fn strings(canvas: &mut Canvas, cloth: &Cloth) {
    if cloth.shape.string <= 0.0 {
        return;
    }
    let from = canvas.head.on(Surface::Face, [0.0, cloth.shape.upper[0] - 0.01]);
    let to = canvas.head.on(Surface::Cup, [0.0, cloth.shape.lower[0] + 0.02]);
    let middle = canvas.head.at([0.0, 0.02, 0.28]);
    let part = canvas.line(&curve(&[from, middle, to], Closed::No), cloth.shape.string, Closed::No);
    let colour = cloth.colour;
    canvas.paint(part, Surface::Hull, |_| Paint::matt(colour, 1.0));
}

/// The cloth of one layer.
struct Cloth {
    shape: Shape,
    colour: [f32; 3],
    thread: [f32; 3],
    phase: f32,
    chin: f32,
    turn: f32,
    salt: u32,
}

impl Cloth {
    fn new(design: &Design, shape: Shape, head: &Head, layer: u32) -> Self {
        let turn = head.back(Surface::Hull, head.on(Surface::Cup, [0.0, 0.8]))[0];
        // Veil and hood are of one cloth in most, of two in some.
        let colour = if design.phase > 0.75 && layer > 0 { design.colour(1) } else { design.colour(0) };
        let salt = design.number % 61 + 13 * layer;
        Self { shape, colour, thread: design.colour(2), phase: design.phase, chin: head.chin, turn, salt }
    }

    /// Around the face folds follow the opening, below the chin they hang.
    fn hood(&self, [x, y]: Vec2) -> f32 {
        let [strength, number] = self.shape.folds;
        let around = x.atan2(0.6 - y);
        let out = length([x / 1.1, (y - 0.3) / 1.4]) * 1.2;
        let on_head = noise(
            [number * (out + 0.3 * (self.phase - 0.5) * around) + 9.0 * self.phase, 0.8 * around + 3.0],
            self.salt,
        );
        let hanging = noise([number * x + 5.0 * self.phase, 0.5 * y], self.salt + 7);
        let below = smooth(self.chin - 0.4, self.chin + 0.6, y);
        let fold = on_head + (hanging - on_head) * below - 0.5;
        let side = 0.36 * (x / self.shape.outer[0]).abs().powi(4).min(1.0) * (1.0 - below);
        let crest = 0.16 * smooth(-0.6, -1.5, y);
        self.lit([x, y], 0.98 + strength * fold - side + crest, fold)
    }

    /// The veil lies on nose and cheeks and hangs from them in folds that widen downwards.
    fn veil(&self, [x, y]: Vec2, hem: f32) -> f32 {
        let [strength, number] = self.shape.folds;
        let u = x - self.turn * (1.0 - (x / 1.6).powi(2)).max(0.0) * (1.0 - smooth(1.8, 2.8, y));
        let free = smooth(0.35, 1.7, y);
        let ray = u / (0.55 + 0.45 * y.max(0.0));
        let fold = noise([1.5 * number * ray + 7.0 * self.phase, 0.55 * y], self.salt + 2) - 0.5;
        let drawn = noise([0.9 * u, 2.6 * (y - 0.35 * u.abs()) + 3.0], self.salt + 5) - 0.5;
        let bell =
            |at: f32, w: f32, h: f32, tall: f32| falling(((u.abs() - at) / w).powi(2) + ((y - h) / tall).powi(2));
        let nose =
            0.2 * bell(0.0, 0.16, 0.48, 0.22) - 0.16 * bell(0.33, 0.16, 0.6, 0.24) - 0.2 * bell(0.0, 0.36, 0.86, 0.18);
        let chin = 0.1 * bell(0.0, 0.4, self.chin - 0.25, 0.25) - 0.22 * bell(0.0, 0.8, self.chin + 0.25, 0.35);
        let side = 0.34 * (x / self.shape.veil[0]).abs().powi(4).min(1.2) * (1.0 - 0.6 * smooth(1.6, 2.4, y));
        let edge = 0.12 * smooth(hem - 0.08, hem - 0.05, y);
        let light = 1.02 + nose + chin + strength * (fold * free + 0.35 * drawn * (1.0 - free)) - side + edge;
        self.lit([x, y], light, fold * free)
    }

    fn lit(&self, [x, y]: Vec2, light: f32, fold: f32) -> f32 {
        let fine = noise([8.0 * x, 8.0 * y], self.salt + 17) - 0.5;
        let groove = 0.22 * smooth(0.0, -0.24, fold);
        (light - groove + 0.06 * fine).max(0.12)
    }
}
