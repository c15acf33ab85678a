//! Action units of the Facial Action Coding System (Ekman, Friesen and Hager 2002).

use serde::{Deserialize, Serialize};

mod grade;
mod label;

pub use grade::ActionUnitGrade;
pub use label::{ActionUnitLabel, ActionUnitScale, NotALabel};

/// One action unit by its FACS number, with the units that this program knows how to name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActionUnit(u8);

impl ActionUnit {
    /// Every unit with its FACS name, in order of number.
    pub const NAMES: [(u8, &'static str); 20] = [
        (1, "inner brow raiser"),
        (2, "outer brow raiser"),
        (4, "brow lowerer"),
        (5, "upper lid raiser"),
        (6, "cheek raiser"),
        (7, "lid tightener"),
        (9, "nose wrinkler"),
        (10, "upper lip raiser"),
        (12, "lip corner puller"),
        (14, "dimpler"),
        (15, "lip corner depressor"),
        (17, "chin raiser"),
        (20, "lip stretcher"),
        (23, "lip tightener"),
        (24, "lip pressor"),
        (25, "lips part"),
        (26, "jaw drop"),
        (28, "lip suck"),
        (43, "eyes closed"),
        (45, "blink"),
    ];

    /// The unit of a FACS number, `None` where the number is not known.
    pub fn new(number: u8) -> Option<Self> {
        Self::NAMES.iter().any(|(n, _)| *n == number).then_some(Self(number))
    }

    /// The FACS number.
    pub fn number(self) -> u8 {
        self.0
    }

    /// The FACS name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(n, _)| *n == self.0).map_or("", |(_, name)| name)
    }
}

#[cfg(test)]
mod tests;
