//! Every picture of a set is seen in order and counted.

use faces::{Measure, ReadOptions, read_any};
use pixels::save_png;

use super::*;
use crate::testing::{blobs, detector, drawn};
use crate::{DetectOptions, Wanted};

#[test]
fn every_picture_is_seen_in_order_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    save_png(&blobs(120, 90), &folder.path().join("a.png")).unwrap();
    std::fs::write(folder.path().join("b.png"), b"no picture").unwrap();
    save_png(&drawn(9, 7), &folder.path().join("c.png")).unwrap();
    let set = read_any(folder.path(), &ReadOptions::default()).unwrap();
    let sure = DetectOptions { thresholds: [0.5, 0.5, 0.6], ..DetectOptions::default() };
    let look = LookOptions { detector: sure, faces: Wanted::All, ..LookOptions::default() };
    let told = std::sync::Mutex::new(0);
    let surveyed = survey(&set, &detector(), (&look, &DecodeLimits::default()), &|_, n| {
        *told.lock().unwrap() += n;
    })
    .unwrap();
    assert_eq!(told.into_inner().unwrap(), 9);
    let [seen, broken, small] = &surveyed[..] else { panic!("three pictures") };
    assert!(matches!(seen.detection, Detection::Found | Detection::Several));
    assert!(seen.measures.get(Measure::Probability).is_some() && seen.hash.is_some());
    assert_eq!((broken.detection, broken.hash, broken.problem.is_some()), (Detection::Broken, None, true));
    assert_eq!((small.detection, small.measures), (Detection::None, Measures::default()));
}

#[test]
fn options_out_of_range_stop_it() {
    let folder = tempfile::tempdir().unwrap();
    save_png(&blobs(40, 40), &folder.path().join("a.png")).unwrap();
    let set = read_any(folder.path(), &ReadOptions::default()).unwrap();
    let look =
        LookOptions { detector: DetectOptions { factor: 2.0, ..DetectOptions::default() }, ..LookOptions::default() };
    assert!(survey(&set, &detector(), (&look, &DecodeLimits::default()), &|_, _| ()).is_err());
}
