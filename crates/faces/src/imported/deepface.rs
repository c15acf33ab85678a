//! The JSON of `DeepFace`: dictionaries of answers, in a list or under the names of their pictures.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use super::{Answer, ImportError, Imported, PICTURE_NAMES, Tool, expression, named_after, probabilities};
use crate::FileError;
use crate::{BoundingBox, Expression};

/// Reads what `analyze` returned for one picture (a list of faces), for several (a list of lists, if every face names its
/// picture), or an object from names of pictures to such lists.
pub(super) fn read(path: &Path) -> Result<Vec<Imported>, ImportError> {
    let bytes = fs::read(path).map_err(|cause| FileError::Unreadable { path: path.to_owned(), cause })?;
    let document: Value = serde_json::from_slice(&bytes).map_err(|error| columns(path, error.to_string()))?;
    let name = named_after(path);
    let mut found = Vec::new();
    match &document {
        Value::Object(faces) if !is_face(faces) => {
            for (picture, faces) in faces {
                collect(path, picture, faces, &mut found)?;
            }
        }
        Value::Array(pictures) if pictures.iter().any(Value::is_array) => {
            for faces in pictures {
                collect_named(path, faces, &mut found)?;
            }
        }
        faces => collect(path, &name, faces, &mut found)?,
    }
    Ok(found)
}

fn columns(path: &Path, found: String) -> ImportError {
    let expected = "a list of faces with emotion and region, or an object from pictures to such lists";
    ImportError::Columns { path: path.to_owned(), tool: Tool::DeepFace, expected, found }
}

fn is_face(object: &Map<String, Value>) -> bool {
    ["emotion", "dominant_emotion", "region"].iter().any(|field| object.contains_key(*field))
}

/// Faces of several pictures, each of which has to say of which.
fn collect_named(path: &Path, faces: &Value, found: &mut Vec<Imported>) -> Result<(), ImportError> {
    let objects = faces.as_array().into_iter().flatten().filter_map(Value::as_object);
    match objects.into_iter().find(|object| picture_of(object).is_none()) {
        Some(_) => Err(columns(path, "lists of faces that do not name their pictures".to_owned())),
        None => collect(path, "", faces, found),
    }
}

fn collect(path: &Path, picture: &str, faces: &Value, found: &mut Vec<Imported>) -> Result<(), ImportError> {
    let faces = match faces {
        Value::Array(faces) => faces.iter().collect(),
        face => vec![face],
    };
    for face in faces {
        let object = face.as_object().filter(|object| is_face(object));
        let object = object.ok_or_else(|| columns(path, format!("{picture}: {face:.40}")))?;
        found.push(imported(path, picture_of(object).unwrap_or(picture), object)?);
    }
    Ok(())
}

fn picture_of(object: &Map<String, Value>) -> Option<&str> {
    PICTURE_NAMES.into_iter().find_map(|name| object.get(name)?.as_str())
}

fn imported(path: &Path, picture: &str, object: &Map<String, Value>) -> Result<Imported, ImportError> {
    // Without a face, and told not to mind, it answers about the whole picture with a confidence of 0.
    let found = object.get("face_confidence").and_then(Value::as_f64).is_none_or(|confidence| confidence > 0.0);
    let answer = if found { answer(path, picture, object)? } else { None };
    let region = object.get("region").and_then(Value::as_object);
    let face_box = region.filter(|_| found).and_then(|region| {
        let [x, y, w, h] = ["x", "y", "w", "h"].map(|side| region.get(side).and_then(Value::as_f64).map(|n| n as f32));
        let (left, top) = (x?, y?);
        Some(BoundingBox { left, top, right: left + w?, bottom: top + h? })
    });
    Ok(Imported { picture: picture.to_owned(), found, answer, action_units: BTreeMap::new(), face_box })
}

fn answer(path: &Path, picture: &str, object: &Map<String, Value>) -> Result<Option<Answer>, ImportError> {
    let bad = |field: &str, found: &str, expected| {
        let place = format!("{picture}, {field}");
        ImportError::Cell { path: path.to_owned(), place, found: found.to_owned(), expected }
    };
    let Some(shares) = object.get("emotion").and_then(Value::as_object) else {
        let word = object.get("dominant_emotion").and_then(Value::as_str);
        return Ok(word.map(|w| expression(w).map_or_else(|| Answer::Other(w.to_lowercase()), Answer::Expression)));
    };
    let mut values = [f64::NAN; Expression::COUNT];
    for (word, share) in shares {
        let known = expression(word).ok_or_else(|| bad("emotion", word, "the seven words of DeepFace"))?;
        values[known.index()] = share.as_f64().ok_or_else(|| bad(word, &share.to_string(), "a number"))?;
    }
    let found = probabilities(values, 100.0);
    let found = found.ok_or_else(|| bad("emotion", &object["emotion"].to_string(), "seven shares that sum to 100"))?;
    match object.get("dominant_emotion").and_then(Value::as_str) {
        Some(word) if expression(word) != Some(found.predicted()) => {
            Err(bad("dominant_emotion", word, "the one with the largest share"))
        }
        _ => Ok(Some(Answer::Probabilities(found))),
    }
}
