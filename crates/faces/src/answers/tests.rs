//! Tables as other programs write them.

use super::*;
use crate::table::Column;

fn table(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.csv");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

fn open(text: &str, hints: &str) -> Result<Answers, AnswersError> {
    let (_folder, path) = table(text);
    Answers::open(&path, &toml::from_str(hints).unwrap())
}

/// Truth, predicted, groups by their values, probabilities.
type Read = (String, Option<String>, Vec<Option<String>>, Vec<f32>);

fn rows(answers: &Answers) -> Vec<Read> {
    let mut rows = Vec::new();
    answers
        .each::<AnswersError>(|row| {
            let class = |place: u16| answers.classes[usize::from(place)].clone();
            let named = row.groups.iter().zip(&answers.groups);
            let groups = named.map(|(place, group)| place.map(|place| group.levels[usize::from(place)].clone()));
            rows.push((class(row.truth), row.predicted.map(class), groups.collect(), row.probabilities.to_vec()));
            Ok(())
        })
        .unwrap();
    rows
}

const OURS: &str = "face,truth,predicted,status,p_anger,p_happiness,gender,subject\n\
                    a.png,anger,anger,found,0.75,0.25,female,ann\n\
                    b.png,happiness,,missed,,,male,bo\n\
                    c.png,happiness,anger,found,0.5,0.5,,ann\n";

#[test]
fn our_own_predictions_are_recognised() {
    let (_folder, path) = table(OURS);
    let answers = Answers::open(&path, &AnswerHints::default()).unwrap();
    assert_eq!((answers.n_rows, answers.n_unanswered, answers.n_unlabelled), (3, 1, 0));
    insta::assert_snapshot!(answers.told(), @"truth: truth; predicted: predicted; person: subject; picture: face; probabilities: p_anger, p_happiness; groups: gender");
    let some = |word: &str| Some(word.to_owned());
    assert_eq!(
        rows(&answers),
        [
            ("anger".to_owned(), some("anger"), vec![some("female")], vec![0.75, 0.25]),
            ("happiness".to_owned(), None, vec![some("male")], vec![]),
            ("happiness".to_owned(), some("anger"), vec![None], vec![0.5, 0.5]),
        ]
    );
    let mut people = Vec::new();
    let mut note = |row: &AnswerRow<'_>| {
        people.push((row.person(), row.picture()));
        Ok::<(), AnswersError>(())
    };
    answers.each(&mut note).unwrap();
    assert_eq!(people[1], (some("bo"), some("b.png")));
}

#[test]
fn words_of_others_become_expressions_and_probabilities_give_the_prediction() {
    let text = "file,label,prob_Happy,prob_Sad,prob_Angry\nx,happiness,0.2,0.7,0.1\ny,sadness,nan,0.7,0.1\n";
    let (_folder, path) = table(text);
    let answers = Answers::open(&path, &AnswerHints::default()).unwrap();
    assert_eq!(answers.classes, ["anger", "happiness", "sadness"]);
    assert_eq!(answers.n_unanswered, 1, "a probability that is no number is no answer");
    assert_eq!(rows(&answers)[0], ("happiness".to_owned(), Some("sadness".to_owned()), vec![], vec![0.1, 0.2, 0.7]));
}

#[test]
fn columns_and_words_can_be_told_and_numbers_binned() {
    let text = "id,is,said,age,site\n1,0,zero,17.5,a\n2,1,one,30,b\n3,1,one,80,a\n4,,one,40,a\n5,0,one,,b\n";
    let hints = "truth = 'is'\npredicted = 'said'\ngroups = ['age', 'site']\nbins = { age = [18.0, 65.0] }\n\
                 labels = { zero = '0', one = '1' }";
    let (_folder, path) = table(text);
    let answers = Answers::open(&path, &toml::from_str(hints).unwrap()).unwrap();
    assert_eq!((answers.n_rows, answers.n_unlabelled), (5, 1));
    assert_eq!(answers.groups[0].levels, ["under 18", "18 to 65", "65 and over"]);
    let found: Vec<_> = rows(&answers).into_iter().map(|(_, _, groups, _)| groups[0].clone()).collect();
    let expected = [Some("under 18"), Some("18 to 65"), Some("65 and over"), None];
    assert_eq!(found, expected.map(|level| level.map(str::to_owned)));
    assert_eq!(numbers(&answers, "age").unwrap(), [Some(17.5), Some(30.0), Some(80.0), None]);
}

#[test]
fn csv_and_parquet_are_the_same() {
    let (folder, path) = table(OURS);
    let parquet = folder.path().join("answers.parquet");
    Table::read(&path).unwrap().write(&parquet).unwrap();
    let [text, binary] = [&path, &parquet].map(|path| rows(&Answers::open(path, &AnswerHints::default()).unwrap()));
    assert_eq!(text, binary);
}

#[test]
fn what_is_wrong_is_said() {
    let words = |text: &str, hints: &str| open(text, hints).unwrap_err().to_string();
    insta::assert_snapshot!(words("a,b\n1,2\n", ""), @"no column is known to hold the annotated class; the table has a, b");
    insta::assert_snapshot!(words("truth,b\nx,2\n", ""), @"no column is known to hold the predicted class, and no two columns hold probabilities; the table has truth, b");
    insta::assert_snapshot!(words("truth,pred\nx,y\n", "predicted = 'guess'"), @"the table has no column `guess`; it has truth, pred");
    insta::assert_snapshot!(words("truth,pred\nhappy,3\nsad,5\n", ""), @"the predicted classes are not those of the truth: predicted 3, 5; annotated happy, sad");
    insta::assert_snapshot!(words("truth,pred\nx,x\n", ""), @"expected at least two classes, found x");
    insta::assert_snapshot!(words("truth,pred,age\nx,y,1\n", "groups = ['age']\nbins = { age = [5.0, 2.0] }"), @"the edges of the bins of `age` have to ascend, found [5.0, 2.0]");
    let ids = (0..100).fold(String::new(), |text, i| text + &format!("x,y,{i}\ny,x,{i}\n"));
    let table = format!("truth,pred,id\n{ids}");
    insta::assert_snapshot!(words(&table, "groups = ['id']"), @"column `id` has more than 64 values, which is too many for groups; numbers can be binned");
    assert!(open(&table, "").unwrap().groups.is_empty());
}

#[test]
fn numbers_are_levels_in_their_order() {
    let (_folder, path) = table("truth,pred,monk\nx,y,10\ny,x,2\nx,x,1\n");
    assert_eq!(Answers::open(&path, &AnswerHints::default()).unwrap().groups[0].levels, ["1", "2", "10"]);
    assert_eq!(Column::Text(vec![Some("nan".to_owned())]).number(0), None);
}
