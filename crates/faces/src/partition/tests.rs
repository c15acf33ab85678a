//! Tests of dividing faces in two.

use proptest::prelude::*;

use super::*;
use crate::testing::{any_faces, face};

/// Faces of one class and person each: `(class, person, split)`.
fn faces(rows: &[(Expression, Option<&str>, Option<Split>)]) -> Vec<Face> {
    let one = |(i, (expression, subject, split)): (usize, &(Expression, Option<&str>, Option<Split>))| Face {
        subject: subject.map(str::to_owned),
        split: *split,
        ..face(&format!("{i:04}.png"), *expression)
    };
    rows.iter().enumerate().map(one).collect()
}

/// `n_people` people who show every expression of `shown` once.
fn people(n_people: usize, shown: &[Expression]) -> Vec<Face> {
    let one = |i: usize| {
        let (person, expression) = (i / shown.len(), shown[i % shown.len()]);
        Face { subject: Some(format!("person {person:03}")), ..face(&format!("{i:04}.png"), expression) }
    };
    (0..n_people * shown.len()).map(one).collect()
}

fn options(toml: &str) -> PartitionOptions {
    toml::from_str(toml).unwrap()
}

fn divided(faces: &[Face], toml: &str) -> Result<Partition, PartitionError> {
    partition(faces, &options(toml), 7)
}

fn error(faces: &[Face], toml: &str) -> String {
    divided(faces, toml).unwrap_err().to_string()
}

use Expression::{Anger, Fear, Neutral};

#[test]
fn splits_of_the_manifest_are_followed() {
    let splits = [Split::Train, Split::Val, Split::Test, Split::Train].map(Some);
    let faces = faces(&splits.map(|split| (Anger, None, split)));
    let check = |toml: &str, test: &[usize], left_out: &[usize]| {
        let partition = divided(&faces, toml).unwrap();
        assert_eq!((&partition.train[..], &partition.test[..]), (&[0, 3][..], test));
        assert_eq!((&partition.left_out[..], partition.rule), (left_out, PartitionRule::Splits));
        assert_eq!(partition.absent.len(), 6);
    };
    check("", &[1, 2], &[]);
    check("test_side = \"val\"", &[1], &[2]);
    check("test_side = \"test\"", &[2], &[1]);
}

#[test]
fn people_are_kept_whole_and_the_seed_decides() {
    let faces = people(10, &[Anger, Fear, Neutral]);
    let partition = divided(&faces, "").unwrap();
    assert_eq!((partition.train.len(), partition.test.len()), (21, 9));
    assert_eq!((partition.subjects, partition.rule), (SubjectCheck::Disjoint, PartitionRule::Subjects));
    let test_sides: BTreeSet<Vec<usize>> =
        (0..20).map(|seed| super::partition(&faces, &PartitionOptions::default(), seed).unwrap().test).collect();
    assert!(10 < test_sides.len(), "20 seeds give {} different test sides", test_sides.len());
}

#[test]
fn unknown_people_are_warned_about() {
    let rows = [(Anger, None), (Anger, None), (Anger, Some("x")), (Anger, Some("x"))];
    let faces = faces(&rows.map(|(expression, subject)| (expression, subject, None)));
    assert_eq!(divided(&faces, "").unwrap().subjects, SubjectCheck::Unknown { n_faces: 2 });
}

