//! Faces and folders for tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tempfile::TempDir;

use crate::{
    ActionUnit, ActionUnitLabel, BoundingBox, Expression, Face, FaceId, Landmarks, PictureSource, Place, Point,
    ReadOptions, Split,
};

/// A face of which only the name and expression are known.
pub(crate) fn face(id: &str, expression: Expression) -> Face {
    Face {
        id: FaceId::new(id).unwrap(),
        picture: PictureSource::File(PathBuf::from(id)),
        expression: Some(expression),
        split: None,
        subject: None,
        disguise: None,
        groups: BTreeMap::new(),
        action_units: BTreeMap::new(),
        place: None,
        is_crop: false,
    }
}

/// The groups of these pairs.
pub(crate) fn groups(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

/// A temporary folder with these files in it, each with its own path as content.
pub(crate) fn folder_of(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, file).unwrap();
    }
    folder
}

/// The options of a TOML text.
pub(crate) fn options(text: &str) -> ReadOptions {
    toml::from_str(text).unwrap()
}

/// A message with the temporary folder's own name taken out.
pub(crate) fn without_root(message: &impl ToString, root: &Path) -> String {
    message.to_string().replace(root.to_str().unwrap(), "[set]")
}

/// Any expression.
pub(crate) fn any_expression() -> impl Strategy<Value = Expression> {
    proptest::sample::select(&Expression::ALL[..])
}

/// Group values that a manifest keeps: trimmed, known, quotes, commas and line breaks among them.
pub(crate) fn any_value() -> impl Strategy<Value = String> {
    "[a-z0-9é]([a-zA-Z0-9 ,;\"'\n=]{0,6}[a-z0-9\"])?".prop_filter("means unknown", |v| v != "NA")
}

fn any_place() -> impl Strategy<Value = Place> {
    let point = || (-50.0f32..500.0, -50.0f32..500.0).prop_map(|(x, y)| Point::new(x, y));
    let corner = (-50.0f32..500.0, -50.0f32..500.0, 0.5f32..100.0, 0.5f32..100.0);
    (corner, [point(), point(), point(), point(), point()]).prop_map(|((left, top, width, height), points)| {
        let [left_eye, right_eye, nose, left_mouth, right_mouth] = points;
        let face_box = BoundingBox { left, top, right: left + width, bottom: top + height };
        Place { face_box, landmarks: Landmarks { left_eye, right_eye, nose, left_mouth, right_mouth } }
    })
}

fn any_action_units() -> impl Strategy<Value = BTreeMap<ActionUnit, ActionUnitLabel>> {
    let unit = proptest::sample::select(&ActionUnit::NAMES[..]).prop_map(|(n, _)| ActionUnit::new(n).unwrap());
    let label = (0.0f32..=5.0).prop_map(ActionUnitLabel::Intensity);
    proptest::collection::btree_map(unit, label, 0..4)
}

/// A face with everything that a manifest can say about one, named by `number`.
pub(crate) fn any_face(number: usize) -> impl Strategy<Value = Face> {
    let split = proptest::option::of(proptest::sample::select(&Split::ALL[..]));
    let subject = proptest::option::of("[a-d]");
    let groups = proptest::collection::btree_map("(gender|age|disguise|a,b)", any_value(), 0..4);
    let rest = (any_action_units(), proptest::option::of(any_place()), any::<bool>());
    (any_expression(), split, subject, groups, rest).prop_map(move |(expression, split, subject, mut groups, rest)| {
        if let Some(worn) = groups.get_mut("disguise").filter(|worn| *worn == "open") {
            "none".clone_into(worn);
        }
        let disguise = groups.get("disguise").filter(|worn| *worn != "none").cloned();
        let (action_units, place, is_crop) = rest;
        let face = face(&format!("images/{number}.png"), expression);
        Face { split, subject, disguise, groups, action_units, place, is_crop, ..face }
    })
}

/// A few faces with different names.
pub(crate) fn any_faces(most: usize) -> impl Strategy<Value = Vec<Face>> {
    (1..=most).prop_flat_map(|n| (0..n).map(any_face).collect::<Vec<_>>())
}
