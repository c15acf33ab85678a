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
fn one_of_our_models_is_asked_about_crops() {
    let tool = tiny();
    tool.run(&["study", "--config", "tiny.toml", "--quiet"]).must_end_with(0);
    tool.run(&["phantom", "--people", "6", "--shots", "7", "--size", "48", "--out", "faces"]).must_end_with(0);
    let model = "runs/tiny/seed-1/real/model";
    let run = audit(&tool, &["faces/manifest.csv", "--model", model, "--out", "a", "--quiet"]).must_end_with(0);
    let table = String::from_utf8(tool.read("a/predictions.csv")).unwrap();
    assert!(table.starts_with("face,truth,predicted,p_anger,"), "{table}");
    assert_eq!(table.lines().count(), 43);
    assert!(run.stdout.contains("By "), "{}", run.stdout);
}
