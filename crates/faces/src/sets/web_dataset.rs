//! Tar archives in which a picture and its labels have the same name: `000.jpg`, `000.cls`, `000.json`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::Draft;
use super::hugging_face::table_of;
use super::listing::{in_set, not_there};
use crate::FileError;
use crate::layout::Layout;
use crate::manifest::{Labels, Listed};
use crate::options::ReadOptions;
use crate::picture::PictureSource;
use crate::picture_files::{entries, has_picture_ending, name_of};
use crate::read_error::{ReadError, SetProblem};

/// Files of labels are small; a larger one is something else.
const MAX_LABEL_BYTES: u64 = 1 << 20;

/// Reads one archive, or all in a folder. A face is named by its archive and its picture: `train-0000/000.jpg`.
///
/// The label is the text of `.cls`, or `expression` of `.json`, renamed by the options; the other words and numbers of `.json` are
/// columns as of a manifest. Only names and labels are kept in memory.
pub(super) fn read(path: &Path, options: &ReadOptions, labels: Labels) -> Result<Draft, ReadError> {
    let root = if path.is_dir() { path.to_owned() } else { path.parent().unwrap_or(Path::new("")).to_owned() };
    let mut draft = Draft::new(&root);
    for archive in archives(path)? {
        let samples = samples(&archive)?;
        let stem = name_of(&archive).trim_end_matches(".tar").to_owned();
        let (mut objects, mut pictures) = (Vec::new(), Vec::new());
        for (key, sample) in samples {
            let Some((ending, picture)) = sample.picture else {
                draft.leave_out("labels without a picture");
                continue;
            };
            let mut object = sample.object;
            object.insert("path".to_owned(), Value::String(format!("{stem}/{key}.{ending}")));
            objects.push((objects.len() + 1, object));
            pictures.push(picture);
            draft.left_out.n_other_files += sample.n_others;
        }
        if objects.is_empty() {
            continue;
        }
        let listed = Listed { path: &archive, root: root.clone(), table: table_of(objects), pictures };
        draft.rows.extend(listed.rows(options, labels)?.1);
    }
    Ok(draft)
}

fn archives(path: &Path) -> Result<Vec<PathBuf>, ReadError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let found: Vec<_> =
        entries(path)?.into_iter().filter(|file| file.extension().is_some_and(|e| e == "tar")).collect();
    if found.is_empty() { Err(not_there(path, Layout::WebDataset, "a file *.tar")) } else { Ok(found) }
}

/// What an archive has under one name.
#[derive(Default)]
struct Sample {
    picture: Option<(String, PictureSource)>,
    object: Map<String, Value>,
    n_others: usize,
}

fn samples(path: &Path) -> Result<BTreeMap<String, Sample>, ReadError> {
    let refused = |cause| in_set(path, Layout::WebDataset, SetProblem::Archive(cause));
    let file = File::open(path).map_err(|cause| FileError::Unreadable { path: path.to_owned(), cause })?;
    let n_bytes = file.metadata().map_err(refused)?.len();
    let mut archive = tar::Archive::new(file);
    let (shared, mut samples) = (Arc::<Path>::from(path), BTreeMap::<String, Sample>::new());
    for entry in archive.entries_with_seek().map_err(refused)? {
        let mut entry = entry.map_err(refused)?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = entry.path().map_err(refused)?.to_string_lossy().into_owned();
        let (offset, size) = (entry.raw_file_position(), entry.size());
        if n_bytes < offset.saturating_add(size) {
            return Err(refused(io::Error::new(io::ErrorKind::UnexpectedEof, format!("{name} is cut short"))));
        }
        let Some((key, ending)) = key_of(&name) else { continue };
        let sample = samples.entry(key.to_owned()).or_default();
        if has_picture_ending(Path::new(&name)) {
            let picture = PictureSource::TarEntry { archive: Arc::clone(&shared), offset, n_bytes: size };
            if sample.picture.replace((ending.to_owned(), picture)).is_some() {
                return Err(content(path, key, "one picture", "two"));
            }
        } else if ["cls", "json"].contains(&ending) {
            let mut text = String::new();
            entry.by_ref().take(MAX_LABEL_BYTES).read_to_string(&mut text).map_err(refused)?;
            sample.label(ending, &text).map_err(|found| content(path, &name, "a label, or a JSON object", &found))?;
        } else {
            sample.n_others += 1;
        }
    }
    Ok(samples)
}

/// The name up to the first dot of its last part, and what follows that dot.
fn key_of(name: &str) -> Option<(&str, &str)> {
    let start = name.rfind('/').map_or(0, |slash| slash + 1);
    let dot = start + name[start..].find('.').filter(|dot| *dot > 0)?;
    Some((&name[..dot], &name[dot + 1..]))
}

impl Sample {
    fn label(&mut self, ending: &str, text: &str) -> Result<(), String> {
        let more = if ending == "cls" {
            Map::from_iter([("expression".to_owned(), Value::String(text.trim().to_owned()))])
        } else {
            serde_json::from_str::<Map<String, Value>>(text).map_err(|error| error.to_string())?
        };
        for (name, value) in more {
            if self.object.get(&name).is_some_and(|known| *known != value) {
                return Err(format!("two values of {name}"));
            }
            self.object.insert(name, value);
        }
        Ok(())
    }
}

fn content(path: &Path, place: &str, expected: &str, found: &str) -> ReadError {
    let problem =
        SetProblem::Content { place: place.to_owned(), expected: expected.to_owned(), found: found.to_owned() };
    in_set(path, Layout::WebDataset, problem)
}

#[cfg(test)]
mod tests;
