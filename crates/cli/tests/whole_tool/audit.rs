//! `evenface audit` on tables with and without a planted gap, and on a model of ours.

use super::study_run::tiny;
use super::{Run, Tool};

/// 400 faces of 200 people; women are read right in `n_right` of 10 cases, men in 8. Half of the faces wear a mask, which costs nothing.
fn table(n_right: usize) -> String {
    let mut text = String::from("face,truth,predicted,gender,disguise,subject\n");
    for i in 0..400 {
        let (person, is_masked) = (i / 2, i % 2 == 1);
        let (gender, n_right) = if person % 2 == 0 { ("female", n_right) } else { ("male", 8) };
        let truth = if person % 4 < 2 { "anger" } else { "fear" };
        let other = if truth == "anger" { "fear" } else { "anger" };
        let predicted = if person / 4 % 10 < n_right { truth } else { other };
        let worn = if is_masked { "mask" } else { "none" };
        text.push_str(&format!("{i}.png,{truth},{predicted},{gender},{worn},person {person}\n"));
    }
    text
}

const QUICK: [&str; 4] = ["--replicates", "200", "--permutations", "199"];

fn audit(tool: &Tool, args: &[&str]) -> Run {
    tool.run(&[&["audit"][..], args, &QUICK].concat())
}

#[test]
fn a_planted_gap_is_found_and_breaks_the_policy() {
    let tool = Tool::new();
    tool.write("answers.csv", table(3));
    let policy = "format = 1\n[[rules]]\nmetric = \"accuracy\"\nattributes = [\"gender\"]\nat_least = 0.6\n";
    tool.write("policy.toml", policy);
    let run = audit(&tool, &["answers.csv", "--policy", "policy.toml", "--out", "a"]).must_end_with(1);
    let words = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("accuracy by gender: 30.0 % for female and 80.0 % for male"), "{}", run.stdout);
    assert!(
        run.stderr.contains("truth: truth; predicted: predicted; person: subject; picture: face"),
        "{}",
        run.stderr
    );
    for file in ["audit.html", "model-card.md", "plots/accuracy-gender.svg", "tables.md", "tables.csv", "tables.tex"] {
        assert!(!tool.read(&format!("a/{file}")).is_empty());
    }
    let document: serde_json::Value = serde_json::from_slice(&tool.read("a/audit.json")).unwrap();
    assert_eq!((&document["format"], &document["policy"]["outcome"]), (&1.into(), &"fail".into()));
    assert_eq!(document["audit"]["n_people"], 200);
    assert!(document["label_noise"][0]["noise"]["gap"].as_f64().unwrap() > 0.4);
    let again = audit(&tool, &["answers.csv", "--out", "b", "--format", "json", "--threads", "1"]).must_end_with(0);
    let again: serde_json::Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(again["audit"], document["audit"], "threads change nothing");
}

#[test]
fn without_a_gap_nothing_stands_out() {
    let tool = Tool::new();
    tool.write("answers.csv", table(8));
    let run = audit(&tool, &["answers.csv", "--by", "gender", "--out", "a"]).must_end_with(0);
    let words = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("stands out beyond what chance brings"), "{}", run.stdout);
}

#[test]
fn pairs_of_the_same_person_are_matched() {
    let tool = Tool::new();
    tool.write("answers.csv", table(3));
    let run = audit(&tool, &["answers.csv", "--pair-on", "", "--out", "a"]).must_end_with(0);
    let document: serde_json::Value = serde_json::from_slice(&tool.read("a/audit.json")).unwrap();
    let report = &document["pairs"][0]["report"];
    assert_eq!(
        (&document["pairs"][0]["worn"], &report["n_pairs"], &report["gap"]),
        (&"mask".into(), &200.into(), &0.0.into())
    );
    assert!(run.stdout.contains("The same faces without and with a disguise"), "{}", run.stdout);
}

#[test]
fn what_cannot_be_audited_is_said_with_what_to_do() {
    let tool = Tool::new();
    let check = |name: &str, text: &str, args: &[&str], words: &str| {
        tool.write(name, text);
        let run = audit(&tool, &[&[name, "--out", "out"], args].concat()).must_end_with(2);
        assert!(run.stderr.contains(words), "{words} is not in\n{}", run.stderr);
        assert!(!tool.path("out").exists(), "nothing is written");
    };
    check("a.csv", "x,y\n1,2\n", &[], "hint: name columns with --truth, --predicted and --scores");
    check("b.csv", "truth,pred\nhappy,3\nsad,4\n", &[], "hint: say which word is which class under [labels]");
    check("c.csv", "truth,pred\na,b\nb,a\n", &["--by", "sex"], "the table has no column `sex`");
    check("d.csv", "truth,pred\na,b\nb\n", &[], "line 3: expected 2 cells");
    check("e.csv", &table(3), &["--bins", "age"], "as in age=30,50");
    tool.write("policy.toml", "format = 1\nrules = []\n");
    check("f.csv", &table(3), &["--policy", "policy.toml"], "expected at least one rule");
    let run = audit(&tool, &["missing.csv", "--out", "out"]).must_end_with(2);
    assert!(run.stderr.contains("missing.csv"), "{}", run.stderr);
}

