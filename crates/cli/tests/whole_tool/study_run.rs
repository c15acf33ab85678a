//! A small study from start to end, interrupted and resumed.

use std::process::Stdio;
use std::time::{Duration, Instant};

use super::Tool;

/// Sixteen drawn people at 32 pixels, three models, a few updates.
const TINY: &str = r#"
format = 1
name = "tiny"

[data.phantom]
people = 16
shots_per_person = 14

[detect]
crop_px = 32

[synthetic]
train_per_class = 2

[network]
initial = "random"

[train]
input_px = 32
batch = 16
length = { updates = 24 }
"#;

/// The program beside `tiny.toml`.
pub(super) fn tiny() -> Tool {
    let tool = Tool::new();
    tool.write("tiny.toml", TINY);
    tool
}

#[test]
fn a_study_ends_with_its_tables_and_files() {
    let tool = tiny();
    let run = tool.run(&["study", "--config", "tiny.toml", "--quiet"]).must_end_with(0);
    for word in ["Step-1", "Step-2", "Step-3a", "Step-3b", "Angry", "Surprise", "McNemar"] {
        assert!(run.stdout.contains(word), "{word} is not in\n{}", run.stdout);
    }
    assert!(run.stderr.contains("runs/tiny/report.html"), "{}", run.stderr);
    for file in ["run.toml", "faces.csv", "study.json", "tables.md", "tables.csv", "tables.tex", "report.html"] {
        assert!(!tool.read(&format!("runs/tiny/{file}")).is_empty());
    }
    for file in ["history.csv", "predictions.csv", "model/model.toml", "model/weights.safetensors"] {
        assert!(!tool.read(&format!("runs/tiny/seed-1/real-and-synthetic/{file}")).is_empty());
    }
    let drawn = faces::read(&tool.path("runs/tiny/synthetic/manifest.csv"), &faces::ReadOptions::default()).unwrap();
    assert!(drawn.faces.iter().all(|face| face.disguise.is_some() && face.groups.contains_key("parent")));
    assert!(tool.path("runs/tiny/synthetic").join(&drawn.faces[0].groups["mask"]).is_file());

    let again = tool.run(&["report", "runs/tiny"]).must_end_with(0);
    assert_eq!(again.stdout, run.stdout, "`evenface report` prints what `evenface study` printed");
    let json = tool.run(&["report", "runs/tiny", "--format", "json"]).must_end_with(0);
    let counts: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(counts["four_step"]["format"], 1);

    let refused = tool.run(&["study", "--config", "tiny.toml", "--quiet"]).must_end_with(2);
    assert_eq!(
        refused.stderr,
        "error: runs/tiny exists already\n\
         hint: `--resume` continues it, `--force` replaces it, `--out DIR` names another folder\n"
    );
}

/// A run that was killed in the middle and resumed has the same bytes as one that was not, whatever the threads.
#[test]
fn a_killed_run_resumes_to_the_same_bytes() {
    let tool = tiny();
    let whole = ["study", "--config", "tiny.toml", "--quiet", "--threads", "1", "--out", "whole"];
    tool.run(&whole).must_end_with(0);

    let cut = ["study", "--config", "tiny.toml", "--quiet", "--threads", "2", "--out", "cut"];
    let mut child = tool.command(&cut).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let started = Instant::now();
    // The second model has begun: its folder is there.
    while !tool.path("cut/seed-1/real-and-synthetic").exists() && started.elapsed() < Duration::from_mins(2) {
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!tool.path("cut/report.html").exists(), "the run was killed before its end");

    let resumed = [&cut[..], &["--resume"]].concat();
    tool.run(&resumed).must_end_with(0);
    for model in ["real", "real-and-synthetic", "real-and-extra"] {
        for file in ["model/weights.safetensors", "predictions.csv", "history.csv"] {
            let name = format!("seed-1/{model}/{file}");
            assert!(tool.read(&format!("whole/{name}")) == tool.read(&format!("cut/{name}")), "{name} differs");
        }
    }
    assert_eq!(tool.read("whole/study.json"), tool.read("cut/study.json"));
}

