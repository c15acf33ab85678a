//! Tests of finding, listing, verifying and importing.

use std::fs;

use tempfile::{TempDir, tempdir};

use super::*;

// SHA-256 of "abc" and of the empty text: FIPS 180-4's example and NIST's test vector.
const SHA256_ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const SHA256_EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// `pair` needs both `abc.bin` and `empty.bin`; `either` is content with one of `one.bin` ("abc") and `two.bin` ("").
fn store() -> (TempDir, Store) {
    let entry = |name: &str, needs: &str, files: [&str; 2]| {
        format!(
            "[[entry]]\nname = '{name}'\npurpose = ''\nfolder = '{name}'\nneeds = '{needs}'\nlicence = 'MIT'\n\
             licence_url = ''\nsource = ''\nnote = ''\n\
             [[entry.file]]\nfile = '{}'\nsize_bytes = 3\nsha256 = '{SHA256_ABC}'\n\
             [[entry.file]]\nfile = '{}'\nsize_bytes = 0\nsha256_prefix = '{}'\n",
            files[0],
            files[1],
            &SHA256_EMPTY[..8]
        )
    };
    let pair = entry("pair", "all", ["abc.bin", "empty.bin"]);
    let either = entry("either", "any", ["one.bin", "two.bin"]);
    let dir = tempdir().unwrap();
    let store =
        Store::with_lock(dir.path().join("weights"), Lock::parse(&format!("format = 1\n{pair}{either}")).unwrap());
    (dir, store)
}

fn put(store: &Store, file: &str, content: &str) {
    let path = store.dir().join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

#[test]
fn a_file_is_found_only_when_it_is_the_pinned_one() {
    let (_dir, store) = store();
    let message = store.find("pair", "abc.bin").unwrap_err().to_string();
    assert!(
        message.ends_with("get them with `evenface weights pull pair` or `evenface weights import FILE`"),
        "{message}"
    );
    put(&store, "pair/abc.bin", "ab");
    let message = store.find("pair", "abc.bin").unwrap_err().to_string();
    assert!(message.contains("expected 3 bytes") && message.contains("found 2 bytes"), "{message}");
    put(&store, "pair/abc.bin", "abd");
    let message = store.find("pair", "abc.bin").unwrap_err().to_string();
    assert!(message.contains(SHA256_ABC) && message.contains("`evenface weights pull pair`"), "{message}");
    put(&store, "pair/abc.bin", "abc");
    assert_eq!(store.find("pair", "abc.bin").unwrap(), store.dir().join("pair/abc.bin"));
    let message = store.find("pair", "abd.bin").unwrap_err().to_string();
    assert_eq!(message, "expected one of abc.bin, empty.bin, found 'pair/abd.bin'");
}

#[test]
fn the_list_names_every_state() {
    let (_dir, store) = store();
    put(&store, "pair/abc.bin", "abc");
    put(&store, "either/two.bin", "x");
    let states: Vec<_> = store.list().unwrap().into_iter().map(|line| line.state).collect();
    let corrupt = FileState::Corrupt { expected: "0 bytes".into(), found: "1 bytes".into() };
    assert_eq!(states, [FileState::Verified, FileState::Absent, FileState::Absent, corrupt]);
}

#[test]
fn an_entry_needs_all_files_or_any_one() {
    let (_dir, store) = store();
    put(&store, "pair/abc.bin", "abc");
    assert!(matches!(store.verify("pair"), Err(WeightsError::Absent { path, .. }) if path.ends_with("empty.bin")));
    put(&store, "pair/empty.bin", "");
    assert_eq!(store.verify("pair").unwrap().len(), 2);
    assert!(matches!(store.verify("either"), Err(WeightsError::Absent { path, .. }) if path.ends_with("one.bin")));
    put(&store, "either/two.bin", "");
    assert_eq!(store.verify("either").unwrap(), [store.dir().join("either/two.bin")]);
    put(&store, "either/one.bin", "bad");
    assert!(matches!(store.verify("either"), Err(WeightsError::Corrupt { .. })));
}

#[test]
fn an_imported_file_is_recognised_by_its_hash_not_its_name() {
    let (dir, store) = store();
    let file = dir.path().join("anything.download");
    fs::write(&file, "abc").unwrap();
    let imported = store.import(&file).unwrap();
    assert_eq!((imported.name.as_str(), imported.file.as_str()), ("pair", "abc.bin"));
    assert_eq!(store.find("pair", "abc.bin").unwrap(), imported.path);
    let names: Vec<_> =
        fs::read_dir(store.dir().join("pair")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["abc.bin"]);
}

#[test]
fn an_unknown_file_is_refused_with_the_hashes_there_are() {
    let (dir, store) = store();
    let file = dir.path().join("abc.bin");
    fs::write(&file, "not abc").unwrap();
    let message = store.import(&file).unwrap_err().to_string();
    assert!(message.contains(&format!("pair/abc.bin sha256 {SHA256_ABC}, 3 bytes")), "{message}");
    assert!(!store.dir().exists());
    assert!(matches!(store.import(&dir.path().join("none")), Err(WeightsError::Io { .. })));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test is told by the environment where the real weights are")]
fn a_folder_of_real_weights_is_a_store() {
    let Ok(dir) = std::env::var("EVENFACE_WEIGHTS") else {
        println!("skipped: EVENFACE_WEIGHTS names no folder of weights");
        return;
    };
    let store = Store::new(dir);
    assert_eq!(store.verify("mtcnn").unwrap().len(), 3);
    assert_eq!(store.verify("imagenet-mobilenet-v2").unwrap().len(), 1);
}
