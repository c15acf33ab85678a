//! The skin under the layer: its colour, light and shade, and films that change it instead of hiding it.
//!
//! The landmarks of a face are where the head model says but for a few hundredths; places on the skin are corrected so that
//! eyes, nose tip and mouth corners have exactly the model's: ±0.5 and 0, 0 and 0.55, ±0.39 and 1.06. Places, soft light and
//! soft films are computed at the nodes of a grid and interpolated between them.

use std::ops::Range;

use faces::Point;

use super::{Canvas, between, smooth};
use crate::accessory::blur::blur;
use crate::accessory::head::{Head, MOUTH_X, MOUTH_Y, NOSE_TO_MOUTH, Surface, Vec2};
use crate::accessory::light::{SKIN, linear, luma};
use crate::accessory::weave::noise;

/// Where the model has the landmarks, in the order of a detector.
const MODEL: [Vec2; 5] =
    [[-0.5, 0.0], [0.5, 0.0], [0.0, NOSE_TO_MOUTH * MOUTH_Y], [-MOUTH_X, MOUTH_Y], [MOUTH_X, MOUTH_Y]];
/// How far a landmark's correction reaches.
const REACH: f32 = 0.6;
/// Most correction at one landmark: beyond it neighbouring places would change sides.
const MOST_MOVE: f32 = 0.26;

/// What lies on the skin at one place: it lets through a share of each channel, and may add its own light.
#[derive(Debug, Clone, Copy)]
pub(in crate::accessory) struct Film {
    factor: [f32; 3],
    veil: [f32; 3],
}

impl Film {
    pub(in crate::accessory) const NONE: Self = Self { factor: [1.0; 3], veil: [0.0; 3] };

    /// Whether it changes nothing.
    pub(super) fn is_none(&self) -> bool {
        self.factor.iter().all(|v| (v - 1.0).abs() < 1e-3) && self.veil.iter().all(|v| v.abs() < 1e-6)
    }

    /// What is seen of bare skin through it.
    pub(super) fn over(&self, bare: [f32; 3]) -> [f32; 3] {
        std::array::from_fn(|c| bare[c] * self.factor[c] + self.veil[c])
    }

    /// Lays a factor on a share of it.
    pub(in crate::accessory) fn lay(&mut self, factor: [f32; 3], cover: f32) {
        for (c, factor) in factor.into_iter().enumerate() {
            let by = 1.0 + cover * (factor - 1.0);
            self.factor[c] *= by;
            self.veil[c] *= by;
        }
    }

    /// Takes a share of it off.
    pub(in crate::accessory) fn wipe(&mut self, share: f32) {
        for c in 0..3 {
            self.factor[c] += share * (1.0 - self.factor[c]);
            self.veil[c] *= 1.0 - share;
        }
    }

    /// Lays a coat of paint on a share of it.
    pub(in crate::accessory) fn coat(&mut self, coat: &Coat, relief: f32, cover: f32) {
        for c in 0..3 {
            self.factor[c] += cover * (coat.factor[c] - self.factor[c]);
            self.veil[c] += cover * (coat.veil[c] * relief - self.veil[c]);
        }
    }
}

/// Paint on skin of a tone: pores and shading show as contrasts, which light paint on dark skin softens.
#[derive(Debug, Clone, Copy)]
pub(in crate::accessory) struct Coat {
    factor: [f32; 3],
    veil: [f32; 3],
}

impl Coat {
    /// What paint shows of which the middle of the skin has this light.
    pub(in crate::accessory) fn new(shown: [f32; 3], tone: Tone) -> Self {
        const MOST: f32 = 2.2;
        let brighter = luma(shown) / luma(tone.0).max(1e-3);
        let even = (1.0 - MOST / brighter.max(0.1)).clamp(0.25, 0.85);
        let factor = std::array::from_fn(|c| (1.0 - even) * shown[c] / tone.0[c].max(2e-3));
        Self { factor, veil: shown.map(|v| even * v) }
    }
}

