//! Tests of the rules of manifests and lock files.

use super::*;

#[track_caller]
fn check_file(path: &str, text: &str, expected: &[&str]) {
    let problems: Vec<_> = check(&Tree::of(&[(path, text)])).iter().map(ToString::to_string).collect();
    assert_eq!(problems, expected);
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    let path = "crates/faces/Cargo.toml";
    check_file(path, "[lints]\nworkspace = true\n", &[]);
    check_file(path, "lints.workspace = true\n", &[]);
    check_file(path, "[package]\n", &["crates/faces/Cargo.toml: expected `[lints] workspace = true`"]);
    check_file(path, "[lints]\nworkspace = false\n", &["crates/faces/Cargo.toml: expected `[lints] workspace = true`"]);
    check_file("Cargo.toml", "[workspace]\n", &[]);
}

#[test]
fn packages_come_from_the_public_registry() {
    check_file("Cargo.lock", &format!("source = \"{CRATES_IO}\"\n"), &[]);
    let found = "Cargo.lock: expected packages from crates.io only, found \"git+https://a.b/c\"";
    check_file("Cargo.lock", "source = \"git+https://a.b/c\"\n", &[found]);
    let found = ".cargo/config.toml: expected no registry in the repository, found [source.crates-io]";
    check_file(".cargo/config.toml", "[alias]\n[source.crates-io]\n", &[found]);
    check_file(".cargo/config.toml", "[alias]\nxtask = \"run\"\n", &[]);
}

#[test]
fn requirements_are_pinned_names() {
    check_file("reference/requirements.txt", "# comment\nnumpy==2.0.0\n\n", &[]);
    let unpinned = "reference/requirements.txt: expected a pinned version (==), found numpy>=2";
    check_file("reference/requirements.txt", "numpy>=2\n", &[unpinned]);
    let place = "reference/requirements.txt: expected a package by name, found --index-url x";
    check_file("reference/requirements.txt", "--index-url x\n", &[place]);
}
