//! Tests of reading the command line.

use super::*;

#[test]
fn options_come_in_any_order_and_have_defaults() {
    let check = |words: &[&str], n_threads, n_repeats, json: Option<&str>| {
        let expected = Options { name: "train".to_owned(), json: json.map(PathBuf::from), n_threads, n_repeats };
        assert_eq!(Options::parse(words).unwrap(), expected, "{words:?}");
    };
    check(&["train"], 2, 9, None);
    check(&["train", "--threads", "1"], 1, 9, None);
    check(&["--repeats", "21", "train", "--json", "out.json"], 2, 21, Some("out.json"));
}

#[test]
fn what_is_no_option_is_refused() {
    let check = |words: &[&str], says: &str| {
        let error = Options::parse(words).unwrap_err().to_string();
        assert!(error.contains(says), "{words:?}: {error}");
    };
    check(&["train", "--threads"], "expected a value after --threads");
    check(&["train", "--threads", "0"], "--threads: expected a number above 0, found 0");
    check(&["train", "--repeats", "many"], "--repeats: expected a number above 0, found many");
    check(&["train", "infer"], "found infer");
    check(&["train", "--fast"], "found --fast");
}
