//! A run is never lost by accident, and never continued by another one.

use super::*;

fn open(root: &Path, existing: Existing, text: &str) -> Result<RunFolder, String> {
    RunFolder::open(root, existing, text).map_err(|error| error.to_string().replace(&root.display().to_string(), "RUN"))
}

#[test]
fn an_existing_run_is_refused_replaced_or_resumed() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("run");
    open(&root, Existing::Refuse, "a = 1\nb = 2\n").unwrap();
    fs::write(root.join("work"), "x").unwrap();

    assert_eq!(open(&root, Existing::Refuse, "a = 1\nb = 2\n").unwrap_err(), "RUN exists already");
    let error = open(&root, Existing::Resume, "a = 1\nb = 3\n").unwrap_err();
    assert_eq!(error, "RUN was started with another configuration; line 2 reads `b = 2`, now `b = 3`");
    open(&root, Existing::Resume, "a = 1\nb = 2\n").unwrap();
    assert!(root.join("work").exists(), "resuming keeps what is there");
    open(&root, Existing::Replace, "a = 9\n").unwrap();
    assert!(!root.join("work").exists(), "replacing starts from nothing");
}

#[test]
fn a_folder_of_something_else_is_never_removed() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("thesis.tex"), "years of work").unwrap();
    for existing in [Existing::Refuse, Existing::Replace, Existing::Resume] {
        assert!(open(dir.path(), existing, "a = 1\n").is_err());
        assert!(dir.path().join("thesis.tex").exists());
    }
}

#[test]
fn a_file_in_the_way_is_an_error_that_names_it() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("run");
    fs::write(&root, "a file").unwrap();
    assert!(open(&root, Existing::Replace, "").unwrap_err().starts_with("cannot write to RUN: "));
}
