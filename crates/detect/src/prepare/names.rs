//! Names of crops: those of their pictures, with another ending.

use std::collections::BTreeMap;
use std::path::Path;

use faces::Face;

/// Gives every crop a name of its own, the same in every run and every shard.
pub(crate) struct CropNames {
    /// How many pictures share a name but for its ending.
    n_of_stem: BTreeMap<String, u32>,
    ending: &'static str,
}

impl CropNames {
    pub(crate) fn of(faces: &[Face], ending: &'static str) -> Self {
        let mut n_of_stem = BTreeMap::new();
        for face in faces {
            *n_of_stem.entry(stem(face.id.as_str()).to_lowercase()).or_default() += 1;
        }
        n_of_stem.retain(|_, n| *n > 1);
        Self { n_of_stem, ending }
    }

    /// The name of a picture's crop; later ones of the same picture are numbered from 2.
    pub(crate) fn name(&self, face: &Face, number: usize) -> String {
        let id = face.id.as_str();
        let stem = stem(id);
        // `a.png` and `a.jpg` would share `a`.
        let base = if self.n_of_stem.contains_key(&stem.to_lowercase()) { id } else { stem };
        match number {
            0 => format!("{base}.{}", self.ending),
            _ => format!("{base}~{}.{}", number + 1, self.ending),
        }
    }
}

/// The name without its ending.
fn stem(id: &str) -> &str {
    let ending = Path::new(id).extension().map_or(0, |ending| ending.len() + 1);
    &id[..id.len() - ending]
}
