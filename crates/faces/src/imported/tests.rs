//! Tests of predictions from other programs.

use super::*;
use crate::testing::{face, without_root};

fn imported(name: &str, text: &str, tool: Tool) -> Result<Vec<Imported>, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    read(&path, tool).map_err(|error| without_root(&error, folder.path()))
}

fn unit(imported: &Imported, number: u8) -> Option<ActionUnitLabel> {
    imported.action_units.get(&ActionUnit::new(number).unwrap()).copied()
}

#[test]
fn openface_has_spaces_in_its_header_and_no_names() {
    let text = "face, confidence, AU01_r, AU12_r, AU12_c, AU28_c, AU99_c\n0, 0.98, 0.50, 5.00, 1, 0, 1\n";
    let found = imported("portrait.csv", text, Tool::OpenFace).unwrap();
    assert_eq!((found[0].picture.as_str(), found[0].found, &found[0].answer), ("portrait", true, &None));
    assert_eq!(unit(&found[0], 1), Some(ActionUnitLabel::Intensity(0.5)));
    assert_eq!(unit(&found[0], 12), Some(ActionUnitLabel::Intensity(5.0)), "an intensity says more than a flag");
    assert_eq!(unit(&found[0], 28), Some(ActionUnitLabel::Absent));
    let text = "filename, success, AU12_c\na.png, 0, 0\nb.png, 1, 1\n";
    let found = imported("all.csv", text, Tool::OpenFace).unwrap();
    assert_eq!((found[0].found, found[0].action_units.len(), found[1].found), (false, 0, true));
}

#[test]
fn openface_files_that_are_none_are_refused() {
    let error = |text| imported("a.csv", text, Tool::OpenFace).unwrap_err();
    insta::assert_snapshot!(error("frame, gaze\n1, 2\n"), @"[set]/a.csv: expected a file of openface with columns such as AU12_r and AU12_c; found frame,gaze");
    insta::assert_snapshot!(error("frame, AU12_r\n1, 2\n2, 3\n"), @"[set]/a.csv: expected a file of openface with a column that names the picture, or one file per picture; found frames of a video");
    insta::assert_snapshot!(error("name, AU12_r\na, 5.5\n"), @"[set]/a.csv, line 2, column `AU12_r`: found `5.5`, expected an intensity from 0 to 5");
    insta::assert_snapshot!(error("name, success, AU12_c\na, yes, 1\n"), @"[set]/a.csv, line 2, column `success`: found `yes`, expected 0 or 1");
    insta::assert_snapshot!(error("name, AU12_c\na\n"), @"[set]/a.csv, line 2: expected 2 cells as in the header, found 1");
}

#[test]
fn libreface_has_a_word_and_units_with_and_without_intensity() {
    let text = "path,facial_expression,pitch,au_1,au_12,au_12_intensity\na.png,Happiness,1.5,1,0,2.5\nb.png,Contempt,0,0,0,0\nc.png,,,,,\n";
    let found = imported("a.csv", text, Tool::LibreFace).unwrap();
    assert_eq!(found[0].answer, Some(Answer::Expression(Expression::Happiness)));
    assert_eq!(unit(&found[0], 1), Some(ActionUnitLabel::Present));
    assert_eq!(unit(&found[0], 12), Some(ActionUnitLabel::Intensity(2.5)));
    assert_eq!(found[1].answer, Some(Answer::Other("contempt".to_owned())));
    assert!(!found[2].found);
    let error = imported("a.csv", "facial_expression\nHappiness\n", Tool::LibreFace).unwrap_err();
    assert!(error.contains("a column that names the picture"), "{error}");
}

const FEX: &str = "FaceRectX,FaceRectY,FaceRectWidth,FaceRectHeight,FaceScore,AU01,AU12,anger,disgust,fear,happiness,sadness,surprise,neutral,input";

#[test]
fn py_feat_has_probabilities_in_its_own_order() {
    let text = format!(
        "{FEX}\n10,20,30,40,0.99,0.4,0.5,0.1,0,0,0.2,0.3,0,0.4,faces/a.jpg\nNaN,NaN,NaN,NaN,NaN,,,,,,,,,,faces/b.jpg\n"
    );
    let found = imported("fex.csv", &text, Tool::PyFeat).unwrap();
    let Some(Answer::Probabilities(p)) = &found[0].answer else { panic!("{found:?}") };
    assert_eq!((p.of(Expression::Neutral), p.of(Expression::Sadness), p.predicted()), (0.4, 0.3, Expression::Neutral));
    assert_eq!(found[0].face_box, Some(BoundingBox { left: 10.0, top: 20.0, right: 40.0, bottom: 60.0 }));
    assert_eq!(
        (unit(&found[0], 1), unit(&found[0], 12)),
        (Some(ActionUnitLabel::Absent), Some(ActionUnitLabel::Present))
    );
    assert_eq!((found[1].found, &found[1].answer), (false, &None));
    let error = imported("fex.csv", &text.replace("0.1,0,0,0.2", "0.1,0,0,0.9"), Tool::PyFeat).unwrap_err();
    assert!(error.contains("column `happiness`: found `0.9`, expected seven probabilities that sum to 1"), "{error}");
}

const DEEPFACE: &str = r#"{"emotion": {"angry": 10, "disgust": 0, "fear": 5, "happy": 60.001, "sad": 0, "surprise": 5, "neutral": 20},
    "dominant_emotion": "happy", "region": {"x": 1, "y": 2, "w": 10, "h": 20}, "face_confidence": 0.9}"#;

