//! Wigs: hair over scalp, forehead and ears, with a fringe and locks at the sides.
//!
//! The hair stands 0.1 off the head model's (half width 1.27, top 1.67 above the eyes); fringes end between 0.7 above the eyes
//! and the lower edge of the brows (0.26 above them); a bob ends at the jaw (1.45 below), long hair 3 to 4 below the eyes.

use std::f32::consts::{PI, TAU};

use super::canvas::{Canvas, Paint, Shadow, smooth};
use super::design::Design;
use super::head::{Head, MOST_YAW_AROUND_DEG, Vec2};
use super::outline::{Closed, Ring, curve};
use super::region::Region;
use super::shell::{AXIS_Z, Dome, Lamp, Sheet, Spot, Vec3, View, lift, seen};
use super::wearable::{Colour, Layer, SHOW, WEAVES, Wearable};
use super::weave::{mix, noise};

const HAIRS: [[Colour; 8]; 2] = [
    [
        [34, 27, 24],
        [78, 52, 36],
        [146, 102, 64],
        [200, 166, 112],
        [112, 52, 32],
        [176, 66, 108],
        [150, 148, 146],
        [58, 40, 32],
    ],
    [
        [48, 40, 36],
        [100, 70, 48],
        [174, 130, 84],
        [226, 204, 160],
        [152, 74, 38],
        [66, 92, 146],
        [196, 192, 186],
        [70, 36, 34],
    ],
];

/// What it brings.
pub(super) const KIND: Wearable = Wearable {
    styles: &["bob", "sideswept", "curtain", "longstraight", "curly", "wavy", "afro", "pageboy", "shag", "ringlets"],
    layer: Layer::Around,
    reach: [[-2.6, -3.0], [2.6, 4.4]],
    cover: [SHOW; 5],
    most_yaw_deg: MOST_YAW_AROUND_DEG,
    least_area: 0.6,
    share: [0.0, 0.5],
    hides: &[Region::Hair, Region::Forehead, Region::Ears],
    hidden_units: &[],
    partly_hidden_units: &[1, 2],
    palettes: [[&HAIRS[0]; 3], [&HAIRS[1]; 3]],
    weaves: WEAVES,
    patterned: 0.0,
    draw,
};

/// How the hair falls over the forehead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fringe {
    /// Straight down, cut at one height.
    Full,
    /// Combed from one side to the other.
    Side,
    /// Parted in the middle, drawn to both sides.
    Curtain,
    /// Thin strands with gaps.
    Wispy,
    /// Tight curls.
    Curls,
}

/// The shape of a wig; lengths in head units.
#[derive(Clone, Copy)]
struct Hair {
    fringe: Fringe,
    /// Height at which the fringe ends.
    tip: f32,
    /// Half width of the hair on the head, and its top.
    half: f32,
    top: f32,
    /// Height at which the locks end; no locks at 0.
    length: f32,
    /// Distance of the inner and the outer edge of the locks from the middle, at the ears and at their end.
    inner: Vec2,
    outer: Vec2,
    /// How far strands swing to both sides, and swings per unit.
    wave: Vec2,
    /// Share of tight curls.
    curl: f32,
}

/// A bob.
const BASE: Hair = Hair {
    fringe: Fringe::Full,
    tip: -0.52,
    half: 1.36,
    top: -1.96,
    length: 1.5,
    inner: [0.98, 0.84],
    outer: [1.5, 1.42],
    wave: [0.01, 0.5],
    curl: 0.0,
};

/// The shapes of the styles, in their order.
const HAIRCUTS: [Hair; 10] = [
    BASE,
    Hair { fringe: Fringe::Side, tip: -0.56, length: 1.95, inner: [1.0, 0.92], outer: [1.46, 1.5], ..BASE },
    Hair { fringe: Fringe::Curtain, length: 3.2, inner: [0.98, 0.9], outer: [1.46, 1.6], wave: [0.05, 0.6], ..BASE },
    Hair { tip: -0.48, length: 3.8, inner: [0.99, 0.82], outer: [1.42, 1.44], ..BASE },
    Hair {
        fringe: Fringe::Curls,
        tip: -0.5,
        half: 1.5,
        top: -2.12,
        length: 2.1,
        inner: [0.98, 0.98],
        outer: [1.74, 1.8],
        wave: [0.07, 2.2],
        curl: 0.8,
    },
    Hair {
        fringe: Fringe::Side,
        tip: -0.52,
        half: 1.4,
        top: -2.02,
        length: 2.9,
        inner: [1.0, 0.88],
        outer: [1.54, 1.72],
        wave: [0.09, 0.9],
        ..BASE
    },
    Hair { fringe: Fringe::Curls, tip: -0.66, half: 1.86, top: -2.5, length: 0.0, curl: 1.0, ..BASE },
    Hair { tip: -0.58, length: 1.0, inner: [0.96, 0.86], outer: [1.46, 1.3], half: 1.4, top: -2.0, ..BASE },
    Hair {
        fringe: Fringe::Wispy,
        tip: -0.46,
        length: 1.9,
        inner: [0.98, 0.98],
        outer: [1.5, 1.56],
        wave: [0.05, 1.0],
        ..BASE
    },
    Hair {
        fringe: Fringe::Curtain,
        half: 1.42,
        top: -2.04,
        length: 2.6,
        inner: [0.99, 0.94],
        outer: [1.58, 1.7],
        wave: [0.06, 2.6],
        curl: 0.35,
        ..BASE
    },
];

