//! Caps and hats: a crown over the hair and a visor or brim that ends above the brows.
//!
//! The crown follows the outline of the hair: half width 1.33 at 0.6 above the eyes, 1.04 at 1.1, 0.62 at 1.5, top at 1.7 (each ± 0.1 to 0.16).

use super::canvas::{Canvas, Coverage, Paint, Shadow, smooth};
use super::design::Design;
use super::falling::falling;
use super::head::{BROW_TOP_Y, CAP_HALF_WIDTH, Head, MOST_YAW_AROUND_DEG, Surface, Vec2};
use super::outline::{Closed, Ring, curve};
use super::region::Region;
use super::wearable::{Colour, Layer, SHOW, WEAVES, Wearable};
use super::weave::{Weave, mix, noise, scale};

const CAPS: [[Colour; 7]; 2] = [
    [[32, 42, 78], [150, 34, 38], [158, 140, 104], [28, 28, 30], [30, 104, 108], [206, 202, 192], [96, 84, 72]],
    [[62, 64, 68], [34, 74, 50], [98, 28, 44], [192, 170, 130], [38, 74, 160], [196, 104, 40], [120, 124, 90]],
];

/// What it brings.
pub(super) const KIND: Wearable = Wearable {
    styles: &["baseball", "trucker", "snapback", "flatcap", "bucket", "patrol", "cycling", "visor", "newsboy", "kepi"],
    layer: Layer::Top,
    reach: [[-2.6, -2.7], [2.6, 0.4]],
    cover: [SHOW; 5],
    most_yaw_deg: MOST_YAW_AROUND_DEG,
    least_area: 0.5,
    share: [0.0, 0.25],
    hides: &[Region::Hair, Region::Forehead],
    hidden_units: &[],
    partly_hidden_units: &[1, 2],
    palettes: [[&CAPS[0]; 3], [&CAPS[1]; 3]],
    weaves: [WEAVES[0], &[Weave::Camouflage; 3]],
    patterned: 0.2,
    draw,
};

/// The shape of a cap; lengths in head units.
struct Crown {
    /// Upper outline at `x >= 0` from the side to the top, in half widths and as share of the height above the lower edge.
    profile: &'static [Vec2],
    top: f32,
    half_width: f32,
    /// Heights of the lower edge in the middle and at the sides.
    edge: Vec2,
    /// How far the visor stands out, and how much its middle hangs below its root.
    visor: Vec2,
    /// Half the width of the visor at its root.
    visor_half_width: f32,
    /// Seams at these `x`, mirrored.
    seams: &'static [f32],
    /// The front panels have the second colour.
    front: f32,
    /// Height of a band along the lower edge in the third colour.
    band: f32,
}

const DOME: &[Vec2] = &[[1.0, 0.16], [0.98, 0.36], [0.88, 0.62], [0.68, 0.85], [0.36, 0.97], [0.0, 1.0]];
const TALL: &[Vec2] = &[[0.99, 0.14], [0.97, 0.42], [0.9, 0.74], [0.72, 0.95], [0.38, 1.0], [0.0, 1.0]];
const SLOUCH: &[Vec2] = &[[1.05, 0.16], [1.13, 0.42], [1.06, 0.72], [0.76, 0.93], [0.36, 1.0], [0.0, 1.0]];
const BOX: &[Vec2] = &[[0.97, 0.2], [0.95, 0.55], [0.93, 0.84], [0.84, 0.97], [0.42, 1.0], [0.0, 1.0]];
const SLOPE: &[Vec2] = &[[0.95, 0.2], [0.9, 0.5], [0.84, 0.84], [0.7, 0.97], [0.35, 1.0], [0.0, 1.0]];

fn crown(style: usize) -> Crown {
    let base = Crown {
        profile: DOME,
        top: -1.92,
        half_width: CAP_HALF_WIDTH,
        edge: [-0.88, -0.5],
        visor: [0.95, 0.27],
        visor_half_width: 0.96,
        seams: &[0.0, 0.66],
        front: 0.0,
        band: 0.0,
    };
    match style {
        1 => Crown { profile: TALL, top: -2.0, front: 0.72, seams: &[0.72], ..base },
        2 => Crown { profile: TALL, top: -1.98, visor: [0.95, 0.33], visor_half_width: 1.02, ..base },
        3 => Crown { profile: SLOUCH, top: -1.82, visor: [0.5, 0.2], visor_half_width: 0.8, seams: &[], ..base },
        4 => Crown { profile: SLOPE, top: -1.95, edge: [-0.86, -0.62], visor: [0.0, 0.0], seams: &[], ..base },
        5 => Crown { profile: BOX, top: -1.88, visor: [0.7, 0.25], band: 0.32, seams: &[], ..base },
        6 => Crown {
            top: -1.84,
            edge: [-0.82, -0.52],
            visor: [0.42, 0.2],
            visor_half_width: 0.72,
            seams: &[0.34],
            band: 0.16,
            ..base
        },
        7 => Crown { profile: BOX, top: -1.16, edge: [-0.86, -0.58], visor: [1.0, 0.26], seams: &[], ..base },
        8 => Crown {
            profile: SLOUCH,
            top: -1.98,
            visor: [0.55, 0.22],
            visor_half_width: 0.82,
            seams: &[0.0, 0.5, 1.0],
            band: 0.14,
            ..base
        },
        9 => Crown {
            profile: SLOPE,
            top: -1.9,
            visor: [0.6, 0.22],
            visor_half_width: 0.86,
            seams: &[],
            band: 0.24,
            ..base
        },
        _ => base,
    }
}

