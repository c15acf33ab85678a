//! Face paint: clowns, animals, flags of no country and stripes, in greasepaint through which pores and shading show.
//!
//! Places are those of the head model: eyes at (±0.5, 0), nose tip at (0, 0.55), mouth at 1.06, brows 0.35 above the eyes.

use super::canvas::{Canvas, Coat, Film, Skin, Spot, smooth};
use super::design::Design;
use super::features::{Eye, Lips};
use super::head::{FACE_HALF_WIDTH, MOST_YAW_DEG, MOUTH_Y, Vec2, length};
use super::light::{Light, level, linear, luma};
use super::wearable::{Colour, EITHER, Layer, WEAVES, Wearable};
use super::weave::{hash_unit, mix, noise};

const FIRST: [[Colour; 5]; 2] = [
    [[196, 30, 40], [30, 88, 170], [240, 190, 40], [40, 130, 70], [232, 110, 30]],
    [[150, 24, 60], [20, 60, 120], [250, 216, 92], [92, 160, 60], [120, 60, 150]],
];
const SECOND: [[Colour; 3]; 2] =
    [[[238, 236, 230], [38, 62, 140], [208, 44, 52]], [[222, 220, 210], [24, 98, 90], [172, 58, 112]]];
const THIRD: [[Colour; 3]; 2] =
    [[[24, 22, 24], [250, 200, 60], [20, 110, 60]], [[46, 38, 42], [226, 148, 48], [72, 42, 112]]];

/// What it brings.
pub(super) const KIND: Wearable = Wearable {
    styles: &[
        "clown",
        "skull",
        "tiger",
        "leopard",
        "flagface",
        "flagcheeks",
        "warstripes",
        "eyeband",
        "halves",
        "butterfly",
        "panda",
        "cat",
    ],
    layer: Layer::Skin,
    reach: [[-1.35, -1.3], [1.35, 2.3]],
    cover: [EITHER; 5],
    most_yaw_deg: MOST_YAW_DEG,
    least_area: 0.2,
    share: [0.03, 1.0],
    hides: &[],
    hidden_units: &[],
    partly_hidden_units: &[],
    palettes: [[&FIRST[0], &SECOND[0], &THIRD[0]], [&FIRST[1], &SECOND[1], &THIRD[1]]],
    weaves: WEAVES,
    patterned: 0.0,
    draw,
};

/// Coats after the design's own three.
const WHITE: usize = 3;
const BLACK: usize = 4;
const FUR: usize = 5;
const ROSE: usize = 6;

/// Colour of the fur of a style, where it has one, to which the design's first colour adds a little.
fn fur(style: usize) -> Colour {
    match style {
        2 => [228, 124, 34],
        3 => [214, 160, 92],
        _ => [176, 150, 128],
    }
}

/// What paints one face.
struct Palette {
    coats: [Coat; 7],
    /// One over the width in which an edge goes from bare to covered.
    per_soft: f32,
    /// How far an edge is taken in, as averaging over the pixels of a finer layer takes it out.
    inset: f32,
    phase: f32,
    salt: u32,
    chin: f32,
}

impl Palette {
    fn of(design: &Design, light: &Light, skin: &Skin, [soft, inset, chin]: [f32; 3]) -> Self {
        let own = [0, 1, 2].map(|which| design.colour(which));
        let fur = mix(fur(design.style).map(linear), own[0], 0.12);
        let [white, black, rose] = [[240, 238, 232], [26, 24, 26], [206, 112, 116]].map(|c: Colour| c.map(linear));
        let coats = [own[0], own[1], own[2], white, black, fur, rose]
            .map(|colour| Coat::new(contrasting(light.shown(colour, brighter(light, skin)), skin), skin.tone));
        Self { coats, per_soft: 1.0 / soft, inset, phase: design.phase, salt: design.number % 89, chin }
    }
}

/// Factor on the light of paint: greasepaint is whiter than pale skin, and much whiter than dark skin in a bright picture.
fn brighter(light: &Light, skin: &Skin) -> f32 {
    const OVER_SKIN: Vec2 = [1.6, 5.0];
    let tone = luma(skin.tone.0).min(0.6);
    let white = (0.8 * light.brightest).clamp(OVER_SKIN[0] * tone, OVER_SKIN[1] * tone);
    (white / light.white).max(1.0)
}

/// Paint in the very tone of the skin would not be seen: it is taken lighter.
fn contrasting(shown: [f32; 3], skin: &Skin) -> [f32; 3] {
    const LEAST_LEVELS: f32 = 16.0;
    let apart = (0..3).map(|c| (level(shown[c]) - level(skin.tone.0[c])).abs()).fold(0.0, f32::max);
    let least = LEAST_LEVELS * (level(luma(skin.tone.0)) / 128.0).min(1.0);
    if apart < least { shown.map(|v| 1.35 * v) } else { shown }
}

