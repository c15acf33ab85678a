//! Scarves, bandanas and tubes of cloth drawn up over mouth and nose, wound around neck and jaw.
//!
//! The upper edge runs over the nose (tip 0.55 below the eyes), below the lower lids (0.09) and past the ears (1.28 wide, down to
//! 0.87) around the head; the cloth ends on the chest, below the chin at 1.81.

use super::canvas::{CLOTH_PER_UNIT, Canvas, Paint, Shadow, smooth};
use super::design::Design;
use super::falling::falling;
use super::head::{Head, MOST_YAW_AROUND_DEG, Surface, Vec2};
use super::outline::{Closed, Ring, curve};
use super::region::Region;
use super::wearable::{Colour, HIDE, Layer, SHOW, WEAVES, Wearable};
use super::weave::{mix, noise, scale};

const SCARVES: [[Colour; 8]; 2] = [
    [
        [30, 32, 36],
        [128, 34, 38],
        [184, 172, 148],
        [44, 60, 96],
        [72, 92, 72],
        [150, 112, 72],
        [108, 110, 114],
        [206, 200, 192],
    ],
    [
        [46, 44, 42],
        [88, 28, 52],
        [202, 186, 160],
        [62, 84, 122],
        [104, 104, 66],
        [168, 92, 52],
        [134, 138, 144],
        [34, 76, 84],
    ],
];

/// What it brings.
pub(super) const KIND: Wearable = Wearable {
    styles: &["winter", "bandana", "gaiter", "snood", "knitted", "shemagh", "fleece", "silk"],
    layer: Layer::Face,
    reach: [[-2.4, -0.3], [2.4, 4.0]],
    cover: [SHOW, SHOW, HIDE, HIDE, HIDE],
    most_yaw_deg: MOST_YAW_AROUND_DEG,
    least_area: 0.4,
    share: [0.3, 0.85],
    hides: &[Region::Nose, Region::Cheeks, Region::Mouth, Region::Chin, Region::Neck],
    hidden_units: &[10, 12, 14, 15, 17, 20, 23, 24, 25, 26, 28],
    partly_hidden_units: &[6, 9],
    palettes: [[&SCARVES[0]; 3], [&SCARVES[1]; 3]],
    weaves: WEAVES,
    patterned: 0.4,
    draw,
};

/// The shape of a scarf; lengths in head units.
#[derive(Debug, Clone, Copy)]
struct Shape {
    /// Heights of the upper edge on the nose, on the cheeks and beside the face.
    upper: [f32; 3],
    /// Its side from the upper edge down: half widths and heights, the last in the middle.
    side: &'static [Vec2],
    /// Strength of folds, and their number per unit.
    folds: Vec2,
    /// Height of the rolls in which it is wound, 0 where it is not, and their slant.
    rolls: Vec2,
    /// How closely it follows nose and chin, in `[0, 1]`.
    tight: f32,
    /// Strength of knitted ribs.
    knit: f32,
    /// Roughness of its edges.
    fuzz: f32,
    /// Width of a hem.
    hem: f32,
    /// Strength of sheen.
    sheen: f32,
}

/// Wound loosely: close to the cheek, wide around the neck.
const WOUND: &[Vec2] = &[
    [1.07, 0.74],
    [1.24, 0.94],
    [1.37, 1.25],
    [1.4, 1.6],
    [1.36, 1.95],
    [1.45, 2.35],
    [1.32, 2.7],
    [0.7, 2.86],
    [0.0, 2.92],
];
/// A tube of cloth along jaw and neck.
const TUBE: &[Vec2] = &[
    [1.1, 0.6],
    [1.08, 0.95],
    [1.0, 1.3],
    [0.9, 1.6],
    [0.86, 1.95],
    [0.92, 2.25],
    [1.02, 2.5],
    [0.6, 2.66],
    [0.0, 2.7],
];
/// A cloth tied behind the head, its corner hanging on the chest.
const TIED: &[Vec2] =
    &[[1.12, 0.56], [1.11, 0.85], [1.05, 1.15], [0.92, 1.5], [0.68, 1.9], [0.36, 2.34], [0.08, 2.68], [0.0, 2.7]];
/// A wide knitted tube that lies in folds on the chest.
const SNOOD: &[Vec2] =
    &[[1.1, 0.98], [1.24, 1.14], [1.32, 1.45], [1.34, 1.85], [1.42, 2.25], [1.3, 2.62], [0.7, 2.88], [0.0, 2.96]];
/// A square of cloth wound around head and neck, ending on the shoulders.
const SQUARE: &[Vec2] =
    &[[1.16, 0.6], [1.26, 0.9], [1.24, 1.3], [1.2, 1.7], [1.34, 2.1], [1.62, 2.5], [1.5, 2.95], [0.5, 3.3], [0.0, 3.4]];
