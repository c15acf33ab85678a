//! A layer over a part of a picture: outlines filled with computed colour, cast shadows, and the final blend.

mod grain;
mod skin;
mod soft;

use faces::Point;
use pixels::{GrayImage, RgbImage};
use tiny_skia::{FillRule, LineCap, LineJoin, Mask, Path, PathBuilder, Stroke, Transform};

use super::blur::blur;
use super::head::{Head, Surface, Vec2};
use super::light::{Light, level, linear};
use super::outline::{Closed, Ring};
use super::whole::nearest;

use grain::{GRAIN_SIDE, grain_row};
use soft::{Grid, between};

pub(super) use skin::{Coat, Film, Patch, Skin, Spot, Tone, middle_tone};

/// Change in any channel from which a pixel counts as changed, in levels.
pub const VISIBLE_LEVELS: u8 = 3;

/// What a part looks like at one place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    /// Linear reflectance per channel.
    pub(super) albedo: [f32; 3],
    /// Share of the picture that is hidden, in `[0, 1]`.
    pub(super) opacity: f32,
    /// Factor on the light: form, folds, occlusion.
    pub(super) brightness: f32,
    /// Mirrored light, in units of white.
    pub(super) glint: f32,
}

impl Paint {
    pub(super) fn matt(albedo: [f32; 3], brightness: f32) -> Self {
        Self { albedo, opacity: 1.0, brightness, glint: 0.0 }
    }
}

/// A shadow on the skin: how far it is moved and softened, in head units, and its strength in `[0, 1]`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shadow {
    pub(super) offset: Vec2,
    pub(super) softness: f32,
    pub(super) strength: f32,
    /// Heights between which it fades out, in the frame: full above the first, none below the second.
    pub(super) fade: Vec2,
}

/// Where an outline covers the layer, `[0, 255]` per pixel of a bounding rectangle.
pub(super) struct Coverage {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
    share: Vec<u8>,
}

impl Coverage {
    /// Shares of a rectangle, row by row.
    pub(super) fn new([left, top]: [usize; 2], [width, height]: [usize; 2], share: Vec<u8>) -> Self {
        Self { left, top, width, height, share }
    }

    /// Leaves out what another part hides altogether.
    pub(super) fn without(mut self, hiding: &Self) -> Self {
        let (left, right) = (self.left.max(hiding.left), (self.left + self.width).min(hiding.left + hiding.width));
        if right <= left {
            return self;
        }
        for y in self.top.max(hiding.top)..(self.top + self.height).min(hiding.top + hiding.height) {
            let row = &mut self.share[(y - self.top) * self.width..][left - self.left..right - self.left];
            let over = &hiding.share[(y - hiding.top) * hiding.width..][left - hiding.left..right - hiding.left];
            for (share, _) in row.iter_mut().zip(over).filter(|(_, over)| **over == u8::MAX) {
                *share = 0;
            }
        }
        self
    }
}

/// A layer over a picture.
pub(super) struct Canvas<'a> {
    pub(super) head: &'a Head,
    pub(super) light: &'a Light,
    picture: &'a RgbImage,
    left: i64,
    top: i64,
    width: usize,
    height: usize,
    /// The first pixel of the layer in the frame, and the way to its neighbours on the right and below.
    first: Vec2,
    steps: [Vec2; 2],
    /// Layer pixels per picture pixel: small faces are drawn at twice the size.
    fine: usize,
    /// Premultiplied linear colour and opacity.
    rgba: Vec<[f32; 4]>,
    shadow: Vec<f32>,
    /// What films make of the skin beneath; empty without films.
    film: Vec<Film>,
}

