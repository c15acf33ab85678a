//! Tables of an audit with a planted gap.

use super::*;
use crate::table::Format;
use crate::testing::audited;

#[test]
fn every_table_fits_its_columns_and_renders_everywhere() {
    let tables = audit_tables(&audited());
    assert!(tables.len() >= 8, "{}", tables.len());
    for table in &tables {
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", table.title);
        for format in [Format::Terminal, Format::Markdown, Format::Csv, Format::Latex, Format::Json] {
            assert!(!table.render(format).contains("NaN"), "{}", table.title);
        }
    }
}

#[test]
fn the_planted_gap_is_marked_and_its_worst_group_named() {
    let page = audited();
    let table = disparity_table(&page.audit);
    let is_gap = |row: &&Vec<Value>| row[0] == Value::words("gender") && row[1].text().starts_with("accuracy *");
    let row = table.rows.iter().find(is_gap).expect("the gap of accuracy stands out");
    assert_eq!(row[2], Value::words("female"));
}

#[test]
fn a_policy_and_pairs_are_told() {
    let page = audited();
    let policy = policy_table(page.policy.as_ref().unwrap());
    assert!(policy.rows.iter().any(|row| row[4] == Value::words("fail")));
    let pairs = pair_table(&page.pairs);
    assert_eq!((pairs.rows.len(), &pairs.rows[0][1]), (1, &Value::Count(60)));
    let flips = flip_table(&page.audit.columns.classes, &page.pairs[0]);
    assert_eq!(flips.rows.len(), page.audit.columns.classes.len());
}

#[test]
fn adjusted_and_matched_odds_stand_beside_the_counted_ones() {
    let page = audited();
    let odds = &page.regressions[0];
    let table = odds_table(odds);
    let group = &odds.report.groups[0];
    let row = &table.rows[0];
    assert_eq!((table.rows.len(), row.len(), &row[0]), (1, 9, &Value::words(&group.level)));
    let number = |place: usize| match &row[place] {
        Value::Number { value, .. } => *value,
        other => panic!("expected a number, found {other:?}"),
    };
    let matched = odds.matched[0].odds_ratio.unwrap().value;
    let expected = [group.crude.unwrap().value, group.adjusted.unwrap().value, matched];
    assert!([3, 5, 7].map(number).iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-12));
    // The light explains the gap: both corrections lie nearer to 1 than what was counted, and on the same side of it.
    let distance = |ratio: f64| ratio.ln().abs();
    assert!(distance(number(5)) < distance(number(3)) / 2.0, "{row:?}");
    assert!(distance(number(7)) < distance(number(3)) / 2.0, "{row:?}");
    assert!(table.notes.iter().any(|note| note.starts_with("matched: ")));
}
