//! Which face is to wear what: parents and designs in equal shares, from a seed.

use std::collections::BTreeMap;

use disguise::accessory::{Design, DesignPool};
use faces::{DisguiseKind, Expression};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Which parent is to wear what.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitting {
    /// Position of the undisguised face in the set.
    pub parent: usize,
    /// What is drawn on it.
    pub design: Design,
}

/// What to choose.
#[derive(Debug, Clone, Copy)]
pub struct Wardrobe<'a> {
    /// Kinds in equal shares.
    pub kinds: &'a [DisguiseKind],
    /// Designs for training or for testing; the two never coincide.
    pub pool: DesignPool,
    /// Disguised pictures per class; every candidate once when `None`.
    pub per_class: Option<usize>,
}

impl Wardrobe<'_> {
    /// Chooses parents among `candidates` (positions and classes) and a design for each.
    ///
    /// Where a class has fewer candidates than wanted, its faces are used again with other designs. The choice depends
    /// on `seed` and the candidates only, not on their order.
    pub fn fit(&self, candidates: &[(usize, Expression)], seed: u64) -> Vec<Fitting> {
        let mut by_class: BTreeMap<Expression, Vec<usize>> = BTreeMap::new();
        for &(face, class) in candidates {
            by_class.entry(class).or_default().push(face);
        }
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut fittings = Vec::new();
        for (class, mut parents) in by_class {
            parents.sort_unstable();
            parents.shuffle(&mut rng);
            for i in 0..self.per_class.unwrap_or(parents.len()) {
                // Rotating by the class keeps kinds balanced where every class has only a few pictures.
                let kind = self.kinds[(i + class.index()) % self.kinds.len()];
                let design = Design::sample(kind, self.pool, rng.random());
                fittings.push(Fitting { parent: parents[i % parents.len()], design });
            }
        }
        fittings
    }
}

#[cfg(test)]
mod tests;
