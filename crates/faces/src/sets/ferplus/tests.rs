//! Tests of FER+.

use super::super::fer2013::tests::pixels;
use super::super::testing::{any, folder_with, refusal, told};
use super::*;

const HEADER: &str = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF";

fn fer2013(usages: &[&str]) -> String {
    let rows = usages.iter().map(|usage| format!("0,{},{usage}\n", pixels(7)));
    format!("emotion,pixels,Usage\n{}", rows.collect::<String>())
}

#[test]
fn more_than_half_of_the_votes_make_a_label() {
    let check = |votes: [u32; 10], word: &str, share: Option<&str>| {
        assert_eq!(majority(votes), (word, share.map(str::to_owned)), "{votes:?}");
    };
    check([6, 4, 0, 0, 0, 0, 0, 0, 0, 0], "neutral", Some("6/10"));
    check([5, 5, 0, 0, 0, 0, 0, 0, 0, 0], NO_MAJORITY, None);
    check([4, 3, 3, 0, 0, 0, 0, 0, 0, 0], NO_MAJORITY, None);
    check([0, 0, 0, 0, 0, 0, 0, 8, 2, 0], "contempt", Some("8/10"));
    check([5, 0, 0, 0, 0, 0, 0, 0, 4, 0], "neutral", Some("5/9"));
    check([0; 10], NO_MAJORITY, None);
}

#[test]
fn votes_take_the_place_of_the_labels() {
    let votes = format!(
        "{HEADER}\nTraining,fer0000000.png,0,0,0,0,9,1,0,0,0,0\nTraining,fer0000001.png,0,0,0,0,0,0,0,10,0,0\n\
         PublicTest,,0,0,0,0,0,0,0,0,0,10\nPrivateTest,fer0000003.png,0,0,5,0,0,0,5,0,0,0\n\
         PrivateTest,fer0000004.png,0,0,6,0,0,0,4,0,0,0\nTraining,fer0000005.png,0,0,0,0,0,0,0,0,8,2\n"
    );
    let usages = ["Training", "Training", "PublicTest", "PrivateTest", "PrivateTest", "Training"];
    let folder = folder_with(&[("fer2013new.csv", &votes), ("fer2013.csv", &fer2013(&usages))]);
    let set = any(folder.path());
    assert_eq!(set.layout, Layout::FerPlus);
    assert_eq!(told(&set), ["fer0000000 anger train -", "fer0000004 surprise test -"]);
    assert_eq!(set.faces[0].groups["agreement"], "9/10");
    assert_eq!(set.faces[0].picture.bytes(1 << 16).unwrap()[13..], [7; 48 * 48]);
    let left_out: Vec<String> = set.left_out.n_faces.iter().map(|(word, n)| format!("{word} {n}")).collect();
    assert_eq!(left_out, ["contempt 1", "no majority of votes 1", "removed by the makers 1", "unknown 1"]);
}

#[test]
fn the_pictures_may_be_files() {
    let votes = format!("{HEADER}\nTraining,fer0000000.png,10,0,0,0,0,0,0,0,0,0\n");
    let folder = folder_with(&[("fer2013new.csv", &votes), ("data/FER2013Train/fer0000000.png", "x")]);
    assert_eq!(told(&any(folder.path())), ["FER2013Train/fer0000000.png neutral train -"]);
}

#[test]
fn lists_that_do_not_fit_are_refused() {
    let check = |votes: &str, usages: &[&str]| {
        let folder = folder_with(&[("fer2013new.csv", votes)]);
        if !usages.is_empty() {
            super::super::testing::write(folder.path(), "fer2013.csv", fer2013(usages).as_bytes());
        }
        refusal(folder.path(), "")
    };
    let row = "Training,fer0000000.png,10,0,0,0,0,0,0,0,0,0\n";
    insta::assert_snapshot!(check(&format!("{HEADER}\n{row}"), &["Training", "Training"]), @"[set]/fer2013.csv: expected as many rows in fer2013new.csv as in fer2013.csv, found 1 and 2; they are not of one version");
    insta::assert_snapshot!(check(&format!("{HEADER}\n{row}"), &["PublicTest"]), @r"
    [set]: rows that cannot be read: 1
      line 2: Usage: found `Training`, expected PublicTest, as in fer2013.csv
    ");
    let moved = check(&format!("{HEADER}\n{}", row.replace("0000000", "0000001")), &["Training"]);
    assert!(moved.contains("Image name: found `fer0000001.png`, expected fer0000000.png"), "{moved}");
    let letters = check(&format!("{HEADER}\n{}", row.replace("10,", "x,")), &["Training"]);
    assert!(letters.contains("neutral: found `x`, expected a number of votes"), "{letters}");
    assert!(check(&format!("{HEADER}\n{row}"), &[]).contains("expected fer2013.csv, or the folders FER2013Train"));
}
