//! Tests of expressions and the label order.

use super::*;

#[derive(Debug, Deserialize)]
struct Model {
    labels: LabelOrder,
}

#[test]
fn classes_are_in_alphabetical_order_and_every_name_reads_back() {
    assert!(Expression::ALL.is_sorted_by_key(|e| e.name()));
    for (index, expression) in Expression::ALL.into_iter().enumerate() {
        assert_eq!((expression.index(), Expression::from_index(index)), (index, Some(expression)));
        assert_eq!(expression.name().parse(), Ok(expression));
        assert_eq!(format!("[{expression:>10}]"), format!("[{:>10}]", expression.name()));
    }
    assert_eq!(Expression::from_index(7), None);
}

#[test]
fn only_exact_names_are_expressions() {
    for word in ["", "Anger", "angry", " anger", "0", "happy"] {
        assert_eq!(word.parse::<Expression>(), Err(UnknownExpression { found: word.to_owned() }));
    }
}

#[test]
fn names_of_the_paper_are_in_the_order_of_the_paper() {
    let names = Expression::ALL.map(Expression::paper_name);
    assert_eq!(names, ["Angry", "Disgust", "Fear", "Happy", "Neutral", "Sad", "Surprise"]);
}

#[test]
fn a_model_with_the_order_of_fer2013_is_refused() {
    let fer2013 = r#"labels = ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"]"#;
    insta::assert_snapshot!(toml::from_str::<Model>(fer2013).unwrap_err(), @r#"
    TOML parse error at line 1, column 10
      |
    1 | labels = ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"]
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    label order mismatch: expected ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"], found ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"]
    "#);
}

#[test]
fn a_model_with_our_order_is_read() {
    let ours = r#"labels = ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"]"#;
    let model: Model = toml::from_str(ours).unwrap();
    assert_eq!(model.labels, LabelOrder::expressions());
    assert_eq!(Vec::from(model.labels).len(), Expression::COUNT);
}
