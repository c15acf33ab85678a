//! One line for every picture that is done, appended as it is done.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use faces::{Measure, Place};
use pixels::ColourProfile;
use serde::{Deserialize, Serialize};

use super::{CROPS, Detection, Earlier, PrepareError, Shard};
use crate::look::{Found, SeenFace};

/// What is known about a picture that is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// Its place in the set.
    pub(crate) index: usize,
    pub(crate) detection: Detection,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) size: Option<(u32, u32)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) colour_profile: Option<String>,
    pub(crate) n_faces: usize,
    pub(crate) faces: Vec<EntryFace>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) problem: Option<String>,
}

/// What is known about one of its faces.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EntryFace {
    /// The crop's name in the folder of crops.
    pub(crate) crop: String,
    /// Box and landmarks in pixels of the picture.
    pub(crate) place: [f32; 14],
    /// The same in pixels of the crop.
    pub(crate) place_in_crop: [f32; 14],
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rescued: Option<String>,
    pub(crate) measures: BTreeMap<Measure, f64>,
}

impl Entry {
    pub(crate) fn broken(index: usize, reason: String) -> Self {
        let detection = Detection::Broken;
        let (size, colour_profile) = (None, None);
        Self { index, detection, size, colour_profile, n_faces: 0, faces: Vec::new(), problem: Some(reason) }
    }

    pub(crate) fn of(index: usize, found: &Found, size: (u32, u32), profile: &ColourProfile) -> Self {
        let (detection, n_faces) = (Detection::of(found), found.n_faces);
        let (size, colour_profile) = (Some(size), Some(profile.to_string()));
        Self { index, detection, size, colour_profile, n_faces, faces: Vec::new(), problem: None }
    }
}

impl EntryFace {
    pub(crate) fn of(crop: String, seen: &SeenFace) -> Self {
        let whole = faces::BoundingBox {
            left: 0.0,
            top: 0.0,
            right: seen.crop.picture.width() as f32,
            bottom: seen.crop.picture.height() as f32,
        };
        let known = |measure: Measure| Some((measure, seen.measures.get(measure)?));
        Self {
            crop,
            place: Place { face_box: seen.found.face.place, landmarks: seen.found.face.landmarks }.to_numbers(),
            place_in_crop: Place { face_box: whole, landmarks: seen.crop.landmarks }.to_numbers(),
            rescued: seen.found.rescued.map(|by| by.to_string()),
            measures: Measure::ALL.into_iter().filter_map(known).collect(),
        }
    }
}

/// The journal of a shard, open at its end.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
}

/// What an earlier run has done.
#[derive(Debug, Default)]
pub(crate) struct DoneBefore {
    /// The crops of every picture that is done.
    crops: BTreeMap<usize, Vec<String>>,
}

impl DoneBefore {
    /// Whether a picture is done and its crops are still there.
    pub(crate) fn holds(&self, index: usize, out: &Path) -> bool {
        let is_there = |crop: &String| out.join(CROPS).join(crop).metadata().is_ok_and(|file| file.len() > 0);
        self.crops.get(&index).is_some_and(|crops| crops.iter().all(is_there))
    }
}

/// Where the journal of a shard lies.
pub(crate) fn path_of(out: &Path, shard: Shard) -> PathBuf {
    out.join(format!("journal-{}.jsonl", shard.suffix()))
}

impl Journal {
    pub(crate) fn open(out: &Path, shard: Shard, earlier: Earlier) -> Result<(Self, DoneBefore), PrepareError> {
        let path = path_of(out, shard);
        if path.exists() && earlier == Earlier::Refuse {
            return Err(PrepareError::Begun { path });
        }
        let io = |source| PrepareError::Folder { path: path.clone(), source };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(earlier == Earlier::Discard);
        let mut file = options.open(&path).map_err(io)?;
        let (done, end) = read_done(&file).map_err(io)?;
        // A line that was cut off in the middle is written again.
        file.set_len(end).and_then(|()| file.seek(SeekFrom::End(0))).map_err(io)?;
        Ok((Self { path, file }, done))
    }

    pub(crate) fn append(&mut self, entry: &Entry) -> Result<(), PrepareError> {
        let io = |source| PrepareError::Folder { path: self.path.clone(), source };
        let mut line = serde_json::to_vec(entry).map_err(|error| io(error.into()))?;
        line.push(b'\n');
        let end = self.file.stream_position().map_err(io)?;
        if let Err(source) = self.file.write_all(&line) {
            // A full disk may have taken half a line.
            let _ = self.file.set_len(end);
            return Err(io(source));
        }
        Ok(())
    }

    pub(crate) fn finish(&mut self) -> Result<(), PrepareError> {
        self.file.sync_all().map_err(|source| PrepareError::Folder { path: self.path.clone(), source })
    }
}

fn read_done(file: &File) -> io::Result<(DoneBefore, u64)> {
    let mut done = DoneBefore::default();
    let mut end = 0;
    for line in Lines::new(file) {
        let (start, line) = line?;
        let Ok(entry) = serde_json::from_slice::<Entry>(&line) else { break };
        end = start + line.len() as u64 + 1;
        done.crops.insert(entry.index, entry.faces.into_iter().map(|face| face.crop).collect());
    }
    Ok((done, end))
}

/// The whole lines of a journal, each with the place where it starts.
struct Lines<R> {
    reader: BufReader<R>,
    at: u64,
}

impl<R: Read> Lines<R> {
    fn new(reader: R) -> Self {
        Self { reader: BufReader::with_capacity(1 << 16, reader), at: 0 }
    }
}

impl<R: Read> Iterator for Lines<R> {
    type Item = io::Result<(u64, Vec<u8>)>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut line = Vec::new();
        match self.reader.read_until(b'\n', &mut line) {
            Err(error) => Some(Err(error)),
            Ok(_) if line.pop() == Some(b'\n') => {
                let start = self.at;
                self.at += line.len() as u64 + 1;
                Some(Ok((start, line)))
            }
            Ok(_) => None,
        }
    }
}

/// A finished journal, read in the order of the set however it was written.
pub(crate) struct Finished {
    file: BufReader<File>,
    path: PathBuf,
    /// Where the last line of every picture starts.
    starts: BTreeMap<usize, u64>,
}

impl Finished {
    pub(crate) fn open(out: &Path, shard: Shard, n_pictures: usize) -> Result<Self, PrepareError> {
        let path = path_of(out, shard);
        let io = |source| PrepareError::Folder { path: path.clone(), source };
        let file = File::open(&path).map_err(io)?;
        let mut starts = BTreeMap::new();
        for line in Lines::new(&file) {
            let (start, line) = line.map_err(io)?;
            let Ok(entry) = serde_json::from_slice::<Entry>(&line) else { break };
            starts.insert(entry.index, start);
        }
        let expected = shard.range(n_pictures).len();
        if starts.len() != expected {
            return Err(PrepareError::Unfinished { path, expected, found: starts.len() });
        }
        Ok(Self { file: BufReader::new(file), path, starts })
    }

    /// Every entry in the order of the set.
    pub(crate) fn entries(self) -> impl Iterator<Item = Result<Entry, PrepareError>> {
        let Self { mut file, path, starts } = self;
        starts.into_values().map(move |start| {
            let mut line = Vec::new();
            let read = file.seek(SeekFrom::Start(start)).and_then(|_| file.read_until(b'\n', &mut line));
            let entry = read.and_then(|_| serde_json::from_slice(&line).map_err(io::Error::from));
            entry.map_err(|source| PrepareError::Folder { path: path.clone(), source })
        })
    }
}
