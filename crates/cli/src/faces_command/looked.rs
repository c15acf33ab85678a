//! Every picture of a data set decoded once: which are broken, and which are the same.

use std::collections::{BTreeMap, BTreeSet};

use faces::{Face, FaceSet, Problem, Split};
use pixels::{DecodeLimits, decode_source_bytes};
use rayon::prelude::*;

use crate::args::Common;
use crate::progress::Progress;

/// What was found in the pictures.
#[derive(Debug, Default)]
pub struct Seen {
    /// Pictures that cannot be used.
    pub broken: Vec<Problem>,
    /// Faces whose pictures are the same, byte by byte.
    pub same: Vec<Same>,
    /// People with faces in train and in another split, with the number of their faces.
    pub people_in_splits: BTreeMap<String, usize>,
    /// Pictures that are in one split and something drawn on them in the other, with the number of faces.
    pub parents_in_splits: BTreeMap<String, usize>,
    /// Designs that were drawn on faces of train and on those of another split.
    pub designs_in_splits: BTreeMap<String, usize>,
}

/// Two or more faces with one and the same picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Same {
    /// Their ids.
    pub faces: Vec<String>,
    /// What is wrong about it, if anything is.
    pub fault: Option<&'static str>,
}

/// Faces of one picture lie in different splits: what is tested on was trained on.
const ACROSS_SPLITS: &str = "in different splits";

/// Faces of one picture have different labels: one of them is wrong.
const ACROSS_LABELS: &str = "with different expressions";

impl Seen {
    /// Whether nothing is wrong. One picture twice in one split under one label is a waste, but no fault.
    pub fn is_sound(&self) -> bool {
        let crossing = [&self.people_in_splits, &self.parents_in_splits, &self.designs_in_splits];
        self.broken.is_empty()
            && crossing.iter().all(|crossing| crossing.is_empty())
            && self.same.iter().all(|same| same.fault.is_none())
    }
}

/// Reads and decodes every picture.
pub fn look(set: &FaceSet, common: &Common) -> Seen {
    let bar = Progress::new(common.loudness()).bar("decoding", set.faces.len());
    let looked: Vec<Result<String, Problem>> = set
        .faces
        .par_iter()
        .map(|face| {
            bar.inc(1);
            digest_of(face).map_err(|what| Problem { face: face.id.clone(), what })
        })
        .collect();
    bar.finish_and_clear();
    let mut by_digest: BTreeMap<String, Vec<&Face>> = BTreeMap::new();
    let group = |face: &Face, column: &str| face.groups.get(column).filter(|value| !value.is_empty()).cloned();
    let mut seen = Seen {
        people_in_splits: crossing(&set.faces, |face| face.subject.clone()),
        parents_in_splits: crossing(&set.faces, |face| group(face, "parent").or_else(|| Some(face.id.to_string()))),
        designs_in_splits: crossing(&set.faces, |face| group(face, "design")),
        ..Seen::default()
    };
    for (face, digest) in set.faces.iter().zip(looked) {
        match digest {
            Ok(digest) => by_digest.entry(digest).or_default().push(face),
            Err(problem) => seen.broken.push(problem),
        }
    }
    let mut same: Vec<Same> =
        by_digest.into_values().filter(|faces| faces.len() > 1).map(|f| same_picture(&f)).collect();
    same.sort_by(|a, b| (a.fault.is_none(), &a.faces).cmp(&(b.fault.is_none(), &b.faces)));
    seen.same = same;
    seen
}

/// A digest of the picture's bytes, or why it cannot be used.
fn digest_of(face: &Face) -> Result<String, String> {
    let limits = DecodeLimits::default();
    let bytes = face.picture.bytes(limits.max_bytes).map_err(|error| error.fault.to_string())?;
    decode_source_bytes(&bytes, &face.picture, &limits)?;
    Ok(faces::fingerprint::of_bytes(&bytes))
}

fn same_picture(faces: &[&Face]) -> Same {
    let splits: BTreeSet<Option<Split>> = faces.iter().map(|face| face.split).collect();
    let labels: BTreeSet<_> = faces.iter().filter_map(|face| face.expression).collect();
    let fault = match (splits.len(), labels.len()) {
        (2.., _) => Some(ACROSS_SPLITS),
        (_, 2..) => Some(ACROSS_LABELS),
        _ => None,
    };
    Same { faces: faces.iter().map(|face| face.id.to_string()).collect(), fault }
}

/// What faces of train share with faces of another split, with the number of all faces that do.
fn crossing(faces: &[Face], shared: impl Fn(&Face) -> Option<String>) -> BTreeMap<String, usize> {
    let mut found: BTreeMap<String, (BTreeSet<Split>, usize)> = BTreeMap::new();
    for face in faces {
        let Some((what, split)) = shared(face).zip(face.split) else { continue };
        let (splits, n) = found.entry(what).or_default();
        splits.insert(split);
        *n += 1;
    }
    let both = found.into_iter().filter(|(_, (splits, _))| splits.contains(&Split::Train) && splits.len() > 1);
    both.map(|(what, (_, n))| (what, n)).collect()
}
