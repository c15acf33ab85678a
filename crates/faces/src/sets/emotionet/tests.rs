//! Tests of `EmotioNet`.

use super::super::testing::{PGM, folder_with, told};
use crate::{ActionUnit, ActionUnitLabel, Layout, ReadOptions, read_any};

#[test]
fn unknown_units_are_unknown_and_pictures_are_named_by_their_addresses() {
    let folder = folder_with(&[
        ("list.csv", "URL,orig_url,AU 1,AU 12,AU 60\nhttp://x.org/N_1/a.jpg,http://y,0,1,0\n'b.jpg',,999,-1,999\n"),
        ("images/a.jpg", PGM),
        ("images/b.jpg", PGM),
    ]);
    let set = read_any(&folder.path().join("list.csv"), &ReadOptions::default()).unwrap();
    assert_eq!((set.layout, told(&set)), (Layout::EmotioNet, vec!["a.jpg - - -".to_owned(), "b.jpg - - -".to_owned()]));
    let unit = |number: u8| set.faces[0].action_units[&ActionUnit::new(number).unwrap()];
    assert_eq!((unit(1), unit(12)), (ActionUnitLabel::Absent, ActionUnitLabel::Present));
    assert!(set.faces[1].action_units.is_empty());
    assert_eq!(set.left_out.action_units["au60"], 1);
}

#[test]
fn tables_that_are_wrong_are_refused() {
    let check = |table: &str| {
        let folder = folder_with(&[("list.csv", table), ("images/a.jpg", PGM)]);
        let options = crate::testing::options("layout = \"emotionet\"");
        crate::testing::without_root(&read_any(&folder.path().join("list.csv"), &options).unwrap_err(), folder.path())
    };
    assert!(check("URL,AU 1\na.jpg,2\n").contains("AU 1: found `2`, expected 0, 1, -1 or 999"));
    insta::assert_snapshot!(check("URL,age\na.jpg,2\n"), @"[set]/list.csv: expected the columns URL,AU 1,AU 2 and so on; found URL,age");
    insta::assert_snapshot!(check("AU 1\n0\n"), @"[set]/list.csv: expected the columns URL,AU 1,AU 2 and so on; found AU 1");
}
