//! Tests of tar archives.

use super::super::testing::{PGM, any, refusal, told, write};
use super::*;
use crate::{Layout, read, read_any};

fn tar_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, *bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

fn folder_of_tar(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "train-0000.tar", &tar_of(files));
    folder
}

#[test]
fn pictures_and_labels_go_together_by_name() {
    let folder = folder_of_tar(&[
        ("a/000.jpg", PGM.as_bytes()),
        ("a/000.json", b"{\"expression\": \"fear\", \"split\": \"train\", \"age\": 31.5, \"tags\": [1]}"),
        ("a/001.png", b"second"),
        ("a/001.cls", b"anger\n"),
        ("b.cls", b"fear"),
        ("c.seg.txt", b"x"),
    ]);
    let set = any(folder.path());
    assert_eq!(set.layout, Layout::WebDataset);
    assert_eq!(told(&set), ["train-0000/a/000.jpg fear train -", "train-0000/a/001.png anger - -"]);
    assert_eq!(set.faces[0].groups["age"], "31.5");
    assert_eq!(set.faces[0].picture.bytes(100).unwrap(), PGM.as_bytes());
    assert_eq!(set.faces[1].picture.bytes(100).unwrap(), b"second");
    assert_eq!(set.left_out.n_faces["labels without a picture"], 2);
    let by_file = read_any(&folder.path().join("train-0000.tar"), &ReadOptions::default()).unwrap();
    assert_eq!(by_file.faces, set.faces);
}

#[test]
fn numbers_need_a_map() {
    let folder = folder_of_tar(&[("0.jpg", PGM.as_bytes()), ("0.cls", b"4")]);
    assert!(refusal(folder.path(), "").contains("\"4\" = \"?\""));
    let set = read(folder.path(), &crate::testing::options("[labels]\n4 = \"sadness\"")).unwrap();
    assert_eq!(told(&set), ["train-0000/0.jpg sadness - -"]);
}

#[test]
fn archives_that_are_none_are_refused() {
    let whole = tar_of(&[("0.jpg", &[7; 3000])]);
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.tar", &whole[..1024]);
    let refused = refusal(folder.path(), "");
    assert!(refused.contains("a.tar: not a tar archive that can be read"), "{refused}");
    write(folder.path(), "a.tar", &[b'x'; 2000]);
    assert!(refusal(folder.path(), "").contains("not a tar archive that can be read"));
    write(folder.path(), "a.tar", &tar_of(&[("0.jpg", b"a"), ("0.png", b"b")]));
    assert!(refusal(folder.path(), "").contains("0: expected one picture, found `two`"));
    write(folder.path(), "a.tar", &tar_of(&[("0.jpg", b"a"), ("0.json", b"[1]")]));
    assert!(refusal(folder.path(), "").contains("0.json: expected a label, or a JSON object"));
    write(
        folder.path(),
        "a.tar",
        &tar_of(&[("0.jpg", b"a"), ("0.cls", b"fear"), ("0.json", b"{\"expression\": \"anger\"}")]),
    );
    assert!(refusal(folder.path(), "").contains("found `two values of expression`"));
}