/// One place on the face and what the picture shows there.
#[derive(Debug, Clone, Copy)]
pub(in crate::accessory) struct Spot {
    /// In head units on [`Surface::Face`], with the landmarks in their places.
    pub(in crate::accessory) place: Vec2,
    /// Linear light.
    pub(in crate::accessory) beneath: [f32; 3],
    /// How much it looks like skin, in `[0, 1]`: hair, the white of the eye and the wall do not.
    pub(in crate::accessory) skin: f32,
    /// Soft light and shade against the whole face.
    pub(in crate::accessory) relief: f32,
    /// Unevenness in about ±0.5, see [`Skin::roughen`].
    pub(in crate::accessory) rough: f32,
}

/// The colour of some skin, in linear light.
#[derive(Debug, Clone, Copy)]
pub(in crate::accessory) struct Tone(pub(in crate::accessory) [f32; 3]);

impl Tone {
    /// Light against this skin's, 1 where they are equal.
    pub(in crate::accessory) fn brightness(self, beneath: [f32; 3]) -> f32 {
        luma(beneath) / luma(self.0).max(1e-4)
    }

    /// How much redder than this skin a colour is, as a ratio; 1 in a grey picture.
    pub(in crate::accessory) fn redness(self, beneath: [f32; 3]) -> f32 {
        red(beneath) / red(self.0)
    }

    /// From 0 on pale and brown skin to 1 on very dark skin.
    pub(in crate::accessory) fn darkness(self) -> f32 {
        1.0 - smooth(0.06, 0.2, luma(self.0))
    }

    /// Whether it comes from a picture without colours.
    pub(in crate::accessory) fn is_grey(self) -> bool {
        let [r, g, b] = self.0;
        (r - g).abs() + (g - b).abs() < 4e-3
    }
}

/// The one of middle brightness.
pub(in crate::accessory) fn middle_tone(mut found: Vec<[f32; 3]>) -> Tone {
    found.sort_by(|a, b| luma(*a).total_cmp(&luma(*b)));
    Tone(found.get(found.len() / 2).map_or([0.25; 3], |tone| tone.map(|v| v.max(1e-3))))
}

fn red([r, g, _]: [f32; 3]) -> f32 {
    r.max(2e-3) / g.max(2e-3)
}

/// What the grid knows at a node: place, light of the picture's gradient, relief, roughness.
type Node = [f32; 5];
const GRADIENT: usize = 2;
const RELIEF: usize = 3;
const ROUGH: usize = 4;

/// The skin of a face.
pub(in crate::accessory) struct Skin {
    /// Its middle.
    pub(in crate::accessory) tone: Tone,
    /// Layer pixels between nodes.
    step: usize,
    columns: usize,
    nodes: Vec<Node>,
    /// What is added to a place near each landmark.
    moves: [Vec2; 5],
    /// One over the light of the tone, and over its redness.
    per_light: f32,
    per_red: f32,
    /// Redness between that of a grey wall and that of the tone; below every colour's in a grey picture.
    reds: Vec2,
}

impl Skin {
    /// Undoes [`Skin::place`], nearly.
    pub(in crate::accessory) fn frame(&self, head: &Head, place: Vec2) -> Vec2 {
        let mut guess = place;
        for _ in 0..3 {
            let found = self.place(head, head.on(Surface::Face, guess));
            guess = [guess[0] + place[0] - found[0], guess[1] + place[1] - found[1]];
        }
        head.on(Surface::Face, guess)
    }

    /// A place of the frame on the face, with the landmarks where the model has them.
    fn place(&self, head: &Head, frame: Vec2) -> Vec2 {
        let [x, y] = head.back(Surface::Face, frame);
        let (mut sum, mut weight) = ([0.0f32; 2], 0.0f32);
        for (mark, by) in MODEL.iter().zip(&self.moves) {
            let [dx, dy] = [x + by[0] - mark[0], y + by[1] - mark[1]];
            let near = (1.0 - (dx * dx + dy * dy) / (REACH * REACH)).max(0.0).powi(2);
            sum = [sum[0] + near * by[0], sum[1] + near * by[1]];
            weight += near;
        }
        let share = 1.0 / weight.max(1.0);
        [x + sum[0] * share, y + sum[1] * share]
    }

