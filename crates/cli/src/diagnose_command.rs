//! `evenface diagnose`: what the pictures of a set are like, and what the detector misses in them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use audit::diagnosis::{Diagnosis, DiagnosisOptions, NearDuplicate, Picture, PictureSet, PictureStatus, diagnose};
use detect::prepare::Detection;
use detect::survey::{Surveyed, survey};
use detect::{Detector, Wanted, crop};
use faces::files::write_atomically;
use faces::{Face, FaceSet};
use pixels::hash::{NearIndex, PictureHash};
use pixels::{DecodeLimits, Filter, decode_source, png_bytes, resize};

use crate::args::{Common, DiagnoseArgs, Format};
use crate::diagnosis_page::Shown;
use crate::pages::Clock;
use crate::progress::Progress;
use crate::{Verdict, diagnosis_page, places, prepare_command, printed};

/// Longer side of a thumbnail, in pixels.
const THUMBNAIL_PX: u32 = 112;

/// A set, and what the detector saw in it.
struct Seen {
    set: FaceSet,
    surveyed: Vec<Surveyed>,
}

/// Surveys a set and its reference, and writes what that shows.
pub fn run(args: &DiagnoseArgs, common: &Common) -> anyhow::Result<Verdict> {
    let clock = Clock::start();
    let detector = study::load_detector(&places::weights_store(common)?)?;
    let seen = see(&args.faces, args, &detector, common)?;
    let reference = args.reference.as_ref().map(|path| see(path, args, &detector, common)).transpose()?;
    let pictures = seen.pictures();
    let reference_pictures = reference.as_ref().map(Seen::pictures);
    let set = PictureSet {
        pictures: &pictures,
        near_duplicates: &seen.near_duplicates(),
        reference: reference_pictures.as_deref(),
    };
    let diagnosis = diagnose(set, &DiagnosisOptions { seed: args.seed, ..DiagnosisOptions::default() });
    places::make_new_folder(&args.out)?;
    write_atomically(&args.out.join("diagnosis.json"), serde_json::to_string_pretty(&diagnosis)?)?;
    let shown = Shown {
        thumbnails: seen.thumbnails(&diagnosis, &limits(args)),
        card: seen.card(),
        notes: seen.notes(),
        fingerprint: seen.set.fingerprint.clone(),
    };
    let written = diagnosis_page::write(&diagnosis, shown, args, &clock)?;
    match common.format {
        Format::Json => printed::data(&format!("{}\n", serde_json::to_string_pretty(&diagnosis)?))?,
        Format::Text => printed::data(&written.text)?,
    }
    printed::message(&format!("report: {}", written.page.display()));
    Ok(Verdict::Done)
}

fn limits(args: &DiagnoseArgs) -> DecodeLimits {
    DecodeLimits { max_pixels: args.find.max_pixels, max_bytes: args.find.max_bytes }
}

fn see(path: &Path, args: &DiagnoseArgs, detector: &Detector, common: &Common) -> anyhow::Result<Seen> {
    let set = prepare_command::read_set(path, args.layout, args.config.as_deref())?;
    let bar = Progress::new(common.loudness()).bar("looking", set.faces.len());
    // A diagnosis is about the one face that each picture is labelled for.
    let look = prepare_command::look_options(&args.find);
    anyhow::ensure!(
        look.faces != Wanted::All,
        "a diagnosis is about one face of each picture\nhint: leave `--which all` out"
    );
    let surveyed = survey(&set, detector, (&look, &limits(args)), &|n_done, _| bar.set_position(n_done as u64))?;
    bar.finish_and_clear();
    Ok(Seen { set, surveyed })
}

impl Seen {
    fn pictures(&self) -> Vec<Picture> {
        self.set.faces.iter().zip(&self.surveyed).map(|(face, surveyed)| picture(face, surveyed)).collect()
    }

