//! Groups of phantoms by what was drawn.

use std::fmt;
use std::str::FromStr;

use faces::{DisguiseKind, Expression};

use crate::phantom::person::Presentation;
use crate::phantom::set::Sitting;

/// A group of drawn faces: those for which every condition holds.
///
/// Written `all`, or conditions joined by `+`, as in `tone>=7+presentation=feminine`:
///
/// | condition | example |
/// |---|---|
/// | gender presentation | `presentation=feminine`, `presentation=masculine` |
/// | step of the Monk scale, 1 to 10 | `tone>=7`, `tone=3`, `tone<5` |
/// | age in years | `age>=60`, `age<30` |
/// | drawn expression | `expression=happiness` |
/// | glasses worn | `glasses=yes`, `glasses=no` |
/// | disguise worn | `disguise=sunglasses`, `disguise=none` |
#[derive(Debug, Clone, PartialEq)]
pub struct Group(Vec<Condition>);

/// One condition of a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Condition {
    /// Drawn with that gender presentation.
    Presentation(Presentation),
    /// Drawn with that expression.
    Expression(Expression),
    /// With or without glasses.
    Glasses(Worn),
    /// With that disguise, or with none.
    Disguise(Option<DisguiseKind>),
    /// A step of the Monk scale that compares so with the number.
    Tone(Comparison, f32),
    /// An age in years that compares so with the number.
    Age(Comparison, f32),
}

/// Whether something is worn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worn {
    /// It is.
    Yes,
    /// It is not.
    No,
}

/// How a number compares with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// At least.
    AtLeast,
    /// At most.
    AtMost,
    /// Below.
    Below,
    /// Above.
    Above,
    /// The same.
    Same,
}

/// Signs and what they mean; longer signs first, as `>=` begins with `>`.
const SIGNS: [(&str, Comparison); 5] = [
    (">=", Comparison::AtLeast),
    ("<=", Comparison::AtMost),
    ("<", Comparison::Below),
    (">", Comparison::Above),
    ("=", Comparison::Same),
];

/// Words that are no group.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{found}` is not a group of phantoms; expected all, presentation=feminine, presentation=masculine, tone>=7, age<30, \
     expression=happiness, glasses=yes, disguise=sunglasses or the like, joined by +"
)]
pub struct NotAGroup {
    /// The condition that was found.
    pub found: String,
}

impl Group {
    /// Whether a sitting belongs to the group.
    pub fn holds(&self, sitting: &Sitting) -> bool {
        self.0.iter().all(|condition| condition.holds(sitting))
    }
}

impl Condition {
    fn holds(self, sitting: &Sitting) -> bool {
        let Sitting { person, shot, .. } = sitting;
        match self {
            Self::Presentation(presentation) => person.presentation == presentation,
            Self::Expression(expression) => shot.expression == expression,
            Self::Glasses(worn) => person.glasses.is_some() == (worn == Worn::Yes),
            Self::Disguise(worn) => shot.disguise == worn,
            Self::Tone(comparison, step) => comparison.holds(f32::from(person.tone.step()), step),
            Self::Age(comparison, years) => comparison.holds(person.age_years, years),
        }
    }

    fn of_word(attribute: &str, word: &str) -> Option<Self> {
        match (attribute, word) {
            ("presentation", _) => {
                Presentation::ALL.into_iter().find(|known| known.name() == word).map(Self::Presentation)
            }
            ("expression", _) => word.parse().ok().map(Self::Expression),
            ("glasses", "yes") => Some(Self::Glasses(Worn::Yes)),
            ("glasses", "no") => Some(Self::Glasses(Worn::No)),
            ("disguise", "none") => Some(Self::Disguise(None)),
            ("disguise", _) => word.parse().ok().map(|kind| Self::Disguise(Some(kind))),
            _ => None,
        }
    }

    fn of_number(attribute: &str, comparison: Comparison, number: f32) -> Option<Self> {
        match attribute {
            "tone" => Some(Self::Tone(comparison, number)),
            "age" => Some(Self::Age(comparison, number)),
            _ => None,
        }
    }
}

impl Comparison {
    fn holds(self, found: f32, limit: f32) -> bool {
        match self {
            Self::AtLeast => limit <= found,
            Self::AtMost => found <= limit,
            Self::Below => found < limit,
            Self::Above => limit < found,
            Self::Same => (found - limit).abs() < 1e-6,
        }
    }
}

impl FromStr for Condition {
    type Err = NotAGroup;

    fn from_str(words: &str) -> Result<Self, NotAGroup> {
        let parts = SIGNS.into_iter().find_map(|(sign, comparison)| {
            let (attribute, value) = words.split_once(sign)?;
            Some((attribute.trim(), comparison, value.trim()))
        });
        let condition = parts.and_then(|(attribute, comparison, value)| {
            let named = (comparison == Comparison::Same).then(|| Self::of_word(attribute, value)).flatten();
            let number = value.parse().ok().filter(|number: &f32| number.is_finite());
            named.or_else(|| Self::of_number(attribute, comparison, number?))
        });
        condition.ok_or_else(|| NotAGroup { found: words.to_owned() })
    }
}

impl FromStr for Group {
    type Err = NotAGroup;

    fn from_str(words: &str) -> Result<Self, NotAGroup> {
        if words.trim() == "all" {
            return Ok(Self(Vec::new()));
        }
        words.split('+').map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Group {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return formatter.write_str("all");
        }
        let words: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        formatter.write_str(&words.join("+"))
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Presentation(presentation) => write!(formatter, "presentation={}", presentation.name()),
            Self::Expression(expression) => write!(formatter, "expression={expression}"),
            Self::Glasses(Worn::Yes) => formatter.write_str("glasses=yes"),
            Self::Glasses(Worn::No) => formatter.write_str("glasses=no"),
            Self::Disguise(None) => formatter.write_str("disguise=none"),
            Self::Disguise(Some(kind)) => write!(formatter, "disguise={kind}"),
            Self::Tone(comparison, step) => write!(formatter, "tone{comparison}{step}"),
            Self::Age(comparison, years) => write!(formatter, "age{comparison}{years}"),
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = SIGNS.iter().find(|(_, comparison)| comparison == self).map_or("", |(sign, _)| sign);
        formatter.write_str(sign)
    }
}
