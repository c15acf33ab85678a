//! Tests of groups: which are made, and that every row is in the right one.

use super::*;
use crate::fairness::testing::columns;
use crate::fairness::{Row, Tally};

fn tallied(rows: &[[Option<u16>; 3]]) -> Tallied {
    let mut tally = Tally::new(columns(2, &[2, 3, 2])).unwrap();
    for (i, groups) in rows.iter().enumerate() {
        let predicted = (i % 3 > 0).then_some((i % 2) as u16);
        tally.add(&Row { groups, truth: 0, predicted, person: None, seed: 0, probabilities: &[] }).unwrap();
    }
    tally.close().unwrap()
}

#[test]
fn intersections_go_as_deep_as_their_parts_have_rows() {
    let rows: Vec<[Option<u16>; 3]> = (0..24).map(|i| [Some(i % 2), Some(i / 2 % 3), Some(u16::from(i > 0))]).collect();
    let names = |depth, least_n| -> Vec<Vec<usize>> {
        groupings(&tallied(&rows), depth, least_n).into_iter().map(|grouping| grouping.attributes).collect()
    };
    assert_eq!(names(1, 1), vec![vec![], vec![0], vec![1], vec![2]]);
    assert_eq!(names(9, 1).last(), Some(&vec![0, 1, 2]));
    // Groups of four at the most by the first two attributes, and so none of five by all three.
    assert_eq!(names(3, 5), vec![vec![], vec![0], vec![1], vec![2], vec![0, 2], vec![1, 2]]);
}

#[test]
fn unknown_levels_are_in_no_group() {
    let rows = [[None, Some(2), Some(0)], [Some(1), None, Some(0)], [Some(1), Some(2), Some(1)]];
    let tallied = tallied(&rows);
    let n_rows = |attributes: &[usize]| {
        Grouping::new(&tallied, attributes).tables(&tallied, &tallied.counts, &[1]).iter().sum::<u64>()
    };
    assert_eq!([n_rows(&[]), n_rows(&[0]), n_rows(&[1]), n_rows(&[0, 1]), n_rows(&[2])], [3, 2, 2, 1, 3]);
    // Levels of one attribute are all listed, combinations where they occur.
    assert_eq!(Grouping::new(&tallied, &[1]).groups.len(), 3);
    let both = Grouping::new(&tallied, &[0, 1]);
    assert_eq!((both.groups, both.n_empty), (vec![vec![1, 2]], 5));
}
