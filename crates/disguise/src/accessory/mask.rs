//! Medical masks: cloth from the bridge of the nose to below the chin, with ear loops.
//!
//! The upper edge runs below the lower lids (0.09 below the eye centres), over the bridge at 0.28; the lower edge passes below the chin.

use super::canvas::{CLOTH_PER_UNIT, Canvas, Paint, Shadow, smooth};
use super::design::Design;
use super::falling::falling;
use super::head::{Head, MOST_YAW_DEG, Surface, Vec2, length};
use super::outline::{Closed, Ring, curve};
use super::region::Region;
use super::wearable::{Colour, HIDE, Layer, SHOW, WEAVES, Wearable};
use super::weave::{mix, noise, scale};

const MASKS: [[Colour; 5]; 2] = [
    [[146, 192, 220], [226, 228, 228], [34, 34, 38], [222, 180, 186], [96, 120, 150]],
    [[166, 210, 192], [196, 198, 200], [38, 46, 76], [186, 176, 208], [208, 190, 164]],
];

/// What it brings.
pub(super) const KIND: Wearable = Wearable {
    styles: &["surgical", "respirator", "fabric", "duckbill", "folded", "boat", "pleated", "valved", "dental", "sport"],
    layer: Layer::Face,
    reach: [[-1.9, -0.5], [1.9, 2.9]],
    cover: [SHOW, SHOW, HIDE, HIDE, HIDE],
    most_yaw_deg: MOST_YAW_DEG,
    least_area: 0.3,
    share: [0.3, 0.85],
    hides: &[Region::Nose, Region::Cheeks, Region::Mouth, Region::Chin],
    hidden_units: &[9, 10, 12, 14, 15, 17, 20, 23, 24, 25, 26, 28],
    partly_hidden_units: &[6],
    palettes: [[&MASKS[0]; 3], [&MASKS[1]; 3]],
    weaves: WEAVES,
    patterned: 0.15,
    draw,
};

/// The shape of a mask; lengths in head units.
struct Shape {
    /// Heights of the upper edge at the nose and of the upper corners.
    upper: Vec2,
    /// Heights of the lower corners, and of the lower edge below (+) the chin.
    lower: Vec2,
    /// Half widths at the upper and lower corners.
    half: Vec2,
    /// Heights of horizontal pleats.
    pleats: &'static [f32],
    /// Strength of a fold down the middle, and of the bulge's shading.
    fold: Vec2,
    /// Width of the binding in the second colour.
    binding: f32,
    /// Radius of a valve, 0 without.
    valve: f32,
    /// Height at which the loops leave the lower corners towards the ears; straps over the head have a negative one.
    straps: f32,
}

fn shape(style: usize) -> Shape {
    let base = Shape {
        upper: [0.28, 0.5],
        lower: [1.2, 0.1],
        half: [0.94, 0.86],
        pleats: &[],
        fold: [0.0, 0.24],
        binding: 0.04,
        valve: 0.0,
        straps: 0.7,
    };
    match style {
        0 => Shape { pleats: &[0.82, 1.05, 1.28], ..base },
        1 => Shape {
            upper: [0.26, 0.62],
            lower: [1.1, 0.06],
            half: [0.84, 0.8],
            fold: [0.0, 0.42],
            straps: -0.3,
            ..base
        },
        2 => Shape { upper: [0.3, 0.46], half: [1.0, 0.86], fold: [0.55, 0.26], binding: 0.0, ..base },
        3 => Shape {
            upper: [0.27, 0.6],
            lower: [1.1, 0.08],
            half: [0.92, 0.84],
            pleats: &[0.98],
            fold: [0.0, 0.44],
            straps: -0.2,
            ..base
        },
        4 => Shape { upper: [0.26, 0.52], half: [0.94, 0.86], fold: [0.9, 0.28], ..base },
        5 => Shape {
            upper: [0.26, 0.6],
            lower: [1.05, 0.1],
            half: [0.98, 0.92],
            pleats: &[0.72, 1.3],
            fold: [0.0, 0.34],
            ..base
        },
        6 => Shape { upper: [0.3, 0.48], pleats: &[0.78, 0.94, 1.1, 1.26], binding: 0.07, ..base },
        7 => Shape { upper: [0.27, 0.56], half: [0.92, 0.84], fold: [0.6, 0.36], valve: 0.17, ..base },
        8 => Shape { upper: [0.34, 0.56], lower: [1.12, 0.05], half: [0.88, 0.82], pleats: &[0.9, 1.16], ..base },
        _ => Shape {
            upper: [0.3, 0.44],
            lower: [1.3, 0.14],
            half: [1.02, 0.92],
            fold: [0.4, 0.3],
            binding: 0.06,
            ..base
        },
    }
}

