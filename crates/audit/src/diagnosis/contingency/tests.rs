//! Tests of associations against scipy and scikit-learn.

use proptest::prelude::*;

use super::*;
use crate::diagnosis::testing::{assert_close, floats, rows};

fn table(counts: &serde_json::Value) -> Contingency {
    let rows: Vec<Vec<f64>> = counts.as_array().unwrap().iter().map(floats).collect();
    let counts = rows.concat().into_iter().map(|count| count as u64).collect();
    Contingency { n_rows: rows.len(), n_columns: rows[0].len(), counts }
}

#[test]
fn associations_agree_with_scipy_and_scikit_learn() {
    for row in rows("tables") {
        let table = table(&row["counts"]);
        let (r, c) = (table.n_rows, table.n_columns);
        let strength = table.strength().unwrap();
        assert_close(cramers_v(strength.phi_squared, r, c), &row["cramers_v"]);
        let by_chance = expected_phi_squared(table.total(), r, c);
        assert_close(corrected_v(strength.phi_squared, by_chance, r, c), &row["bergsma"]);
        assert_close(strength.nmi, &row["nmi"]);
    }
}

#[test]
fn one_row_has_no_association() {
    let of = |n_rows, n_columns, counts: &[u64]| Contingency { n_rows, n_columns, counts: counts.to_vec() }.strength();
    assert_eq!(of(1, 2, &[3, 4]), None);
    assert_eq!(of(2, 2, &[3, 4, 0, 0]), None);
    assert_eq!(of(2, 2, &[0, 0, 0, 0]), None);
    assert!(of(2, 2, &[3, 0, 0, 1]).is_some());
}

proptest! {
    #[test]
    fn order_and_size_do_not_matter(counts in proptest::collection::vec(0_u64..40, 12), turn in 0_usize..3) {
        let table = Contingency { n_rows: 3, n_columns: 4, counts };
        let mut turned = table.clone();
        turned.counts.rotate_left(4 * turn);
        let mut doubled = table.clone();
        doubled.counts.iter_mut().for_each(|count| *count *= 2);
        let close = |other: Option<Strength>| match (table.strength(), other) {
            (Some(a), Some(b)) => (a.phi_squared - b.phi_squared).abs() < 1e-9 && (a.nmi - b.nmi).abs() < 1e-9,
            (a, b) => a == b,
        };
        prop_assert!(close(turned.strength()));
        prop_assert!(close(doubled.strength()));
        if let Some(strength) = table.strength() {
            prop_assert!((0.0..=1.0).contains(&cramers_v(strength.phi_squared, 3, 4)));
            prop_assert!((0.0..=1.0).contains(&strength.nmi));
        }
    }
}
