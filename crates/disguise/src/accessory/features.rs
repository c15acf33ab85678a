//! Lips and lids fitted to the picture, since five landmarks do not tell how far a mouth or an eye is open.
//!
//! Starting points: an eye 0.48 wide and 0.17 high, an upper lip of 0.15 and a lower lip of 0.2, which move as far as the picture says.

use super::canvas::{Canvas, Patch, Skin, Tone, middle_tone, smooth};
use super::head::{MOUTH_X, MOUTH_Y, Vec2};

/// Half the width of an eye.
const EYE_HALF_WIDTH: f32 = 0.24;
/// Heights of the upper and lower lid above and below the eye centre between which to look.
const LIDS: [Vec2; 2] = [[0.045, 0.125], [0.045, 0.115]];
/// Heights of the upper and lower edge of the lips below the mouth corners between which to look.
const LIPS: [Vec2; 2] = [[-0.3, 0.04], [0.06, 0.5]];

/// The opening of an eye, in head units around its centre.
#[derive(Debug, Clone, Copy)]
pub(super) struct Eye {
    centre: Vec2,
    /// Towards which side the outer corner lies.
    outer: f32,
    upper: f32,
    lower: f32,
    /// How clearly the upper lid's edge is seen, in `[0, 1]`.
    pub(super) clear: f32,
}

impl Eye {
    /// Fits both eyes: the lids lie where dark lashes border on skin.
    pub(super) fn both(canvas: &Canvas, skin: &Skin) -> [Self; 2] {
        [-1.0f32, 1.0].map(|outer| {
            let centre = [0.5 * outer, 0.0];
            let patch = Patch::around(skin, canvas.head, centre);
            let lid = |sign: f32, [least, most]: Vec2| {
                let heights = (0..9).map(|i| least + (most - least) * i as f32 / 8.0);
                let usual = f32::midpoint(least, most);
                let scored = heights.map(|h| (lid_contrast(canvas, (skin.tone, &patch), centre, sign * h), h));
                let better = |edge: &(f32, f32)| edge.0 - 2.0 * (edge.1 - usual).abs();
                scored.max_by(|a, b| better(a).total_cmp(&better(b))).unwrap_or((0.0, usual))
            };
            let (upper, lower) = (lid(-1.0, LIDS[0]), lid(1.0, LIDS[1]));
            Self { centre, outer, upper: upper.1, lower: lower.1, clear: smooth(0.0, 0.2, upper.0) }
        })
    }

    /// Along the eye, 0 at its middle and 1 at its outer corner, and the height below its centre.
    pub(super) fn along(&self, [x, y]: Vec2) -> Vec2 {
        [
            (x - self.centre[0]) * self.outer / EYE_HALF_WIDTH,
            y - self.centre[1] + 0.02 * (x - self.centre[0]) * self.outer,
        ]
    }

    /// Height above the upper lid's edge at a place, in head units; beyond the corners its line runs on and rises outside.
    pub(super) fn above_lid(&self, place: Vec2) -> f32 {
        let [u, v] = self.along(place);
        let edge = if u > 1.0 { -0.16 * (u - 1.0) } else { -self.upper * (1.0 - u * u).max(0.0).sqrt() };
        edge - v
    }

    /// Height below the lower lid's edge.
    pub(super) fn below_lid(&self, place: Vec2) -> f32 {
        let [u, v] = self.along(place);
        v - self.lower * (1.0 - u * u).max(0.0).sqrt()
    }

    /// The corners of a rectangle around what is painted at an eye: lid, wing and shadow below.
    pub(super) fn surroundings(&self) -> [Vec2; 2] {
        let [x, y] = self.centre;
        let ends = [x - 0.4 * self.outer, x + 0.5 * self.outer];
        [[ends[0].min(ends[1]), y - 0.36], [ends[0].max(ends[1]), y + 0.22]]
    }

    /// 1 in the opening, 0 beyond a margin around it.
    pub(super) fn opening(&self, place: Vec2, margin: f32) -> f32 {
        let [u, _] = self.along(place);
        let away = self.above_lid(place).max(self.below_lid(place)).max((u.abs() - 1.0) * EYE_HALF_WIDTH);
        1.0 - smooth(0.0, margin, away)
    }
}

/// How much darker a lid's edge is than the skin beyond it.
fn lid_contrast(canvas: &Canvas, (tone, patch): (Tone, &Patch), centre: Vec2, height: f32) -> f32 {
    let bright = |x: f32, y: f32| {
        let at = patch.frame([centre[0] + x, centre[1] + y]);
        tone.brightness(canvas.beneath(at)).max(0.02).ln()
    };
    let columns = [-0.15f32, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15];
    let sum: f32 = columns
        .iter()
        .map(|&x| {
            let edge = height * (1.0 - (x / EYE_HALF_WIDTH).powi(2)).sqrt();
            (bright(x, edge + 0.045 * height.signum()) - bright(x, edge)).clamp(-1.0, 1.5)
        })
        .sum();
    sum / columns.len() as f32
}

/// The outline of the lips, in head units around the middle between the mouth corners.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lips {
    upper: f32,
    lower: f32,
    /// The skin around them.
    around: Tone,
    /// They themselves.
    pub(super) tone: Tone,
}