/// Shadow that nobody sees is not cast, so that skin far from the accessory keeps its exact levels.
const FAINT: f32 = 0.02;
/// Below this opacity a pixel is not touched: half a level at most, and rounding in the blur.
const LEAST_OPACITY: f32 = 1.0 / 512.0;
/// The part of the frame beyond which there is no skin to darken: upper left and lower right corner.
const SKIN_REACH: [Vec2; 2] = [[-1.9, -1.8], [1.9, 2.9]];
/// Nodes per unit at which places on a surface, slow changes of a cloth or of hair, and the strength of shadows are computed.
const PLACES_PER_UNIT: f32 = 12.0;
pub(super) const CLOTH_PER_UNIT: f32 = 13.0;
pub(super) const HAIR_PER_UNIT: f32 = 18.0;
const SHADOWS_PER_UNIT: f32 = 13.0;
/// Below this many pixels per unit a layer is supersampled.
const FINE_BELOW_PX: f32 = 40.0;

impl<'a> Canvas<'a> {
    /// A layer over the part of a picture that an accessory can reach.
    pub(super) fn over(picture: &'a RgbImage, head: &'a Head, light: &'a Light, reach: [Vec2; 2]) -> Self {
        let [[x0, y0], [x1, y1]] = reach;
        let corners = [[x0, y0], [x1, y0], [x0, y1], [x1, y1]].map(|c| head.pixel(c));
        let (w, h) = picture.dimensions();
        let least = |f: fn(&Point) -> f32| corners.iter().map(f).fold(f32::MAX, f32::min).floor();
        let most = |f: fn(&Point) -> f32| corners.iter().map(f).fold(f32::MIN, f32::max).ceil();
        let clip = |v: f32, side: u32| v.clamp(0.0, side as f32) as i64;
        let (left, top) = (clip(least(|p| p.x), w), clip(least(|p| p.y), h));
        let (right, bottom) = (clip(most(|p| p.x), w), clip(most(|p| p.y), h));
        let fine = if head.unit < FINE_BELOW_PX { 2 } else { 1 };
        let (width, height) = ((right - left) as usize * fine, (bottom - top) as usize * fine);
        let n = width * height;
        let (rgba, shadow) = (vec![[0.0; 4]; n], vec![0.0; n]);
        let side = 1.0 / fine as f32;
        let at = |x: f32, y: f32| head.frame(Point::new(left as f32 + x * side, top as f32 + y * side));
        let (first, zero) = (at(0.5, 0.5), at(0.0, 0.0));
        let steps = [at(1.0, 0.0), at(0.0, 1.0)].map(|to| [0, 1].map(|k| to[k] - zero[k]));
        let film = Vec::new();
        Self { head, light, picture, left, top, width, height, first, steps, fine, rgba, shadow, film }
    }

    /// Layer pixels per head unit.
    fn scale(&self) -> f32 {
        self.head.unit * self.fine as f32
    }

    /// Width and height of the layer in its pixels.
    pub(super) fn size(&self) -> [usize; 2] {
        [self.width, self.height]
    }

    /// Whether the layer has more pixels than the picture.
    pub(super) fn is_fine(&self) -> bool {
        self.fine > 1
    }

    /// A place of the frame in pixels of the layer.
    pub(super) fn to_layer(&self, place: Vec2) -> Vec2 {
        let p = self.head.pixel(place);
        [(p.x - self.left as f32) * self.fine as f32, (p.y - self.top as f32) * self.fine as f32]
    }

    /// From the pixels of the layer to the frame.
    fn places(&self) -> impl Fn(usize, usize) -> Vec2 + use<> {
        let (origin, [right, down]) = (self.first, self.steps);
        move |x, y| {
            let (x, y) = (x as f32, y as f32);
            [0, 1].map(|k| origin[k] + x * right[k] + y * down[k])
        }
    }

    /// Coverage of closed outlines; an outline inside another is a hole.
    pub(super) fn fill(&self, rings: &[Ring]) -> Option<Coverage> {
        let mut path = PathBuilder::new();
        for ring in rings {
            self.trace(&mut path, ring);
            path.close();
        }
        self.rasterise(&path.finish()?)
    }

