//! Hats with a brim all around: felt, straw and cloth.
//!
//! A hat sits on a ring of half width 1.27 (16 cm across the hair), 0.85 above the eyes in front and 0.6 at the ears; a
//! crown of 10 to 12 cm is 1.6 to 1.9 high, brims of 4 to 12 cm are 0.65 to 1.9 wide.

use super::canvas::{Canvas, Paint, Shadow, smooth};
use super::design::Design;
use super::falling::falling;
use super::head::{BROW_TOP_Y, Head, MOST_YAW_AROUND_DEG, Vec2};
use super::outline::{Closed, Ring, curve};
use super::region::Region;
use super::shell::{AXIS_Z, FIT, Lamp, Sheet, Spot, Vec3, View, about, along, lift, ring};
use super::wearable::{Colour, Layer, SHOW, WEAVES, Wearable};
use super::weave::noise;

const FELTS: [[Colour; 6]; 2] = [
    [[24, 24, 27], [52, 40, 32], [96, 92, 88], [150, 118, 82], [54, 60, 48], [198, 190, 176]],
    [[70, 72, 80], [118, 86, 58], [36, 40, 62], [104, 34, 42], [176, 162, 138], [40, 54, 44]],
];
const BANDS: [[Colour; 4]; 2] = [
    [[20, 20, 24], [98, 30, 36], [64, 44, 32], [38, 50, 86]],
    [[50, 46, 46], [130, 110, 86], [28, 72, 62], [150, 142, 128]],
];
const STRAWS: [[Colour; 4]; 2] = [
    [[222, 202, 160], [198, 166, 114], [168, 132, 84], [210, 186, 138]],
    [[238, 228, 208], [206, 178, 128], [184, 154, 104], [224, 210, 180]],
];

/// What it brings.
pub(super) const KIND: Wearable = Wearable {
    styles: &[
        "fedora", "panama", "cowboy", "boater", "sunhat", "bowler", "trilby", "rancher", "cloche", "gambler", "floppy",
        "homburg",
    ],
    layer: Layer::Top,
    reach: [[-3.1, -3.0], [3.1, 0.6]],
    cover: [SHOW; 5],
    most_yaw_deg: MOST_YAW_AROUND_DEG,
    least_area: 0.5,
    share: [0.0, 0.25],
    hides: &[Region::Hair, Region::Forehead],
    hidden_units: &[],
    partly_hidden_units: &[1, 2],
    palettes: [[&FELTS[0], &BANDS[0], &STRAWS[0]], [&FELTS[1], &BANDS[1], &STRAWS[1]]],
    weaves: WEAVES,
    patterned: 0.0,
    draw,
};

/// What a hat is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stuff {
    Felt,
    Straw,
}

/// The shape of a hat; lengths in head units.
#[derive(Clone, Copy)]
struct Hat {
    stuff: Stuff,
    /// From the rim of the crown to its top: share of the half width, and of the height.
    profile: &'static [Vec2],
    height: f32,
    /// Depth of the crease along the top, of the dents beside it in front, and lowering of the back of the top.
    crease: Vec3,
    /// Width of the brim in front, at the sides and at the back.
    brim: Vec3,
    /// Drop of its rim against its root.
    drop: Vec3,
    /// How late the brim bends: 1 for a cone.
    bend: f32,
    /// Height of the band around the crown.
    band: f32,
    /// Waves in the rim.
    waves: f32,
}

const TAPERED: &[Vec2] =
    &[[1.0, 0.0], [0.985, 0.25], [0.95, 0.55], [0.88, 0.84], [0.76, 0.98], [0.5, 1.03], [0.25, 1.0], [0.0, 0.98]];
const ROUND: &[Vec2] =
    &[[1.0, 0.0], [1.0, 0.25], [0.97, 0.5], [0.87, 0.75], [0.66, 0.92], [0.4, 0.985], [0.2, 1.0], [0.0, 1.0]];
const FLAT: &[Vec2] =
    &[[1.0, 0.0], [0.99, 0.3], [0.98, 0.7], [0.97, 0.95], [0.92, 1.0], [0.6, 1.0], [0.3, 1.0], [0.0, 1.0]];
const BELL: &[Vec2] =
    &[[1.0, 0.0], [1.02, 0.2], [1.03, 0.42], [0.98, 0.66], [0.82, 0.86], [0.52, 0.97], [0.25, 1.0], [0.0, 1.0]];

/// A fedora.
const BASE: Hat = Hat {
    stuff: Stuff::Felt,
    profile: TAPERED,
    height: 1.52,
    crease: [0.34, 0.2, 0.16],
    brim: [0.92, 0.95, 0.95],
    drop: [0.26, -0.06, -0.2],
    bend: 1.4,
    band: 0.38,
    waves: 0.0,
};