const SCALP: &[Vec2] =
    &[[1.0, 0.0], [1.02, 0.2], [1.01, 0.42], [0.92, 0.66], [0.7, 0.87], [0.4, 0.97], [0.18, 1.0], [0.0, 1.0]];
const ROUND: &[Vec2] =
    &[[0.8, 0.0], [0.96, 0.14], [1.02, 0.34], [1.0, 0.55], [0.88, 0.76], [0.64, 0.91], [0.34, 0.98], [0.0, 1.0]];
/// Least height above the eyes at which a fringe ends.
const TIP_LIMIT: f32 = -0.47;
/// Angle from the front to which a fringe reaches.
const FRINGE_TURN: f32 = 1.12;

/// The parts of a wig; a right lock follows the left one.
const SCALP_PART: usize = 1;
const FRINGE_PART: usize = 2;
const LEFT_LOCK: usize = 3;

/// A wig on a head.
struct Wig {
    hair: Hair,
    scalp: Dome,
    lifted: f32,
    /// The side to which a fringe is combed.
    side: f32,
    phase: f32,
    salt: u32,
}

impl Wig {
    fn new(head: &Head, design: &Design) -> Self {
        let mut hair = HAIRCUTS.get(design.style).copied().unwrap_or(BASE);
        hair.length *= 1.0 + 1.5 * (design.size - 1.0);
        let edge = if hair.curl > 0.9 { [-0.72, 0.35, 0.5] } else { [-0.9, 0.12, 0.4] };
        let profile = curve(if hair.curl > 0.9 { ROUND } else { SCALP }, Closed::No);
        let half = [hair.half, 1.04 + 0.4 * (hair.half - 1.3), hair.half];
        let scalp = Dome { profile, half, edge, peak: 0.0, top: hair.top, lean: 0.05 };
        let side = if design.phase < 0.5 { -1.0 } else { 1.0 };
        let mut wig = Self { hair, scalp, lifted: 0.0, side, phase: design.phase, salt: design.number % 79 };
        let tips = (0..=12).map(|i| wig.fringe([0.2 + 0.05 * i as f32, 0.0]));
        wig.lifted = lift(head, tips, TIP_LIMIT);
        wig
    }

    /// Height of the fringe's end at an angle from the front.
    fn tip(&self, angle: f32) -> f32 {
        let share = angle / FRINGE_TURN;
        let tip = match self.hair.fringe {
            Fringe::Side => self.hair.tip - 0.3 * (1.0 - self.side * share).powi(2) * 0.5 + 0.04,
            Fringe::Curtain => -1.0 + 0.85 * share.abs().powf(0.8),
            _ => self.hair.tip + 0.06 * share * share,
        };
        // Beside the eyes hair may hang lower than above them.
        tip + 0.4 * smooth(0.75, 1.0, share.abs()) - self.lifted
    }

    /// `u` from the left of the picture to the right, `v` from the tips to the roots.
    fn fringe(&self, [u, v]: Vec2) -> Vec3 {
        let angle = (2.0 * u - 1.0) * FRINGE_TURN;
        let fall = 1.0 - v;
        let comb = match self.hair.fringe {
            Fringe::Side => 0.4 * self.side * fall * fall,
            Fringe::Curtain => 0.3 * (3.0 * angle).tanh() * fall,
            _ => 0.0,
        };
        let turned = angle + comb * (1.0 - (angle / FRINGE_TURN).powi(2));
        let (s, c) = turned.sin_cos();
        // It leaves the scalp's surface and lies down on the forehead.
        let root = self.scalp.at([0.5 + turned / TAU, 0.08 + 0.62 * v], 0.03 + 0.04 * (PI * v).sin());
        let on_skin = [1.17 * s, self.tip(angle) - 0.5 * v, AXIS_Z + 0.98 * c];
        let up = smooth(0.0, 0.6, v);
        std::array::from_fn(|k| on_skin[k] + (root[k] - on_skin[k]) * up)
    }

