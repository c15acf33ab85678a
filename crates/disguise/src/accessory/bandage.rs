//! Bandages: gauze wound around the head, plasters and pads on nose, cheek, chin and forehead.
//!
//! A gauze bandage is 0.5 to 0.8 wide (3 to 5 cm), a plaster 1.15 by 0.3 (72 by 19 mm), a pad 0.6 to 0.8 square.

use std::f32::consts::{PI, TAU};

use super::canvas::{Canvas, Paint, Shadow, smooth};
use super::design::Design;
use super::falling::falling;
use super::head::{BROW_TOP_Y, Head, MOST_YAW_AROUND_DEG, Surface, Vec2};
use super::outline::{Closed, Ring, curve};
use super::region::Region;
use super::shell::{AXIS_Z, Dome, FIT, Lamp, Sheet, Spot, Vec3, View, lift, ring, seen};
use super::wearable::{Colour, EITHER, Layer, SHOW, WEAVES, Wearable};
use super::weave::noise;

const GAUZES: [[Colour; 3]; 2] =
    [[[236, 232, 220], [244, 243, 240], [212, 192, 160]], [[222, 214, 198], [228, 232, 236], [194, 168, 132]]];
const PLASTERS: [[Colour; 4]; 2] = [
    [[214, 168, 132], [164, 114, 80], [238, 208, 182], [70, 132, 190]],
    [[196, 148, 114], [122, 84, 60], [226, 190, 160], [232, 226, 220]],
];

/// What it brings.
pub(super) const KIND: Wearable = Wearable {
    styles: &[
        "headband",
        "nosestrip",
        "cheekpad",
        "oblique",
        "browplaster",
        "chinpad",
        "capeline",
        "nosesplint",
        "browpad",
        "strips",
    ],
    layer: Layer::Face,
    reach: [[-1.9, -2.5], [1.9, 2.6]],
    cover: [SHOW, SHOW, EITHER, SHOW, SHOW],
    most_yaw_deg: MOST_YAW_AROUND_DEG,
    least_area: 0.08,
    share: [0.0, 0.4],
    hides: &[],
    hidden_units: &[],
    partly_hidden_units: &[1, 2, 6, 9, 17],
    palettes: [[&GAUZES[0], &PLASTERS[0], &GAUZES[0]], [&GAUZES[1], &PLASTERS[1], &GAUZES[1]]],
    weaves: WEAVES,
    patterned: 0.0,
    draw,
};

/// What a piece is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stuff {
    /// Perforated cloth or film with a pad in its middle.
    Plaster,
    /// White strips that hold a pad.
    Tape,
    /// A folded gauze pad.
    Pad,
}

/// One piece on the skin: centre, half length and width, angle in radians.
#[derive(Clone, Copy)]
struct Piece {
    stuff: Stuff,
    centre: Vec2,
    half: Vec2,
    angle: f32,
}

const fn piece(stuff: Stuff, centre: Vec2, half: Vec2, angle: f32) -> Piece {
    Piece { stuff, centre, half, angle }
}