/// The shapes of the styles, in their order.
const HATS: [Hat; 12] = [
    BASE,
    Hat { stuff: Stuff::Straw, height: 1.48, crease: [0.26, 0.16, 0.1], band: 0.36, ..BASE },
    Hat {
        height: 1.66,
        crease: [0.42, 0.26, 0.2],
        brim: [1.0, 1.45, 1.05],
        drop: [0.34, -0.72, 0.0],
        bend: 1.9,
        band: 0.14,
        ..BASE
    },
    Hat {
        stuff: Stuff::Straw,
        profile: FLAT,
        height: 1.34,
        crease: [0.0; 3],
        brim: [0.9, 0.92, 0.92],
        drop: [0.1, 0.0, -0.1],
        bend: 1.0,
        band: 0.46,
        ..BASE
    },
    Hat {
        stuff: Stuff::Straw,
        profile: ROUND,
        height: 1.36,
        crease: [0.0; 3],
        brim: [1.25, 1.5, 1.5],
        drop: [-0.1, 0.24, 0.02],
        bend: 1.3,
        band: 0.28,
        waves: 0.1,
    },
    Hat {
        profile: ROUND,
        height: 1.42,
        crease: [0.0; 3],
        brim: [0.58, 0.58, 0.6],
        drop: [0.18, -0.2, 0.0],
        bend: 2.0,
        band: 0.26,
        ..BASE
    },
    Hat { height: 1.5, crease: [0.3, 0.24, 0.2], brim: [0.55, 0.52, 0.5], drop: [0.26, -0.02, -0.26], ..BASE },
    Hat {
        profile: FLAT,
        height: 1.36,
        crease: [0.06, 0.0, 0.0],
        brim: [1.15, 1.3, 1.2],
        drop: [-0.1, -0.02, 0.04],
        bend: 1.1,
        band: 0.2,
        ..BASE
    },
    Hat {
        profile: BELL,
        height: 1.36,
        crease: [0.0; 3],
        brim: [0.3, 0.42, 0.26],
        drop: [0.24, 0.3, 0.1],
        bend: 1.0,
        band: 0.3,
        ..BASE
    },
    Hat {
        profile: FLAT,
        height: 1.34,
        crease: [-0.05, 0.0, 0.0],
        brim: [1.0, 1.05, 1.0],
        drop: [0.24, -0.22, 0.0],
        bend: 1.7,
        band: 0.24,
        ..BASE
    },
    Hat {
        profile: ROUND,
        height: 1.4,
        crease: [0.05, 0.0, 0.0],
        brim: [1.1, 1.35, 1.3],
        drop: [0.26, 0.44, 0.05],
        bend: 1.5,
        band: 0.22,
        waves: 0.16,
        ..BASE
    },
    Hat {
        height: 1.54,
        crease: [0.4, 0.08, 0.1],
        brim: [0.74, 0.74, 0.74],
        drop: [0.02, -0.26, -0.1],
        bend: 2.2,
        band: 0.34,
        ..BASE
    },
];

/// Height of the ring on which a hat sits, in front, at the ears and at the back.
const SEAT: Vec3 = [-0.86, -0.72, -0.66];

/// A hat that sits on a head: lifted off the brows, and tipped to a side.
struct Seat {
    hat: Hat,
    profile: Ring,
    lifted: f32,
    tip: f32,
    wave: f32,
}

impl Seat {
    fn new(head: &Head, design: &Design) -> Self {
        let hat = HATS.get(design.style).copied().unwrap_or(BASE);
        let profile = curve(hat.profile, Closed::No);
        let (tip, wave) = (0.1 * (design.phase - 0.5), design.phase);
        let mut seat = Self { hat, profile, lifted: 0.0, tip, wave };
        let front = (0..=16).flat_map(|i| [0.0, 0.5, 1.0].map(|v| [0.3 + 0.025 * i as f32, v]));
        let lifted = lift(head, front.map(|uv| seat.brim(uv)), BROW_TOP_Y - 0.03);
        seat.lifted = lifted;
        seat
    }

    fn height(&self, turn: Vec2, x: f32) -> f32 {
        // A level ring in space is a straight line at the sides, so its height grows with the cosine.
        let [front, side, back] = SEAT;
        let end = if turn[1] > 0.0 { front } else { back };
        side + (end - side) * turn[1].abs() - self.lifted + self.tip * x
    }

    fn brim(&self, [u, v]: Vec2) -> Vec3 {
        // The outer side of a brim is its upper one, so it is laid from its rim to its root.
        let out = 1.0 - v;
        let root = ring(u, FIT, 0.0);
        let width = out * about(self.hat.brim, root.turn);
        let at = ring(u, FIT, width);
        let wave = self.hat.waves * out * out * (3.0 * (u - 0.5) * std::f32::consts::TAU + 6.3 * self.wave).sin();
        let drop = (about(self.hat.drop, root.turn) + wave) * out.powf(self.hat.bend);
        [at.x, self.height(root.turn, at.x) + drop, at.z]
    }

