//! Tests of the share of faces that may be skipped.

use super::*;

fn problems(n: usize) -> Vec<Problem> {
    (0..n).map(|i| Problem { face: FaceId::new(&format!("{i}.png")).unwrap(), what: "truncated".to_owned() }).collect()
}

fn check(n_problems: usize, n_total: usize, max_share: f64, expected: bool) {
    let is_fine = check_share(&problems(n_problems), n_total, max_share).is_ok();
    assert_eq!(is_fine, expected, "{n_problems} of {n_total} at {max_share}");
}

#[test]
fn a_share_may_be_reached_but_not_passed() {
    check(0, 0, 0.0, true);
    check(0, 10, 0.0, true);
    check(1, 10, 0.0, false);
    check(1, 10, 0.1, true);
    check(2, 10, 0.1, false);
    check(10, 10, 1.0, true);
    check(0, 10, f64::NAN, false);
}

#[test]
fn the_first_five_are_listed() {
    insta::assert_snapshot!(check_share(&problems(7), 20, 0.05).unwrap_err(), @r"
    7 of 20 faces cannot be used, allowed is a share of 0.05
      0.png: truncated
      1.png: truncated
      2.png: truncated
      3.png: truncated
      4.png: truncated
      and 2 more
    ");
    insta::assert_snapshot!(check_share(&problems(1), 2, 0.0).unwrap_err(), @r"
    1 of 2 faces cannot be used, allowed is a share of 0
      0.png: truncated
    ");
}