    /// Coverage of a line of a width in head units.
    pub(super) fn line(&self, points: &[Vec2], width: f32, closed: Closed) -> Option<Coverage> {
        let mut path = PathBuilder::new();
        self.trace(&mut path, points);
        if closed == Closed::Yes {
            path.close();
        }
        let width = (width * self.scale()).max(0.6);
        let stroke = Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        self.rasterise(&path.finish()?.stroke(&stroke, 1.0)?)
    }

    fn trace(&self, path: &mut PathBuilder, points: &[Vec2]) {
        for (i, &p) in points.iter().enumerate() {
            let [x, y] = self.to_layer(p);
            if i == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
        }
    }

    fn rasterise(&self, path: &Path) -> Option<Coverage> {
        let b = path.bounds();
        let clip = |v: f32, side: usize| v.clamp(0.0, side as f32) as usize;
        let (left, top) = (clip(b.left().floor(), self.width), clip(b.top().floor(), self.height));
        let (right, bottom) = (clip(b.right().ceil(), self.width), clip(b.bottom().ceil(), self.height));
        let (width, height) = (right - left, bottom - top);
        let mut mask = Mask::new(width as u32, height as u32)?;
        let shift = Transform::from_translate(-(left as f32), -(top as f32));
        mask.fill_path(path, FillRule::EvenOdd, true, shift);
        Some(Coverage { left, top, width, height, share: mask.take() })
    }

    /// Lays a part over what is there.
    pub(super) fn paint(&mut self, part: Option<Coverage>, surface: Surface, look: impl Fn(Vec2) -> Paint) {
        let head = self.head;
        self.paint_at(part, PLACES_PER_UNIT, |place| (head.back(surface, place), []), |place, []| look(place));
    }

    /// Lays a part that lies on no surface of the head over what is there, by places of the frame.
    pub(super) fn paint_over(&mut self, part: Option<Coverage>, look: impl Fn(Vec2) -> Paint) {
        self.paint_at(part, PLACES_PER_UNIT, |place| (place, []), |place, []| look(place));
    }

    /// Lays a part over what is there: `soft` is computed at so many nodes a unit, and `look` for every pixel with what lies between them.
    pub(super) fn paint_soft<const N: usize>(
        &mut self,
        part: Option<Coverage>,
        (surface, nodes_per_unit): (Surface, f32),
        soft: impl Fn(Vec2) -> [f32; N],
        look: impl Fn(Vec2, [f32; N]) -> Paint,
    ) {
        let head = self.head;
        let known = |place| {
            let at = head.back(surface, place);
            (at, soft(at))
        };
        self.paint_at(part, nodes_per_unit, known, look);
    }

    /// Lays a part over what is there, by what is known at so many places of the frame a unit.
    fn paint_at<const N: usize>(
        &mut self,
        part: Option<Coverage>,
        nodes_per_unit: f32,
        known: impl Fn(Vec2) -> (Vec2, [f32; N]),
        look: impl Fn(Vec2, [f32; N]) -> Paint,
    ) {
        let Some(part) = part else { return };
        let (light, places) = (self.light, self.places());
        let grid = Grid::new(part.width, self.scale() / nodes_per_unit);
        let node = |x: usize, y: usize| {
            let place = places(part.left + x, part.top + y);
            let ([u, v], soft) = known(place);
            ([u, v, light.gradient(place)], soft)
        };
        let start = part.top * self.width + part.left;
        grid.each(
            &part.share,
            |share| *share != 0,
            node,
            |[x, y], share, ([u, v, gradient], soft)| {
                let paint = look([u, v], soft);
                if paint.opacity > 0.0 {
                    let under = &mut self.rgba[start + y * self.width + x];
                    *under = over_pixel(light, *under, (paint, gradient), f32::from(*share) * (1.0 / 255.0));
                }
            },
        );
    }

    /// Brightness of the light at a pixel of the layer.
    pub(super) fn gradient(&self, [x, y]: [usize; 2]) -> f32 {
        self.light.gradient(self.places()(x, y))
    }

