//! Tests of counting: nothing is lost, the order of rows is nothing, and what does not fit is refused.

use proptest::prelude::*;

use super::*;
use crate::fairness::testing::columns;

type Drawn = (u16, u16, Option<u16>, u64, u16);

fn count(rows: &[Drawn]) -> Tallied {
    let mut tally = Tally::new(columns(3, &[2])).unwrap();
    tally.n_when_compact = 4;
    for (group, truth, predicted, person, seed) in rows {
        let groups = [group.checked_sub(1)];
        let row = Row {
            groups: &groups,
            truth: *truth,
            predicted: *predicted,
            person: Some(*person),
            seed: *seed,
            probabilities: &[],
        };
        tally.add(&row).unwrap();
    }
    tally.close().unwrap()
}

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    prop::collection::vec((0..3_u16, 0..3_u16, prop::option::of(0..3_u16), 0..9_u64, 0..3_u16), 1..60)
}

proptest! {
    #[test]
    fn every_row_is_in_its_cell(rows in drawn()) {
        let tallied = count(&rows);
        prop_assert_eq!(tallied.n_rows(), rows.len() as u64);
        let mut expected = vec![0; tallied.counts.len()];
        for (group, truth, predicted, _, seed) in &rows {
            let joint = tallied.joints.iter().position(|joint| joint[0] == *group).unwrap();
            let seed = tallied.seeds.iter().position(|s| s == seed).unwrap();
            let outcome = predicted.map_or(3, usize::from);
            expected[joint * tallied.stride() + seed * 12 + *truth as usize * 4 + outcome] += 1;
        }
        prop_assert_eq!(&tallied.counts, &expected);
        let mut of_people = vec![0; expected.len()];
        tallied.person_rows().unwrap().for_each(|(_, cell)| of_people[cell as usize] += 1);
        prop_assert_eq!(&of_people, &expected);
    }

    #[test]
    fn the_order_of_rows_changes_nothing(rows in drawn()) {
        let (forwards, mut rows) = (count(&rows), rows);
        rows.reverse();
        let backwards = count(&rows);
        prop_assert_eq!(forwards.counts, backwards.counts);
        prop_assert_eq!(forwards.joints, backwards.joints);
        prop_assert_eq!(forwards.people, backwards.people);
    }
}

#[test]
fn rows_that_do_not_fit_are_refused() {
    let fits = Row { groups: &[Some(1)], truth: 2, predicted: Some(0), person: None, seed: 0, probabilities: &[] };
    let check = |row: Row<'_>, expected: &str| {
        let mut tally = Tally::new(columns(3, &[2])).unwrap();
        tally.add(&fits).unwrap();
        assert_eq!(tally.add(&row).unwrap_err().to_string(), expected);
        assert_eq!(tally.close().unwrap().n_rows(), 1);
    };
    check(Row { groups: &[], ..fits }, "expected 1 groups in the row, found 0");
    check(Row { groups: &[Some(2)], ..fits }, "attribute `a0`: expected a level below 2, found 2");
    check(Row { truth: 3, ..fits }, "expected a class below 3, found 3");
    check(Row { predicted: Some(7), ..fits }, "expected a class below 3, found 7");
    check(Row { probabilities: &[0.5], ..fits }, "expected 3 probabilities in the row, or none, found 1");
    check(Row { person: Some(1), ..fits }, "expected a person in all rows or in none, found both");
}

#[test]
fn nothing_and_nameless_seeds_cannot_be_closed() {
    assert_eq!(Tally::new(columns(3, &[])).unwrap().close().unwrap_err(), TallyError::Empty);
    assert_eq!(Tally::new(columns(1, &[])).unwrap_err(), TallyError::Classes { most: 1000, found: 1 });
    let mut tally = Tally::new(columns(2, &[])).unwrap();
    for seed in [4, 9] {
        tally.add(&Row { groups: &[], truth: 0, predicted: None, person: None, seed, probabilities: &[] }).unwrap();
    }
    assert_eq!(tally.close().unwrap_err(), TallyError::SeedsWithoutPeople { n_seeds: 2 });
}
