//! Beards: hair on chin, jaw and upper lip, with the lips left open.
//!
//! The jaw is 0.96 ± 0.08 wide at the mouth (1.06 below the eyes) and 0.60 ± 0.08 at 1.62; lips reach from 0.94 to 1.27, cheeks
//! are bare above a line from the ear (1.05, 0.2) to the mouth's corner.

use super::canvas::{Canvas, HAIR_PER_UNIT, Paint, Shadow, smooth};
use super::design::Design;
use super::falling::falling;
use super::hair::Hair;
use super::head::{CHIN_Y, Head, MOST_YAW_AROUND_DEG, Surface, Vec2, length};
use super::outline::Ring;
use super::region::Region;
use super::wearable::{Colour, EITHER, Layer, SHOW, Wearable};
use super::weave::{Weave, noise};

/// Hair colours from black to white, the second of a design being the colour of its lighter strands.
const HAIR: [[Colour; 7]; 2] = [
    [[36, 28, 26], [62, 44, 34], [90, 66, 46], [120, 82, 50], [112, 64, 38], [102, 98, 94], [152, 114, 72]],
    [[46, 40, 40], [74, 54, 38], [104, 76, 54], [140, 98, 58], [128, 74, 46], [132, 128, 124], [54, 36, 24]],
];
const STRANDS: [[Colour; 4]; 2] = [
    [[90, 72, 58], [118, 90, 64], [146, 120, 92], [102, 70, 46]],
    [[80, 64, 54], [110, 78, 52], [156, 132, 106], [126, 94, 62]],
];

/// What it brings.
pub(super) const KIND: Wearable = Wearable {
    styles: &[
        "full",
        "long",
        "boxed",
        "ducktail",
        "stubble",
        "scruff",
        "goatee",
        "circle",
        "chinstrap",
        "vandyke",
        "balbo",
        "garibaldi",
    ],
    layer: Layer::Hair,
    reach: [[-1.7, -0.2], [1.7, 3.6]],
    cover: [SHOW, SHOW, SHOW, EITHER, EITHER],
    most_yaw_deg: MOST_YAW_AROUND_DEG,
    least_area: 0.12,
    share: [0.03, 0.7],
    hides: &[Region::Chin],
    hidden_units: &[],
    partly_hidden_units: &[10, 12, 14, 15, 17, 20],
    palettes: [[&HAIR[0], &STRANDS[0], &STRANDS[0]], [&HAIR[1], &STRANDS[1], &STRANDS[1]]],
    weaves: [&[Weave::Plain]; 2],
    patterned: 0.0,
    draw,
};

/// The shape of a beard; lengths in head units.
struct Shape {
    /// Heights and half widths of its outline, downwards; beyond the last it ends.
    outer: &'static [Vec2],
    /// Heights and half widths within which the cheek is bare, downwards.
    cheek: &'static [Vec2],
    /// How far the bare skin reaches below the lips, and around their corners.
    bare: Vec2,
    /// Half the width and half the height of the hair on the upper lip, 0 without.
    upper_lip: Vec2,
    /// Length over which it thins out at the cheek, and at the lower edge.
    soft: Vec2,
    /// Most of the skin that it covers; below 1 its hair is cut short.
    most: f32,
}

/// Along the jaw, hair a little beyond the skin.
const CLOSE: &[Vec2] =
    &[[0.1, 1.08], [0.7, 1.05], [1.1, 0.99], [1.4, 0.86], [1.62, 0.68], [1.76, 0.5], [1.88, 0.3], [1.95, 0.0]];
const CHEEK_HIGH: &[Vec2] = &[[0.0, 0.98], [0.3, 0.9], [0.52, 0.8], [0.68, 0.66], [0.8, 0.5], [0.9, 0.36], [0.96, 0.0]];
const CHEEK_LOW: &[Vec2] =
    &[[0.0, 0.97], [0.45, 0.9], [0.75, 0.8], [0.92, 0.66], [1.02, 0.52], [1.1, 0.4], [1.18, 0.0]];
const CHIN_ONLY: &[Vec2] = &[[0.0, 1.6], [0.9, 1.6], [1.0, 0.0]];
/// The outline of a circle beard.
const CIRCLE: &[Vec2] = &[[0.84, 0.3], [0.98, 0.52], [1.15, 0.6], [1.5, 0.54], [1.75, 0.44], [1.92, 0.28], [2.0, 0.0]];