    /// Whether what is there hides all that is laid beneath it.
    pub(super) fn is_hidden(&self, [x, y]: [usize; 2]) -> bool {
        1.0 - LEAST_OPACITY < self.rgba[y * self.width + x][3]
    }

    /// Lays premultiplied colour and opacity over what is there.
    pub(super) fn lay(&mut self, [x, y]: [usize; 2], over: [f32; 4]) {
        let under = &mut self.rgba[y * self.width + x];
        *under = std::array::from_fn(|c| over[c] + under[c] * (1.0 - over[3]));
    }

    /// Lays premultiplied colour and opacity beneath what is there.
    pub(super) fn lay_beneath(&mut self, [x, y]: [usize; 2], under: [f32; 4]) {
        let over = &mut self.rgba[y * self.width + x];
        *over = std::array::from_fn(|c| over[c] + under[c] * (1.0 - over[3]));
    }

    /// Casts the shadow of a part on the skin.
    pub(super) fn cast(&mut self, part: Option<&Coverage>, shadow: Shadow) {
        let Some(part) = part else { return };
        let softness = shadow.softness * self.scale();
        let [from, to] = [self.to_layer([0.0, 0.0]), self.to_layer(shadow.offset)];
        let moved = [(to[0] - from[0]).round() as i64, (to[1] - from[1]).round() as i64];
        let Some(window) = self.skin_near(part, moved, shadow.fade[1], 3.0 * softness + 6.0) else { return };
        let [x0, y0, x1, y1] = window;
        let mut soft = Self::spread(part, moved, window);
        blur(&mut soft, x1 - x0, y1 - y0, softness);
        let (head, places) = (self.head, self.places());
        let wide = x1 - x0;
        let grid = Grid::new(wide, self.scale() / SHADOWS_PER_UNIT);
        let node = |x: usize, y: usize| {
            let place = places(x0 + x, y0 + y);
            let fade = 1.0 - smooth(shadow.fade[0], shadow.fade[1], place[1]);
            let on_skin = if fade > 0.0 { on_skin(head.back(Surface::Face, place)) } else { 0.0 };
            ([shadow.strength * fade * on_skin], [])
        };
        let start = y0 * self.width + x0;
        grid.each(
            &soft,
            |[soft]| FAINT <= *soft,
            node,
            |[x, y], [soft], ([by], [])| {
                let dark = &mut self.shadow[start + y * self.width + x];
                *dark = dark.max(soft * by);
            },
        );
    }

    /// The part of the layer where a moved and softened part can darken skin above a height, with a margin.
    fn skin_near(&self, part: &Coverage, [dx, dy]: [i64; 2], lowest: f32, margin: f32) -> Option<[usize; 4]> {
        let lower = lowest.min(SKIN_REACH[1][1]);
        let [[left, top], [right, _]] = SKIN_REACH;
        let corners = [[left, top], [right, top], [left, lower], [right, lower]].map(|p| self.to_layer(p));
        let clip = |v: f32, side: usize| v.clamp(0.0, side as f32) as usize;
        let range = |k: usize, from: usize, length: usize, side: usize| {
            let moved = from as f32 + [dx, dy][k] as f32;
            let low = corners.iter().map(|c| c[k]).fold(f32::MAX, f32::min).max(moved);
            let high = corners.iter().map(|c| c[k]).fold(f32::MIN, f32::max).min(moved + length as f32);
            [clip((low - margin).floor(), side), clip((high + margin).ceil(), side)]
        };
        let [x0, x1] = range(0, part.left, part.width, self.width);
        let [y0, y1] = range(1, part.top, part.height, self.height);
        (x0 < x1 && y0 < y1).then_some([x0, y0, x1, y1])
    }

