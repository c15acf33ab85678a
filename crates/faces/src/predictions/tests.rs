//! Tests of predictions on disk.

use std::fs;

use proptest::prelude::*;

use super::*;
use crate::testing::{any_expression, any_value, groups, without_root};

const HEADER: &str = "face,truth,predicted,status,p_anger,p_disgust,p_fear,p_happiness,p_neutral,p_sadness,p_surprise";

fn outcome(face: &str, truth: Expression, values: Option<[f32; 7]>) -> Outcome {
    let probabilities = values.map(|v| Probabilities::new(v).unwrap());
    Outcome { face: FaceId::new(face).unwrap(), truth, probabilities, groups: BTreeMap::new() }
}

fn parsed(text: &str) -> Result<Vec<Outcome>, PredictionsError> {
    from_csv(text.as_bytes(), Path::new("predictions.csv"))
}

/// What a file with this one row is told.
fn error(row: &str) -> String {
    parsed(&format!("{HEADER}\n{row}\n")).unwrap_err().to_string()
}

#[test]
fn a_face_that_was_not_found_is_not_correct() {
    let values = [0.1, 0.0, 0.6, 0.3, 0.0, 0.0, 0.0];
    let check = |outcome: Outcome, expected: (bool, Option<Expression>, bool)| {
        assert_eq!((outcome.found(), outcome.predicted(), outcome.is_correct()), expected);
    };
    check(outcome("a", Expression::Fear, Some(values)), (true, Some(Expression::Fear), true));
    check(outcome("a", Expression::Anger, Some(values)), (true, Some(Expression::Fear), false));
    check(outcome("a", Expression::Anger, None), (false, None, false));
}

#[test]
fn a_file_is_sorted_and_says_what_was_not_found() {
    let mut seen = outcome("b.png", Expression::Anger, Some([0.5, 0.25, 0.25, 0.0, 0.0, 0.0, 0.0]));
    seen.groups = groups(&[("gender", "f"), ("disguise", "cap, red")]);
    let missed = outcome("a.png", Expression::Fear, None);
    insta::assert_snapshot!(to_csv(&[seen, missed]).unwrap(), @r#"
    face,truth,predicted,status,p_anger,p_disgust,p_fear,p_happiness,p_neutral,p_sadness,p_surprise,disguise,gender
    a.png,fear,,none,,,,,,,,,
    b.png,anger,anger,found,0.5,0.25,0.25,0,0,0,0,"cap, red",f
    "#);
}

#[test]
fn a_file_is_written_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("predictions.csv");
    let outcomes = [outcome("a.png", Expression::Fear, None)];
    write(&path, &outcomes).unwrap();
    assert_eq!(read(&path).unwrap(), outcomes);
    let nowhere = read(&folder.path().join("x.csv")).unwrap_err();
    insta::assert_snapshot!(without_root(&nowhere, folder.path()), @"cannot read [set]/x.csv: No such file or directory (os error 2)");
}

#[test]
fn columns_in_another_label_order_are_refused() {
    let fer2013 = HEADER.replace("p_neutral,p_sadness,p_surprise", "p_sadness,p_surprise,p_neutral");
    insta::assert_snapshot!(parsed(&fer2013).unwrap_err(), @"predictions.csv, line 1: expected the columns face,truth,predicted,status,p_anger,p_disgust,p_fear,p_happiness,p_neutral,p_sadness,p_surprise and then groups, each once; found face,truth,predicted,status,p_anger,p_disgust,p_fear,p_happiness,p_sadness,p_surprise,p_neutral");
    for header in [String::new(), format!("{HEADER},age,age"), format!("{HEADER},"), format!("age,{HEADER}")] {
        assert!(matches!(parsed(&header), Err(PredictionsError::Header { .. })), "{header}");
    }
}