fn shape(style: usize) -> Shape {
    let base = Shape {
        outer: &[
            [0.05, 1.07],
            [0.6, 1.09],
            [1.1, 1.06],
            [1.4, 0.97],
            [1.62, 0.82],
            [1.82, 0.62],
            [1.98, 0.36],
            [2.06, 0.0],
        ],
        cheek: CHEEK_HIGH,
        bare: [0.06, 0.06],
        upper_lip: [0.5, 0.1],
        soft: [0.12, 0.12],
        most: 1.0,
    };
    match style {
        1 => Shape {
            outer: &[
                [0.0, 1.07],
                [0.7, 1.14],
                [1.2, 1.12],
                [1.7, 0.98],
                [2.2, 0.8],
                [2.6, 0.56],
                [2.9, 0.28],
                [3.02, 0.0],
            ],
            bare: [0.03, 0.03],
            upper_lip: [0.54, 0.12],
            soft: [0.18, 0.2],
            ..base
        },
        2 => Shape { outer: CLOSE, cheek: CHEEK_LOW, soft: [0.06, 0.09], upper_lip: [0.46, 0.085], ..base },
        3 => Shape {
            outer: &[
                [0.1, 1.06],
                [0.7, 1.05],
                [1.1, 1.0],
                [1.5, 0.84],
                [1.8, 0.58],
                [2.05, 0.3],
                [2.25, 0.1],
                [2.32, 0.0],
            ],
            cheek: CHEEK_LOW,
            soft: [0.08, 0.1],
            ..base
        },
        4 => Shape { outer: CLOSE, soft: [0.34, 0.3], most: 0.62, upper_lip: [0.46, 0.1], ..base },
        5 => Shape { outer: CLOSE, soft: [0.26, 0.24], most: 0.8, cheek: CHEEK_LOW, ..base },
        6 => Shape { outer: CIRCLE, cheek: CHIN_ONLY, upper_lip: [0.54, 0.09], soft: [0.07, 0.1], ..base },
        _ => partial(style, base),
    }
}

fn partial(style: usize, base: Shape) -> Shape {
    match style {
        7 => Shape {
            outer: &[[0.84, 0.26], [0.98, 0.48], [1.15, 0.54], [1.45, 0.48], [1.68, 0.38], [1.8, 0.22], [1.84, 0.0]],
            cheek: CHIN_ONLY,
            bare: [0.08, 0.05],
            upper_lip: [0.5, 0.07],
            soft: [0.05, 0.06],
            ..base
        },
        8 => Shape {
            outer: CLOSE,
            cheek: &[[0.0, 0.94], [0.6, 0.95], [1.0, 0.88], [1.3, 0.74], [1.5, 0.56], [1.62, 0.34], [1.66, 0.0]],
            upper_lip: [0.0, 0.0],
            soft: [0.05, 0.08],
            ..base
        },
        9 => Shape {
            outer: &[[1.28, 0.12], [1.4, 0.2], [1.55, 0.34], [1.75, 0.3], [1.95, 0.17], [2.12, 0.05], [2.16, 0.0]],
            cheek: CHIN_ONLY,
            upper_lip: [0.56, 0.075],
            soft: [0.05, 0.08],
            ..base
        },
        10 => Shape {
            outer: &[[1.26, 0.1], [1.4, 0.14], [1.5, 0.62], [1.62, 0.66], [1.78, 0.5], [1.94, 0.3], [2.02, 0.0]],
            cheek: CHIN_ONLY,
            upper_lip: [0.48, 0.085],
            soft: [0.06, 0.09],
            ..base
        },
        11 => Shape {
            outer: &[
                [0.0, 1.08],
                [0.6, 1.14],
                [1.1, 1.18],
                [1.5, 1.16],
                [1.9, 1.02],
                [2.2, 0.76],
                [2.36, 0.44],
                [2.42, 0.0],
            ],
            bare: [0.03, 0.03],
            upper_lip: [0.56, 0.13],
            soft: [0.17, 0.2],
            ..base
        },
        _ => base,
    }
}

