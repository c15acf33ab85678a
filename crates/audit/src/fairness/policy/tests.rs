//! Tests of verdicts: what passes, what fails, what cannot be told, and what is refused.

use super::*;
use crate::fairness::testing::columns;
use crate::fairness::{AuditOptions, Row, Tally, audit};

/// Two large groups with accuracies of 0.9 and 0.7, and a third with four faces.
fn judged(rules: &str) -> Result<PolicyVerdict, PolicyError> {
    let mut tally = Tally::new(columns(2, &[3, 2])).unwrap();
    for i in 0..2004_u16 {
        let group = if i < 2000 { i % 2 } else { 2 };
        let is_hit = i / 2 % 10 < if group == 1 { 7 } else { 9 };
        let groups = [Some(group), Some(i / 4 % 2)];
        let predicted = Some(u16::from(!is_hit));
        tally.add(&Row { groups: &groups, truth: 0, predicted, person: None, seed: 0, probabilities: &[] }).unwrap();
    }
    let options = AuditOptions { n_replicates: 100, n_permutations: 99, depth: 1, ..AuditOptions::default() };
    let policy: Policy = serde_json::from_str(&format!(r#"{{"format": 1, "rules": [{rules}]}}"#)).unwrap();
    policy.judge(&audit(&tally.close().unwrap(), &options))
}

#[test]
fn rules_pass_fail_or_cannot_be_judged() {
    let check = |rules: &str, expected: Outcome| {
        let verdict = judged(rules).unwrap();
        assert_eq!(verdict.outcome, expected, "{verdict:#?}");
    };
    let gap = r#""metric": "accuracy", "disparity": "difference""#;
    check(&format!(r#"{{{gap}, "at_most": 0.3, "attributes": ["a1"]}}"#), Outcome::Pass);
    check(&format!(r#"{{{gap}, "at_most": 0.1, "attributes": ["a0"]}}"#), Outcome::Fail);
    check(&format!(r#"{{{gap}, "at_most": 0.2, "attributes": ["a0"]}}"#), Outcome::CannotTell);
    // Within the limit as far as one can see, but a group of four cannot be seen.
    check(&format!(r#"{{{gap}, "at_most": 0.3, "attributes": ["a0"]}}"#), Outcome::CannotTell);
    check(&format!(r#"{{{gap}, "at_most": 0.1}}"#), Outcome::Fail);
    let accuracy = r#""metric": "accuracy", "attributes""#;
    check(&format!(r#"{{{accuracy}: [], "at_least": 0.7}}"#), Outcome::Pass);
    check(&format!(r#"{{{accuracy}: ["a1"], "at_least": 0.7}}"#), Outcome::Pass);
    check(&format!(r#"{{{accuracy}: ["a0"], "at_least": 0.8}}"#), Outcome::Fail);
    check(&format!(r#"{{{accuracy}: ["a1"], "at_least": 0.7, "least_n": 5000}}"#), Outcome::CannotTell);
    check(r#"{"disparity": "total_variation", "at_most": 0.02, "attributes": ["a0"]}"#, Outcome::Fail);
}

#[test]
fn reasons_name_the_groups_and_the_numbers() {
    let reason = |rules: &str| judged(rules).unwrap().checks.pop().unwrap().reason;
    let found = reason(r#"{"metric": "accuracy", "disparity": "difference", "at_most": 0.1, "attributes": ["a0"]}"#);
    assert!(found.starts_with("difference of accuracy by a0: 0.200 ["), "{found}");
    assert!(
        found.ends_with("all of it above 0.1, from level 1 to level 0; 1 group has too few faces to say"),
        "{found}"
    );
    let few = reason(r#"{"metric": "accuracy", "at_least": 0.5, "attributes": ["a0"]}"#);
    assert_eq!(few, "accuracy of level 2: 4 faces are too few to say");
}

#[test]
fn rules_that_cannot_be_applied_are_refused() {
    let check = |rules: &str, expected: &str| assert_eq!(judged(rules).unwrap_err().to_string(), expected);
    check("", "expected at least one rule, found none");
    let limit = "rule 1: expected either `at_most` or `at_least`, from 0 to 1";
    check(r#"{"metric": "accuracy"}"#, limit);
    check(r#"{"metric": "accuracy", "at_most": 0.2, "at_least": 0.1}"#, limit);
    check(r#"{"metric": "accuracy", "at_least": 80}"#, limit);
    check(r#"{"metric": "recall", "at_least": 0.5, "class": "joy"}"#, "rule 1: expected a class of the audit");
    check(
        r#"{"metric": "recall", "at_least": 0.5}"#,
        "rule 1: expected a class where the metric is one of a class, and none where it is not",
    );
    check(
        r#"{"metric": "accuracy", "at_least": 0.5, "attributes": ["age"]}"#,
        "rule 1: expected attributes of the audit, grouped by it",
    );
    check(r#"{"at_least": 0.5}"#, "rule 1: expected a metric or a disparity");
    check(r#"{"disparity": "ratio", "at_least": 0.8}"#, "rule 1: expected a metric to compare");
    assert!(serde_json::from_str::<Rule>(r#"{"metric": "accuracy", "atleast": 0.5}"#).is_err());
}