    /// Darkens what is drawn near an open part, as cloth that rolls in at its edge.
    pub(super) fn occlude(&mut self, opening: Option<&Coverage>, softness: f32, strength: f32) {
        let Some(part) = opening else { return };
        let mut soft = Self::spread(part, [0, 0], [0, 0, self.width, self.height]);
        blur(&mut soft, self.width, self.height, softness * self.scale());
        for (pixel, [near]) in self.rgba.iter_mut().zip(soft).filter(|(_, near)| near[0] > 0.0) {
            let keep = 1.0 - strength * near;
            for channel in &mut pixel[..3] {
                *channel *= keep;
            }
        }
    }

    /// A part moved over a window of the layer, as shares in `[0, 1]`.
    fn spread(part: &Coverage, [dx, dy]: [i64; 2], [x0, y0, x1, y1]: [usize; 4]) -> Vec<[f32; 1]> {
        let mut spread = vec![[0f32]; (x1 - x0) * (y1 - y0)];
        let clip = |v: usize, by: i64, low: usize, high: usize| (v as i64 + by).clamp(low as i64, high as i64) as usize;
        let (from, to) = (clip(part.left, dx, x0, x1), clip(part.left + part.width, dx, x0, x1));
        for y in clip(part.top, dy, y0, y1)..clip(part.top + part.height, dy, y0, y1) {
            let row = (y as i64 - dy) as usize - part.top;
            let target = (y - y0) * (x1 - x0);
            for x in from..to {
                let column = (x as i64 - dx) as usize - part.left;
                spread[target + x - x0][0] = f32::from(part.share[row * part.width + column]) * (1.0 / 255.0);
            }
        }
        spread
    }

    /// Share of the picture hidden at a place of the picture, 0 outside the layer.
    pub(super) fn opacity_at(&self, p: Point) -> f32 {
        let fine = self.fine as f32;
        let x = ((p.x - self.left as f32) * fine).floor().min(self.width as f32 - 1.0);
        let y = ((p.y - self.top as f32) * fine).floor().min(self.height as f32 - 1.0);
        if x < 0.0 || y < 0.0 {
            return 0.0;
        }
        self.rgba[y as usize * self.width + x as usize][3]
    }

    /// Blurs the layer as the picture is blurred, adds its grain, and lays it over the picture; returns what changed.
    pub(super) fn blend(mut self, picture: &RgbImage) -> (RgbImage, GrayImage) {
        self.shrink();
        // Anti-aliased edges are already as soft as a blur of 0.35 pixels.
        let sigma = (self.light.blur_px.powi(2) - 0.35f32.powi(2)).max(0.0).sqrt().min(0.6 + 0.02 * self.head.unit);
        blur(&mut self.rgba, self.width, self.height, sigma);
        let mut drawn = picture.clone();
        let mut mask = GrayImage::new(picture.width(), picture.height());
        let (levels, changed) = (drawn.as_chunks_mut::<3>().0, &mut *mask);
        for row in 0..self.height {
            let start = (self.top as usize + row) * picture.width() as usize + self.left as usize;
            self.blend_row(row, &mut levels[start..][..self.width], &mut changed[start..][..self.width]);
        }
        (drawn, mask)
    }

    /// Lays a row of the layer over levels, and marks which of them changed.
    fn blend_row(&self, row: usize, levels: &mut [[u8; 3]], changed: &mut [u8]) {
        let row_of = row * self.width..(row + 1) * self.width;
        let (layer, shadow) = (&self.rgba[row_of.clone()], &self.shadow[row_of.clone()]);
        let film = self.film.get(row_of).unwrap_or_default();
        let grains = grain_row(self.top as usize + row);
        for (x, (&layer, &dark)) in layer.iter().zip(shadow).enumerate() {
            let film = film.get(x).filter(|film| !film.is_none());
            if layer[3] < LEAST_OPACITY && dark < LEAST_OPACITY && film.is_none() {
                continue;
            }
            let before = levels[x];
            let bare = before.map(linear);
            let bare = film.map_or(bare, |film| film.over(bare));
            let grain = self.light.grain * layer[3] * grains[(self.left as usize + x) % GRAIN_SIDE];
            let keep = (1.0 - layer[3]) * (1.0 - dark);
            let [r, g, b] = bare;
            // The opacity goes along as a fourth channel, which makes one vector.
            let lit: [f32; 4] = std::array::from_fn(|c| level(layer[c] + keep * [r, g, b, 0.0][c]) + grain);
            let [r, g, b, _] = lit.map(nearest_level);
            levels[x] = [r, g, b];
            changed[x] = change(before, levels[x]);
        }
    }