#[test]
fn deepface_answers_in_percent() {
    for text in [format!("[{DEEPFACE}]"), format!("{{\"a.jpg\": [{DEEPFACE}]}}"), DEEPFACE.to_owned()] {
        let found = imported("a.json", &text, Tool::DeepFace).unwrap();
        assert_eq!(stem(&found[0].picture), "a", "{text}");
        let Some(Answer::Probabilities(p)) = &found[0].answer else { panic!("{found:?}") };
        assert!((p.of(Expression::Happiness) - 0.6).abs() < 1e-4 && (p.of(Expression::Anger) - 0.1).abs() < 1e-4);
        assert_eq!(found[0].face_box, Some(BoundingBox { left: 1.0, top: 2.0, right: 11.0, bottom: 22.0 }));
    }
    let missed = DEEPFACE.replace("\"face_confidence\": 0.9", "\"face_confidence\": 0");
    let found = imported("a.json", &format!("[{missed}]"), Tool::DeepFace).unwrap();
    assert_eq!((found[0].found, &found[0].answer, found[0].face_box), (false, &None, None));
    let named = DEEPFACE.replacen('{', "{\"img_path\": \"b.jpg\", ", 1);
    assert_eq!(imported("a.json", &format!("[[{named}]]"), Tool::DeepFace).unwrap()[0].picture, "b.jpg");
}

fn stem(name: &str) -> &str {
    name.split('.').next().unwrap()
}

#[test]
fn json_that_is_not_of_deepface_is_refused() {
    let error = |text: &str| imported("a.json", text, Tool::DeepFace).unwrap_err();
    assert!(error("[1]").contains("expected a file of deepface with a list of faces"));
    assert!(error("[").contains("found EOF"));
    assert!(error(&format!("[[{DEEPFACE}]]")).contains("lists of faces that do not name their pictures"));
    assert!(
        error(&DEEPFACE.replace("\"happy\": 60", "\"happy\": 10")).contains("expected seven shares that sum to 100")
    );
    assert!(error(&DEEPFACE.replace("\"sad\": 0, ", "")).contains("expected seven shares that sum to 100"));
    assert!(error(&DEEPFACE.replace("\"sad\": 0", "\"bored\": 0")).contains("a.json, a, emotion: found `bored`"));
    assert!(
        error(&DEEPFACE.replace("\"dominant_emotion\": \"happy\"", "\"dominant_emotion\": \"sad\""))
            .contains("largest share")
    );
}

fn answer(picture: &str, answer: Option<Answer>) -> Imported {
    Imported { picture: picture.to_owned(), found: true, answer, action_units: BTreeMap::new(), face_box: None }
}

#[test]
fn predictions_find_their_faces_by_name() {
    let faces =
        [face("a/1.jpg", Expression::Fear), face("b/1.jpg", Expression::Fear), face("b/2.jpg", Expression::Anger)];
    let check = |picture: &str, expected: &str| {
        let joined = join(&faces, &[answer(picture, Some(Answer::Expression(Expression::Fear)))]);
        let found = joined.map_or_else(|error| error.to_string(), |joined| joined.outcomes[0].face.to_string());
        assert!(found.starts_with(expected), "{picture}: {found}");
    };
    check("a/1.jpg", "a/1.jpg");
    check("./b\\1.jpg", "b/1.jpg");
    check("/data/set/b/1.jpg", "b/1.jpg");
    check("2.jpg", "b/2.jpg");
    check("elsewhere/2.png", "b/2.jpg");
    check("2", "b/2.jpg");
    check("1.jpg", "`1.jpg` could be a/1.jpg or b/1.jpg");
    check("3.jpg", "none of 1 predictions has the name of a face");
}

#[test]
fn nothing_is_dropped_without_being_counted() {
    let mut unlabelled = face("e.jpg", Expression::Fear);
    unlabelled.expression = None;
    let faces = [
        face("a.jpg", Expression::Fear),
        face("b.jpg", Expression::Anger),
        face("c.jpg", Expression::Anger),
        face("d.jpg", Expression::Fear),
        unlabelled,
    ];
    let mut largest = answer("a.jpg", Some(Answer::Expression(Expression::Fear)));
    largest.face_box = Some(BoundingBox { left: 0.0, top: 0.0, right: 9.0, bottom: 9.0 });
    let mut missed = answer("c.jpg", None);
    missed.found = false;
    let rows = [
        answer("a.jpg", Some(Answer::Expression(Expression::Anger))),
        largest,
        answer("b.jpg", Some(Answer::Other("contempt".to_owned()))),
        missed,
        answer("e.jpg", Some(Answer::Expression(Expression::Fear))),
        answer("z.jpg", None),
    ];
    let joined = join(&faces, &rows).unwrap();
    let outcomes: Vec<_> = joined.outcomes.iter().map(|o| (o.face.as_str(), o.predicted())).collect();
    assert_eq!(outcomes, [("a.jpg", Some(Expression::Fear)), ("c.jpg", None)]);
    assert_eq!((joined.n_further, joined.n_without_probabilities), (1, 1));
    assert_eq!((joined.other_answers["contempt"], joined.missing[0].as_str()), (1, "d.jpg"));
    assert_eq!(joined.strangers.into_iter().collect::<Vec<_>>(), ["z.jpg"]);
}

#[test]
fn a_folder_has_one_file_per_picture() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.csv", "b.csv"] {
        std::fs::write(folder.path().join(name), "face, AU12_r\n0, 1\n").unwrap();
    }
    let names: Vec<String> = read(folder.path(), Tool::OpenFace).unwrap().into_iter().map(|i| i.picture).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!("py-feat".parse(), Ok(Tool::PyFeat));
    assert!("pyfeat".parse::<Tool>().unwrap_err().to_string().contains("`pyfeat` is not a program"));
}