    /// `u` across the lock from left to right, `v` from its end to its root.
    fn lock(&self, sign: f32, [u, v]: Vec2) -> Vec3 {
        let hair = &self.hair;
        let out = if sign > 0.0 { u } else { 1.0 - u };
        let root = -1.15;
        let y = hair.length + (root - hair.length) * v;
        let down = smooth(0.3, 1.0, 1.0 - v) * smooth(0.2, 1.6, y);
        let temple = smooth(-1.1, 0.0, y);
        let inner = (hair.inner[0] - 0.1 * (1.0 - temple)) * (1.0 - down) + hair.inner[1] * down;
        let outer = (hair.outer[0] - 0.35 * (1.0 - temple).powi(2)) * (1.0 - down) + hair.outer[1] * down;
        let swing = hair.wave[0] * ((y * hair.wave[1] + self.phase) * TAU + sign).sin() * smooth(-0.6, 0.8, y);
        let curls = 0.16 * hair.curl * (noise([3.0 * u + 5.0 * sign, 3.4 * y], self.salt + 4) - 0.5);
        let taper = 1.0 - 0.2 * smooth(0.12, 0.0, v) * hair.length.min(1.0);
        let x = (inner + (outer - inner) * (0.5 + (out - 0.5) * taper)) + swing + curls * out.max(0.3);
        let z = 0.02 - 0.55 * out.powf(1.4) + 0.2 * (PI * out).sin() - 0.25 * (1.0 - temple) * (1.0 - out);
        [sign * x, y, z]
    }
}

/// Draws a wig.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    let wig = Wig::new(canvas.head, design);
    let fluffy = wig.hair.curl;
    let scalp = |[u, v]: Vec2| {
        let tuft = 0.22 * fluffy * (noise([22.0 * u, 9.0 * v], wig.salt + 6) - 0.5);
        wig.scalp.at([u, v], tuft)
    };
    let back = [Sheet::skull(canvas.head), Sheet::new(canvas.head, [64, 24], scalp).outside()];
    let mut front = vec![Sheet::skull(canvas.head), Sheet::new(canvas.head, [40, 14], |uv| wig.fringe(uv))];
    if wig.hair.length > 0.0 {
        front.extend([-1.0, 1.0].map(|sign| Sheet::new(canvas.head, [12, 36], |uv| wig.lock(sign, uv))));
    }
    shadows(canvas, &wig);
    // Loose ends in front let the hair behind them show.
    let look = look(design, &wig, canvas);
    View::of(canvas, &front).lay(canvas, |spot| look(spot, spot.sheet + 1));
    View::of(canvas, &back).lay_beneath(canvas, |spot| look(spot, SCALP_PART));
}

/// Under the fringe and beside the locks.
fn shadows(canvas: &mut Canvas, wig: &Wig) {
    if wig.hair.length > 0.0 {
        let ring = |sign: f32| -> Ring {
            let edge = |u: f32| (0..=24).map(move |i| [u, i as f32 / 24.0]);
            edge(0.0).chain(edge(1.0).rev()).map(|uv| flat(canvas.head, wig.lock(sign, uv))).collect()
        };
        let part = canvas.fill(&[ring(-1.0), ring(1.0)]);
        canvas.cast(part.as_ref(), Shadow { offset: [0.0, 0.02], softness: 0.04, strength: 0.4, fade: [8.0, 9.0] });
    }
    let tips: Ring = (0..=40).map(|i| flat(canvas.head, wig.fringe([i as f32 / 40.0, 0.0]))).collect();
    let roots = (0..=40).rev().map(|i| flat(canvas.head, wig.fringe([i as f32 / 40.0, 0.6])));
    let part = canvas.fill(&[tips.into_iter().chain(roots).collect()]);
    let fade = [TIP_LIMIT - 0.02, TIP_LIMIT + 0.1];
    canvas.cast(part.as_ref(), Shadow { offset: [0.0, 0.05], softness: 0.04, strength: 0.45, fade });
}

fn flat(head: &Head, p: Vec3) -> Vec2 {
    let [across, down, _] = seen(head, p);
    [across, down]
}

