//! Prescription glasses: frames of metal and acetate, half rims and bare lenses; the eyes stay visible through clear glass.
//!
//! The pairs are laid out as [`super::lens`] says. Rims are 1.2 mm (metal) to 4.5 mm (acetate) wide, 0.02 to 0.07 in the unit of 63 mm;
//! nose pads stand at ±0.14, a third of a lens below its middle.

use super::canvas::{Canvas, Coverage, Paint, Shadow, smooth};
use super::design::Design;
use super::falling::falling;
use super::head::{MOST_YAW_DEG, Surface, Vec2, length};
use super::lens::{
    AVIATOR, CATEYE, HEXAGON, OVERSIZED, Pair, RECTANGLE, ROUND, WAYFARER, middle, project, temples, upper_edge,
};
use super::outline::{Closed, Ring, curve};
use super::wearable::{Colour, EITHER, Layer, SHOW, WEAVES, Wearable};
use super::weave::{mix, noise, scale};

const FRAMES: [[Colour; 6]; 2] = [
    [[18, 18, 20], [84, 50, 28], [28, 36, 66], [132, 134, 138], [110, 26, 34], [186, 150, 96]],
    [[52, 54, 58], [150, 104, 62], [22, 56, 46], [176, 178, 180], [74, 36, 74], [206, 170, 160]],
];
/// Colours of the coating's reflections.
const COATS: [[Colour; 3]; 2] =
    [[[196, 232, 214], [206, 214, 240], [240, 238, 230]], [[180, 220, 226], [226, 206, 236], [228, 228, 216]]];
/// Spots in acetate.
const SPOTS: [[Colour; 3]; 2] = [[[40, 22, 12], [8, 8, 10], [60, 28, 20]], [[30, 30, 24], [70, 62, 54], [92, 64, 34]]];

/// What it brings.
pub(super) const KIND: Wearable = Wearable {
    styles: &[
        "classic",
        "aviator",
        "round",
        "browline",
        "rectangle",
        "cateye",
        "halfrim",
        "rimless",
        "oversized",
        "hexagon",
        "panto",
        "slim",
    ],
    layer: Layer::Glasses,
    reach: [[-1.9, -1.0], [1.9, 1.2]],
    cover: [[0.0, 0.35], [0.0, 0.35], EITHER, SHOW, SHOW],
    most_yaw_deg: MOST_YAW_DEG,
    least_area: 0.12,
    share: [0.03, 0.55],
    hides: &[],
    hidden_units: &[],
    partly_hidden_units: &[1, 2, 4, 6, 7],
    palettes: [[&FRAMES[0], &COATS[0], &SPOTS[0]], [&FRAMES[1], &COATS[1], &SPOTS[1]]],
    weaves: WEAVES,
    patterned: 0.0,
    draw,
};

/// How much of a lens is set in a rim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rim {
    /// All of it, in acetate.
    Acetate,
    /// All of it, in wire.
    Wire,
    /// The upper edge in acetate, the rest in wire.
    Browline,
    /// The upper edge; a thread holds the rest.
    Half,
    /// Nothing: bridge and temples are screwed to the glass.
    Bare,
}

/// A rounded square, wider above: the panto of the 1930s.
const PANTO: &[Vec2] = &[
    [-0.96, -0.35],
    [-0.7, -0.85],
    [0.0, -1.0],
    [0.72, -0.86],
    [1.0, -0.4],
    [0.82, 0.4],
    [0.4, 0.88],
    [-0.05, 1.0],
    [-0.5, 0.85],
    [-0.84, 0.35],
];

fn pair(style: usize) -> (Pair, Rim) {
    match style {
        1 => (
            Pair { double_bridge: true, bridge: -0.4, ..Pair::new(AVIATOR, [0.55, 0.12], [0.44, 0.38], 0.024) },
            Rim::Wire,
        ),
        2 => (Pair { bridge: -0.25, ..Pair::new(ROUND, [0.53, 0.07], [0.36, 0.36], 0.024) }, Rim::Wire),
        3 => (Pair { brow: 3.0, bridge: -0.5, ..Pair::new(WAYFARER, [0.54, 0.08], [0.4, 0.33], 0.022) }, Rim::Browline),
        4 => (Pair { brow: 1.2, ..Pair::new(RECTANGLE, [0.55, 0.06], [0.42, 0.26], 0.05) }, Rim::Acetate),
        5 => (Pair { brow: 1.5, ..Pair::new(CATEYE, [0.55, 0.08], [0.42, 0.31], 0.055) }, Rim::Acetate),
        6 => (Pair { brow: 1.6, ..Pair::new(RECTANGLE, [0.54, 0.07], [0.41, 0.25], 0.028) }, Rim::Half),
        7 => (Pair::new(RECTANGLE, [0.54, 0.08], [0.41, 0.27], 0.02), Rim::Bare),
        8 => (Pair { bridge: -0.3, ..Pair::new(OVERSIZED, [0.57, 0.12], [0.49, 0.45], 0.045) }, Rim::Acetate),
        9 => (Pair { bridge: -0.3, ..Pair::new(HEXAGON, [0.54, 0.08], [0.41, 0.36], 0.024) }, Rim::Wire),
        10 => (Pair { brow: 1.2, bridge: -0.3, ..Pair::new(PANTO, [0.53, 0.08], [0.39, 0.37], 0.055) }, Rim::Acetate),
        11 => (Pair { brow: 1.4, ..Pair::new(CATEYE, [0.53, 0.09], [0.39, 0.22], 0.03) }, Rim::Half),
        _ => (Pair { brow: 1.3, ..Pair::new(WAYFARER, [0.55, 0.07], [0.43, 0.33], 0.065) }, Rim::Acetate),
    }
}

