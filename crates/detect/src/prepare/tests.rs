//! Sets are prepared whole, in shards, and again after they stopped anywhere, with the same bytes.

use std::sync::atomic::{AtomicUsize, Ordering};

use faces::{Column, ReadOptions, Table, read_any};
use pixels::save_png;

use super::*;
use crate::DetectOptions;
use crate::look::Wanted;
use crate::testing::{blobs, detector, drawn};

/// A folder of pictures: with and without a face, too small, no picture at all, and two that differ in their ending only.
fn pictures() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join("happiness").join(name);
    std::fs::create_dir_all(at("")).unwrap();
    for (name, size) in [("a.png", (120, 90)), ("b.png", (100, 90)), ("c.png", (60, 50)), ("e.png", (130, 110))] {
        save_png(&blobs(size.0, size.1), &at(name)).unwrap();
    }
    save_png(&drawn(9, 7), &at("small.png")).unwrap();
    save_png(&drawn(80, 15), &at("narrow.png")).unwrap();
    std::fs::write(at("broken.png"), b"no picture").unwrap();
    std::fs::copy(at("a.png"), at("a.jpg")).unwrap();
    folder
}

fn options() -> PrepareOptions {
    let sure = DetectOptions { thresholds: [0.5, 0.5, 0.6], ..DetectOptions::default() };
    let look = LookOptions { detector: sure, faces: Wanted::All, crop_px: 24, ..LookOptions::default() };
    PrepareOptions { look, ..PrepareOptions::default() }
}

struct Bench {
    _pictures: tempfile::TempDir,
    set: FaceSet,
    detector: Detector,
    options: PrepareOptions,
}

impl Bench {
    fn new() -> Self {
        let pictures = pictures();
        let set = read_any(pictures.path(), &ReadOptions::default()).unwrap();
        Self { _pictures: pictures, set, detector: detector(), options: options() }
    }

    /// Prepares a shard; gives the counts and how many pictures were looked at.
    fn prepare(&self, out: &Path, shard: Shard, earlier: Earlier) -> Result<(PrepareCounts, usize), PrepareError> {
        let request =
            PrepareRequest { set: &self.set, detector: &self.detector, options: &self.options, shard, earlier };
        let n_told = AtomicUsize::new(0);
        prepare(&request, out, &|_, _| {
            n_told.fetch_add(1, Ordering::Relaxed);
        })?;
        let counts = counts(out, shard)?;
        // The first call tells how many were done before.
        Ok((counts, n_told.into_inner() - 1))
    }

    fn manifest(&self, out: &Path) -> String {
        join(&self.set, out, &out.join("manifest.csv")).unwrap();
        std::fs::read_to_string(out.join("manifest.csv")).unwrap()
    }
}

#[test]
fn every_picture_is_in_the_manifest_and_every_crop_on_disk() {
    let (bench, out) = (Bench::new(), tempfile::tempdir().unwrap());
    let (counts, n_looked) = bench.prepare(out.path(), Shard::WHOLE, Earlier::Refuse).unwrap();
    assert_eq!((counts.n_pictures, counts.n_broken, n_looked), (8, 1, 8));
    assert_eq!(counts.n_found + counts.n_several + counts.n_none + counts.n_broken, 8);
    assert!(counts.n_none >= 2 && counts.n_crops > counts.n_found, "{counts:?}");
    assert!(bench.manifest(out.path()).contains("crops/happiness/a.jpg.png"));
    let table = Table::read(&out.path().join("manifest.csv")).unwrap();
    let Some(Column::Text(paths)) = table.column("path") else { panic!("no paths") };
    assert_eq!(paths.iter().flatten().count(), counts.n_crops);
    for path in paths.iter().flatten() {
        let crop = pixels::decode(&out.path().join(path), &DecodeLimits::default()).unwrap();
        assert_eq!(crop.dimensions(), (24, 24));
    }
    let Some(Column::Text(detections)) = table.column("detection") else { panic!("no detections") };
    assert_eq!(detections.iter().flatten().filter(|word| *word == "none").count(), counts.n_none);
}

