//! Tests of the kinds of disguise.

use super::*;

#[test]
fn every_name_reads_back_and_others_are_refused() {
    for kind in DisguiseKind::ALL {
        assert_eq!((kind.to_string().parse(), kind.name()), (Ok(kind), kind.to_string().as_str()));
    }
    insta::assert_snapshot!("sword".parse::<DisguiseKind>().unwrap_err(), @"`sword` is not a kind of disguise; known are sunglasses, cap, headscarf, mask, beard, moustache, eyeglasses, niqab, scarf, hat, beanie, turban, wig, bandage, makeup, facepaint, hand");
}
