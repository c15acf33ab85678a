//! The data sets that measurements use, read as they come.

use std::collections::BTreeMap;
use std::path::PathBuf;

use faces::partition::{PartitionOptions, PartitionRule};
use faces::{Expression, FaceSet, Filter, ReadOptions, Split, SubjectCheck, counts, partition};

/// The folder of the data sets; without it the tests say so and pass.
#[expect(clippy::disallowed_methods, reason = "only the caller of the tests knows where photographs lie")]
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn data() -> Option<PathBuf> {
    let folder = std::env::var("EVENFACE_DATA").ok().map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: EVENFACE_DATA names no folder of data sets");
    }
    folder
}

fn read(name: &str) -> Option<FaceSet> {
    data().map(|folder| faces::read(&folder.join(name), &ReadOptions::default()).expect("a readable set"))
}

/// The faces per class in the order of the classes.
fn per_class(faces: &FaceSet) -> [usize; Expression::COUNT] {
    let counts = counts::per_expression(&faces.faces);
    Expression::ALL.map(|e| counts.get(&e).copied().unwrap_or_default())
}

#[test]
fn cmu_faces_are_matched_pairs_of_ten_people() {
    let Some(set) = read("cmu-faces") else { return };
    assert_eq!(per_class(&set), [78, 0, 0, 80, 79, 80, 0]);
    assert_eq!((counts::n_subjects(&set.faces), set.group_columns.join(",")), (10, "disguise,pose".to_owned()));
    let worn = [("none".to_owned(), 159), ("sunglasses".to_owned(), 158)];
    assert_eq!(counts::per_group(&set.faces, "disguise"), BTreeMap::from(worn));
    let sunglasses = Filter { column: "disguise".to_owned(), values: vec!["sunglasses".to_owned()] };
    assert_eq!(sunglasses.select(&set.faces).unwrap().len(), 158);
    let partition = partition(&set.faces, &PartitionOptions::default(), 1).unwrap();
    assert_eq!(partition.subjects, SubjectCheck::Disjoint);
    assert!((94..=97).contains(&partition.test.len()), "three people of ten: {}", partition.test.len());
}

#[test]
fn london_faces_smile_or_do_not() {
    let Some(set) = read("london") else { return };
    assert_eq!(per_class(&set), [0, 0, 0, 37, 37, 0, 0]);
    assert_eq!((counts::n_subjects(&set.faces), counts::per_group(&set.faces, "gender")["female"]), (37, 36));
    assert_eq!(set.group_columns, ["age", "ethnicity", "gender"]);
}

#[test]
fn wild_faces_are_split_by_person() {
    let Some(set) = read("wild") else { return };
    assert_eq!(per_class(&set), [142, 121, 16, 280, 280, 161, 208]);
    let splits = [(Some(Split::Train), 898), (Some(Split::Val), 310)];
    assert_eq!(counts::per_split(&set.faces), BTreeMap::from(splits));
    let by_split = partition(&set.faces, &PartitionOptions::default(), 1).unwrap();
    assert_eq!((by_split.train.len(), by_split.test.len(), by_split.subjects), (898, 310, SubjectCheck::Disjoint));
    let options = PartitionOptions { rule: PartitionRule::Subjects, ..PartitionOptions::default() };
    let by_subject = partition(&set.faces, &options, 1).unwrap();
    for (expression, n) in counts::per_expression(&set.faces) {
        let n_test = by_subject.test.iter().filter(|&&i| set.faces[i].expression == Some(expression)).count();
        // One person has 104 of the 121 faces that show disgust, so that 17 or at least 104 can be tested.
        let wanted = if expression == Expression::Disgust { 17.0 } else { 0.3 * n as f64 };
        assert!((n_test as f64 - wanted).abs() <= 0.05 * n as f64, "{expression}: {n_test} of {n}");
    }
}

#[test]
fn fer2013_has_no_people_to_keep_apart() {
    let Some(set) = read("fer2013") else { return };
    assert_eq!(per_class(&set), [1113, 406, 1117, 1141, 1135, 1138, 1031]);
    let partition = partition(&set.faces, &PartitionOptions::default(), 1).unwrap();
    assert_eq!((partition.train.len(), partition.test.len()), (6177, 904));
    assert_eq!(partition.subjects, SubjectCheck::Unknown { n_faces: 7081 });
}
