//! Tests of choosing scripts and comparing numbers.

use super::*;

#[test]
fn scripts_are_chosen_by_name() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("reference")).unwrap();
    for file in ["b.py", "a.py", "requirements.txt"] {
        fs::write(root.path().join("reference").join(file), "").unwrap();
    }
    let names = |chosen: Vec<PathBuf>| -> Vec<_> {
        chosen.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
    };
    assert_eq!(names(scripts(root.path(), &[]).unwrap()), ["a.py", "b.py"]);
    assert_eq!(names(scripts(root.path(), &["b"]).unwrap()), ["b.py"]);
    assert!(scripts(root.path(), &["c"]).unwrap_err().to_string().contains("'c'"));
}

#[test]
fn changed_and_new_numbers_are_named() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("crates/audit/tests/reference");
    fs::create_dir_all(&folder).unwrap();
    fs::create_dir_all(root.path().join("crates/faces")).unwrap();
    fs::write(folder.join("same.json"), "1").unwrap();
    fs::write(folder.join("other.json"), "1").unwrap();
    let before = numbers(root.path()).unwrap();
    fs::write(folder.join("other.json"), "2").unwrap();
    fs::write(folder.join("new.json"), "3").unwrap();
    let after = numbers(root.path()).unwrap();
    let expected = ["new: crates/audit/tests/reference/new.json", "changed: crates/audit/tests/reference/other.json"];
    assert_eq!(changes(&before, &after), expected);
}