impl Shape {
    fn outline(&self, head: &Head) -> Ring {
        let [nose, corner] = self.upper;
        let [side, under] = self.lower;
        let [wide, narrow] = self.half;
        let chin = head.chin + under;
        let right: [Vec2; 9] = [
            [0.13, nose + 0.01],
            [0.3, nose + 0.12],
            [0.62, f32::midpoint(nose + 0.14, corner)],
            [wide, corner],
            [f32::midpoint(wide, narrow) + 0.01, f32::midpoint(corner, side)],
            [narrow, side],
            [0.74 * narrow, side + 0.55 * (chin - side)],
            [0.45 * narrow, side + 0.9 * (chin - side)],
            [0.2 * narrow, chin - 0.01],
        ];
        let left = right.iter().rev().map(|p| [-p[0], p[1]]);
        let ring: Ring = [[0.0, nose - 0.01]].into_iter().chain(right).chain([[0.0, chin]]).chain(left).collect();
        let placed: Ring = ring.iter().map(|&p| head.on(Surface::Cup, p)).collect();
        curve(&placed, Closed::Yes)
    }
}

/// Draws a mask.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    let shape = shape(design.style);
    let outline = shape.outline(canvas.head);
    let part = canvas.fill(std::slice::from_ref(&outline));
    canvas.cast(part.as_ref(), Shadow { offset: [0.0, 0.04], softness: 0.06, strength: 0.45, fade: [8.0, 9.0] });
    loops(canvas, design, &shape);
    let look = cloth_look(design, &shape);
    canvas.paint_soft(part, (Surface::Cup, CLOTH_PER_UNIT), form(design, &shape, canvas.head.chin), look);
    if shape.binding > 0.0 {
        let edge = canvas.line(&outline, shape.binding, Closed::Yes);
        let colour = mix(design.colour(0), design.colour(1), 0.3);
        canvas.paint(edge, Surface::Cup, move |[x, y]| {
            Paint::matt(colour, 0.92 - 0.25 * x * x - 0.2 * smooth(1.2, 1.9, y))
        });
    }
    if shape.valve > 0.0 {
        valve(canvas, design, &shape);
    }
}

/// Light from above on the bulge of the cloth and its creases.
fn form(design: &Design, shape: &Shape, chin: f32) -> impl Fn(Vec2) -> [f32; 1] + use<> {
    let ([fold, bulge], nose, phase) = (shape.fold, shape.upper[0], design.phase);
    let salt = design.number % 83;
    move |[x, y]| {
        let down = ((y - nose) / (chin - nose)).clamp(0.0, 1.2);
        // Bright over the nose, dark below the chin and at the sides.
        let form = 1.06 - bulge * x * x - (0.16 + 0.5 * bulge) * smooth(0.5, 1.15, down);
        let middle = fold * 0.2 * (smooth(-0.05, 0.05, x) - 0.5) * falling((x / 0.5).powi(2));
        let crease = noise([2.6 * x + 5.0 * phase, 4.5 * y + 0.8 * x * x], salt) - 0.5;
        let fibre = noise([16.0 * x, 16.0 * y], salt + 4) - 0.5;
        let pull = 0.1 * (smooth(0.45, 0.95, x.abs()) * (14.0 * (y - 0.9) / (0.4 + x.abs())).sin());
        [form + middle + 0.14 * crease + 0.03 * fibre + pull * 0.5]
    }
}