impl Shape {
    /// Distance to the nearest edge, + inside, and the softness there.
    fn inside(&self, [x, y]: Vec2, chin: f32) -> Vec2 {
        let a = x.abs();
        // A dropped or long chin takes the beard with it.
        let level = if y > 1.1 { 1.1 + (y - 1.1) * (CHIN_Y - 1.1) / (chin - 1.1) } else { y };
        let top = self.outer[0][0];
        let side = (0.75 * (table(self.outer, level) - a)).min(0.35 * (level - top + 0.1));
        // Beside the jaw its outline is clear, at the lower end it thins out.
        let below = [side, self.soft[1] * (0.45 + 0.55 * smooth(1.3, 1.9, level))];
        let cheek = [0.8 * (a - table(self.cheek, y)), self.soft[0]];
        let jaw = nearer(below, cheek);
        let jaw = nearer(jaw, [self.lip_distance([x, level]), 0.05]);
        let lip = [self.on_upper_lip([a, y]), 0.05];
        if jaw[0] / jaw[1] < lip[0] / lip[1] { lip } else { jaw }
    }

    /// Distance from the bare skin around the lips.
    fn lip_distance(&self, [x, y]: Vec2) -> f32 {
        let (half, up, down) = (0.43 + self.bare[1], 0.2, 0.17 + self.bare[0]);
        let v = (y - 1.09) / if y < 1.09 { up } else { down };
        // A tuft grows below the middle of the lower lip.
        let tuft = 0.05 * falling((x / 0.1).powi(2)) * smooth(1.15, 1.25, y);
        (length([x / half, v]) - 1.0) * down + tuft
    }

    /// Distance to the edge of the hair on the upper lip.
    fn on_upper_lip(&self, [a, y]: Vec2) -> f32 {
        let [half, high] = self.upper_lip;
        if half <= 0.0 {
            return -1.0;
        }
        let middle = 0.845 + 0.75 * a * a;
        let taper = (1.0 - (a / half).powi(4)).max(0.0);
        (high * taper - (y - middle).abs()).min(1.2 * (half - a))
    }

    fn bounds(&self, head: &Head) -> Ring {
        let bottom = self.bottom(head.chin) + 0.25;
        let side = self.outer.iter().map(|p| p[1]).fold(0.0, f32::max) + 0.15;
        let top = 0.6f32.min(self.outer[0][0] - 0.1);
        let corners = [[-side, top], [side, top], [side, bottom], [-side, bottom]];
        corners.iter().map(|&p| head.on(Surface::Muzzle, p)).collect()
    }

    fn bottom(&self, chin: f32) -> f32 {
        let lowest = self.outer[self.outer.len() - 1][0];
        1.1 + (lowest - 1.1) * (chin - 1.1) / (CHIN_Y - 1.1)
    }

    /// Its outline below the lips, which stay out of its shadow.
    fn body(&self, head: &Head) -> Ring {
        let below = self.outer.iter().filter(|p| 1.38 <= p[0]);
        let right: Ring =
            below.map(|p| [0.94 * p[1], 1.1 + (p[0] - 1.1) * (head.chin - 1.1) / (CHIN_Y - 1.1)]).collect();
        let left = right.iter().rev().map(|p| [-p[0], p[1]]);
        right.iter().copied().chain(left).map(|p| head.on(Surface::Muzzle, p)).collect()
    }
}

/// Whichever edge is the nearer in units of its softness.
fn nearer(a: Vec2, b: Vec2) -> Vec2 {
    if a[0] / a[1] < b[0] / b[1] { a } else { b }
}

/// Linear between rows of heights and values.
fn table(rows: &[Vec2], y: f32) -> f32 {
    let mut before = rows[0];
    for &row in rows {
        if y < row[0] {
            let t = ((y - before[0]) / (row[0] - before[0]).max(1e-3)).clamp(0.0, 1.0);
            return before[1] + t * (row[1] - before[1]);
        }
        before = row;
    }
    before[1] - (y - before[0])
}

