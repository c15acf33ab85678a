//! Which pixels of an aligned face show skin, and what colour they have.

use super::Lab;
use crate::align::{AlignedFace, positions};
use crate::quality::median;

/// Cheeks, forehead and the bridge of the nose on an aligned face: centre and half axes of ellipses.
const PLACES: [[f64; 4]; 4] =
    [[30.0, 65.0, 8.0, 8.0], [66.0, 65.0, 8.0, 8.0], [48.0, 22.0, 15.0, 7.0], [48.0, 50.0, 4.0, 9.0]];

/// Pixels further from the median lightness are shade, shine or hair: L\* changes by less than this across a face in even light.
const LIGHTNESS_TOLERANCE: f64 = 15.0;

/// Colours with less chroma than this have no certain hue: deep shade, and skin that is very dark or very light.
const CERTAIN_CHROMA: f64 = 5.0;

/// Hues that skin can have in light from warm to slightly cold; the Monk tones have 46 to 90 degrees.
const SKIN_HUES_DEG: std::ops::RangeInclusive<f64> = -10.0..=115.0;

/// Mean chroma below which a picture counts as grey: the darkest Monk tone has 3.8.
const GREY_CHROMA: f64 = 1.5;

/// Share of usable pixels below which no tone is given.
const LEAST_SHARE: f64 = 0.25;

/// What was read from the skin of a face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Skin {
    /// Pixels that could be used, of all at cheeks, forehead and bridge of the nose, in `[0, 1]`.
    pub share: f64,
    /// The apparent colour; `None` in a grey picture and where less than a quarter of the pixels could be used.
    pub colour: Option<Lab>,
}

/// The apparent colour of the skin at cheeks, forehead and bridge of the nose.
///
/// Usable is a pixel inside the picture, with no channel at 0.98 or above and not all at 0.02 or below, whose hue skin can have
/// (colours too grey to have a hue pass), and whose L\* lies within 15 of the median of such pixels. No rule looks at how dark a
/// pixel is, only at how far it is from the others of the same face. The colour is the mean over the usable pixels within one
/// standard deviation of the mean both of L\* and of b\* (Groh et al. 2021, for Fitzpatrick 17k).
pub fn skin(face: &AlignedFace) -> Skin {
    let places: Vec<usize> = positions().enumerate().filter(|(_, (x, y))| is_place(*x, *y)).map(|(i, _)| i).collect();
    let seen = places.iter().filter(|i| face.is_inside()[**i]).map(|i| face.colours()[*i]);
    let plausible: Vec<Lab> = seen
        .filter(|levels| !is_clipped(*levels))
        .map(|levels| Lab::from_srgb(levels.map(f64::from)))
        .filter(|colour| is_plausible(*colour))
        .collect();
    let mut lightness: Vec<f32> = plausible.iter().map(|colour| colour.lightness as f32).collect();
    let Some(middle) = median(&mut lightness) else { return Skin { share: 0.0, colour: None } };
    let is_usable = |colour: &Lab| (colour.lightness - f64::from(middle)).abs() <= LIGHTNESS_TOLERANCE;
    let usable: Vec<Lab> = plausible.into_iter().filter(is_usable).collect();
    let share = usable.len() as f64 / places.len() as f64;
    let colour = (share >= LEAST_SHARE).then(|| typical(&usable)).filter(|colour| colour.chroma() >= GREY_CHROMA);
    Skin { share, colour }
}

fn is_place(x: usize, y: usize) -> bool {
    let inside =
        |[cx, cy, rx, ry]: [f64; 4]| ((x as f64 + 0.5 - cx) / rx).powi(2) + ((y as f64 + 0.5 - cy) / ry).powi(2) <= 1.0;
    PLACES.into_iter().any(inside)
}

fn is_clipped(levels: [f32; 3]) -> bool {
    levels.iter().any(|level| *level >= 0.98) || levels.iter().all(|level| *level <= 0.02)
}

fn is_plausible(colour: Lab) -> bool {
    colour.chroma() < CERTAIN_CHROMA || SKIN_HUES_DEG.contains(&colour.hue_deg())
}

/// The mean of the colours within one standard deviation of the mean of lightness and of b.
fn typical(colours: &[Lab]) -> Lab {
    let lightness = Range::of(colours.iter().map(|colour| colour.lightness));
    let yellow = Range::of(colours.iter().map(|colour| colour.b));
    let kept: Vec<Lab> =
        colours.iter().copied().filter(|colour| lightness.holds(colour.lightness) && yellow.holds(colour.b)).collect();
    // Where no colour is typical in both, as with two values of each, all are.
    mean(if kept.is_empty() { colours } else { &kept })
}

fn mean(colours: &[Lab]) -> Lab {
    let of = |part: fn(&Lab) -> f64| colours.iter().map(part).sum::<f64>() / colours.len() as f64;
    Lab { lightness: of(|c| c.lightness), a: of(|c| c.a), b: of(|c| c.b) }
}

/// The mean and one standard deviation each way.
struct Range {
    mean: f64,
    sd: f64,
}

impl Range {
    fn of(values: impl Iterator<Item = f64> + Clone) -> Self {
        let n_values = values.clone().count() as f64;
        let mean = values.clone().sum::<f64>() / n_values;
        let sd = (values.map(|value| (value - mean).powi(2)).sum::<f64>() / n_values).sqrt();
        Self { mean, sd }
    }

    /// Rounding must not exclude the only value there is.
    fn holds(&self, value: f64) -> bool {
        (value - self.mean).abs() <= self.sd + 1e-9
    }
}
