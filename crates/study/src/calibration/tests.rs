//! Drawn sets have the gap that they say.

use super::*;
use crate::config::Setting;
use audit::fairness::{AuditOptions, DisparityKind, MetricKind, audit};

const READER: Reader = Reader { accuracy: Some(0.8), spread: 0.1 };

fn gap_of(drawing: &Drawing, size: f64) -> f64 {
    let options = AuditOptions { n_replicates: 0, n_permutations: 0, ..AuditOptions::default() };
    let n_sets = 40;
    let sum: f64 = (0..n_sets)
        .map(|seed| {
            let audit = audit(&drawing.draw(size, seed).unwrap(), &options);
            let grouping = audit.groupings.iter().find(|g| g.attributes == [drawing.attribute()]).unwrap();
            grouping.disparity(DisparityKind::Difference, Some(MetricKind::Accuracy), None).unwrap().value.unwrap()
        })
        .sum();
    sum / f64::from(n_sets as u32)
}

#[test]
fn wrong_labels_of_phantoms_cost_what_is_said() {
    let config = PhantomConfig { people: 60, shots_per_person: 7, setting: Setting::Studio };
    let drawing = Drawing::of_phantoms(config, "presentation=feminine", READER).unwrap();
    let (said, found) = (drawing.gap(0.4).unwrap(), gap_of(&drawing, 0.4));
    assert!((said - 0.4 * (0.8 - 0.2 / 6.0)).abs() < 1e-12);
    assert!((said - found).abs() < 0.02, "{said} {found}");
}

#[test]
fn answers_like_those_of_a_table_lose_what_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.csv");
    let mut text = String::from("truth,predicted,skin,subject\n");
    for i in 0..600 {
        let truth = ["a", "b", "c"][i % 3];
        let predicted = if i % 30 == 0 {
            ""
        } else if i % 5 == 0 {
            "c"
        } else {
            truth
        };
        text.push_str(&format!("{truth},{predicted},{},{}\n", ["dark", "light"][i / 3 % 2], i / 3));
    }
    std::fs::write(&path, text).unwrap();
    let answers = Answers::open(&path, &faces::answers::AnswerHints::default()).unwrap();
    let drawing = Drawing::like(&answers, Some("skin=light"), Reader { accuracy: None, ..READER }).unwrap();
    let found = gap_of(&drawing, 0.3);
    assert!((found - 0.3).abs() < 0.02, "{found}");
    assert!(drawing.described().contains("600 rows"), "{}", drawing.described());
    let error = Drawing::like(&answers, Some("skin=green"), READER).unwrap_err().to_string();
    assert_eq!(error, "expected one of skin=dark, skin=light, found `skin=green`");
    assert!(matches!(drawing.gap(0.95), Err(CalibrationError::Size { .. })));
}

#[test]
fn nothing_to_draw_is_said() {
    let config = PhantomConfig { people: 1, shots_per_person: 7, setting: Setting::Studio };
    let error = Drawing::of_phantoms(config, "all", READER).unwrap_err().to_string();
    assert_eq!(error, "expected two people with a picture, found none");
    let config = PhantomConfig { people: 9, shots_per_person: 7, setting: Setting::Studio };
    assert!(Drawing::of_phantoms(config, "hair=red", READER).is_err());
}
