//! Turbans and head wraps: long cloths wound around the head in layers, with knots, fans and twisted ropes.
//!
//! A wound cloth stands 0.1 to 0.4 off the hair (half width 1.27), reaches 2.2 to 2.7 above the eyes, rises to a peak 0.8 to 0.9
//! above them in front, and comes down over the upper half of the ears (0.02 to 0.87 below the eyes).

use std::f32::consts::TAU;

use super::canvas::{Canvas, Paint, Shadow, smooth};
use super::design::Design;
use super::head::{BROW_TOP_Y, Head, MOST_YAW_AROUND_DEG, Vec2};
use super::outline::{Closed, curve};
use super::region::Region;
use super::shell::{Dome, Lamp, Sheet, Spot, Vec3, View, ball};
use super::wearable::{Colour, Layer, SHOW, WEAVES, Wearable};
use super::weave::{mix, noise};

const CLOTHS: [[Colour; 8]; 2] = [
    [
        [26, 30, 52],
        [150, 28, 40],
        [232, 226, 214],
        [206, 122, 34],
        [30, 88, 72],
        [84, 40, 88],
        [30, 30, 32],
        [188, 150, 120],
    ],
    [
        [58, 92, 150],
        [108, 34, 46],
        [208, 200, 184],
        [190, 152, 48],
        [74, 108, 60],
        [176, 84, 112],
        [64, 66, 70],
        [120, 82, 54],
    ],
];

/// What it brings.
pub(super) const KIND: Wearable = Wearable {
    styles: &["pagri", "domalla", "patka", "peaked", "wrapped", "pleated", "frontknot", "safa", "twisted", "coiled"],
    layer: Layer::Around,
    reach: [[-2.4, -3.2], [2.4, 0.9]],
    cover: [SHOW; 5],
    most_yaw_deg: MOST_YAW_AROUND_DEG,
    least_area: 0.5,
    share: [0.0, 0.3],
    hides: &[Region::Hair, Region::Forehead],
    hidden_units: &[],
    partly_hidden_units: &[1, 2],
    palettes: [[&CLOTHS[0]; 3], [&CLOTHS[1]; 3]],
    weaves: WEAVES,
    patterned: 0.12,
    draw,
};

/// How the cloth is wound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wound {
    /// Layers that fall from a ridge in front to both ears.
    Chevron,
    /// Level layers, slanted one way.
    Coil,
    /// One tight layer with creases drawn to the top.
    Tight,
    /// Twisted ropes.
    Rope,
    /// Two bundles that cross in front.
    Cross,
}

/// The shape of a turban; lengths in head units.
#[derive(Clone, Copy)]
struct Shape {
    profile: &'static [Vec2],
    half: Vec3,
    edge: Vec3,
    peak: f32,
    top: f32,
    wound: Wound,
    /// Distance between layers, and how steeply they fall.
    layers: Vec2,
    /// How far a layer stands out.
    step: f32,
    /// A knot or bun: height, radius; none with radius 0.
    knot: Vec2,
    /// Sheen of satin.
    sheen: f32,
}

const BULGED: &[Vec2] =
    &[[1.0, 0.0], [1.06, 0.14], [1.1, 0.36], [1.06, 0.6], [0.88, 0.83], [0.56, 0.96], [0.26, 1.0], [0.0, 1.0]];
const TALL: &[Vec2] =
    &[[1.0, 0.0], [1.03, 0.2], [1.06, 0.45], [1.0, 0.7], [0.8, 0.9], [0.5, 0.98], [0.24, 1.0], [0.0, 1.0]];
const SNUG: &[Vec2] =
    &[[1.0, 0.0], [1.02, 0.2], [1.0, 0.42], [0.9, 0.66], [0.68, 0.86], [0.4, 0.97], [0.18, 1.0], [0.0, 1.0]];
const LOW: &[Vec2] =
    &[[1.0, 0.0], [1.12, 0.16], [1.18, 0.4], [1.12, 0.66], [0.9, 0.86], [0.62, 0.95], [0.3, 1.0], [0.0, 1.02]];

/// A pagri.
const BASE: Shape = Shape {
    profile: BULGED,
    half: [1.34, 1.08, 1.35],
    edge: [-0.86, 0.16, 0.3],
    peak: 0.75,
    top: -2.3,
    wound: Wound::Chevron,
    layers: [0.2, 0.55],
    step: 0.05,
    knot: [0.0, 0.0],
    sheen: 0.0,
};