impl Crown {
    /// Height of the lower edge.
    fn edge_at(&self, x: f32) -> f32 {
        self.edge[0] + (self.edge[1] - self.edge[0]) * (x / self.half_width).powi(2).min(1.3)
    }

    fn outline(&self, head: &Head) -> Ring {
        let half = self.half_width;
        let edge: Ring = (-8..=8).map(|i| 0.12 * i as f32 * half).map(|x| [x, self.edge_at(x)]).collect();
        let side = |sign: f32| {
            let height = self.top - self.edge[1];
            self.profile.iter().map(move |p| [sign * p[0] * half, self.edge[1] + p[1] * height])
        };
        let upper: Ring = side(1.0).chain(side(-1.0).rev().skip(1)).collect();
        let ends = [[0.96 * half, self.edge_at(half)], [-0.96 * half, self.edge_at(half)]];
        let over: Ring = [ends[0]].into_iter().chain(upper).chain([ends[1]]).collect();
        let lower = edge.iter().map(|&p| head.on(Surface::Brow, p));
        let over: Ring = over.iter().map(|&p| head.on(Surface::Hull, p)).collect();
        lower.chain(curve(&over, Closed::No)).collect()
    }

    /// The visor seen from in front: its root on the forehead, its rim ahead of it and never below the brows.
    fn visor_outline(&self, head: &Head) -> (Ring, Ring) {
        let half = self.visor_half_width;
        let limit = head.at([0.0, BROW_TOP_Y, 0.05])[1] - 0.02;
        let steps = (-12..=12).map(|i| i as f32 / 12.0);
        let root: Ring =
            steps.clone().map(|t| head.on(Surface::Brow, [t * half, self.edge_at(t * half) - 0.02])).collect();
        let rim = steps.map(|t| {
            let around = (1.0 - t * t).max(0.0).sqrt();
            let x = half * t * (1.0 + 0.16 * around);
            let z = 0.12 + self.visor[0] * around - 0.3 * t * t;
            let middle = self.edge[0] + self.visor[1];
            let corner = self.edge_at(half) + 0.02;
            let [across, down] = head.at([x, middle + (corner - middle) * t.powi(4), z]);
            [across, down.min(limit)]
        });
        (root, rim.collect())
    }
}

/// Draws a cap.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    let crown = crown(design.style);
    let brim = (design.style == 4).then(|| brim_outline(canvas.head, &crown));
    let (root, rim) = crown.visor_outline(canvas.head);
    let visor: Ring = root.iter().copied().chain(rim.iter().rev().copied()).collect();
    let whole = crown.outline(canvas.head);
    shadows(canvas, &whole, brim.as_ref().unwrap_or(&visor));
    let part = canvas.fill(&[whole]);
    canvas.paint(part, Surface::Hull, crown_look(design, &crown, canvas.head));
    if let Some(ring) = brim {
        let part = canvas.fill(&[ring]);
        canvas.paint(part, Surface::Brow, brim_look(design, &crown));
        return;
    }
    let part = canvas.fill(&[visor]);
    canvas.paint(part, Surface::Brow, visor_look(design, &crown));
    let edge = canvas.line(&rim, 0.03, Closed::No);
    let colour = scale(design.colour(0), 0.45);
    canvas.paint(edge, Surface::Brow, |_| Paint::matt(colour, 0.8));
}

fn shadows(canvas: &mut Canvas, crown: &Ring, visor: &Ring) {
    let end = canvas.head.at([0.0, BROW_TOP_Y, 0.05])[1];
    let fade = [end - 0.06, end + 0.1];
    let parts: [Option<Coverage>; 2] =
        [canvas.fill(std::slice::from_ref(visor)), canvas.fill(std::slice::from_ref(crown))];
    let softer = Shadow { offset: [0.02, 0.14], softness: 0.09, strength: 0.5, fade };
    canvas.cast(parts[0].as_ref(), softer);
    let contact = Shadow { offset: [0.0, 0.05], softness: 0.05, strength: 0.4, fade };
    canvas.cast(parts[1].as_ref(), contact);
}

