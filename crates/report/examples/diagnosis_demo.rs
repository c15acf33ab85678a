//! Writes the page of a made-up set, to look at: `cargo run --release -p report --example diagnosis_demo -- page.html`.

use std::collections::BTreeMap;
use std::io::Cursor;

use audit::diagnosis::{DiagnosisOptions, Finding, NearDuplicate, Picture, PictureSet, PictureStatus, diagnose};
use faces::{Measure, Measures};
use image::{ImageFormat, Rgb, RgbImage};
use report::{DiagnosisPage, RunFacts, Thumbnail};

const CLASSES: [(&str, f64); 7] = [
    ("anger", 0.14),
    ("disgust", 0.06),
    ("fear", 0.09),
    ("happiness", 0.31),
    ("neutral", 0.2),
    ("sadness", 0.12),
    ("surprise", 0.08),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("expected the path of the page to write")?;
    let pictures: Vec<Picture> = (0..1208).map(posed).collect();
    let reference: Vec<Picture> = (0..900).map(wild).collect();
    let near_duplicates: Vec<NearDuplicate> = (0..9)
        .map(|i| NearDuplicate { first: 31 * i, second: 31 * i + 5 * (i % 3 + 1), distance: i as u32 % 5 })
        .collect();
    let set = PictureSet { pictures: &pictures, near_duplicates: &near_duplicates, reference: Some(&reference) };
    let diagnosis = diagnose(set, &DiagnosisOptions::default());
    let thumbnails = diagnosis.verdict.findings.iter().filter(|finding| !finding.examples.is_empty()).map(sheet);
    let page = DiagnosisPage {
        title: "posed faces (made-up numbers)".to_owned(),
        set: "posed faces".to_owned(),
        reference: Some("faces in the wild".to_owned()),
        thumbnails: thumbnails.collect::<Result<_, image::ImageError>>()?,
        diagnosis,
        card: [
            ("Where from", "drawn by an example of this program"),
            ("Labelled by", "nobody: every label is made up"),
            ("Licence", "that of the program"),
        ]
        .map(|(name, fact)| (name.to_owned(), fact.to_owned()))
        .to_vec(),
        run: run(),
        notes: vec!["all numbers of this page are made up".to_owned()],
    };
    std::fs::write(path, report::render_diagnosis(&page)?)?;
    Ok(())
}

/// A number in `[0, 1)` that depends on its arguments alone (`SplitMix64`, Steele, Lea and Flood 2014).
fn chance(seed: usize, what: usize) -> f64 {
    let mut state = 0_u64;
    for part in [seed, what] {
        state = (state ^ part as u64).wrapping_add(0x9E37_79B9_7F4A_7C15);
        state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        state ^= state >> 31;
    }
    (state >> 11) as f64 / (1_u64 << 53) as f64
}

/// About normal: the sum of four numbers by chance, with the given mean and deviation.
fn about(i: usize, what: usize, mean: f64, deviation: f64) -> f64 {
    let sum: f64 = (0..4).map(|k| chance(i, 100 * what + k)).sum();
    mean + deviation * (sum - 2.0) / (1.0_f64 / 3.0).sqrt()
}

/// A word by its share.
fn one_of<'a>(words: &[(&'a str, f64)], at: f64) -> &'a str {
    let mut left = at;
    words
        .iter()
        .find(|(_, share)| {
            left -= share;
            left < 0.0
        })
        .map_or(words[0].0, |(word, _)| *word)
}

/// A picture of the set: frontal and well lit, three of a person; masks are missed, and one collection is darker.
fn posed(i: usize) -> Picture {
    let person = i / 3;
    let class = one_of(&CLASSES, chance(i, 1));
    let worn = [("none", 0.86), ("sunglasses", 0.06), ("mask", 0.05), ("headscarf", 0.03)];
    let worn = if class == "fear" && chance(i, 2) < 0.9 { "none" } else { one_of(&worn, chance(i, 3)) };
    let source = one_of(&[("studio", 0.6), ("office", 0.37), ("archive & film", 0.03)], chance(person, 4));
    let lost = match worn {
        "mask" => 0.45,
        "sunglasses" => 0.12,
        _ => 0.02,
    };
    let tone = (2.5 + 5.0 * chance(person, 6).powi(3)).round();
    let light = if source == "office" { 0.42 } else { 0.55 };
    let values = [
        (Measure::Yaw, about(i, 20, 0.0, 7.0)),
        (Measure::Pitch, about(i, 21, 1.0, 5.0)),
        (Measure::Brightness, about(i, 22, light, 0.07)),
        (Measure::EyeDistance, about(i, 23, 74.0, 14.0)),
        (Measure::Sharpness, about(i, 24, 0.14, 0.04)),
        (Measure::SideLight, about(i, 25, 0.0, 0.09)),
        (Measure::MonkTone, tone),
    ];
    Picture {
        id: format!("posed/{class}/{i:04}.png"),
        status: status(i, lost),
        split: Some(if person.is_multiple_of(5) || i == 121 { "test" } else { "train" }.to_owned()),
        subject: Some(format!("person {person:03}")),
        groups: groups(&[("disguise", worn), ("source", source)]),
        measures: measures(i, status(i, lost), &values),
        class: Some(class.to_owned()),
    }
}

