//! The tables of a small audit of action units, whole.

use super::*;
use crate::table::Format;
use crate::testing::audited_units;

#[test]
fn units_groups_and_what_stands_out_are_tables() {
    let page = audited_units();
    let tables: Vec<String> = units_tables(&page).iter().map(|table| table.render(Format::Markdown)).collect();
    insta::assert_snapshot!(tables.join("\n"));
    insta::assert_snapshot!(units_answer(&page.units));
}
