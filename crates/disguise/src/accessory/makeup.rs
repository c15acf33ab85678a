//! Make-up: lips, lids, lashes, cheeks and foundation, as films that change the skin's colour and keep its texture and shading.
//!
//! Lips and lids are fitted by [`super::features`]; cheekbones run from (0.5, 0.75) to (1.0, 0.3), the crease of the lid lies
//! 0.09 above its edge, the brow begins 0.16 above it.

use super::canvas::{Canvas, Film, Skin, Spot, smooth};
use super::design::Design;
use super::falling::falling;
use super::features::{Eye, Lips};
use super::head::{FACE_HALF_WIDTH, MOST_YAW_DEG, Vec2};
use super::light::{Light, level, luma};
use super::wearable::{Colour, EITHER, Layer, WEAVES, Wearable};

const LIPS: [[Colour; 6]; 2] = [
    [[164, 16, 34], [186, 62, 84], [112, 22, 44], [196, 92, 70], [170, 34, 96], [148, 76, 66]],
    [[140, 26, 24], [206, 58, 50], [88, 24, 36], [204, 116, 122], [126, 34, 82], [176, 104, 92]],
];
const LIDS: [[Colour; 6]; 2] = [
    [[34, 30, 34], [92, 58, 44], [40, 84, 128], [120, 70, 116], [62, 98, 74], [150, 104, 62]],
    [[54, 48, 50], [112, 74, 70], [34, 104, 116], [82, 50, 104], [92, 96, 52], [172, 88, 74]],
];
const BLUSHES: [[Colour; 4]; 2] = [
    [[200, 80, 84], [206, 96, 66], [176, 54, 76], [190, 84, 110]],
    [[186, 70, 62], [214, 108, 100], [164, 60, 92], [198, 116, 84]],
];

/// What it brings.
pub(super) const KIND: Wearable = Wearable {
    styles: &[
        "redlip",
        "smoky",
        "cateyeliner",
        "pale",
        "dark",
        "glam",
        "nude",
        "gothic",
        "blush",
        "colourlid",
        "contour",
        "flushed",
    ],
    layer: Layer::Skin,
    reach: [[-1.35, -1.3], [1.35, 2.3]],
    cover: [EITHER; 5],
    most_yaw_deg: MOST_YAW_DEG,
    least_area: 0.2,
    share: [0.05, 1.0],
    hides: &[],
    hidden_units: &[],
    partly_hidden_units: &[],
    palettes: [[&LIPS[0], &LIDS[0], &BLUSHES[0]], [&LIPS[1], &LIDS[1], &BLUSHES[1]]],
    weaves: WEAVES,
    patterned: 0.0,
    draw,
};

/// A way to make up: strengths in `[0, 1]`, lengths in head units.
#[derive(Debug, Clone, Copy)]
struct Style {
    /// Factor of the foundation on the light of each channel, and its cover.
    foundation: ([f32; 3], f32),
    lips: f32,
    gloss: f32,
    /// Cover of the lid, height to which it is coloured, cover below the eye.
    lid: [f32; 3],
    /// Width of the line along the upper lid, how far its wing stands out, in half eyes, and the cover of a line below.
    liner: [f32; 3],
    /// Cover of the blush, height of its middle, how far it runs up the cheekbone, cover on the nose.
    blush: [f32; 4],
    contour: f32,
    highlight: f32,
}

/// A foundation of the skin's own tone, a little lighter.
const OWN: ([f32; 3], f32) = ([1.16, 1.14, 1.12], 0.75);
/// The least and most that make-up leaves or adds: skin under it stays skin.
const FACTOR: Vec2 = [0.06, 2.4];
const PALE: [f32; 3] = [1.5, 1.62, 1.74];
const DARK: [f32; 3] = [0.68, 0.58, 0.5];

