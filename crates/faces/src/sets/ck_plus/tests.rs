//! Tests of CK+.

use super::super::testing::{PGM, any, folder_with, refusal, told};
use crate::{ActionUnit, ActionUnitLabel, Layout, ReadOptions, read};

const PICTURES: &str = "cohn-kanade-images";

fn sample() -> tempfile::TempDir {
    folder_with(&[
        (&format!("{PICTURES}/S005/001/S005_001_00000001.png"), PGM),
        (&format!("{PICTURES}/S005/001/S005_001_00000002.png"), PGM),
        (&format!("{PICTURES}/S005/001/S005_001_00000011.png"), PGM),
        (&format!("{PICTURES}/S010/002/S010_002_00000001.png"), PGM),
        (&format!("{PICTURES}/S010/002/S010_002_00000014.png"), PGM),
        (&format!("{PICTURES}/S011/001/S011_001_00000001.png"), PGM),
        (&format!("{PICTURES}/S011/001/S011_001_00000002.png"), PGM),
        ("Emotion/S005/001/S005_001_00000011_emotion.txt", "   3.0000000e+00\n"),
        ("Emotion/S011/001/S011_001_00000002_emotion.txt", "   2.0000000e+00\n"),
        (
            "FACS/S005/001/S005_001_00000011_facs.txt",
            "   9.0000000e+00   4.0000000e+00\n   1.7000000e+01   0.0000000e+00\n",
        ),
        ("FACS/S010/002/S010_002_00000014_facs.txt", "  12 3\n  54 0\n"),
    ])
}

#[test]
fn the_last_frame_has_the_expression() {
    let folder = sample();
    let set = any(folder.path());
    assert_eq!(set.layout, Layout::CkPlus);
    assert_eq!(
        told(&set),
        [
            "cohn-kanade-images/S005/001/S005_001_00000011.png disgust - S005",
            "cohn-kanade-images/S010/002/S010_002_00000014.png - - S010",
        ]
    );
    assert_eq!((set.left_out.n_faces["contempt"], set.left_out.action_units["au54"]), (1, 1));
    let unit = |face: usize, number: u8| set.faces[face].action_units.get(&ActionUnit::new(number).unwrap()).copied();
    assert_eq!(unit(0, 9), Some(ActionUnitLabel::Intensity(4.0)));
    assert_eq!(unit(0, 17), Some(ActionUnitLabel::Present), "0 is a grade that nobody gave");
    assert_eq!((unit(0, 12), unit(1, 9)), (Some(ActionUnitLabel::Absent), Some(ActionUnitLabel::Absent)));
    assert_eq!(unit(0, 1), None, "a unit that the set labels nowhere");
    let labelled = read(folder.path(), &ReadOptions::default()).unwrap();
    assert_eq!((labelled.faces.len(), labelled.left_out.n_faces["without a label"]), (1, 1));
}

#[test]
fn first_frames_are_neutral_on_request() {
    let set = read(sample().path(), &crate::testing::options("first_frames = \"neutral\"")).unwrap();
    assert_eq!(told(&set).iter().filter(|face| face.contains("_00000001.png neutral")).count(), 3);
}

#[test]
fn files_of_labels_that_are_wrong_are_refused() {
    let check = |emotion: &str, units: &str| {
        let folder = sample();
        super::super::testing::write(
            folder.path(),
            "Emotion/S005/001/S005_001_00000011_emotion.txt",
            emotion.as_bytes(),
        );
        super::super::testing::write(folder.path(), "FACS/S005/001/S005_001_00000011_facs.txt", units.as_bytes());
        refusal(folder.path(), "").split_once('\n').unwrap().1.trim().to_owned()
    };
    insta::assert_snapshot!(check("9.0", "12 1"), @"Emotion/S005/001/S005_001_00000011_emotion.txt: found `9`, expected 0 (neutral), 1 (anger), 2 (contempt), 3 (disgust), 4 (fear), 5 (happiness), 6 (sadness), 7 (surprise)");
    insta::assert_snapshot!(check("", "12 1"), @"Emotion/S005/001/S005_001_00000011_emotion.txt: found ``, expected 0 (neutral), 1 (anger), 2 (contempt), 3 (disgust), 4 (fear), 5 (happiness), 6 (sadness), 7 (surprise)");
    insta::assert_snapshot!(check("3.0", "12 7"), @"line 1: FACS/S005/001/S005_001_00000011_facs.txt: found `12 7`, expected an action unit and its grade from 0 to 5");
}
