//! `evenface faces check`: what is in a data set and what is wrong with it, in words.

mod looked;
mod told;

use std::path::Path;

use faces::manifest::ColumnProblem;
use faces::{FaceSet, FileError, Layout, Partition, PartitionError, ReadError, ReadOptions, SubjectCheck, partition};
use study::StudyConfig;

use crate::args::{Common, FacesCommand, Format};
use crate::{Verdict, printed, study_command};

/// Runs a subcommand.
pub fn run(command: &FacesCommand, common: &Common) -> anyhow::Result<Verdict> {
    let FacesCommand::Check { faces, layout, config } = command;
    let mut config = match config {
        Some(path) => study_command::read_config(path)?,
        None => StudyConfig::default(),
    };
    config.data.read.layout = layout.or(config.data.read.layout);
    let set = match read(faces, &config.data.read) {
        Ok(set) => set,
        // A set that cannot be opened was not checked; one that is wrong was.
        Err(error @ ReadError::File(FileError::Unreadable { .. })) => return Err(error.into()),
        Err(error) => {
            printed::error(&error.into());
            return Ok(Verdict::Failed);
        }
    };
    let seen = looked::look(&set, common);
    printed::data(&match common.format {
        Format::Text => told::text(faces, &set, &seen),
        Format::Json => told::json_text(&set, &seen),
    })?;
    let sides = sides(&set, &config);
    let is_sound = seen.is_sound() && sides.is_ok();
    printed::message(&sides.unwrap_or_else(|error| format!("error: {error}")));
    Ok(if is_sound { Verdict::Done } else { Verdict::Failed })
}

/// Reads a set as a study would, and without labels where nothing else is missing.
fn read(path: &Path, options: &ReadOptions) -> Result<FaceSet, ReadError> {
    match faces::layout_of(path, options)? {
        Layout::ClassFolders => faces::read(path, options),
        Layout::Manifest => faces::read(path, options)
            .or_else(|error| if has_no_labels(&error) { faces::read_any(path, options) } else { Err(error) }),
        _ => faces::read_any(path, options),
    }
}

/// Whether a manifest is only refused because it has no labels; a column that looks like one is another matter.
fn has_no_labels(error: &ReadError) -> bool {
    match error {
        ReadError::Columns { problem: ColumnProblem::Missing { missing, near, .. }, .. } => {
            missing[..] == ["expression"] && near.is_empty()
        }
        ReadError::UnknownWords { words, .. } => words.n_faces.keys().all(|word| matches!(word.as_str(), "" | "NA")),
        _ => false,
    }
}

/// How a study would divide the set, in words; a set without labels is not divided.
fn sides(set: &FaceSet, config: &StudyConfig) -> Result<String, PartitionError> {
    if set.faces.iter().all(|face| face.expression.is_none()) {
        return Ok("no face has an expression, so that no study can be made of them".to_owned());
    }
    let parts = partition(&set.faces, &config.data.partition, config.data_seed)?;
    let sides = sides_in_words(&parts);
    Ok(match faces::counts::n_unlabelled(&set.faces) {
        0 => sides,
        n => format!("{sides}; {n} faces have no expression, which a study leaves out or refuses"),
    })
}

fn sides_in_words(parts: &Partition) -> String {
    let sizes = format!("{} faces to train on, {} to test on", parts.train.len(), parts.test.len());
    match parts.subjects {
        SubjectCheck::Disjoint => format!("{sizes}, no person on both sides"),
        SubjectCheck::Unknown { n_faces } => {
            format!("{sizes}; the person is unknown for {n_faces} faces, so the same one may be on both sides")
        }
    }
}