/// A thick tube.
const THICK: &[Vec2] = &[
    [1.1, 0.76],
    [1.17, 1.0],
    [1.13, 1.35],
    [1.05, 1.7],
    [1.06, 2.1],
    [1.2, 2.45],
    [1.1, 2.66],
    [0.5, 2.78],
    [0.0, 2.8],
];
/// Thin cloth that falls from the neck.
const FLOWING: &[Vec2] =
    &[[1.1, 0.68], [1.14, 1.0], [1.06, 1.4], [0.98, 1.8], [1.12, 2.2], [1.3, 2.6], [0.8, 3.0], [0.3, 3.3], [0.0, 3.36]];

fn shape(style: usize) -> Shape {
    let base = Shape {
        upper: [0.4, 0.52, 0.66],
        side: WOUND,
        folds: [0.36, 2.2],
        rolls: [0.0, 0.0],
        tight: 0.5,
        knit: 0.0,
        fuzz: 0.0,
        hem: 0.0,
        sheen: 0.0,
    };
    match style {
        0 => Shape {
            upper: [0.42, 0.56, 0.68],
            rolls: [0.62, 0.16],
            tight: 0.18,
            fuzz: 0.02,
            folds: [0.42, 2.6],
            ..base
        },
        1 => Shape { upper: [0.3, 0.44, 0.42], side: TIED, folds: [0.42, 2.4], tight: 0.8, hem: 0.035, ..base },
        2 => Shape {
            upper: [0.34, 0.46, 0.44],
            side: TUBE,
            folds: [0.26, 2.8],
            tight: 1.0,
            hem: 0.02,
            sheen: 0.02,
            ..base
        },
        3 => Shape {
            upper: [0.45, 0.64, 0.92],
            side: SNOOD,
            folds: [0.75, 1.9],
            tight: 0.14,
            knit: 0.34,
            fuzz: 0.025,
            ..base
        },
        4 => Shape {
            upper: [0.4, 0.54, 0.72],
            rolls: [0.8, -0.14],
            tight: 0.3,
            knit: 0.4,
            fuzz: 0.02,
            folds: [0.3, 1.6],
            ..base
        },
        _ => thin_or_thick(style, base),
    }
}

fn thin_or_thick(style: usize, base: Shape) -> Shape {
    match style {
        5 => Shape { upper: [0.32, 0.48, 0.48], side: SQUARE, folds: [0.62, 3.2], tight: 0.42, fuzz: 0.012, ..base },
        6 => Shape {
            upper: [0.38, 0.52, 0.62],
            side: THICK,
            folds: [0.4, 1.5],
            tight: 0.45,
            fuzz: 0.015,
            hem: 0.1,
            ..base
        },
        _ => Shape {
            upper: [0.36, 0.5, 0.54],
            side: FLOWING,
            folds: [0.6, 3.6],
            rolls: [1.0, 0.3],
            tight: 0.6,
            sheen: 0.12,
            ..base
        },
    }
}

impl Shape {
    /// The upper edge from the left to the right, in the frame.
    fn edge(&self, head: &Head, design: &Design) -> Ring {
        let [nose, cheek, side] = self.upper;
        let wobble =
            |x: f32| 0.09 * self.folds[0] * (noise([2.1 * x + 9.0 * design.phase, 3.0], design.number % 71) - 0.5);
        let right: [Vec2; 5] = [
            [0.14, nose + 0.02],
            [0.34, nose + 0.55 * (cheek - nose) + 0.04],
            [0.66, cheek],
            [0.9, f32::midpoint(cheek, side)],
            [1.02, side],
        ];
        let left = right.iter().rev().map(|p| [-p[0], p[1]]);
        let all: Ring = left.chain([[0.0, nose]]).chain(right).map(|[x, y]| [x, y + wobble(x)]).collect();
        let last = all.len() - 1;
        let placed = all.iter().enumerate().map(|(i, &p)| {
            let [cheek, hull] = [Surface::Cup, Surface::Hull].map(|surface| head.on(surface, p));
            if i == 0 || i == last { [f32::midpoint(cheek[0], hull[0]), hull[1]] } else { cheek }
        });
        curve(&placed.collect::<Ring>(), Closed::No)
    }

    fn outline(&self, head: &Head, edge: &Ring, design: &Design) -> Ring {
        let salt = design.number % 73;
        let rough = |[x, y]: Vec2, side: f32| {
            let bulge = 0.28 * self.folds[0] * (noise([3.1 * y + 9.0 * design.phase, side], salt) - 0.5);
            [side * (x + bulge * smooth(0.0, 0.6, x)), y]
        };
        let (last, rows) = (self.side[self.side.len() - 1], &self.side[..self.side.len() - 1]);
        let right = rows.iter().map(|&p| rough(p, 1.0));
        let left = rows.iter().rev().map(|&p| rough(p, -1.0));
        let around: Ring = right.chain([[last[0], last[1] + 0.04]]).chain(left).collect();
        let placed: Ring = around.iter().map(|&p| head.on(Surface::Hull, p)).collect();
        edge.iter().copied().chain(curve(&placed, Closed::No)).collect()
    }