/// Draws a pair.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    let (pair, rim) = pair(design.style);
    let lenses = pair.outlines(design.size);
    shadows(canvas, &pair, rim, &lenses, design.size);
    temples(canvas, &pair, design.size, scale(design.colour(0), 0.9));
    if rim != Rim::Acetate {
        pads(canvas, &pair);
    }
    for outline in &lenses {
        let part = canvas.fill(&[project(canvas.head, outline)]);
        let look = glass_look(canvas, &pair, design, middle(outline));
        canvas.paint(part, Surface::Glasses, look);
    }
    rims(canvas, &pair, rim, design, &lenses);
}

/// The frame's shadow falls a little below it; the glass itself takes a few hundredths of the light.
fn shadows(canvas: &mut Canvas, pair: &Pair, rim: Rim, lenses: &[Ring], size: f32) {
    let fade = [0.62, 0.8];
    let placed: Vec<Ring> = lenses.iter().map(|ring| project(canvas.head, ring)).collect();
    let glass = canvas.fill(&placed);
    canvas.cast(glass.as_ref(), Shadow { offset: [0.01, 0.05], softness: 0.05, strength: 0.07, fade });
    let width = if rim == Rim::Bare { 0.5 * pair.rim } else { 1.2 * pair.rim };
    let strength = if rim == Rim::Acetate { 0.5 } else { 0.36 };
    let lines: Vec<Coverage> = placed.iter().filter_map(|ring| canvas.line(ring, width, Closed::Yes)).collect();
    let bars = pair.bars(canvas.head, size);
    let bars: Vec<Coverage> = bars.iter().filter_map(|bar| canvas.line(bar, 1.2 * pair.rim, Closed::No)).collect();
    for line in lines.iter().chain(&bars) {
        canvas.cast(Some(line), Shadow { offset: [0.015, 0.06], softness: 0.03, strength, fade });
    }
}

/// Clear glass: the sky along its upper edge, the ground along its lower one, two images of a lamp away from the pupil.
fn glass_look(canvas: &Canvas, pair: &Pair, design: &Design, centre: Vec2) -> impl Fn(Vec2) -> Paint + use<> {
    let (half, gloss, phase, coat) = (pair.half, design.gloss, design.phase, design.colour(1));
    let side = canvas.light.slope[0].signum();
    let lamp = [0.5 * side * (0.6 + 0.6 * phase), -0.6 + 0.24 * (phase - 0.5)];
    move |[x, y]| {
        let (u, v) = ((x - centre[0]) / half[0].min(0.5), (y - centre[1]) / half[1]);
        let spot =
            |at: Vec2, radius: f32| falling(((u - at[0]).powi(2) + 1.6 * (v - at[1]).powi(2)) / (radius * radius));
        let edge = smooth(0.62, 1.0, length([u, v]));
        let sky = smooth(-0.3, -1.0, v + 0.2 * side * u) * (0.5 + 0.5 * gloss);
        // A window mirrored in a slanting strip, on the glass of the brighter side and weaker on the other.
        let across = u * 0.9 + 0.5 * v - 0.9 * side * (0.5 + 0.4 * phase);
        let strip = falling((across / 0.16).powi(4)) * smooth(-1.0, -0.5, v) * smooth(0.9, 0.2, v);
        let near = smooth(0.3, 0.6, length([u + 0.06, v + 0.15]));
        let image = 0.16 * sky * edge + 0.06 * gloss * strip + 0.05 * edge * smooth(0.3, 1.0, v);
        let bright = (0.75 * spot(lamp, 0.09) + 0.12 * spot(lamp, 0.25)) * (0.3 + 0.7 * gloss);
        let mirrored = (image + bright) * near;
        let colour = mix(coat, [1.0; 3], (bright * 2.0).min(1.0));
        Paint { glint: 0.6 * bright, opacity: 0.025 + mirrored, ..Paint::matt(colour, 0.9) }
    }
}

