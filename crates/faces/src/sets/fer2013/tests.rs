//! Tests of FER2013.

use super::super::testing::{any, folder_with, refusal, told};
use crate::{Layout, ReadOptions, read};

/// A whole picture in which every level is `level`.
pub(in crate::sets) fn pixels(level: u8) -> String {
    vec![level.to_string(); 48 * 48].join(" ")
}

#[test]
fn one_file_is_read_with_its_usages() {
    let csv = format!(
        "emotion,pixels,Usage\n0,{},Training\n3,{},PublicTest\n6,{},PrivateTest\n",
        pixels(1),
        pixels(2),
        pixels(3)
    );
    let folder = folder_with(&[("fer2013.csv", &csv)]);
    let set = read(folder.path(), &ReadOptions::default()).unwrap();
    assert_eq!(set.layout, Layout::Fer2013);
    assert_eq!(told(&set), ["fer0000000 anger train -", "fer0000001 happiness val -", "fer0000002 neutral test -"]);
    assert!(set.faces.iter().all(|face| face.is_crop));
    for (face, level) in set.faces.iter().zip(1..) {
        let bytes = face.picture.bytes(1 << 16).unwrap();
        assert_eq!(bytes, [&b"P5\n48 48\n255\n"[..], &[level; 48 * 48]].concat());
    }
    assert!(set.faces[0].picture.bytes(1000).unwrap_err().to_string().contains("at most 1000 bytes"));
}

#[test]
fn spaces_in_the_header_and_windows_lines_are_fine() {
    let csv = format!("emotion, Usage, pixels\r\n5,Training,{}\r\n4,Training,{}\r\n", pixels(9), pixels(8));
    let folder = folder_with(&[("icml_face_data.csv", &csv)]);
    let set = any(folder.path());
    assert_eq!(told(&set), ["fer0000000 surprise train -", "fer0000001 sadness train -"]);
    assert_eq!(set.faces[1].picture.bytes(1 << 16).unwrap()[13..], [8; 48 * 48]);
}

#[test]
fn the_files_of_the_challenge_have_no_labels_to_test_on() {
    let train = format!("emotion,pixels\n1,{}\n", pixels(1));
    let folder = folder_with(&[("train.csv", &train), ("test.csv", &format!("pixels\n{}\n", pixels(2)))]);
    assert_eq!(told(&any(folder.path())), ["test/0000000 - test -", "train/0000000 disgust train -"]);
    let labelled = read(folder.path(), &ReadOptions::default()).unwrap();
    assert_eq!((labelled.faces.len(), labelled.left_out.n_faces["without a label"]), (1, 1));
}

#[test]
fn folders_of_fer2013_have_its_words() {
    let folder = folder_with(&[("Training/angry/1.png", "x"), ("PublicTest/sad/2.png", "x")]);
    let set = any(folder.path());
    assert_eq!(set.layout, Layout::Fer2013Folders);
    assert_eq!(told(&set), ["PublicTest/sad/2.png sadness val -", "Training/angry/1.png anger train -"]);
}

#[test]
fn rows_that_are_none_are_refused() {
    let check = |csv: &str| refusal(folder_with(&[("fer2013.csv", csv)]).path(), "");
    let refused = check(&format!("emotion,pixels,Usage\n7,{},Training\n", pixels(0)));
    insta::assert_snapshot!(refused.split_once('\n').unwrap().1, @"  line 2: emotion: found `7`, expected 0 (anger), 1 (disgust), 2 (fear), 3 (happiness), 4 (sadness), 5 (surprise), 6 (neutral)");
    let refused = check("emotion,pixels,Usage\n0,1 2 3,Training\n");
    insta::assert_snapshot!(refused.split_once('\n').unwrap().1, @"  line 2: pixels: found `3 numbers`, expected 48 x 48 numbers");
    let refused = check("emotion,pixels,Usage\n0,1 2 3\n");
    assert!(refused.contains("as many cells in every row, found `2 cells in row 0`"), "{refused}");
    let refused = check("emotion,picture\n");
    assert!(refused.contains("expected the columns emotion,pixels,Usage; found emotion,picture"), "{refused}");
    let refused = check(&format!("emotion,pixels,Usage\n0,{},Somewhere\n", pixels(0)));
    assert!(refused.contains("`Somewhere` (1)"), "{refused}");
}
