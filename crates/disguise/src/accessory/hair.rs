//! Facial hair: strands along their growth, gaps between them, and edges that end in single hairs.

use super::canvas::{Canvas, Paint, smooth};
use super::design::Design;
use super::head::Surface;
use super::light::{SKIN, luma};
use super::weave::{mix, noise, scale};

/// Strands per head unit in three orders: locks, bundles, single hairs as far as the picture can show them.
const ORDERS: [[f32; 3]; 3] = [[7.0, 1.3, 0.5], [17.0, 2.6, 0.55], [44.0, 6.0, 0.6]];

/// Hair of one person.
pub(super) struct Hair {
    colours: [[f32; 3]; 2],
    salt: u32,
    /// Strength of each order of strands at this scale.
    strength: [f32; 3],
    /// Strength of grain without direction, for the cut ends of stubble.
    dots: f32,
}

/// Columns and rows of places on a brow, and between which shares of the light of the skin below a brow's hair is told from skin.
const BROW: [[f32; 5]; 2] = [[0.38, 0.46, 0.54, 0.62, 0.7], [-0.18, -0.22, -0.26, -0.3, -0.34]];
const BROW_DARKNESS: [f32; 2] = [0.75, 0.5];
/// How far a beard takes the colour of the brows, and how much lighter its strands are than these.
const OF_BROWS: f32 = 0.65;
const LIGHTER: f32 = 1.9;

impl Hair {
    pub(super) fn new(design: &Design, canvas: &Canvas) -> Self {
        let unit = canvas.head.unit;
        let strength = ORDERS.map(|[per_unit, _, strength]| strength * shown(unit, per_unit));
        let [dark, other] = [design.colour(0), design.colour(1)];
        let (brow, share) = brows(canvas);
        let colours = [mix(dark, brow, share), mix(other, scale(brow, LIGHTER), share)];
        Self { colours, salt: design.number % 101, strength, dots: shown(unit, 25.0) }
    }

    /// How far strands are moved to a side, at a place across and along the growth.
    pub(super) fn wave(&self, [across, along]: [f32; 2]) -> f32 {
        0.09 * (noise([1.7 * along, 2.3 * across], self.salt + 40) - 0.5)
    }

    /// How far a place lies on a strand (+) or between strands (-), about ±0.5, from its place across and along the growth and
    /// how far strands are moved there.
    pub(super) fn strand(&self, [across, along]: [f32; 2], wave: f32) -> f32 {
        let mut sum = 0.0;
        for (order, ([per_unit, along_unit, _], strength)) in (0u32..).zip(ORDERS.into_iter().zip(self.strength)) {
            if strength > 0.0 {
                let place = [per_unit * (across + wave), along_unit * along + 7.3 * across];
                sum += strength * (noise(place, self.salt + 3 * order) - 0.5);
            }
        }
        sum
    }

    /// Dots of cut hair, about ±0.5.
    pub(super) fn stub(&self, [x, y]: [f32; 2]) -> f32 {
        let coarse = noise([9.0 * x, 9.0 * y], self.salt + 11) - 0.5;
        let fine = noise([37.0 * x, 31.0 * y], self.salt + 17) - 0.5;
        0.2 * coarse + 0.8 * self.dots * fine
    }

    /// The colour of hair cut short, which is dark at its roots.
    pub(super) fn cut(&self) -> [f32; 3] {
        mix(scale(self.colours[0], 0.6), [0.02, 0.022, 0.025], 0.4)
    }

    /// Patches of another colour, about ±0.5.
    pub(super) fn patch(&self, [x, y]: [f32; 2]) -> f32 {
        noise([2.3 * x, 1.9 * y], self.salt + 23) - 0.5
    }

    /// What hair looks like that covers a share of the skin, in a patch, where a strand is and in a light.
    pub(super) fn look(&self, patch: f32, cover: f32, strand: f32, form: f32) -> Paint {
        let [dark, other] = self.colours;
        let colour = mix(dark, other, (0.08 + 0.5 * patch + 0.4 * strand).clamp(0.0, 0.5));
        // Deep between strands it is dark; their crests shine a little in the colour of the light.
        let depth = smooth(-0.5, 0.45, strand);
        let shade = form * (0.28 + 0.85 * depth);
        let glint = 0.02 * form * smooth(0.2, 0.6, strand);
        Paint { opacity: cover, glint, ..Paint::matt(scale(colour, 0.85), shade.max(0.08)) }
    }
}

/// The reflectance of the brows' hair, and how far to go by it: not at all where they are as light as skin, as of fair people and
/// under fringes.
fn brows(canvas: &Canvas) -> ([f32; 3], f32) {
    let at = |place| canvas.beneath(canvas.head.on(Surface::Face, place));
    let [columns, rows] = BROW;
    // The darkest place of each column, across all rows, is hair.
    let darkest = |x: f32| rows.map(|y| at([x, y])).into_iter().min_by(|a, b| luma(*a).total_cmp(&luma(*b)));
    let found: Vec<[f32; 3]> = columns.iter().flat_map(|&x| [-x, x]).filter_map(darkest).collect();
    let mean = |places: &[[f32; 3]]| -> [f32; 3] {
        std::array::from_fn(|c| places.iter().map(|place| place[c]).sum::<f32>() / places.len().max(1) as f32)
    };
    let [a, b, c, d, ..] = SKIN;
    let (brow, cheeks) = (mean(&found), mean(&[a, b, c, d].map(at)));
    let [from, to] = BROW_DARKNESS;
    (canvas.light.albedo(brow), OF_BROWS * smooth(from, to, luma(brow) / luma(cheeks).max(1e-3)))
}

/// 1 where a picture shows a period of this many per unit, 0 where it cannot.
fn shown(unit_px: f32, per_unit: f32) -> f32 {
    smooth(1.1, 3.2, unit_px / per_unit)
}
