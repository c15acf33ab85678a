//! Fingerprints of texts.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// SHA-256 of a text in lowercase hexadecimal.
pub fn of_text(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