/// The shapes of the styles, in their order.
const SHAPES: [Shape; 10] = [
    BASE,
    Shape {
        profile: TALL,
        edge: [-0.8, 0.02, 0.2],
        peak: 0.2,
        top: -2.62,
        wound: Wound::Coil,
        layers: [0.24, 0.22],
        ..BASE
    },
    Shape {
        profile: SNUG,
        half: [1.27, 1.0, 1.25],
        edge: [-0.78, -0.1, 0.0],
        peak: 0.1,
        top: -1.86,
        wound: Wound::Tight,
        step: 0.01,
        knot: [-1.95, 0.36],
        ..BASE
    },
    Shape { profile: TALL, edge: [-0.94, 0.12, 0.3], peak: 1.0, top: -2.5, layers: [0.15, 0.85], step: 0.04, ..BASE },
    Shape {
        profile: TALL,
        half: [1.32, 1.04, 1.3],
        edge: [-0.8, -0.1, 0.0],
        peak: 0.0,
        top: -2.4,
        wound: Wound::Cross,
        layers: [0.32, 0.3],
        step: 0.08,
        ..BASE
    },
    Shape {
        half: [1.3, 1.04, 1.3],
        edge: [-0.8, -0.2, 0.0],
        peak: 0.1,
        top: -2.12,
        wound: Wound::Tight,
        step: 0.05,
        sheen: 0.02,
        ..BASE
    },
    Shape {
        profile: SNUG,
        half: [1.3, 1.02, 1.27],
        edge: [-0.8, -0.12, 0.0],
        peak: 0.3,
        top: -1.98,
        wound: Wound::Cross,
        layers: [0.13, 0.7],
        step: 0.03,
        knot: [-1.06, 0.3],
        sheen: 0.02,
    },
    Shape {
        profile: LOW,
        edge: [-0.8, -0.2, 0.0],
        peak: 0.15,
        top: -2.2,
        wound: Wound::Rope,
        layers: [0.3, 0.2],
        step: 0.09,
        ..BASE
    },
    Shape {
        profile: SNUG,
        half: [1.3, 1.03, 1.28],
        edge: [-0.78, -0.1, 0.0],
        peak: 0.2,
        top: -2.02,
        wound: Wound::Cross,
        layers: [0.19, 0.5],
        step: 0.06,
        ..BASE
    },
    Shape {
        profile: LOW,
        half: [1.32, 1.06, 1.3],
        edge: [-0.84, -0.3, -0.1],
        peak: 0.0,
        top: -2.06,
        wound: Wound::Coil,
        layers: [0.17, -0.14],
        step: 0.05,
        ..BASE
    },
];

impl Shape {
    fn dome(&self, head: &Head, size: f32) -> Dome {
        let (profile, top) = (curve(self.profile, Closed::No), self.top - 1.2 * (size - 1.0));
        let dome = Dome { profile, half: self.half, edge: self.edge, peak: self.peak, top, lean: 0.12 };
        dome.lifted(head, BROW_TOP_Y - 0.04)
    }
}

/// Draws a turban.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    let shape = SHAPES.get(design.style).copied().unwrap_or(BASE);
    let dome = shape.dome(canvas.head, design.size);
    let folds = Folds::new(&shape, design);
    let shell = |[u, v]: Vec2| {
        let out = shape.step * (folds.layer([u, dome.rise(u, v)])[1] - 0.5) * smooth(1.0, 0.85, v);
        let soft = 0.05 * (noise([6.0 * u, 4.0 * v + 3.0 * design.phase], folds.salt) - 0.5);
        dome.at([u, v], out + soft)
    };
    let [height, radius] = shape.knot;
    let in_front = height > -1.5;
    let depth = if in_front { 0.32 } else { -0.55 };
    let radii = if in_front { [0.85 * radius, 0.8 * radius, 0.6 * radius] } else { [radius, 0.8 * radius, radius] };
    let lifted = dome.edge[0] - shape.edge[0];
    let round = ball([0.0, height + lifted, depth], radii);
    let knot = |[u, v]: Vec2| {
        let [x, y, z] = round([u, v]);
        let fold = 1.0 + 0.12 * (noise([10.0 * u, 4.0 * v], folds.salt + 8) - 0.5);
        [x * fold, y, z]
    };
    let mut sheets = vec![Sheet::skull(canvas.head), Sheet::new(canvas.head, [96, 40], shell).outside()];
    if radius > 0.0 {
        sheets.push(Sheet::new(canvas.head, [32, 16], knot).outside());
    }
    let view = View::of(canvas, &sheets);
    let end = canvas.head.at([0.0, BROW_TOP_Y, 0.05])[1];
    let fade = [end - 0.06, end + 0.1];
    canvas.cast(Some(&view.coverage()), Shadow { offset: [0.0, 0.06], softness: 0.055, strength: 0.5, fade });
    let look = look(design, folds, dome, canvas);
    view.lay(canvas, look);
}

/// The layers of a wound cloth.
struct Folds {
    wound: Wound,
    layers: Vec2,
    sheen: f32,
    knot_in_front: bool,
    phase: f32,
    salt: u32,
}

impl Folds {
    fn new(shape: &Shape, design: &Design) -> Self {
        let knot_in_front = shape.knot[1] > 0.0 && shape.knot[0] > -1.5;
        let (wound, layers, sheen) = (shape.wound, shape.layers, shape.sheen);
        Self { wound, layers, sheen, knot_in_front, phase: design.phase, salt: design.number % 83 }
    }