fn crown_look(design: &Design, crown: &Crown, head: &Head) -> impl Fn(Vec2) -> Paint + use<> {
    let (design, half, top, edge, seams) = (design.clone(), crown.half_width, crown.top, crown.edge, crown.seams);
    let (front, band) = (crown.front, crown.band);
    // The middle of the front moves across the outline when the head turns.
    let turn = 0.9 * head.yaw[1];
    move |[x, y]| {
        let height = ((y - edge[1]) / (top - edge[1])).clamp(0.0, 1.0);
        let width = half * (1.0 - 0.55 * height * height * height);
        let around = (x / width).clamp(-1.0, 1.0);
        let lower = edge[0] + (edge[1] - edge[0]) * (x / half).powi(2);
        let colour = if front > 0.0 && (x - turn).abs() < front * (1.0 - 0.4 * height) {
            design.colour(1)
        } else if band > 0.0 && y > lower - band {
            scale(design.colour(0), 0.7)
        } else {
            design.cloth([(x - turn) * 1.2, y])
        };
        let panel =
            seams.iter().map(|s| seam((x - turn).abs() - s * half * (1.0 - 0.7 * height * height))).sum::<f32>();
        let wrinkle = noise([2.2 * x + 7.0 * design.phase, 3.4 * y], design.number % 97) - 0.5;
        let form = 1.02 - 0.42 * around.powi(4) - 0.16 * smooth(0.35, 0.0, height) + 0.1 * smooth(0.3, 0.9, height);
        let under = 1.0 - 0.3 * smooth(lower - 0.1, lower, y);
        Paint::matt(colour, (form + 0.17 * wrinkle) * under * (1.0 - 0.34 * panel.min(1.0)))
    }
}

fn seam(away: f32) -> f32 {
    falling((away / 0.018).powi(2))
}

/// Lit on its crest, darker towards the rim that turns away from the light; rows of stitches.
fn visor_look(design: &Design, crown: &Crown) -> impl Fn(Vec2) -> Paint + use<> {
    let cloth = if crown.front > 0.0 {
        design.colour(0)
    } else {
        mix(design.colour(0), design.colour(2), f32::from(u8::from(design.phase > 0.7)))
    };
    let (root, gloss) = (crown.edge[0], design.gloss);
    let drop = crown.visor[1].max(0.1);
    move |[x, y]| {
        let down = ((y - root - 0.2 * x * x) / drop).clamp(-0.2, 1.2);
        let crest = falling(((down - 0.35) / 0.4).powi(2));
        let rows = 1.0 - 0.07 * (0.5 + 0.5 * (down * 21.0).cos());
        let root_shade = 0.72 + 0.28 * smooth(-0.1, 0.25, down);
        let form = (0.7 + 0.36 * crest - 0.3 * smooth(0.5, 1.1, down)) * rows * root_shade - 0.12 * x * x;
        Paint { glint: 0.03 * gloss * crest, ..Paint::matt(cloth, form) }
    }
}

/// A brim all around hangs lower at the sides than over the brows.
fn brim_outline(head: &Head, crown: &Crown) -> Ring {
    let limit = head.at([0.0, BROW_TOP_Y, 0.05])[1] - 0.02;
    let half = crown.half_width;
    let root =
        (-12..=12).map(|i| i as f32 / 12.0 * half * 0.98).map(|x| head.on(Surface::Brow, [x, crown.edge_at(x) - 0.04]));
    let rim = (-16..=16).rev().map(|i| {
        let t = i as f32 / 16.0;
        let (x, around) = (1.72 * t, (1.0 - t * t).max(0.0).sqrt());
        let [across, down] = head.on(Surface::Brow, [x.clamp(-half, half), crown.edge[0] + 0.3 + 0.12 * t * t]);
        let flare = x - x.clamp(-half, half) + 0.8 * around * head.yaw[1] * 0.5;
        [across + flare, down.min(limit + 0.3 * t * t)]
    });
    root.chain(rim).collect()
}

fn brim_look(design: &Design, crown: &Crown) -> impl Fn(Vec2) -> Paint + use<> {
    let (design, edge, half) = (design.clone(), crown.edge, crown.half_width);
    move |[x, y]| {
        let lower = edge[0] + (edge[1] - edge[0]) * (x / half).powi(2).min(1.5);
        let down = (y - lower) / 0.34;
        let rows = 1.0 - 0.08 * (0.5 + 0.5 * (down * 25.0).cos());
        let wave = noise([2.5 * x, 5.0 * design.phase], 11) - 0.5;
        let form = 0.98 - 0.32 * smooth(0.4, 1.05, down) - 0.35 * smooth(0.2, -0.15, down) - 0.14 * x * x + 0.2 * wave;
        Paint::matt(design.cloth([x, y]), form.max(0.15) * rows)
    }
}
