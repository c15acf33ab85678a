//! Tests of finding what cargo built and of choosing cores.

use super::*;

#[test]
fn the_executable_is_read_from_cargos_messages() {
    let check = |message: &str, expected: Option<&str>| {
        assert_eq!(executable(message, "fast"), expected.map(PathBuf::from), "{message}");
    };
    check(r#"{"target":{"name":"fast","kind":["example"]},"executable":"/t/fast"}"#, Some("/t/fast"));
    check(r#"{"target":{"name":"slow","kind":["example"]},"executable":"/t/slow"}"#, None);
    check(r#"{"target":{"name":"fast","kind":["lib"]},"executable":null}"#, None);
    check(r#"{"reason":"build-finished","success":true}"#, None);
    check("no message", None);
}

#[test]
fn one_logical_processor_is_taken_of_each_core() {
    let check = |siblings: &[&str], n, expected: Option<&str>| {
        let siblings: Vec<String> = siblings.iter().map(|list| (*list).to_owned()).collect();
        assert_eq!(one_of_each(&siblings, n).as_deref(), expected, "{siblings:?}");
    };
    check(&["0", "1"], 1, Some("0"));
    check(&["0-1", "0-1", "2-3", "2-3"], 2, Some("0,2"));
    check(&["0,2", "1,3", "0,2", "1,3"], 2, Some("0,1"));
    check(&["0,1", "0,1"], 2, None);
    check(&[], 1, None);
}