/// A brush at one place of the face.
struct Brush<'a> {
    film: &'a mut Film,
    palette: &'a Palette,
    /// The place, moved a little so that no edge is straight.
    at: Vec2,
    /// The same on the right half.
    mirrored: Vec2,
    relief: f32,
    /// The most that paint may cover here.
    most: f32,
}

impl Brush<'_> {
    /// Lays a coat where a place is inside of a shape, by the distance to its edge.
    fn lay(&mut self, coat: usize, inside: f32) {
        self.thinly(coat, inside, 1.0);
    }

    fn thinly(&mut self, coat: usize, inside: f32, cover: f32) {
        let within = (inside - self.palette.inset) * self.palette.per_soft + 0.2;
        if within > 0.0 {
            let share = cover * smooth(0.0, 1.0, within) * self.most;
            self.film.coat(&self.palette.coats[coat], self.relief, share);
        }
    }

    fn whole(&mut self, coat: usize) {
        self.lay(coat, 1.0);
    }
}

/// Draws a painted face.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    // Where edges are ragged is told by these nodes.
    let mut skin = canvas.skin(15.0);
    skin.roughen(design.number % 89);
    let (eyes, lips) = (Eye::both(canvas, &skin), Lips::fit(canvas, &skin));
    let soft = 0.012 + canvas.softness();
    let palette = Palette::of(design, canvas.light, &skin, [soft, canvas.inset(), canvas.head.chin]);
    let style = STYLES[design.style.min(STYLES.len() - 1)];
    let corners = [[-1.15, -1.2], [1.15, palette.chin + 0.05]];
    canvas.film(&skin, corners, |spot, film| {
        let edge = outwards(spot.place, palette.chin);
        if 1.0 < edge || spot.skin <= 0.0 {
            return;
        }
        let bare = bare(spot, &eyes[usize::from(spot.place[0] > 0.0)], &lips);
        let [x, y] = spot.place;
        let at = [x + 0.035 * spot.rough, y - 0.03 * spot.rough];
        let most = (0.94 + 0.12 * spot.rough).clamp(0.86, 0.98)
            * (1.0 - smooth(0.72, 1.0, edge))
            * bare
            * on_skin(spot, &skin, edge);
        if most > 0.0 {
            let mirrored = [at[0].abs(), at[1]];
            style(&mut Brush { film, palette: &palette, at, mirrored, relief: spot.relief, most });
        }
    });
}

/// 0 on eyeballs, teeth and nostrils, between on brows, 1 on skin and lips.
fn bare(spot: &Spot, eye: &Eye, lips: &Lips) -> f32 {
    let [x, y] = spot.place;
    let mut bare = spot.skin;
    if (y - MOUTH_Y).abs() < 0.52 && x.abs() < 0.42 {
        let on_lips = lips.inside(spot.place);
        bare = (bare + (1.0 - bare) * on_lips) * (1.0 + on_lips * (lips.likeness(spot.beneath) - 1.0));
    } else if y.abs() < 0.2 && (x.abs() - 0.5).abs() < 0.3 {
        bare *= 1.0 - eye.opening(spot.place, 0.015);
    }
    bare
}

/// Towards the outline of the face only what is as red as skin is painted: behind a turned face lies a wall.
fn on_skin(spot: &Spot, skin: &Skin, edge: f32) -> f32 {
    if edge < 0.25 { 1.0 } else { 1.0 + smooth(0.25, 0.5, edge) * (skin.is_red(spot.beneath) - 1.0) }
}

/// Square of the distance from the middle of the face, 1 at its edge.
fn outwards([x, y]: Vec2, chin: f32) -> f32 {
    let across = (x / (0.97 * FACE_HALF_WIDTH)).abs();
    let down = if y < 0.2 { ((0.2 - y) / 1.3).powi(2) } else { ((y - 0.2) / (chin - 0.14)).powi(2) };
    across * across * across + down * down
}

/// Distance to the edge of an ellipse, + inside.
fn ellipse([x, y]: Vec2, [cx, cy]: Vec2, [rx, ry]: Vec2) -> f32 {
    let (u, v) = ((x - cx) / rx, (y - cy) / ry);
    (1.0 - (u * u + v * v).sqrt()) * rx.min(ry)
}