    /// Half its width at a height.
    fn half(&self, y: f32) -> f32 {
        let below = self.side.iter().position(|p| y < p[1]).unwrap_or(self.side.len() - 1).max(1);
        let ([x0, y0], [x1, y1]) = (self.side[below - 1], self.side[below]);
        (x0 + (x1 - x0) * ((y - y0) / (y1 - y0)).clamp(0.0, 1.0)).max(0.3)
    }
}

/// Draws a scarf.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    let shape = shape(design.style);
    let edge = shape.edge(canvas.head, design);
    let part = canvas.fill(&[shape.outline(canvas.head, &edge, design)]);
    let above = Shadow { offset: [0.0, -0.012], softness: 0.05, strength: 0.42, fade: [8.0, 9.0] };
    canvas.cast(part.as_ref(), above);
    let cloth = Cloth::new(design, shape, canvas.head);
    canvas.paint_soft(part, (Surface::Hull, CLOTH_PER_UNIT), |p| cloth.soft(p), |p, soft| cloth.look(p, soft));
    let width = 0.045 + 0.03 * shape.fuzz / 0.02;
    let rolled = canvas.line(&edge, width, Closed::No);
    canvas.paint(rolled, Surface::Hull, |p| cloth.edge(p));
}

/// The scarf's surface: form, folds, rolls and texture.
struct Cloth {
    design: Design,
    shape: Shape,
    chin: f32,
    /// Where the middle of the face is on the hull.
    turn: f32,
    salt: u32,
    /// How much of a rib this scale shows.
    rib: f32,
}

impl Cloth {
    fn new(design: &Design, shape: Shape, head: &Head) -> Self {
        let turn = head.back(Surface::Hull, head.on(Surface::Cup, [0.0, 0.8]))[0];
        let rib = smooth(1.5, 4.0, 0.09 * head.unit);
        Self { design: design.clone(), shape, chin: head.chin, turn, salt: design.number % 67, rib }
    }

    /// A place relative to the middle of the face, which a turned head moves over the hull.
    fn flat(&self, [x, y]: Vec2) -> Vec2 {
        let kept = (1.0 - (x / 1.6).powi(2)).max(0.0) * (1.0 - smooth(1.6, 2.4, y));
        [x - self.turn * kept, y]
    }

    /// Light on what lies beneath, and how rolls bend.
    fn soft(&self, p: Vec2) -> Vec2 {
        let q @ [u, y] = self.flat(p);
        let bend = 0.16 * (noise([1.3 * u + 7.0 * self.design.phase, 0.7 * y], self.salt + 9) - 0.5);
        [self.face(q), bend]
    }

    fn look(&self, p: Vec2, [face, bend]: Vec2) -> Paint {
        let q @ [u, y] = self.flat(p);
        let (height, roll) = self.roll(q, bend);
        let fold = self.fold(q, roll);
        let groove = smooth(0.0, -0.22, fold);
        let fine = noise([13.0 * u, 13.0 * y], self.salt + 5) - 0.5;
        let knit = self.knit([u + 0.1 * fold, y - 0.2 * fold]);
        let side = 0.42 * (p[0] / self.shape.half(y)).abs().powi(4).min(1.2);
        let light = 1.0 + face + height + self.shape.folds[0] * fold - 0.16 * groove - side;
        let rough = (0.05 + 2.4 * self.shape.fuzz) * fine;
        let hem = self.hem(q);
        let cloth = self.design.cloth([u + 0.2 * fold, y + 0.25 * fold + 0.3 * roll]);
        let sheen = self.shape.sheen * smooth(0.05, 0.3, fold + 0.4 * height);
        Paint {
            glint: sheen * (0.5 + self.design.gloss),
            ..Paint::matt(mix(cloth, [0.0; 3], 0.12 * groove), (light + rough + knit - hem).max(0.12))
        }
    }

    /// The rolled edge: lit from above, with a dark line of depth in places.
    fn edge(&self, p: Vec2) -> Paint {
        let [u, y] = self.flat(p);
        let ragged = noise([24.0 * u, 24.0 * y], self.salt + 31) - 0.5;
        let opacity = (1.0 - 26.0 * self.shape.fuzz * (ragged + 0.12).max(0.0)).clamp(0.0, 1.0);
        let side = 0.3 * (p[0] / 1.1).abs().powi(4).min(1.2);
        let soft = 0.2 * (noise([5.0 * u, 2.0], self.salt + 37) - 0.5);
        Paint { opacity, ..Paint::matt(scale(self.design.cloth([u, y]), 0.98), 1.08 - side + soft + 0.2 * ragged) }
    }

