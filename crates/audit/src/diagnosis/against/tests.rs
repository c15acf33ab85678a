//! Tests of distances against scipy, and of their cells against the exact numbers.

use faces::Measure;
use proptest::prelude::*;

use super::super::picture::Picture;
use super::*;
use crate::diagnosis::testing::{assert_close, floats, picture, quick, rows};

fn set(values: &[f64]) -> Vec<Picture> {
    let with = |(i, value): (usize, &f64)| {
        let mut picture = picture(i);
        picture.measures.set(Measure::Pitch, *value);
        picture
    };
    values.iter().enumerate().map(with).collect()
}

fn held_against(first: &[f64], second: &[f64]) -> Against {
    let (first, second) = (set(first), set(second));
    against(Measure::Pitch, &Frame::new(&first), &Frame::new(&second), &quick()).unwrap()
}

#[test]
fn distances_agree_with_scipy() {
    for row in rows("distances") {
        let sorted = |name: &str| {
            let mut values = floats(&row[name]);
            values.sort_by(f64::total_cmp);
            values
        };
        assert_close(wasserstein(&sorted("first"), &sorted("second")).unwrap(), &row["distance"]);
    }
}

#[test]
fn overlaps_agree_with_numpy() {
    for row in rows("overlaps") {
        let found = held_against(&floats(&row["first"]), &floats(&row["second"]));
        assert_close(found.overlap.value, &row["overlap"]);
        assert_close(found.not_covered.value, &row["not_covered"]);
    }
}

#[test]
fn a_planted_shift_lies_in_the_interval() {
    let values =
        |n: usize, shift: f64| -> Vec<f64> { (0..n).map(|i| shift + (i * 37 % n) as f64 / n as f64).collect() };
    let found = held_against(&values(400, 0.5), &values(300, 0.0));
    assert!(found.distance.interval.unwrap().contains(0.5), "{found:?}");
    assert!(found.overlap.interval.unwrap().contains(0.5) && found.not_covered.interval.unwrap().contains(0.5));
    assert!(found.distance_by_chance.unwrap() < 0.05 && found.p_value.unwrap() < 0.01);
}

#[test]
fn an_empty_set_has_no_distance() {
    let (none, some) = (set(&[]), set(&[1.0]));
    assert_eq!(against(Measure::Pitch, &Frame::new(&none), &Frame::new(&some), &quick()), None);
    assert_eq!(against(Measure::Pitch, &Frame::new(&some), &Frame::new(&none), &quick()), None);
    assert_eq!(wasserstein(&[], &[1.0]), None);
}

proptest! {
    #[test]
    fn cells_are_near_the_exact_distance(
        first in proptest::collection::vec(-50.0_f64..50.0, 40..80),
        second in proptest::collection::vec(-20.0_f64..90.0, 40..80),
    ) {
        let sorted = |values: &[f64]| { let mut v = values.to_vec(); v.sort_by(f64::total_cmp); v };
        let (a, b) = (sorted(&first), sorted(&second));
        let grid = Grid::new(&a, &b).unwrap();
        let (p, q) = (set(&a), set(&b));
        let counts = |pictures: &[Picture]| {
            let frame = Frame::new(pictures);
            grid.counts(&grid.rows(&frame, &frame.values(Measure::Pitch)))
        };
        let near = grid.distance(&counts(&p), &counts(&q)).unwrap();
        // Two or three values share a cell, which is a hundredth of their range wide.
        prop_assert!((near - wasserstein(&a, &b).unwrap()).abs() < 1.5);
    }
}
