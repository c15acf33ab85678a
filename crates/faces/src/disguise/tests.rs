//! Tests of the kinds of disguise.

use super::*;

#[test]
fn every_name_reads_back_and_others_are_refused() {
    for kind in DisguiseKind::ALL {
        assert_eq!((kind.to_string().parse(), kind.name()), (Ok(kind), kind.to_string().as_str()));
    }
    insta::assert_snapshot!("hat".parse::<DisguiseKind>().unwrap_err(), @"`hat` is not a kind of disguise; known are sunglasses, cap, headscarf, mask, beard, moustache, eyeglasses, niqab, scarf, makeup, facepaint, hand");
}
