//! Tests of filters.

use super::*;
use crate::testing::{face, groups};
use crate::{Expression, Split};

fn faces() -> Vec<Face> {
    let rows = [
        ("a", Expression::Anger, Some(Split::Train), &[("disguise", "none"), ("gender", "f")][..]),
        ("b", Expression::Anger, Some(Split::Val), &[("disguise", "sunglasses"), ("gender", "m")]),
        ("c", Expression::Fear, None, &[("disguise", "cap")]),
        ("d", Expression::Fear, None, &[]),
    ];
    let face = |(id, expression, split, pairs)| Face { split, groups: groups(pairs), ..face(id, expression) };
    rows.into_iter().map(face).collect()
}

fn filter(column: &str, values: &[&str]) -> Filter {
    Filter { column: column.to_owned(), values: values.iter().map(|v| (*v).to_owned()).collect() }
}

fn check(column: &str, values: &[&str], expected: &[usize]) {
    assert_eq!(filter(column, values).select(&faces()).unwrap(), expected, "{column} in {values:?}");
}

#[test]
fn faces_with_one_of_the_values_pass_and_unknown_ones_do_not() {
    check("disguise", &["sunglasses"], &[1]);
    check("disguise", &["cap", "sunglasses"], &[1, 2]);
    check("disguise", &["none"], &[0]);
    check("expression", &["fear"], &[2, 3]);
    check("split", &["val"], &[1]);
}

#[test]
fn all_filters_must_pass() {
    let select = |filters: &[Filter]| select_all(filters, &faces());
    assert_eq!(select(&[]).unwrap(), [0, 1, 2, 3]);
    assert_eq!(select(&[filter("expression", &["anger"]), filter("gender", &["m"])]).unwrap(), [1]);
    let none = select(&[filter("expression", &["fear"]), filter("gender", &["m"])]);
    insta::assert_snapshot!(none.unwrap_err(), @"no face passes all 2 filters: expression, gender");
}

#[test]
fn a_filter_that_matches_nothing_lists_what_there_is() {
    let error = |column, values: &[&str]| filter(column, values).select(&faces()).unwrap_err().to_string();
    insta::assert_snapshot!(error("disguse", &["sunglasses"]), @"no face has a column `disguse`; known are disguise, expression, gender, split");
    insta::assert_snapshot!(error("subject", &["x"]), @"no face has a column `subject`; known are disguise, expression, gender, split");
    insta::assert_snapshot!(error("disguise", &["cap", "glasses"]), @"no face has `disguise` = `glasses`; known, with numbers of faces, are cap (1), none (1), sunglasses (1)");
    insta::assert_snapshot!(error("disguise", &[]), @"the filter on `disguise` lists no values");
}