#[test]
fn people_on_both_sides_are_named() {
    let row = |subject, split| (Anger, Some(subject), Some(split));
    let rows: Vec<_> = ["ann", "bob", "cid", "dan", "eve", "fay"].map(|s| row(s, Split::Train)).into();
    let rows =
        [&rows[..], &rows.iter().map(|r| (r.0, r.1, Some(Split::Val))).collect::<Vec<_>>(), &[row("ann", Split::Test)]];
    insta::assert_snapshot!(error(&faces(&rows.concat()), ""), @r#"
    subjects on both sides: 6; ann (1 train, 2 test), bob (1 train, 1 test), cid (1 train, 1 test), dan (1 train, 1 test), eve (1 train, 1 test) and 1 more
    hint: divide by subject with `rule = "subjects"`, or correct the column `split`
    "#);
    assert!(divided(&faces(&rows.concat()), "rule = \"subjects\"").is_ok());
    let kept_apart = [row("ann", Split::Train), row("bob", Split::Val), row("ann", Split::Test)];
    assert!(divided(&faces(&kept_apart), "test_side = \"val\"").is_ok(), "a face on neither side does no harm");
}

#[test]
fn a_class_that_is_missing_on_a_side_is_named() {
    let row = |expression, split| (expression, None, Some(split));
    let faces =
        faces(&[row(Anger, Split::Train), row(Fear, Split::Train), row(Anger, Split::Val), row(Neutral, Split::Val)]);
    insta::assert_snapshot!(error(&faces, ""), @r#"
    classes of the set are missing on a side: neutral on the train side, fear on the test side
    hint: change the seed or `test_fraction`, or accept it with `empty_classes = "allow"`
    "#);
    let partition = divided(&faces, "empty_classes = \"allow\"").unwrap();
    assert_eq!(partition.empty, [(Side::Train, Neutral), (Side::Test, Fear)]);
    assert!(!partition.absent.contains(&Fear));
}

#[test]
fn what_cannot_be_divided_says_why() {
    let split = |split| (Anger, None, split);
    insta::assert_snapshot!(error(&[], ""), @"no faces to divide");
    insta::assert_snapshot!(error(&people(4, &[Anger]), "test_fraction = 1.0"), @"the test fraction is 1, expected more than 0 and less than 1");
    insta::assert_snapshot!(error(&people(4, &[Anger]), "test_fraction = nan"), @"the test fraction is NaN, expected more than 0 and less than 1");
    insta::assert_snapshot!(error(&faces(&[split(Some(Split::Val)), split(None)]), ""), @r#"
    1 of 2 faces have no split; expected train, val or test for each
    hint: fill the column `split`, or divide by subject with `rule = "subjects"`
    "#);
    insta::assert_snapshot!(error(&people(4, &[Anger]), "rule = \"splits\""), @r#"
    4 of 4 faces have no split; expected train, val or test for each
    hint: fill the column `split`, or divide by subject with `rule = "subjects"`
    "#);
    insta::assert_snapshot!(error(&faces(&[split(Some(Split::Val))]), ""), @r#"
    no face is on the train side
    hint: compare `test_side` with the splits of the set and `test_fraction` with its number of subjects, or divide by subject with `rule = "subjects"`
    "#);
    insta::assert_snapshot!(error(&people(1, &[Anger, Fear]), ""), @r#"
    no face is on the test side
    hint: compare `test_side` with the splits of the set and `test_fraction` with its number of subjects, or divide by subject with `rule = "subjects"`
    "#);
}

/// Slow twin: the least squared distance from the wanted counts over all ways to divide the people.
fn least_distance(faces: &[Face], names: &[&str], fraction: f64) -> f64 {
    let of_way = |way: u32| {
        let is_test =
            |f: &Face| names.iter().position(|n| f.subject.as_deref() == Some(*n)).is_some_and(|i| way >> i & 1 == 1);
        distance(faces, |_, f| is_test(f), fraction)
    };
    (0..1u32 << names.len()).map(of_way).fold(f64::INFINITY, f64::min)
}

/// The squared distance of the test side's counts per class from those wanted, in shares of the class.
fn distance(faces: &[Face], is_test: impl Fn(usize, &Face) -> bool, fraction: f64) -> f64 {
    let share = |expression: Expression| {
        let of_class: Vec<usize> = (0..faces.len()).filter(|&i| faces[i].expression == Some(expression)).collect();
        let n_test = of_class.iter().filter(|&&i| is_test(i, &faces[i])).count();
        (!of_class.is_empty()).then(|| n_test as f64 / of_class.len() as f64 - fraction)
    };
    Expression::ALL.into_iter().filter_map(share).map(|d| d * d).sum()
}

#[test]
fn greed_comes_near_the_best_division() {
    let shown =
        [&[Anger, Fear][..], &[Anger, Neutral, Neutral], &[Fear], &[Neutral, Fear], &[Anger], &[Anger, Fear, Neutral]];
    let names: Vec<String> = (0..12).map(|i| format!("person {i}")).collect();
    let rows: Vec<_> = names
        .iter()
        .enumerate()
        .flat_map(|(i, n)| shown[i % 6].iter().map(move |e| (*e, Some(n.as_str()), None)))
        .collect();
    let faces = faces(&rows);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let best = least_distance(&faces, &names, 0.3);
    for seed in 0..20 {
        let test = partition(&faces, &PartitionOptions::default(), seed).unwrap().test;
        let greedy = distance(&faces, |i, _| test.contains(&i), 0.3);
        assert!(best <= greedy + 1e-9 && greedy < best + 0.05, "seed {seed}: {greedy} against {best}");
    }
}

/// The names of the faces on the test side.
fn test_names(faces: &[Face], partition: &Partition) -> BTreeSet<String> {
    partition.test.iter().map(|&i| faces[i].id.to_string()).collect()
}

proptest! {
    #[test]
    fn every_face_is_on_one_side_and_every_person_too(faces in any_faces(30), seed in any::<u64>(), fraction in 0.05f64..0.95) {
        let options =
            PartitionOptions { rule: PartitionRule::Subjects, test_fraction: fraction, empty_classes: EmptyClasses::Allow, ..Default::default() };
        if let Ok(partition) = partition(&faces, &options, seed) {
            let mut all = [&partition.train[..], &partition.test].concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..faces.len()).collect::<Vec<_>>());
            let people = |side: &[usize]| side.iter().filter_map(|&i| faces[i].subject.clone()).collect::<BTreeSet<_>>();
            prop_assert!(people(&partition.train).is_disjoint(&people(&partition.test)));
        }
    }

    #[test]
    fn the_order_of_faces_changes_nothing(faces in any_faces(30), seed in any::<u64>(), by in 0usize..30) {
        let options = PartitionOptions { rule: PartitionRule::Subjects, empty_classes: EmptyClasses::Allow, ..Default::default() };
        let mut turned = faces.clone();
        turned.rotate_left(by % faces.len());
        turned.swap(0, faces.len() / 2);
        match (partition(&faces, &options, seed), partition(&turned, &options, seed)) {
            (Ok(a), Ok(b)) => prop_assert_eq!(test_names(&faces, &a), test_names(&turned, &b)),
            (a, b) => prop_assert_eq!(a.is_err(), b.is_err()),
        }
    }

    #[test]
    fn single_faces_are_shared_out_to_the_face(
        counts in proptest::collection::vec(2usize..40, 1..7), fraction in 0.05f64..0.95, seed in any::<u64>(),
    ) {
        let classes = Expression::ALL.into_iter().zip(&counts);
        let rows: Vec<_> = classes.flat_map(|(e, n)| std::iter::repeat_n((e, None, None), *n)).collect();
        let faces = faces(&rows);
        let options = PartitionOptions { test_fraction: fraction, ..Default::default() };
        let partition = partition(&faces, &options, seed).unwrap();
        for (expression, n) in Expression::ALL.into_iter().zip(&counts) {
            let n_test = partition.test.iter().filter(|&&i| faces[i].expression == Some(expression)).count();
            prop_assert!((n_test as f64 - *n as f64 * fraction).abs() <= 1.0, "{} of {} at {}", n_test, n, fraction);
        }
    }
}