    /// Nose, cheeks, mouth and chin below the cloth, and the shadow of the chin at the neck.
    fn face(&self, [u, y]: Vec2) -> f32 {
        let chin = self.chin;
        let bell = |x: f32, w: f32, h: f32, tall: f32| falling(((u.abs() - x) / w).powi(2) + ((y - h) / tall).powi(2));
        let nose =
            0.16 * bell(0.0, 0.17, 0.5, 0.24) - 0.14 * bell(0.34, 0.15, 0.62, 0.2) - 0.2 * bell(0.0, 0.3, 0.84, 0.13);
        let mouth = 0.06 * bell(0.0, 0.4, 1.08, 0.14) - 0.1 * bell(0.0, 0.3, 1.34, 0.1)
            + 0.1 * bell(0.0, 0.34, chin - 0.22, 0.2);
        let neck = (0.22 + 0.2 * self.shape.tight) * falling((u / 0.9).powi(2) + ((y - chin - 0.2) / 0.24).powi(2));
        let down = 0.16 * smooth(0.5, 1.6, y) - 0.1 * smooth(chin + 0.3, chin + 0.8, y);
        self.shape.tight * (nose + mouth) - neck - down + 0.05
    }

    /// Light on the roll at a place, and which roll it is.
    fn roll(&self, [u, y]: Vec2, bend: f32) -> (f32, f32) {
        let [tall, slant] = self.shape.rolls;
        if tall <= 0.0 {
            return (0.0, 0.0);
        }
        let down = (y - self.shape.upper[0] - 0.14 * u * u * (1.0 - 0.5 * y) + bend) / tall;
        let tilted = |n: f32| slant * u * if n.rem_euclid(2.0) < 0.5 { 0.4 } else { -1.0 };
        let n = (down + tilted(down.floor())).floor().max(0.0);
        let within = (down + tilted(down.floor()) - n).clamp(0.0, 1.0);
        let round = 0.14 * smooth(0.0, 0.22, within) - 0.34 * smooth(0.55, 1.0, within);
        let contact = if n > 0.0 { 0.34 * smooth(0.1, 0.0, within) } else { 0.0 };
        (round - contact, n)
    }

    /// Folds: across at the mouth and on rolls, in arcs on the chest, drawn from the ears on a tied cloth.
    fn fold(&self, [u, y]: Vec2, roll: f32) -> f32 {
        let number = self.shape.folds[1];
        let phase = 9.0 * self.design.phase;
        let below = smooth(self.chin - 0.2, self.chin + 0.35, y);
        // Cloth is drawn towards the ears, more steeply the lower it is.
        let pull = y - 0.28 * (y - self.shape.upper[1]) * (u.abs() / 1.1).powi(2);
        let slant = 0.25 * (roll - 0.5) * u;
        let upper = || noise([0.8 * u + 3.0 * roll + phase, number * (pull + slant)], self.salt);
        let arc = y - self.chin + 0.34 * (0.6 - u * u) * smooth(self.chin, self.chin + 0.5, y);
        let lower = || noise([0.6 * u + phase, 1.15 * number * arc + 5.0 * roll], self.salt + 7);
        let fold = match below {
            0.0 => upper(),
            1.0 => lower(),
            _ => upper() * (1.0 - below) + lower() * below,
        };
        fold - 0.5
    }

    /// Columns of stitches.
    fn knit(&self, [u, y]: Vec2) -> f32 {
        let strength = self.shape.knit * self.rib;
        if strength <= 0.0 {
            return 0.0;
        }
        let column = u / 0.1;
        let across = column - column.floor() - 0.5;
        let row = (y + 0.06 * across.abs()) / 0.065;
        let along = row - row.floor() - 0.5;
        strength * (0.3 - 1.9 * across * across - 1.1 * along * along)
    }

    /// A double seam parallel to the upper edge.
    fn hem(&self, [u, y]: Vec2) -> f32 {
        if self.shape.hem <= 0.0 {
            return 0.0;
        }
        let [nose, cheek, side] = self.shape.upper;
        let a = u.abs();
        let edge = nose + (cheek - nose) * smooth(0.08, 0.66, a) + (side - cheek) * smooth(0.66, 1.15, a);
        let seam = |at: f32| falling(((y - edge - at) / 0.014).powi(2));
        0.22 * seam(0.05 + self.shape.hem) + 0.12 * seam(0.09 + self.shape.hem)
    }
}
