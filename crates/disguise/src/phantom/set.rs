//! Sets of phantoms: people and shots for a data set, balanced and reproducible.

use faces::Expression;
use serde::{Deserialize, Serialize};

use super::person::{Person, Presentation};
use super::shot::Shot;
use super::tone::SkinTone;
use super::{Phantom, draw};

/// One picture to be drawn: who, and what it shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sitting {
    /// Name of the person, `phantom-0007`.
    pub subject: String,
    /// The person.
    pub person: Person,
    /// The picture's parameters.
    pub shot: Shot,
}

impl Sitting {
    /// Draws the picture, `size_px` pixels wide and high.
    pub fn draw(&self, size_px: u32) -> Phantom {
        draw(&self.person, &self.shot, size_px)
    }
}

/// `shots_per_person` pictures of each of `n_people` phantoms, person by person; drawing them is left to the caller, so that it can be
/// parallel.
///
/// Expressions follow each other in the order of the classes over the whole set, so their counts differ by at most one, and within a
/// person too. Presentations alternate, every 20 people have each presentation with each of the ten tones once. Person `i` is the same
/// whatever `n_people` is.
pub fn sample_set(seed: u64, n_people: usize, shots_per_person: usize) -> Vec<Sitting> {
    (0..n_people).flat_map(|i| sittings_of(seed, i, shots_per_person)).collect()
}

fn sittings_of(seed: u64, index: usize, n_shots: usize) -> impl Iterator<Item = Sitting> {
    let person_seed = mixed_seed(seed, index as u64);
    let presentation = Presentation::ALL[index % 2];
    // Seven is coprime to ten: the tones of people in a row differ widely, so that any part of the set has all.
    let tone = SkinTone::ALL[(index / 2) * 7 % SkinTone::ALL.len()];
    let person = Person::drawn_as(person_seed, presentation, tone);
    (0..n_shots).map(move |j| {
        let expression = Expression::ALL[(index * n_shots + j) % Expression::COUNT];
        let shot = Shot::sample(&person, expression, mixed_seed(person_seed, j as u64 + 1));
        Sitting { subject: format!("phantom-{index:04}"), person: person.clone(), shot }
    })
}

/// An independent seed for part `index` of a whole (`SplitMix64`; Steele, Lea and Flood 2014).
fn mixed_seed(seed: u64, index: u64) -> u64 {
    let mut z = seed.wrapping_add(index.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
