//! Tests of reading a data set from disk.

use std::fs;

use super::*;
use crate::testing::{folder_of, options, without_root};

fn error(files: &[&str], manifest: &str) -> String {
    let folder = folder_of(files);
    fs::write(folder.path().join("manifest.csv"), manifest).unwrap();
    without_root(&read(folder.path(), &options("")).unwrap_err(), folder.path())
}

#[test]
fn a_manifest_is_found_by_its_folder_or_by_itself() {
    let folder = folder_of(&["images/a.png", "anger/b.png"]);
    let manifest = folder.path().join("manifest.csv");
    fs::write(&manifest, "path,expression\nimages/a.png,fear\n").unwrap();
    let set = read(folder.path(), &options("")).unwrap();
    assert_eq!(set, read(&manifest, &options("")).unwrap());
    assert_eq!(set.faces.len(), 1, "the manifest goes before class folders");
    fs::remove_file(manifest).unwrap();
    assert_eq!(read(&folder.path().join("."), &options("")).unwrap_err().to_string().lines().count(), 5);
}

#[test]
fn a_manifest_may_have_another_name_and_place() {
    let folder = folder_of(&["pictures/a.png", "lists/mine.csv"]);
    let manifest = folder.path().join("lists/mine.csv");
    fs::write(&manifest, "path,expression\na.png,fear\n").unwrap();
    let set = read(&manifest, &options("picture_folder = \"../pictures\"")).unwrap();
    assert_eq!(set.faces[0].id.as_str(), "a.png");
    assert!(set.faces[0].picture.file().is_file());
}

#[test]
fn pictures_that_do_not_exist_are_counted_and_the_first_listed() {
    let rows: String = (0..8).map(|i| format!("images/{i}.png,fear\n")).collect::<Vec<_>>().concat();
    insta::assert_snapshot!(error(&["images/3.png"], &format!("path,expression\n{rows}")), @r"
    [set]/manifest.csv: 7 of 8 pictures do not exist under [set]
      images/0.png
      images/1.png
      images/2.png
      images/4.png
      images/5.png
      and 2 more
    ");
    insta::assert_snapshot!(error(&["images/3.png"], "path,expression\nimages,fear\n"), @r"
    [set]/manifest.csv: 1 of 1 pictures do not exist under [set]
      images
    ");
}

#[test]
fn what_is_not_there_cannot_be_read() {
    let folder = folder_of(&[]);
    let path = folder.path().join("nowhere.csv");
    insta::assert_snapshot!(without_root(&read(&path, &options("")).unwrap_err(), folder.path()), @"cannot read [set]/nowhere.csv: No such file or directory (os error 2)");
}
