//! Which action units make up an expression, and how strongly each pulls.
//!
//! | unit | FACS name | what is drawn |
//! |---|---|---|
//! | AU1 | inner brow raiser | inner brow ends up by 8 mm, wrinkles across the middle of the forehead, inner upper lid lifted |
//! | AU2 | outer brow raiser | brow arch and tail up by 8 mm, wrinkles across the sides of the forehead |
//! | AU4 | brow lowerer | brows down by up to 7 mm and together, upright furrows between them |
//! | AU5 | upper lid raiser | upper lid up by 4 mm, white visible above the iris |
//! | AU6 | cheek raiser | cheeks up and out, lower lid pushed up and curved, crow's feet, eye narrowed |
//! | AU7 | lid tightener | lower lid up and straight, upper lid slightly down |
//! | AU9 | nose wrinkler | wrinkles across the root of the nose, wings up, brows and upper lip follow |
//! | AU10 | upper lip raiser | middle of the upper lip up by 6 mm, fold beside the nose deep, upper teeth show |
//! | AU12 | lip corner puller | lip corners up by 8 mm and out by 7 mm, fold from nose to mouth |
//! | AU14 | dimpler | line beside each lip corner; above C a pit there, skin bulged beside it, corners out by up to 4 mm |
//! | AU15 | lip corner depressor | lip corners down by 7 mm, fold below them |
//! | AU17 | chin raiser | lower lip pushed up, chin boss bulged and pitted |
//! | AU20 | lip stretcher | lip corners out by 8 mm and slightly down, mouth long and flat |
//! | AU23 | lip tightener | lips half as thick, mouth narrower |
//! | AU24 | lip pressor | lips pressed to a line, bulges above and below |
//! | AU25 | lips part | up to 6 mm between the lips |
//! | AU26 | jaw drop | chin down by 16 mm, mouth open |
//! | AU28 | lip suck | no red of the lips visible |
//! | AU43, AU45 | eyes closed, blink | upper lid down to the lower |
//!
//! Names and meanings: Ekman, Friesen and Hager 2002. Distances are at intensity 1 on an average head; some are larger than on a living
//! face so that an expression can be read at 64 px.

use std::collections::BTreeMap;

use faces::{ActionUnit, Expression};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// One unit of a prototype: number, how often it takes part, its intensity in a full expression.
type Part = (u8, f64, f32);

const ANGER: &[Part] = &[
    (4, 1.0, 1.0),
    (5, 0.7, 0.6),
    (7, 0.95, 0.8),
    (23, 0.6, 0.9),
    (24, 0.4, 0.9),
    (25, 0.3, 0.7),
    (10, 0.2, 0.5),
    (17, 0.3, 0.5),
];
const DISGUST: &[Part] = &[
    (9, 0.95, 1.0),
    (10, 0.9, 0.9),
    (4, 0.6, 0.5),
    (7, 0.5, 0.6),
    (15, 0.6, 0.5),
    (17, 0.4, 0.5),
    (25, 0.35, 0.5),
    (6, 0.2, 0.5),
];
const FEAR: &[Part] = &[
    (1, 1.0, 0.9),
    (2, 0.75, 0.6),
    (4, 0.85, 0.7),
    (5, 0.95, 0.9),
    (7, 0.4, 0.4),
    (20, 0.9, 0.9),
    (25, 0.85, 0.7),
    (26, 0.55, 0.45),
];
const HAPPINESS: &[Part] = &[(12, 1.0, 1.0), (6, 0.85, 0.9), (25, 0.65, 0.8), (26, 0.15, 0.3), (2, 0.1, 0.2)];
const SADNESS: &[Part] =
    &[(1, 1.0, 0.9), (4, 0.85, 0.55), (15, 1.0, 1.0), (17, 0.6, 0.7), (7, 0.2, 0.3), (43, 0.15, 0.3), (25, 0.1, 0.3)];
const SURPRISE: &[Part] = &[(1, 1.0, 0.9), (2, 1.0, 1.0), (5, 0.9, 0.7), (26, 0.95, 1.0), (25, 1.0, 0.9)];
const TRACES: &[u8] = &[1, 2, 4, 5, 7, 12, 14, 15, 17, 24, 25];

/// The action units of one showing of an expression, each with an intensity in `(0, 1]` (FACS A to E: 0.2, 0.4, … 1).
///
/// Prototypes: anger 4+5+7+23 (or 24, 25), disgust 9+10 (+4+15+17), fear 1+2+4+5+20+25 (+7+26), happiness 6+12 (+25), sadness 1+4+15
/// (+17), surprise 1+2+5+25+26; neutral none, or traces up to 0.2 (Ekman, Friesen and Hager 2002, table 10-2, simplified). Parts drop
/// out at random, and the whole is as weak as 0.3 of the full expression, so that a face can be hard to read, as real ones are.
pub fn action_units_of(expression: Expression, rng: &mut ChaCha8Rng) -> BTreeMap<ActionUnit, f32> {
    let prototype = match expression {
        Expression::Anger => ANGER,
        Expression::Disgust => DISGUST,
        Expression::Fear => FEAR,
        Expression::Happiness => HAPPINESS,
        Expression::Neutral => return traces(rng),
        Expression::Sadness => SADNESS,
        Expression::Surprise => SURPRISE,
    };
    // Two draws averaged upwards: most showings are clear, about one in six is weak.
    let strength = 0.3 + 0.7 * rng.random::<f32>().powf(0.6);
    prototype
        .iter()
        .filter_map(|&(number, share, full)| {
            let (takes_part, vary) = (rng.random_bool(share), rng.random_range(0.75..1.2_f32));
            let intensity = (full * strength * vary).clamp(0.05, 1.0);
            takes_part.then(|| ActionUnit::new(number).map(|unit| (unit, intensity))).flatten()
        })
        .collect()
}

fn traces(rng: &mut ChaCha8Rng) -> BTreeMap<ActionUnit, f32> {
    let n_traces = rng.random_range(0..3);
    (0..n_traces)
        .filter_map(|_| {
            let number = TRACES[rng.random_range(0..TRACES.len())];
            ActionUnit::new(number).map(|unit| (unit, rng.random_range(0.04..0.2)))
        })
        .collect()
}

/// Intensity of every action unit by FACS number, for quick look-up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pulls([f32; 64]);

impl Pulls {
    /// Intensities clamped to `[0, 1]`.
    pub(super) fn new(units: &BTreeMap<ActionUnit, f32>) -> Self {
        let mut levels = [0.0; 64];
        for (unit, &intensity) in units {
            levels[usize::from(unit.number())] = if intensity.is_finite() { intensity.clamp(0.0, 1.0) } else { 0.0 };
        }
        Self(levels)
    }

    /// Intensity of the unit of that FACS number.
    pub(super) fn au(&self, number: usize) -> f32 {
        self.0[number]
    }
}