impl Lips {
    /// Fits the lips: the run of the mouth's middle columns that is redder, or darker, than the skin around it.
    pub(super) fn fit(canvas: &Canvas, skin: &Skin) -> Self {
        const STEP: f32 = 0.02;
        const FIRST: i32 = -16;
        let beside = [[-0.58, 1.06], [0.58, 1.06], [-0.3, 1.42], [0.3, 1.42], [0.0, 0.84]];
        let around = middle_tone(beside.map(|p| canvas.mean_beneath(skin.frame(canvas.head, p), 0.06)).to_vec());
        let patch = Patch::around(skin, canvas.head, [0.0, MOUTH_Y]);
        let scores: Vec<f32> = (FIRST..=28).map(|i| lip_score(canvas, &patch, around, i as f32 * STEP)).collect();
        let sum = |from: i32, to: i32| scores[(from - FIRST) as usize..=(to - FIRST) as usize].iter().sum::<f32>();
        let rows = |[least, most]: Vec2| (least / STEP) as i32..=(most / STEP) as i32;
        // Without colour a shadow below the lip looks like lip; dark lips may be redder or less red than the skin around them.
        let doubt = if around.is_grey() { 3.0 } else { 1.0 + 4.0 * around.darkness() };
        let best = rows(LIPS[0])
            .flat_map(|top| rows(LIPS[1]).map(move |bottom| (top, bottom)))
            .map(|(top, bottom)| {
                let [t, b] = [top as f32 * STEP, bottom as f32 * STEP];
                let unusual = doubt * (6.0 * (t + 0.11).powi(2) + 3.0 * (b - 0.17).powi(2));
                (sum(top, bottom) * STEP * 4.0 - unusual, [t, b])
            })
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let [upper, lower] = best.map_or([-0.11, 0.17], |best| best.1);
        let mut lips = Self { upper, lower, around, tone: around };
        lips.tone = lips.mean_tone(canvas, &patch);
        lips
    }

    /// Mean light of what is lip within the outline, or a little darker than skin where nothing is.
    fn mean_tone(&self, canvas: &Canvas, patch: &Patch) -> Tone {
        const DARKER: f32 = 0.65;
        let mut n = 0.5f32;
        let mut sum = self.around.0.map(|v| DARKER * v * n);
        for (i, j) in (-6i8..=6).flat_map(|i| (-10i8..=20).map(move |j| (i, j))) {
            let place = [0.05 * f32::from(i), MOUTH_Y + 0.025 * f32::from(j)];
            let beneath = canvas.beneath(patch.frame(place));
            let weight = self.inside(place) * self.likeness(beneath);
            sum = std::array::from_fn(|c| sum[c] + weight * beneath[c]);
            n += weight;
        }
        Tone(sum.map(|v| v / n))
    }

    /// The corners of a rectangle around them.
    pub(super) fn bounds(&self) -> [Vec2; 2] {
        [[-0.43, MOUTH_Y + self.upper - 0.04], [0.43, MOUTH_Y + self.lower + 0.04]]
    }

    /// 1 within the outline, soft at its edge.
    pub(super) fn inside(&self, [x, y]: Vec2) -> f32 {
        let u = (x / MOUTH_X).abs();
        if u > 1.05 {
            return 0.0;
        }
        let v = y - MOUTH_Y;
        // The corners lie at 0; where a smile pulls them up, both edges are below them in the middle.
        let bow = 1.0 - 0.13 * (-(u / 0.16).powi(2)).exp();
        let top = self.upper * bow * (1.0 - u.powf(1.5)).max(0.0);
        let bottom = self.lower * (1.0 - u * u).max(0.0).powf(0.7);
        smooth(-0.02, 0.025, v - top) * smooth(-0.02, 0.035, bottom - v) * smooth(1.04, 0.92, u)
    }

    /// Whether a colour within the outline is lip, not teeth or the dark of an open mouth.
    pub(super) fn likeness(&self, beneath: [f32; 3]) -> f32 {
        let bright = self.around.brightness(beneath);
        if self.around.is_grey() {
            return 1.0 - smooth(0.85, 1.15, bright);
        }
        let pale = 1.0 - smooth(0.79, 0.95, self.around.redness(beneath));
        // Dark lips may be less red than the skin around them; teeth are then far brighter than both.
        let excused = self.around.darkness() * (1.0 - smooth(1.1, 1.8, bright));
        smooth(0.05, 0.16, bright) * (1.0 - pale * (1.0 - excused))
    }

    /// Height within the outline: 0 at its upper edge, 1 at its lower one.
    pub(super) fn down(&self, y: f32) -> f32 {
        (y - MOUTH_Y - self.upper) / (self.lower - self.upper).max(0.05)
    }
}

/// Mean score of a row below the mouth corners: positive on lips, negative on skin, nothing on teeth and in the open mouth.
fn lip_score(canvas: &Canvas, patch: &Patch, around: Tone, down: f32) -> f32 {
    let columns = [-0.16f32, -0.11, -0.06, 0.0, 0.06, 0.11, 0.16];
    let score = |&x: &f32| {
        let beneath = canvas.beneath(patch.frame([x, MOUTH_Y + down]));
        let (bright, redder) = (around.brightness(beneath), around.redness(beneath).ln());
        let darker = -bright.max(0.02).ln();
        if around.is_grey() {
            return if bright < 0.12 { 0.0 } else { 0.8 * darker.clamp(-0.4, 0.8) - 0.2 };
        }
        if bright < 0.12 || redder < -0.25 {
            return 0.0;
        }
        1.6 * redder.clamp(-0.3, 0.6) + 0.25 * darker.clamp(-0.4, 0.8) - 0.2
    };
    columns.iter().map(score).sum::<f32>() / columns.len() as f32
}
