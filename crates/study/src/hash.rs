//! Fingerprints of texts and files.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// SHA-256 of a text in lowercase hexadecimal.
pub fn of_text(text: &str) -> String {
    of_bytes(text.as_bytes())
}

/// SHA-256 of a file's bytes in lowercase hexadecimal.
pub fn of_bytes(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