#[test]
fn our_models_are_asked_about_crops() {
    let tool = tiny();
    tool.run(&["study", "--config", "tiny.toml", "--quiet"]).must_end_with(0);
    tool.run(&["phantom", "--people", "6", "--shots", "7", "--size", "48", "--out", "faces"]).must_end_with(0);
    let model = "runs/tiny/seed-1/real/model";
    let run = audit(&tool, &["faces/manifest.csv", "--model", model, "--out", "a", "--quiet"]).must_end_with(0);
    let table = String::from_utf8(tool.read("a/predictions.csv")).unwrap();
    assert!(table.starts_with("face,truth,predicted,p_anger,"), "{table}");
    assert_eq!(table.lines().count(), 43);
    assert!(run.stdout.contains("By "), "{}", run.stdout);
    let none = ["faces", "--model", model, "--split", "val", "--out", "c"];
    assert!(audit(&tool, &none).must_end_with(2).stderr.contains("no face is in the split"));
    let both = ["faces", "--model", model, "--model", model, "--out", "b", "--quiet"];
    audit(&tool, &both).must_end_with(0);
    let document: serde_json::Value = serde_json::from_slice(&tool.read("b/audit.json")).unwrap();
    assert_eq!((&document["audit"]["n_seeds"], &document["audit"]["n_rows"]), (&2.into(), &84.into()));
}

/// 400 faces of 200 people, a fifth of them to tune on: AU12 is read wrongly of every third woman, AU4 equally well of all.
fn units() -> String {
    let mut text = String::from("face,split,gender,subject,au4,au12,p_au4,p_au12\n");
    for i in 0..400 {
        let (person, split) = (i / 2, if i % 10 < 2 { "val" } else { "test" });
        let is_woman = person % 2 == 0;
        let is_active = i % 2 == 0;
        let score = |is_active: bool| if is_active { 0.8 } else { 0.3 };
        let is_wrong = is_woman && person % 3 == 0;
        let truth = if i % 20 == 5 { "9".to_owned() } else { u8::from(is_active).to_string() };
        let gender = if is_woman { "female" } else { "male" };
        let scores = format!("{},{}", score(is_active), score(is_active != is_wrong));
        text.push_str(&format!("{i}.png,{split},{gender},person {person},{},{truth},{scores}\n", u8::from(is_active)));
    }
    text
}

#[test]
fn action_units_are_audited_one_by_one_with_thresholds_of_other_faces() {
    let tool = Tool::new();
    tool.write("units.csv", units());
    let run = audit(&tool, &["units.csv", "--units", "--out", "a"]).must_end_with(0);
    let words = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("comparisons over 2 action units stand out beyond chance"), "{}", run.stdout);
    assert!(words.contains("of AU12 by gender") && words.contains("worst “female”"), "{}", run.stdout);
    let document: serde_json::Value = serde_json::from_slice(&tool.read("a/audit.json")).unwrap();
    let unit = &document["units"]["units"][1];
    assert_eq!((&unit["unit"], &unit["audit"]["n_rows"]), (&"AU12".into(), &300.into()), "neither val nor unknown");
    assert!(unit["threshold"].as_f64().unwrap() > 0.3, "{}", unit["threshold"]);
    let page = String::from_utf8(tool.read("a/audit.html")).unwrap();
    assert!(page.contains("80 rows of the validation split"), "{page}");
    let all = ["units.csv", "--units", "--threshold", "0.5", "--format", "json", "--out", "b"];
    let run = audit(&tool, &all).must_end_with(0);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["units"]["units"][1]["audit"]["n_rows"], 380);
}

