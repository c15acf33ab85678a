//! Tests of Labelled Faces in the Wild.

use super::super::testing::{PGM, any, folder_with, refusal, told};
use crate::Layout;

#[test]
fn the_folder_is_the_person() {
    let folder = folder_with(&[
        ("Ann_Lee/Ann_Lee_0001.jpg", PGM),
        ("Ann_Lee/Ann_Lee_0002.jpg", PGM),
        ("Bo_B_Ek/Bo_B_Ek_0001.jpg", PGM),
    ]);
    let set = any(folder.path());
    assert_eq!(set.layout, Layout::Lfw);
    assert_eq!(
        told(&set),
        [
            "Ann_Lee/Ann_Lee_0001.jpg - - Ann_Lee",
            "Ann_Lee/Ann_Lee_0002.jpg - - Ann_Lee",
            "Bo_B_Ek/Bo_B_Ek_0001.jpg - - Bo_B_Ek"
        ]
    );
}

#[test]
fn a_picture_of_somebody_else_is_refused() {
    let folder = folder_with(&[("Ann_Lee/Ann_Lee_0001.jpg", PGM), ("Ann_Lee/Bo_Ek_0001.jpg", PGM)]);
    insta::assert_snapshot!(refusal(folder.path(), ""), @r"
    [set]: rows that cannot be read: 1
      Ann_Lee: found `Bo_Ek_0001.jpg`, expected Ann_Lee_0001 and so on, after the folder
    ");
}
