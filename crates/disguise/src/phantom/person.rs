//! Who a phantom is: everything that stays the same over all pictures of one drawn person.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::glasses::Glasses;
use super::tone::{SkinTone, mixed};

/// The gender presentation with which a person is drawn; its attributes overlap between the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Presentation {
    /// On average thinner brows, fuller lips, narrower jaw, longer hair.
    Feminine,
    /// On average thicker brows, wider jaw, shorter hair, sometimes a beard.
    Masculine,
}

impl Presentation {
    /// Both presentations.
    pub const ALL: [Self; 2] = [Self::Feminine, Self::Masculine];

    /// The name in manifests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Feminine => "feminine",
            Self::Masculine => "masculine",
        }
    }
}

/// A way of wearing hair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HairStyle {
    /// No hair on the head.
    Bald,
    /// A few millimetres.
    Buzz,
    /// Short, combed to one side.
    Short,
    /// Short with a fringe over the forehead.
    Fringe,
    /// Full and curly.
    Curly,
    /// To the jaw on both sides.
    Bob,
    /// Hanging down below the chin.
    Long,
    /// Combed back and tied.
    Tied,
}

/// Shape of skull and jaw.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bones {
    /// Width of the head relative to the average, about 0.92 to 1.08.
    pub width: f32,
    /// Length from the eyes to the chin relative to the average.
    pub length: f32,
    /// Width of the jaw relative to the average.
    pub jaw: f32,
    /// Width of the chin relative to the average.
    pub chin: f32,
    /// Height of the brow ridge in millimetres.
    pub brow_ridge_mm: f32,
    /// Height of the cheekbones in millimetres.
    pub cheek_mm: f32,
}

/// Shape and colour of the eyes at rest.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Eyes {
    /// Half the distance between the eye centres in millimetres.
    pub half_distance_mm: f32,
    /// Half the width of the lid opening in millimetres.
    pub half_width_mm: f32,
    /// Height of the upper lid above the eye line in millimetres.
    pub opening_mm: f32,
    /// By how much the outer corner lies above the inner in millimetres.
    pub tilt_mm: f32,
    /// Visibility of the fold of the upper lid, 0 (none) to 1.
    pub fold: f32,
    /// Darkness of the lashes, 0 to 1.
    pub lashes: f32,
    /// Colour of the iris, sRGB.
    pub iris: [u8; 3],
}

/// Shape of the brows at rest.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Brows {
    /// Thickness at the inner end in millimetres.
    pub thickness_mm: f32,
    /// Height over the eye line in millimetres.
    pub height_mm: f32,
    /// Height of the arch over the inner end in millimetres.
    pub arch_mm: f32,
    /// Colour, sRGB.
    pub colour: [u8; 3],
}

/// Shape of the nose.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Nose {
    /// From the eye line to the base in millimetres.
    pub length_mm: f32,
    /// Half the width over the wings in millimetres.
    pub half_width_mm: f32,
    /// How far the tip stands out in millimetres.
    pub height_mm: f32,
}

/// Shape and colour of the mouth at rest.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mouth {
    /// Half the distance between the corners in millimetres.
    pub half_width_mm: f32,
    /// Thickness of the upper lip in millimetres.
    pub upper_mm: f32,
    /// Thickness of the lower lip in millimetres.
    pub lower_mm: f32,
    /// By how much the corners lie above the middle at rest, in millimetres; a trait, not an expression.
    pub rest_mm: f32,
    /// Painted colour of the lips and its share, 0 (bare) to 1.
    pub paint: ([u8; 3], f32),
}

/// Hair of the head.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Hair {
    /// The way it is worn.
    pub style: HairStyle,
    /// Colour, sRGB, grey strands included.
    pub colour: [u8; 3],
    /// Height of the hairline over the eye line in millimetres.
    pub line_mm: f32,
    /// Thickness in millimetres.
    pub volume_mm: f32,
    /// Side of the parting, -1 (left of the picture) to 1.
    pub parting: f32,
}