/// A picture of the reference.
fn wild(i: usize) -> Picture {
    let values = [
        (Measure::Yaw, about(i, 40, 0.0, 28.0)),
        (Measure::Pitch, about(i, 41, -3.0, 12.0)),
        (Measure::Brightness, about(i, 42, 0.45, 0.16)),
        (Measure::EyeDistance, about(i, 43, 46.0, 20.0).max(9.0)),
        (Measure::Sharpness, about(i, 44, 0.08, 0.05).max(0.002)),
        (Measure::SideLight, about(i, 45, 0.0, 0.2)),
        (Measure::MonkTone, (1.0 + 9.0 * chance(i, 46)).round()),
    ];
    Picture {
        id: format!("wild/{i:04}.jpg"),
        status: status(i + 5000, 0.08),
        class: Some(one_of(&CLASSES, chance(i, 47)).to_owned()),
        split: None,
        subject: None,
        groups: BTreeMap::new(),
        measures: measures(i + 5000, status(i + 5000, 0.08), &values),
    }
}

fn groups(known: &[(&str, &str)]) -> BTreeMap<String, String> {
    known.iter().map(|(column, value)| ((*column).to_owned(), (*value).to_owned())).collect()
}

fn status(i: usize, lost: f64) -> PictureStatus {
    match chance(i, 5) {
        at if at < lost => PictureStatus::Missed,
        at if 0.995 < at => PictureStatus::Several,
        at if 0.993 < at => PictureStatus::Broken,
        _ => PictureStatus::Found,
    }
}

fn measures(i: usize, status: PictureStatus, values: &[(Measure, f64)]) -> Measures {
    let mut measures = Measures::default();
    if matches!(status, PictureStatus::Missed | PictureStatus::Broken) {
        return measures;
    }
    let others = [
        (Measure::Probability, 1.0 - 0.02 * chance(i, 60).powi(4)),
        (Measure::Contrast, about(i, 61, 0.16, 0.04)),
        (Measure::Clipped, 0.06 * chance(i, 62).powi(5)),
        (Measure::Roll, about(i, 63, 0.0, 5.0)),
        (Measure::LandmarkSpread, 0.01 + 0.03 * chance(i, 64).powi(2)),
        (Measure::Asymmetry, about(i, 65, 0.12, 0.05).abs()),
        (Measure::Ita, about(i, 66, 30.0, 20.0)),
        (Measure::SkinShare, about(i, 67, 0.5, 0.1)),
    ];
    for (measure, value) in values.iter().chain(&others) {
        measures.set(*measure, *value);
    }
    measures
}

/// A contact sheet of drawn discs: no photograph belongs into an example.
fn sheet(finding: &Finding) -> Result<Thumbnail, image::ImageError> {
    let n = finding.examples.len() as u32;
    let picture = RgbImage::from_fn(64 * n, 64, |x, y| {
        let (cell, x, y) = (x / 64, f64::from(x % 64) - 32.0, f64::from(y) - 32.0);
        let shade = (90.0 + 120.0 * chance(cell as usize, n as usize)) as u8;
        if x.hypot(y) < 24.0 { Rgb([shade, shade / 2 + 40, shade / 3 + 40]) } else { Rgb([188, 198, 206]) }
    });
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Png)?;
    let caption = finding.examples.join(", ");
    Ok(Thumbnail { finding: finding.key.clone(), picture: file.into_inner(), caption })
}

fn run() -> RunFacts {
    RunFacts {
        config_toml: "format = 1\nseed = 1\n".to_owned(),
        versions: vec![("evenface".to_owned(), "0.1.0".to_owned())],
        fingerprint: "sha256:5d41402abc4b2a76b9719d911017c592".to_owned(),
        started: "2026-11-26 09:00 UTC".to_owned(),
        seconds: 41.5,
        command: "evenface diagnose posed --reference wild --seed 1".to_owned(),
    }
}