/// The pieces on the skin of each style, for the right of the picture.
fn pieces(style: usize) -> &'static [Piece] {
    use Stuff::{Pad, Plaster, Tape};
    const NOSE: &[Piece] = &[piece(Plaster, [0.0, 0.34], [0.56, 0.15], 0.0)];
    const CHEEK: &[Piece] = &[
        piece(Pad, [0.66, 0.58], [0.27, 0.25], 0.12),
        piece(Tape, [0.66, 0.41], [0.38, 0.07], 0.12),
        piece(Tape, [0.66, 0.75], [0.36, 0.07], 0.12),
    ];
    const BROW: &[Piece] =
        &[piece(Plaster, [0.5, -0.68], [0.52, 0.15], -0.22), piece(Plaster, [0.66, 0.55], [0.36, 0.13], 0.5)];
    const CHIN: &[Piece] = &[
        piece(Pad, [0.04, 1.58], [0.32, 0.17], 0.0),
        piece(Tape, [-0.26, 1.58], [0.21, 0.07], 0.0),
        piece(Tape, [0.34, 1.58], [0.21, 0.07], 0.0),
    ];
    const FOREHEAD: &[Piece] = &[
        piece(Pad, [0.36, -0.84], [0.3, 0.2], -0.14),
        piece(Tape, [0.34, -0.98], [0.42, 0.06], -0.14),
        piece(Tape, [0.38, -0.71], [0.42, 0.06], -0.14),
    ];
    const SPLINT: &[Piece] = &[
        piece(Tape, [0.0, -0.62], [0.46, 0.14], 0.0),
        piece(Pad, [0.0, 0.12], [0.13, 0.3], 0.0),
        piece(Tape, [0.0, 0.34], [0.5, 0.12], 0.0),
        piece(Tape, [0.0, 0.52], [0.44, 0.11], 0.0),
    ];
    const STRIPS: &[Piece] = &[
        piece(Tape, [0.42, -0.66], [0.06, 0.18], -0.3),
        piece(Tape, [0.58, -0.67], [0.06, 0.18], -0.15),
        piece(Tape, [0.26, -0.66], [0.06, 0.18], -0.4),
        piece(Plaster, [-0.72, 0.48], [0.34, 0.12], 0.7),
        piece(Plaster, [-0.72, 0.48], [0.34, 0.12], -0.75),
    ];
    match style {
        1 => NOSE,
        2 => CHEEK,
        4 => BROW,
        5 => CHIN,
        7 => SPLINT,
        8 => FOREHEAD,
        9 => STRIPS,
        _ => &[],
    }
}

/// Turns of gauze around the head: height of the middle in front, half width, slant, all towards the right of the picture.
fn turns(style: usize) -> &'static [[f32; 3]] {
    match style {
        0 => &[[-1.02, 0.22, 0.1], [-0.86, 0.24, -0.06], [-0.8, 0.25, 0.03]],
        3 => &[[-1.2, 0.3, 0.2], [-1.0, 0.28, -0.24], [-0.86, 0.26, -0.14]],
        6 => &[[-0.84, 0.25, 0.06], [-0.78, 0.22, -0.04]],
        _ => &[],
    }
}

/// The regions that a style hides for the greater part: gauze around the head, alone or over the whole scalp.
pub(super) fn hides(style: usize) -> &'static [Region] {
    match style {
        0 | 3 => &[Region::Forehead],
        6 => &[Region::Hair, Region::Forehead],
        _ => &[],
    }
}

/// Draws a bandage.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    let side = if design.phase < 0.5 { -1.0 } else { 1.0 };
    let turns = turns(design.style);
    if turns.is_empty() {
        for piece in pieces(design.style) {
            lay(canvas, design, *piece, side);
        }
        return;
    }
    let salt = design.number % 73;
    let lifted =
        turns.iter().map(|&t| lift(canvas.head, (0..9).map(|i| turn(t, 0, [0.38 + 0.03 * i as f32, 0.0])), LIMIT));
    let up = lifted.fold(0.0, f32::max);
    let mut sheets = vec![Sheet::skull(canvas.head)];
    for (i, &[height, half, slant]) in turns.iter().enumerate() {
        let creased = |[u, v]: Vec2| {
            let [x, y, z] = turn([height - up, half, side * slant], i, [u, v]);
            [x, y + 0.03 * (noise([6.0 * u + i as f32, 2.0 * v], salt) - 0.5), z]
        };
        sheets.push(Sheet::new(canvas.head, [64, 6], creased));
    }
    if design.style == 6 {
        let dome = scalp(up);
        sheets.push(Sheet::new(canvas.head, [48, 20], move |uv| dome.at(uv, 0.0)));
    }
    let view = View::of(canvas, &sheets);
    let end = canvas.head.at([0.0, BROW_TOP_Y, 0.05])[1];
    let fade = [end - 0.04, end + 0.1];
    canvas.cast(Some(&view.coverage()), Shadow { offset: [0.0, 0.035], softness: 0.04, strength: 0.4, fade });
    let look = gauze_look(design, canvas);
    view.lay(canvas, look);
}

