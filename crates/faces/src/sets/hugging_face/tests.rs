//! Tests of folders with metadata.

use super::super::testing::{PGM, any, folder_with, refusal, told};
use crate::{Layout, read};

#[test]
fn metadata_of_every_split_is_read() {
    let folder = folder_with(&[
        ("train/metadata.csv", "file_name,expression,gender\na.png,anger,f\n"),
        ("train/a.png", PGM),
        (
            "test/metadata.jsonl",
            "{\"file_name\": \"b.png\", \"expression\": \"fear\", \"age\": 30, \"box\": [1, 2]}\n\n",
        ),
        ("test/b.png", PGM),
    ]);
    let set = any(folder.path());
    assert_eq!(set.layout, Layout::Metadata);
    assert_eq!(told(&set), ["test/b.png fear test -", "train/a.png anger train -"]);
    assert_eq!((set.faces[0].groups["age"].as_str(), set.faces[1].groups["gender"].as_str()), ("30", "f"));
    assert_eq!(set.group_columns, ["age", "gender"]);
}

#[test]
fn other_names_need_the_options() {
    let folder = folder_with(&[("metadata.jsonl", "{\"file_name\": \"a.png\", \"label\": 3}\n"), ("a.png", PGM)]);
    assert_eq!(told(&any(folder.path())), ["a.png - - -"], "without labels the label is a group");
    let check = |toml: &str| read(folder.path(), &crate::testing::options(toml)).map_err(|e| e.to_string());
    assert!(check("").unwrap_err().contains("expression = \"label\""));
    assert!(check("[columns]\nexpression = \"label\"").unwrap_err().contains("\"3\" = \"?\""));
    let set = check("[columns]\nexpression = \"label\"\n[labels]\n3 = \"happiness\"").unwrap();
    assert_eq!(told(&set), ["a.png happiness - -"]);
}

#[test]
fn metadata_that_is_none_is_refused() {
    let check = |name: &str, text: &str| refusal(folder_with(&[(name, text), ("a.png", PGM)]).path(), "");
    insta::assert_snapshot!(check("metadata.csv", "file,label\n"), @"[set]/metadata.csv: expected the columns file_name; found file,label");
    assert!(check("metadata.jsonl", "{\"file_name\": \"a.png\"}\n[1]\n").contains("line 2: expected a JSON object"));
    assert!(check("metadata.jsonl", "{\"file_name\": \"../a.png\"}\n").contains("leaves the folder"));
}
