//! What one face wears: one accessory, or several that can be worn at once.

use std::fmt;
use std::str::FromStr;

use faces::{ActionUnit, DisguiseKind};
use serde::{Deserialize, Serialize};

use super::design::{Design, DesignPool};
use super::region::{Region, hidden_units, partly_hidden_units};
use super::wearable::{Layer, hides, wearable};

/// Kinds that are worn together, each once and none in the place of another: `sunglasses+cap`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Kinds(Vec<DisguiseKind>);

/// Kinds that cannot be worn together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KindsError {
    /// A word that names no kind.
    #[error(transparent)]
    Unknown(#[from] faces::disguise::UnknownDisguise),
    /// Two in one place.
    #[error("{first} and {second} are worn in the same place; leave one out of `{found}`")]
    SamePlace {
        /// The one.
        first: DisguiseKind,
        /// The other.
        second: DisguiseKind,
        /// The words.
        found: String,
    },
}

impl Kinds {
    /// Each kind by itself.
    pub fn each() -> Vec<Self> {
        DisguiseKind::ALL.into_iter().map(Self::from).collect()
    }

    /// The kinds in the order in which they are put on.
    pub fn iter(&self) -> impl Iterator<Item = DisguiseKind> + '_ {
        self.0.iter().copied()
    }
}

impl From<DisguiseKind> for Kinds {
    fn from(kind: DisguiseKind) -> Self {
        Self(vec![kind])
    }
}

impl FromStr for Kinds {
    type Err = KindsError;

    fn from_str(words: &str) -> Result<Self, KindsError> {
        let mut kinds: Vec<DisguiseKind> =
            words.split('+').map(|word| word.trim().parse()).collect::<Result<_, _>>()?;
        kinds.sort_by_key(|kind| (wearable(*kind).layer, *kind));
        for pair in kinds.windows(2) {
            let [first, second] = [pair[0], pair[1]];
            let layer = wearable(first).layer;
            if first == second || (layer == wearable(second).layer && layer.holds_one()) {
                return Err(KindsError::SamePlace { first, second, found: words.to_owned() });
            }
        }
        Ok(Self(kinds))
    }
}

impl TryFrom<String> for Kinds {
    type Error = KindsError;

    fn try_from(words: String) -> Result<Self, KindsError> {
        words.parse()
    }
}

impl From<Kinds> for String {
    fn from(kinds: Kinds) -> Self {
        kinds.to_string()
    }
}

impl fmt::Display for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|kind| kind.name()).collect();
        f.pad(&names.join("+"))
    }
}

/// The designs that one face wears, in the order in which they are put on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outfit {
    /// From the skin outwards.
    pub designs: Vec<Design>,
    /// The pool of them all.
    pub pool: DesignPool,
}

impl Outfit {
    /// Draws a design of every kind from a pool; equal arguments give equal outfits.
    pub fn sample(kinds: &Kinds, pool: DesignPool, seed: u64) -> Self {
        Self { designs: kinds.iter().map(|kind| Design::sample(kind, pool, seed)).collect(), pool }
    }

    /// The kinds that are worn.
    pub fn kinds(&self) -> Kinds {
        Kinds(self.designs.iter().map(|design| design.kind).collect())
    }

    /// The names of the designs: `sunglasses/aviator-3+cap/kepi-3`.
    pub fn name(&self) -> String {
        let names: Vec<String> = self.designs.iter().map(Design::name).collect();
        names.join("+")
    }

    /// The regions that are hidden, each once.
    pub fn hidden_regions(&self) -> Vec<Region> {
        let mut all: Vec<Region> = self.designs.iter().flat_map(hides).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The action units of which nothing can be seen, each once.
    pub fn hidden_units(&self) -> Vec<ActionUnit> {
        self.all(hidden_units)
    }

    /// The action units of which a part can be seen, each once.
    pub fn partly_hidden_units(&self) -> Vec<ActionUnit> {
        let hidden = self.hidden_units();
        self.all(partly_hidden_units).into_iter().filter(|unit| !hidden.contains(unit)).collect()
    }

    fn all<T: Ord>(&self, of: fn(DisguiseKind) -> Vec<T>) -> Vec<T> {
        let mut all: Vec<T> = self.designs.iter().flat_map(|design| of(design.kind)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl From<Design> for Outfit {
    fn from(design: Design) -> Self {
        Self { pool: design.pool, designs: vec![design] }
    }
}

impl Layer {
    /// Whether only one thing fits here.
    fn holds_one(self) -> bool {
        self != Self::Hair
    }
}
