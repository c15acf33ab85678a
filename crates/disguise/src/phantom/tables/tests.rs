//! Tests of the tables of truth.

use super::*;
use crate::phantom::sample_set;

fn number(table: &Table, column: &str, row: usize) -> f64 {
    match table.column(column) {
        Some(Column::Float(cells)) => cells[row].expect("a number"),
        other => panic!("{column}: {other:?}"),
    }
}

#[test]
fn landmarks_are_those_of_the_picture() {
    let drawn: Vec<_> = sample_set(1, 2, 2).iter().map(|sitting| sitting.draw(48)).collect();
    let rows: Vec<(&str, Landmarks68)> = ["a.png", "b.png", "c.png", "d.png"]
        .into_iter()
        .zip(drawn.iter().map(|phantom| phantom.landmarks_68))
        .collect();
    let table = landmarks(&rows).expect("a table");
    assert_eq!((table.n_rows(), table.names().len()), (4, 1 + 136));
    for (row, phantom) in drawn.iter().enumerate() {
        let (nose, corner) = (phantom.landmarks.nose, phantom.landmarks.right_mouth);
        for (column, expected) in [("x_30", nose.x), ("y_30", nose.y), ("x_54", corner.x), ("y_54", corner.y)] {
            assert!((number(&table, column, row) - f64::from(expected)).abs() < 0.006, "{column}");
        }
    }
}

#[test]
fn intensities_are_on_the_scale_of_the_grades() {
    let sittings = sample_set(1, 3, 7);
    let rows: Vec<(&str, &Shot)> = sittings.iter().map(|sitting| ("a.png", &sitting.shot)).collect();
    let table = action_units(&rows).expect("a table");
    assert_eq!(table.names().len(), 1 + ActionUnit::NAMES.len());
    for (row, sitting) in sittings.iter().enumerate() {
        for (unit, intensity) in &sitting.shot.action_units {
            let cell = number(&table, &format!("au{}", unit.number()), row);
            assert!((cell - 5.0 * f64::from(*intensity)).abs() < 0.001 && (0.0..=5.0).contains(&cell));
        }
        assert!(number(&table, "au28", row).abs() < 1e-9, "no expression sucks its lips");
    }
}
