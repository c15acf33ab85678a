//! Tests of DISFA.

use super::super::testing::{PGM, any, folder_with, refusal, told};
use crate::{ActionUnit, ActionUnitLabel, Layout, ReadOptions, read};

#[test]
fn frames_have_intensities_and_no_expression() {
    let folder = folder_with(&[
        ("ActionUnit_Labels/SN001/SN001_au1.txt", "1,0\n2,3\n3,5\n"),
        ("ActionUnit_Labels/SN001/SN001_au12.txt", "1,1\n2,0\n3,2\n"),
        ("Images/SN001/SN001_frame_0001.png", PGM),
        ("Images/SN001/SN001_frame_0003.png", PGM),
    ]);
    let set = any(folder.path());
    assert_eq!((set.layout, set.left_out.n_faces["labelled frame without a picture"]), (Layout::Disfa, 1));
    assert_eq!(
        told(&set),
        ["Images/SN001/SN001_frame_0001.png - - SN001", "Images/SN001/SN001_frame_0003.png - - SN001"]
    );
    let unit = |number: u8| set.faces[1].action_units[&ActionUnit::new(number).unwrap()];
    assert_eq!((unit(1), unit(12)), (ActionUnitLabel::Intensity(5.0), ActionUnitLabel::Intensity(2.0)));
    let refused = read(folder.path(), &ReadOptions::default()).unwrap_err().to_string();
    assert!(refused.contains("none of 2 faces has an expression"), "{refused}");
}

#[test]
fn frames_and_lines_that_do_not_fit_are_refused() {
    let check = |labels: &str, picture: &str| {
        let folder = folder_with(&[("ActionUnit_Labels/SN001/SN001_au1.txt", labels), (picture, PGM)]);
        refusal(folder.path(), "")
    };
    let refused = check("1,0\n", "Images/SN001/frame_0000.png");
    assert!(refused.contains("frame_0000.png`, expected a frame with a line in the files of labels"), "{refused}");
    let refused = check("1,6\n", "Images/SN001/frame_0001.png");
    assert!(refused.contains("line 1: SN001_au1.txt: found `1,6`, expected a frame and an intensity"), "{refused}");
    let refused = check("1,0\n", "Images/SN001/frame.png");
    assert!(refused.contains("expected a name that ends in a frame's own number"), "{refused}");
    let refused = check("1,0\n", "Images/SN002/frame_0001.png");
    assert!(refused.contains("expected SN001, which is not there"), "{refused}");
}