fn look<'a>(design: &Design, wig: &'a Wig, canvas: &Canvas) -> impl Fn(&Spot, usize) -> Paint + use<'a> {
    let lamp = Lamp::beside(0.5 * canvas.light.slope[0]);
    // Strands finer than a pixel would only be noise.
    let finest = (0.4 * canvas.head.unit).clamp(6.0, 46.0);
    let base = design.colour(0);
    let streaks = if design.phase.fract() > 0.7 { 0.6 } else { 0.12 };
    let (second, gloss) = (design.colour(1), design.gloss);
    move |spot, part| {
        let place = strands(wig, spot.uv, part);
        let curl = wig.hair.curl;
        let clump = noise([7.0 * place[0], 0.8 * place[1]], wig.salt + 1);
        let strand = noise([finest * place[0] + 2.0 * clump, 1.3 * place[1]], wig.salt + 2);
        let ringlet = if curl > 0.0 { noise([13.0 * place[0], 10.0 * place[1]], wig.salt + 3) } else { 0.5 };
        let depth = 0.34 * (clump - 0.5) + 0.5 * (strand - 0.5) * (1.0 - 0.4 * curl) + 0.9 * curl * (ringlet - 0.5);
        let form = spot.form(&lamp) * if spot.inner { 0.4 } else { 1.0 };
        let root = shade(spot.uv, part);
        let shine = spot.strand_shine(&lamp, 22) * (0.35 + 0.65 * gloss) * (0.4 + 1.2 * strand) * (1.0 - 0.6 * curl);
        let colour = mix(base, second, streaks * smooth(0.55, 0.75, clump));
        let opacity = opacity(wig, spot, part, [clump, strand, ringlet]);
        let albedo = mix(colour, [1.0; 3], 0.1 * shine);
        Paint { opacity, glint: 0.018 * shine, ..Paint::matt(albedo, (form * root * (0.9 + depth)).max(0.12)) }
    }
}

/// Across and along the strands in head units.
fn strands(wig: &Wig, [u, v]: Vec2, part: usize) -> Vec2 {
    let [swing, number] = wig.hair.wave;
    let bend = |y: f32| 0.8 * swing * ((y * number + wig.phase) * TAU).sin();
    match part {
        SCALP_PART => [8.0 * u + bend(2.0 * v), 2.0 * v],
        FRINGE_PART => [2.85 * u + 2.6 + bend(1.2 * v), 1.2 * v],
        lock => {
            let y = (1.0 - v) * (wig.hair.length + 1.15);
            [0.6 * u + 3.0 * lock as f32 + bend(y), y]
        }
    }
}

/// Hair lies in its own shadow at its roots and beside the face.
fn shade([u, v]: Vec2, part: usize) -> f32 {
    match part {
        SCALP_PART => 1.0 - 0.4 * smooth(0.25, 0.0, v),
        FRINGE_PART => 1.0 - 0.18 * smooth(0.25, 0.0, v),
        lock => 1.0 - 0.35 * smooth(0.3, 0.0, outwards(u, lock)),
    }
}

/// How far a place is from the inner edge of a lock.
fn outwards(u: f32, lock: usize) -> f32 {
    if lock == LEFT_LOCK { 1.0 - u } else { u }
}

/// Tips end at different heights; curls let the wall through at the silhouette.
fn opacity(wig: &Wig, spot: &Spot, part: usize, [clump, strand, ringlet]: Vec3) -> f32 {
    let [u, v] = spot.uv;
    let loose = match part {
        SCALP_PART => {
            let hairline = 0.02 + 0.05 * clump + 0.07 * strand;
            smooth(hairline - 0.04, hairline + 0.03, v)
        }
        FRINGE_PART => {
            let cut = 0.04 + 0.16 * clump + 0.16 * (strand - 0.3).max(0.0);
            let root = 1.0 - smooth(0.6, 1.0, v + 0.3 * (clump - 0.5));
            let gaps = match wig.hair.fringe {
                Fringe::Wispy => smooth(0.36, 0.46, clump + 0.3 * v + 0.12 * strand),
                _ => 1.0,
            };
            let ends = smooth(0.0, 0.06, u.min(1.0 - u));
            smooth(cut - 0.05, cut + 0.05, v) * root * gaps * ends
        }
        lock => {
            let out = outwards(u, lock);
            let cut = 0.02 + (0.1 * clump + 0.08 * strand) / wig.hair.length.max(1.0);
            let stray = smooth(0.0, 0.1 + 0.1 * strand, out.min(1.0 - out));
            smooth(cut - 0.02, cut + 0.02, v) * stray * (1.0 - smooth(0.8, 1.0, v + 0.2 * (clump - 0.5)))
        }
    };
    let fluff = wig.hair.curl * (1.0 - smooth(0.0, 0.35, spot.normal[2] + 0.6 * (ringlet - 0.4)));
    loose * (1.0 - fluff)
}