/// Gauze around the head ends above the brows.
const LIMIT: f32 = BROW_TOP_Y - 0.03;

/// One turn around the head; each lies on the one before.
fn turn([height, half, slant]: [f32; 3], nth: usize, [u, v]: Vec2) -> Vec3 {
    let at = ring(u, FIT, 0.015 + 0.016 * nth as f32);
    let [s, c] = at.turn;
    // The scalp draws in above the forehead, and cloth lies on it.
    let y = height + half * (1.0 - 2.0 * v) + slant * s + 0.16 * (1.0 - c);
    let narrow = 1.0 - 0.22 * smooth(-0.8, -1.7, y);
    [at.x * narrow, y, AXIS_Z + (at.z - AXIS_Z) * narrow]
}

/// Gauze over the whole top of the head.
fn scalp(up: f32) -> Dome {
    const OVER: &[Vec2] =
        &[[1.0, 0.0], [1.02, 0.2], [1.0, 0.42], [0.9, 0.66], [0.68, 0.86], [0.4, 0.97], [0.18, 1.0], [0.0, 1.0]];
    Dome {
        profile: curve(OVER, Closed::No),
        half: FIT,
        edge: [-0.85 - up, -0.7 - up, -0.5],
        peak: 0.0,
        top: -1.86,
        lean: 0.05,
    }
}

fn gauze_look(design: &Design, canvas: &Canvas) -> impl Fn(&Spot) -> Paint + use<> {
    let (lamp, detail) = (Lamp::beside(0.5 * canvas.light.slope[0]), smooth(24.0, 70.0, canvas.head.unit));
    let (colour, salt) = (design.colour(0), design.number % 71);
    move |spot| {
        let [u, v] = spot.uv;
        let number = spot.sheet as u32;
        let place = [8.0 * u, 0.6 * v + 3.0 * number as f32];
        let crease = noise([3.0 * place[0], 9.0 * v + 4.0 * u], salt + number) - 0.5;
        let edge = smooth(0.0, 0.05, v.min(1.0 - v) + 0.05 * (noise([50.0 * u, 3.0 * v], salt + 9) - 0.5));
        let fold = 1.0 - 0.16 * smooth(0.1, 0.0, v) - 0.22 * smooth(0.12, 0.0, 1.0 - v);
        let form = spot.form(&lamp) * if spot.inner { 0.45 } else { 1.0 };
        let light = form * fold * (1.0 + 0.2 * crease) * threads(place, detail);
        Paint { opacity: edge, ..Paint::matt(colour, light) }
    }
}

/// Open weave: threads and the gaps between them.
fn threads([a, b]: Vec2, detail: f32) -> f32 {
    let wave = |v: f32| 0.5 + 0.5 * (v * 17.0 * TAU).cos();
    0.97 + detail * (0.1 * (wave(a) * wave(b)).sqrt() - 0.05)
}

/// Height of the skin above the plane of the eyes, with the bridge of the nose.
fn skin([x, y]: Vec2) -> f32 {
    let ridge = 0.1 + 0.34 * smooth(-0.15, 0.6, y);
    let nose = ridge * falling((x / 0.19).powi(2)) * smooth(-0.5, 0.0, y) * smooth(0.85, 0.6, y);
    Surface::Face.depth(x, y) + nose
}

impl Piece {
    /// A place of the piece, `u` and `v` in `[-1, 1]`, on the skin.
    fn at(&self, side: f32, [u, v]: Vec2) -> Vec3 {
        let (s, c) = self.angle.sin_cos();
        let (p, q) = (u * self.half[0], v * self.half[1]);
        let (x, y) = (side * (self.centre[0] + p * c - q * s), self.centre[1] + p * s + q * c);
        [x, y, skin([x, y]) + 0.015]
    }

    /// How round its ends are: exponent of a superellipse.
    fn roundness(&self) -> f32 {
        match self.stuff {
            Stuff::Plaster => 3.2,
            Stuff::Pad => 7.0,
            Stuff::Tape => 14.0,
        }
    }

