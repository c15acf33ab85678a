//! Tests of class folders.

use std::collections::BTreeMap;

use std::ffi::OsStr;
use std::fs;

use crate::read;
use crate::testing::{folder_of, options, without_root};
use crate::{Expression, Split};

fn error(files: &[&str], toml: &str) -> String {
    let folder = folder_of(files);
    without_root(&read(folder.path(), &options(toml)).unwrap_err(), folder.path())
}

#[test]
fn a_folder_per_class_is_read_whatever_lies_beside_the_pictures() {
    let folder = folder_of(&[
        "anger/1.png",
        "anger/b/2.JPG",
        "fear/1.pgm",
        "fear/notes.txt",
        "fear/.hidden.png",
        "README.md",
        ".git/x.png",
    ]);
    let set = read(folder.path(), &options("")).unwrap();
    let faces: Vec<_> = set.faces.iter().map(|f| (f.id.as_str(), f.expression)).collect();
    let expected = [
        ("anger/1.png", Some(Expression::Anger)),
        ("anger/b/2.JPG", Some(Expression::Anger)),
        ("fear/1.pgm", Some(Expression::Fear)),
    ];
    assert_eq!(faces, expected);
    assert!(set.faces.iter().all(|f| f.picture.file().is_file() && f.split.is_none()));
    assert_eq!((set.left_out.n_other_files, set.columns.len()), (3, 2));
}

#[test]
fn folders_of_splits_above_the_classes_are_splits() {
    let folder = folder_of(&["train/anger/1.png", "val/anger/1.png", "val/fear/2.png"]);
    let set = read(folder.path(), &options("")).unwrap();
    let splits: Vec<_> = set.faces.iter().map(|f| f.split.unwrap()).collect();
    assert_eq!(splits, [Split::Train, Split::Val, Split::Val]);
    assert_eq!(set.columns, ["path", "expression", "split"]);
}

#[test]
fn maps_serve_folders_as_well() {
    let folder = folder_of(&["Training/Angry/1.png", "Testing/Angry/1.png", "Testing/Contempt/1.png"]);
    let toml = "already_cropped = \"all\"\n[labels]\nAngry = \"anger\"\nContempt = \"\"\n\
                [splits]\nTraining = \"train\"\nTesting = \"test\"";
    let set = read(folder.path(), &options(toml)).unwrap();
    assert!(set.faces.len() == 2 && set.faces.iter().all(|f| f.is_crop));
    assert_eq!(set.left_out.n_faces, BTreeMap::from([("Contempt".to_owned(), 1)]));
}

#[test]
fn unknown_classes_and_splits_are_told_the_map() {
    insta::assert_snapshot!(error(&["Angry/1.png", "Angry/2.png", "joy/1.png", "docs/readme.txt"], ""), @r#"
    [set]: unknown values of `expression`, with numbers of faces: `Angry` (2), `joy` (1)
    known are anger, disgust, fear, happiness, neutral, sadness, surprise
    hint: check this map line by line and add it to the options of the set
    [labels]
    "Angry" = "anger"
    "joy" = "happiness"
    "#);
    insta::assert_snapshot!(error(&["train/anger/1.png", "validation/anger/1.png"], ""), @r#"
    [set]: unknown values of `split`, with numbers of faces: `validation` (1)
    known are train, val, test
    hint: check this map line by line and add it to the options of the set
    [splits]
    "validation" = "val"
    "#);
}

#[test]
fn folders_without_pictures_are_refused() {
    insta::assert_snapshot!(error(&["anger/1.png", "fear/readme.txt", "sadness/b/x.txt"], ""), @r"
    [set]: no pictures in fear, sadness
    hint: remove the folder if the class is meant to be absent
    ");
    insta::assert_snapshot!(error(&["train/anger/1.png", "val/readme.txt"], ""), @r"
    [set]: no pictures in val
    hint: remove the folder if the class is meant to be absent
    ");
    insta::assert_snapshot!(error(&["1.png", "readme.txt"], ""), @r"
    [set]: none of 1 faces has an expression, and one is needed here
    hint: `evenface faces check` shows what is annotated; a manifest names the expressions in a column `expression`
    ");
    insta::assert_snapshot!(error(&["readme.txt"], ""), @"[set]: no faces; expected manifest.csv, or a folder of pictures per class");
    insta::assert_snapshot!(error(&["docs/readme.txt"], ""), @r"
    [set]: no pictures in docs
    hint: remove the folder if the class is meant to be absent
    ");
    insta::assert_snapshot!(error(&["contempt/1.png"], "[labels]\ncontempt = \"\""), @"[set]: no faces; the maps of labels and splits leave every one of them out");
}

#[test]
#[cfg(unix)]
fn a_link_back_up_is_not_followed() {
    let folder = folder_of(&["anger/1.png"]);
    std::os::unix::fs::symlink(folder.path(), folder.path().join("anger/loop")).unwrap();
    let set = read(folder.path(), &options("")).unwrap();
    assert_eq!((set.faces.len(), set.left_out.n_other_files), (1, 1));
}

#[test]
#[cfg(target_os = "linux")]
fn a_name_that_is_no_text_is_refused() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder_of(&["anger/1.png"]);
    fs::write(folder.path().join("anger").join(OsStr::from_bytes(b"caf\xe9.png")), "x").unwrap();
    insta::assert_snapshot!(without_root(&read(folder.path(), &options("")).unwrap_err(), folder.path()), @r"
    [set]: rows that cannot be read: 1
      `anger/caf�.png` is not a UTF-8 name
    ");
}
