//! Sunglasses: lenses with reflections, rims, bridge and temples.
//!
//! The pairs are laid out as [`super::lens`] says; half a lens is 0.36 to 0.5 wide and 0.27 to 0.47 high.

use super::canvas::{Canvas, Paint, Shadow, smooth};
use super::design::Design;
use super::falling::falling;
use super::head::{MOST_YAW_DEG, Surface, Vec2};
use super::lens::{
    AVIATOR, CATEYE, HEXAGON, OVERSIZED, Pair, RECTANGLE, ROUND, SHIELD, SPORT, WAYFARER, middle, project, temples,
    upper_edge,
};
use super::outline::{Closed, Ring};
use super::region::Region;
use super::wearable::{Colour, EITHER, HIDE, Layer, SHOW, WEAVES, Wearable};
use super::weave::{hash_unit, mix, scale};

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

fn pair(style: usize) -> Pair {
    match style {
        1 => Pair { double_bridge: true, bridge: -0.4, ..Pair::new(AVIATOR, [0.56, 0.13], [0.45, 0.41], 0.026) },
        2 => Pair { bridge: -0.2, ..Pair::new(ROUND, [0.54, 0.07], [0.36, 0.36], 0.034) },
        3 => Pair { brow: 2.6, ..Pair::new(WAYFARER, [0.56, 0.08], [0.41, 0.34], 0.03) },
        4 => Pair { brow: 1.3, ..Pair::new(RECTANGLE, [0.56, 0.06], [0.43, 0.27], 0.06) },
        5 => Pair { brow: 1.5, ..Pair::new(CATEYE, [0.55, 0.08], [0.43, 0.32], 0.06) },
        6 => Pair { bridge: -0.3, ..Pair::new(OVERSIZED, [0.58, 0.13], [0.5, 0.47], 0.065) },
        7 => Pair { one_piece: true, ..Pair::new(SHIELD, [0.0, 0.08], [1.02, 0.4], 0.03) },
        8 => Pair { bridge: -0.3, ..Pair::new(HEXAGON, [0.55, 0.08], [0.43, 0.37], 0.028) },
        9 => Pair { brow: 2.0, bridge: -0.5, ..Pair::new(SPORT, [0.55, 0.05], [0.48, 0.31], 0.034) },
        _ => Pair { brow: 1.4, ..Pair::new(WAYFARER, [0.56, 0.07], [0.44, 0.34], 0.07) },
    }
}

/// Draws a pair.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    let pair = pair(design.style);
    let lenses = pair.outlines(design.size);
    let placed: Vec<Ring> = lenses.iter().map(|ring| project(canvas.head, ring)).collect();
    let shadow = canvas.fill(&placed);
    let (offset, fade) = ([0.02, 0.09], [0.62, 0.8]);
    canvas.cast(shadow.as_ref(), Shadow { offset, softness: 0.07, strength: 0.42, fade });
    temples(canvas, &pair, design.size, design.colour(0));
    for (ring, outline) in placed.iter().zip(&lenses) {
        let centre = middle(outline);
        let part = canvas.fill(std::slice::from_ref(ring));
        let look = lens_look(canvas, &pair, design, centre);
        canvas.paint(part, Surface::Glasses, look);
    }
    rims(canvas, &pair, design, &lenses);
}

/// How dark a pair is and what it mirrors, as real pairs differ.
struct Glass {
    /// Share of the picture that is hidden behind the upper and the lower part of a lens.
    opacity: Vec2,
    /// Strength of the sky's image.
    sky: f32,
    /// Radius, in half lenses, and strength of the image of a lamp or a flash.
    lamp: f32,
    flash: f32,
}

impl Glass {
    /// Sunglasses let 3 to 18 % of the light through, some more at their lower edge (ISO 12312-1, categories 2 to 4); what lies behind
    /// is seen by light that passes twice.
    fn of(design: &Design) -> Self {
        let dice = |nth: u32| hash_unit(design.number, nth, design.style as u32);
        let upper = 0.03 + 0.15 * dice(0);
        let lower = if dice(1) < 0.3 { upper + 0.25 } else { upper };
        let is_flashed = dice(2) < 0.45;
        Self {
            opacity: [upper, lower].map(|through| 1.0 - through * through),
            sky: 0.002 + 0.026 * design.gloss * design.gloss,
            lamp: if is_flashed { 0.09 + 0.1 * dice(3) } else { 0.085 },
            flash: if is_flashed { 0.6 + 0.5 * dice(4) } else { 0.15 + 0.5 * design.gloss },
        }
    }
}

/// Dark glass: more light from below, a soft image of the sky, one sharp image of the lamp.
fn lens_look(canvas: &Canvas, pair: &Pair, design: &Design, centre: Vec2) -> impl Fn(Vec2) -> Paint + use<> {
    let (half, gloss, phase) = (pair.half, design.gloss, design.phase);
    let (colour, mirror) = (design.colour(1), design.colour(2));
    let glass = Glass::of(design);
    // The lamp's image lies on the brighter side of the face.
    let lamp = [0.25 * canvas.light.slope[0].signum() * (0.4 + phase), -0.42 + 0.3 * (phase - 0.5)];
    let mirrored = if gloss > 0.7 { 0.55 * (gloss - 0.7) / 0.3 } else { 0.0 };
    move |[x, y]| {
        let (u, v) = ((x - centre[0]) / half[0].min(0.5), (y - centre[1]) / half[1]);
        let sky = 1.0 - smooth(-0.9, 0.15 + 0.5 * (phase - 0.5), v + 0.25 * u + 0.1 * (3.0 * u).sin());
        let spot = |radius: f32| falling(((u - lamp[0]).powi(2) + 0.7 * (v - lamp[1]).powi(2)) / (radius * radius));
        let ground = smooth(0.35, 1.0, v);
        let body = mix(scale(colour, 0.3 + 0.5 * smooth(-1.0, 1.0, v)), mirror, mirrored * (0.35 + 0.65 * sky));
        let glint =
            glass.sky * sky + 0.006 * gloss * ground + glass.flash * (0.06 * spot(3.3 * glass.lamp) + spot(glass.lamp));
        let [upper, lower] = glass.opacity;
        let opacity = upper + (lower - upper) * smooth(0.2, 1.0, v);
        Paint { albedo: body, opacity, brightness: 1.0, glint }
    }
}

fn rim_look(design: &Design) -> impl Fn(Vec2) -> Paint + use<> {
    let (colour, gloss) = (design.colour(0), design.gloss);
    move |[x, y]| {
        let shine = falling((y + 0.2).powi(2) / 0.006) * (0.6 + 0.4 * (7.0 * x).cos());
        Paint { glint: 0.10 * (0.3 + gloss) * shine, ..Paint::matt(colour, 0.85 - 0.25 * smooth(-0.3, 0.4, y)) }
    }
}

fn rims(canvas: &mut Canvas, pair: &Pair, design: &Design, lenses: &[Ring]) {
    let look = rim_look(design);
    for ring in lenses {
        let part = canvas.line(&project(canvas.head, ring), pair.rim, Closed::Yes);
        canvas.paint(part, Surface::Glasses, &look);
        if pair.brow > 1.0 {
            let upper = upper_edge(ring);
            let part = canvas.line(&project(canvas.head, &upper), pair.rim * pair.brow, Closed::No);
            canvas.paint(part, Surface::Glasses, &look);
        }
    }
    for bar in pair.bars(canvas.head, design.size) {
        let part = canvas.line(&bar, pair.rim.max(0.032) * 1.1, Closed::No);
        canvas.paint(part, Surface::Glasses, &look);
    }
}
