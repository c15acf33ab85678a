//! Knitted caps: ribbed, cabled, striped or patterned, with or without cuff, pompom and ear flaps.
//!
//! The edge runs 0.7 to 0.8 above the eyes in front and over the upper third of the ears (0.02 to 0.87 below the eyes); the
//! knit is 0.05 wider than the hair that it presses to half width 1.27, a stitch is 0.08 to 0.16 wide (5 to 10 mm).

use std::f32::consts::TAU;

use super::canvas::{Canvas, Paint, Shadow, smooth};
use super::design::Design;
use super::falling::falling;
use super::head::{BROW_TOP_Y, Head, MOST_YAW_AROUND_DEG, Vec2};
use super::outline::{Closed, curve};
use super::region::Region;
use super::shell::{AXIS_Z, Dome, FIT, Lamp, Sheet, Spot, Vec3, View, ball, seen};
use super::wearable::{Colour, Layer, SHOW, WEAVES, Wearable};
use super::weave::{mix, noise};

const WOOLS: [[Colour; 7]; 2] = [
    [[38, 40, 44], [152, 40, 44], [44, 64, 98], [206, 196, 176], [92, 104, 76], [198, 150, 60], [128, 104, 92]],
    [[80, 82, 86], [34, 76, 72], [112, 42, 64], [226, 218, 206], [168, 100, 56], [118, 132, 160], [62, 50, 84]],
];

/// What it brings.
pub(super) const KIND: Wearable = Wearable {
    styles: &[
        "cuffed",
        "fisherman",
        "pompom",
        "slouchy",
        "striped",
        "cable",
        "earflap",
        "marled",
        "fine",
        "nordic",
        "chunky",
        "banded",
    ],
    layer: Layer::Top,
    reach: [[-2.0, -2.9], [2.0, 2.3]],
    cover: [SHOW; 5],
    most_yaw_deg: MOST_YAW_AROUND_DEG,
    least_area: 0.4,
    share: [0.0, 0.3],
    hides: &[Region::Hair, Region::Forehead],
    hidden_units: &[],
    partly_hidden_units: &[1, 2],
    palettes: [[&WOOLS[0]; 3], [&WOOLS[1]; 3]],
    weaves: WEAVES,
    patterned: 0.0,
    draw,
};

/// How the stitches lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Knit {
    /// Upright ribs.
    Ribs,
    /// Smooth rows of stitches.
    Rows,
    /// Ropes of crossing stitches between ribs.
    Cables,
}

/// Where the second and third colours go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Colouring {
    One,
    Stripes,
    Flecks,
    Nordic,
    /// One wide band.
    Band,
}

/// The shape of a knitted cap; lengths in head units.
#[derive(Clone, Copy)]
struct Cap {
    /// Height of the edge in front and at the sides, and of the top.
    edge: Vec2,
    top: f32,
    profile: &'static [Vec2],
    /// How far the top hangs back.
    lean: f32,
    /// Height of the turned-up cuff, 0 without.
    cuff: f32,
    knit: Knit,
    colouring: Colouring,
    /// Stitches or ribs around the head.
    n_around: f32,
    /// Radius of the pompom, 0 without.
    pompom: f32,
    /// Length of the ear flaps, 0 without.
    flap: f32,
    /// Depth of slack folds.
    slack: f32,
}

const SNUG: &[Vec2] =
    &[[1.0, 0.0], [1.03, 0.18], [1.02, 0.4], [0.93, 0.64], [0.72, 0.85], [0.42, 0.965], [0.18, 1.0], [0.0, 1.0]];
const BAGGY: &[Vec2] =
    &[[1.0, 0.0], [1.07, 0.16], [1.15, 0.4], [1.1, 0.64], [0.86, 0.86], [0.5, 0.97], [0.2, 1.0], [0.0, 1.0]];
const PEAKED: &[Vec2] =
    &[[1.0, 0.0], [1.02, 0.16], [0.98, 0.36], [0.85, 0.58], [0.64, 0.78], [0.38, 0.92], [0.17, 0.98], [0.0, 1.0]];

/// A ribbed cap with a cuff.
const BASE: Cap = Cap {
    edge: [-0.74, -0.16],
    top: -1.98,
    profile: SNUG,
    lean: 0.1,
    cuff: 0.5,
    knit: Knit::Ribs,
    colouring: Colouring::One,
    n_around: 46.0,
    pompom: 0.0,
    flap: 0.0,
    slack: 0.0,
};

