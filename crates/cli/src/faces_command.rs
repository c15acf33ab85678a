//! `evenface faces check`: what is wrong with a data set, in words.

use std::fmt::Write as _;
use std::path::Path;

use faces::{FaceSet, Partition, Problem, ReadError, SubjectCheck, counts, partition};
use pixels::DecodeLimits;
use rayon::prelude::*;
use serde_json::json;
use study::StudyConfig;

use crate::args::{Common, FacesCommand, Format};
use crate::progress::Progress;
use crate::{Verdict, printed, study_command};

/// Problems that are listed by name.
const N_LISTED: usize = 20;

/// Runs a subcommand.
pub fn run(command: &FacesCommand, common: &Common) -> anyhow::Result<Verdict> {
    let FacesCommand::Check { faces, config } = command;
    let config = match config {
        Some(path) => study_command::read_config(path)?,
        None => StudyConfig::default(),
    };
    let set = match faces::read(faces, &config.data.read) {
        Ok(set) => set,
        // A set that cannot be opened was not checked; one that is wrong was.
        Err(error @ ReadError::Unreadable { .. }) => return Err(error.into()),
        Err(error) => return Ok(refused(&error.into())),
    };
    let broken = broken(&set, common);
    let sides = partition(&set.faces, &config.data.partition, config.data_seed).map_err(|error| error.to_string());
    printed::data(&match common.format {
        Format::Text => text(faces, &set, &broken),
        Format::Json => json_text(&set, &broken),
    })?;
    let split = sides.map(|parts| sides_in_words(&parts));
    let is_sound = broken.is_empty() && split.is_ok();
    printed::message(&split.unwrap_or_else(|error| format!("error: {error}")));
    Ok(if is_sound { Verdict::Done } else { Verdict::Failed })
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

fn refused(error: &anyhow::Error) -> Verdict {
    printed::error(error);
    Verdict::Failed
}

fn broken(set: &FaceSet, common: &Common) -> Vec<Problem> {
    let bar = Progress::new(common.loudness()).bar("decoding", set.faces.len());
    let problem = |face: &faces::Face| {
        bar.inc(1);
        let what = study::gather::decoded(&face.path, &DecodeLimits::default()).err()?;
        Some(Problem { face: face.id.clone(), what })
    };
    let broken = set.faces.par_iter().filter_map(problem).collect();
    bar.finish_and_clear();
    broken
}

fn text(path: &Path, set: &FaceSet, broken: &[Problem]) -> String {
    let mut text =
        format!("{}: {} faces, {} people\n", path.display(), set.faces.len(), counts::n_subjects(&set.faces));
    for (expression, n) in counts::per_expression(&set.faces) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {expression:<12} {n}");
    }
    for column in &set.group_columns {
        let groups = counts::per_group(&set.faces, column);
        let listed: Vec<String> = groups.iter().take(N_LISTED).map(|(group, n)| format!("{group} {n}")).collect();
        let rest = groups.len().saturating_sub(N_LISTED);
        let more = if rest == 0 { String::new() } else { format!(" and {rest} more values") };
        let _ = writeln!(text, "  {column}: {}{more}", listed.join(", "));
    }
    for (class, n) in &set.left_out.n_faces {
        let _ = writeln!(text, "  left out by the label map: {n} of {class}");
    }
    let _ = writeln!(text, "{} pictures cannot be used", broken.len());
    for problem in broken.iter().take(N_LISTED) {
        let _ = writeln!(text, "  {problem}");
    }
    text
}

fn json_text(set: &FaceSet, broken: &[Problem]) -> String {
    let classes: serde_json::Map<_, _> =
        counts::per_expression(&set.faces).into_iter().map(|(class, n)| (class.to_string(), json!(n))).collect();
    let groups: serde_json::Map<_, _> =
        set.group_columns.iter().map(|column| (column.clone(), json!(counts::per_group(&set.faces, column)))).collect();
    let broken: Vec<_> = broken.iter().map(|p| json!({ "face": p.face, "problem": p.what })).collect();
    let document = json!({
        "format": 1, "n_faces": set.faces.len(), "n_people": counts::n_subjects(&set.faces),
        "expressions": classes, "groups": groups, "left_out": set.left_out.n_faces,
        "broken": broken, "fingerprint": set.fingerprint,
    });
    format!("{document:#}\n")
}
