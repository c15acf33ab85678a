//! Assigns whole people to sides so that every class is shared out as asked.
//!
//! Greedy iterative stratification after Sechidis, Tsoumakas and Vlahavas, "On the Stratification of Multi-Label Data"
//! (ECML PKDD 2011), with people in place of multi-label examples: rare classes first, each person to the side whose need
//! for their classes is greater.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::Side;
use crate::face::Face;
use crate::{Expression, FaceId};

/// Who must stay together: a person, or a face of whom nobody knows whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Name<'a> {
    Subject(&'a str),
    Face(&'a FaceId),
}

/// The classes, and behind them the faces without a label, which are shared out like one.
const N_CLASSES: usize = Expression::COUNT + 1;

/// Faces per class.
type Counts = [usize; N_CLASSES];

/// Faces that stay together.
#[derive(Debug, Default)]
struct Unit {
    faces: Vec<usize>,
    counts: Counts,
}

/// The side of each face; `test_fraction` lies in `(0, 1)`.
pub(super) fn sides(faces: &[Face], test_fraction: f64, seed: u64) -> Vec<Side> {
    let mut units = units(faces);
    units.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    let total = units.iter().fold(Counts::default(), |total, unit| sum(total, unit.counts));
    // The sort is stable: among equals the shuffled order stays.
    units.sort_by_key(|unit| (rarest(unit, &total), Reverse(unit.faces.len())));
    let mut sides = vec![Side::Train; faces.len()];
    let [mut train, mut test] = [1.0 - test_fraction, test_fraction].map(|share| Need::new(&total, share));
    for unit in units {
        let is_test = (train.of(&unit.counts), train.overall()) < (test.of(&unit.counts), test.overall());
        let (side, need) = if is_test { (Side::Test, &mut test) } else { (Side::Train, &mut train) };
        need.have = sum(need.have, unit.counts);
        unit.faces.into_iter().for_each(|i| sides[i] = side);
    }
    sides
}

/// The units in order of name, whatever the order of the faces.
fn units(faces: &[Face]) -> Vec<Unit> {
    let mut units: BTreeMap<Name, Unit> = BTreeMap::new();
    for (i, face) in faces.iter().enumerate() {
        let name = face.subject.as_deref().map_or(Name::Face(&face.id), Name::Subject);
        let unit = units.entry(name).or_default();
        unit.faces.push(i);
        unit.counts[face.expression.map_or(Expression::COUNT, Expression::index)] += 1;
    }
    units.into_values().collect()
}

/// How many faces the set has of the unit's rarest class.
fn rarest(unit: &Unit, total: &Counts) -> usize {
    let of_class = unit.counts.iter().zip(total).filter(|(n, _)| **n != 0).map(|(_, total)| *total);
    of_class.min().unwrap_or_default()
}

fn sum(a: Counts, b: Counts) -> Counts {
    std::array::from_fn(|class| a[class] + b[class])
}

/// What a side has and what it should have.
struct Need {
    have: Counts,
    want: [f64; N_CLASSES],
}

impl Need {
    fn new(total: &Counts, share: f64) -> Self {
        Self { have: Counts::default(), want: total.map(|n| n as f64 * share) }
    }

    /// The share of a class that is still wanted, weighted by these counts; negative where a class is over-full.
    fn of(&self, counts: &Counts) -> f64 {
        let wanted = |class: usize| counts[class] as f64 * (1.0 - self.have[class] as f64 / self.want[class]);
        (0..N_CLASSES).filter(|&class| counts[class] != 0).map(wanted).sum()
    }

    /// The share of all faces that is still wanted.
    fn overall(&self) -> f64 {
        1.0 - self.have.iter().sum::<usize>() as f64 / self.want.iter().sum::<f64>()
    }
}