/// The shapes of the styles, in their order.
const CAPS: [Cap; 12] = [
    BASE,
    Cap { edge: [-0.94, -0.46], top: -1.9, cuff: 0.4, n_around: 40.0, ..BASE },
    Cap { knit: Knit::Cables, pompom: 0.4, cuff: 0.42, n_around: 34.0, ..BASE },
    Cap { profile: BAGGY, top: -2.2, lean: 0.5, cuff: 0.0, knit: Knit::Rows, n_around: 64.0, slack: 0.1, ..BASE },
    Cap { colouring: Colouring::Stripes, knit: Knit::Rows, cuff: 0.0, n_around: 70.0, ..BASE },
    Cap { knit: Knit::Cables, cuff: 0.0, n_around: 30.0, top: -2.02, ..BASE },
    Cap {
        profile: PEAKED,
        top: -2.16,
        flap: 1.0,
        cuff: 0.0,
        knit: Knit::Rows,
        colouring: Colouring::Nordic,
        n_around: 60.0,
        ..BASE
    },
    Cap { colouring: Colouring::Flecks, n_around: 52.0, top: -2.04, cuff: 0.56, ..BASE },
    Cap { edge: [-0.7, -0.06], knit: Knit::Rows, cuff: 0.0, n_around: 110.0, top: -1.86, ..BASE },
    Cap {
        knit: Knit::Rows,
        colouring: Colouring::Nordic,
        pompom: 0.34,
        cuff: 0.34,
        n_around: 60.0,
        profile: PEAKED,
        top: -2.08,
        ..BASE
    },
    Cap { profile: BAGGY, top: -2.1, lean: 0.25, cuff: 0.0, n_around: 26.0, slack: 0.06, ..BASE },
    Cap { colouring: Colouring::Band, n_around: 48.0, cuff: 0.36, pompom: 0.3, ..BASE },
];

impl Cap {
    fn dome(&self, head: &Head, size: f32) -> Dome {
        let half = [FIT[0] + 0.04, FIT[1] + 0.03, FIT[2]];
        let [front, side] = self.edge;
        let top = self.top - 0.8 * (size - 1.0);
        let profile = curve(self.profile, Closed::No);
        Dome { profile, half, edge: [front, side, side], peak: 0.0, top, lean: self.lean }
            .lifted(head, BROW_TOP_Y - 0.04)
    }
}

/// Draws a knitted cap.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    let cap = CAPS.get(design.style).copied().unwrap_or(BASE);
    let dome = cap.dome(canvas.head, design.size);
    let salt = design.number % 97;
    let shell = |[u, v]: Vec2| {
        let slack = cap.slack * (noise([7.0 * u, 5.0 * v + 3.0 * design.phase], salt) - 0.5) * smooth(0.05, 0.4, v);
        let rough = 0.02 * (noise([cap.n_around * 0.5 * u, 16.0 * v], salt + 2) - 0.5);
        let [x, y, z] = dome.at([u, v], slack + rough);
        [x, y + flap([u, v], cap.flap), z]
    };
    let cuff = |[u, v]: Vec2| {
        let share = cap.cuff / (dome.rise(u, 1.0)).max(0.1);
        let roll = 0.035 + 0.055 * (v * std::f32::consts::PI).sin().max(0.0).sqrt();
        let wave = 0.03 * (noise([9.0 * u, design.phase * 9.0], salt + 4) - 0.5);
        // The profile is nearly upright here, so its share is that of the height.
        let [x, y, z] = dome.at([u, 0.9 * share * v + 0.02], roll);
        [x, y + wave * v + 0.03 * (1.0 - v), z]
    };
    let crest = dome.at([0.5, 1.0], 0.0);
    let r = cap.pompom;
    let tuft = ball([0.03, crest[1] - 0.55 * r, crest[2]], [r, 0.92 * r, r]);
    let pompom = |[u, v]: Vec2| {
        let [x, y, z] = tuft([u, v]);
        let bump = 1.0 + 0.2 * (noise([14.0 * u, 9.0 * v], salt + 6) - 0.5);
        [x * bump, y, AXIS_Z + (z - AXIS_Z) * bump]
    };
    let mut sheets = vec![Sheet::skull(canvas.head), Sheet::new(canvas.head, [96, 26], shell).outside()];
    sheets.push(if cap.cuff > 0.0 { Sheet::new(canvas.head, [96, 8], cuff).outside() } else { nothing(canvas.head) });
    sheets.push(if r > 0.0 { Sheet::new(canvas.head, [28, 16], pompom).outside() } else { nothing(canvas.head) });
    let view = View::of(canvas, &sheets);
    shadow(canvas, &view);
    if cap.flap > 0.0 {
        cords(canvas, design, &cap, &dome);
    }
    let look = look(design, cap, dome, canvas);
    view.lay(canvas, look);
}

