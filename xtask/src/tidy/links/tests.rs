//! Tests of the links between Markdown files.

use super::*;

#[track_caller]
fn check_links(readme: &str, expected: &[&str]) {
    let method = "# Method\n\n## The *first* step: 1/2\n\n## Twice\n\n## Twice\n\n```text\n# not a heading\n```\n";
    let tree = Tree::of(&[("README.md", readme), ("docs/method.md", method), ("docs/plot.svg", "")]);
    let problems: Vec<_> = check(&tree).iter().map(ToString::to_string).collect();
    assert_eq!(problems, expected);
}

#[test]
fn links_to_files_folders_headings_and_pages_pass() {
    check_links("[a](docs/method.md) [b](./docs/) [c](docs) [d](https://example.org/x) [e](mailto:a@b.c)\n", &[]);
    check_links("# Read me\n[a](#read-me) [b](docs/method.md#the-first-step-12) [c](docs/method.md#twice-1)\n", &[]);
    check_links("![a](docs/plot.svg \"title\") <img src=\"docs/plot.svg\">\n", &[]);
    check_links("`[a](none.md)` and\n```text\n[a](none.md)\n```\n", &[]);
}

#[test]
fn links_to_nothing_are_named_with_their_line() {
    check_links("\n[a](docs/none.md)\n", &["README.md:2: the link 'docs/none.md' points to no file"]);
    check_links("[a](../other.md)\n", &["README.md:1: the link '../other.md' leaves the repository"]);
    check_links("[a](#none)\n", &["README.md:1: the link '#none' points to no heading"]);
    check_links("[a](docs/method.md#none)\n", &["README.md:1: the link 'docs/method.md#none' points to no heading"]);
    check_links(
        "[a](docs/method.md#not-a-heading)\n",
        &["README.md:1: the link 'docs/method.md#not-a-heading' points to no heading"],
    );
    check_links("<img src=\"none.svg\">\n", &["README.md:1: the link 'none.svg' points to no file"]);
}

#[test]
fn a_link_is_relative_to_its_own_file() {
    for (from, target, expected) in [
        ("docs/a/b.md", "../c.md", Some("docs/c.md")),
        ("docs/a.md", "b.md", Some("docs/b.md")),
        ("a.md", "", Some("a.md")),
        ("a.md", "../b.md", None),
    ] {
        assert_eq!(resolve(from, target).as_deref(), expected);
    }
}
