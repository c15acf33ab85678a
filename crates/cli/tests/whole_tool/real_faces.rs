//! The study on photographs, where the test data and the detector's weights are there.

use std::path::PathBuf;

use super::{Run, Tool};

/// Frontal pictures of ten people, with and without sunglasses, at 32 pixels and a few updates from random weights.
const TINY: &str = r#"
format = 1
name = "tiny"

[data]
max_broken_share = 0.1

[data.really_disguised]
column = "disguise"
values = ["sunglasses"]

[[data.only]]
column = "pose"
values = ["straight"]

[synthetic]
train_per_class = 2

[network]
initial = "random"

[train]
input_px = 32
batch = 16
length = { updates = 4 }
"#;

/// A copy of the data set, which tests may damage; `None`, said aloud, where it is not there.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
pub(super) fn cmu_faces() -> Option<(Tool, PathBuf)> {
    let named = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
    let (Some(data), Some(weights)) = (named("EVENFACE_DATA"), named("EVENFACE_WEIGHTS")) else {
        println!("skipped: EVENFACE_DATA and EVENFACE_WEIGHTS name no data");
        return None;
    };
    let tool = Tool::new();
    tool.write("tiny.toml", TINY);
    let source = data.join("cmu-faces");
    tool.write("manifest.csv", std::fs::read(source.join("manifest.csv")).unwrap());
    for file in std::fs::read_dir(source.join("images")).unwrap() {
        let file = file.unwrap();
        tool.write(&format!("images/{}", file.file_name().display()), std::fs::read(file.path()).unwrap());
    }
    Some((tool, weights))
}

fn study(tool: &Tool, weights: &std::path::Path) -> Run {
    let args = ["study", "manifest.csv", "--config", "tiny.toml", "--quiet"];
    Run::of(tool.command(&args).env("EVENFACE_WEIGHTS", weights).output().unwrap(), tool.folder.path())
}

#[test]
fn a_study_of_photographs_counts_what_the_detector_misses() {
    let Some((tool, weights)) = cmu_faces() else { return };
    let run = study(&tool, &weights).must_end_with(0);
    for words in ["Step-4a: Real", "Faces that were not found", "real disguises", "drawn disguise"] {
        assert!(run.stdout.contains(words), "{words} is not in\n{}", run.stdout);
    }
    let text = String::from_utf8(tool.read("runs/tiny/study.json")).unwrap();
    let counts: serde_json::Value = serde_json::from_str(&text).unwrap();
    let really =
        counts["four_step"]["cells"].as_array().unwrap().iter().find(|c| c["test"] == "really-disguised").unwrap();
    let outcome = &really["per_seed"][0];
    let sum = |rows: &serde_json::Value| -> u64 {
        rows.as_array().unwrap().iter().map(|n| n.as_u64().unwrap_or_else(|| sum_of(n))).sum()
    };
    let n_tested = sum(&outcome["confusion"]) + sum(&outcome["n_missed"]);
    let faces = String::from_utf8(tool.read("runs/tiny/faces.csv")).unwrap();
    assert_eq!(n_tested as usize, faces.lines().filter(|line| line.contains(",really-disguised,")).count());
    let missed = faces.lines().filter(|line| line.contains(",really-disguised,") && line.ends_with(",none")).count();
    assert_eq!(sum(&outcome["n_missed"]) as usize, missed);
}

/// Photographs are kept as they are, what is drawn on them says so, and a missed face has a row without a picture.
#[test]
fn kept_crops_of_photographs_are_marked_where_something_is_drawn() {
    let Some((tool, weights)) = cmu_faces() else { return };
    let args = ["study", "manifest.csv", "--config", "tiny.toml", "--quiet", "--updates", "1", "--keep-crops"];
    let output = tool.command(&args).env("EVENFACE_WEIGHTS", weights).output().unwrap();
    Run::of(output, tool.folder.path()).must_end_with(0);
    let text = |name: &str| String::from_utf8(tool.read(name)).unwrap();
    let mut n_missed = 0;
    for line in text("runs/tiny/crops/manifest.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        if cells[8] == "no" {
            assert!(cells[0].is_empty(), "{line}");
            n_missed += usize::from(["train", "real", "really-disguised"].contains(&cells[1]));
            continue;
        }
        let bytes = tool.read(&format!("runs/tiny/crops/{}", cells[0]));
        let is_marked = String::from_utf8_lossy(&bytes).contains("digitalsourcetype/compositeSynthetic");
        assert_eq!(is_marked, ["synthetic", "disguised"].contains(&cells[1]), "{line}");
        assert_eq!(cells[1] == "really-disguised", cells[6] == "sunglasses" && !is_marked, "{line}");
    }
    assert_eq!(n_missed, text("runs/tiny/faces.csv").lines().filter(|line| line.ends_with(",none")).count());
}

/// Grey over a photograph is a change like any other: as many covered faces as found drawings, each with its mark.
#[test]
fn covered_faces_are_kept_with_their_mark() {
    let Some((tool, weights)) = cmu_faces() else { return };
    tool.write("tiny.toml", format!("{TINY}\n[controls]\ncovered = \"blobs\"\n"));
    let args = ["study", "manifest.csv", "--config", "tiny.toml", "--quiet", "--updates", "1", "--keep-crops"];
    let output = tool.command(&args).env("EVENFACE_WEIGHTS", weights).output().unwrap();
    Run::of(output, tool.folder.path()).must_end_with(0);
    let manifest = String::from_utf8(tool.read("runs/tiny/crops/manifest.csv")).unwrap();
    let found = |set: &str| {
        let rows = manifest.lines().map(|line| line.split(',').collect::<Vec<_>>());
        rows.filter(|cells| cells[1] == set && cells[8] == "yes").map(|cells| cells[0].to_owned()).collect::<Vec<_>>()
    };
    let covered = found("covered");
    assert_eq!(covered.len(), found("synthetic").len());
    for path in covered {
        let bytes = tool.read(&format!("runs/tiny/crops/{path}"));
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("digitalsourcetype/compositeSynthetic") && text.contains("sha256:"), "{path}");
    }
}

fn sum_of(row: &serde_json::Value) -> u64 {
    row.as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).sum()
}

#[test]
fn broken_photographs_are_listed_and_stop_the_run_only_above_the_share() {
    let Some((tool, weights)) = cmu_faces() else { return };
    tool.write("images/an2i_straight_angry_open.pgm", b"");
    let run = study(&tool, &weights).must_end_with(0);
    let page = String::from_utf8(tool.read("runs/tiny/report.html")).unwrap();
    assert!(page.contains("an2i_straight_angry_open.pgm"), "{}", run.stderr);

    std::fs::remove_dir_all(tool.path("runs")).unwrap();
    for emotion in ["angry", "happy", "neutral", "sad"] {
        for person in ["an2i", "boland", "choon"] {
            tool.write(&format!("images/{person}_straight_{emotion}_open.pgm"), b"P5\n128 120\n255\n");
        }
    }
    let run = study(&tool, &weights).must_end_with(2);
    for words in ["faces cannot be used", "straight_angry_open.pgm", "data.max_broken_share"] {
        assert!(run.stderr.contains(words), "{words} is not in\n{}", run.stderr);
    }
    assert!(!tool.path("runs").exists(), "nothing is half-written");
}
