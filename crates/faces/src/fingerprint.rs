//! The fingerprint of a data set: a digest of what was annotated.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::face::Face;

/// SHA-256 in hexadecimal over the faces, which must be sorted by id.
pub(crate) fn of_faces(faces: &[Face]) -> String {
    let mut hasher = Sha256::new();
    for field in faces.iter().flat_map(fields) {
        hasher.update((field.len() as u64).to_le_bytes());
        hasher.update(field.as_bytes());
    }
    hexadecimal(&hasher.finalize())
}

/// SHA-256 of bytes, such as a picture's, in hexadecimal.
pub fn of_bytes(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
        text
    })
}

/// Everything annotated about a face; the number of groups and action units keeps two faces from reading as one.
fn fields(face: &Face) -> Vec<String> {
    let Face { id, picture: _, expression, split, subject, disguise, groups, action_units, place, is_crop } = face;
    let text = |value: Option<String>| value.map_or_else(String::new, |v| format!("={v}"));
    let mut fields = vec![
        id.to_string(),
        expression.map_or_else(String::new, |e| e.to_string()),
        text(split.map(|s| s.to_string())),
        text(subject.clone()),
        text(disguise.clone()),
        text(place.map(|p| p.to_numbers().map(|n| n.to_string()).join(" "))),
        is_crop.to_string(),
        groups.len().to_string(),
        action_units.len().to_string(),
    ];
    fields.extend(groups.iter().flat_map(|(name, value)| [name.clone(), value.clone()]));
    fields.extend(action_units.iter().map(|(unit, label)| format!("{}={label:?}", unit.number())));
    fields
}
