//! Preparing and diagnosing photographs, where the test data and the detector's weights are there, and what both refuse.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use super::real_faces::cmu_faces;
use super::{Run, Tool};

const N_PICTURES: usize = 48;

/// The first pictures of `cmu-faces`, of which the detector misses some.
fn few_faces() -> Option<(Tool, PathBuf)> {
    let (tool, weights) = cmu_faces()?;
    let manifest = String::from_utf8(tool.read("manifest.csv")).unwrap();
    let few: Vec<&str> = manifest.lines().take(1 + N_PICTURES).collect();
    tool.write("few.csv", few.join("\n") + "\n");
    Some((tool, weights))
}

fn run(tool: &Tool, weights: &Path, args: &[&str]) -> Run {
    Run::of(tool.command(args).env("EVENFACE_WEIGHTS", weights).output().unwrap(), tool.folder.path())
}

fn prepare(tool: &Tool, weights: &Path, out: &str, further: &[&str]) -> Run {
    run(tool, weights, &[&["prepare", "few.csv", "--out", out, "--quiet"], further].concat())
}

/// Manifest and crops of a prepared set.
fn outputs(tool: &Tool, out: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::from([("manifest.csv".to_owned(), tool.read(&format!("{out}/manifest.csv")))]);
    let mut folders = vec![tool.path(&format!("{out}/crops"))];
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(tool.path(out)).unwrap().display().to_string();
                files.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    files
}

#[test]
fn a_killed_run_goes_on_and_shards_join_to_the_same_bytes() {
    let Some((tool, weights)) = few_faces() else { return };
    let whole = prepare(&tool, &weights, "whole", &[]).must_end_with(0);
    assert!(whole.stdout.starts_with("48 pictures: "), "{}", whole.stdout);
    let expected = outputs(&tool, "whole");
    let n_rows = String::from_utf8_lossy(&expected["manifest.csv"]).lines().count() - 1;
    assert_eq!(n_rows, N_PICTURES, "a picture without a face keeps its row");

    let args = ["prepare", "few.csv", "--out", "killed", "--quiet", "--threads", "1"];
    let mut command = tool.command(&args);
    let mut child = command.env("EVENFACE_WEIGHTS", &weights).stdout(Stdio::null()).spawn().unwrap();
    let journal = tool.path("killed/journal-1-of-1.jsonl");
    let n_done = || std::fs::read_to_string(&journal).map_or(0, |text| text.lines().count());
    while n_done() < 5 {
        assert!(child.try_wait().unwrap().is_none(), "the run ended before it could be killed");
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(n_done() < N_PICTURES);
    let refused = prepare(&tool, &weights, "killed", &[]).must_end_with(2);
    assert!(refused.stderr.contains("--resume") && refused.stderr.contains("--force"), "{}", refused.stderr);
    let kept = std::fs::read(&journal).unwrap();
    prepare(&tool, &weights, "killed", &["--resume"]).must_end_with(0);
    let n_kept = kept.iter().rposition(|byte| *byte == b'\n').unwrap();
    assert!(std::fs::read(&journal).unwrap().starts_with(&kept[..n_kept]), "what was done is done again");
    assert!(outputs(&tool, "killed") == expected);

    let early = ["prepare", "few.csv", "--out", "shards", "--join"];
    prepare(&tool, &weights, "shards", &["--shard", "2/2"]).must_end_with(0);
    let unfinished = run(&tool, &weights, &early).must_end_with(2);
    assert!(unfinished.stderr.contains("journal-1-of-2"), "{}", unfinished.stderr);
    prepare(&tool, &weights, "shards", &["--shard", "1/2"]).must_end_with(0);
    run(&tool, &weights, &early).must_end_with(0);
    assert!(outputs(&tool, "shards") == expected);
}

#[test]
fn a_diagnosis_counts_the_missed_and_reads_prepared_sets() {
    let Some((tool, weights)) = few_faces() else { return };
    let diagnose = |faces: &str, out: &str| {
        let run = run(&tool, &weights, &["diagnose", faces, "--out", out, "--quiet", "--format", "json"]);
        serde_json::from_str::<serde_json::Value>(&run.must_end_with(0).stdout).unwrap()
    };
    let diagnosis = diagnose("few.csv", "diagnosis");
    for name in ["diagnosis.html", "diagnosis.json", "tables.md", "tables.csv"] {
        assert!(!tool.read(&format!("diagnosis/{name}")).is_empty());
    }
    let page = String::from_utf8(tool.read("diagnosis/diagnosis.html")).unwrap();
    assert!(page.contains("colour profiles") && page.contains("data:image/png"), "card and thumbnails");

    let counts = run(&tool, &weights, &["prepare", "few.csv", "--out", "crops", "--quiet", "--format", "json"]);
    let counts: serde_json::Value = serde_json::from_str(&counts.must_end_with(0).stdout).unwrap();
    let n_missed = counts["counts"]["n_none"].as_u64().unwrap();
    assert!(0 < n_missed && n_missed < N_PICTURES as u64);
    assert_eq!(diagnosis["misses"]["overall"]["rate"]["n_hits"].as_u64(), Some(n_missed), "{}", diagnosis["misses"]);
}

#[test]
fn without_the_detector_both_say_how_to_get_it() {
    let tool = Tool::new();
    tool.write("faces/one.png", pixels::png_bytes(&pixels::RgbImage::new(40, 40)).unwrap());
    for command in ["prepare", "diagnose"] {
        let run = tool.run(&[command, "faces", "--out", "out", "--quiet", "--offline"]).must_end_with(2);
        assert!(run.stderr.contains("evenface weights"), "{}", run.stderr);
        assert!(!tool.path("out").exists());
    }
}

#[test]
fn what_cannot_be_prepared_is_refused_before_anything_is_written() {
    let Some((tool, weights)) = few_faces() else { return };
    for (args, words) in [
        (&["prepare", "nowhere", "--out", "out"][..], &["nowhere"][..]),
        (&["prepare", "few.csv", "--out", "out", "--shard", "3/2"], &["3/2"]),
        (&["prepare", "few.csv", "--out", "out", "--factor", "1.5"], &["factor"]),
        (&["diagnose", "few.csv", "--out", "out", "--which", "all"], &["--which"]),
    ] {
        let run = run(&tool, &weights, args).must_end_with(2);
        for word in words {
            assert!(run.stderr.contains(word), "`{word}` is not in\n{}", run.stderr);
        }
        assert!(!tool.path("out/manifest.csv").exists());
    }
}
