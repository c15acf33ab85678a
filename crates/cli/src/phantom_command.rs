//! `evenface phantom`: a data set of drawn faces with exact truth.

use std::collections::BTreeMap;

use anyhow::Context;
use disguise::phantom::{Region, Sitting};
use faces::files::write_atomically;
use faces::{ActionUnit, ActionUnitLabel, Face, Place};
use pixels::{Mark, RgbImage, SyntheticSource, contact_sheet, save_png, save_synthetic};
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
    let config = PhantomConfig { people: args.people, shots_per_person: args.shots, setting: args.setting() };
    let seated = study::gather::seated(&config, args.seed);
    let bar = Progress::new(common.loudness()).bar("drawing", seated.len());
    let drawn: Vec<(Face, RgbImage)> = seated
        .par_iter()
        .map(|(face, sitting)| {
            bar.inc(1);
            draw(face, sitting, args)
        })
        .collect::<anyhow::Result<_>>()?;
    bar.finish_and_clear();
    let (faces, pictures): (Vec<Face>, Vec<RgbImage>) = drawn.into_iter().unzip();
    let manifest = args.out.join("manifest.csv");
    faces::manifest::write(&manifest, &faces)?;
    write_atomically(&args.out.join("truth.json"), truth(&seated)?)?;
    let shown = &pictures[..pictures.len().min(N_SHOWN)];
    save_png(&contact_sheet(shown, 10, args.size.min(224)), &args.out.join("sheet.png"))?;
    printed::data(&format!("{} faces: {}\n", faces.len(), manifest.display()))?;
    Ok(Verdict::Done)
}

/// Draws one picture and its map of regions, and returns its row of the manifest.
fn draw(face: &Face, sitting: &Sitting, args: &PhantomArgs) -> anyhow::Result<(Face, RgbImage)> {
    let phantom = sitting.draw(args.size);
    let picture_path = args.out.join(face.id.as_str());
    let regions_path = args.out.join("regions").join(face.id.as_str());
    for folder in [&picture_path, &regions_path].into_iter().filter_map(|path| path.parent()) {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    let mark = Mark { source: SyntheticSource::AlgorithmicMedia, note: "phantom face", parent_sha256: None };
    save_synthetic(&phantom.picture, &mark, &picture_path)?;
    let regions = phantom.regions.map();
    regions.save(&regions_path).with_context(|| format!("cannot write {}", regions_path.display()))?;
    let unit = |(unit, intensity): (&ActionUnit, &f32)| {
        (*unit, if *intensity > 0.0 { ActionUnitLabel::Present } else { ActionUnitLabel::Absent })
    };
    let row = Face {
        action_units: sitting.shot.action_units.iter().map(unit).collect(),
        place: Some(Place { face_box: phantom.face_box, landmarks: phantom.landmarks }),
        ..face.clone()
    };
    Ok((row, phantom.picture))
}

/// Every parameter of every picture, and what the numbers in `regions/` mean.
fn truth(seated: &[(Face, Sitting)]) -> anyhow::Result<Vec<u8>> {
    let regions: BTreeMap<&str, u8> = Region::ALL.iter().map(|region| (region.name(), *region as u8)).collect();
    let faces: BTreeMap<&str, &Sitting> = seated.iter().map(|(face, sitting)| (face.id.as_str(), sitting)).collect();
    serde_json::to_vec(&serde_json::json!({ "format": 1, "regions": regions, "faces": faces })).context("truth.json")
}
