//! What a phantom wears over the face: an accessory, drawn on the finished picture by its exact landmarks.

use faces::DisguiseKind;

use super::Phantom;
use crate::accessory::{self, Design, DesignPool};

/// Designs that are tried until one fits.
const N_TRIES: u64 = 6;

impl Phantom {
    /// The same face with what its shot says is worn; bare where no design fits, as a head can be turned too far.
    pub(super) fn dressed(mut self) -> Self {
        let Some(kind) = self.shot.disguise else { return self };
        let fitting = (0..N_TRIES).find_map(|i| {
            let seed = self.shot.seed.wrapping_add(i);
            let design = Design::sample(kind, DesignPool::ALL[(seed % 2) as usize], seed);
            accessory::draw_in_box(&self.picture, &self.landmarks, Some(self.face_box), &design).ok()
        });
        if let Some(drawn) = fitting {
            self.picture = drawn.picture;
            self.regions = self.regions.under(&drawn.mask);
            self.disguise = Some(kind);
        }
        self
    }

    /// What was asked for and could not be drawn.
    pub fn missing_disguise(&self) -> Option<DisguiseKind> {
        self.shot.disguise.filter(|_| self.disguise.is_none())
    }
}