/// A drawn person. Every field is the truth about how it is drawn, none is about anybody who lives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// The seed from which the person was sampled, also of skin spots and strands.
    pub seed: u64,
    /// Gender presentation as drawn.
    pub presentation: Presentation,
    /// Age as drawn: wrinkles, grey hair, sag.
    pub age_years: f32,
    /// Skin tone as painted.
    pub tone: SkinTone,
    /// Skull and jaw.
    pub bones: Bones,
    /// Eyes.
    pub eyes: Eyes,
    /// Brows.
    pub brows: Brows,
    /// Nose.
    pub nose: Nose,
    /// Mouth.
    pub mouth: Mouth,
    /// Hair.
    pub hair: Hair,
    /// Density of the beard, 0 to 1.
    pub beard: f32,
    /// The glasses that are worn; sampled people wear none.
    #[serde(default)]
    pub glasses: Option<Glasses>,
    /// By how much the person moves: the factor on the intensity of every action unit, about 0.75 to 1.2.
    pub expressiveness: f32,
    /// By how much the left side of the picture moves more than the right, -0.15 to 0.15.
    pub asymmetry: f32,
}

impl Person {
    /// The person of a seed: tones 1 to 10 and both presentations equally often, ages 18 to 80.
    pub fn sample(seed: u64) -> Self {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed ^ 0x5045_5253_4F4E);
        let presentation = Presentation::ALL[usize::from(rng.random_bool(0.5))];
        let tone = SkinTone::ALL[rng.random_range(0..SkinTone::ALL.len())];
        Self::drawn_as(seed, presentation, tone)
    }

    /// The person of a seed with a given presentation and tone; everything else is sampled.
    pub fn drawn_as(seed: u64, presentation: Presentation, tone: SkinTone) -> Self {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let lean = if presentation == Presentation::Masculine { 1.0 } else { -1.0 };
        // How far the person leans to its presentation's average: spread wide enough that the two overlap.
        let lean = lean * 0.6 + gauss(rng) * 0.45;
        let age_years = 18.0 + 62.0 * rng.random::<f32>().powf(1.4);
        let natural = hair_colour(rng, tone);
        let grey = ((age_years - 42.0) / 34.0 + 0.25 * gauss(rng)).clamp(0.0, 0.9);
        Self {
            seed,
            presentation,
            age_years,
            tone,
            bones: bones(rng, lean),
            eyes: eyes(rng, lean, tone),
            brows: brows(rng, lean, mixed(natural, [150, 148, 145], grey * 0.6)),
            nose: nose(rng, lean),
            mouth: mouth(rng, lean),
            hair: hair(rng, [lean, age_years], mixed(natural, [196, 194, 190], grey)),
            beard: beard(rng, lean),
            glasses: None,
            expressiveness: (1.0 + 0.12 * gauss(rng)).clamp(0.75, 1.2),
            asymmetry: (0.05 * gauss(rng)).clamp(-0.15, 0.15),
        }
    }

    /// Age on a scale from 0 (young, smooth) to 1 (old, wrinkled).
    pub(super) fn wear(&self) -> f32 {
        ((self.age_years - 28.0) / 50.0).clamp(0.0, 1.0)
    }
}

/// Nearly normal with standard deviation 1, never beyond ±3: the centred sum of three uniform numbers, doubled.
pub(super) fn gauss(rng: &mut ChaCha8Rng) -> f32 {
    2.0 * (rng.random::<f32>() + rng.random::<f32>() + rng.random::<f32>() - 1.5)
}

fn around(rng: &mut ChaCha8Rng, mean: f32, spread: f32) -> f32 {
    mean + spread * gauss(rng)
}

fn bones(rng: &mut ChaCha8Rng, lean: f32) -> Bones {
    Bones {
        width: around(rng, 1.0 + 0.01 * lean, 0.03),
        length: around(rng, 1.0 + 0.015 * lean, 0.03),
        jaw: around(rng, 1.0 + 0.06 * lean, 0.05),
        chin: around(rng, 1.0 + 0.10 * lean, 0.12),
        brow_ridge_mm: around(rng, 2.5 + 1.2 * lean, 0.6).max(0.5),
        cheek_mm: around(rng, 4.0 - 0.5 * lean, 1.0),
    }
}

fn eyes(rng: &mut ChaCha8Rng, lean: f32, tone: SkinTone) -> Eyes {
    const BROWN: [[u8; 3]; 3] = [[58, 34, 20], [84, 50, 28], [44, 27, 18]];
    const LIGHT: [[u8; 3]; 3] = [[92, 124, 150], [98, 116, 84], [120, 96, 56]];
    let light_share = if tone.step() <= 4 { 0.55 } else { 0.03 };
    let palette = if rng.random_bool(light_share) { LIGHT } else { BROWN };
    Eyes {
        half_distance_mm: around(rng, 32.8, 1.1),
        half_width_mm: around(rng, 17.2 - 0.3 * lean, 0.7),
        opening_mm: around(rng, 6.5 - 0.35 * lean, 0.6),
        tilt_mm: around(rng, 1.0 - 0.3 * lean, 1.1),
        fold: if rng.random_bool(0.25) { 0.1 } else { rng.random_range(0.5..1.0) },
        lashes: around(rng, 0.7 - 0.2 * lean, 0.1).clamp(0.3, 1.0),
        iris: palette[rng.random_range(0..palette.len())],
    }
}