    fn outline(&self, head: &Head, side: f32) -> Ring {
        let n = self.roundness();
        let slim = self.half[0] / self.half[1];
        (0..48)
            .map(|i| (i as f32 / 48.0 * TAU).sin_cos())
            .map(|(s, c)| {
                // Round ends, straight sides: the exponent holds in the width, the length is as much straighter.
                let power = |v: f32, n: f32| v.signum() * v.abs().powf(2.0 / n);
                let [across, down, _] = seen(head, self.at(side, [power(c, n * slim.clamp(1.0, 2.5)), power(s, n)]));
                [across, down]
            })
            .collect()
    }
}

/// Lays one piece on the skin with the shadow of its edge.
fn lay(canvas: &mut Canvas, design: &Design, piece: Piece, side: f32) {
    let outline = piece.outline(canvas.head, side);
    let part = canvas.fill(std::slice::from_ref(&outline));
    canvas.cast(part.as_ref(), Shadow { offset: [0.0, 0.012], softness: 0.014, strength: 0.4, fade: [8.0, 9.0] });
    let flat = |v: f32| 2.0 * v - 1.0;
    // From left to right and upwards on either side of the face.
    let sheet = Sheet::new(canvas.head, [24, 12], |[u, v]| piece.at(side, [side * flat(u), -flat(v)]));
    let view = View::of(canvas, &[sheet]);
    let look = piece_look(design, piece, canvas);
    view.lay(canvas, look);
}

fn piece_look(design: &Design, piece: Piece, canvas: &Canvas) -> impl Fn(&Spot) -> Paint + use<> {
    let (lamp, detail) = (Lamp::beside(0.4 * canvas.light.slope[0]), smooth(24.0, 70.0, canvas.head.unit));
    let colour = design.colour(usize::from(piece.stuff == Stuff::Plaster));
    let (n, slim, salt) = (piece.roundness(), (piece.half[0] / piece.half[1]).clamp(1.0, 2.5), design.number % 67);
    let gloss = design.gloss;
    move |spot| {
        let (p, q) = (2.0 * spot.uv[0] - 1.0, 2.0 * spot.uv[1] - 1.0);
        let away = p.abs().powf(n * slim) + q.abs().powf(n);
        let inside = 1.0 - smooth(0.86, 1.0, away);
        let rim = 1.0 - 0.12 * smooth(0.45, 0.95, away);
        let (a, b) = (p * piece.half[0], q * piece.half[1]);
        let crease = noise([9.0 * a + 4.0, 6.0 * b], salt) - 0.5;
        let form = spot.form(&lamp) * (1.0 + 0.1 * crease) * rim;
        match piece.stuff {
            Stuff::Plaster => {
                let pad = smooth(0.42, 0.38, p.abs()) * smooth(0.86, 0.74, q.abs());
                let step = falling(((p.abs() - 0.4) / 0.03).powi(2)) * smooth(0.9, 0.8, q.abs());
                let holes = (a * 20.0 * PI).sin() * (b * 20.0 * PI).sin();
                let dots = 1.0 - 0.16 * detail * smooth(0.6, 0.9, holes) * (1.0 - 0.7 * pad);
                let light = form * dots * (1.0 + 0.04 * pad - 0.1 * step);
                Paint { opacity: 0.97 * inside, glint: 0.012 * gloss, ..Paint::matt(colour, light) }
            }
            Stuff::Tape => {
                let ribs = 1.0 + 0.04 * detail * (a * 40.0 * PI).sin();
                Paint { opacity: 0.84 * inside, glint: 0.015 * gloss, ..Paint::matt(colour, 0.95 * form * ribs) }
            }
            Stuff::Pad => {
                let puff = 1.0 - 0.2 * smooth(0.5, 1.0, q) + 0.05 * smooth(0.2, -0.9, q);
                Paint { opacity: inside, ..Paint::matt(colour, form * puff * threads([a, b], detail)) }
            }
        }
    }
}
