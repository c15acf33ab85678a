//! Tests of the names of faces.

use std::path::{Component, Path};

use proptest::prelude::*;

use super::*;

fn check(path: &str, expected: Result<&str, &str>) {
    let found = FaceId::new(path).map(String::from).map_err(|e| e.to_string());
    assert_eq!(found.as_deref().map_err(String::as_str), expected, "`{path}`");
}

#[test]
fn paths_are_tidied() {
    check("a.png", Ok("a.png"));
    check("images/a b.png", Ok("images/a b.png"));
    check("./images//a.png", Ok("images/a.png"));
    check("images\\angry\\a.png", Ok("images/angry/a.png"));
    check("images/x/../a.png", Ok("images/a.png"));
    check("..a/b..png", Ok("..a/b..png"));
}

#[test]
fn paths_that_name_no_face_are_refused() {
    const OUTSIDE: &str = "leaves the folder; expected a path inside it, or `picture_folder` set to the folder of the \
                           pictures";
    const ABSOLUTE: &str = "is an absolute path; expected one relative to the manifest's folder";
    for path in ["", ".", "./", "a/.."] {
        check(path, Err("the path is empty"));
    }
    for path in ["/home/a.png", "\\\\server\\a.png", "C:\\a.png", "c:a.png", "https://example.org/a.png"] {
        check(path, Err(&format!("`{path}` {ABSOLUTE}")));
    }
    for path in ["../a.png", "a/../../b.png", "..\\b.png"] {
        check(path, Err(&format!("`{path}` {OUTSIDE}")));
    }
}

proptest! {
    #[test]
    fn a_name_stays_in_its_folder_and_is_tidy_already(path in r"[a-c./\\: ]{0,12}") {
        if let Ok(id) = FaceId::new(&path) {
            prop_assert!(Path::new(id.as_str()).components().all(|c| matches!(c, Component::Normal(_))));
            prop_assert_eq!(FaceId::new(id.as_str()), Ok(id));
        }
    }

    #[test]
    fn no_text_panics(path in any::<String>()) {
        let _ = FaceId::new(&path);
    }
}
