//! How different two colours look.

use super::Lab;

/// The colour difference of CIE 142-2001, `CIEDE2000`, with all weights 1; about 1 is just visible.
///
/// Formulas as in Sharma, Wu and Dalal 2005, "The CIEDE2000 Color-Difference Formula: Implementation Notes, Supplementary Test
/// Data, and Mathematical Observations".
pub fn ciede2000(first: Lab, second: Lab) -> f64 {
    let mean_chroma = f64::midpoint(first.chroma(), second.chroma());
    // Neutral colours are moved apart along a, where the eye tells them better than CIELAB says.
    let gain = 1.0 + 0.5 * (1.0 - seventh_power_share(mean_chroma));
    let [one, two] = [first, second].map(|colour| Polar::new(colour, gain));
    let difference = one.difference(two);
    let mean = one.mean(two);

    let lightness_offset = (mean.lightness - 50.0).powi(2);
    let lightness = difference.lightness / (1.0 + 0.015 * lightness_offset / (20.0 + lightness_offset).sqrt());
    let chroma = difference.chroma / (1.0 + 0.045 * mean.chroma);
    let hue = difference.hue / (1.0 + 0.015 * mean.chroma * hue_weight(mean.hue));
    let blue = 30.0 * (-((mean.hue - 275.0) / 25.0).powi(2)).exp();
    let rotation = -(2.0 * blue).to_radians().sin() * 2.0 * seventh_power_share(mean.chroma);
    (lightness * lightness + chroma * chroma + hue * hue + rotation * chroma * hue).max(0.0).sqrt()
}

/// Lightness, chroma and hue in degrees in `[0, 360)`; as a difference, hue is a distance.
#[derive(Clone, Copy)]
struct Polar {
    lightness: f64,
    chroma: f64,
    hue: f64,
}

impl Polar {
    fn new(colour: Lab, gain: f64) -> Self {
        let a = gain * colour.a;
        let hue = colour.b.atan2(a).to_degrees().rem_euclid(360.0);
        Self { lightness: colour.lightness, chroma: a.hypot(colour.b), hue }
    }

    fn difference(self, other: Self) -> Self {
        let product = self.chroma * other.chroma;
        let turn = match other.hue - self.hue {
            _ if product == 0.0 => 0.0,
            turn if turn > 180.0 => turn - 360.0,
            turn if turn < -180.0 => turn + 360.0,
            turn => turn,
        };
        Self {
            lightness: other.lightness - self.lightness,
            chroma: other.chroma - self.chroma,
            hue: 2.0 * product.sqrt() * (turn / 2.0).to_radians().sin(),
        }
    }

    fn mean(self, other: Self) -> Self {
        let sum = self.hue + other.hue;
        let hue = if self.chroma * other.chroma == 0.0 {
            sum
        } else if (self.hue - other.hue).abs() <= 180.0 {
            sum / 2.0
        } else if sum < 360.0 {
            f64::midpoint(sum, 360.0)
        } else {
            (sum - 360.0) / 2.0
        };
        Self {
            lightness: f64::midpoint(self.lightness, other.lightness),
            chroma: f64::midpoint(self.chroma, other.chroma),
            hue,
        }
    }
}

fn seventh_power_share(chroma: f64) -> f64 {
    let power = chroma.powi(7);
    (power / (power + 25.0_f64.powi(7))).sqrt()
}

fn hue_weight(hue_deg: f64) -> f64 {
    let cos = |times: f64, shift: f64| (times * hue_deg + shift).to_radians().cos();
    1.0 - 0.17 * cos(1.0, -30.0) + 0.24 * cos(2.0, 0.0) + 0.32 * cos(3.0, 6.0) - 0.20 * cos(4.0, -63.0)
}
