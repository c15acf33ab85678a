//! Tables of action units as they are written by people and programs.

use super::*;

fn open(text: &str, hints: &str) -> Result<UnitAnswers, AnswersError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("units.csv");
    std::fs::write(&path, text).unwrap();
    let answers = UnitAnswers::open(&path, &toml::from_str(hints).unwrap())?;
    std::mem::forget(folder);
    Ok(answers)
}

const TABLE: &str = "path,split,subject,gender,AU12,AU4,AU09,p_au12,p_au4\n\
                     a.png,val,ann,female,1,0,1,0.75,0.25\n\
                     b.png,test,bo,male,9,1,,0.5,nan\n\
                     c.png,test,bo,,-1,NA,0,,\n";

#[test]
fn units_are_found_by_their_names_and_unknown_is_unknown() {
    let answers = open(TABLE, "").unwrap();
    let numbers = |units: &[ActionUnit]| units.iter().map(|unit| unit.number()).collect::<Vec<_>>();
    assert_eq!((numbers(&answers.units), numbers(&answers.halves)), (vec![4, 12], vec![9]));
    assert_eq!((answers.n_rows, answers.n_unanswered, answers.n_validation), (3, 1, 1));
    assert_eq!((answers.greatest_truth, answers.scores), (1.0, (0.25, 0.75)));
    insta::assert_snapshot!(answers.told(), @"truths: AU4, AU12; split: split; person: subject; picture: path; scores: p_au4, p_au12; groups: gender");
    let mut rows = Vec::new();
    let mut keep = |row: &UnitAnswerRow<'_>| -> Result<(), AnswersError> {
        let scores = row.scores.map(<[f32]>::to_vec);
        rows.push((row.truths.to_vec(), scores, row.groups.to_vec(), row.split, row.person()));
        Ok(())
    };
    answers.each(&mut keep).unwrap();
    let (ann, bo) = (Some("ann".to_owned()), Some("bo".to_owned()));
    assert_eq!(rows[0], (vec![Some(0.0), Some(1.0)], Some(vec![0.25, 0.75]), vec![Some(0)], Some(Split::Val), ann));
    assert_eq!((&rows[1].0, &rows[1].4), (&vec![Some(1.0), None], &bo));
    assert!(rows[1].1.as_ref().unwrap()[0].is_nan());
    assert_eq!(rows[2], (vec![None, None], None, vec![None], Some(Split::Test), bo));
}

#[test]
fn columns_can_be_told_by_what_they_begin_with() {
    let text = "annotated-AU_6,mine-AU06,other-AU06\n3,2.5,0\n0,1,0\n";
    let answers = open(text, "truth = \"annotated-\"\nscores = \"mine-\"").unwrap();
    assert_eq!((answers.greatest_truth, answers.scores), (3.0, (1.0, 2.5)));
    assert!(!answers.names_people());
}

#[test]
fn what_is_no_table_of_units_is_said() {
    let message = |text: &str| open(text, "").unwrap_err().to_string();
    insta::assert_snapshot!(message("au12,gender\n1,female\n"), @"no column is known to hold an action unit's annotation and score, such as truth_au12 and p_au12; the table has au12, gender");
    insta::assert_snapshot!(message("au12,p_au12\n7,0.5\n"), @"column `au12`: found `7`, expected 0, 1, an intensity up to 5, or nothing where the unit is unknown");
    insta::assert_snapshot!(message("au12,p_au12\nyes,0.5\n"), @"column `au12`: found `yes`, expected 0, 1, an intensity up to 5, or nothing where the unit is unknown");
}
