//! People stay on one side, and real disguises out of the training set.

use faces::partition::EmptyClasses;
use faces::{Filter, Split};

use super::*;
use crate::config::{PhantomConfig, Setting};
use crate::gather::seated;

/// Phantoms of which every other picture is said to wear sunglasses.
fn people(n_people: usize) -> Vec<Face> {
    let config = PhantomConfig { people: n_people, shots_per_person: 14, setting: Setting::Studio };
    let mut faces: Vec<Face> = seated(&config, 1).into_iter().map(|(face, _)| face).collect();
    for (i, face) in faces.iter_mut().enumerate() {
        let worn = if i % 2 == 0 { "none" } else { "sunglasses" };
        face.groups.insert("disguise".to_owned(), worn.to_owned());
    }
    faces
}

fn config(values: &[&str]) -> DataConfig {
    let values = values.iter().map(|&value| value.to_owned()).collect();
    let filter = Filter { column: "disguise".to_owned(), values };
    DataConfig { really_disguised: Some(filter), ..DataConfig::default() }
}

#[test]
fn real_disguises_are_tested_and_never_trained_on() {
    let faces = people(10);
    let sides = Sides::new(&faces, &config(&["sunglasses"]), 7).unwrap();
    let wears = |i: &usize| faces[*i].groups["disguise"] == "sunglasses";
    assert!(!sides.train.iter().chain(&sides.test).any(wears));
    assert!(sides.really_disguised.iter().all(wears) && !sides.really_disguised.is_empty());
    let subjects = |side: &[usize]| side.iter().map(|&i| faces[i].subject.clone()).collect::<BTreeSet<_>>();
    assert!(subjects(&sides.train).is_disjoint(&subjects(&sides.test)));
    assert!(subjects(&sides.really_disguised).is_subset(&subjects(&sides.test)));
    let n_used =
        [&sides.train, &sides.test, &sides.really_disguised, &sides.set_aside].map(Vec::len).iter().sum::<usize>();
    assert_eq!(n_used, faces.len(), "every face has a use or is set aside");
}

#[test]
fn what_cannot_be_divided_is_refused() {
    let faces = people(4);
    let nothing = Sides::new(&faces, &config(&["turban"]), 7).unwrap_err().to_string();
    assert!(nothing.contains("turban") && nothing.contains("sunglasses (28)"), "{nothing}");
    let all = Sides::new(&faces, &config(&["none", "sunglasses"]), 7).unwrap_err().to_string();
    assert_eq!(all, "no undisguised face of class anger on the train side; the set has 8 of them");
}

#[test]
fn a_class_that_nobody_is_tested_on_is_refused_unless_it_is_allowed() {
    let mut faces = people(10);
    let sides = Sides::new(&faces, &config(&["sunglasses"]), 7).unwrap();
    let tested: BTreeSet<usize> = sides.test.into_iter().chain(sides.really_disguised).collect();
    for (i, face) in faces.iter_mut().enumerate() {
        face.split = Some(if tested.contains(&i) { Split::Val } else { Split::Train });
        if tested.contains(&i) && face.expression == Some(Expression::Fear) {
            face.expression = Some(Expression::Sadness);
        }
    }
    let mut options = config(&["sunglasses"]);
    assert!(Sides::new(&faces, &options, 7).is_err());
    options.partition.empty_classes = EmptyClasses::Allow;
    let allowed = Sides::new(&faces, &options, 7).unwrap();
    assert!(allowed.test.iter().all(|&i| faces[i].expression != Some(Expression::Fear)));
}
