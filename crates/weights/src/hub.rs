//! The cache of the Hugging Face hub on this machine: what other programs have downloaded is found, and what is downloaded
//! here is found by them.
//!
//! A repository of models is a folder `models--ORG--NAME`: `blobs/HASH` holds a file's bytes, `snapshots/REVISION/PATH` is a
//! link to them, and `refs/main` names the revision that `main` was last seen at.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::WeightsError;
use crate::fetch::remove;
use crate::lock::{HubSource, PinnedFile};
use crate::store::{FileState, beside, create_folder_of, state_of};

/// Where files are downloaded from unless another server is named.
const ENDPOINT: &str = "https://huggingface.co";

/// A folder of downloads shared with other programs, and the server that they come from.
///
/// The folder need not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubCache {
    dir: PathBuf,
    endpoint: String,
}

impl HubCache {
    /// The cache in `dir`, such as `~/.cache/huggingface/hub`.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into(), endpoint: ENDPOINT.to_owned() }
    }

    /// The same cache, filled from another server that answers as the hub does.
    #[must_use]
    pub fn with_endpoint(self, endpoint: &str) -> Self {
        Self { endpoint: endpoint.trim_end_matches('/').to_owned(), ..self }
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The part of the cache that holds one repository.
    pub(crate) fn repository<'a>(&'a self, source: &'a HubSource) -> Repository<'a> {
        let folder = self.dir.join(format!("models--{}", source.id.replace('/', "--")));
        Repository { source, folder, endpoint: &self.endpoint }
    }
}

/// One repository in the cache.
pub(crate) struct Repository<'a> {
    source: &'a HubSource,
    folder: PathBuf,
    endpoint: &'a str,
}

impl Repository<'_> {
    /// Where the server has the file, at the pinned revision.
    pub(crate) fn address(&self, pinned: &PinnedFile) -> String {
        let HubSource { id, revision } = self.source;
        format!("{}/{id}/resolve/{revision}/{}", self.endpoint, pinned.hub_path())
    }

    /// The pinned file, wherever in the repository it is: at the pinned revision, at another one, or without a link.
    ///
    /// Files of other revisions and files that cannot be read are passed over; they are for other programs.
    pub(crate) fn find(&self, pinned: &PinnedFile) -> Option<PathBuf> {
        let others = fs::read_dir(self.folder.join("snapshots")).into_iter().flatten().flatten();
        let mut others: Vec<PathBuf> = others.map(|snapshot| snapshot.path().join(pinned.hub_path())).collect();
        others.sort();
        let mut candidates = std::iter::once(self.link(pinned)).chain(others).chain([self.blob(pinned)]);
        candidates.find(|path| matches!(state_of(path, pinned), Ok(FileState::Verified)))
    }

    /// Where the file's bytes belong.
    pub(crate) fn blob(&self, pinned: &PinnedFile) -> PathBuf {
        self.folder.join("blobs").join(pinned.sha256_start())
    }

    /// Links the blob into the pinned revision, so that other programs find it by its name; returns the link.
    ///
    /// `refs/main` is written only where there is none: another program may have seen a newer revision.
    pub(crate) fn publish(&self, pinned: &PinnedFile) -> Result<PathBuf, WeightsError> {
        let (blob, link) = (self.blob(pinned), self.link(pinned));
        create_folder_of(&link)?;
        let temporary = beside(&link, ".part");
        remove(&temporary)?;
        link_or_copy(&blob_from_link(pinned), &blob, &temporary).map_err(WeightsError::io(&temporary))?;
        fs::rename(&temporary, &link).map_err(WeightsError::io(&link))?;
        self.write_main()?;
        Ok(link)
    }

    fn link(&self, pinned: &PinnedFile) -> PathBuf {
        self.folder.join("snapshots").join(&self.source.revision).join(pinned.hub_path())
    }

    fn write_main(&self) -> Result<(), WeightsError> {
        let main = self.folder.join("refs/main");
        if main.exists() {
            return Ok(());
        }
        create_folder_of(&main)?;
        let temporary = beside(&main, ".part");
        fs::write(&temporary, &self.source.revision).map_err(WeightsError::io(&temporary))?;
        fs::rename(&temporary, &main).map_err(WeightsError::io(&main))
    }
}

/// The blob as seen from the folder that the link is in, so that the cache can be moved.
fn blob_from_link(pinned: &PinnedFile) -> PathBuf {
    let n_folders = pinned.hub_path().matches('/').count();
    Path::new(&"../".repeat(2 + n_folders)).join("blobs").join(pinned.sha256_start())
}

/// A symbolic link where the system and the disk have them, else a copy, as the hub's own client does.
fn link_or_copy(target: &Path, blob: &Path, link: &Path) -> io::Result<()> {
    symbolic_link(target, link).or_else(|_| fs::copy(blob, link).map(|_| ()))
}

#[cfg(unix)]
fn symbolic_link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(not(unix))]
fn symbolic_link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests;
