//! A part of a set, for one of several machines.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// Part `number` of `count` parts of about the same size, in the order of the set: what they give, one after the other, is what
/// the whole gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    number: usize,
    count: usize,
}

/// A word that names no part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a shard I/N with I from 1 to N, such as 2/8, found `{found}`")]
pub struct ShardError {
    /// The word.
    pub found: String,
}

impl Shard {
    /// Everything.
    pub const WHOLE: Self = Self { number: 1, count: 1 };

    /// Into how many parts the set is cut.
    pub fn count(self) -> usize {
        self.count
    }

    /// Whether it is the only part.
    pub fn is_whole(self) -> bool {
        self.count == 1
    }

    /// Every part of as many.
    pub fn all(count: usize) -> impl Iterator<Item = Self> {
        (1..=count).map(move |number| Self { number, count })
    }

    /// The places of its pictures among `n` in all.
    pub fn range(self, n: usize) -> Range<usize> {
        (self.number - 1) * n / self.count..self.number * n / self.count
    }

    /// `03-of-12`: the number with as many digits as the count, for file names that sort.
    pub(crate) fn suffix(self) -> String {
        let digits = self.count.to_string().len();
        format!("{:0digits$}-of-{}", self.number, self.count)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.count)
    }
}

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(word: &str) -> Result<Self, ShardError> {
        let parts = word.split_once('/').and_then(|(number, count)| Some((number.parse().ok()?, count.parse().ok()?)));
        match parts {
            Some((number, count)) if (1..=count).contains(&number) => Ok(Self { number, count }),
            _ => Err(ShardError { found: word.to_owned() }),
        }
    }
}