    /// How much a colour looks like skin in a light.
    fn likeness(&self, beneath: [f32; 3], gradient: f32) -> f32 {
        let bright = smooth(0.1, 0.36, luma(beneath) * self.per_light / gradient);
        if bright > 0.0 { bright * smooth(0.6, 0.76, red(beneath) * self.per_red) } else { 0.0 }
    }

    /// Whether a colour is as red as skin and not grey as a wall behind it; highlights on skin are grey too.
    pub(in crate::accessory) fn is_red(&self, beneath: [f32; 3]) -> f32 {
        let [least, most] = self.reds;
        smooth(least, most, red(beneath) * self.per_red)
    }

    /// Makes edges of what is laid on uneven.
    pub(in crate::accessory) fn roughen(&mut self, salt: u32) {
        for node in &mut self.nodes {
            node[ROUGH] = noise([9.0 * node[0], 9.0 * node[1]], salt) - 0.5;
        }
    }

    fn spot(&self, beneath: [f32; 3], [x, y, gradient, relief, rough]: Node) -> Spot {
        Spot { place: [x, y], beneath, skin: self.likeness(beneath, gradient), relief, rough }
    }

    /// The nodes at the corners of a cell, row by row.
    fn corners(&self, i: usize, j: usize) -> [usize; 4] {
        let at = j * self.columns + i;
        [at, at + 1, at + self.columns, at + self.columns + 1]
    }
}

/// A part of the skin that is flat enough to go from places to the frame in straight lines.
#[derive(Debug, Clone, Copy)]
pub(in crate::accessory) struct Patch {
    middle: Vec2,
    at: Vec2,
    across: Vec2,
    down: Vec2,
}

impl Patch {
    pub(in crate::accessory) fn around(skin: &Skin, head: &Head, middle @ [x, y]: Vec2) -> Self {
        const SIDE: f32 = 0.2;
        let at = skin.frame(head, middle);
        let slope = |to: Vec2| {
            let found = skin.frame(head, to);
            [(found[0] - at[0]) / SIDE, (found[1] - at[1]) / SIDE]
        };
        Self { middle, at, across: slope([x + SIDE, y]), down: slope([x, y + SIDE]) }
    }

    pub(in crate::accessory) fn frame(&self, [x, y]: Vec2) -> Vec2 {
        let (u, v) = (x - self.middle[0], y - self.middle[1]);
        [0, 1].map(|k| self.at[k] + u * self.across[k] + v * self.down[k])
    }
}