/// The cloth with its pleats and the clip at the nose, on its form.
fn cloth_look<'a>(design: &'a Design, shape: &Shape) -> impl Fn(Vec2, [f32; 1]) -> Paint + use<'a> {
    let (pleats, nose) = (shape.pleats, shape.upper[0]);
    move |[x, y], [form]| {
        let pleat: f32 = pleats.iter().map(|&at| pleat(y - at - 0.06 * x * x, x)).sum();
        let away = (y - nose - 0.09 - 0.7 * x * x) / 0.025;
        let clip = 0.1 * falling(away * away) * smooth(0.4, 0.3, x.abs());
        Paint::matt(design.cloth([x, y]), (form - pleat - clip).max(0.15))
    }
}

/// A fold laid downwards: bright on its edge, a line of shadow under it; it flattens out at the sides.
fn pleat(below: f32, x: f32) -> f32 {
    if below.abs() > 0.22 {
        return 0.0;
    }
    let line = falling((below / 0.018).powi(2));
    let soft = falling(((below - 0.05) / 0.05).powi(2));
    let crest = falling(((below + 0.05) / 0.04).powi(2));
    (0.26 * line + 0.12 * soft - 0.07 * crest) * (1.0 - 0.4 * smooth(0.5, 0.95, x.abs()))
}

fn loops(canvas: &mut Canvas, design: &Design, shape: &Shape) {
    let colour = mix(design.colour(0), [0.6; 3], 0.5);
    let head = *canvas.head;
    for sign in [-1.0f32, 1.0] {
        let ears = [[1.22, 0.02, -0.85], [1.22, shape.straps, -0.85]];
        let corners = [[shape.half[0] - 0.03, shape.upper[1] + 0.03], [shape.half[1] - 0.03, shape.lower[0] - 0.03]];
        for ([x, y], [ex, ey, ez]) in corners.into_iter().zip(ears) {
            let from = head.on(Surface::Cup, [sign * x, y]);
            let to = head.at([sign * ex, ey, ez]);
            // On the far side of a turned head the loop is behind the cheek.
            if sign * (to[0] - from[0]) < 0.02 {
                continue;
            }
            let sag = [f32::midpoint(from[0], to[0]), f32::midpoint(from[1], to[1]) + 0.02];
            let part = canvas.line(&curve(&[from, sag, to], Closed::No), 0.026, Closed::No);
            canvas.paint(part, Surface::Hull, move |p| {
                // The end of a loop lies behind the ear or under hair.
                let [x, _] = head.on(Surface::Hull, p);
                let along = (x - from[0]) / (to[0] - from[0]);
                Paint { opacity: 0.9 * (1.0 - smooth(0.55, 1.0, along)), ..Paint::matt(colour, 0.75) }
            });
        }
    }
}

fn valve(canvas: &mut Canvas, design: &Design, shape: &Shape) {
    let (centre, radius) = ([0.4, 1.0], shape.valve);
    let ring: Ring = (0..24)
        .map(|i| i as f32 / 24.0 * std::f32::consts::TAU)
        .map(|a| canvas.head.on(Surface::Cup, [centre[0] + radius * a.cos(), centre[1] + radius * a.sin()]))
        .collect();
    let part = canvas.fill(&[ring]);
    let colour = scale(mix(design.colour(0), design.colour(1), 0.7), 0.85);
    canvas.paint(part, Surface::Cup, move |[x, y]| {
        let (u, v) = ((x - centre[0]) / radius, (y - centre[1]) / radius);
        let slats = 0.12 * (v * 12.0).sin() * smooth(0.75, 0.6, length([u, v]));
        Paint::matt(colour, 0.95 - 0.3 * smooth(0.75, 1.0, length([u, v])) - 0.15 * v + slats)
    });
}
