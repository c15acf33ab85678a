//! Tests of tables of text.

use super::*;

fn check(text: &str, expected: &[(usize, &[&str])]) {
    let table = read(text.as_bytes(), Trim::All).unwrap();
    let rows: Vec<(usize, Vec<&str>)> = table.rows.iter().map(|(line, r)| (*line, r.iter().collect())).collect();
    let expected: Vec<(usize, Vec<&str>)> = expected.iter().map(|(line, r)| (*line, r.to_vec())).collect();
    assert_eq!((table.header.join("|"), rows), ("a|b".to_owned(), expected), "{text:?}");
}

fn error(bytes: &[u8]) -> String {
    read(bytes, Trim::All).unwrap_err().to_string()
}

#[test]
fn rows_know_their_lines() {
    check("a,b\n1,2\n3,4\n", &[(2, &["1", "2"]), (3, &["3", "4"])]);
    check("a,b\r\n1,2\r\n3,4", &[(2, &["1", "2"]), (3, &["3", "4"])]);
    check("\u{feff}a,b\n1,2", &[(2, &["1", "2"])]);
    check("\n\na , b\n\n\n1,2\n\n3,4\n\n", &[(6, &["1", "2"]), (8, &["3", "4"])]);
    check("a,b\n\"1\n1\",2\n3,4", &[(2, &["1\n1", "2"]), (4, &["3", "4"])]);
    check("a,b\n\"say \"\"x\"\"\",\",\"\n", &[(2, &["say \"x\"", ","])]);
    check("a,b\n,\n", &[(2, &["", ""])]);
}

#[test]
fn nothing_is_an_empty_table() {
    let table = read(b"", Trim::All).unwrap();
    assert!(table.header.is_empty() && table.rows.is_empty());
}

#[test]
fn ragged_rows_and_foreign_bytes_are_refused() {
    insta::assert_snapshot!(error(b"a,b\n1,2\n\n3\n"), @"line 4: expected 2 cells as in the header, found 1");
    insta::assert_snapshot!(error(b"a,b\r\n1,2,3\r\n"), @"line 2: expected 2 cells as in the header, found 3");
    insta::assert_snapshot!(error(b"a,b\n1,2\ncaf\xe9,4\n"), @"line 3: expected UTF-8 text, found byte 0xe9");
    insta::assert_snapshot!(error(b"\xff\xfea\0,\0"), @"line 1: expected UTF-8 text, found byte 0xff");
}
