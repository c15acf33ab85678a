//! What is behind the person: a gradient and blurred shapes.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tiny_skia::{FillRule, Paint, PathBuilder, Pixmap, Rect, Transform};

use super::shot::Shot;
use super::tone::{Rgbf, lerp, linear_channel, mixed};

/// Shapes are drawn this small and spread over the picture, which blurs them as a lens out of focus does.
const SIDE: u32 = 24;

/// The background of one picture.
#[derive(Debug)]
pub(super) struct Backdrop {
    colours: Vec<Rgbf>,
}

impl Backdrop {
    /// Draws the background of a shot.
    pub(super) fn new(shot: &Shot) -> Self {
        let mut sheet = Pixmap::new(SIDE, SIDE).expect("the side is positive");
        gradient(&mut sheet, shot.scene.colours);
        let rng = &mut ChaCha8Rng::seed_from_u64(shot.seed);
        for _ in 0..shot.scene.n_shapes.min(64) {
            shape(&mut sheet, shot.scene.colours[0], rng);
        }
        let level = shot.light.exposure.clamp(0.2, 2.0);
        let colour = |c: &tiny_skia::PremultipliedColorU8| {
            [c.red(), c.green(), c.blue()].map(|v| linear_channel(f32::from(v) / 255.0) * level)
        };
        Self { colours: sheet.pixels().iter().map(colour).collect() }
    }

    /// Linear light at a place of the picture, both coordinates in `[0, 1]`.
    pub(super) fn at(&self, x: f32, y: f32) -> Rgbf {
        let last = (SIDE - 1) as f32;
        let (px, py) = ((x * last).clamp(0.0, last - 0.001), (y * last).clamp(0.0, last - 0.001));
        let (i, j) = (px as usize, py as usize);
        let (fx, fy) = (px - i as f32, py - j as f32);
        let at = j * SIDE as usize + i;
        std::array::from_fn(|c| {
            let above = lerp(self.colours[at][c], self.colours[at + 1][c], fx);
            let below = lerp(self.colours[at + SIDE as usize][c], self.colours[at + SIDE as usize + 1][c], fx);
            lerp(above, below, fy)
        })
    }
}

fn gradient(sheet: &mut Pixmap, [above, below]: [[u8; 3]; 2]) {
    for y in 0..SIDE {
        let row = Rect::from_xywh(0.0, y as f32, SIDE as f32, 1.0).expect("a row has an area");
        let colour = mixed(above, below, y as f32 / (SIDE - 1) as f32);
        sheet.fill_rect(row, &paint(colour, 255), Transform::identity(), None);
    }
}

fn shape(sheet: &mut Pixmap, wall: [u8; 3], rng: &mut ChaCha8Rng) {
    let side = SIDE as f32;
    let (x, y) = (rng.random_range(-0.2..1.0) * side, rng.random_range(-0.2..1.0) * side);
    let (width, height) = (rng.random_range(0.08..0.5) * side, rng.random_range(0.08..0.6) * side);
    let level = rng.random_range(20..225_u8);
    let any = [level; 3].map(|v| v.saturating_add(rng.random_range(0..50)).saturating_sub(rng.random_range(0..50)));
    let ink = paint(mixed(any, wall, rng.random_range(0.2..0.8)), rng.random_range(120..255_u8));
    let round = rng.random_bool(0.4);
    let Some(area) = Rect::from_xywh(x, y, width, height) else { return };
    let path = if round { PathBuilder::from_oval(area) } else { Some(PathBuilder::from_rect(area)) };
    if let Some(path) = path {
        sheet.fill_path(&path, &ink, FillRule::Winding, Transform::identity(), None);
    }
}

fn paint(colour: [u8; 3], share: u8) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(colour[0], colour[1], colour[2], share);
    paint
}
