//! Colours in CIELAB, where distances are closer to what people see.

/// A colour in CIE 1976 L\*a\*b\* under the white D65 (2 degree observer).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lab {
    /// L\*: from 0 for black to 100 for white.
    pub lightness: f64,
    /// a\*: from green below 0 to red above.
    pub a: f64,
    /// b\*: from blue below 0 to yellow above.
    pub b: f64,
}

/// The white of sRGB, D65, as the sums of the rows of [`XYZ_FROM_SRGB`]: equal levels are grey exactly.
const WHITE: [f64; 3] = [0.950_47, 1.0, 1.088_83];

/// Linear sRGB to XYZ (IEC 61966-2-1, rows rounded as Lindbloom gives them).
const XYZ_FROM_SRGB: [[f64; 3]; 3] = [
    [0.412_456_4, 0.357_576_1, 0.180_437_5],
    [0.212_672_9, 0.715_152_2, 0.072_175_0],
    [0.019_333_9, 0.119_192_0, 0.950_304_1],
];

/// (6/29)^3: below it CIE's cube root goes on as a line.
const LINE_END: f64 = 216.0 / 24_389.0;

impl Lab {
    /// The colour of sRGB levels in `[0, 1]`.
    pub fn from_srgb(levels: [f64; 3]) -> Self {
        let linear = levels.map(linear);
        let xyz = XYZ_FROM_SRGB.map(|row| row.iter().zip(linear).map(|(weight, level)| weight * level).sum::<f64>());
        let [x, y, z] = [0, 1, 2].map(|i| response(xyz[i] / WHITE[i]));
        Self { lightness: 116.0 * y - 16.0, a: 500.0 * (x - y), b: 200.0 * (y - z) }
    }

    /// The colour of 8-bit sRGB levels.
    pub fn from_rgb8(levels: [u8; 3]) -> Self {
        Self::from_srgb(levels.map(|level| f64::from(level) / 255.0))
    }

    /// Distance from grey of the same lightness.
    pub fn chroma(self) -> f64 {
        self.a.hypot(self.b)
    }

    /// Hue in degrees, in `(-180, 180]`: 0 is red, 90 yellow.
    pub fn hue_deg(self) -> f64 {
        self.b.atan2(self.a).to_degrees()
    }

    /// Individual typology angle in degrees: `atan2(L - 50, b)`, in `(-180, 180]`; the lighter the skin the higher.
    ///
    /// Chardon, Cretois and Hourseau 1991: above 55 very light, 41 light, 28 intermediate, 10 tan, −30 brown, below dark.
    pub fn ita_deg(self) -> f64 {
        (self.lightness - 50.0).atan2(self.b).to_degrees()
    }
}

/// The light of a level, relative to white.
fn linear(level: f64) -> f64 {
    if level <= 0.040_45 { level / 12.92 } else { ((level + 0.055) / 1.055).powf(2.4) }
}

/// CIE's `f`: the cube root, and near black a line.
fn response(share: f64) -> f64 {
    if share > LINE_END { share.cbrt() } else { (24_389.0 / 27.0 * share + 16.0) / 116.0 }
}
