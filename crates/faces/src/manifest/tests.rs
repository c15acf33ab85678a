//! Tests of manifests: what is read, and what every broken one is told.

use proptest::prelude::*;

use super::*;
use crate::FileError;
use crate::testing::{any_faces, options};
use crate::{ActionUnit, ActionUnitLabel, Expression, Place, Split};

const PATH: &str = "set/manifest.csv";

fn parsed(text: &str, toml: &str) -> Result<FaceSet, ReadError> {
    parsed_bytes(text.as_bytes(), toml, Labels::Required)
}

fn parsed_bytes(bytes: &[u8], toml: &str, labels: Labels) -> Result<FaceSet, ReadError> {
    let path = Path::new(PATH);
    let table =
        csv_table::read(bytes, Trim::All).map_err(|problem| FileError::NotATable { path: path.to_owned(), problem })?;
    let options = options(toml);
    parse(&Listed { path, root: picture_folder(path, &options), table, pictures: Vec::new() }, &options, labels)
}

fn set(text: &str) -> FaceSet {
    parsed(text, "").unwrap()
}

fn error(text: &str) -> String {
    parsed(text, "").unwrap_err().to_string()
}

/// The first face of a one-row manifest.
fn one(header: &str, row: &str, toml: &str) -> Face {
    let text = format!("path,expression,{header}\na.png,anger,{row}\n");
    parsed(&text, toml).unwrap().faces.remove(0)
}

fn place_header() -> String {
    format!("path,expression,{}\n", Place::COLUMNS.join(","))
}

#[test]
fn two_columns_make_a_manifest() {
    let set = set("path,expression\nb.png,fear\nimages/a.png,anger\n");
    assert_eq!(set.faces.iter().map(|f| f.id.as_str()).collect::<Vec<_>>(), ["b.png", "images/a.png"]);
    assert_eq!(set.faces[0].expression, Some(Expression::Fear));
    assert_eq!(set.faces[1].picture, PictureSource::File("set/images/a.png".into()));
    assert_eq!((set.root, set.columns), (PathBuf::from("set"), vec!["path".to_owned(), "expression".to_owned()]));
    let face = &set.faces[0];
    assert_eq!(
        (face.split, &face.subject, &face.disguise, face.place, face.is_crop),
        (None, &None, &None, None, false)
    );
    assert!(face.groups.is_empty() && face.action_units.is_empty() && set.group_columns.is_empty());
}

#[test]
fn other_columns_are_groups_and_unknown_values_are_absent() {
    let set = set("gender,path,expression,split,subject,age\nf,a.png,anger,train,x,NA\n,b.png,fear,NA,NA,30\n");
    assert_eq!(set.group_columns, ["age", "gender"]);
    assert_eq!(set.columns, ["gender", "path", "expression", "split", "subject", "age"]);
    let [a, b] = &set.faces[..] else { panic!("two faces") };
    assert_eq!(a.groups, crate::testing::groups(&[("gender", "f")]));
    assert_eq!(b.groups, crate::testing::groups(&[("age", "30")]));
    assert_eq!((a.split, a.subject.as_deref()), (Some(Split::Train), Some("x")));
    assert_eq!((b.split, b.subject.as_deref()), (None, None));
}

#[test]
fn a_bare_face_and_an_unknown_disguise_are_told_apart() {
    let check = |cell: &str, disguise: Option<&str>, group: Option<&str>| {
        let face = one("disguise,x", &format!("{cell},1"), "");
        assert_eq!(
            (face.disguise.as_deref(), face.groups.get("disguise").map(String::as_str)),
            (disguise, group),
            "`{cell}`"
        );
    };
    check("sunglasses", Some("sunglasses"), Some("sunglasses"));
    check("none", None, Some("none"));
    check("open", None, Some("none"));
    check("", None, None);
    check("NA", None, None);
}

#[test]
fn action_units_are_read_by_scale() {
    let unit = |n| ActionUnit::new(n).unwrap();
    let face = one("au1,AU04,au_12,au45", "1,0,,-1", "");
    let expected = [(unit(1), ActionUnitLabel::Present), (unit(4), ActionUnitLabel::Absent)];
    assert_eq!(face.action_units, BTreeMap::from(expected));
    let face = one("au1,aura", "2.5,bright", "action_units = \"intensity\"");
    assert_eq!(face.action_units, BTreeMap::from([(unit(1), ActionUnitLabel::Intensity(2.5))]));
    assert_eq!(face.groups, crate::testing::groups(&[("aura", "bright")]));
}

