//! Maps from the words of a data set to ours, and the error that writes the missing map.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Expression, Split};

mod guess;

pub use guess::Guess;

/// A closed set of names that a data set may spell in its own way.
pub trait Named: Copy + 'static {
    /// The column that holds the words.
    const COLUMN: &'static str;
    /// The table of the options that maps the words.
    const TABLE: &'static str;

    /// Every member in order.
    fn all() -> &'static [Self];

    /// Our name of a member.
    fn our_name(self) -> &'static str;

    /// What a foreign word most likely means.
    fn guess(word: &str) -> Guess;
}

impl Named for Expression {
    const COLUMN: &'static str = "expression";
    const TABLE: &'static str = "labels";

    fn all() -> &'static [Self] {
        &Self::ALL
    }

    fn our_name(self) -> &'static str {
        self.name()
    }

    fn guess(word: &str) -> Guess {
        guess::expression(word)
    }
}

impl Named for Split {
    const COLUMN: &'static str = "split";
    const TABLE: &'static str = "splits";

    fn all() -> &'static [Self] {
        &Self::ALL
    }

    fn our_name(self) -> &'static str {
        self.name()
    }

    fn guess(word: &str) -> Guess {
        guess::split(word)
    }
}

/// What a word of a data set means here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning<T> {
    /// This member.
    Is(T),
    /// The faces with this word are left out, and counted.
    LeaveOut,
}

/// The words of a data set and what they mean; our own names need no entry.
///
/// In TOML a table: `Angry = "anger"`; the value `""` leaves the faces with that word out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    try_from = "BTreeMap<String, String>",
    into = "BTreeMap<String, String>",
    bound(serialize = "T: Named", deserialize = "T: Named")
)]
pub struct NameMap<T>(BTreeMap<String, Meaning<T>>);

/// From the labels of a data set to expressions.
pub type LabelMap = NameMap<Expression>;

/// From the split names of a data set to ours.
pub type SplitMap = NameMap<Split>;

impl<T> Default for NameMap<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Named> NameMap<T> {
    /// The same map, but words of `other` without an entry are those of `other`.
    pub(crate) fn or(&self, other: &[(&str, Meaning<T>)]) -> Self {
        let mut words: BTreeMap<String, Meaning<T>> = other.iter().map(|(word, m)| ((*word).to_owned(), *m)).collect();
        words.extend(self.0.iter().map(|(word, meaning)| (word.clone(), *meaning)));
        Self(words)
    }

    /// What `word` means: the map first, then our own names; `None` where it is unknown.
    pub fn meaning(&self, word: &str) -> Option<Meaning<T>> {
        self.0.get(word).copied().or_else(|| by_name(word).map(Meaning::Is))
    }
}

fn by_name<T: Named>(word: &str) -> Option<T> {
    T::all().iter().copied().find(|m| m.our_name() == word)
}

/// A map whose right side is not one of our names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is mapped to `{found}`; expected one of {known}, or \"\" to leave these faces out")]
pub struct NameMapError {
    /// The word of the data set.
    pub word: String,
    /// What it was mapped to.
    pub found: String,
    /// Our names.
    pub known: String,
}

impl<T: Named> TryFrom<BTreeMap<String, String>> for NameMap<T> {
    type Error = NameMapError;

    fn try_from(words: BTreeMap<String, String>) -> Result<Self, Self::Error> {
        let meaning = |(word, found): (String, String)| {
            if found.is_empty() {
                return Ok((word, Meaning::LeaveOut));
            }
            match by_name(&found) {
                Some(member) => Ok((word, Meaning::Is(member))),
                None => Err(NameMapError { word, found, known: known_names::<T>() }),
            }
        };
        words.into_iter().map(meaning).collect::<Result<_, _>>().map(Self)
    }
}

impl<T: Named> From<NameMap<T>> for BTreeMap<String, String> {
    fn from(map: NameMap<T>) -> Self {
        let name = |meaning| match meaning {
            Meaning::Is(member) => T::our_name(member).to_owned(),
            Meaning::LeaveOut => String::new(),
        };
        map.0.into_iter().map(|(word, meaning)| (word, name(meaning))).collect()
    }
}

fn known_names<T: Named>() -> String {
    T::all().iter().map(|m| m.our_name()).collect::<Vec<_>>().join(", ")
}

/// Every word of a data set that means nothing here, with the map that would give it a meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWords {
    /// The column, `expression` or `split`.
    pub column: &'static str,
    /// How many faces carry each unknown word.
    pub n_faces: BTreeMap<String, usize>,
    /// Our names, separated by commas.
    pub known: String,
    /// A TOML table with best guesses; what cannot be guessed is `"?"`, which is refused until a person replaces it.
    pub map: String,
}

/// More words than this are no labels but a wrong column; the rest is counted.
const N_LISTED: usize = 40;

impl UnknownWords {
    /// The error for these words.
    pub(crate) fn of<T: Named>(n_faces: BTreeMap<String, usize>) -> Self {
        let lines = n_faces.keys().take(N_LISTED).map(|word| guess::toml_line(word, T::guess(word)));
        let map = format!("[{}]\n{}", T::TABLE, lines.collect::<Vec<_>>().join("\n"));
        Self { column: T::COLUMN, n_faces, known: known_names::<T>(), map }
    }
}

impl fmt::Display for UnknownWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column, n_faces, known, map } = self;
        let listed = n_faces.iter().take(N_LISTED).map(|(word, n)| format!("`{word}` ({n})"));
        let rest = match n_faces.len().saturating_sub(N_LISTED) {
            0 => String::new(),
            n => format!(" and {n} more; is this the right column?"),
        };
        writeln!(
            f,
            "unknown values of `{column}`, with numbers of faces: {}{rest}",
            listed.collect::<Vec<_>>().join(", ")
        )?;
        writeln!(f, "known are {known}")?;
        write!(f, "hint: check this map line by line and add it to the options of the set\n{map}")
    }
}

#[cfg(test)]
mod tests;
