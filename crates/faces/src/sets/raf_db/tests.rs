//! Tests of RAF-DB.

use super::super::testing::{PGM, any, folder_with, refusal, told};
use crate::{Layout, Point};

const ATTRIBUTES: &str = "10.5\t20\n30\t20\n20\t30\n12\t40\n28\t40\n1\n2\n3\n";

#[test]
fn aligned_pictures_are_crops_with_groups() {
    let folder = folder_with(&[
        ("basic/EmoLabel/list_patition_label.txt", "train_00001.jpg 5\ntest_0001.jpg 7\ntest_0002.jpg 1\n"),
        ("basic/Image/aligned/train_00001_aligned.jpg", PGM),
        ("basic/Image/aligned/test_0001_aligned.jpg", PGM),
        ("basic/Image/aligned/test_0002_aligned.jpg", PGM),
        ("basic/Annotation/manual/train_00001_manu_attri.txt", ATTRIBUTES),
        ("basic/Annotation/manual/test_0001_manu_attri.txt", &ATTRIBUTES.replace("\n1\n2\n3\n", "\n2\n0\n0\n")),
    ]);
    let set = any(folder.path());
    assert_eq!(set.layout, Layout::RafDb);
    assert_eq!(
        told(&set),
        [
            "Image/aligned/test_0001_aligned.jpg neutral test -",
            "Image/aligned/test_0002_aligned.jpg surprise test -",
            "Image/aligned/train_00001_aligned.jpg sadness train -",
        ]
    );
    let groups = |i: usize| set.faces[i].groups.iter().map(|(k, v)| format!("{k} {v}")).collect::<Vec<_>>().join(", ");
    assert_eq!(groups(2), "age 40 to 69, gender female, race Asian");
    assert_eq!(groups(0), "age 0 to 3, race Caucasian", "an unsure gender is unknown");
    assert!(set.faces.iter().all(|face| face.is_crop && face.place.is_none()), "the points are those of the originals");
}

#[test]
fn originals_have_landmarks_and_a_box() {
    let folder = folder_with(&[
        ("EmoLabel/list_partition_label.txt", "train_00001.jpg 4\n"),
        ("Image/original/train_00001.jpg", PGM),
        ("Annotation/manual/train_00001_manu_attri.txt", ATTRIBUTES),
        ("Annotation/boundingbox/train_00001_boundingbox.txt", "1 2 50 60\n"),
    ]);
    let set = any(folder.path());
    assert_eq!(told(&set), ["Image/original/train_00001.jpg happiness train -"]);
    let place = set.faces[0].place.unwrap();
    assert_eq!(
        (place.landmarks.left_eye, place.landmarks.right_mouth),
        (Point::new(10.5, 20.0), Point::new(28.0, 40.0))
    );
    assert_eq!((place.face_box.left, place.face_box.bottom, set.faces[0].is_crop), (1.0, 60.0, false));
}

#[test]
fn lists_and_attributes_that_are_wrong_are_refused() {
    let check = |list: &str, attributes: &str| {
        let folder = folder_with(&[
            ("EmoLabel/list_patition_label.txt", list),
            ("Image/aligned/train_1_aligned.jpg", PGM),
            ("Annotation/manual/train_1_manu_attri.txt", attributes),
        ]);
        refusal(folder.path(), "").split_once('\n').unwrap().1.trim().to_owned()
    };
    insta::assert_snapshot!(check("train_1.jpg 0\n", ATTRIBUTES), @"line 1: label: found `0`, expected 1 (surprise), 2 (fear), 3 (disgust), 4 (happiness), 5 (sadness), 6 (anger), 7 (neutral)");
    insta::assert_snapshot!(check("train_1.jpg\n", ATTRIBUTES), @"line 1: line: found `train_1.jpg`, expected a file name and a label");
    insta::assert_snapshot!(check("val_1.jpg 1\n", ATTRIBUTES), @"line 1: file: found `val_1.jpg`, expected a name that begins with train_ or test_");
    insta::assert_snapshot!(check("train_1.jpg 1\n", "1 2 3"), @"line 1: Annotation/manual/train_1_manu_attri.txt: found `1 2 3`, expected 13 numbers");
    insta::assert_snapshot!(check("train_1.jpg 1\n", &ATTRIBUTES.replace("\n3\n", "\n5\n")), @"line 1: Annotation/manual/train_1_manu_attri.txt: found `5`, expected 0 (0 to 3), 1 (4 to 19), 2 (20 to 39), 3 (40 to 69), 4 (70 and over)");
    insta::assert_snapshot!(check("train_1.jpg 1\ntrain_1.jpg 2\n", ATTRIBUTES), @"`Image/aligned/train_1_aligned.jpg` is there twice; expected each once");
    insta::assert_snapshot!(check("train_2.jpg 1\n", ATTRIBUTES), @"Image/aligned/train_2_aligned.jpg");
}
