//! Tests of `AffectNet` in all its forms.

use super::super::testing::{PGM, any, folder_with, npy, refusal, told, write};
use crate::{Layout, Point, ReadOptions, read};

const HEADER: &str =
    "subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal";

fn row(path: &str, code: &str) -> String {
    let points: Vec<String> = (0..68).map(|i| format!("{i};{}", 100 + i)).collect();
    format!("{path},10,20,30,40,{},{code},0.1,0.2\n", points.join(";"))
}

#[test]
fn tables_have_the_codes_of_the_makers() {
    let folder = folder_with(&[
        ("training.csv", &format!("{HEADER}\n{}{}", row("1/a.jpg", "0"), row("1/b.jpg", "10"))),
        ("validation.csv", &format!("{HEADER}\n{}{}", row("2/c.jpg", "6"), row("2/d.jpg", "7"))),
        ("Manually_Annotated_Images/1/a.jpg", PGM),
        ("Manually_Annotated_Images/2/c.jpg", PGM),
    ]);
    let set = read(folder.path(), &ReadOptions::default()).unwrap();
    assert_eq!(set.layout, Layout::AffectNetCsv);
    assert_eq!(told(&set), ["1/a.jpg neutral train -", "2/c.jpg anger val -"]);
    assert_eq!((set.left_out.n_faces["contempt"], set.left_out.n_faces["no face"]), (1, 1));
    let place = set.faces[0].place.unwrap();
    assert_eq!((place.face_box.right, place.face_box.bottom), (40.0, 60.0));
    assert_eq!(place.landmarks.left_eye, Point::new(38.5, 138.5), "points 36 to 41");
    assert_eq!((place.landmarks.nose, place.landmarks.right_mouth), (Point::new(30.0, 130.0), Point::new(54.0, 154.0)));
}

#[test]
fn numpy_files_have_the_codes_of_the_makers_too() {
    let folder =
        folder_with(&[("train_set/images/0.jpg", PGM), ("train_set/images/1.jpg", PGM), ("val_set/images/0.jpg", PGM)]);
    write(folder.path(), "train_set/annotations/0_exp.npy", &npy("<U1", "()", b"1\0\0\0"));
    write(folder.path(), "train_set/annotations/1_exp.npy", &npy("<i8", "()", &7i64.to_le_bytes()));
    write(folder.path(), "val_set/annotations/0_exp.npy", &npy("<U1", "()", b"5\0\0\0"));
    let set = any(folder.path());
    assert_eq!(set.layout, Layout::AffectNetNpy);
    assert_eq!(told(&set), ["train_set/images/0.jpg happiness train -", "val_set/images/0.jpg disgust val -"]);
    assert_eq!(set.left_out.n_faces["contempt"], 1);
    std::fs::remove_file(folder.path().join("val_set/annotations/0_exp.npy")).unwrap();
    write(folder.path(), "train_set/annotations/0_exp.npy", b"1");
    let refused = refusal(folder.path(), "");
    assert!(refused.contains("train_set/annotations/0_exp.npy: found `something else`"), "{refused}");
    assert!(refused.contains("expected a file for every picture"), "{refused}");
}

#[test]
fn numbered_folders_are_refused_until_somebody_says_whose_numbers_they_are() {
    let folder = folder_with(&[("train/0/a.jpg", PGM), ("train/1/b.jpg", PGM), ("val/7/c.jpg", PGM)]);
    insta::assert_snapshot!(refusal(folder.path(), ""), @r#"
    [set]: the class folders are numbers (0, 1, 7), and sets number their classes differently: `AffectNet`'s 0 is neutral by its makers and anger where the names were sorted
    hint: `--layout affectnet-official` or `--layout affectnet-alphabetical` for `AffectNet`; for another set look its order up and add a map to the options of the set
    [labels]
    "0" = "?"
    "1" = "?"
    "7" = "?"
    "#);
    let told_by = |layout: &str| {
        let options = crate::testing::options(&format!("layout = \"{layout}\""));
        let set = read(folder.path(), &options).unwrap();
        (told(&set).join(", "), set.left_out.n_faces.keys().cloned().collect::<Vec<_>>().join(" "))
    };
    let official = "train/0/a.jpg neutral train -, train/1/b.jpg happiness train -";
    assert_eq!(told_by("affectnet-official"), (official.to_owned(), "7".to_owned()));
    let alphabetical = "train/0/a.jpg anger train -, val/7/c.jpg surprise val -";
    assert_eq!(told_by("affectnet-alphabetical"), (alphabetical.to_owned(), "1".to_owned()));
    let map = crate::testing::options("[labels]\n0 = \"fear\"\n1 = \"anger\"\n7 = \"\"");
    assert_eq!(
        told(&read(folder.path(), &map).unwrap()),
        ["train/0/a.jpg fear train -", "train/1/b.jpg anger train -"]
    );
}

#[test]
fn tables_that_are_wrong_are_refused() {
    let check = |rows: &str| {
        let folder = folder_with(&[("training.csv", &format!("{HEADER}\n{rows}")), ("images/1/a.jpg", PGM)]);
        refusal(folder.path(), "")
    };
    assert!(check(&row("1/a.jpg", "11")).contains("expression: found `11`, expected 0 (neutral), 1 (happiness)"));
    assert!(check(&row("1/a.jpg", "1").replace(";100", "")).contains("facial_landmarks: found `135 numbers`"));
    assert!(check(&row("9/z.jpg", "1")).contains("expected 9/z.jpg in one of Manually_Annotated_Images"));
}
