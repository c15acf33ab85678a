//! The ten tones of the Monk Skin Tone scale.

use super::{Lab, ciede2000};

/// The scale's ten colours in sRGB, from the lightest to the darkest (E. Monk 2022, published by Google under CC BY 4.0).
pub const MONK_TONES: [[u8; 3]; 10] = [
    [0xf6, 0xed, 0xe4],
    [0xf3, 0xe7, 0xdb],
    [0xf7, 0xea, 0xd0],
    [0xea, 0xda, 0xba],
    [0xd7, 0xbd, 0x96],
    [0xa0, 0x7e, 0x56],
    [0x82, 0x5c, 0x43],
    [0x60, 0x41, 0x34],
    [0x3a, 0x31, 0x2a],
    [0x29, 0x24, 0x20],
];

/// The tone, 1 to 10, that differs least from a colour by [`ciede2000`]; the lighter of two equal ones.
///
/// The scale was made for people to compare with, so that a photograph's nearest tone is one under *its* light. Tones 1 to 4 lie
/// within 9 units of lightness, 5 and 6 are 23 apart: neighbours are not equally far.
pub fn nearest_monk_tone(colour: Lab) -> u8 {
    let differences = MONK_TONES.map(|tone| ciede2000(colour, Lab::from_rgb8(tone)));
    let nearest = differences.iter().enumerate().min_by(|(_, a), (_, b)| a.total_cmp(b));
    nearest.map_or(1, |(index, _)| index as u8 + 1)
}