/// As an ellipse, turned so that its upper end leans outwards.
fn leaning([x, y]: Vec2, [cx, cy]: Vec2, radii: Vec2, lean: f32) -> f32 {
    ellipse([x + lean * (y - cy), y - lean * (x - cx)], [cx, cy], radii)
}

/// Distance to the edge of a stroke whose half width goes from one value to another.
fn stroke([x, y]: Vec2, [ax, ay]: Vec2, [bx, by]: Vec2, [from, to]: Vec2) -> f32 {
    let (dx, dy) = (bx - ax, by - ay);
    let t = (((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    let (u, v) = (x - ax - t * dx, y - ay - t * dy);
    from + t * (to - from) - (u * u + v * v).sqrt()
}

/// Distance to the edge of a diamond.
fn diamond([x, y]: Vec2, [cx, cy]: Vec2, [rx, ry]: Vec2) -> f32 {
    (1.0 - ((x - cx) / rx).abs() - ((y - cy) / ry).abs()) * rx.min(ry)
}

/// What each style paints, in the order of their names.
const STYLES: [fn(&mut Brush<'_>); 12] =
    [clown, skull, tiger, leopard, flag_face, flag_cheeks, war_stripes, eye_band, halves, butterfly, panda, cat];

fn clown(b: &mut Brush<'_>) {
    let p @ [a, y] = b.mirrored;
    b.whole(WHITE);
    b.lay(1, diamond(p, [0.5, -0.1], [0.2, 0.52]));
    b.thinly(2, ellipse(p, [0.72, 0.55], [0.17, 0.16]), 0.85);
    b.lay(0, ellipse(p, [0.0, 0.52], [0.21, 0.19]));
    let smile = [a, y + 0.3 * a * a];
    b.lay(0, ellipse(smile, [0.0, 1.12], [0.66, 0.3]));
    let rim = 0.018 - ellipse(smile, [0.0, 1.12], [0.68, 0.315]).abs();
    b.lay(BLACK, rim);
}

fn skull(b: &mut Brush<'_>) {
    let p @ [a, y] = b.mirrored;
    b.whole(WHITE);
    b.lay(BLACK, ellipse(p, [0.5, 0.0], [0.32, 0.3 - 0.05 * (a - 0.5)]));
    b.lay(BLACK, leaning(p, [0.1, 0.55], [0.08, 0.15], 0.35));
    b.thinly(BLACK, leaning(p, [0.78, 1.0], [0.13, 0.42], 0.35), 0.85);
    b.thinly(BLACK, leaning(p, [1.0, -0.35], [0.12, 0.3], 0.2), 0.6);
    b.lay(BLACK, 0.014 - (y - 1.06 + 0.1 * a * a).abs().max(a - 0.68));
    if a < 0.68 && (y - 1.07).abs() < 0.2 {
        let tooth = a / 0.15 - (a / 0.15).floor() - 0.5;
        let tall = 0.17 - 0.12 * a;
        b.lay(BLACK, (0.012 - 0.15 * (0.5 - tooth.abs())).min(tall - (y - 1.06 + 0.1 * a * a).abs()));
    }
    b.lay(BLACK, stroke(b.at, [0.1, -0.98], [0.2, -0.72], [0.016, 0.01]));
    b.lay(BLACK, stroke(b.at, [0.2, -0.72], [0.11, -0.55], [0.01, 0.003]));
}

fn tiger(b: &mut Brush<'_>) {
    let p @ [a, _] = b.mirrored;
    b.whole(FUR);
    b.lay(WHITE, ellipse(p, [0.26, 0.96], [0.36, 0.24]));
    b.lay(WHITE, ellipse(p, [0.0, 1.48], [0.36, 0.26]));
    b.lay(WHITE, leaning(p, [0.52, -0.34], [0.32, 0.12], -0.12));
    let stripes: [[Vec2; 3]; 8] = [
        [[0.0, -0.98], [0.0, -0.6], [0.05, 0.012]],
        [[0.12, -0.78], [0.52, -0.98], [0.012, 0.055]],
        [[0.1, -0.56], [0.72, -0.74], [0.01, 0.05]],
        [[0.72, 0.1], [1.1, -0.12], [0.008, 0.06]],
        [[0.64, 0.4], [1.1, 0.3], [0.008, 0.065]],
        [[0.66, 0.72], [1.08, 0.74], [0.008, 0.065]],
        [[0.66, 1.12], [1.0, 1.2], [0.006, 0.055]],
        [[0.4, 1.5], [0.76, 1.56], [0.004, 0.04]],
    ];
    let most = stripes.iter().map(|&[from, to, half]| stroke(p, from, to, half)).fold(-1.0, f32::max);
    b.lay(BLACK, most);
    b.lay(BLACK, ellipse(p, [0.0, 0.55], [0.17, 0.1]).max(stroke(p, [0.0, 0.6], [0.0, 0.92], [0.014, 0.012])));
    dots(b);
    b.lay(BLACK, 0.03 - (ellipse(p, [0.5, 0.0], [0.27, 0.13]) + 0.03).abs().max(0.03 * (0.3 - a)));
}

/// Dots from which whiskers grow.
fn dots(b: &mut Brush<'_>) {
    let [a, y] = b.mirrored;
    let spots = [[0.2, 0.86], [0.33, 0.84], [0.24, 0.94], [0.38, 0.93]];
    let nearest = spots.iter().map(|s| (a - s[0]).powi(2) + (y - s[1]).powi(2)).fold(1.0, f32::min);
    if nearest < 0.002 {
        b.lay(BLACK, 0.017 - nearest.sqrt());
    }
}

fn leopard(b: &mut Brush<'_>) {
    let p @ [a, y] = b.mirrored;
    b.whole(FUR);
    b.lay(WHITE, ellipse(p, [0.2, 0.96], [0.3, 0.2]));
    b.lay(WHITE, ellipse(p, [0.0, 1.5], [0.3, 0.2]));
    let quiet = ellipse(p, [0.0, 0.72], [0.46, 0.95]).max(ellipse(p, [0.5, 0.0], [0.3, 0.18]));
    if quiet < 0.03 {
        const CELL: f32 = 0.23;
        let row = (b.at[1] / CELL).floor();
        let shift = if row.rem_euclid(2.0) < 0.5 { 0.0 } else { 0.5 };
        let u = b.at[0] / CELL + shift;
        let at = |salt: u32| hash_unit(u.floor() as i32 as u32, row as i32 as u32, salt + b.palette.salt);
        let [dx, dy] = [u - u.floor() - 0.4 - 0.2 * at(1), b.at[1] / CELL - row - 0.4 - 0.2 * at(2)];
        let (angle, radius) = (dy.atan2(dx), CELL * length([dx, dy]));
        let wide = CELL * (0.27 + 0.1 * at(3));
        b.thinly(BLACK, wide - radius, 0.3);
        // A rosette is a ring with gaps.
        let gap = 0.018 * (3.0 * angle + 6.3 * at(4)).sin();
        b.lay(BLACK, (0.028 + gap - (radius - wide).abs()).min(0.02 - quiet));
    }
    b.lay(BLACK, ellipse(p, [0.0, 0.56], [0.16, 0.095]).max(stroke(p, [0.0, 0.6], [0.0, 0.92], [0.013, 0.012])));
    b.lay(BLACK, stroke(p, [0.3, 0.08], [0.2, 0.44], [0.022, 0.006]).min(y + a));
    dots(b);
}

fn flag_face(b: &mut Brush<'_>) {
    let [x, y] = b.at;
    let (along, width) = match (4.0 * b.palette.phase) as u32 {
        0 => (x, 0.36),
        1 => (y - 0.3, 0.46),
        2 => (0.7 * x + 0.7 * (y - 0.35), 0.36),
        _ => (y - 0.3 + 0.5 * x.abs(), 0.4),
    };
    b.whole(1);
    b.lay(0, -width - along);
    b.lay(2, along - width);
}

fn flag_cheeks(b: &mut Brush<'_>) {
    let [a, y] = b.mirrored;
    let (u, v) = (a - 0.66 + 0.2 * (y - 0.55), y - 0.55 - 0.2 * (a - 0.66));
    let inside = (0.3 - u.abs()).min(0.2 - v.abs());
    if inside < -0.05 {
        return;
    }
    b.lay(1, inside);
    let upright = b.palette.phase < 0.5;
    let (along, third) = if upright { (u, 0.1) } else { (v, 0.067) };
    b.lay(0, inside.min(-third - along));
    b.lay(2, inside.min(along - third));
    b.lay(WHITE, (0.045 - length([u, v])).min(0.2 - b.palette.phase.fract()));
}

fn war_stripes(b: &mut Brush<'_>) {
    let p = b.mirrored;
    b.lay(0, stroke(p, [0.36, 0.36], [0.94, 0.3], [0.062, 0.05]));
    b.lay(1, stroke(p, [0.4, 0.56], [0.92, 0.54], [0.058, 0.045]));
    b.lay(0, stroke(p, [0.46, 0.76], [0.88, 0.78], [0.052, 0.035]));
    b.lay(2, stroke(p, [0.0, 1.38], [0.0, 1.64], [0.07, 0.05]));
    b.lay(2, stroke(p, [0.0, -0.75], [0.0, -0.32], [0.055, 0.02]));
}

fn eye_band(b: &mut Brush<'_>) {
    let [x, y] = b.at;
    let ragged = 0.06 * (noise([6.0 * x, 0.6 * y], b.palette.salt + 7) - 0.5);
    let band = (y + 0.34 + 0.06 * x.abs() + ragged).min(0.26 - 0.05 * x.abs() + ragged - y);
    b.lay(0, band);
    b.lay(1, (0.035 - (y - 0.33 - ragged + 0.05 * x.abs()).abs()).min(1.0));
    let drips: [[Vec2; 3]; 3] = [
        [[-0.62, 0.2], [-0.6, 0.72], [0.05, 0.02]],
        [[-0.3, 0.2], [-0.31, 0.5], [0.04, 0.018]],
        [[0.5, 0.2], [0.53, 0.84], [0.05, 0.02]],
    ];
    b.lay(0, drips.iter().map(|&[from, to, half]| stroke(b.at, from, to, half)).fold(-1.0, f32::max));
}

fn halves(b: &mut Brush<'_>) {
    let [x, y] = b.at;
    let t = 2.6 * y + b.palette.phase;
    let border = x - 0.16 * (2.0 * (t - t.floor() - 0.5).abs() - 0.5);
    b.whole(0);
    b.lay(1, border);
    b.lay(2, 0.035 - border.abs());
}

fn butterfly(b: &mut Brush<'_>) {
    let p @ [a, y] = b.mirrored;
    let upper = leaning(p, [0.6, -0.28], [0.36, 0.46], 0.65);
    let lower = leaning(p, [0.62, 0.36], [0.3, 0.34], -0.5);
    let wing = upper.max(lower);
    if wing > -0.06 {
        b.lay(0, wing);
        b.lay(1, upper - 0.11);
        b.lay(2, lower - 0.1);
        b.lay(BLACK, 0.02 - (wing - 0.01).abs());
        let spots = [[0.84, -0.58], [0.95, -0.36], [0.86, 0.42], [0.76, 0.58]];
        let nearest = spots.iter().map(|s| (a - s[0]).powi(2) + (y - s[1]).powi(2)).fold(1.0, f32::min);
        b.lay(WHITE, 0.035 - nearest.sqrt());
    }
    b.lay(BLACK, stroke(p, [0.0, -0.3], [0.0, 0.42], [0.045, 0.015]));
    b.lay(BLACK, stroke(p, [0.02, -0.3], [0.16, -0.62], [0.01, 0.01]).max(0.028 - length([a - 0.17, y + 0.64])));
}

fn panda(b: &mut Brush<'_>) {
    let p = b.mirrored;
    b.whole(WHITE);
    b.lay(BLACK, leaning(p, [0.54, 0.06], [0.26, 0.38], -0.45));
    b.lay(BLACK, ellipse(p, [0.0, 0.55], [0.19, 0.12]));
    b.lay(BLACK, stroke(p, [0.0, 0.6], [0.0, 0.95], [0.015, 0.012]));
    b.lay(BLACK, stroke(p, [0.39, 1.06], [0.56, 0.96], [0.02, 0.008]));
    b.thinly(0, ellipse(p, [0.74, 0.66], [0.16, 0.13]), 0.5);
}

fn cat(b: &mut Brush<'_>) {
    let p = b.mirrored;
    b.thinly(0, ellipse(p, [0.52, -0.06], [0.38, 0.34]), 0.8);
    b.lay(WHITE, ellipse(p, [0.2, 0.94], [0.33, 0.22]));
    b.lay(ROSE, ellipse(p, [0.0, 0.53], [0.17, 0.1]));
    b.lay(BLACK, stroke(p, [0.0, 0.6], [0.0, 0.93], [0.013, 0.011]));
    let lines: [[Vec2; 3]; 6] = [
        [[0.42, 0.82], [0.98, 0.64], [0.016, 0.005]],
        [[0.44, 0.92], [1.02, 0.86], [0.016, 0.005]],
        [[0.42, 1.01], [0.96, 1.08], [0.016, 0.005]],
        [[0.7, -0.02], [0.96, -0.2], [0.028, 0.005]],
        [[0.0, -0.9], [0.0, -0.56], [0.028, 0.008]],
        [[0.14, -0.86], [0.12, -0.6], [0.024, 0.006]],
    ];
    b.lay(BLACK, lines.iter().map(|&[from, to, half]| stroke(p, from, to, half)).fold(-1.0, f32::max));
    dots(b);
}