impl Canvas<'_> {
    /// Measures the skin under the layer, at so many nodes a unit.
    pub(in crate::accessory) fn skin(&self, nodes_per_unit: f32) -> Skin {
        let moves = std::array::from_fn(|i| {
            let found = self.head.back(Surface::Face, self.head.marks[i]);
            [0, 1].map(|k| (MODEL[i][k] - found[k]).clamp(-MOST_MOVE, MOST_MOVE))
        });
        let step = ((self.scale() / nodes_per_unit) as usize).max(1);
        let columns = self.width / step + 2;
        let tone = self.tone();
        let (per_light, per_red) = (1.0 / luma(tone.0).max(1e-4), 1.0 / red(tone.0));
        let grey = per_red.min(0.9);
        let reds = if tone.is_grey() { [-2.0, -1.0] } else { [0.9 * grey + 0.1, 0.5 * grey + 0.5] };
        let mut skin = Skin { tone, step, columns, nodes: Vec::new(), moves, per_light, per_red, reds };
        self.set_nodes(&mut skin);
        skin
    }

    /// The colour of the bare places of a face.
    pub(in crate::accessory) fn tone(&self) -> Tone {
        let places = SKIN.iter().map(|&place| self.mean_beneath(self.head.on(Surface::Face, place), 0.08));
        middle_tone(places.collect())
    }

    /// Mean linear light of the picture around a place of the frame.
    pub(in crate::accessory) fn mean_beneath(&self, centre: Vec2, reach: f32) -> [f32; 3] {
        let steps = [-0.9f32, -0.3, 0.3, 0.9];
        let mut sum = [0.0f32; 3];
        for (dx, dy) in steps.iter().flat_map(|dx| steps.iter().map(move |dy| (dx, dy))) {
            let found = self.beneath([centre[0] + reach * dx, centre[1] + reach * dy]);
            sum = std::array::from_fn(|c| sum[c] + found[c] / 16.0);
        }
        sum
    }

    /// Linear light of the picture at a place of the frame.
    pub(in crate::accessory) fn beneath(&self, frame: Vec2) -> [f32; 3] {
        let Point { x, y } = self.head.pixel(frame);
        self.pixel_beneath([x.floor() as i64, y.floor() as i64])
    }

    fn pixel_beneath(&self, [x, y]: [i64; 2]) -> [f32; 3] {
        let (w, h) = self.picture.dimensions();
        let inside = |v: i64, side: u32| v.clamp(0, i64::from(side) - 1) as u32;
        self.picture.get_pixel(inside(x, w), inside(y, h)).0.map(linear)
    }

    /// Linear light under a pixel of the layer.
    fn under(&self, x: usize, y: usize) -> [f32; 3] {
        let at = |v: usize, from: i64| (from as usize + v / self.fine) as u32;
        self.picture.get_pixel(at(x, self.left), at(y, self.top)).0.map(linear)
    }

    /// Places and soft light. The light is a mean over skin only, so that brows do not darken what is beside them.
    fn set_nodes(&self, skin: &mut Skin) {
        let rows = self.height / skin.step + 2;
        let mut sums = Vec::with_capacity(rows * skin.columns);
        let apart = (skin.step / 4).max(1) as i64;
        for (j, i) in (0..rows).flat_map(|j| (0..skin.columns).map(move |i| (j, i))) {
            let fine = self.fine as f32;
            let [x, y] = [i, j].map(|k| (k * skin.step) as f32 / fine);
            let pixel = Point::new(self.left as f32 + x, self.top as f32 + y);
            let frame = self.head.frame(pixel);
            let gradient = self.light.gradient(frame);
            let (column, row) = (pixel.x as i64, pixel.y as i64);
            let mut sum = [1e-3, 6e-4];
            for (dx, dy) in [(-apart, -apart), (apart, -apart), (-apart, apart), (apart, apart)] {
                let beneath = self.pixel_beneath([column + dx, row + dy]);
                let alike = skin.likeness(beneath, gradient);
                sum = [sum[0] + alike, sum[1] + alike * skin.tone.brightness(beneath)];
            }
            sums.push(sum);
            let [x, y] = skin.place(self.head, frame);
            skin.nodes.push([x, y, gradient, 1.0, 0.0]);
        }
        blur(&mut sums, skin.columns, rows, 0.06 * self.scale() / skin.step as f32);
        for (node, [alike, bright]) in skin.nodes.iter_mut().zip(sums) {
            node[RELIEF] = (bright / alike).clamp(0.2, 1.7);
        }
    }

    /// Lays soft films on skin: factors on its light, by their places.
    pub(in crate::accessory) fn wash(&mut self, skin: &Skin, look: impl Fn(Vec2) -> Film) {
        self.film.resize(self.width * self.height, Film::NONE);
        let soft: Vec<Film> = skin.nodes.iter().map(|node| look([node[0], node[1]])).collect();
        let (rows, columns) = (self.height.div_ceil(skin.step), self.width.div_ceil(skin.step));
        for (j, i) in (0..rows).flat_map(|j| (0..columns).map(move |i| (j, i))) {
            let corners = skin.corners(i, j);
            if corners.iter().any(|&k| !soft[k].is_none()) {
                let light = corners.iter().map(|&k| skin.nodes[k][GRADIENT]).sum::<f32>() / 4.0;
                self.wash_cell(skin, [i, j], (corners.map(|k| soft[k].factor), light));
            }
        }
    }

    fn wash_cell(&mut self, skin: &Skin, cell: [usize; 2], ([a, b, c, d], light): ([[f32; 3]; 4], f32)) {
        for (x, y, [u, v]) in self.pixels(skin, cell) {
            let beneath = self.under(x, y);
            let alike = skin.likeness(beneath, light) * skin.is_red(beneath);
            if alike > 0.0 {
                self.film[y * self.width + x].lay(between(between(a, c, v), between(b, d, v), u), alike);
            }
        }
    }

    /// Changes what lies on the skin, pixel by pixel, about between two corners in head units.
    pub(in crate::accessory) fn film(&mut self, skin: &Skin, corners: [Vec2; 2], look: impl Fn(&Spot, &mut Film)) {
        self.film.resize(self.width * self.height, Film::NONE);
        let [columns, rows] = self.cells(skin, corners);
        for (j, i) in rows.flat_map(|j| columns.clone().map(move |i| (j, i))) {
            let [a, b, c, d] = skin.corners(i, j).map(|k| skin.nodes[k]);
            for (x, y, [u, v]) in self.pixels(skin, [i, j]) {
                let spot = skin.spot(self.under(x, y), between(between(a, c, v), between(b, d, v), u));
                look(&spot, &mut self.film[y * self.width + x]);
            }
        }
    }

    /// The pixels of a cell, with how far each is from the cell's first node, in cells.
    fn pixels(&self, skin: &Skin, cell: [usize; 2]) -> impl Iterator<Item = (usize, usize, Vec2)> + use<> {
        let step = skin.step;
        let [left, top] = cell.map(|k| k * step);
        let (right, bottom) = ((left + step).min(self.width), (top + step).min(self.height));
        let within = move |v: usize, from: usize| ((v - from) as f32 + 0.5) / step as f32;
        (top..bottom)
            .flat_map(move |y| (left..right).map(move |x| (x, y)))
            .map(move |(x, y)| (x, y, [within(x, left), within(y, top)]))
    }

    /// The columns and rows of cells that a rectangle of the skin reaches.
    fn cells(&self, skin: &Skin, [[x0, y0], [x1, y1]]: [Vec2; 2]) -> [Range<usize>; 2] {
        let inside = |node: &Node| (x0..=x1).contains(&node[0]) && (y0..=y1).contains(&node[1]);
        let found = skin.nodes.iter().enumerate().filter(|(_, node)| inside(node)).map(|(at, _)| at);
        let mut ends = [[usize::MAX, 0], [usize::MAX, 0]];
        for at in found {
            for (end, v) in ends.iter_mut().zip([at % skin.columns, at / skin.columns]) {
                *end = [end[0].min(v), end[1].max(v)];
            }
        }
        let cells = [self.width.div_ceil(skin.step), self.height.div_ceil(skin.step)];
        [0, 1].map(|k| ends[k][0].saturating_sub(1).min(cells[k])..(ends[k][1] + 1).min(cells[k]))
    }

    /// The softness of edges in this picture, in head units.
    pub(in crate::accessory) fn softness(&self) -> f32 {
        (0.8 * self.light.blur_px.clamp(0.6, 4.0) / self.head.unit).min(0.08)
    }

    /// How far averaging over the pixels of a finer layer takes an edge out, in head units.
    pub(in crate::accessory) fn inset(&self) -> f32 {
        0.25 * (self.fine - 1) as f32 / self.head.unit
    }
}

/// Rows of films averaged over squares of a side.
pub(super) fn averaged(films: &[Film], width: usize, side: usize) -> Vec<Film> {
    let share = 1.0 / (side * side) as f32;
    let mut means = vec![Film { factor: [0.0; 3], veil: [0.0; 3] }; films.len() / (side * side)];
    for (from, film) in films.iter().enumerate() {
        let to = &mut means[from / width / side * (width / side) + from % width / side];
        for c in 0..3 {
            to.factor[c] += film.factor[c] * share;
            to.veil[c] += film.veil[c] * share;
        }
    }
    means
}
