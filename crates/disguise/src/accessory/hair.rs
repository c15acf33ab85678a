//! Facial hair: strands along their growth, gaps between them, and edges that end in single hairs.

use super::canvas::{Paint, smooth};
use super::design::Design;
use super::head::Head;
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

impl Hair {
    pub(super) fn new(design: &Design, head: &Head) -> Self {
        let strength = ORDERS.map(|[per_unit, _, strength]| strength * shown(head.unit, per_unit));
        let dots = shown(head.unit, 25.0);
        Self { colours: [design.colour(0), design.colour(1)], salt: design.number % 101, strength, dots }
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

/// 1 where a picture shows a period of this many per unit, 0 where it cannot.
fn shown(unit_px: f32, per_unit: f32) -> f32 {
    smooth(1.1, 3.2, unit_px / per_unit)
}