fn style(style: usize) -> Style {
    let base = Style {
        foundation: OWN,
        lips: 0.5,
        gloss: 0.3,
        lid: [0.25, 0.1, 0.0],
        liner: [0.014, 0.0, 0.0],
        blush: [0.25, 0.55, 0.5, 0.0],
        contour: 0.0,
        highlight: 0.2,
    };
    match style {
        1 => {
            let (lid, liner) = ([0.88, 0.15, 0.75], [0.022, 0.12, 0.6]);
            Style { lid, liner, lips: 0.45, blush: [0.15, 0.6, 0.6, 0.0], ..base }
        }
        2 => Style { liner: [0.032, 0.5, 0.0], lips: 0.75, lid: [0.1, 0.1, 0.0], ..base },
        3 => Style { foundation: (PALE, 0.85), lips: 0.4, blush: [0.12, 0.55, 0.4, 0.0], ..base },
        4 => Style { foundation: (DARK, 0.8), lips: 0.5, highlight: 0.35, blush: [0.2, 0.5, 0.5, 0.0], ..base },
        5 => Style {
            lid: [0.8, 0.16, 0.3],
            liner: [0.03, 0.35, 0.3],
            lips: 0.9,
            gloss: 1.0,
            contour: 0.5,
            highlight: 0.8,
            blush: [0.4, 0.5, 0.9, 0.0],
            ..base
        },
        6 => Style {
            foundation: ([1.22, 1.16, 1.1], 0.9),
            lips: 0.35,
            lid: [0.2, 0.12, 0.0],
            liner: [0.01, 0.0, 0.0],
            ..base
        },
        7 => Style {
            foundation: (PALE, 0.95),
            lips: 0.96,
            gloss: 0.1,
            lid: [0.95, 0.14, 0.9],
            liner: [0.03, 0.4, 0.9],
            blush: [0.0, 0.5, 0.5, 0.0],
            contour: 0.35,
            ..base
        },
        8 => Style { blush: [0.8, 0.56, 1.0, 0.0], lips: 0.6, gloss: 0.7, ..base },
        9 => Style { lid: [0.92, 0.24, 0.4], liner: [0.02, 0.15, 0.0], lips: 0.35, ..base },
        10 => Style {
            contour: 0.95,
            highlight: 1.0,
            lips: 0.6,
            lid: [0.5, 0.12, 0.2],
            blush: [0.3, 0.55, 0.8, 0.0],
            ..base
        },
        11 => Style { blush: [0.7, 0.44, 0.25, 0.7], lips: 0.55, gloss: 1.0, lid: [0.3, 0.1, 0.25], ..base },
        _ => Style { lips: 0.95, gloss: 0.5, liner: [0.02, 0.15, 0.0], ..base },
    }
}

/// The factors of what a design lays on.
struct Colours {
    lips: [f32; 3],
    lids: [f32; 3],
    blush: [f32; 3],
    foundation: [f32; 3],
    shade: [f32; 3],
    light: [f32; 3],
}

impl Colours {
    fn of(design: &Design, style: &Style, (light, skin, lips): (&Light, &Skin, &Lips)) -> Self {
        let toward = |which: usize, ground: [f32; 3]| -> [f32; 3] {
            let shown = light.shown(design.colour(which), 1.0);
            std::array::from_fn(|c| shown[c] / ground[c].max(2e-3))
        };
        let blush = toward(2, skin.tone.0);
        // Blush stains: it hardly makes skin lighter.
        let stain = (0.86 / luma(blush).max(0.05)).min(1.6);
        let constant = |factor: [f32; 3]| {
            let grey = luma(factor);
            factor.map(|v| grey + (v - grey) * light.saturation)
        };
        Self {
            lips: seen(toward(0, lips.tone.0), lips.tone.0, 40.0),
            lids: seen(toward(1, skin.tone.0).map(|v| v.min(1.5)), skin.tone.0, 30.0),
            blush: seen(blush.map(|v| (stain * v).min(1.4)), skin.tone.0, 24.0),
            foundation: constant(foundation(style.foundation.0, skin.tone.0, light.white)),
            shade: constant([0.66, 0.56, 0.5]),
            light: constant([1.42, 1.4, 1.34]),
        }
    }
}

