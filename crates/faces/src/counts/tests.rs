//! Tests of counting.

use super::*;
use crate::testing::{face, groups};

#[test]
fn every_kind_is_counted_and_unknown_values_are_not() {
    let mut faces = vec![
        face("a", Expression::Fear),
        face("b", Expression::Fear),
        face("c", Expression::Anger),
        face("d", Expression::Anger),
    ];
    for (face, gender) in faces.iter_mut().zip(["f", "m", "f"]) {
        face.groups = groups(&[("gender", gender)]);
        face.subject = Some(format!("person {gender}"));
        face.split = Some(Split::Val);
    }
    assert_eq!(per_expression(&faces), BTreeMap::from([(Expression::Anger, 2), (Expression::Fear, 2)]));
    assert_eq!(per_split(&faces), BTreeMap::from([(None, 1), (Some(Split::Val), 3)]));
    assert_eq!(per_group(&faces, "gender"), BTreeMap::from([("f".to_owned(), 2), ("m".to_owned(), 1)]));
    assert_eq!(per_group(&faces, "age"), BTreeMap::new());
    assert_eq!(n_subjects(&faces), 2);
}

#[test]
fn faces_without_a_label_and_labels_of_units_are_counted() {
    let unit = ActionUnit::new(12).unwrap();
    let mut faces = vec![face("a", Expression::Anger), face("b", Expression::Fear), face("c", Expression::Fear)];
    faces[0].expression = None;
    for (face, grade) in faces.iter_mut().zip([1.0, 2.0]) {
        face.action_units.insert(unit, crate::ActionUnitLabel::Intensity(grade));
    }
    assert_eq!((n_unlabelled(&faces), per_expression(&faces)), (1, BTreeMap::from([(Expression::Fear, 2)])));
    assert_eq!(per_action_unit(&faces, 2.0), BTreeMap::from([(unit, (2, 1))]));
}
