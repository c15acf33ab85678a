//! `evenface phantom`: a data set of drawn faces with exact truth.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use disguise::phantom::plant::{Planted, Planting, plant};
use disguise::phantom::{Phantom, Region, Regions, Sitting, tables};
use faces::files::write_atomically;
use faces::{Face, Place};
use pixels::{GrayImage, Mark, RgbImage, SyntheticSource, contact_sheet, save_mask_png, save_png, save_synthetic};
use rayon::prelude::*;
use study::config::PhantomConfig;

use crate::args::{Common, PhantomArgs};
use crate::progress::Progress;
use crate::{Verdict, places, printed};

/// Pictures on `sheet.png`.
const N_SHOWN: usize = 100;

/// Draws the set into a new folder.
pub fn run(args: &PhantomArgs, common: &Common) -> anyhow::Result<Verdict> {
    places::make_new_folder(&args.out)?;
    let (faces, sittings, planting) = planted_set(args);
    let bar = Progress::new(common.loudness()).bar("drawing", faces.len());
    let drawn: Vec<(Face, Phantom)> = faces
        .par_iter()
        .zip(&sittings)
        .map(|(face, sitting)| {
            bar.inc(1);
            draw(face, sitting, args)
        })
        .collect::<anyhow::Result<_>>()?;
    bar.finish_and_clear();
    let (faces, phantoms): (Vec<Face>, Vec<Phantom>) = drawn.into_iter().unzip();
    let manifest = args.out.join("manifest.csv");
    faces::manifest::write(&manifest, &faces)?;
    write_truth(&args.out, &faces, (&sittings, &phantoms))?;
    if !planting.planted.is_empty() {
        let n_missing = phantoms.iter().filter(|phantom| phantom.missing_disguise().is_some()).count();
        write_planted(args, &planting, n_missing)?;
    }
    let shown: Vec<RgbImage> = phantoms.into_iter().take(N_SHOWN).map(|phantom| phantom.picture).collect();
    save_png(&contact_sheet(&shown, 10, args.size.min(224)), &args.out.join("sheet.png"))?;
    printed::data(&format!("{}{} faces: {}\n", told(&planting), faces.len(), manifest.display()))?;
    Ok(Verdict::Done)
}

/// The faces with their labels, who sits for them, and what was planted.
fn planted_set(args: &PhantomArgs) -> (Vec<Face>, Vec<Sitting>, Planting) {
    let config = PhantomConfig { people: args.people, shots_per_person: args.shots, setting: args.setting() };
    let (mut faces, mut sittings): (Vec<Face>, Vec<Sitting>) =
        study::gather::seated(&config, args.seed).into_iter().unzip();
    let planting = plant(&mut sittings, &args.plant, args.seed);
    if !args.plant.is_empty() {
        for (i, face) in faces.iter_mut().enumerate() {
            face.expression = Some(planting.labels[i]);
            face.groups.extend(planting.columns(i, &sittings[i]));
        }
    }
    (faces, sittings, planting)
}

/// Every bias with its counts, and on how many faces a planted disguise does not fit.
fn write_planted(args: &PhantomArgs, planting: &Planting, n_missing: usize) -> anyhow::Result<()> {
    let planted = serde_json::json!({
        "format": 1,
        "seed": args.seed,
        "planted": planting.planted,
        "n_disguises_that_do_not_fit": n_missing,
    });
    write_atomically(&args.out.join("planted.json"), serde_json::to_vec_pretty(&planted).context("planted.json")?)?;
    if n_missing > 0 {
        printed::message(&format!("note: {n_missing} planted disguises do not fit their faces and are not drawn"));
    }
    Ok(())
}

/// A line for every planted bias.
fn told(planting: &Planting) -> String {
    let line = |p: &Planted| {
        format!(
            "planted {}:{}:{}: {} of {} faces touched\n",
            p.kind.name(),
            p.group,
            p.strength,
            p.n_touched,
            p.n_in_group
        )
    };
    planting.planted.iter().map(line).collect()
}

/// Draws one picture with its map of regions, and returns its row of the manifest.
fn draw(face: &Face, sitting: &Sitting, args: &PhantomArgs) -> anyhow::Result<(Face, Phantom)> {
    let phantom = sitting.draw(args.size);
    let picture_path = args.out.join(face.id.as_str());
    make_parent(&picture_path)?;
    let mark = Mark { source: SyntheticSource::AlgorithmicMedia, note: "phantom face", parent_sha256: None };
    save_synthetic(&phantom.picture, &mark, &picture_path)?;
    save_mask(phantom.regions.map(), &args.out.join("regions").join(face.id.as_str()))?;
    if args.masks {
        save_masks(&phantom.regions, &args.out.join("masks"), face)?;
    }
    let place = Some(Place { face_box: phantom.face_box, landmarks: phantom.landmarks });
    let mut row = Face { action_units: sitting.shot.scored_units(), place, disguise: worn(&phantom), ..face.clone() };
    if !args.plant.is_empty() {
        row.groups.insert("disguise".to_owned(), worn(&phantom).unwrap_or_else(|| "none".to_owned()));
    }
    Ok((row, phantom))
}

fn worn(phantom: &Phantom) -> Option<String> {
    phantom.disguise.map(|kind| kind.to_string())
}

/// A mask for every region, and one for bare skin: 255 inside.
fn save_masks(regions: &Regions, folder: &Path, face: &Face) -> anyhow::Result<()> {
    for region in Region::ALL {
        save_mask(&regions.mask(&[region]), &folder.join(region.name()).join(face.id.as_str()))?;
    }
    save_mask(&regions.skin_mask(), &folder.join("bare-skin").join(face.id.as_str()))
}

fn save_mask(mask: &GrayImage, path: &Path) -> anyhow::Result<()> {
    make_parent(path)?;
    save_mask_png(mask, path)?;
    Ok(())
}

fn make_parent(path: &Path) -> anyhow::Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))
}

/// Landmarks, intensities of action units, every parameter of every picture, and what the numbers in `regions/` mean.
fn write_truth(out: &Path, faces: &[Face], (sittings, phantoms): (&[Sitting], &[Phantom])) -> anyhow::Result<()> {
    let paths = || faces.iter().map(|face| face.id.as_str());
    let marks: Vec<_> = paths().zip(phantoms.iter().map(|phantom| phantom.landmarks_68)).collect();
    tables::landmarks(&marks)?.write(&out.join("landmarks.csv"))?;
    let shots: Vec<_> = paths().zip(sittings.iter().map(|sitting| &sitting.shot)).collect();
    tables::action_units(&shots)?.write(&out.join("action_units.csv"))?;
    let regions: BTreeMap<&str, u8> = Region::ALL.iter().map(|region| (region.name(), *region as u8)).collect();
    let faces: BTreeMap<&str, &Sitting> = paths().zip(sittings).collect();
    let truth = serde_json::json!({ "format": 1, "regions": regions, "faces": faces });
    write_atomically(&out.join("truth.json"), serde_json::to_vec(&truth).context("truth.json")?)?;
    Ok(())
}
