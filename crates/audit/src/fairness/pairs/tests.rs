//! Tests of pairs against statsmodels, and of what people in several pairs change.

use super::*;
use crate::fairness::testing::{assert_same, list, peers};

fn classes(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("class {i}")).collect()
}

fn report(n_classes: usize, rows: &[PairRow]) -> PairReport {
    let mut tally = PairTally::new(classes(n_classes)).unwrap();
    for row in rows {
        tally.add(row).unwrap();
    }
    tally.report(&AuditOptions::default()).unwrap()
}

fn pair(truth: u16, first: u16, second: u16) -> PairRow {
    PairRow { truth, first: Some(first), second: Some(second), person: None }
}

#[test]
fn symmetry_agrees_with_statsmodels() {
    for row in peers("symmetry") {
        let counts: Vec<Vec<u64>> = list(&row["counts"]);
        let found = symmetry(&counts).unwrap();
        assert_same(Some(found.statistic), &row["statistic"]);
        assert_same(Some(found.p_value), &row["p_value"]);
    }
    assert_eq!(symmetry(&[vec![5, 0], vec![0, 9]]), None);
}

/// 36 right in both, 12 lost, 2 gained: Newcombe's worked example the other way round.
#[test]
fn a_table_of_pairs_gives_the_known_interval() {
    let mut rows = vec![pair(0, 0, 0); 36];
    rows.extend(vec![pair(0, 0, 1); 12]);
    rows.extend(vec![pair(0, 2, 0); 2]);
    rows.push(PairRow { second: None, ..pair(0, 0, 0) });
    let found = report(3, &rows);
    assert_eq!(found.found, Paired { both: 36, only_first: 12, only_second: 2, neither: 0 });
    assert_eq!((found.with_missed.only_first, found.n_missed_second, found.n_missed_first), (13, 1, 0));
    let interval = found.gap_interval.unwrap();
    assert_eq!(format!("{:.4} {:.4} {:.2}", interval.low, interval.high, found.gap.unwrap()), "0.0569 0.3404 0.20");
    assert!((found.p_value - crate::mcnemar_exact(12, 2)).abs() < 1e-15);
    assert_eq!((found.odds_ratio, found.flips[0][1], found.flips[2][0]), (Some(6.0), 12, 2));
    assert_eq!(found.flipped.map(|rate| (rate.n_hits(), rate.n_faces())), Some((14, 50)));
    let odds = found.odds_ratio_interval.unwrap();
    assert!(1.0 < odds.low && odds.contains(6.0), "{odds:?}");
}

/// Thirty faces, each paired with ten disguises that do the same: thirty observations, not three hundred.
#[test]
fn copies_of_a_pair_are_no_evidence() {
    let answer = |person: u64| if person < 9 { pair(0, 0, 1) } else { pair(0, 0, 0) };
    let once: Vec<PairRow> = (0..30).map(|p| PairRow { person: Some(p), ..answer(p) }).collect();
    let often: Vec<PairRow> = once.iter().flat_map(|row| [*row; 10]).collect();
    let (once, often) = (report(2, &once), report(2, &often));
    assert_eq!((often.n_pairs, often.n_people, often.gap), (300, 30, once.gap));
    let width = |report: &PairReport| report.gap_interval.map(|interval| interval.high - interval.low).unwrap();
    assert!(width(&often) > 0.7 * width(&once), "{:?} {:?}", once.gap_interval, often.gap_interval);
    // Nine people who all lost: 2 / 2^9 by exchange, as in the exact test of the nine.
    assert!((often.p_value - once.p_value).abs() < 0.005, "{} {}", often.p_value, once.p_value);
    assert_eq!(once.flipped_interval, often.flipped_interval.map(|_| once.flipped_interval.unwrap()));
}

#[test]
fn pairs_without_faces_say_nothing() {
    let found = report(2, &[PairRow { first: None, second: None, ..pair(0, 0, 0) }]);
    assert_eq!((found.gap, found.gap_interval, found.flipped, found.symmetry), (None, None, None, None));
    assert_eq!((found.n_missed_both, found.with_missed.neither), (1, 1));
    assert_eq!(PairTally::new(classes(2)).unwrap().report(&AuditOptions::default()), Err(TallyError::Empty));
}
