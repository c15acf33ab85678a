//! Downloads: fetched into `.part`, verified, renamed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::digest::measure;
use crate::error::WeightsError;
use crate::fetch::{Fetcher, part_size, remove};
use crate::lock::{Entry, Needs, PinnedFile};
use crate::store::{FileState, Located, Store, beside, create_folder_of};

/// How far a download is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The file's name.
    pub file: &'a str,
    /// Bytes on disk so far.
    pub n_bytes: u64,
    /// The file's size, if the lock file has it.
    pub n_bytes_total: Option<u64>,
}

/// What a pull left in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    /// The verified files of the entry.
    pub files: Vec<PathBuf>,
    /// How many of them were downloaded now.
    pub n_downloaded: usize,
    /// Licence, its address, publisher and what it does not cover.
    pub licence_notice: String,
}

impl Store {
    /// Downloads what is absent or corrupt of an entry; a file that is there and verified is left alone.
    ///
    /// Where any one file is enough and none is there, the first that has an address is downloaded. Show
    /// [`Entry::licence_notice`] before.
    ///
    /// # Errors
    ///
    /// [`WeightsError::Offline`] before any connection, [`WeightsError::Status`], [`WeightsError::Transfer`] (the
    /// `.part` file is kept), [`WeightsError::Refused`] (nothing is kept), [`WeightsError::Io`],
    /// [`WeightsError::Unknown`], and [`WeightsError::Absent`] for a file that has no address.
    pub fn pull(
        &self,
        name: &str,
        fetcher: &Fetcher,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Pulled, WeightsError> {
        let entry = self.lock().entry(name)?;
        let mut pulled = Pulled { files: Vec::new(), n_downloaded: 0, licence_notice: entry.licence_notice() };
        for pinned in self.wanted(entry)? {
            let located = self.locate(entry, pinned)?;
            if located.state == FileState::Verified {
                pulled.files.push(located.path);
            } else {
                pulled.files.push(self.download(fetcher, (entry, pinned), located, progress)?);
                pulled.n_downloaded += 1;
            }
        }
        Ok(pulled)
    }

    /// Downloads a file to where it belongs, and returns its path: what comes from the hub into the hub's cache, where there
    /// is one and no damaged file in the store has to be replaced; everything else into the store.
    fn download(
        &self,
        fetcher: &Fetcher,
        (entry, pinned): (&Entry, &PinnedFile),
        located: Located,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<PathBuf, WeightsError> {
        let repository = self.repository(entry);
        let address = pinned.url.clone().or_else(|| Some(repository.as_ref()?.address(pinned)));
        let Some(url) = address else {
            return Err(WeightsError::Absent { name: entry.name.clone(), path: located.path });
        };
        if let Some(repository) = repository.filter(|_| located.state == FileState::Absent) {
            download(fetcher, &url, (pinned, &repository.blob(pinned)), progress)?;
            return repository.publish(pinned);
        }
        download(fetcher, &url, (pinned, &located.path), progress)?;
        Ok(located.path)
    }

    /// The files that have to be there: all, or the one that is there or can be downloaded.
    fn wanted<'a>(&self, entry: &'a Entry) -> Result<Vec<&'a PinnedFile>, WeightsError> {
        if entry.needs == Needs::All {
            return Ok(entry.files.iter().collect());
        }
        for pinned in &entry.files {
            if self.locate(entry, pinned)?.state == FileState::Verified {
                return Ok(vec![pinned]);
            }
        }
        let with_address = entry.files.iter().find(|pinned| pinned.url.is_some() || entry.hub.is_some());
        Ok(with_address.or(entry.files.first()).into_iter().collect())
    }
}

/// Fetches one file and moves it to its place if it is the pinned one.
fn download(
    fetcher: &Fetcher,
    url: &str,
    (pinned, path): (&PinnedFile, &Path),
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<(), WeightsError> {
    let part = beside(path, ".part");
    let was_begun_before = 0 < part_size(&part)?;
    create_folder_of(path)?;
    fetcher.fetch(url, pinned, &part, progress)?;
    let placed = place(url, pinned, &part, path);
    if was_begun_before && matches!(placed, Err(WeightsError::Refused { .. })) {
        // The old beginning may be of another file; a download from the first byte decides.
        fetcher.fetch(url, pinned, &part, progress)?;
        return place(url, pinned, &part, path);
    }
    placed
}

/// Renames a verified `.part` file; removes it if it is not the pinned file.
fn place(url: &str, pinned: &PinnedFile, part: &Path, path: &Path) -> Result<(), WeightsError> {
    let measured = measure(part).map_err(WeightsError::io(part))?;
    if let Err((expected, found)) = pinned.compare(&measured) {
        remove(part)?;
        return Err(WeightsError::Refused { url: url.to_owned(), expected, found });
    }
    fs::rename(part, path).map_err(WeightsError::io(path))
}

#[cfg(test)]
pub(crate) mod tests;
