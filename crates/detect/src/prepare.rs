//! A whole data set to crops and one manifest: streamed, resumed where it stopped, and cut into shards.
//!
//! Every picture that is done is one line of a journal, so that after a crash nothing is done twice and nothing is lost; the
//! manifest is written from the journals when all pictures are done.

mod error;
mod journal;
mod manifest;
mod names;
mod shard;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Mutex;

use faces::{FaceSet, files};
use pixels::{DecodeLimits, decode_source_with_facts, jpeg_bytes, png_bytes};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Detector;
use crate::look::{Found, LookOptions, SeenFace};

pub use error::PrepareError;
pub use manifest::{counts, join};
pub use shard::{Shard, ShardError};

use journal::{Entry, EntryFace, Journal};
use names::CropNames;

/// The options of a folder of crops, beside them.
pub const OPTIONS_FILE: &str = "prepare.toml";

/// Folder of the crops.
pub const CROPS: &str = "crops";

/// Pictures that are handed to the threads at a time.
const CHUNK: usize = 256;

/// Quality of crops that are written as JPEG.
const JPEG_QUALITY: u8 = 95;

/// Everything that decides what the crops and the manifest hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PrepareOptions {
    /// How faces are found, chosen and cut out.
    pub look: LookOptions,
    /// Largest width times height of a picture.
    pub max_pixels: u64,
    /// Largest encoded picture, in bytes.
    pub max_bytes: u64,
    /// How crops are stored.
    pub crops: CropFormat,
}

impl Default for PrepareOptions {
    fn default() -> Self {
        let DecodeLimits { max_pixels, max_bytes } = DecodeLimits::default();
        Self { look: LookOptions::default(), max_pixels, max_bytes, crops: CropFormat::Png }
    }
}

impl PrepareOptions {
    fn limits(&self) -> DecodeLimits {
        DecodeLimits { max_pixels: self.max_pixels, max_bytes: self.max_bytes }
    }
}

/// How crops are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CropFormat {
    /// Without loss.
    Png,
    /// A fifth of the size, with a loss of about a grey level (quality 95).
    Jpeg,
}

impl CropFormat {
    fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }
}

/// What is kept of an earlier run in the same folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Earlier {
    /// There may be none.
    Refuse,
    /// What is done stays done.
    Continue,
    /// Nothing.
    Discard,
}

/// What is to be prepared, and where.
#[derive(Debug, Clone, Copy)]
pub struct PrepareRequest<'a> {
    /// The faces, as annotated.
    pub set: &'a FaceSet,
    /// What finds them.
    pub detector: &'a Detector,
    /// How.
    pub options: &'a PrepareOptions,
    /// Which part of the set.
    pub shard: Shard,
    /// What is kept of an earlier run.
    pub earlier: Earlier,
}

/// How many pictures became what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct PrepareCounts {
    /// Pictures in all.
    pub n_pictures: usize,
    /// Pictures with one face.
    pub n_found: usize,
    /// Pictures with more than one.
    pub n_several: usize,
    /// Pictures without a face.
    pub n_none: usize,
    /// Pictures that could not be read.
    pub n_broken: usize,
    /// Faces that only the second pass found.
    pub n_rescued: usize,
    /// Crops written.
    pub n_crops: usize,
}

/// What the detector said about a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Detection {
    /// One face.
    Found,
    /// More than one.
    Several,
    /// No face.
    None,
    /// The picture could not be read.
    Broken,
}

impl Detection {
    /// What was found in a picture, in a word.
    pub(crate) fn of(found: &Found) -> Self {
        match (found.faces.len(), found.n_faces) {
            (0, _) => Self::None,
            (_, 1) => Self::Found,
            _ => Self::Several,
        }
    }

    /// The word in the manifest.
    pub fn word(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Several => "several",
            Self::None => "none",
            Self::Broken => "broken",
        }
    }
}

/// Told about every picture that is done: how many are done, and how many there are.
pub type Done<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// The resolved options of a folder, and the set that it was made from.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stamp {
    format: u32,
    /// Of the annotations of the set.
    fingerprint: String,
    n_pictures: usize,
    n_shards: usize,
    options: PrepareOptions,
}

