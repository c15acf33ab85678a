//! Sunglasses: lenses with reflections, rims, bridge and temples.
//!
//! With 63 mm between the pupils, a lens of 55 mm and a bridge of 18 mm put the lens centres at ±0.58 and the outer rims at ±1.05.

use super::canvas::{Canvas, Paint, Shadow, smooth};
use super::design::Design;
use super::head::{MOST_YAW_DEG, Surface, Vec2};
use super::outline::{Closed, Ring, curve};
use super::region::Region;
use super::wearable::{Colour, EITHER, HIDE, Layer, SHOW, WEAVES, Wearable};
use super::weave::{mix, scale};

const FRAMES: [[Colour; 5]; 2] = [
    [[20, 20, 22], [72, 44, 26], [30, 38, 74], [128, 130, 134], [104, 22, 30]],
    [[60, 64, 70], [168, 132, 66], [214, 206, 188], [26, 58, 42], [70, 32, 70]],
];
const LENSES: [[Colour; 5]; 2] = [
    [[26, 26, 28], [54, 36, 24], [18, 18, 18], [40, 38, 36], [46, 28, 30]],
    [[30, 40, 32], [28, 32, 46], [40, 44, 48], [22, 26, 24], [44, 34, 44]],
];

/// What it brings.
pub(super) const KIND: Wearable = Wearable {
    styles: &[
        "wayfarer",
        "aviator",
        "round",
        "clubmaster",
        "rectangle",
        "cateye",
        "oversized",
        "shield",
        "hexagon",
        "sport",
    ],
    layer: Layer::Glasses,
    reach: [[-1.9, -1.0], [1.9, 1.2]],
    cover: [HIDE, HIDE, EITHER, SHOW, SHOW],
    most_yaw_deg: MOST_YAW_DEG,
    least_area: 0.3,
    share: [0.1, 0.7],
    hides: &[Region::Eyes],
    hidden_units: &[5, 6, 7, 43, 45],
    partly_hidden_units: &[1, 2, 4, 9],
    palettes: [[&FRAMES[0], &LENSES[0], &FRAMES[0]], [&FRAMES[1], &LENSES[1], &FRAMES[1]]],
    weaves: WEAVES,
    patterned: 0.0,
    draw,
};

/// The shape of a pair; lengths in head units.
struct Frame {
    /// Outline of the lens at `x > 0`, in half widths and half heights from its centre; outer side positive.
    lens: &'static [Vec2],
    centre: Vec2,
    half: Vec2,
    /// Width of the rim's line.
    rim: f32,
    /// Height of the bridge against the lens centre, in half heights.
    bridge: f32,
    /// Factor on the rim along the upper edge: brow bars.
    brow: f32,
    /// A bar above the bridge.
    double_bridge: bool,
}