#[test]
fn a_prepared_set_is_read_with_those_that_have_no_crop_counted() {
    let (bench, out) = (Bench::new(), tempfile::tempdir().unwrap());
    let (counts, _) = bench.prepare(out.path(), Shard::WHOLE, Earlier::Refuse).unwrap();
    for name in ["manifest.csv", "manifest.parquet"] {
        join(&bench.set, out.path(), &out.path().join(name)).unwrap();
        let set = faces::read(&out.path().join(name), &ReadOptions::default()).unwrap();
        assert_eq!(set.faces.len(), counts.n_crops, "{name}");
        assert!(set.faces.iter().all(|face| face.is_crop && face.place.is_some()), "{name}");
        assert_eq!(set.group_columns, ["parent"], "{name}");
        assert_eq!(set.left_out.n_faces["no face was found in it"], counts.n_none, "{name}");
        assert_eq!(set.left_out.n_faces["it could not be read"], counts.n_broken, "{name}");
    }
}

#[test]
fn shards_join_to_the_whole() {
    let (bench, whole, parts) = (Bench::new(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    bench.prepare(whole.path(), Shard::WHOLE, Earlier::Refuse).unwrap();
    for shard in Shard::all(3) {
        let early = join(&bench.set, parts.path(), &parts.path().join("manifest.csv"));
        assert!(early.is_err(), "{shard} is not done");
        bench.prepare(parts.path(), shard, Earlier::Refuse).unwrap();
    }
    assert_eq!(bench.manifest(parts.path()), bench.manifest(whole.path()));
}

#[test]
fn what_is_done_stays_done_wherever_a_run_stopped() {
    let (bench, out) = (Bench::new(), tempfile::tempdir().unwrap());
    bench.prepare(out.path(), Shard::WHOLE, Earlier::Refuse).unwrap();
    let manifest = bench.manifest(out.path());
    let path = journal::path_of(out.path(), Shard::WHOLE);
    let lines = std::fs::read(&path).unwrap();
    for n_bytes in [0, 1, lines.len() / 3, lines.len() / 2, lines.len() - 1, lines.len()] {
        let n_whole = lines[..n_bytes].split(|byte| *byte == b'\n').count() - 1;
        std::fs::write(&path, &lines[..n_bytes]).unwrap();
        let (_, n_looked) = bench.prepare(out.path(), Shard::WHOLE, Earlier::Continue).unwrap();
        assert_eq!(n_looked, 8 - n_whole, "stopped after {n_bytes} bytes");
        assert_eq!(bench.manifest(out.path()), manifest);
    }
    std::fs::remove_file(out.path().join("crops/happiness/b.png")).unwrap();
    assert_eq!(bench.prepare(out.path(), Shard::WHOLE, Earlier::Continue).unwrap().1, 1);
    assert_eq!(bench.manifest(out.path()), manifest);
}

#[test]
fn what_is_in_the_way_is_refused() {
    let (mut bench, out) = (Bench::new(), tempfile::tempdir().unwrap());
    bench.prepare(out.path(), Shard::WHOLE, Earlier::Refuse).unwrap();
    let begun = bench.prepare(out.path(), Shard::WHOLE, Earlier::Refuse);
    assert!(matches!(begun, Err(PrepareError::Begun { .. })), "{begun:?}");
    bench.options.look.margin_px = 8;
    let other = bench.prepare(out.path(), Shard::WHOLE, Earlier::Continue);
    assert!(matches!(other, Err(PrepareError::OtherOptions { .. })), "{other:?}");
    let (counts, n_looked) = bench.prepare(out.path(), Shard::WHOLE, Earlier::Discard).unwrap();
    assert_eq!((counts.n_pictures, n_looked), (8, 8));
    bench.options.look.detector.factor = 2.0;
    let out = tempfile::tempdir().unwrap();
    assert!(matches!(bench.prepare(out.path(), Shard::WHOLE, Earlier::Refuse), Err(PrepareError::Detect(_))));
}

#[test]
fn shards_are_read_and_cover_everything_once() {
    for word in ["0/3", "4/3", "1/0", "1", "a/b", "1/2/3", ""] {
        assert!(word.parse::<Shard>().is_err(), "{word}");
    }
    let second: Shard = "2/12".parse().unwrap();
    assert_eq!((second.to_string(), second.suffix()), ("2/12".to_owned(), "02-of-12".to_owned()));
    for (n, count) in [(0, 3), (2, 3), (10, 3), (1000, 7)] {
        let joined: Vec<usize> = Shard::all(count).flat_map(|shard| shard.range(n)).collect();
        assert_eq!(joined, (0..n).collect::<Vec<_>>());
    }
}