fn brows(rng: &mut ChaCha8Rng, lean: f32, colour: [u8; 3]) -> Brows {
    Brows {
        thickness_mm: around(rng, 5.8 + 1.2 * lean, 0.8).clamp(3.2, 8.5),
        height_mm: around(rng, 20.5 - 0.9 * lean, 1.1),
        arch_mm: around(rng, 3.2 - 0.9 * lean, 0.9).max(0.5),
        colour: mixed(colour, [22, 16, 13], 0.35),
    }
}

fn nose(rng: &mut ChaCha8Rng, lean: f32) -> Nose {
    Nose {
        length_mm: around(rng, 45.0 + 0.8 * lean, 1.8),
        half_width_mm: around(rng, 16.5 + 0.7 * lean, 1.6),
        height_mm: around(rng, 20.0 + lean, 2.0),
    }
}

fn mouth(rng: &mut ChaCha8Rng, lean: f32) -> Mouth {
    const PAINT: [[u8; 3]; 4] = [[176, 40, 52], [190, 84, 92], [140, 44, 62], [202, 108, 96]];
    let painted = rng.random_bool(f64::from((0.30 - 0.32 * lean).clamp(0.0, 0.6)));
    let share = if painted { rng.random_range(0.25..0.75) } else { 0.0 };
    Mouth {
        half_width_mm: around(rng, 27.0 + 0.5 * lean, 1.4),
        upper_mm: around(rng, 6.2 - 0.8 * lean, 0.9).clamp(3.5, 9.0),
        lower_mm: around(rng, 8.6 - 0.8 * lean, 1.0).clamp(5.5, 12.0),
        rest_mm: around(rng, -0.4, 0.9),
        paint: (PAINT[rng.random_range(0..PAINT.len())], share),
    }
}

fn hair(rng: &mut ChaCha8Rng, [lean, age_years]: [f32; 2], colour: [u8; 3]) -> Hair {
    use HairStyle::{Bald, Bob, Buzz, Curly, Fringe, Long, Short, Tied};
    const SHORTER: [HairStyle; 10] = [Short, Short, Short, Short, Buzz, Buzz, Fringe, Curly, Bald, Long];
    const LONGER: [HairStyle; 10] = [Long, Long, Long, Bob, Bob, Tied, Tied, Curly, Fringe, Short];
    let palette = if rng.random_bool(f64::from((0.5 + 0.5 * lean).clamp(0.06, 0.94))) { SHORTER } else { LONGER };
    let recession = (lean.max(0.0) * (age_years - 35.0).max(0.0) * 0.25).min(9.0);
    let style = palette[rng.random_range(0..palette.len())];
    let volume_mm = match style {
        Bald => 0.0,
        Buzz => 2.0,
        Curly => rng.random_range(14.0..24.0),
        Tied => rng.random_range(4.0..7.0),
        Short | Fringe | Bob | Long => rng.random_range(7.0..13.0),
    };
    let parting = rng.random_range(-1.0..1.0);
    Hair { style, colour, line_mm: around(rng, 59.0 + recession, 2.5), volume_mm, parting }
}

fn hair_colour(rng: &mut ChaCha8Rng, tone: SkinTone) -> [u8; 3] {
    const DARK: [[u8; 3]; 4] = [[18, 14, 12], [28, 20, 16], [44, 30, 22], [60, 40, 28]];
    const LIGHT: [[u8; 3]; 5] = [[96, 66, 40], [132, 96, 58], [182, 146, 92], [206, 178, 124], [128, 58, 30]];
    let light_share = if tone.step() <= 4 { 0.6 } else { 0.02 };
    if rng.random_bool(light_share) {
        LIGHT[rng.random_range(0..LIGHT.len())]
    } else {
        DARK[rng.random_range(0..DARK.len())]
    }
}

fn beard(rng: &mut ChaCha8Rng, lean: f32) -> f32 {
    let grown = rng.random_bool(0.3);
    if lean < 0.25 {
        return 0.0;
    }
    if grown { rng.random_range(0.5..0.85) } else { rng.random_range(0.05..0.35) }
}