/// Two minutes: the whole job as the README names it. Chance is one in seven.
#[test]
fn the_default_study_learns_to_read_expressions() {
    if std::env::var_os("RUN_SLOW_TESTS").is_none() {
        println!("skipped: RUN_SLOW_TESTS is not set");
        return;
    }
    let tool = Tool::new();
    let run = tool.run(&["study", "--format", "json", "--quiet"]).must_end_with(0);
    let counts: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let cells = counts["four_step"]["cells"].as_array().unwrap();
    let of = |model: &str, test: &str| cells.iter().find(|c| c["model"] == model && c["test"] == test).unwrap();
    let low = of("real", "real")["accuracy"]["interval"]["low"].as_f64().unwrap();
    assert!(low > 2.0 / 7.0, "the lower end of step 1 is {low}");
    assert_eq!(cells.len(), 6, "three models on two test sets");
}

#[test]
fn phantoms_come_with_their_truth_and_can_be_checked() {
    let tool = Tool::new();
    let args = ["phantom", "--people", "4", "--shots", "7", "--size", "48", "--out", "drawn", "--quiet"];
    assert_eq!(tool.run(&args).must_end_with(0).stdout, "28 faces: drawn/manifest.csv\n");
    let set = faces::read(&tool.path("drawn"), &faces::ReadOptions::default()).unwrap();
    assert!(set.faces.iter().all(|face| face.place.is_some() && face.is_crop && face.subject.is_some()));
    assert!(tool.path("drawn/regions").join(set.faces[0].id.as_str()).is_file());
    for table in ["landmarks.csv", "action_units.csv"] {
        let rows = faces::Table::read(&tool.path("drawn").join(table)).unwrap().n_rows();
        assert_eq!(rows, 28, "{table}");
    }
    assert!(!tool.path("drawn/planted.json").exists() && !tool.path("drawn/masks").exists());
    let picture = tool.read(&format!("drawn/{}", set.faces[0].id));
    assert!(String::from_utf8_lossy(&picture).contains("digitalsourcetype/algorithmicMedia"));
    let checked = tool.run(&["faces", "check", "drawn", "--quiet"]).must_end_with(0);
    assert!(checked.stdout.starts_with("drawn: 28 faces, 4 people, layout manifest\n"), "{}", checked.stdout);
    tool.run(&args).must_end_with(2);
}

#[test]
fn planted_bias_is_in_the_manifest_and_counted() {
    let tool = Tool::new();
    let args = ["phantom", "--people", "4", "--shots", "7", "--size", "32", "--out", "drawn", "--masks", "--quiet"];
    let plants = ["--plant", "labels:presentation=feminine:0.5", "--plant", "dark:tone>=7:0.6"];
    let told = tool.run(&[&args[..], &plants[..]].concat()).must_end_with(0).stdout;
    assert!(told.starts_with("planted labels:presentation=feminine:0.5: 7 of 14 faces touched\n"), "{told}");
    let set = faces::read(&tool.path("drawn"), &faces::ReadOptions::default()).unwrap();
    let is_wrong =
        |face: &&faces::Face| face.expression.map(|e| e.to_string()) != face.groups.get("drawn expression").cloned();
    assert_eq!(set.faces.iter().filter(is_wrong).count(), 7);
    assert!(set.faces.iter().filter(is_wrong).all(|face| face.groups["planted"].starts_with("labels")));
    let planted: serde_json::Value = serde_json::from_slice(&tool.read("drawn/planted.json")).unwrap();
    assert_eq!(planted["planted"][0]["n_touched"], 7);
    assert_eq!(planted["planted"][1]["group"], "tone>=7");
    assert!(tool.path("drawn/masks/chin").join(set.faces[0].id.as_str()).is_file());
    let refused = tool.run(&[&args[..], &["--plant", "labels:gender=feminine:0.5"]].concat());
    assert!(refused.must_end_with(2).stderr.contains("is not a group of phantoms"));
}
