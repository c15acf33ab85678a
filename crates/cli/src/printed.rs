//! What goes to the terminal: data to stdout, everything else to stderr.

use std::io::Write;

use anyhow::Context;

use crate::hints;

/// Prints data.
///
/// # Errors
/// When stdout cannot be written; a reader that has gone away (`| head`) is no error.
pub fn data(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error).context("cannot write to stdout"),
        _ => Ok(()),
    }
}

/// Prints a message.
pub fn message(text: &str) {
    // A closed stderr leaves nobody to tell.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Prints an error with its causes and what to do about it.
pub fn error(error: &anyhow::Error) {
    let mut told = String::new();
    for cause in error.chain().map(ToString::to_string) {
        // Many errors repeat their cause's text; a reader needs it once.
        if !told.contains(&cause) {
            told.push_str(if told.is_empty() { "" } else { ": " });
            told.push_str(&cause);
        }
    }
    message(&format!("error: {told}"));
    for hint in hints::of(error) {
        message(&format!("hint: {hint}"));
    }
}
