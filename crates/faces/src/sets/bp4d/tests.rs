//! Tests of BP4D.

use super::super::testing::{PGM, any, folder_with, refusal, told};
use crate::{ActionUnit, ActionUnitLabel, Layout};

#[test]
fn frames_are_coded_with_9_for_unknown() {
    let folder = folder_with(&[
        ("AUCoding/AU_OCC/F001_T1.csv", "0,1,12,39\n2440,0,1,9\n2441,9,0,0\n2442,0,0,0\n"),
        ("2D+3D/F001/T1/2440.jpg", PGM),
        ("2D+3D/F001/T1/2441.jpg", PGM),
        ("2D+3D/F001/T1/0001.jpg", PGM),
    ]);
    let set = any(folder.path());
    assert_eq!(set.layout, Layout::Bp4d);
    assert_eq!(told(&set), ["2D+3D/F001/T1/2440.jpg - - F001", "2D+3D/F001/T1/2441.jpg - - F001"]);
    let unit = |face: usize, number: u8| set.faces[face].action_units.get(&ActionUnit::new(number).unwrap()).copied();
    assert_eq!((unit(0, 1), unit(0, 12)), (Some(ActionUnitLabel::Absent), Some(ActionUnitLabel::Present)));
    assert_eq!((unit(1, 1), unit(1, 12)), (None, Some(ActionUnitLabel::Absent)));
    assert_eq!(set.left_out.action_units["au39"], 1);
    assert_eq!(set.left_out.n_faces["coded frame without a picture"], 1);
    assert_eq!(set.left_out.n_faces["picture outside the coded frames"], 1);
}

#[test]
fn tables_that_are_wrong_are_refused() {
    let check = |name: &str, table: &str| {
        let folder = folder_with(&[(&format!("AU_OCC/{name}"), table), ("F001/T1/1.jpg", PGM)]);
        refusal(folder.path(), "")
    };
    assert!(
        check("F001_T1.csv", "0,1\n1,2\n").contains("F001_T1.csv, unit 1: found `2`, expected 0, 1 or 9 (unknown)")
    );
    assert!(check("F001_T1.csv", "0,au1\n1,0\n").contains("found `au1`, expected numbers of action units"));
    assert!(check("F001_T1.csv", "0,1\nx,0\n").contains("found `x`, expected the number of a frame"));
    assert!(check("F001_T1.csv", "0,1\n1\n").contains("line 2: expected 2 cells"));
    assert!(check("F002_T1.csv", "0,1\n1,0\n").contains("F002/T1"));
    assert!(check("F001.csv", "0,1\n1,0\n").contains("expected tables such as F001_T1.csv"));
}
