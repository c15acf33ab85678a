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
    /// People with faces in more than one split, with the number of their faces.
    pub people_in_splits: BTreeMap<String, usize>,
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
        self.broken.is_empty() && self.people_in_splits.is_empty() && self.same.iter().all(|same| same.fault.is_none())
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
    let mut seen = Seen { people_in_splits: people_in_splits(&set.faces), ..Seen::default() };
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

fn people_in_splits(faces: &[Face]) -> BTreeMap<String, usize> {
    let mut people: BTreeMap<&str, (BTreeSet<Split>, usize)> = BTreeMap::new();
    for face in faces {
        let Some((subject, split)) = face.subject.as_deref().zip(face.split) else { continue };
        let (splits, n) = people.entry(subject).or_default();
        splits.insert(split);
        *n += 1;
    }
    let both = people.into_iter().filter(|(_, (splits, _))| splits.contains(&Split::Train) && splits.len() > 1);
    both.map(|(person, (_, n))| (person.to_owned(), n)).collect()
}
