//! Tests of counting tests.

use super::*;

#[track_caller]
fn check(output: &str, expected: &str) {
    let mut tally = Tally::default();
    let mut shown = Vec::new();
    tally.read(output.as_bytes(), |line| shown.push(line.to_owned())).unwrap();
    assert_eq!(tally.to_string(), expected);
    assert_eq!(shown, output.lines().collect::<Vec<_>>());
}

#[test]
fn result_lines_are_summed() {
    check("", "tests: 0 passed, 0 failed");
    check(
        "running 3 tests\ntest a ... ok\n\
         test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
         test result: FAILED. 4 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 1.00s\n",
        "tests: 7 passed, 2 failed, 1 ignored",
    );
    check("the test result: ok. 3 passed; 0 failed\n", "tests: 0 passed, 0 failed");
}
