//! `evenface disguise`: the faces of a data set wearing drawn accessories.

use std::collections::BTreeMap;
use std::path::Path;

use disguise::accessory::{DesignPool, Kinds};
use pixels::{RgbImage, contact_sheet, save_png};
use study::StudyConfig;
use study::album::{Drawn, Entry, Photographer};
use study::gather::Gathered;
use study::keep::{Keeper, KeptAs};
use study::prepare::Lens;

use crate::args::{Common, CropsAs, DisguiseArgs, Pool};
use crate::progress::Progress;
use crate::{Verdict, places, printed, study_command};

/// Pictures on `sheet.png`.
const N_SHOWN: usize = 60;

/// Draws on every face that is found, or on some of each class.
pub fn run(args: &DisguiseArgs, common: &Common) -> anyhow::Result<Verdict> {
    let config = resolve(args)?;
    let gathered = Gathered::read(&args.faces, &config)?;
    for column in &config.synthetic.balance_by {
        anyhow::ensure!(
            gathered.set.faces.iter().any(|face| face.groups.contains_key(column)),
            "no face has the column `{column}`\nhint: --by takes group columns of the manifest"
        );
    }
    if config.data.landmarks.is_some() {
        let (n, n_faces) = (gathered.contours.len(), gathered.set.faces.len());
        printed::message(&format!("landmarks of {n} of {n_faces} faces"));
    }
    let detector = study::load_detector(&places::weights_store(common)?)?;
    places::make_new_folder(&args.out)?;
    let keeper = Keeper::new(&args.out).storing(match args.pictures {
        CropsAs::Png => KeptAs::Png,
        CropsAs::Jpeg => KeptAs::Jpeg,
    });
    let progress = Progress::new(common.loudness());
    let photographer = Photographer {
        gathered: &gathered,
        lens: Lens { detector: Some(&detector), config: &config.detect },
        config: &config,
        observer: &progress,
        keep: &|drawn: &Drawn<'_>| keeper.keep(drawn),
    };
    let all: Vec<usize> = (0..gathered.set.faces.len()).collect();
    let dressed = photographer.dress_all(&all, pool(args.pool), args.per_class)?;
    let entries: Vec<&Entry> = dressed.entries.iter().collect();
    let manifest = keeper.write_manifest(&gathered.set, &entries)?;
    write_sheet(&dressed.entries, &args.out)?;
    printed::data(&format!("{} disguised faces: {}\n", entries.len(), manifest.display()))?;
    printed::data(&found_again(&dressed.entries))?;
    printed::message(&format!(
        "{} drawings were refused, {} faces have no landmarks",
        dressed.refused.len(),
        dressed.n_without_place
    ));
    for problem in dressed.refused.iter().take(10) {
        printed::message(&format!("  refused: {problem}"));
    }
    Ok(Verdict::Done)
}

/// Per kind, how many of its faces the detector finds again.
fn found_again(entries: &[Entry]) -> String {
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (entry, worn) in entries.iter().filter_map(|entry| Some((entry, entry.worn.as_ref()?))) {
        let (n_found, n) = kinds.entry(worn.fitting.outfit.kinds().to_string()).or_default();
        *n_found += usize::from(entry.crop.is_some());
        *n += 1;
    }
    let width = kinds.keys().map(String::len).max().unwrap_or(0);
    let row = |(kind, (n_found, n)): (&String, &(usize, usize))| {
        format!(
            "  {kind:<width$}  {n} drawn, {n_found} found again by the detector ({:.0} %)\n",
            100.0 * *n_found as f64 / *n as f64
        )
    };
    kinds.iter().map(row).collect()
}

fn resolve(args: &DisguiseArgs) -> anyhow::Result<StudyConfig> {
    let mut config = match &args.config {
        Some(path) => study_command::read_config(path)?,
        None => StudyConfig::default(),
    };
    config.data_seed = args.seed;
    if let Some(path) = &args.landmarks {
        config.data.landmarks = Some(std::path::absolute(path)?);
    }
    config.synthetic.balance_by.extend(args.by.iter().cloned());
    if !args.kinds.is_empty() {
        config.synthetic.kinds.clone_from(&args.kinds);
    } else if args.config.is_none() {
        config.synthetic.kinds = Kinds::each();
    }
    Ok(config)
}

fn pool(pool: Pool) -> DesignPool {
    match pool {
        Pool::Train => DesignPool::Train,
        Pool::Test => DesignPool::Test,
    }
}

fn write_sheet(entries: &[Entry], out: &Path) -> anyhow::Result<()> {
    let shown: Vec<RgbImage> =
        entries.iter().filter_map(|entry| entry.crop.as_deref().cloned()).take(N_SHOWN).collect();
    Ok(save_png(&contact_sheet(&shown, 10, 112), &out.join("sheet.png"))?)
}
