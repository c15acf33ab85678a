//! The kept crops of a study: every picture that a model saw, with its mark, and no others.

use std::collections::BTreeMap;

use super::Tool;
use super::study_run::tiny;

const STUDY: [&str; 6] = ["study", "--config", "tiny.toml", "--quiet", "--updates", "1"];

/// One row of `crops/manifest.csv`.
struct Row {
    path: String,
    set: String,
    face: String,
    parent: String,
}

/// The rows, after a look at the header; ids of phantoms hold no commas.
fn rows(tool: &Tool) -> Vec<Row> {
    let text = String::from_utf8(tool.read("runs/tiny/crops/manifest.csv")).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("path,set,face,expression,subject,parent,disguise,design,found"));
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let [path, set, face, _, subject, parent, _, _, found] = cells[..] else { panic!("{line}") };
        assert!(
            found == "yes" && face.starts_with(subject),
            "no phantom is missed, and its id names the person: {line}"
        );
        Row { path: path.to_owned(), set: set.to_owned(), face: face.to_owned(), parent: parent.to_owned() }
    };
    lines.map(row).collect()
}

#[test]
fn a_study_keeps_the_very_pictures_it_trains_and_tests_on() {
    let tool = tiny();
    tool.run(&[&STUDY[..], &["--keep-crops"]].concat()).must_end_with(0);
    let phantoms =
        ["phantom", "--people", "16", "--shots", "14", "--size", "32", "--studio", "--out", "drawn", "--quiet"];
    tool.run(&phantoms).must_end_with(0);
    let open = |path: &str| image::open(tool.path(path)).unwrap().into_rgb8();
    let rows = rows(&tool);
    for Row { path, set, face, parent } in &rows {
        let bytes = tool.read(&format!("runs/tiny/crops/{path}"));
        assert!(String::from_utf8_lossy(&bytes).contains("digitalsourcetype/algorithmicMedia"), "{path} has no mark");
        let crop = open(&format!("runs/tiny/crops/{path}"));
        assert_eq!(crop.dimensions(), (32, 32));
        match set.as_str() {
            "train" | "real" => assert!(crop == open(&format!("drawn/{face}")), "{path} is not {face}"),
            "synthetic" | "disguised" => assert!(crop != open(&format!("drawn/{parent}")), "{path} wears nothing"),
            other => assert_eq!(other, "extra"),
        }
    }

    let mut n_of_set: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        *n_of_set.entry(row.set.as_str()).or_default() += 1;
    }
    let faces = String::from_utf8(tool.read("runs/tiny/faces.csv")).unwrap();
    for set in ["train", "real"] {
        assert_eq!(n_of_set[set], faces.lines().filter(|line| line.contains(&format!(",{set},"))).count());
    }
    let predictions = tool.path("runs/tiny/seed-1/real/predictions.csv");
    let mut tested: Vec<String> =
        faces::predictions::read(&predictions).unwrap().iter().map(|outcome| outcome.face.to_string()).collect();
    let mut kept: Vec<String> = rows
        .iter()
        .filter(|row| ["real", "disguised"].contains(&row.set.as_str()))
        .map(|row| row.face.clone())
        .collect();
    tested.sort();
    kept.sort();
    assert_eq!(kept, tested);
    assert_eq!(n_of_set["extra"], n_of_set["synthetic"]);
}

/// A run that lost its pictures, or never had them, gets them when it is resumed, and its numbers stay.
#[test]
fn resuming_completes_the_crops() {
    let tool = tiny();
    tool.run(&STUDY).must_end_with(0);
    assert!(!tool.path("runs/tiny/crops").exists(), "nothing is kept unasked");
    let counts = tool.read("runs/tiny/study.json");
    let resume = [&STUDY[..], &["--keep-crops", "--resume"]].concat();
    tool.run(&resume).must_end_with(0);
    let (picture, manifest) = ("runs/tiny/crops/train/00003.png", "runs/tiny/crops/manifest.csv");
    let (pixels, text) = (tool.read(picture), tool.read(manifest));
    // As a kill between the first and the last picture leaves it: the manifest comes last.
    std::fs::remove_file(tool.path(picture)).unwrap();
    std::fs::remove_file(tool.path(manifest)).unwrap();
    tool.run(&resume).must_end_with(0);
    assert_eq!((tool.read(picture), tool.read(manifest)), (pixels, text));
    assert_eq!(tool.read("runs/tiny/study.json"), counts);
}
