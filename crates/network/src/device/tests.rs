//! Tests of the names of devices.

use super::*;

#[test]
fn words_name_devices() {
    for (word, known) in [("auto", true), ("cpu", true), ("CPU", false), ("gpu", false), ("", false)] {
        assert_eq!(parse(word).is_ok(), known, "{word}");
    }
    assert!(cpu_for_training().is_autodiff());
    assert!(!cpu().is_autodiff());
}
