//! Tests of writing files whole.

use std::fs;

use super::*;
use crate::testing::without_root;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn error(path: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "old").unwrap();
    fs::create_dir_all(folder.path().join("folder/inner")).unwrap();
    let message = without_root(&write_atomically(&folder.path().join(path), "new").unwrap_err(), folder.path());
    assert_eq!(names(folder.path()), ["file", "folder"], "nothing is left behind");
    message
}

#[test]
fn a_file_is_made_and_replaced_and_nothing_is_left_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    for content in ["first", "second, longer", ""] {
        write_atomically(&path, content).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
        assert_eq!(names(folder.path()), ["a.txt"]);
    }
}

#[test]
fn the_longest_name_that_a_file_can_have_is_fine() {
    let folder = tempfile::tempdir().unwrap();
    let name = "x".repeat(255);
    write_atomically(&folder.path().join(&name), [0u8, 255]).unwrap();
    assert_eq!(names(folder.path()), [name]);
}

#[test]
fn writers_of_one_file_do_not_mix() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    let path = &path;
    let contents = ["a", "b", "c", "d"].map(|letter| letter.repeat(100_000));
    std::thread::scope(|scope| {
        for content in &contents {
            scope.spawn(move || write_atomically(path, content).unwrap());
        }
    });
    assert!(contents.contains(&fs::read_to_string(path).unwrap()));
    assert_eq!(names(folder.path()), ["a.txt"]);
}

#[test]
fn a_file_that_cannot_be_written_says_why() {
    insta::assert_snapshot!(error("nowhere/a.txt"), @"could not write [set]/nowhere/a.txt: the folder [set]/nowhere does not exist");
    insta::assert_snapshot!(error("file/a.txt"), @"could not write [set]/file/a.txt: [set]/file is not a folder");
    insta::assert_snapshot!(error("folder"), @"could not write [set]/folder: there is a folder of this name");
}

#[test]
fn each_cause_has_its_own_words() {
    let check = |kind: ErrorKind, expected: &str| {
        let error = WriteError { path: PathBuf::from("runs/a.csv"), cause: kind.into() };
        assert_eq!(error.to_string(), format!("could not write runs/a.csv: {expected}"));
    };
    check(ErrorKind::PermissionDenied, "no permission to write in the folder runs");
    check(ErrorKind::ReadOnlyFilesystem, "the folder runs is read-only");
    check(ErrorKind::StorageFull, "the disk is full");
    check(ErrorKind::TimedOut, "timed out");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_noticed() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    assert_eq!(finish(&full, |file| file.write_all(b"x")).unwrap_err().kind(), ErrorKind::StorageFull);
}

#[test]
fn content_that_cannot_be_finished_leaves_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    write_atomically(&path, "old").unwrap();
    let half = |file: &mut (dyn Write + Send)| file.write_all(b"ne").and(Err(ErrorKind::StorageFull.into()));
    let error = write_atomically_with(&path, half).unwrap_err();
    assert_eq!(error.cause.kind(), ErrorKind::StorageFull);
    assert_eq!((fs::read_to_string(&path).unwrap().as_str(), names(folder.path())), ("old", vec!["a.txt".to_owned()]));
}

#[test]
#[cfg(unix)]
fn others_may_read_a_file_as_they_may_any_new_one() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    write_atomically(&folder.path().join("ours"), "").unwrap();
    fs::write(folder.path().join("usual"), "").unwrap();
    let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
    assert_eq!(mode("ours"), mode("usual"));
}

#[test]
fn a_bare_name_lies_in_the_current_folder() {
    assert_eq!(folder_of(Path::new("a.txt")), Path::new("."));
    assert_eq!(folder_of(Path::new("b/a.txt")), Path::new("b"));
}
