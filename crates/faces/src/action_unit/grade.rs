//! The five grades of intensity with which a FACS coder scores an action unit.

use serde::{Deserialize, Serialize};

/// A grade of intensity, from a trace to the most that a face can do (Ekman, Friesen and Hager 2002).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ActionUnitGrade {
    /// A trace.
    A,
    /// Slight.
    B,
    /// Marked or pronounced.
    C,
    /// Severe or extreme.
    D,
    /// Maximum.
    E,
}

impl ActionUnitGrade {
    /// Every grade from the weakest to the strongest.
    pub const ALL: [Self; 5] = [Self::A, Self::B, Self::C, Self::D, Self::E];

    /// The grade nearest to an intensity in `[0, 5]`, on which A is 1 and E, and everything above, is 5; `None` below 0.5 and where it is not a number.
    ///
    /// # Examples
    /// ```
    /// use faces::ActionUnitGrade;
    /// assert_eq!(ActionUnitGrade::nearest(2.9), Some(ActionUnitGrade::C));
    /// assert_eq!(ActionUnitGrade::nearest(0.2), None);
    /// ```
    pub fn nearest(intensity: f32) -> Option<Self> {
        let number = if intensity.is_nan() { 0.0 } else { intensity.round().min(5.0) };
        Self::ALL.into_iter().find(|grade| number <= grade.intensity()).filter(|_| 1.0 <= number)
    }

    /// The intensity of the grade, 1 to 5: what manifests hold, see [`super::ActionUnitLabel::Intensity`].
    pub fn intensity(self) -> f32 {
        f32::from(self as u8 + 1)
    }

    /// The letter of the grade.
    pub fn letter(self) -> char {
        ['A', 'B', 'C', 'D', 'E'][self as usize]
    }
}
