//! Tests of the page: escaping, no network, no NaN, one section per part.

use super::*;
use crate::testing::audited;

#[test]
fn words_of_the_data_never_become_markup() {
    let html = render_audit(&audited()).unwrap();
    assert!(!html.contains("<script") && !html.contains("</script"));
    assert!(html.matches("&#60;script&#62;").count() >= 20, "{}", html.matches("&#60;script&#62;").count());
}

#[test]
fn every_part_is_there_once_and_needs_no_network() {
    let html = render_audit(&audited()).unwrap();
    for id in [
        "answer",
        "policy",
        "accuracy",
        "chance",
        "reliability",
        "disparities",
        "pairs",
        "pictures",
        "groups",
        "confusion",
        "limits",
    ] {
        assert_eq!(html.matches(&format!("<section id=\"{id}\"")).count(), 1, "{id}");
    }
    for word in ["http:", "https:", "@import", "url(", "<link", "javascript:", "NaN", ">inf"] {
        assert!(!html.contains(word), "{word}");
    }
    let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let n_ids = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n_ids);
    assert_eq!(html.matches("role=\"img\"").count(), html.matches("<desc id=").count());
}

#[test]
fn the_answer_names_the_planted_gap() {
    let answer = tables::audit_answer(&audited().audit);
    assert!(answer.contains("accuracy by gender") && answer.contains("for female"), "{answer}");
}