    fn near_duplicates(&self) -> Vec<NearDuplicate> {
        let known: Vec<usize> = (0..self.surveyed.len()).filter(|i| self.surveyed[*i].hash.is_some()).collect();
        let hashes: Vec<_> = self.surveyed.iter().filter_map(|surveyed| surveyed.hash).collect();
        let pairs = NearIndex::new(&hashes).pairs(PictureHash::SAME);
        let duplicate = |pair: pixels::hash::Pair| NearDuplicate {
            first: known[pair.first],
            second: known[pair.second],
            distance: pair.distance,
        };
        pairs.into_iter().map(duplicate).collect()
    }

    /// How many pictures say that their levels are in which colours.
    fn profiles(&self) -> BTreeMap<String, (usize, bool)> {
        let mut profiles = BTreeMap::new();
        for profile in self.surveyed.iter().filter_map(|surveyed| surveyed.profile.as_ref()) {
            profiles.entry(profile.to_string()).or_insert((0, profile.is_srgb())).0 += 1;
        }
        profiles
    }

    fn card(&self) -> Vec<(String, String)> {
        let counted = self.profiles().into_iter().map(|(name, (n, _))| format!("{name} {n}"));
        let profiles: Vec<String> = counted.collect();
        vec![("layout".to_owned(), self.set.layout.to_string()), ("colour profiles".to_owned(), profiles.join(", "))]
    }

    fn notes(&self) -> Vec<String> {
        let n_other: usize = self.profiles().values().filter(|(_, is_srgb)| !is_srgb).map(|(n, _)| n).sum();
        let note = format!(
            "{n_other} pictures have another colour profile than sRGB. Their levels are read as if they were sRGB, so that their \
             brightness, contrast and apparent tone are a little off"
        );
        (n_other > 0).then_some(note).into_iter().collect()
    }

    /// Small pictures of the examples of every finding, by their ids.
    fn thumbnails(&self, diagnosis: &Diagnosis, limits: &DecodeLimits) -> BTreeMap<String, Vec<u8>> {
        let of_findings = diagnosis.verdict.findings.iter().flat_map(|finding| &finding.examples);
        let wanted: BTreeSet<&str> = of_findings.map(String::as_str).collect();
        let all = self.set.faces.iter().zip(&self.surveyed);
        let shown = all.filter(|(face, _)| wanted.contains(face.id.as_str()));
        let thumbnail = |(face, surveyed): (&Face, &Surveyed)| {
            let picture = decode_source(&face.picture, limits).ok()?;
            // Where no face was found the whole picture is shown.
            let small = match &surveyed.face {
                Some(found) => crop(&picture, found, THUMBNAIL_PX, 0).picture,
                None => fitted(&picture),
            };
            Some((face.id.to_string(), png_bytes(&small).ok()?))
        };
        shown.filter_map(thumbnail).collect()
    }
}

fn fitted(picture: &pixels::RgbImage) -> pixels::RgbImage {
    let (width, height) = picture.dimensions();
    let longer = width.max(height).max(1);
    let side = |n: u32| (u64::from(n) * u64::from(THUMBNAIL_PX) / u64::from(longer)).max(1) as u32;
    resize(picture, side(width), side(height), Filter::Bilinear)
}

fn picture(face: &Face, surveyed: &Surveyed) -> Picture {
    let mut groups = face.groups.clone();
    if let Some(disguise) = &face.disguise {
        groups.entry("disguise".to_owned()).or_insert_with(|| disguise.clone());
    }
    Picture {
        id: face.id.to_string(),
        status: match surveyed.detection {
            Detection::Found => PictureStatus::Found,
            Detection::Several => PictureStatus::Several,
            Detection::None => PictureStatus::Missed,
            Detection::Broken => PictureStatus::Broken,
        },
        class: face.expression.map(|expression| expression.to_string()),
        split: face.split.map(|split| split.to_string()),
        subject: face.subject.clone(),
        groups,
        measures: surveyed.measures,
    }
}
