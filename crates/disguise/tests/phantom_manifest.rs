//! A planted set survives its manifest: what is written is read back as the labels, groups and units that were drawn.

use std::collections::BTreeMap;
use std::path::PathBuf;

use disguise::phantom::{Presentation, plant, sample_set};
use faces::{ActionUnit, ActionUnitLabel, Expression, Face, FaceId, PictureSource, Place, ReadOptions};

#[test]
fn a_planted_set_is_read_back_as_it_was_written() {
    let mut sittings = sample_set(1, 4, 7);
    let plants = ["glasses:all:0.5", "labels:glasses=yes:0.5"].map(|words| words.parse().expect("a planted bias"));
    let planting = plant::plant(&mut sittings, &plants, 3);
    let faces: Vec<Face> = sittings
        .iter()
        .enumerate()
        .map(|(i, sitting)| {
            let phantom = sitting.draw(32);
            let path = format!("{}/{i:02}.png", sitting.subject);
            Face {
                id: FaceId::new(&path).expect("a relative path"),
                picture: PictureSource::File(PathBuf::from(path)),
                expression: Some(planting.labels[i]),
                split: None,
                subject: Some(sitting.subject.clone()),
                disguise: None,
                groups: planting.columns(i, sitting),
                action_units: sitting.shot.scored_units(),
                place: Some(Place { face_box: phantom.face_box, landmarks: phantom.landmarks }),
                is_crop: true,
            }
        })
        .collect();
    let folder = std::env::temp_dir().join(format!("evenface-planted-{}", std::process::id()));
    for (face, sitting) in faces.iter().zip(&sittings) {
        let path = folder.join(face.id.as_str());
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        sitting.draw(32).picture.save(path).expect("the picture can be written");
    }
    faces::manifest::write(&folder.join("manifest.csv"), &faces).expect("the manifest can be written");
    let read = faces::read(&folder, &ReadOptions::default());
    std::fs::remove_dir_all(&folder).expect("the folder can be removed");
    let read = read.expect("the manifest can be read");
    assert_eq!(read.group_columns, ["drawn expression", "drawn glasses", "planted"]);
    for (face, written) in read.faces.iter().zip(&faces) {
        assert_eq!((face.expression, &face.groups), (written.expression, &written.groups));
        assert_eq!((&face.action_units, face.place), (&written.action_units, written.place));
        assert_eq!(face.action_units.len(), ActionUnit::NAMES.len(), "every unit is known, active or not");
    }
    let n_of = |kinds: &str| read.faces.iter().filter(|face| face.groups["planted"] == kinds).count();
    assert_eq!((n_of("nothing"), n_of("glasses"), n_of("glasses+labels")), (14, 7, 7));
}

#[test]
fn units_are_scored_from_a_trace_on() {
    let unit = |number| ActionUnit::new(number).expect("a known unit");
    let units = BTreeMap::from([(unit(1), 0.09), (unit(12), 0.1), (unit(26), 1.0)]);
    let shot = disguise::phantom::Shot::plain(Expression::Neutral, units);
    let scored = shot.scored_units();
    let present: Vec<u8> =
        scored.iter().filter(|(_, label)| **label == ActionUnitLabel::Present).map(|(unit, _)| unit.number()).collect();
    assert_eq!((present, scored.len()), (vec![12, 26], ActionUnit::NAMES.len()));
}

/// The size of a planted bias is found by counting: the labels of one group are wrong as often as was asked for.
#[test]
fn the_planted_share_is_the_measured_share() {
    for share in [0.1, 0.25, 0.5, 1.0] {
        let mut sittings = sample_set(1, 40, 7);
        let words = format!("labels:presentation=masculine:{share}");
        let planting = plant::plant(&mut sittings, &[words.parse().expect("a planted bias")], 1);
        let rate = |presentation| {
            let group = sittings.iter().zip(&planting.labels).filter(|(s, _)| s.person.presentation == presentation);
            let (n, n_wrong) = group.fold((0, 0), |(n, wrong), (sitting, label)| {
                (n + 1, wrong + u32::from(sitting.shot.expression != *label))
            });
            f64::from(n_wrong) / f64::from(n)
        };
        assert!((rate(Presentation::Masculine) - share).abs() < 0.004);
        assert!(rate(Presentation::Feminine) == 0.0);
    }
}
