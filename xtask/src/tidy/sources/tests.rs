//! Tests of the rules of single files.

use super::*;

#[track_caller]
fn check_text(path: &str, text: &str, expected: &[&str]) {
    let problems: Vec<_> = check(&Tree::of(&[(path, text)])).iter().map(ToString::to_string).collect();
    assert_eq!(problems, expected);
}

#[test]
fn a_rust_file_begins_with_a_sentence() {
    check_text("crates/faces/src/a.rs", "//! One.\n", &[]);
    let expected = "crates/faces/src/a.rs: expected one `//!` sentence on the first line";
    check_text("crates/faces/src/a.rs", "use std::fmt;\n", &[expected]);
    check_text("crates/faces/src/a.rs", "", &[expected]);
    check_text(
        "crates/faces/src/mod.rs",
        "//! One.\n",
        &["crates/faces/src/mod.rs: expected `foo.rs` beside `foo/`, found mod.rs"],
    );
}

#[test]
fn a_file_of_code_has_at_most_500_lines() {
    let text = |n_lines: usize| format!("//! One.\n{}", "\n".repeat(n_lines - 1));
    check_text("a.rs", &text(500), &[]);
    check_text("a.rs", &text(501), &["a.rs: expected at most 500 lines, found 501"]);
    check_text("a.py", &text(501), &["a.py: expected at most 500 lines, found 501"]);
    check_text("a.md", &text(501), &[]);
}

#[test]
fn a_lint_is_expected_with_a_reason_never_allowed() {
    let expected = "a.rs:2: expected `#[expect(lint, reason = \"…\")]`, found `allow`";
    check_text("a.rs", "//! One.\n#[allow(dead_code)]\n", &[expected]);
    check_text("a.rs", "//! One.\n#![allow(dead_code)]\n", &[expected]);
    check_text("a.rs", "//! One.\n#[expect(dead_code, reason = \"x\")]\n// #[allow(dead_code)]\n", &[]);
}

#[test]
fn unsafe_code_is_in_kernels_only() {
    let expected = "a.rs:2: `unsafe` belongs into crates/kernels";
    check_text("a.rs", "//! One.\nunsafe { x() }\n", &[expected]);
    check_text("a.rs", "//! One.\nlet x = unsafe{ x() };\n", &[expected]);
    check_text("a.rs", "//! One.\n#![expect(unsafe_code, reason = \"x\")]\n", &[expected]);
    check_text("crates/kernels/src/a.rs", "//! One.\nunsafe { x() }\n", &[]);
    check_text("a.rs", "//! One.\nlet not_unsafe = \"unsafe {\"; // unsafe { }\n", &[]);
}

#[test]
fn audit_names_nothing_that_opens_files() {
    let expected = "crates/audit/src/a.rs:2: audit opens no file, found `std::fs`";
    check_text("crates/audit/src/a.rs", "//! One.\nuse std::fs;\n", &[expected]);
    check_text("crates/audit/src/a/tests.rs", "//! One.\nuse std::fs;\n", &[]);
    check_text("crates/faces/src/a.rs", "//! One.\nuse std::fs;\n", &[]);
}

#[test]
fn photographs_and_large_files_are_refused() {
    let expected =
        |path: &str| format!("{path}: a photograph must not be in the repository; fixtures are drawn by code");
    for path in ["a/face.jpg", "a/FACE.JPEG", "face.pgm", "face.pgm.gz"] {
        check_text(path, "", &[&expected(path)]);
    }
    check_text("docs/plot.svg", "", &[]);
    check_text("a.bin", &"x".repeat(1_000_000), &[]);
    check_text("a.bin", &"x".repeat(1_000_001), &["a.bin: expected at most 1000000 bytes, found 1000001"]);
}

#[test]
fn paths_of_one_machine_are_refused() {
    for (folder, follows) in MACHINE_FOLDERS {
        let start = if folder.starts_with(':') { "C" } else { "" };
        let expected = format!("a.md:2: an absolute path of one machine ({folder}…)");
        check_text("a.md", &format!("text\nsee {start}{folder}me/file\n"), &[&expected]);
        let short = format!("text\n`{start}{folder}me`\n");
        let n_expected = usize::from(*follows == Follows::Anything);
        check_text("a.md", &short, &[expected.as_str()][..n_expected]);
    }
    for inside in ["https://example.org", "..", "~", "${BASE}"] {
        check_text("a.md", &format!("{inside}{}me/page\n", MACHINE_FOLDERS[0].0), &[]);
    }
}

#[test]
fn code_is_what_is_neither_quoted_nor_a_comment() {
    for (line, expected) in [
        ("let a = 1; // b", "let a = 1; "),
        (r#"f("a // b", c)"#, "f(, c)"),
        (r#"f("a \" b", c)"#, "f(, c)"),
        (r#"f('"', c) // d"#, "f(', c) "),
        ("/// doc", ""),
    ] {
        assert_eq!(code_of(line), expected);
    }
}
