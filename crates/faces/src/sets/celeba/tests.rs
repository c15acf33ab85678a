//! Tests of `CelebA`.

use super::super::testing::{PGM, any, folder_with, refusal, told};
use crate::{Layout, counts};

const LIST: &str = "2\nEyeglasses Male Wearing_Hat \n000001.jpg -1  1 -1\n000002.jpg  1 -1  1\n";

#[test]
fn attributes_are_groups() {
    let folder = folder_with(&[
        ("Anno/list_attr_celeba.txt", LIST),
        ("Anno/identity_CelebA.txt", "000001.jpg 2880\n000002.jpg 2937\n"),
        ("Eval/list_eval_partition.txt", "000001.jpg 0\n000002.jpg 2\n"),
        ("Img/img_align_celeba/000001.jpg", PGM),
        ("Img/img_align_celeba/000002.jpg", PGM),
    ]);
    let set = any(folder.path());
    assert_eq!((set.layout, set.group_columns.join(" ")), (Layout::CelebA, "Eyeglasses Male Wearing_Hat".to_owned()));
    assert_eq!(told(&set), ["000001.jpg - train 2880", "000002.jpg - test 2937"]);
    assert_eq!(counts::per_group(&set.faces, "Eyeglasses"), [("no".to_owned(), 1), ("yes".to_owned(), 1)].into());
    assert_eq!(set.faces[0].groups["Male"], "yes");
}

#[test]
fn a_list_alone_is_enough() {
    let folder = folder_with(&[("list_attr_lfwa.txt", "1\nMale\na/b.jpg 1\n"), ("images/a/b.jpg", PGM)]);
    assert_eq!(told(&any(folder.path())), ["a/b.jpg - - -"]);
}

#[test]
fn lists_that_are_wrong_are_refused() {
    let check = |list: &str| {
        let folder = folder_with(&[("list_attr_celeba.txt", list), ("images/000001.jpg", PGM)]);
        refusal(folder.path(), "")
    };
    insta::assert_snapshot!(check(&LIST.replace("2\nEye", "3\nEye")), @"[set]/list_attr_celeba.txt: expected as many rows in line 1 as in the list, found 3 and 2; they are not of one version");
    assert!(check(&LIST.replace("-1  1 -1", "-1 1")).contains("000001.jpg: found `2 values`, expected 3 as in line 2"));
    assert!(check(&LIST.replace("-1  1 -1", "-1 0 -1")).contains("Male: found `0`, expected 1 or -1"));
    assert!(check("a\nMale\n").contains("expected the number of pictures in line 1, found `a`"));
    assert!(check("1\n").contains("expected a number, then names of attributes"));
    assert!(check("1\nMale\n9.jpg 1\n").contains("expected 9.jpg in one of img_align_celeba"));
}