const WAYFARER: &[Vec2] = &[
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
const AVIATOR: &[Vec2] =
    &[[-0.85, -0.8], [-0.1, -0.98], [0.75, -0.9], [1.02, -0.35], [0.9, 0.4], [0.35, 0.98], [-0.3, 0.92], [-0.85, 0.2]];
const ROUND: &[Vec2] =
    &[[-1.0, 0.0], [-0.71, -0.71], [0.0, -1.0], [0.71, -0.71], [1.0, 0.0], [0.71, 0.71], [0.0, 1.0], [-0.71, 0.71]];
const RECTANGLE: &[Vec2] = &[
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
const CATEYE: &[Vec2] = &[
    [-0.92, -0.35],
    [-0.4, -0.75],
    [0.4, -0.95],
    [1.2, -1.25],
    [1.08, -0.4],
    [0.75, 0.55],
    [0.05, 0.95],
    [-0.65, 0.7],
];
const OVERSIZED: &[Vec2] = &[
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
const HEXAGON: &[Vec2] = &[
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
const SPORT: &[Vec2] =
    &[[-1.0, -0.35], [-0.6, -0.72], [0.3, -0.85], [1.25, -0.8], [1.3, -0.25], [0.7, 0.65], [0.0, 0.9], [-0.7, 0.7]];
/// Half of a shield, from its middle outwards and back.
const SHIELD: &[Vec2] = &[
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

fn frame(style: usize) -> Frame {
    let shape =
        |lens, centre, half, rim| Frame { lens, centre, half, rim, bridge: -0.35, brow: 1.0, double_bridge: false };
    match style {
        1 => Frame { double_bridge: true, bridge: -0.4, ..shape(AVIATOR, [0.56, 0.13], [0.45, 0.41], 0.026) },
        2 => Frame { bridge: -0.2, ..shape(ROUND, [0.54, 0.07], [0.36, 0.36], 0.034) },
        3 => Frame { brow: 2.6, ..shape(WAYFARER, [0.56, 0.08], [0.41, 0.34], 0.03) },
        4 => Frame { brow: 1.3, ..shape(RECTANGLE, [0.56, 0.06], [0.43, 0.27], 0.06) },
        5 => Frame { brow: 1.5, ..shape(CATEYE, [0.55, 0.08], [0.43, 0.32], 0.06) },
        6 => Frame { bridge: -0.3, ..shape(OVERSIZED, [0.58, 0.13], [0.5, 0.47], 0.065) },
        7 => shape(SHIELD, [0.0, 0.08], [1.02, 0.4], 0.03),
        8 => Frame { bridge: -0.3, ..shape(HEXAGON, [0.55, 0.08], [0.43, 0.37], 0.028) },
        9 => Frame { brow: 2.0, bridge: -0.5, ..shape(SPORT, [0.55, 0.05], [0.48, 0.31], 0.034) },
        _ => Frame { brow: 1.4, ..shape(WAYFARER, [0.56, 0.07], [0.44, 0.34], 0.07) },
    }
}

/// Draws a pair.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    let frame = frame(design.style);
    let lenses = outlines(&frame, design);
    let placed: Vec<Ring> = lenses.iter().map(|ring| project(canvas, ring)).collect();
    let shadow = canvas.fill(&placed);
    let (offset, fade) = ([0.02, 0.09], [0.62, 0.8]);
    canvas.cast(shadow.as_ref(), Shadow { offset, softness: 0.07, strength: 0.42, fade });
    temples(canvas, &frame, design);
    for (ring, outline) in placed.iter().zip(&lenses) {
        let centre = middle(outline);
        let part = canvas.fill(std::slice::from_ref(ring));
        let look = lens_look(canvas, &frame, design, centre);
        canvas.paint(part, Surface::Glasses, look);
    }
    rims(canvas, &frame, design, &lenses);
}

/// Outlines of the lenses in head coordinates.
fn outlines(frame: &Frame, design: &Design) -> Vec<Ring> {
    let size = design.size;
    let side = |sign: f32| -> Ring {
        let place = |&[x, y]: &Vec2| {
            [sign * (frame.centre[0] + x * frame.half[0] * size), frame.centre[1] + y * frame.half[1] * size]
        };
        frame.lens.iter().map(place).collect()
    };
    if design.style == 7 {
        let (right, left) = (side(1.0), side(-1.0));
        let whole: Ring = right.iter().copied().chain(left.iter().rev().copied().filter(|p| p[0] < -0.01)).collect();
        return vec![curve(&whole, Closed::Yes)];
    }
    vec![curve(&side(-1.0), Closed::Yes), curve(&side(1.0), Closed::Yes)]
}

fn project(canvas: &Canvas, ring: &Ring) -> Ring {
    ring.iter().map(|&p| canvas.head.on(Surface::Glasses, p)).collect()
}

fn middle(ring: &Ring) -> Vec2 {
    let n = ring.len().max(1) as f32;
    ring.iter().fold([0.0, 0.0], |sum, p| [sum[0] + p[0] / n, sum[1] + p[1] / n])
}

/// Dark glass: more light from below, a soft image of the sky, one sharp image of the lamp.
fn lens_look(canvas: &Canvas, frame: &Frame, design: &Design, centre: Vec2) -> impl Fn(Vec2) -> Paint + use<> {
    let (half, gloss, phase) = (frame.half, design.gloss, design.phase);
    let (glass, mirror) = (design.colour(1), design.colour(2));
    // The lamp's image lies on the brighter side of the face.
    let lamp = [0.25 * canvas.light.slope[0].signum() * (0.4 + phase), -0.42 + 0.3 * (phase - 0.5)];
    let mirrored = if gloss > 0.7 { 0.55 * (gloss - 0.7) / 0.3 } else { 0.0 };
    move |[x, y]| {
        let (u, v) = ((x - centre[0]) / half[0].min(0.5), (y - centre[1]) / half[1]);
        let sky = 1.0 - smooth(-0.9, 0.15 + 0.5 * (phase - 0.5), v + 0.25 * u + 0.1 * (3.0 * u).sin());
        let spot = |radius: f32| (-((u - lamp[0]).powi(2) + 1.4 * (v - lamp[1]).powi(2)) / (radius * radius)).exp();
        let ground = smooth(0.35, 1.0, v);
        let body = mix(scale(glass, 0.55 + 0.5 * smooth(-1.0, 1.0, v)), mirror, mirrored * (0.35 + 0.65 * sky));
        let glint =
            (0.006 + 0.026 * gloss) * sky + 0.008 * ground + (0.3 + gloss) * (0.05 * spot(0.28) + 0.5 * spot(0.085));
        Paint { albedo: body, opacity: 0.965 - 0.05 * smooth(0.2, 1.0, v), brightness: 1.0, glint }
    }
}

fn rim_look(design: &Design) -> impl Fn(Vec2) -> Paint + use<> {
    let (colour, gloss) = (design.colour(0), design.gloss);
    move |[x, y]| {
        let shine = (-(y + 0.2).powi(2) / 0.006).exp() * (0.6 + 0.4 * (7.0 * x).cos());
        Paint { glint: 0.10 * (0.3 + gloss) * shine, ..Paint::matt(colour, 0.85 - 0.25 * smooth(-0.3, 0.4, y)) }
    }
}

fn rims(canvas: &mut Canvas, frame: &Frame, design: &Design, lenses: &[Ring]) {
    let look = rim_look(design);
    for ring in lenses {
        let part = canvas.line(&project(canvas, ring), frame.rim, Closed::Yes);
        canvas.paint(part, Surface::Glasses, &look);
        if frame.brow > 1.0 {
            let upper = upper_edge(ring);
            let part = canvas.line(&project(canvas, &upper), frame.rim * frame.brow, Closed::No);
            canvas.paint(part, Surface::Glasses, &look);
        }
    }
    if design.style == 7 {
        return;
    }
    let inner = frame.centre[0] - 0.88 * frame.half[0] * design.size;
    let at = |height: f32| frame.centre[1] + height * frame.half[1];
    let arch = |height: f32, rise: f32| -> Ring {
        let y = at(height);
        let ends = curve(&[[-inner, y], [0.0, y - rise], [inner, y]], Closed::No);
        ends.iter().map(|&p| canvas.head.on(Surface::Glasses, p)).collect()
    };
    let bars = [Some(arch(frame.bridge, 0.06)), frame.double_bridge.then(|| arch(-0.82, 0.0))];
    for bar in bars.iter().flatten() {
        let part = canvas.line(bar, frame.rim.max(0.032) * 1.1, Closed::No);
        canvas.paint(part, Surface::Glasses, &look);
    }
}

/// The points of an outline above its middle, in order along the edge.
fn upper_edge(ring: &Ring) -> Ring {
    let [_, y] = middle(ring);
    let top = ring.iter().map(|p| p[1]).fold(f32::MAX, f32::min);
    let mut edge: Ring = ring.iter().copied().filter(|p| p[1] < y + 0.75 * (top - y)).collect();
    edge.sort_by(|a, b| a[0].total_cmp(&b[0]));
    edge
}

/// Temples run back to the ears; seen from the front only their first part shows.
fn temples(canvas: &mut Canvas, frame: &Frame, design: &Design) {
    let colour = design.colour(0);
    let outer = (frame.centre[0] + frame.half[0] * design.size).max(0.95);
    let height = frame.centre[1] - 0.45 * frame.half[1];
    for sign in [-1.0f32, 1.0] {
        let depth = Surface::Glasses.depth(outer, height);
        let hinge = canvas.head.at([sign * outer, height, depth]);
        let ear = canvas.head.at([sign * 1.2, -0.02, -0.95]);
        // On the far side of a turned head the temple is behind the lens.
        if sign * (ear[0] - hinge[0]) < 0.03 {
            continue;
        }
        let width = (1.4 * frame.rim).clamp(0.05, 0.11);
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