#[test]
fn a_place_is_read_whole_or_not_at_all() {
    let numbers: Vec<String> = (0..14).map(|n| format!("{n}.5")).collect();
    let set = set(&format!("{}a.png,anger,{}\nb.png,anger{}\n", place_header(), numbers.join(","), ",".repeat(14)));
    let expected: [f32; 14] = std::array::from_fn(|i| i as f32 + 0.5);
    assert_eq!(set.faces[0].place.map(|p| p.to_numbers()), Some(expected));
    assert_eq!(set.faces[0].place.unwrap().landmarks.right_mouth, crate::Point::new(12.5, 13.5));
    assert_eq!(set.faces[1].place, None);
}

#[test]
fn the_options_go_before_the_crop_column() {
    let check = |cell: &str, toml: &str, expected: bool| {
        assert_eq!(one("crop,x", &format!("{cell},1"), toml).is_crop, expected, "`{cell}` with {toml}");
    };
    check("true", "", true);
    check("false", "", false);
    check("", "", false);
    check("true", "already_cropped = \"none\"", false);
    check("false", "already_cropped = \"all\"", true);
}

#[test]
fn columns_labels_and_splits_can_be_renamed_and_faces_left_out() {
    let toml = "ignore_columns = [\"status\"]\npicture_folder = \"../pictures\"\n\
                [columns]\nexpression = \"emotion\"\npath = \"file\"\ngender = \"sex\"\n\
                [labels]\n0 = \"anger\"\n7 = \"\"\n[splits]\nTraining = \"train\"\nPrivateTest = \"\"";
    let text = "file,emotion,sex,split,status\na.png,0,f,Training,x\nb.png,7,m,Training,x\nc.png,0,m,PrivateTest,x\n";
    let set = parsed(text, toml).unwrap();
    assert_eq!(set.left_out.n_faces, BTreeMap::from([("7".to_owned(), 1), ("PrivateTest".to_owned(), 1)]));
    let [face] = &set.faces[..] else { panic!("one face") };
    assert_eq!((face.expression, face.split), (Some(Expression::Anger), Some(Split::Train)));
    assert_eq!(face.groups, crate::testing::groups(&[("gender", "f")]));
    assert_eq!(face.picture.file(), Path::new("set/../pictures/a.png"));
}

#[test]
fn the_index_column_that_pandas_writes_is_no_group() {
    assert!(set(",path,expression\n0,a.png,anger\n").group_columns.is_empty());
}

#[test]
fn a_byte_order_mark_crlf_and_spaces_are_fine() {
    let plain = set("path,expression\na.png,anger\nb.png,fear\n");
    assert_eq!(set("\u{feff}path , expression\r\n a.png,anger \r\n\r\nb.png, fear\r\n"), plain);
}

#[test]
fn groups_that_look_like_ours_are_noticed() {
    let columns = set("path,expression,Usage,subject_id,gender\na.png,anger,x,y,z\n").columns;
    let near = near_misses(&columns).into_iter().map(|n| (n.found, n.meant)).collect::<Vec<_>>();
    assert_eq!(near, [("Usage".to_owned(), "split"), ("subject_id".to_owned(), "subject")]);
    assert_eq!(near_misses(&set("path,expression,split,usage\na.png,anger,val,x\n").columns), []);
}

