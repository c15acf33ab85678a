//! Sets with no gap and with a wide one.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::fairness::{Attribute, Columns, Row, Tally};

/// 200 people in two groups, of which the first is read worse.
fn set(seed: u64, gap: f64) -> Result<Tallied, TallyError> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let classes = ["a", "b"].map(str::to_owned).to_vec();
    let attribute = Attribute { name: "group".to_owned(), levels: ["x", "y"].map(str::to_owned).to_vec() };
    let mut tally = Tally::new(Columns { classes, attributes: vec![attribute] })?;
    for person in 0..200_u16 {
        let right = 0.8 - if person % 2 == 0 { gap } else { 0.0 };
        let truth = person / 2 % 2;
        let predicted = Some(if rng.random::<f64>() < right { truth } else { 1 - truth });
        let groups = [Some(person % 2)];
        let row =
            Row { groups: &groups, truth, predicted, person: Some(u64::from(person)), seed: 0, probabilities: &[] };
        tally.add(&row)?;
    }
    tally.close()
}

#[test]
fn wide_gaps_are_found_and_no_gap_seldom_alarms() {
    let options = AuditOptions { n_replicates: 0, n_permutations: 199, ..AuditOptions::default() };
    let none = calibrate(("group", 0.0), 60, &options, |seed| set(seed, 0.0)).unwrap();
    assert!(none.alarmed.fraction() < 0.2 && none.found.n_hits() <= none.alarmed.n_hits(), "{none:?}");
    let wide = calibrate(("group", 0.4), 60, &options, |seed| set(seed, 0.4)).unwrap();
    assert!(wide.found.fraction() > 0.9, "{wide:?}");
    assert!(wide.covered.unwrap().fraction() > 0.85, "{wide:?}");
    assert_eq!(wide, calibrate(("group", 0.4), 60, &options, |seed| set(seed, 0.4)).unwrap());
}

#[test]
fn no_sets_and_unknown_columns_say_nothing() {
    let options = AuditOptions { n_replicates: 0, n_permutations: 19, ..AuditOptions::default() };
    assert!(matches!(calibrate(("group", 0.0), 0, &options, |seed| set(seed, 0.0)), Err(TallyError::Empty)));
    let unknown = calibrate(("sex", 0.0), 3, &options, |seed| set(seed, 0.0)).unwrap();
    assert_eq!((unknown.found.n_hits(), unknown.covered), (0, None));
}
