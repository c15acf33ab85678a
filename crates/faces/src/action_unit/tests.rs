//! Tests of action units and their labels.

use super::*;

fn check(cell: &str, scale: ActionUnitScale, expected: Result<Option<ActionUnitLabel>, ()>) {
    assert_eq!(ActionUnitLabel::from_cell(cell, scale).map_err(drop), expected, "`{cell}` as {scale:?}");
}

#[test]
fn units_are_known_by_number_in_order() {
    assert!(ActionUnit::NAMES.is_sorted_by_key(|(n, _)| n));
    for (number, name) in ActionUnit::NAMES {
        let unit = ActionUnit::new(number).unwrap();
        assert_eq!((unit.number(), unit.name()), (number, name));
    }
    assert_eq!([0, 3, 46, 255].map(ActionUnit::new), [None; 4]);
}

#[test]
fn cells_are_read_by_the_scale_of_the_set() {
    use ActionUnitLabel::{Absent, Present};
    use ActionUnitScale::{Intensity, Presence};
    check("", Presence, Ok(None));
    check("NA", Presence, Ok(None));
    check("-1", Presence, Ok(None));
    check("0", Presence, Ok(Some(Absent)));
    check("1", Presence, Ok(Some(Present)));
    check("1.0", Presence, Ok(Some(Present)));
    check("2", Presence, Err(()));
    check("yes", Presence, Err(()));
    check("-1", Intensity, Ok(None));
    check("0", Intensity, Ok(Some(ActionUnitLabel::Intensity(0.0))));
    check("1", Intensity, Ok(Some(ActionUnitLabel::Intensity(1.0))));
    check("2.5", Intensity, Ok(Some(ActionUnitLabel::Intensity(2.5))));
    check("5", Intensity, Ok(Some(ActionUnitLabel::Intensity(5.0))));
    check("5.1", Intensity, Err(()));
    check("-0.5", Intensity, Err(()));
    check("NaN", Intensity, Err(()));
    check("inf", Intensity, Err(()));
}

#[test]
fn a_trace_is_active_only_where_a_trace_is_enough() {
    use ActionUnitLabel::{Absent, Intensity, Present};
    assert_eq!([Absent, Present].map(|l| l.is_active(2.0)), [false, true]);
    assert_eq!([0.0, 1.9, 2.0, 5.0].map(|i| Intensity(i).is_active(2.0)), [false, false, true, true]);
    assert!(Intensity(1.0).is_active(1.0));
}

#[test]
fn a_bad_cell_says_what_was_expected() {
    let error = |scale| ActionUnitLabel::from_cell("x", scale).unwrap_err();
    insta::assert_snapshot!(error(ActionUnitScale::Presence), @r#"expected 0, 1 or empty (for intensities set `action_units = "intensity"`)"#);
    insta::assert_snapshot!(error(ActionUnitScale::Intensity), @"expected a number from 0 to 5, or empty");
}

#[test]
fn grades_are_the_nearest() {
    use ActionUnitGrade::{A, B, C, D, E};
    let cases =
        [(0.0, None), (0.49, None), (0.5, Some(A)), (2.2, Some(B)), (3.0, Some(C)), (3.6, Some(D)), (5.0, Some(E))];
    for (intensity, expected) in cases {
        assert_eq!(ActionUnitGrade::nearest(intensity), expected, "{intensity}");
    }
    assert_eq!(ActionUnitGrade::nearest(f32::NAN), None);
    for grade in ActionUnitGrade::ALL {
        assert_eq!(ActionUnitGrade::nearest(grade.intensity()), Some(grade));
    }
}