fn nothing(head: &Head) -> Sheet {
    Sheet::new(head, [1, 1], |_| [0.0, -1.0, -3.0])
}

fn shadow(canvas: &mut Canvas, view: &View) {
    let end = canvas.head.at([0.0, BROW_TOP_Y, 0.05])[1];
    let fade = [end - 0.06, end + 0.1];
    canvas.cast(Some(&view.coverage()), Shadow { offset: [0.0, 0.06], softness: 0.05, strength: 0.5, fade });
}

/// How far the edge hangs down over the ears.
fn flap([u, v]: Vec2, length: f32) -> f32 {
    let angle = ((u - 0.5) * TAU).abs();
    let lobe = falling(((angle - 1.3) / 0.42).powi(4));
    length * lobe * (1.0 - smooth(0.0, 0.5, v))
}

/// Plaited cords at the ends of the ear flaps.
fn cords(canvas: &mut Canvas, design: &Design, cap: &Cap, dome: &Dome) {
    let colour = mix(design.colour(0), design.colour(1), 0.4);
    for (i, u) in [0.5 - 1.3 / TAU, 0.5 + 1.3 / TAU].into_iter().enumerate() {
        let [x, y, z] = dome.at([u, 0.0], 0.0);
        let [across, down, _] = seen(canvas.head, [x, y + cap.flap - 0.05, z]);
        let sway = 0.1 * (design.phase - 0.5) * if i == 0 { 1.0 } else { -0.6 };
        let cord =
            curve(&[[across, down], [0.97 * across, down + 0.5], [0.94 * across + sway, down + 1.1]], Closed::No);
        let part = canvas.line(&cord, 0.085, Closed::No);
        canvas.paint(part, super::head::Surface::Hull, move |[x, y]| {
            let plait = 0.5 + 0.5 * ((y * 11.0 + if x > 0.0 { 0.2 } else { 0.0 }) * TAU).sin();
            Paint::matt(colour, 0.62 + 0.34 * plait)
        });
    }
}

fn look(design: &Design, cap: Cap, dome: Dome, canvas: &Canvas) -> impl Fn(&Spot) -> Paint + use<> {
    let (lamp, detail) = (Lamp::beside(0.5 * canvas.light.slope[0]), smooth(20.0, 46.0, canvas.head.unit));
    let design = design.clone();
    let salt = design.number % 89;
    move |spot| {
        let [u, v] = spot.uv;
        let form = spot.form(&lamp) * if spot.inner { 0.4 } else { 1.0 };
        match spot.sheet {
            1 => {
                let rise = dome.rise(u, v);
                let tucked = 1.0 - 0.5 * smooth(0.13, 0.0, rise - 0.95 * cap.cuff) * smooth(0.0, 0.1, cap.cuff);
                let hem = if cap.cuff > 0.0 { 1.0 } else { 1.0 - 0.25 * smooth(0.07, 0.0, rise) };
                let gather = 1.0 - 0.25 * smooth(0.85, 1.0, v) * (0.5 + 0.5 * (u * 20.0 * TAU).sin());
                let place = [u * cap.n_around, rise * cap.n_around / 8.0];
                let colour = colouring(&design, cap.colouring, [u, rise], cap.n_around);
                let slack = |strength: f32| strength * (noise([7.0 * u, 5.0 * v + 3.0 * design.phase], salt) - 0.5);
                let fold = if cap.slack > 0.0 { 1.0 + slack(1.2 * cap.slack) } else { 1.0 };
                Paint::matt(colour, form * tucked * hem * gather * fold * stitches(cap.knit, place, detail))
            }
            2 => {
                let place = [u * cap.n_around, v * cap.cuff * cap.n_around / 8.0];
                let colour = if cap.colouring == Colouring::One || cap.colouring == Colouring::Flecks {
                    colouring(&design, cap.colouring, [u, v], cap.n_around)
                } else {
                    design.colour(1)
                };
                let rolled = 0.9 + 0.16 * (v * 3.0).sin();
                Paint::matt(colour, form * rolled * stitches(Knit::Ribs, place, detail))
            }
            _ => tuft(&design, spot, form),
        }
    }
}

