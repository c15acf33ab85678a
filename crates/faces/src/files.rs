//! Files that are either the old ones or the new ones, never half of them.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Why a file could not be written; what was there before is untouched.
#[derive(Debug, thiserror::Error)]
#[error("could not write {}: {}", .path.display(), reason(.path, .cause))]
pub struct WriteError {
    /// The file that was to be written.
    pub path: PathBuf,
    /// What the system said.
    pub cause: io::Error,
}

fn reason(path: &Path, cause: &io::Error) -> String {
    let folder = folder_of(path).display();
    match cause.kind() {
        ErrorKind::NotFound => format!("the folder {folder} does not exist"),
        ErrorKind::NotADirectory => format!("{folder} is not a folder"),
        ErrorKind::IsADirectory => "there is a folder of this name".to_owned(),
        ErrorKind::PermissionDenied => format!("no permission to write in the folder {folder}"),
        ErrorKind::ReadOnlyFilesystem => format!("the folder {folder} is read-only"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        _ => cause.to_string(),
    }
}

/// The folder of a file, `.` where the path is a bare name.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a file so that a reader, or a crash, sees the old content or the new one: to a temporary name beside it, to the
/// disk, then renamed. The folder must exist.
///
/// # Errors
/// The folder is missing or not writable, the disk is full, or `path` is a folder.
pub fn write_atomically(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), WriteError> {
    let temporary = temporary_beside(path);
    let written = fill(&temporary, bytes.as_ref()).and_then(|()| fs::rename(&temporary, path));
    written.and_then(|()| sync_folder(folder_of(path))).map_err(|cause| {
        // The first failure is the one to report; a leftover that cannot be removed is harmless.
        let _ = fs::remove_file(&temporary);
        WriteError { path: path.to_owned(), cause }
    })
}

/// A name that no other process and no other call uses, whatever the length of the file's own name.
fn temporary_beside(path: &Path) -> PathBuf {
    static N_CALLS: AtomicU64 = AtomicU64::new(0);
    let call = N_CALLS.fetch_add(1, Ordering::Relaxed);
    folder_of(path).join(format!(".partial-{}-{call}", std::process::id()))
}

/// Fills a file and waits until the disk has it.
fn fill(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the new name as lasting as the content; only Unix can open a folder for that.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests;