/// Finds, cuts out and measures the faces of a shard, and writes crops and journal into `out`.
///
/// Memory: the set's annotations, and on each thread one picture. Which thread takes which picture changes nothing.
///
/// # Errors
/// [`PrepareError`]: an earlier run that is in the way or had other options, files that cannot be written, options out of range.
/// A picture that cannot be read is no error: it is counted, with the reason.
pub fn prepare(request: &PrepareRequest<'_>, out: &Path, done: Done<'_>) -> Result<(), PrepareError> {
    let faces = &request.set.faces;
    let range = request.shard.range(faces.len());
    stamp(request, out)?;
    let (journal, earlier) = Journal::open(out, request.shard, request.earlier)?;
    let journal = Mutex::new(journal);
    let names = CropNames::of(faces, request.options.crops.ending());
    let open: Vec<usize> = range.clone().filter(|index| !earlier.holds(*index, out)).collect();
    let n_earlier = range.len() - open.len();
    let n_done = std::sync::atomic::AtomicUsize::new(n_earlier);
    done(n_earlier, range.len());
    for chunk in open.chunks(CHUNK) {
        chunk.par_iter().with_max_len(1).try_for_each(|index| -> Result<(), PrepareError> {
            let entry = entry(request, *index, &names, out)?;
            lock(&journal).append(&entry)?;
            let n = 1 + n_done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            done(n, range.len());
            Ok(())
        })?;
    }
    lock(&journal).finish()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Says what the folder is made from, or checks that it is the same.
fn stamp(request: &PrepareRequest<'_>, out: &Path) -> Result<(), PrepareError> {
    let path = out.join(OPTIONS_FILE);
    let stamp = Stamp {
        format: 1,
        fingerprint: request.set.fingerprint.clone(),
        n_pictures: request.set.faces.len(),
        n_shards: request.shard.count(),
        options: request.options.clone(),
    };
    let text = toml::to_string(&stamp).map_err(|source| PrepareError::Options { source: Box::new(source) })?;
    match std::fs::read_to_string(&path) {
        Ok(found) if found == text => Ok(()),
        Ok(_) if request.earlier == Earlier::Discard && request.shard.is_whole() => {
            Ok(files::write_atomically(&path, text)?)
        }
        Ok(_) => Err(PrepareError::OtherOptions { path }),
        Err(_) => {
            let unwritable = |source| PrepareError::Folder { path: out.to_owned(), source };
            std::fs::create_dir_all(out.join(CROPS)).map_err(unwritable)?;
            Ok(files::write_atomically(&path, text)?)
        }
    }
}

/// Looks at one picture and writes its crops.
fn entry(request: &PrepareRequest<'_>, index: usize, names: &CropNames, out: &Path) -> Result<Entry, PrepareError> {
    let PrepareOptions { look, crops, .. } = request.options;
    let face = &request.set.faces[index];
    let (picture, facts) = match decode_source_with_facts(&face.picture, &request.options.limits()) {
        Ok(decoded) => decoded,
        Err(reason) => return Ok(Entry::broken(index, reason)),
    };
    let found = match request.detector.find_in_one_of_many(&picture, look)? {
        Ok(found) => found,
        Err(reason) => return Ok(Entry::broken(index, reason)),
    };
    let mut entry = Entry::of(index, &found, picture.dimensions(), &facts.profile);
    for (number, found) in found.faces.into_iter().enumerate() {
        let seen = request.detector.see(&picture, found, look);
        let name = names.name(face, number);
        write_crop(&seen, *crops, &out.join(CROPS).join(&name))?;
        entry.faces.push(EntryFace::of(name, &seen));
    }
    Ok(entry)
}

/// Writes to a temporary name and renames, without waiting for the disk: thousands of small files would wait for most of the
/// time, and a run that continues looks whether its crops are there.
fn write_crop(seen: &SeenFace, format: CropFormat, path: &Path) -> Result<(), PrepareError> {
    let bytes = match format {
        CropFormat::Png => png_bytes(&seen.crop.picture)?,
        CropFormat::Jpeg => jpeg_bytes(&seen.crop.picture, JPEG_QUALITY)?,
    };
    let write = || -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let partial = path.with_extension("partial");
        std::fs::write(&partial, &bytes)?;
        std::fs::rename(&partial, path)
    };
    write().map_err(|source| PrepareError::Folder { path: path.to_owned(), source })
}
