//! Tests of SFEW 2.0.

use super::super::testing::{PGM, any, folder_with, refusal, told};
use crate::{Layout, ReadOptions, read};

#[test]
fn class_folders_in_folders_of_splits_are_read() {
    let folder = folder_with(&[
        ("Train_Aligned_Faces/Angry/a_0001.png", PGM),
        ("Train_Aligned_Faces/Happy/b_0002.png", PGM),
        ("Val_Aligned_Faces_new/Sad/c_0003.png", PGM),
        ("Val_Aligned_Faces_new/Surprise/d.png", PGM),
        ("Test_Aligned_Faces/e.png", PGM),
        ("readme.txt", "x"),
    ]);
    let set = any(folder.path());
    assert_eq!((set.layout, set.left_out.n_other_files), (Layout::Sfew, 1));
    assert_eq!(
        told(&set),
        [
            "Test_Aligned_Faces/e.png - test -",
            "Train_Aligned_Faces/Angry/a_0001.png anger train -",
            "Train_Aligned_Faces/Happy/b_0002.png happiness train -",
            "Val_Aligned_Faces_new/Sad/c_0003.png sadness val -",
            "Val_Aligned_Faces_new/Surprise/d.png surprise val -",
        ]
    );
    let labelled = read(folder.path(), &ReadOptions::default()).unwrap();
    assert_eq!((labelled.faces.len(), labelled.left_out.n_faces["without a label"]), (4, 1));
}

#[test]
fn the_list_goes_by_words_and_not_by_numbers() {
    let list = "image_name,label,emotion,original_split\nimage_000000.png,3,Angry,Train_Aligned_Faces\n\
                image_000001.png,0,Neutral,Val_Aligned_Faces\n";
    let folder = folder_with(&[
        ("sfew_2.0_labels.csv", list),
        ("sfew2.0_images/image_000000.png", PGM),
        ("sfew2.0_images/image_000001.png", PGM),
    ]);
    let set = any(folder.path());
    assert_eq!(told(&set), ["image_000000.png anger train -", "image_000001.png neutral val -"]);
    assert_eq!(set.faces[0].picture.bytes(100).unwrap(), PGM.as_bytes());
    let by_file = read(&folder.path().join("sfew_2.0_labels.csv"), &crate::testing::options("layout = \"sfew\""));
    assert_eq!(by_file.unwrap(), set);
}

#[test]
fn lists_that_are_none_are_refused() {
    let check = |list: &str, with_picture: bool| {
        let folder = folder_with(&[("sfew_2.0_labels.csv", list)]);
        if with_picture {
            super::super::testing::write(folder.path(), "sfew2.0_images/a.png", PGM.as_bytes());
        }
        refusal(folder.path(), "")
    };
    insta::assert_snapshot!(check("image_name,emotion,original_split\n", false), @"[set]: expected sfew2.0_images or images, which is not there");
    insta::assert_snapshot!(check("image_name,label\n", true), @"[set]/sfew_2.0_labels.csv: expected the columns image_name,emotion,original_split; found image_name,label");
    insta::assert_snapshot!(check("image_name,emotion,original_split\nb.png,Angry,Train_Aligned_Faces\n", true), @r"
    [set]: 1 of 1 pictures do not exist under [set]/sfew2.0_images
      b.png
    ");
    let unknown = check("image_name,emotion,original_split\na.png,Bored,Train_Aligned_Faces\n", true);
    assert!(unknown.contains("`Bored` (1)"), "{unknown}");
}