/// A factor that shows by at least so many levels on a ground: on dark skin deep colours are worn lighter and more vivid.
fn seen(factor: [f32; 3], ground: [f32; 3], least_levels: f32) -> [f32; 3] {
    let within = |factor: [f32; 3]| factor.map(|v| v.clamp(FACTOR[0], FACTOR[1]));
    let contrast =
        |factor: [f32; 3]| (0..3).map(|c| (level(ground[c] * factor[c]) - level(ground[c])).abs()).fold(0.0, f32::max);
    let mut factor = within(factor);
    for _ in 0..12 {
        if least_levels <= contrast(factor) {
            break;
        }
        let grey = luma(factor);
        factor = within(factor.map(|v| 1.12 * (grey + 1.1 * (v - grey))));
    }
    factor
}

/// Skin is not powdered whiter than white; a foundation of its own tone evens and lightens it just so that it shows.
fn foundation(factor: [f32; 3], tone: [f32; 3], white: f32) -> [f32; 3] {
    let (found, light) = (luma(factor), luma(tone).max(1e-3));
    if found <= 1.0 {
        return factor;
    }
    let shows = (1.0 + 6.0 / level(light)).powi(2);
    let wanted = found.max(shows).min((0.8 * white / light).max(shows));
    factor.map(|v| v * wanted / found)
}

/// Draws a made-up face.
fn draw(canvas: &mut Canvas<'_>, design: &Design) {
    let skin = canvas.skin(13.0);
    let (eyes, lips) = (Eye::both(canvas, &skin), Lips::fit(canvas, &skin));
    let style = style(design.style);
    let colours = Colours::of(design, &style, (canvas.light, &skin, &lips));
    let chin = canvas.head.chin;
    canvas.wash(&skin, |place| face_film(place, (&style, &colours), chin));
    for eye in &eyes {
        canvas.film(&skin, eye.surroundings(), |spot, film| eye_film(film, spot, (&style, &colours), eye));
    }
    // What tints pale lips is not seen on dark ones.
    let on_dark = |share: f32| share + skin.tone.darkness() * (0.85 - share).max(0.0);
    let gloss = style.gloss * (0.4 + 0.6 * design.gloss);
    canvas.film(&skin, lips.bounds(), |spot, film| {
        let on_lips = lips.inside(spot.place);
        if on_lips > 0.0 {
            // What lies on the face hardly lies on the lips.
            film.wipe(0.75 * on_lips);
            let cover = on_lips * lips.likeness(spot.beneath);
            film.lay(colours.lips, on_dark(style.lips) * cover);
            film.lay([1.0 + 0.9 * gloss * shine(&lips, spot.place); 3], cover);
        }
    });
}

/// The wet light on the lower lip and above the bow.
fn shine(lips: &Lips, [x, y]: Vec2) -> f32 {
    let down = lips.down(y);
    let lower = falling(((down - 0.7) / 0.09).powi(2) + ((x - 0.04) / 0.13).powi(2));
    let upper = falling(((down - 0.14) / 0.05).powi(2) + (x / 0.07).powi(2));
    lower + 0.4 * upper
}

