//! A small diagnosed set whose words would be markup, for tests of tables and pages.

use std::collections::BTreeMap;

use audit::diagnosis::{Diagnosis, DiagnosisOptions, NearDuplicate, Picture, PictureSet, PictureStatus, diagnose};
use faces::{Measure, Measures};

pub(crate) const SCRIPT: &str = "<script>alert('x')</script>";

/// 120 faces: those with the marked-up value are missed and darker; one measure is known nowhere.
pub(crate) fn diagnosis() -> Diagnosis {
    let pictures: Vec<Picture> = (0..120).map(picture).collect();
    let reference: Vec<Picture> = (0..80).map(|i| picture(i * 7)).enumerate().map(renamed).collect();
    let near_duplicates = [NearDuplicate { first: 0, second: 1, distance: 2 }];
    let set = PictureSet { pictures: &pictures, near_duplicates: &near_duplicates, reference: Some(&reference) };
    diagnose(set, &DiagnosisOptions { n_replicates: 50, n_permutations: 99, ..DiagnosisOptions::default() })
}

fn renamed((i, picture): (usize, Picture)) -> Picture {
    Picture { id: format!("{i}"), ..picture }
}

fn picture(i: usize) -> Picture {
    let is_marked = i.is_multiple_of(2);
    let mut measures = Measures::default();
    let is_missed = is_marked && i.is_multiple_of(3);
    if !is_missed {
        measures.set(Measure::Yaw, (i % 13) as f64);
        measures.set(Measure::Brightness, if is_marked { 0.2 } else { 0.6 } + (i % 11) as f64 / 100.0);
        measures.set(Measure::Pitch, (i % 17) as f64);
        measures.set(Measure::MonkTone, (i % 10) as f64 + 1.0);
    }
    Picture {
        id: format!("{SCRIPT} {i:03}"),
        status: if is_missed { PictureStatus::Missed } else { PictureStatus::Found },
        class: Some(if i.is_multiple_of(5) { SCRIPT } else { "fear" }.to_owned()),
        split: Some(if i == 0 { SCRIPT } else { "train" }.to_owned()),
        subject: Some(format!("{SCRIPT} {}", i / 2)),
        groups: BTreeMap::from([(SCRIPT.to_owned(), if is_marked { SCRIPT } else { "plain" }.to_owned())]),
        measures,
    }
}