/// Metal mirrors bright and dark in turn along its length; acetate is spotted, with one soft highlight along its upper side.
fn rim_look(design: &Design, rim: Rim) -> impl Fn(Vec2) -> Paint + use<> {
    let (colour, spots, gloss, phase) = (design.colour(0), design.colour(2), design.gloss, design.phase);
    let metal = matches!(rim, Rim::Wire | Rim::Half | Rim::Bare);
    let spotted = if phase > 0.5 { 0.85 } else { 0.0 };
    let salt = design.number % 61;
    move |[x, y]| {
        if metal {
            let turn = 0.5 + 0.5 * (9.0 * x + 5.0 * y + 6.0 * phase).sin();
            let shine = turn.powi(6);
            return Paint { glint: (0.1 + 0.3 * gloss) * shine, ..Paint::matt(colour, 0.55 + 0.4 * turn) };
        }
        let spot = smooth(0.48, 0.62, noise([7.0 * x, 9.0 * y + 3.0 * phase], salt));
        let shine = falling((y + 0.2).powi(2) / 0.006) * (0.6 + 0.4 * (7.0 * x).cos());
        let body = mix(colour, spots, spotted * spot);
        Paint { glint: 0.1 * (0.3 + gloss) * shine, ..Paint::matt(body, 0.88 - 0.25 * smooth(-0.3, 0.4, y)) }
    }
}

fn rims(canvas: &mut Canvas, pair: &Pair, rim: Rim, design: &Design, lenses: &[Ring]) {
    let look = rim_look(design, rim);
    let wire = rim_look(design, Rim::Wire);
    for ring in lenses {
        let whole = project(canvas.head, ring);
        let upper = project(canvas.head, &upper_edge(ring));
        match rim {
            Rim::Half | Rim::Bare => ground_edge(canvas, &whole),
            Rim::Acetate => bevelled(canvas, &whole, pair.rim, &look),
            Rim::Wire | Rim::Browline => {
                let part = canvas.line(&whole, pair.rim, Closed::Yes);
                canvas.paint(part, Surface::Glasses, &wire);
            }
        }
        if rim == Rim::Half || pair.brow > 1.0 {
            let part = canvas.line(&upper, pair.rim * pair.brow, Closed::No);
            canvas.paint(part, Surface::Glasses, &look);
        }
    }
    let width = if rim == Rim::Acetate { pair.rim.max(0.04) * 1.1 } else { pair.rim.max(0.024) };
    for bar in pair.bars(canvas.head, design.size) {
        let part = canvas.line(&bar, width, Closed::No);
        canvas.paint(part, Surface::Glasses, &look);
    }
}

/// The thickness of the glass: a bright line with a dark one inside it.
fn ground_edge(canvas: &mut Canvas, ring: &Ring) {
    for (width, albedo, opacity) in [(0.03, 0.12, 0.3), (0.014, 0.9, 0.34)] {
        let part = canvas.line(ring, width, Closed::Yes);
        canvas.paint(part, Surface::Glasses, |_| Paint { opacity, ..Paint::matt([albedo; 3], 1.0) });
    }
}

/// A rim with a darker groove on its outside and its body in the middle.
fn bevelled(canvas: &mut Canvas, ring: &Ring, width: f32, look: &impl Fn(Vec2) -> Paint) {
    let whole = canvas.line(ring, width, Closed::Yes);
    canvas.paint(whole, Surface::Glasses, |p| {
        let paint = look(p);
        Paint { brightness: 0.6 * paint.brightness, glint: 0.0, ..paint }
    });
    let body = canvas.line(ring, 0.66 * width, Closed::Yes);
    canvas.paint(body, Surface::Glasses, look);
}

/// Pads of clear plastic on thin arms beside the bridge of the nose.
fn pads(canvas: &mut Canvas, pair: &Pair) {
    let [_, y] = [0.0, pair.centre[1] + 0.32 * pair.half[1]];
    let inner = pair.centre[0] - 0.9 * pair.half[0];
    for sign in [-1.0f32, 1.0] {
        let arm =
            curve(&[[sign * (inner + 0.02), y - 0.12], [sign * 0.15, y - 0.09], [sign * 0.15, y - 0.02]], Closed::No);
        let arm = canvas.line(&project(canvas.head, &arm), 0.014, Closed::No);
        canvas.paint(arm, Surface::Glasses, |_| Paint { opacity: 0.6, ..Paint::matt([0.25; 3], 0.9) });
        let pad = [[sign * 0.135, y - 0.05], [sign * 0.165, y + 0.07]];
        let pad = canvas.line(&project(canvas.head, &pad), 0.045, Closed::No);
        canvas.paint(pad, Surface::Glasses, |[x, _]| {
            let lit = smooth(0.17, 0.13, x.abs());
            Paint { opacity: 0.4, ..Paint::matt([0.62; 3], 0.65 + 0.4 * lit) }
        });
    }
}
