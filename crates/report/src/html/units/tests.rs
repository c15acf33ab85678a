//! The page of a small audit of action units.

use super::*;
use crate::testing::{SCRIPT, audited_units};

#[test]
fn the_page_says_every_unit_and_escapes_every_word() {
    let page = audited_units();
    let html = render_units(&page).unwrap();
    assert!(!html.contains(SCRIPT), "markup is escaped");
    for word in ["AU4", "AU12", "Without a known annotation: AU9", "F1 by group", "What stands out"] {
        assert!(html.contains(word), "{word}");
    }
    assert_eq!(html, render_units(&page).unwrap());
    assert_eq!(html.matches("<script").count(), 0);
}

#[test]
fn seconds_that_are_no_number_are_refused() {
    let mut page = audited_units();
    page.run.seconds = f64::NAN;
    assert!(render_units(&page).is_err());
}
