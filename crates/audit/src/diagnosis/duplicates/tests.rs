//! Tests of what lies on both sides of a split.

use super::*;
use crate::diagnosis::testing::picture;

fn with(number: usize, subject: &str, split: &str, class: &str) -> Picture {
    let mut picture = picture(number);
    picture.subject = (!subject.is_empty()).then(|| subject.to_owned());
    picture.split = Some(split.to_owned());
    picture.class = Some(class.to_owned());
    picture
}

#[test]
fn leaks_are_counted_and_sorted() {
    let pictures = [
        with(0, "ann", "train", "fear"),
        with(1, "ann", "test", "fear"),
        with(2, "ben", "train", "anger"),
        with(3, "", "test", "fear"),
        with(4, "", "train", "anger"),
    ];
    let pair = |first, second, distance| NearDuplicate { first, second, distance };
    let found = leaks(&pictures, &[pair(2, 4, 0), pair(1, 0, 3), pair(3, 2, 1), pair(0, 99, 0)]);
    let ids: Vec<&str> = found.pairs.iter().map(|pair| pair.ids[0].as_str()).collect();
    assert_eq!(ids, ["000002.png", "000000.png", "000002.png"]);
    assert_eq!((found.n_across_splits, found.n_other_class, found.n_other_subject), (2, 1, 0));
    assert_eq!(found.subjects.len(), 1);
    assert_eq!((found.subjects[0].subject.as_str(), found.subjects[0].n_pictures["test"]), ("ann", 1));
}