/// From 1 on a segment to 0 at 2.2 times the reach beside it.
fn along([x, y]: Vec2, [ax, ay]: Vec2, [bx, by]: Vec2, reach: f32) -> f32 {
    let (dx, dy) = (bx - ax, by - ay);
    let t = (((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    let (u, v) = (x - ax - t * dx, y - ay - t * dy);
    let near = (1.0 - (u * u + v * v) / (4.84 * reach * reach)).max(0.0);
    near * near * near
}

/// Square of the distance from the middle of the face, 1 about its edge.
fn outwards([x, y]: Vec2, chin: f32) -> f32 {
    let across = (x / FACE_HALF_WIDTH).powi(2);
    let down = if y < 0.2 { ((0.2 - y) / 1.4).powi(2) } else { ((y - 0.2) / (chin - 0.05)).powi(2) };
    across * across + down * down
}

/// Foundation, contour, highlights and blush.
fn face_film(place @ [x, y]: Vec2, (style, colours): (&Style, &Colours), chin: f32) -> Film {
    let mut film = Film::NONE;
    let edge = outwards(place, chin);
    if edge > 1.15 {
        return film;
    }
    let (on, mirrored) = (1.0 - smooth(0.66, 1.0, edge), [x.abs(), y]);
    film.lay(colours.foundation, style.foundation.1 * (1.0 - smooth(0.3, 1.15, edge)));
    if style.contour > 0.0 {
        let cheek = along(mirrored, [0.55, 0.92], [1.05, 0.5], 0.12);
        let temple = along(mirrored, [0.98, -0.35], [0.8, -0.8], 0.14);
        let jaw = along(mirrored, [0.9, 1.2], [0.55, 1.68], 0.12);
        let nose = along(mirrored, [0.15, -0.02], [0.15, 0.45], 0.055);
        film.lay(colours.shade, style.contour * on * cheek.max(0.7 * temple).max(0.7 * jaw).max(0.6 * nose));
    }
    if style.highlight > 0.0 {
        let cheek = along(mirrored, [0.62, 0.34], [0.9, 0.16], 0.08);
        let nose = along(mirrored, [0.0, 0.0], [0.0, 0.46], 0.05);
        let brow = along([0.7 * x, y], [0.0, -0.55], [0.0, -0.7], 0.14);
        let chin = along(mirrored, [0.0, 1.5], [0.06, 1.5], 0.09);
        film.lay(colours.light, style.highlight * 0.6 * on * cheek.max(nose).max(0.7 * brow).max(0.6 * chin));
    }
    let [cover, height, drape, nose] = style.blush;
    let cheek = along(mirrored, [0.62, height], [0.62 + 0.36 * drape, height - 0.3 * drape], 0.15);
    let bridge = nose * along(place, [-0.3, height], [0.3, height], 0.1);
    film.lay(colours.blush, cover * on * cheek.max(bridge));
    film
}

/// Shadow on the lid, lines along the lashes; the eyeball stays bare.
fn eye_film(film: &mut Film, spot: &Spot, (style, colours): (&Style, &Colours), eye: &Eye) {
    let [u, v] = eye.along(spot.place);
    let (above, below) = (eye.above_lid(spot.place), eye.below_lid(spot.place));
    if above.max(below) < 0.0 && u.abs() < 1.0 {
        film.wipe(1.0);
    }
    let [lid, height, under] = style.lid;
    if height + 0.02 < above || 0.1 < below {
        return;
    }
    let bare = (1.0 - eye.opening(spot.place, 0.012)) * (0.35 + 0.65 * spot.skin);
    let across = smooth(-1.35, -0.85, u) * smooth(1.55 + height, 0.9, u);
    let lifted = height * (0.75 + 0.3 * smooth(-0.6, 1.1, u));
    let upper = smooth(-0.02, 0.01, above) * smooth(lifted, 0.35 * lifted, above) * across;
    let lower = smooth(-0.015, 0.01, below) * smooth(0.085, 0.015, below) * smooth(-1.0, -0.3, u) * smooth(1.3, 0.8, u);
    film.lay(colours.lids, bare * lid * upper * smooth(0.3, 0.0, v));
    film.lay(colours.lids, bare * under * lower);
    let [width, wing, line_below] = style.liner;
    let thick = width
        * (0.35 + 0.65 * smooth(-0.9, 0.8, u))
        * (1.0 - smooth(0.8, 1.02 + wing, u) * f32::from(u8::from(wing > 0.0)));
    let length = smooth(-1.02, -0.8, u) * (1.0 - smooth(0.96 + wing, 1.04 + wing, u));
    let line = smooth(-0.022, -0.006, above) * smooth(thick + 0.012, thick - 0.004, above) * length;
    let lashes = line_below
        * smooth(-0.012, 0.0, below)
        * smooth(0.022, 0.006, below)
        * smooth(-0.8, 0.0, u)
        * smooth(1.05, 0.9, u);
    film.lay([0.1; 3], 0.9 * eye.clear * line.max(lashes) * smooth(0.2, 0.05, v));
}
