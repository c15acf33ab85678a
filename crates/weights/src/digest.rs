//! SHA-256 of a file, as lower-case hex.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

/// Size in bytes and SHA-256 of what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Measured {
    pub(crate) size_bytes: u64,
    /// 64 lower-case hex digits.
    pub(crate) sha256: String,
}

/// Reads the whole file.
pub(crate) fn measure(path: &Path) -> io::Result<Measured> {
    copy_measured(&mut File::open(path)?, &mut io::sink())
}

/// Copies all of `from` to `to` and measures it on the way, so that what is measured is what was written.
pub(crate) fn copy_measured(from: &mut impl Read, to: &mut impl Write) -> io::Result<Measured> {
    let mut hasher = Sha256::new();
    let mut size_bytes = 0;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let n_read = from.read(&mut buffer)?;
        if n_read == 0 {
            return Ok(Measured { size_bytes, sha256: hex(&hasher.finalize()) });
        }
        hasher.update(&buffer[..n_read]);
        to.write_all(&buffer[..n_read])?;
        size_bytes += n_read as u64;
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
