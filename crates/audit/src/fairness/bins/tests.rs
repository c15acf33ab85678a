//! Tests of bins: every number has one level, and every level a name.

use proptest::prelude::*;

use super::*;

#[test]
fn named_bins_have_a_name_per_level() {
    for bins in [Bins::ages(), Bins::typology_angles()] {
        assert_eq!(bins.attribute("x").levels.len(), bins.edges.len() + 1);
        assert!(Bins::new(bins.edges).is_some());
    }
    let tone = |angle| {
        Bins::typology_angles().attribute("tone").levels[Bins::typology_angles().level(angle).unwrap() as usize].clone()
    };
    assert_eq!([tone(-31.0), tone(0.0), tone(30.0), tone(83.0)], ["dark", "brown", "intermediate", "very light"]);
}

#[test]
fn edges_that_do_not_ascend_are_refused() {
    for edges in [vec![1.0, 1.0], vec![2.0, 1.0], vec![f64::NAN], vec![f64::INFINITY]] {
        assert_eq!(Bins::new(edges), None);
    }
    assert_eq!(Bins::new(Vec::new()).unwrap().attribute("x").levels, ["all"]);
}

proptest! {
    #[test]
    fn a_level_holds_what_lies_between_its_edges(value in -100.0..100.0_f64, a in -50.0..0.0_f64, b in 0.1..50.0_f64) {
        let level = Bins::new(vec![a, b]).unwrap().level(value).unwrap();
        let expected = u16::from(a <= value) + u16::from(b <= value);
        prop_assert_eq!(level, expected);
    }
}
