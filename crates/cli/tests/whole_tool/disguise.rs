//! Drawing on photographs, where the test data and the detector's weights are there, and what is refused.

use super::real_faces::cmu_faces;
use super::{Run, Tool};

fn run(tool: &Tool, weights: &std::path::Path, further: &[&str]) -> Run {
    let args = [&["disguise", "manifest.csv", "--out", "worn", "--quiet"][..], further].concat();
    Run::of(tool.command(&args).env("EVENFACE_WEIGHTS", weights).output().unwrap(), tool.folder.path())
}

#[test]
fn several_at_once_are_balanced_paired_and_marked() {
    let Some((tool, weights)) = cmu_faces() else { return };
    let flags = ["--kinds", "cap+mask", "--per-class", "2", "--by", "pose", "--pictures", "jpeg"];
    run(&tool, &weights, &flags).must_end_with(0);
    let pairs = String::from_utf8(tool.read("worn/pairs.csv")).unwrap();
    let rows: Vec<Vec<&str>> = pairs.lines().skip(1).map(|line| line.split(',').collect()).collect();
    // Four expressions and four poses, two each; the gate may refuse some of the turned heads.
    assert!((16..=32).contains(&rows.len()), "{pairs}");
    for row in &rows {
        let [without, with, disguise, ..] = row[..] else { panic!("{row:?}") };
        assert_eq!(disguise, "mask+cap");
        let bytes = tool.read(&format!("worn/{with}"));
        let text = String::from_utf8_lossy(&bytes);
        assert!(bytes.starts_with(&[0xFF, 0xD8]) && text.contains("compositeSynthetic") && text.contains("sha256:"));
        let bare = image::open(tool.path(without)).unwrap();
        assert_eq!(image::load_from_memory(&bytes).unwrap().into_rgb8().dimensions(), bare.into_rgb8().dimensions());
    }
    let manifest = String::from_utf8(tool.read("worn/manifest.csv")).unwrap();
    for words in ["hidden_regions", "forehead", "masks/train/00000.png", "mask/"] {
        assert!(manifest.contains(words), "{words} is not in\n{manifest}");
    }
}

#[test]
fn what_cannot_be_worn_at_once_is_refused() {
    let tool = Tool::new();
    for (kinds, word) in [("cap+cap", "same place"), ("monocle", "not a kind of disguise")] {
        let run = tool.run(&["disguise", "faces", "--kinds", kinds, "--out", "worn"]).must_end_with(2);
        assert!(run.stderr.contains(word), "{}", run.stderr);
    }
    let Some((tool, weights)) = cmu_faces() else { return };
    let unknown = run(&tool, &weights, &["--per-class", "1", "--by", "planet"]).must_end_with(2);
    assert!(unknown.stderr.contains("planet") && !tool.path("worn").exists(), "{}", unknown.stderr);
}

#[test]
fn more_landmarks_move_what_is_drawn() {
    let Some((tool, weights)) = cmu_faces() else { return };
    let missing = run(&tool, &weights, &["--landmarks", "nowhere.csv"]).must_end_with(2);
    assert!(missing.stderr.contains("nowhere.csv"), "{}", missing.stderr);
    let none = run(&tool, &weights, &["--landmarks", "."]).must_end_with(2);
    assert!(none.stderr.contains("no landmarks for any") && none.stderr.contains(".pts"), "{}", none.stderr);
    tool.run(&["phantom", "--people", "2", "--shots", "1", "--out", "drawn", "--quiet"]).must_end_with(0);
    let dressed = |out: &str, further: &[&str]| {
        let args = ["disguise", "drawn/manifest.csv", "--kinds", "mask", "--quiet", "--out", out];
        let command = tool.command(&[&args[..], further].concat()).env("EVENFACE_WEIGHTS", &weights).output().unwrap();
        let said = Run::of(command, tool.folder.path()).must_end_with(0).stderr;
        (tool.read(&format!("{out}/masks/train/00000.png")), said)
    };
    let (five, _) = dressed("five", &[]);
    let (more, said) = dressed("more", &["--landmarks", "drawn/landmarks.csv"]);
    assert!(said.contains("landmarks of 2 of 2 faces"), "{said}");
    assert!(five != more, "the outline changed nothing");
}