#[test]
fn rows_that_contradict_themselves_are_refused() {
    insta::assert_snapshot!(error("a,anger,fear,found,0.9,0.1,0,0,0,0,0"), @"predictions.csv, line 2: `fear` is predicted, but most probable is anger");
    insta::assert_snapshot!(error("a,anger,anger,found,0.9,0.2,0,0,0,0,0"), @"predictions.csv, line 2: the probabilities sum to 1.1000, expected 1 within 0.0001");
    insta::assert_snapshot!(error("a,anger,anger,found,0.9,0.1,0,0,x,0,0"), @"predictions.csv, line 2: column `p_neutral`: found `x`, expected a number from 0 to 1");
    insta::assert_snapshot!(error("a,anger,anger,found,,,,,,,"), @"predictions.csv, line 2: column `p_anger`: found ``, expected a number from 0 to 1");
    insta::assert_snapshot!(error("a,anger,anger,none,,,,,,,"), @"predictions.csv, line 2: no face was found, so expected empty cells for the prediction and its probabilities");
    insta::assert_snapshot!(error("a,anger,,maybe,,,,,,,"), @"predictions.csv, line 2: found status `maybe`, expected found or none");
    insta::assert_snapshot!(error("a,angry,,none,,,,,,,"), @"predictions.csv, line 2: `angry` is not an expression; known are anger, disgust, fear, happiness, neutral, sadness, surprise");
    insta::assert_snapshot!(error("/a,anger,,none,,,,,,,"), @"predictions.csv, line 2: `/a` is an absolute path; expected one relative to the manifest's folder");
    insta::assert_snapshot!(error("a,anger,,none,,,,,,,\na,fear,,none,,,,,,,"), @"predictions.csv, line 3: `a` is named twice");
    insta::assert_snapshot!(error("a,anger"), @"predictions.csv, line 2: expected 11 cells as in the header, found 2");
}

#[test]
fn groups_that_would_be_columns_of_ours_are_refused() {
    let with_group = |name: &str| {
        let outcome = Outcome { groups: groups(&[(name, "x")]), ..outcome("a", Expression::Fear, None) };
        to_csv(&[outcome]).unwrap_err().to_string()
    };
    insta::assert_snapshot!(with_group("status"), @"a group cannot be called `status` in predictions");
    insta::assert_snapshot!(with_group(""), @"a group cannot be called `` in predictions");
    assert!(is_reserved("p_anger") && !is_reserved("gender"));
}

/// Seven weights with at least one above zero, scaled to sum 1.
fn any_probabilities() -> impl Strategy<Value = Probabilities> {
    ([0.0f32..1.0, 0.0..1.0, 0.0..1.0, 0.0..1.0, 0.0..1.0, 0.0..1.0, 0.01..1.0]).prop_map(|weights| {
        let sum: f32 = weights.iter().sum();
        Probabilities::new(weights.map(|w| w / sum)).unwrap()
    })
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    let groups = proptest::collection::btree_map("(gender|age|a,b|\"c)", any_value(), 0..3);
    let face = "[a-z]{3}(/[a-zé ]{0,3}[a-z\"],)?".prop_map(|path| FaceId::new(&path).unwrap());
    (face, any_expression(), proptest::option::of(any_probabilities()), groups)
        .prop_map(|(face, truth, probabilities, groups)| Outcome { face, truth, probabilities, groups })
}

proptest! {
    #[test]
    fn what_is_written_reads_back_to_the_last_bit(outcomes in proptest::collection::vec(any_outcome(), 0..6)) {
        let by_face: BTreeMap<FaceId, Outcome> = outcomes.into_iter().map(|o| (o.face.clone(), o)).collect();
        let outcomes: Vec<Outcome> = by_face.into_values().collect();
        prop_assert_eq!(parsed(&to_csv(&outcomes).unwrap()).unwrap(), outcomes);
    }

    #[test]
    fn no_bytes_panic(rows in proptest::collection::vec(any::<u8>(), 0..100)) {
        let _ = from_csv(&rows, Path::new(""));
        let _ = from_csv(&[HEADER.as_bytes(), b"\n", &rows].concat(), Path::new(""));
    }
}

#[test]
fn predictions_are_read_from_parquet_too() {
    let folder = tempfile::tempdir().unwrap();
    let (csv, parquet) = (folder.path().join("p.csv"), folder.path().join("p.parquet"));
    let mut seen = outcome("b.png", Expression::Anger, Some([0.5, 0.25, 0.25, 0.0, 0.0, 0.0, 0.0]));
    seen.groups = groups(&[("gender", "f")]);
    let outcomes = [outcome("a.png", Expression::Fear, None), seen];
    write(&csv, &outcomes).unwrap();
    crate::Table::read(&csv).unwrap().write(&parquet).unwrap();
    assert_eq!(read(&parquet).unwrap(), outcomes);
    fs::write(&parquet, "face,truth").unwrap();
    assert!(read(&parquet).unwrap_err().to_string().contains("Parquet"));
}