#[test]
fn what_is_no_audit_of_action_units_is_said_with_what_to_do() {
    let tool = Tool::new();
    let check = |name: &str, text: &str, args: &[&str], words: &str| {
        tool.write(name, text);
        let run = audit(&tool, &[&[name, "--units", "--out", "out"], args].concat()).must_end_with(2);
        assert!(run.stderr.contains(words), "{words} is not in\n{}", run.stderr);
        assert!(!tool.path("out").exists(), "nothing is written");
    };
    check("a.csv", "truth,p_a\nx,1\n", &[], "such as truth_au12 and p_au12");
    check("b.csv", "au1,p_au1\n1,3.5\n", &[], "hint: give one with --threshold");
    check("c.csv", "au1,p_au1\n1,0.5\n", &["--threshold", "tuned"], "no row has `val` in a column `split`");
    check("d.csv", "au1,p_au1\n1,0.5\n", &["--threshold", "much"], "expected a number, `tuned` or `per-unit`");
    check("e.csv", "au1,p_au1\nyes,0.5\n", &[], "column `au1`: found `yes`");
}

#[test]
fn what_another_program_said_is_joined_to_the_faces() {
    let tool = Tool::new();
    tool.run(&["phantom", "--people", "6", "--shots", "7", "--size", "48", "--out", "faces"]).must_end_with(0);
    let set = faces::read(&tool.path("faces"), &faces::ReadOptions::default()).unwrap();
    let mut said = String::from("file,success,AU04_c,AU12_c\n");
    for (i, face) in set.faces.iter().enumerate().skip(2) {
        said.push_str(&format!("{},{},{},{}\n", face.id, u8::from(i % 10 != 0), i % 2, (i + 1) % 2));
    }
    tool.write("openface.csv", said);
    let joined = ["faces", "--answers", "openface.csv", "--tool", "openface", "--units", "--out", "a"];
    let run = audit(&tool, &joined).must_end_with(0);
    assert!(run.stderr.contains("openface: 2 faces about which nothing was said"), "{}", run.stderr);
    let document: serde_json::Value = serde_json::from_slice(&tool.read("a/audit.json")).unwrap();
    let overall = &document["units"]["units"][0]["audit"]["overall"];
    assert_eq!((&overall["n_rows"], &overall["n_missed"]), (&40.into(), &4.into()));
    let run = audit(&tool, &["faces", "--answers", "openface.csv", "--tool", "openface", "--out", "b"]);
    assert!(run.must_end_with(2).stderr.contains("no annotated face has an answer"));
    let deepface: Vec<String> = set
        .faces
        .iter()
        .map(|face| {
            let emotion = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"];
            let shares: Vec<String> =
                emotion.iter().map(|word| format!("\"{word}\": {}", if *word == "happy" { 94 } else { 1 })).collect();
            format!(
                "{{\"img_path\": \"{}\", \"emotion\": {{{}}}, \"dominant_emotion\": \"happy\"}}",
                face.id,
                shares.join(", ")
            )
        })
        .collect();
    tool.write("deepface.json", format!("[{}]", deepface.join(", ")));
    audit(&tool, &["faces", "--answers", "deepface.json", "--tool", "deepface", "--out", "c"]).must_end_with(0);
    let document: serde_json::Value = serde_json::from_slice(&tool.read("c/audit.json")).unwrap();
    assert_eq!(document["audit"]["n_rows"], 42);
    assert!(document["audit"]["overall"]["scores"]["calibration_error"].as_f64().unwrap() > 0.5);
}

#[test]
fn calibration_draws_sets_like_the_data_and_says_what_audits_find() {
    let tool = Tool::new();
    tool.write("answers.csv", table(8));
    let quick = ["--sets", "8", "--permutations", "99", "--replicates", "20", "--quiet"];
    let wide = ["calibrate", "answers.csv", "--in", "gender=male", "--sizes", "0,0.5", "--format", "json"];
    let run = tool.run(&[&wide[..], &quick].concat()).must_end_with(0);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&document["in"], &document["attribute"]), (&"gender=male".into(), &"gender".into()));
    let found = |size: usize| document["sizes"][size]["found"]["found"]["n_hits"].as_u64().unwrap();
    assert!(found(0) <= 2 && found(1) == 8, "{}", run.stdout);
    let phantoms = ["calibrate", "--people", "20", "--sizes", "0,0.6"];
    let run = tool.run(&[&phantoms[..], &quick].concat()).must_end_with(0);
    assert!(run.stdout.contains("bias planted in presentation=feminine"), "{}", run.stdout);
    let check = |args: &[&str], words: &str| {
        let run = tool.run(&[&["calibrate"][..], args, &quick].concat()).must_end_with(2);
        assert!(run.stderr.contains(words), "{words} is not in\n{}", run.stderr);
    };
    check(&["answers.csv", "--in", "gender=other"], "expected one of gender=female, gender=male, disguise=mask");
    check(&["answers.csv", "--sizes", "0.95"], "expected a planted size up to the accuracy");
    check(&["--in", "hair=red"], "hair");
    check(&["--sizes", "2"], "expected shares from 0 to 1");
}