    /// The number of the layer and how far it stands out, in `[0, 1]`, and the way along it.
    fn layer(&self, [u, rise]: Vec2) -> Vec3 {
        let angle = (u - 0.5) * TAU;
        let [period, fall] = self.layers;
        let waver = 0.12 * (noise([5.0 * u + 9.0 * self.phase, 2.0 * rise], self.salt + 1) - 0.5);
        let saw = |k: f32, along: f32| {
            let f = k - k.floor();
            [k.floor(), (1.0 - f) * smooth(0.0, 0.12, f), along]
        };
        match self.wound {
            Wound::Chevron => {
                // The layers of one side lie over those of the other and end at the ridge.
                let ridge = angle + 0.1 * (self.phase - 0.5) + 0.08 * rise;
                let half = if ridge > 0.0 { 0.5 } else { 0.0 };
                saw((rise + fall * (1.25 * ridge.abs()).min(1.3) + waver) / period + half, angle)
            }
            Wound::Coil => saw((rise + fall * angle + waver) / period + self.phase, angle),
            Wound::Tight => {
                let crease = noise([26.0 * u, 1.2 * rise + self.phase], self.salt + 2);
                [0.0, crease, angle]
            }
            Wound::Rope => {
                let k = (rise + fall * angle + 0.4 * waver) / period;
                let f = k - k.floor() - 0.5;
                // Strands run over a rope at a slant.
                let strand = (angle * 3.4 + f * 2.2 + 0.5 * k.floor()).rem_euclid(3.0);
                [strand.floor() + 3.0 * k.floor(), (1.0 - 4.0 * f * f).max(0.0).sqrt(), strand]
            }
            Wound::Cross => {
                let over = angle + 0.55 * (rise - 0.55);
                let slant = if over > 0.0 { 1.0 } else { -1.0 };
                saw((rise - slant * fall * (1.2 * angle) + waver + 9.0) / period, angle)
            }
        }
    }

    /// Light on the folds as a factor.
    fn light(&self, layer: Vec3, [u, rise]: Vec2) -> f32 {
        let [number, out, way] = layer;
        let fine = noise([30.0 * rise + 3.0 * number, 2.5 * way + 0.7 * number], self.salt + 3) - 0.5;
        let drape = noise([7.0 * u + number, 3.0 * rise], self.salt + 5) - 0.5;
        match self.wound {
            Wound::Tight => 1.0 + 0.42 * (out - 0.5) + 0.08 * fine,
            Wound::Rope => {
                let seam = (way - way.floor() - 0.5).abs() * 2.0;
                (0.5 + 0.52 * out) * (1.0 - 0.32 * smooth(0.75, 1.0, seam)) + 0.12 * fine
            }
            _ => 0.62 + 0.4 * out.sqrt() + 0.2 * fine + 0.18 * drape,
        }
    }
}

fn look(design: &Design, folds: Folds, dome: Dome, canvas: &Canvas) -> impl Fn(&Spot) -> Paint + use<> {
    let lamp = Lamp::beside(0.5 * canvas.light.slope[0]);
    let design = design.clone();
    let shine = folds.sheen * (0.4 + design.gloss);
    move |spot| {
        let [u, v] = spot.uv;
        let form = spot.form(&lamp) * if spot.inner { 0.4 } else { 1.0 };
        if spot.sheet == 2 {
            return knot(&design, &folds, spot, form);
        }
        let rise = dome.rise(u, v);
        let layer = folds.layer([u, rise]);
        let hem = 1.0 - 0.3 * smooth(0.06, 0.0, rise);
        let [x, _, _] = dome.at([u, v], 0.0);
        let ground = design.cloth([x + 0.1 * layer[0], rise]);
        let colour = match folds.wound {
            Wound::Rope => [ground, design.colour(1), design.colour(2)][layer[0].rem_euclid(3.0) as usize % 3],
            // The under-turban shows in the angle over the forehead.
            Wound::Chevron if rise + 0.9 * (u - 0.5).abs() * TAU < 0.17 => design.colour(1),
            _ => ground,
        };
        let light = folds.light(layer, [u, rise]).max(0.2);
        let glint = shine * smooth(0.55, 0.95, layer[1]) * spot.normal[2];
        Paint { glint, ..Paint::matt(colour, form * hem * light) }
    }
}

/// A knot gathers its folds in the middle; a bun is wound around its axis.
fn knot(design: &Design, folds: &Folds, spot: &Spot, form: f32) -> Paint {
    let [u, v] = spot.uv;
    let (across, up) = (((u - 0.5) * TAU).sin(), v - 0.5);
    let fold = if folds.knot_in_front {
        noise([14.0 * across + 3.0 * up, 2.5 * up], folds.salt + 9)
    } else {
        noise([3.0 * u + 5.0 * v, 16.0 * v + 4.0 * (u - 0.5).abs()], folds.salt + 9)
    };
    let light = 0.72 + 0.5 * fold - 0.24 * smooth(0.3, 0.0, v);
    Paint::matt(mix(design.cloth([across, up]), [0.0; 3], 0.04), form * light)
}
