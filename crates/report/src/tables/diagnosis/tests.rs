//! Tests of the tables of a diagnosis.

use super::*;
use crate::table::Format;
use crate::testing::diagnosis;

#[test]
fn every_table_is_rectangular_and_renders() {
    let tables = diagnosis_tables(&diagnosis());
    assert_eq!(tables.len(), 12, "{:?}", tables.iter().map(|table| &table.title).collect::<Vec<_>>());
    for table in tables {
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", table.title);
        for format in [Format::Terminal, Format::Markdown, Format::Csv, Format::Latex, Format::Json] {
            assert!(!table.render(format).contains("NaN"));
        }
        let json = table.render(Format::Json);
        assert_eq!(serde_json::from_str::<Table>(&json).unwrap(), table, "{}", table.title);
    }
}

#[test]
fn rates_stand_beside_their_counts() {
    let table = missed_table(&diagnosis());
    let texts: Vec<String> = table.rows[0].iter().map(Value::text).collect();
    assert_eq!(texts[..5], ["all", "all", "20", "120", "16.7"]);
    assert!(table.notes[1].contains("by chance alone"), "{:?}", table.notes);
}

#[test]
fn what_is_not_measured_is_a_dash() {
    let table = measure_table(&diagnosis());
    let row = table.rows.iter().find(|row| row[0].text() == "sharpness").unwrap();
    assert_eq!(row[1..4].iter().map(Value::text).collect::<Vec<_>>(), ["0", "120", "–"]);
}

#[test]
fn numbers_have_no_negative_zero() {
    for (value, digits, text) in
        [(-0.001, 2, "0.00"), (-0.5, 1, "-0.5"), (0.0, 0, "0"), (-0.2, 0, "0"), (10.0, 0, "10")]
    {
        assert_eq!(decimals(value, digits), text);
    }
}
