//! `evenface prepare`: the faces of a data set, cut out and measured, with a manifest that loses none.

use std::path::Path;

use detect::prepare::{self, CropFormat, Earlier, PrepareCounts, PrepareRequest};
use detect::{Cut, DetectOptions, LookOptions, PrepareOptions, SecondPass};
use faces::{FaceSet, Layout};
use serde_json::json;
use study::StudyConfig;

use crate::args::{Common, CropsAs, CutBy, FindArgs, Format, PrepareArgs};
use crate::progress::Progress;
use crate::{Verdict, places, printed, study_command};

/// Prepares a set, a shard of it, or the manifest of shards that are done.
pub fn run(args: &PrepareArgs, common: &Common) -> anyhow::Result<Verdict> {
    let set = read_set(&args.faces, args.layout, args.config.as_deref())?;
    let manifest = args.out.join(&args.manifest);
    if args.join {
        return told(prepare::join(&set, &args.out, &manifest)?, Some(&manifest), common);
    }
    let detector = study::load_detector(&places::weights_store(common)?)?;
    let options = options(args);
    let request =
        PrepareRequest { set: &set, detector: &detector, options: &options, shard: args.shard, earlier: earlier(args) };
    let bar = Progress::new(common.loudness()).bar("finding faces", args.shard.range(set.faces.len()).len());
    prepare::prepare(&request, &args.out, &|n_done, _| bar.set_position(n_done as u64))?;
    bar.finish_and_clear();
    if args.shard.is_whole() {
        return told(prepare::join(&set, &args.out, &manifest)?, Some(&manifest), common);
    }
    told(prepare::counts(&args.out, args.shard)?, None, common)
}

/// Reads every face of a set, with a label or without.
pub fn read_set(path: &Path, layout: Option<Layout>, config: Option<&Path>) -> anyhow::Result<FaceSet> {
    let mut read = match config {
        Some(path) => study_command::read_config(path)?.data.read,
        None => StudyConfig::default().data.read,
    };
    read.layout = layout.or(read.layout);
    Ok(faces::read_any(path, &read)?)
}

/// The options of the flags that say how faces are found.
pub fn look_options(find: &FindArgs) -> LookOptions {
    // Clap gives as many thresholds as there are networks.
    let thresholds = [0, 1, 2].map(|i| find.thresholds.get(i).copied().unwrap_or(DetectOptions::THRESHOLDS[i]));
    LookOptions {
        detector: DetectOptions { min_face_px: find.min_face, thresholds, factor: find.factor },
        faces: find.which,
        second_pass: if find.rescue { SecondPass::Rescue } else { SecondPass::Off },
        ..LookOptions::default()
    }
}

fn options(args: &PrepareArgs) -> PrepareOptions {
    PrepareOptions {
        look: LookOptions {
            crop_px: args.crop,
            margin_px: args.margin,
            cut: match args.cut {
                CutBy::Box => Cut::Box,
                CutBy::Aligned => Cut::Aligned,
            },
            ..look_options(&args.find)
        },
        max_pixels: args.find.max_pixels,
        max_bytes: args.find.max_bytes,
        crops: match args.crops {
            CropsAs::Png => CropFormat::Png,
            CropsAs::Jpeg => CropFormat::Jpeg,
        },
    }
}

fn earlier(args: &PrepareArgs) -> Earlier {
    match (args.resume, args.force) {
        (true, _) => Earlier::Continue,
        (false, true) => Earlier::Discard,
        (false, false) => Earlier::Refuse,
    }
}

fn told(counts: PrepareCounts, manifest: Option<&Path>, common: &Common) -> anyhow::Result<Verdict> {
    if common.format == Format::Json {
        printed::data(&format!("{}\n", json!({ "counts": counts, "manifest": manifest })))?;
        return Ok(Verdict::Done);
    }
    let PrepareCounts { n_pictures, n_found, n_several, n_none, n_broken, n_rescued, n_crops } = counts;
    let mut text = format!(
        "{n_pictures} pictures: {n_found} with one face, {n_several} with several, {n_none} without, {n_broken} broken; \
         {n_crops} crops\n"
    );
    if n_rescued > 0 {
        text.push_str(&format!("{n_rescued} of them were found only at second sight\n"));
    }
    match manifest {
        Some(manifest) => text.push_str(&format!("{}\n", manifest.display())),
        None => text.push_str("this shard is done; when all are, `--join` writes the manifest\n"),
    }
    printed::data(&text)?;
    if n_none + n_broken > 0 {
        printed::message(
            "pictures without a face stay in the manifest, as `none` or `broken` in its column `detection`",
        );
    }
    Ok(Verdict::Done)
}