    /// Averages a supersampled layer down to the picture's pixels.
    fn shrink(&mut self) {
        if self.fine == 1 {
            return;
        }
        let (w, h, f) = (self.width / self.fine, self.height / self.fine, self.fine);
        let share = 1.0 / (f * f) as f32;
        let mut rgba = vec![[0f32; 4]; w * h];
        let mut shadow = vec![0f32; w * h];
        for (from, (pixel, dark)) in self.rgba.iter().zip(&self.shadow).enumerate() {
            let to = from / self.width / f * w + from % self.width / f;
            shadow[to] += dark * share;
            for (sum, v) in rgba[to].iter_mut().zip(pixel) {
                *sum += v * share;
            }
        }
        if !self.film.is_empty() {
            self.film = skin::averaged(&self.film, self.width, f);
        }
        (self.rgba, self.shadow, self.width, self.height, self.fine) = (rgba, shadow, w, h, 1);
    }
}

/// Lays a paint in a light with a share of a pixel over what is there.
pub(super) fn over_pixel(light: &Light, under: [f32; 4], (paint, gradient): (Paint, f32), share: f32) -> [f32; 4] {
    let alpha = paint.opacity.clamp(0.0, 1.0) * share;
    let rgb = light.shown(paint.albedo, (paint.brightness * gradient).max(0.0));
    let glint = (paint.glint * light.white).max(0.0);
    let keep = 1.0 - alpha;
    std::array::from_fn(|c| match rgb.get(c) {
        // A highlight is as strong as the light, whatever little it hides.
        Some(v) => under[c] * keep + (v + glint * light.tint[c]).min(1.0) * alpha,
        None => under[3] * keep + alpha,
    })
}

/// 255 where any channel differs by at least [`VISIBLE_LEVELS`], else 0; both pictures are of one size.
pub(super) fn difference(before: &RgbImage, after: &RgbImage) -> GrayImage {
    let pairs = before.as_raw().as_chunks::<3>().0.iter().zip(after.as_raw().as_chunks::<3>().0);
    let mask = pairs.map(|(before, after)| change(*before, *after)).collect();
    GrayImage::from_raw(before.width(), before.height(), mask).expect("one level for every pixel")
}

fn change(before: [u8; 3], after: [u8; 3]) -> u8 {
    let [r, g, b] = [0, 1, 2].map(|c: usize| VISIBLE_LEVELS <= before[c].abs_diff(after[c]));
    // Not `||`: at edges no processor could foresee which channel decides.
    u8::from(r | g | b) * 255
}

/// The nearest of the 256 levels.
fn nearest_level(v: f32) -> u8 {
    nearest(v.clamp(0.0, 255.0)).1 as u8
}

/// 0 below `from`, 1 above `to`, smooth between.
pub(super) fn smooth(from: f32, to: f32, v: f32) -> f32 {
    // Most ends are constants, so that the quotient is computed once.
    let t = ((v - from) * (1.0 / (to - from))).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// 1 on the face, 0 beyond it: shadows fall on skin, not on the wall behind.
fn on_skin([x, y]: Vec2) -> f32 {
    let across = x / 1.14;
    let down = if y > 0.2 { (y - 0.2) / 1.75 } else { (y - 0.2) / 1.6 };
    1.0 - smooth(0.86, 1.05, (across * across + down * down).sqrt())
}
