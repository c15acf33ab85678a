//! Drawn imitations of data sets for the tests of their readers.

use std::path::Path;

use tempfile::TempDir;

use crate::{FaceSet, ReadOptions};

/// A temporary folder with these texts in it.
pub(super) fn folder_with(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in files {
        write(folder.path(), file, text.as_bytes());
    }
    folder
}

/// Writes a file and the folders above it.
pub(super) fn write(root: &Path, file: &str, bytes: &[u8]) {
    let path = root.join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// A grey picture of 2 × 2 pixels.
pub(super) const PGM: &str = "P5\n2 2\n255\n\u{1}\u{2}\u{3}\u{4}";

/// Id, expression, split and subject of every face, as words.
pub(super) fn told(set: &FaceSet) -> Vec<String> {
    let words = |face: &crate::Face| {
        let expression = face.expression.map_or("-", |e| e.name());
        let split = face.split.map_or("-", |s| s.name());
        format!("{} {expression} {split} {}", face.id, face.subject.as_deref().unwrap_or("-"))
    };
    set.faces.iter().map(words).collect()
}

/// Every face, those without labels too.
pub(super) fn any(root: &Path) -> FaceSet {
    crate::read_any(root, &ReadOptions::default()).unwrap()
}

/// What reading is told, with the temporary folder's own name taken out.
pub(super) fn refusal(root: &Path, options: &str) -> String {
    crate::testing::without_root(&crate::read_any(root, &crate::testing::options(options)).unwrap_err(), root)
}

/// A `NumPy` file of version 1.
pub(super) fn npy(kind: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let mut header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}");
    while !(10 + header.len() + 1).is_multiple_of(64) {
        header.push(' ');
    }
    header.push('\n');
    let n = (header.len() as u16).to_le_bytes();
    [b"\x93NUMPY\x01\x00", &n[..], header.as_bytes(), data].concat()
}