    fn crown(&self, [u, v]: Vec2) -> Vec3 {
        let [rho, up] = along(&self.profile, v);
        let turn = ring(u, FIT, 0.0).turn;
        let [crease, dents, slope] = self.hat.crease;
        let beside = ((turn[0].abs().atan2(turn[1]) - 0.62) / 0.34).powi(2);
        let dent = dents * falling(beside) * smooth(0.35, 0.85, up);
        let rho = rho * (1.0 - dent);
        let [half, front, back] = FIT;
        let length = if turn[1] > 0.0 { front } else { back };
        let (x, z) = (half * rho * turn[0], length * rho * turn[1]);
        let dip = crease * falling((x / 0.3).powi(2)) * smooth(0.8, 1.0, up) * smooth(-1.3, -0.2, -z.abs());
        let fall = slope * smooth(0.5, -0.9, z) * up;
        let y = self.height(turn, x) * (1.0 - up) + (SEAT[1] - self.lifted - self.hat.height + self.tip * x) * up;
        [x, y + dip + fall, AXIS_Z + z]
    }
}

/// Draws a hat.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    let seat = Seat::new(canvas.head, design);
    let sheets = [
        Sheet::skull(canvas.head),
        Sheet::new(canvas.head, [72, 8], |uv| seat.brim(uv)),
        Sheet::new(canvas.head, [56, 28], |uv| seat.crown(uv)).outside(),
    ];
    let view = View::of(canvas, &sheets);
    let whole = view.coverage();
    let end = canvas.head.at([0.0, BROW_TOP_Y, 0.05])[1];
    let fade = [end - 0.06, end + 0.1];
    canvas.cast(Some(&whole), Shadow { offset: [0.02, 0.14], softness: 0.09, strength: 0.5, fade });
    let look = look(design, &seat.hat, canvas);
    view.lay(canvas, look);
}

fn look(design: &Design, hat: &Hat, canvas: &Canvas) -> impl Fn(&Spot) -> Paint + use<> {
    let straw = hat.stuff == Stuff::Straw;
    let body = design.colour(if straw { 2 } else { 0 });
    let band = design.colour(1);
    let (share, salt) = (hat.band / hat.height, design.number % 91);
    let detail = smooth(16.0, 44.0, canvas.head.unit);
    let lamp = Lamp::beside(0.5 * canvas.light.slope[0]);
    let brim = hat.brim[1];
    move |spot| {
        let [u, v] = spot.uv;
        let form = spot.form(&lamp);
        if spot.sheet == 1 {
            let out = 1.0 - v;
            let grain = texture(straw, [u * 9.0, out * brim], [detail, 0.9], salt);
            let root = 1.0 - 0.4 * smooth(0.25, 0.0, out * brim);
            let binding = if out * brim > brim - 0.05 { 0.8 } else { 1.0 };
            let below = if spot.inner { 0.5 + 0.12 * out } else { 1.0 };
            return Paint::matt(body, form * grain * root * binding * below);
        }
        let up = v * 1.35;
        let contact = 1.0 - 0.34 * smooth(0.12, 0.0, up);
        if up < share {
            let edge = 1.0 - 0.3 * smooth(0.8, 1.0, up / share);
            let ribs = 1.0 + 0.06 * detail * (up / share * 40.0).sin();
            return Paint { glint: 0.01 * spot.normal[2].powi(12), ..Paint::matt(band, form * contact * edge * ribs) };
        }
        let shade = 1.0 - 0.3 * smooth(0.035, 0.0, up - share);
        let grain = texture(straw, [u * 9.0, up * 1.6], [detail, 0.9], salt);
        Paint::matt(body, form * grain * shade)
    }
}

/// Plaited straw in rings, or the nap of felt, as a factor on the light.
fn texture(straw: bool, [around, along]: Vec2, [detail, least]: Vec2, salt: u32) -> f32 {
    let blotch = noise([3.0 * around, 4.0 * along], salt) - 0.5;
    if !straw {
        let nap = noise([16.0 * around, 22.0 * along], salt + 3) - 0.5;
        return 1.0 + 0.1 * blotch + 0.07 * detail * nap;
    }
    let rings = (along * 15.0 * std::f32::consts::TAU).sin();
    let plait = (around * 60.0 + 1.6 * rings).sin();
    let stray = noise([30.0 * around, 26.0 * along], salt + 5) - 0.5;
    least.max(0.5) + 0.1 + 0.12 * blotch + detail * (0.09 * rings + 0.06 * plait + 0.16 * stray)
}
