//! Files that are either the old ones or the new ones, never half of them.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::Builder;

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
    write_atomically_with(path, |file| file.write_all(bytes.as_ref()))
}

/// The same, for content that is written piece by piece.
///
/// # Errors
/// As [`write_atomically`], and those of `fill`.
pub fn write_atomically_with(
    path: &Path,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), WriteError> {
    replace(path, fill).map_err(|cause| WriteError { path: path.to_owned(), cause })
}

/// As [`write_atomically`], without waiting until the disk knows the new name: for one of many files, each of which would wait.
///
/// # Errors
/// As [`write_atomically`].
pub fn write_one_of_many(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let written = rename_into(path, |file| file.write_all(bytes));
    written.map_err(|cause| WriteError { path: path.to_owned(), cause })
}

fn replace(path: &Path, fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> io::Result<()> {
    rename_into(path, fill)?;
    sync_folder(folder_of(path))
}

fn rename_into(path: &Path, fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> io::Result<()> {
    // A file that tempfile opens itself could be read by its owner alone. What fails from here on leaves nothing behind.
    let temporary = Builder::new().prefix(".partial-").make_in(folder_of(path), |path| File::create_new(path))?;
    finish(temporary.as_file(), fill)?;
    temporary.persist(path)?;
    Ok(())
}

/// Fills a file and waits until the disk has it.
fn finish(file: &File, fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> io::Result<()> {
    let mut buffered = BufWriter::new(file);
    fill(&mut buffered)?;
    buffered.into_inner()?.sync_all()
}

/// Makes the new name as lasting as the content; only Unix can open a folder for that.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests;
