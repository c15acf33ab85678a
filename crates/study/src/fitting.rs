//! Which face is to wear what: parents and designs in equal shares, from a seed.

use std::collections::BTreeMap;

use disguise::accessory::{DesignPool, Kinds, Outfit};
use faces::Expression;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How many other faces are tried where a drawing is refused.
const MAX_REPLACEMENTS: usize = 4;

/// Which parent is to wear what.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitting {
    /// Position of the undisguised face in the set.
    pub parent: usize,
    /// What is drawn on it.
    pub outfit: Outfit,
}

/// What to choose.
#[derive(Debug, Clone, Copy)]
pub struct Wardrobe<'a> {
    /// What is worn, in equal shares.
    pub kinds: &'a [Kinds],
    /// Designs for training or for testing; the two never coincide.
    pub pool: DesignPool,
    /// Disguised pictures per class, or per class and group where candidates name groups; every candidate once when `None`.
    pub per_class: Option<usize>,
}

/// A face that may be disguised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its position in the set.
    pub face: usize,
    /// What it shows.
    pub class: Expression,
    /// The groups over which disguises are balanced besides the class; empty for the class alone.
    pub groups: Vec<String>,
}

impl Wardrobe<'_> {
    /// Chooses parents among `candidates` and what each wears.
    ///
    /// Where a class (or a class and group) has fewer candidates than wanted, its faces are used again with other designs. The choice depends
    /// on `seed` and the candidates only, not on their order.
    pub fn fit(&self, candidates: &[Candidate], seed: u64) -> Vec<Fitting> {
        let mut cells: BTreeMap<(Expression, &[String]), Vec<usize>> = BTreeMap::new();
        for Candidate { face, class, groups } in candidates {
            cells.entry((*class, groups)).or_default().push(*face);
        }
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut fittings = Vec::new();
        for ((class, _), mut parents) in cells {
            parents.sort_unstable();
            parents.shuffle(&mut rng);
            for i in 0..self.per_class.unwrap_or(parents.len()) {
                // Rotating by the class keeps kinds balanced where every class has only a few pictures.
                let kinds = &self.kinds[(i + class.index()) % self.kinds.len()];
                let outfit = Outfit::sample(kinds, self.pool, rng.random());
                fittings.push(Fitting { parent: parents[i % parents.len()], outfit });
            }
        }
        fittings
    }

    /// The same kinds in another design, on another candidate of the same class and groups, in place of a fitting that could not be
    /// drawn `n_refused` times; `None` where every candidate is wanted once, where there is no other, or after four attempts.
    pub fn instead_of(
        &self,
        refused: &Fitting,
        candidates: &[Candidate],
        n_refused: usize,
        seed: u64,
    ) -> Option<Fitting> {
        if self.per_class.is_none() || n_refused > MAX_REPLACEMENTS {
            return None;
        }
        let own = candidates.iter().find(|candidate| candidate.face == refused.parent)?;
        let is_like = |other: &&Candidate| (other.class, &other.groups) == (own.class, &own.groups) && *other != own;
        let mut others: Vec<usize> = candidates.iter().filter(is_like).map(|candidate| candidate.face).collect();
        others.sort_unstable();
        let mut rng = ChaCha8Rng::seed_from_u64(seed.wrapping_add(n_refused as u64));
        let parent = *others.get(rng.random_range(0..others.len().max(1)))?;
        Some(Fitting { parent, outfit: Outfit::sample(&refused.outfit.kinds(), self.pool, rng.random()) })
    }
}

#[cfg(test)]
mod tests;
