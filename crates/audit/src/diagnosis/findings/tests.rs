//! Tests of the sentences on sets whose faults are planted.

use faces::Measure;

use crate::diagnosis::testing::{picture, quick};
use crate::diagnosis::{Diagnosis, NearDuplicate, Picture, PictureSet, PictureStatus, Weight, diagnose};

/// 400 pictures without a fault: yaw, brightness and classes go round evenly, and no face is missed.
fn even() -> Vec<Picture> {
    let face = |i: usize| {
        let mut face = picture(i);
        face.class = Some(["fear", "happiness"][i % 2].to_owned());
        face.groups.insert("worn".to_owned(), ["mask", "nothing"][i / 2 % 2].to_owned());
        face.measures.set(Measure::Yaw, (i * 7 % 400) as f64 * 0.3 - 60.0);
        face.measures.set(Measure::Brightness, (i * 11 % 400) as f64 / 400.0);
        face
    };
    (0..400).map(face).collect()
}

fn told(pictures: &[Picture], near_duplicates: &[NearDuplicate]) -> Diagnosis {
    diagnose(PictureSet { pictures, near_duplicates, reference: None }, &quick())
}

fn sentence(diagnosis: &Diagnosis, key: &str) -> String {
    let finding = diagnosis.verdict.findings.iter().find(|finding| finding.key == key);
    finding.unwrap_or_else(|| panic!("no {key} in {:#?}", diagnosis.verdict)).sentence.clone()
}

#[test]
fn an_even_set_has_no_finding() {
    let verdict = told(&even(), &[]).verdict;
    assert!(verdict.findings.is_empty() && verdict.next.is_empty(), "{verdict:#?}");
    assert!(verdict.answer.contains("nothing serious or notable was found"), "{}", verdict.answer);
    assert!(verdict.caveats[0].starts_with("no picture says whom it shows"), "{:?}", verdict.caveats);
}

#[test]
fn missed_faces_are_told_with_their_gap() {
    let mut pictures = even();
    let masked = pictures.iter_mut().filter(|face| face.groups["worn"] == "mask");
    masked.take(50).for_each(|face| face.status = PictureStatus::Missed);
    let told = told(&pictures, &[]);
    let sentence = sentence(&told, "misses:worn");
    assert!(
        sentence.starts_with(
            "no face is found in 50 of 200 pictures with worn “mask” (25.0 % [19.5, 31.4]), but in 0 of 200 with worn \
             “nothing” (0.0 % [0.0, 1.9]): a gap of 25.0 points ["
        ),
        "{sentence}"
    );
    assert!(sentence.contains("where chance alone gives"), "{sentence}");
    assert_eq!(told.verdict.findings[0].weight, Weight::Serious);
    assert_eq!(told.verdict.findings[0].examples.len(), 12);
    assert!(told.verdict.next[0].what.contains("worn “mask”"), "{:?}", told.verdict.next);
}

#[test]
fn thin_ranges_are_told_with_what_to_add() {
    let mut pictures = even();
    for (i, face) in pictures.iter_mut().enumerate() {
        face.measures.set(Measure::Yaw, if i < 2 { 50.0 } else { (i % 29) as f64 });
    }
    let told = told(&pictures, &[]);
    assert_eq!(
        sentence(&told, "coverage:yaw_deg"),
        "yaw: only 2 of 400 pictures (0.5 % [0.1, 1.8]) are half profile (30° to 45°) or profile (from 45°)"
    );
    let advice = told.verdict.next.iter().find(|advice| advice.finding == "coverage:yaw_deg").unwrap();
    // 2 + 43 of 443 are a tenth, and one picture less would not be.
    assert_eq!(advice.n_pictures, Some(43));
}

#[test]
fn associations_are_told_with_the_lacking_cell() {
    let mut pictures = even();
    let masked_fear = |face: &Picture| face.class.as_deref() == Some("fear") && face.groups["worn"] == "mask";
    pictures.retain(|face| !masked_fear(face) || face.id.as_str() < "000020.png");
    let told = told(&pictures, &[]);
    let sentence = sentence(&told, "association:class:worn");
    assert!(sentence.starts_with("class and worn go together (Cramér's V 0."), "{sentence}");
    assert!(
        sentence.contains("5 pictures of the class “fear” with worn “mask”, where 36.1 would be expected"),
        "{sentence}"
    );
    let advice = told.verdict.next.iter().find(|advice| advice.finding == "association:class:worn").unwrap();
    assert_eq!(
        (advice.what.as_str(), advice.n_pictures),
        ("add pictures of the class “fear” with worn “mask”", Some(32))
    );
}

#[test]
fn darker_pictures_of_a_group_are_told() {
    let mut pictures = even();
    for face in &mut pictures {
        let light = face.measures.get(Measure::Brightness).unwrap();
        let dim = if face.groups["worn"] == "mask" { 0.5 } else { 1.0 };
        face.measures.set(Measure::Brightness, dim * light);
    }
    let sentence = sentence(&told(&pictures, &[]), "association:worn:brightness");
    assert!(sentence.contains("the median is 0.249 in 200 pictures with worn “mask”, and 0.499"), "{sentence}");
}

#[test]
fn leaks_come_first() {
    let mut pictures = even();
    pictures[0].split = Some("train".to_owned());
    pictures[1].split = Some("test".to_owned());
    let told = told(&pictures, &[NearDuplicate { first: 0, second: 1, distance: 2 }]);
    let first = &told.verdict.findings[0];
    assert_eq!(first.sentence, "1 of 1 pairs of pictures that look almost the same lie in different splits");
    assert_eq!((first.weight, first.examples.len()), (Weight::Serious, 2));
}

#[test]
fn a_reference_shows_what_is_not_covered() {
    let reference = even();
    let mut pictures = even();
    for face in &mut pictures {
        let yaw = face.measures.get(Measure::Yaw).unwrap();
        face.measures.set(Measure::Yaw, yaw / 6.0);
    }
    let set = PictureSet { pictures: &pictures, near_duplicates: &[], reference: Some(&reference) };
    let told = diagnose(set, &quick());
    let apart = sentence(&told, "coverage:yaw_deg");
    // The set reaches 10°, the reference goes evenly to 60°: five sixths are bare, up to a part; means are 5° and 30°.
    assert!(apart.contains("; 80.3 % [") && apart.contains("they lie 25.00 ["), "{apart}");
    assert!(
        apart.starts_with(
            "yaw: 0 of 400 pictures (0.0 % [0.0, 1.0]) are turned (15° to 30°), half profile (30° to 45°) or profile \
             (from 45°), but 75.2 % of the reference;"
        ),
        "{apart}"
    );
    let advice = &told.verdict.next[0];
    assert!(advice.what.ends_with("so that they make up 75.2 % as in the reference"), "{}", advice.what);
}

#[test]
fn measures_that_differ_by_one_column_make_one_advice() {
    let advice = super::associations::match_advice("pose", &["yaw", "pitch", "sharpness"]);
    assert_eq!(
        advice,
        "match yaw, pitch and sharpness of the pictures over the values of pose, so that a model cannot use them"
    );
    assert!(super::associations::match_advice("disguise", &["contrast"]).contains("with and without a disguise"));
}