#[test]
fn a_header_without_our_columns_is_told_how_to_name_them() {
    insta::assert_snapshot!(error("file,Emotion,gender\na.png,anger,f\n"), @r#"
    set/manifest.csv, line 1: no column `path`, `expression`; expected path, expression and perhaps split, subject, disguise; found `file`, `Emotion`, `gender`
    hint: if this is what they mean, add it to the options of the set
    [columns]
    path = "file"
    expression = "Emotion"
    "#);
    insta::assert_snapshot!(error("path,gender\na.png,f\n"), @"set/manifest.csv, line 1: no column `expression`; expected path, expression and perhaps split, subject, disguise; found `path`, `gender`");
    insta::assert_snapshot!(error("path;expression\na.png;anger\n"), @r"
    set/manifest.csv, line 1: no column `path`, `expression`; expected path, expression and perhaps split, subject, disguise; found `path;expression`
    hint: the cells must be separated by commas
    ");
    insta::assert_snapshot!(error(""), @"set/manifest.csv: no faces; expected a header with path and expression");
}

#[test]
fn columns_that_contradict_each_other_are_refused() {
    insta::assert_snapshot!(error("path,expression,age,age\na.png,anger,1,2\n"), @r"
    set/manifest.csv, line 1: column `age` is there twice; expected each once
    hint: rename or remove one, or rename it by the options' `columns`
    ");
    insta::assert_snapshot!(error("path,expression,au1,AU01\na.png,anger,1,1\n"), @r"
    set/manifest.csv, line 1: column `au1` is there twice; expected each once
    hint: rename or remove one, or rename it by the options' `columns`
    ");
    insta::assert_snapshot!(error("path,expression,status\na.png,anger,ok\n"), @r#"
    set/manifest.csv, line 1: column `status` has a name that predictions use for themselves
    hint: add `ignore_columns = ["status"]` to the options of the set, or rename it
    "#);
    insta::assert_snapshot!(error("path,expression,au16\na.png,anger,1\n"), @r#"
    set/manifest.csv, line 1: column `au16` names an action unit that is unknown here; known are au1, au2, au4, au5, au6, au7, au9, au10, au12, au14, au15, au17, au20, au23, au24, au25, au26, au28, au43, au45
    hint: add `ignore_columns = ["au16"]` to the options of the set
    "#);
    insta::assert_snapshot!(error("path,expression,nose_x,nose_y\na.png,anger,1,2\n"), @"set/manifest.csv, line 1: found columns `nose_x`, `nose_y` without `box_left`, `box_top`, `box_right`, `box_bottom`, `left_eye_x`, `left_eye_y`, `right_eye_x`, `right_eye_y`, `left_mouth_x`, `left_mouth_y`, `right_mouth_x`, `right_mouth_y`; expected all of box and landmarks or none");
}

#[test]
fn renaming_must_find_its_column_and_may_not_double_one() {
    let error = |text, toml| parsed(text, toml).unwrap_err().to_string();
    let columns = "[columns]\nexpression = \"emotion\"";
    insta::assert_snapshot!(error("path,expression\na.png,anger\n", columns), @r#"set/manifest.csv, line 1: the options say `expression = "emotion"`, but found columns `path`, `expression`"#);
    insta::assert_snapshot!(error("path,expression,emotion\na.png,anger,fear\n", columns), @r"
    set/manifest.csv, line 1: column `expression` is there twice; expected each once
    hint: rename or remove one, or rename it by the options' `columns`
    ");
}

#[test]
fn options_with_unknown_names_are_refused() {
    insta::assert_snapshot!(toml::from_str::<ReadOptions>("label = {}").unwrap_err(), @r"
    TOML parse error at line 1, column 1
      |
    1 | label = {}
      | ^^^^^
    unknown field `label`, expected one of `layout`, `already_cropped`, `action_units`, `picture_folder`, `first_frames`, `ignore_columns`, `columns`, `labels`, `splits`
    ");
    insta::assert_snapshot!(toml::from_str::<ReadOptions>("already_cropped = \"yes\"").unwrap_err(), @r#"
    TOML parse error at line 1, column 19
      |
    1 | already_cropped = "yes"
      |                   ^^^^^
    unknown variant `yes`, expected one of `by_column`, `all`, `none`
    "#);
}

#[test]
fn what_is_no_table_is_refused_with_its_line() {
    insta::assert_snapshot!(error("path,expression\na.png\n"), @"set/manifest.csv, line 2: expected 2 cells as in the header, found 1");
    let bytes = parsed_bytes(b"path,expression\n\xe9.png,anger\n", "", Labels::Required);
    insta::assert_snapshot!(bytes.unwrap_err(), @"set/manifest.csv, line 2: expected UTF-8 text, found byte 0xe9");
}

#[test]
fn a_manifest_without_rows_is_refused() {
    insta::assert_snapshot!(error("path,expression\n"), @"set/manifest.csv: no faces; expected at least one row below the header");
    let left_out = parsed("path,expression\na.png,contempt\n", "[labels]\ncontempt = \"\"");
    insta::assert_snapshot!(left_out.unwrap_err(), @"set/manifest.csv: no faces; the maps of labels and splits leave every one of them out");
}

#[test]
fn unknown_labels_are_all_listed_with_a_map() {
    insta::assert_snapshot!(error("path,expression\na,Angry\nb,Angry\nc,3\nd,contempt\ne,fear\nf,\n"), @r#"
    set/manifest.csv: unknown values of `expression`, with numbers of faces: `` (1), `3` (1), `Angry` (2), `contempt` (1)
    known are anger, disgust, fear, happiness, neutral, sadness, surprise
    hint: check this map line by line and add it to the options of the set
    [labels]
    "" = ""  # leaves these faces out
    "3" = "?"  # the order of numbers must come from the documentation of the set
    "Angry" = "anger"
    "contempt" = ""  # leaves these faces out
    "#);
}

#[test]
fn unknown_splits_are_all_listed_with_a_map() {
    insta::assert_snapshot!(error("path,expression,split\na,anger,Training\nb,fear,PublicTest\nc,fear,7\n"), @r#"
    set/manifest.csv: unknown values of `split`, with numbers of faces: `7` (1), `PublicTest` (1), `Training` (1)
    known are train, val, test
    hint: check this map line by line and add it to the options of the set
    [splits]
    "7" = "?"  # the order of numbers must come from the documentation of the set
    "PublicTest" = "val"
    "Training" = "train"
    "#);
}

#[test]
fn rows_that_cannot_be_read_are_counted_and_the_first_listed() {
    insta::assert_snapshot!(error("path,expression\n/a,anger\n../b,anger\n,anger\nc,anger\nd/../c,fear\n/e,fear\n/f,fear\n"), @r"
    set/manifest.csv: rows that cannot be read: 6
      line 2: `/a` is an absolute path; expected one relative to the manifest's folder
      line 3: `../b` leaves the folder; expected a path inside it, or `picture_folder` set to the folder of the pictures
      line 4: the path is empty
      line 6: `c` is named twice, first on line 5
      line 7: `/e` is an absolute path; expected one relative to the manifest's folder
      and 1 more
    ");
    insta::assert_snapshot!(error("path,expression,au1,crop\na,anger,2,true\nb,anger,1,yes\n"), @r#"
    set/manifest.csv: rows that cannot be read: 2
      line 2: column `au1`: found `2`, expected 0, 1 or empty (for intensities set `action_units = "intensity"`)
      line 3: column `crop`: found `yes`, expected true or false
    "#);
}

#[test]
fn places_that_are_none_are_refused() {
    let row = |name: &str, numbers: &[&str]| format!("{name},anger,{}\n", numbers.join(","));
    let mut numbers = vec!["1"; 14];
    let empty = row("a", &numbers);
    (numbers[2], numbers[3]) = ("9", "9");
    let fine = row("b", &numbers);
    numbers[13] = "";
    let partial = row("c", &numbers);
    numbers[13] = "inf";
    let infinite = row("d", &numbers);
    insta::assert_snapshot!(error(&[place_header(), empty, fine, partial, infinite].concat()), @r"
    set/manifest.csv: rows that cannot be read: 3
      line 2: the box is empty: expected box_left < box_right and box_top < box_bottom, all numbers finite
      line 4: column `right_mouth_y`: found ``, expected a number (or all box and landmark cells empty)
      line 5: the box is empty: expected box_left < box_right and box_top < box_bottom, all numbers finite
    ");
}

#[test]
fn a_manifest_is_written_with_the_columns_that_its_faces_need() {
    let mut face = crate::testing::face("b/a.png", Expression::Sadness);
    face.disguise = Some("cap".to_owned());
    face.groups = crate::testing::groups(&[("design", "p-1")]);
    face.subject = Some("x, \"y\"".to_owned());
    let plain = crate::testing::face("a.png", Expression::Anger);
    insta::assert_snapshot!(to_csv(&[face, plain]), @r#"
    path,expression,split,subject,crop,design,disguise
    a.png,anger,,,false,,
    b/a.png,sadness,,"x, ""y""",false,p-1,cap
    "#);
}

#[test]
fn a_fingerprint_is_that_of_an_independent_digest() {
    // Python's hashlib over a.png, anger, four empty fields, false, 0, 0, each after its length in 8 little-endian bytes.
    let set = set("path,expression\na.png,anger\n");
    assert_eq!(set.fingerprint, "233da76196000f7388f4843637618de2179f094c99bf96622993bf68bdf621a0");
}

#[test]
fn a_fingerprint_changes_with_every_cell_and_with_nothing_else() {
    let fingerprint = |text: &str| set(text).fingerprint;
    let plain = fingerprint("path,expression,age\na,anger,1\nb,fear,2\n");
    assert_eq!(fingerprint("age,expression,path\r\n2,fear,./b\r\n1,anger,a\r\n"), plain);
    for other in [
        "path,expression,age\na,anger,1\nb,fear,3\n",
        "path,expression,age\na,anger,1\nb,fear,\n",
        "path,expression,ages\na,anger,1\nb,fear,2\n",
        "path,expression,age\na,anger,1\nc,fear,2\n",
        "path,expression,age\na,fear,1\nb,fear,2\n",
        "path,expression,age\na,anger,1\n",
        "path,expression,age,split\na,anger,1,val\nb,fear,2,\n",
        "path,expression,age,subject\na,anger,1,x\nb,fear,2,\n",
        "path,expression,age,crop\na,anger,1,true\nb,fear,2,\n",
        "path,expression,age,au1\na,anger,1,1\nb,fear,2,\n",
    ] {
        assert_ne!(fingerprint(other), plain, "{other}");
    }
}

/// The option that reads back what `to_csv` writes.
const INTENSITIES: &str = "action_units = \"intensity\"";

#[test]
fn labels_may_be_missing_where_the_caller_says_so() {
    let optional = |text: &str, toml: &str| parsed_bytes(text.as_bytes(), toml, Labels::Optional).unwrap();
    let set = optional("path,gender\na.png,f\n", "");
    assert_eq!((set.faces[0].expression, &set.faces[0].groups["gender"]), (None, &"f".to_owned()));
    let labels = |set: &FaceSet| set.faces.iter().map(|f| f.expression).collect::<Vec<_>>();
    let set = optional("path,expression\na.png,\nb.png,NA\nc.png,fear\n", "");
    assert_eq!(labels(&set), [None, None, Some(Expression::Fear)]);
    let set = optional("path,expression\na.png,\nc.png,fear\n", "[labels]\n\"\" = \"\"");
    assert_eq!((labels(&set), set.left_out.n_faces[""]), (vec![Some(Expression::Fear)], 1));
    let unknown = parsed_bytes(b"path,expression\na.png,Angry\n", "", Labels::Optional).unwrap_err();
    assert!(matches!(unknown, ReadError::UnknownWords { .. }), "a word that is there has to mean something");
}

proptest! {
    #[test]
    fn what_is_written_reads_back(mut faces in any_faces(6)) {
        let set = parsed_bytes(to_csv(&faces).as_bytes(), INTENSITIES, Labels::Optional).unwrap();
        for face in &mut faces {
            face.picture = PictureSource::File(Path::new("set").join(face.id.as_str()));
        }
        faces.sort_by(|a, b| a.id.cmp(&b.id));
        prop_assert_eq!(set.faces, faces);
    }

    #[test]
    fn the_order_of_rows_changes_nothing(faces in any_faces(8), by in 0usize..8) {
        let csv = to_csv(&faces);
        // Values with line breaks make rows of several lines; only whole rows may move.
        prop_assume!(csv.lines().count() == faces.len() + 1);
        let mut lines: Vec<&str> = csv.lines().collect();
        lines[1..].rotate_left(by % faces.len());
        let read = |text: &str| parsed_bytes(text.as_bytes(), INTENSITIES, Labels::Required).unwrap();
        prop_assert_eq!(read(&lines.join("\n")), read(&csv));
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = parsed_bytes(&bytes, "", Labels::Optional);
    }

    #[test]
    fn no_rows_panic(rows in "(path|expression|au1|nose_x|[ab\"/.]|,|\n|\r|-1|anger){0,40}") {
        let _ = parsed_bytes(format!("path,expression,split\n{rows}").as_bytes(), "", Labels::Required);
        let _ = parsed_bytes(rows.as_bytes(), "", Labels::Required);
    }
}
