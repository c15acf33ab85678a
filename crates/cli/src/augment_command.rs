//! `evenface augment`: a contact sheet of what a recipe does to a face.

use std::path::Path;

use anyhow::ensure;
use pixels::{DecodeLimits, Filter, RgbImage, resize};
use serde_json::json;
use study::StudyConfig;
use study::gather::Gathered;
use study::prepare::{Lens, Sighting};
use train::augment::sheet::{Row, sheet};

use crate::args::{AugmentArgs, Common, Format};
use crate::{Verdict, places, printed, study_command};

/// The longest side of a sheet in pixels; a larger one can hardly be looked at.
const MAX_SIDE_PX: usize = 20_000;

/// The most kinds of change a recipe has, and its row of draws.
const MAX_ROWS: usize = 15;

/// Draws the sheet and prints what its rows and columns are.
pub fn run(args: &AugmentArgs, common: &Common) -> anyhow::Result<Verdict> {
    ensure!(
        args.force || !args.out.exists(),
        "{} exists already\nhint: `--force` replaces it, `--out FILE.png` names another file",
        args.out.display()
    );
    let config = resolve(args)?;
    let input_px = config.train.input_px;
    ensure!(
        (input_px as usize + 2) * MAX_ROWS.max(args.draws as usize + 1) <= MAX_SIDE_PX,
        "expected a sheet of at most {MAX_SIDE_PX} pixels, found {} draws of {input_px}\n\
         hint: draw fewer with `--draws N` or smaller ones with `--input-px PX`",
        args.draws
    );
    let face = shown(&args.face, &config, common)?;
    let rows = config.train.augmentation.rows(&face.picture, input_px, args.draws, args.seed);
    let unchanged = resize(&face.picture, input_px, input_px, Filter::Bilinear);
    pixels::save_png(&sheet(&unchanged, &rows), &args.out)?;
    printed::data(&match common.format {
        Format::Text => text(args, &face, &rows),
        Format::Json => json_text(args, &face, &rows),
    })?;
    Ok(Verdict::Done)
}

/// The face on the sheet.
struct Shown {
    name: String,
    picture: RgbImage,
}

fn resolve(args: &AugmentArgs) -> anyhow::Result<StudyConfig> {
    let mut config = match &args.config {
        Some(path) => study_command::read_config(path)?,
        None => StudyConfig::default(),
    };
    if let Some(px) = args.input_px {
        config.train.input_px = px;
    }
    config.check()?;
    Ok(config)
}

/// A picture as it is, or the first face of a set that is found.
fn shown(path: &Path, config: &StudyConfig, common: &Common) -> anyhow::Result<Shown> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let is_set = path.is_dir() || ["csv", "jsonl", "parquet", "tar", "txt"].contains(&ending.as_str());
    if is_set {
        return first_found(path, config, common);
    }
    let picture = pixels::decode(path, &DecodeLimits::default())?;
    Ok(Shown { name: path.display().to_string(), picture })
}

fn first_found(path: &Path, config: &StudyConfig, common: &Common) -> anyhow::Result<Shown> {
    let gathered = Gathered::read(path, config)?;
    let faces = &gathered.set.faces;
    ensure!(!faces.is_empty(), "expected a face in {}, found none", path.display());
    let needs_detector = |face: &faces::Face| !face.is_crop && face.place.is_none();
    let load = || anyhow::Ok(study::load_detector(&places::weights_store(common)?)?);
    let detector = faces.iter().any(needs_detector).then(load).transpose()?;
    for (index, face) in faces.iter().enumerate() {
        let (picture, known) = match gathered.picture(index) {
            Ok(taken) => taken,
            Err(problem) => {
                printed::message(&format!("passed over {}: {problem}", face.id));
                continue;
            }
        };
        let lens = Lens { detector: detector.as_ref().filter(|_| needs_detector(face)), config: &config.detect };
        if let Sighting::Found(found) = lens.look(&picture, face, known)? {
            return Ok(Shown { name: face.id.as_str().to_owned(), picture: (*found.crop).clone() });
        }
        printed::message(&format!("passed over {}: no face is found in it", face.id));
    }
    anyhow::bail!("expected a face in {}, found none in {} pictures", path.display(), faces.len())
}

fn text(args: &AugmentArgs, face: &Shown, rows: &[Row]) -> String {
    let mut text = format!(
        "{}: {}\nrow   change                   share  columns after the unchanged face\n",
        args.out.display(),
        face.name
    );
    for (number, row) in (1..).zip(rows) {
        text.push_str(&format!("{number:>3}   {:<24} {:>5.2}  {}\n", row.name, row.share, columns(row)));
    }
    text
}

/// The ends of a row of strengths.
fn columns(row: &Row) -> String {
    match row.tiles.as_slice() {
        [(only, _)] => only.clone(),
        [(first, _), .., (last, _)] => format!("{first} to {last}"),
        [] => String::new(),
    }
}

fn json_text(args: &AugmentArgs, face: &Shown, rows: &[Row]) -> String {
    let row = |row: &Row| {
        let strengths: Vec<&str> = row.tiles.iter().map(|(strength, _)| strength.as_str()).collect();
        json!({ "change": row.name, "share": row.share, "strengths": strengths })
    };
    let rows: Vec<_> = rows.iter().map(row).collect();
    let document = json!({ "format": 1, "path": args.out, "face": face.name, "rows": rows });
    format!("{document:#}\n")
}