/// Cut wool: strands that point outwards, loose at the silhouette.
fn tuft(design: &Design, spot: &Spot, form: f32) -> Paint {
    let [u, v] = spot.uv;
    let strands = noise([60.0 * u, 34.0 * v], 3) - 0.5;
    let clumps = noise([18.0 * u, 11.0 * v], 5) - 0.5;
    let colour = if clumps > 0.1 { mix(design.colour(1), design.colour(0), 0.3) } else { design.colour(1) };
    let loose = smooth(0.0, 0.45, spot.normal[2] + 0.5 * strands);
    Paint { opacity: loose, ..Paint::matt(colour, form * (1.0 + 0.5 * strands + 0.4 * clumps)) }
}

fn colouring(design: &Design, colouring: Colouring, [u, rise]: Vec2, n_around: f32) -> Vec3 {
    let [ground, second, third] = [0, 1, 2].map(|i| design.colour(i));
    match colouring {
        Colouring::Stripes => {
            let band = (rise / (0.7 * design.period + 0.08) + design.phase).rem_euclid(2.0);
            if band < 1.0 { ground } else { second }
        }
        Colouring::Flecks => {
            // Two yarns twisted into one show in turn along each stitch.
            let fleck = noise([u * n_around * 2.2, rise * n_around * 0.6 + u * 30.0], 7);
            mix(ground, second, 0.12 + 0.3 * smooth(0.38, 0.66, fleck))
        }
        Colouring::Band if (0.5..0.86).contains(&rise) => second,
        Colouring::One | Colouring::Band => ground,
        Colouring::Nordic => nordic([u * n_around, rise * n_around / 8.0], [ground, second, third]),
    }
}

/// Rows of diamonds, zigzags and dots, whole stitches in size.
fn nordic([column, row]: Vec2, [ground, second, third]: [Vec3; 3]) -> Vec3 {
    let (column, row) = (column.floor(), row.floor().rem_euclid(16.0));
    let away = |period: f32| (column.rem_euclid(period) - (0.5 * period).floor()).abs();
    let inked = match row as usize {
        0 | 9 => true,
        2 => column.rem_euclid(2.0) < 0.5,
        4..=6 => ((row - 5.0).abs() + away(6.0) - 1.0).abs() < 0.5,
        11..=13 => (away(4.0) - (row - 11.0)).abs() < 0.5,
        _ => false,
    };
    match (inked, row < 8.5) {
        (false, _) => ground,
        (true, true) => second,
        (true, false) => third,
    }
}

/// Light on stitches at a place in stitches around and rows up, as a factor.
fn stitches(knit: Knit, [a, b]: Vec2, detail: f32) -> f32 {
    let wool = noise([2.3 * a, 2.0 * b], 13) - 0.5;
    let light = match knit {
        Knit::Ribs => {
            let rib = 0.5 + 0.5 * (a * TAU).cos();
            let loop_ = loops([2.0 * a, 2.0 * b]);
            0.66 + 0.36 * rib.sqrt() + 0.16 * (loop_ - 0.5) * rib
        }
        Knit::Rows => 0.9 + 0.26 * (loops([a, b]) - 0.55),
        Knit::Cables => {
            let lane = a.rem_euclid(4.0);
            if lane > 2.4 {
                0.62 + 0.2 * (0.5 + 0.5 * ((lane - 2.4) * 1.25 * TAU).cos())
            } else {
                rope([lane / 1.2 - 1.0, b])
            }
        }
    };
    1.0 + detail.max(0.35) * (light + 0.1 * wool - 0.97)
}

/// Height of loops in columns that lean towards each other.
fn loops([a, b]: Vec2) -> f32 {
    let x = a - a.floor() - 0.5;
    let y = b + 0.7 * x.abs();
    let y = y - y.floor() - 0.5;
    (1.0 - 1.5 * x * x - 2.6 * y * y).max(0.0)
}

/// Two strands that cross; `x` in `[-1, 1]` over the rope.
fn rope([x, b]: Vec2) -> f32 {
    let turn = b * 0.22 * TAU;
    let strand = |phase: f32| {
        let (at, front) = ((turn + phase).sin() * 0.48, 0.5 + 0.5 * (turn + phase).cos());
        (1.0 - ((x - at) / 0.52).powi(2)).max(0.0).sqrt() * (0.72 + 0.28 * front)
    };
    0.5 + 0.58 * strand(0.0).max(strand(0.5 * TAU))
}