/// Draws a beard.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    let shape = shape(design.style);
    if shape.most >= 1.0 {
        let body = canvas.fill(&[shape.body(canvas.head)]);
        canvas.cast(body.as_ref(), Shadow { offset: [0.0, 0.07], softness: 0.07, strength: 0.4, fade: [8.0, 9.0] });
    }
    let part = canvas.fill(&[shape.bounds(canvas.head)]);
    let beard = Beard::new(design, shape, canvas);
    canvas.paint_soft(part, (Surface::Muzzle, HAIR_PER_UNIT), |p| beard.soft(p), |p, soft| beard.look(p, soft));
}

/// A beard on a chin.
struct Beard {
    shape: Shape,
    hair: Hair,
    chin: f32,
    bottom: f32,
    phase: f32,
    salt: u32,
}

impl Beard {
    fn new(design: &Design, shape: Shape, canvas: &Canvas) -> Self {
        let (hair, bottom) = (Hair::new(design, canvas), shape.bottom(canvas.head.chin));
        Self { shape, hair, chin: canvas.head.chin, bottom, phase: 9.0 * design.phase, salt: design.number % 79 }
    }

    /// The place across and along the growth.
    fn growth(&self, p: Vec2) -> Vec2 {
        let [across, along] = growth(p, self.chin);
        [across + self.phase, along]
    }

    /// How far inside its edge a place is against the softness there.
    fn inside(&self, p: Vec2) -> f32 {
        let [inside, soft] = self.shape.inside(p, self.chin);
        inside / soft
    }

    /// How far inside its edge a place is, how thin it grows, how its strands are moved, its patches and its light.
    fn soft(&self, p @ [x, y]: Vec2) -> [f32; 5] {
        let inside = self.inside(p);
        if inside < -4.0 {
            return [inside, 0.0, 0.0, 0.0, 0.0];
        }
        let thin = 0.5 * (noise([3.1 * x, 3.1 * y], self.salt) - 0.5);
        let form = form(p, self.chin, self.bottom);
        [inside, thin, self.hair.wave(self.growth(p)), self.hair.patch(p), form]
    }

    fn look(&self, p: Vec2, [nearly_inside, thin, wave, patch, form]: [f32; 5]) -> Paint {
        if nearly_inside < -1.4 {
            return Paint { opacity: 0.0, ..Paint::matt([0.0; 3], 1.0) };
        }
        // Edges have corners, which what lies between nodes would round off.
        let inside = self.inside(p);
        let (hair, most) = (&self.hair, self.shape.most);
        let strand = if most < 1.0 { hair.stub(p) } else { hair.strand(self.growth(p), wave) };
        let cover = smooth(-0.45, 0.85, inside + thin + 1.7 * strand);
        if most < 1.0 {
            let share = most * (0.62 + 1.3 * strand).clamp(0.2, 1.0) * cover;
            return Paint { opacity: share, ..Paint::matt(hair.cut(), 0.8 * form) };
        }
        hair.look(patch, 0.97 * cover, strand, form)
    }
}

/// Across and along the growth: down the cheeks, down and inwards at the chin, outwards from the middle of the upper lip.
fn growth([x, y]: Vec2, chin: f32) -> Vec2 {
    let a = x.abs();
    let side = if x < 0.0 { 23.0 } else { 0.0 };
    if y < 1.0 + 0.1 * a && a < 0.5 {
        return [y - 0.9 * a + side, a + 0.8 * y];
    }
    let width = 0.75 + 0.3 * smooth(0.0, 1.0, y) - 0.35 * smooth(1.1, chin + 0.9, y);
    [a / width + side, y + 0.25 * a]
}

/// Light from above: the chin stands out, hair under it and beside the jaw lies in shadow.
fn form([x, y]: Vec2, chin: f32, bottom: f32) -> f32 {
    let below_lip = 0.22 * falling((x / 0.3).powi(2) + ((y - 1.34) / 0.08).powi(2));
    let boss = 0.14 * falling((x / 0.35).powi(2) + ((y - chin + 0.28) / 0.2).powi(2));
    let under = 0.42 * smooth(chin - 0.2, chin + 0.15, y) * smooth(chin + 0.9, chin + 0.2, bottom);
    let tip = 0.25 * smooth(bottom - 0.7, bottom, y);
    let side = 0.34 * (x / 1.1).abs().powi(4).min(1.2);
    (1.02 + boss - below_lip - under - tip - side).max(0.2)
}
