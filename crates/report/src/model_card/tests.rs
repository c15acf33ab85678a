//! Tests of the card: its metadata, quoted words, and the sections that a reader looks for.

use super::*;
use crate::testing::{SCRIPT, audited};

/// Its lines with every digit after a point left out.
fn without_decimals(text: &str) -> String {
    let parts = text.split('.').enumerate().map(|(place, part)| match place {
        0 => part.to_owned(),
        _ => format!(".{}", part.trim_start_matches(|c: char| c.is_ascii_digit())),
    });
    parts.collect()
}

#[test]
fn hubs_read_the_results_of_everybody_and_of_every_group() {
    let card = model_card(&audited());
    let front: Vec<&str> = card.split("---\n").nth(1).unwrap().lines().take(45).collect();
    insta::assert_snapshot!(without_decimals(&front.join("\n")), @r##"
    pipeline_tag: image-classification
    tags:
    - facial-expression-recognition
    - fairness
    metrics:
    - accuracy
    - f1
    model-index:
    - name: "<script>alert('x')</script>"
      results:
      - task:
          type: image-classification
          name: facial expression recognition
        dataset:
          type: "data <script>alert('x')</script>"
          name: "data <script>alert('x')</script>"
        metrics:
        - type: accuracy
          name: "accuracy"
          value: 0.
          args:
            n_faces: 585
            level: 0.
            low: 0.
            high: 0.
        - type: f1
          name: "macro F1"
          value: 0.
          args:
            n_faces: 585
            average: macro
            level: 0.
            low: 0.
            high: 0.
        - type: accuracy
          name: "accuracy (gender=female)"
          value: 0.
          args:
            n_faces: 290
            level: 0.
            low: 0.
            high: 0.
        - type: f1
          name: "macro F1 (gender=female)"
          value: 0.
    "##);
}

#[test]
fn every_word_of_the_data_is_quoted() {
    let mut page = audited();
    page.subject = "a: \"b\"\n---\n\u{85}c #".to_owned();
    let card = model_card(&page);
    let front = card.split("\n---\n").next().unwrap();
    assert!(front.contains(r#"- name: "a: \"b\"\n---\n\u0085c #""#), "{front}");
    for line in front.lines().filter(|line| line.trim_start().starts_with("name: \"")) {
        let (_, word) = line.split_once("name: ").unwrap();
        assert!(serde_json::from_str::<String>(word).is_ok(), "{line}");
    }
    assert!(front.contains(&format!("accuracy ({SCRIPT}={SCRIPT})")));
}

#[test]
fn readers_find_the_worst_group_and_no_markup_of_the_data() {
    let card = model_card(&audited());
    let body = card.splitn(3, "---\n").nth(2).unwrap();
    assert!(!body.contains("<script"), "{body}");
    let headings: Vec<&str> = body.lines().filter(|line| line.starts_with('#')).collect();
    insta::assert_snapshot!(headings.join("\n"), @r##"
    # title &lt;script>alert('x')&lt;/script>
    ## What was audited
    ## Who is served worst
    ## Results
    ## What cannot be said
    ## Where the groups come from
    ## Intended use
    "##);
    assert!(body.contains("- By gender: female, "), "{body}");
}
