//! Tests of `FairFace`.

use super::super::testing::{PGM, any, folder_with, refusal, told};
use crate::{Layout, ReadOptions, read, read_any};

const HEADER: &str = "file,age,gender,race,service_test";

#[test]
fn groups_are_read_and_there_are_no_expressions() {
    let folder = folder_with(&[
        ("fairface_label_train.csv", &format!("{HEADER}\ntrain/1.jpg,50-59,Male,East Asian,True\n")),
        ("fairface_label_val.csv", &format!("{HEADER}\nval/1.jpg,more than 70,Female,Black,False\n")),
        ("train/1.jpg", PGM),
        ("val/1.jpg", PGM),
    ]);
    let set = any(folder.path());
    assert_eq!(
        (set.layout, set.group_columns.join(" ")),
        (Layout::FairFace, "age gender race service_test".to_owned())
    );
    assert_eq!(told(&set), ["train/1.jpg - train -", "val/1.jpg - val -"]);
    assert_eq!(
        (set.faces[0].groups["race"].as_str(), set.faces[1].groups["service_test"].as_str()),
        ("East Asian", "no")
    );
    let one = read_any(&folder.path().join("fairface_label_val.csv"), &ReadOptions::default()).unwrap();
    assert_eq!(told(&one), ["val/1.jpg - val -"]);
    let refused = read(folder.path(), &ReadOptions::default()).unwrap_err().to_string();
    assert!(refused.contains("none of 2 faces has an expression, and one is needed here"), "{refused}");
}

#[test]
fn rows_that_are_wrong_are_refused() {
    let check = |row: &str| {
        let folder = folder_with(&[("fairface_label_val.csv", &format!("{HEADER}\n{row}\n")), ("val/1.jpg", PGM)]);
        refusal(folder.path(), "")
    };
    assert!(check("val/1.jpg,5,Male,White,True").contains("age: found `5`, expected one of 0-2, 3-9"));
    assert!(check("val/1.jpg,3-9,male,White,True").contains("gender: found `male`"));
    assert!(check("val/1.jpg,3-9,Male,Asian,True").contains("race: found `Asian`"));
    assert!(check("val/1.jpg,3-9,Male,White,1").contains("service_test: found `1`"));
    assert!(check("val/2.jpg,3-9,Male,White,True").contains("1 of 1 pictures do not exist"));
}
