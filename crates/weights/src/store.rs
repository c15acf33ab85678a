//! A folder of weight files that are handed out only when they are the pinned ones.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::digest::{copy_measured, measure};
use crate::error::WeightsError;
use crate::hub::{HubCache, Repository};
use crate::lock::{Entry, Lock, Needs, PinnedFile};

/// A folder laid out as `<entry folder>/<file>`, and the list of what belongs into it; with a [`HubCache`], a file that is not
/// in the folder and comes from the Hugging Face hub is also looked for there.
///
/// The folder need not exist, and may be read-only unless something is imported or pulled.
#[derive(Debug, Clone)]
pub struct Store {
    dir: PathBuf,
    lock: Lock,
    hub: Option<HubCache>,
}

/// Which folder a file is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The store's own.
    Store,
    /// The cache that is shared with other programs.
    HubCache,
}

/// What is on disk for one pinned file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// No file.
    Absent,
    /// Size and hash agree with the lock file.
    Verified,
    /// A file that is not the pinned one.
    Corrupt {
        /// Size or hash in the lock file.
        expected: String,
        /// Size or hash on disk.
        found: String,
    },
}

/// One line of the store's list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The entry's name.
    pub name: String,
    /// The file's name.
    pub file: String,
    /// Where it is or would be.
    pub path: PathBuf,
    /// Which folder that is in.
    pub place: Place,
    /// What is there.
    pub state: FileState,
}

/// Where a pinned file is or would be, and what is there.
pub(crate) struct Located {
    pub(crate) path: PathBuf,
    pub(crate) place: Place,
    pub(crate) state: FileState,
}

/// Which pinned file an imported file was recognised as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The entry's name.
    pub name: String,
    /// The file's name.
    pub file: String,
    /// Where the copy is.
    pub path: PathBuf,
}

impl Store {
    /// The store in `dir`, for the weights compiled into the program.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self::with_lock(dir, Lock::compiled())
    }

    /// The store in `dir`, for the weights of another lock file.
    #[must_use]
    pub fn with_lock(dir: impl Into<PathBuf>, lock: Lock) -> Self {
        Self { dir: dir.into(), lock, hub: None }
    }

    /// The same store, which also finds and leaves files of the Hugging Face hub in its cache.
    #[must_use]
    pub fn with_hub_cache(self, hub: HubCache) -> Self {
        Self { hub: Some(hub), ..self }
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What belongs into the store.
    #[must_use]
    pub fn lock(&self) -> &Lock {
        &self.lock
    }

    /// Every pinned file and what is on disk for it, in the order of the lock file; reads every file that is there.
    ///
    /// # Errors
    ///
    /// [`WeightsError::Io`] if a file that is there cannot be read.
    pub fn list(&self) -> Result<Vec<Listed>, WeightsError> {
        let mut listed = Vec::new();
        for entry in self.lock.entries() {
            for pinned in &entry.files {
                let Located { path, place, state } = self.locate(entry, pinned)?;
                listed.push(Listed { name: entry.name.clone(), file: pinned.file.clone(), path, place, state });
            }
        }
        Ok(listed)
    }

    /// The path of one file, after its size and hash were compared.
    ///
    /// # Errors
    ///
    /// [`WeightsError::Unknown`] for a name or file that is not in the lock file, [`WeightsError::Absent`] and
    /// [`WeightsError::Corrupt`] with the command that helps, [`WeightsError::Io`].
    pub fn find(&self, name: &str, file: &str) -> Result<PathBuf, WeightsError> {
        let entry = self.lock.entry(name)?;
        self.find_pinned(entry, entry.file(file)?)
    }

    /// The verified paths of an entry: all its files, or the first one present where any one is enough.
    ///
    /// # Errors
    ///
    /// As [`Store::find`]; where any one file is enough, a corrupt file is an error even if another one is good.
    pub fn verify(&self, name: &str) -> Result<Vec<PathBuf>, WeightsError> {
        let entry = self.lock.entry(name)?;
        match entry.needs {
            Needs::All => entry.files.iter().map(|pinned| self.find_pinned(entry, pinned)).collect(),
            Needs::Any => self.verify_any(entry),
        }
    }

    /// Copies a file into the store under the name that its hash gives it.
    ///
    /// # Errors
    ///
    /// [`WeightsError::Unrecognised`] with every hash that would have been accepted, [`WeightsError::Io`].
    pub fn import(&self, file: &Path) -> Result<Imported, WeightsError> {
        let measured = measure(file).map_err(WeightsError::io(file))?;
        let recognised = self.pinned_files().find(|(_, pinned)| pinned.compare(&measured).is_ok());
        let Some((entry, pinned)) = recognised else {
            return Err(WeightsError::Unrecognised {
                path: file.to_path_buf(),
                expected: self.expected_hashes(),
                found: measured.sha256,
            });
        };
        let path = self.path(entry, pinned);
        copy_verified(file, &path, pinned, &entry.name)?;
        Ok(Imported { name: entry.name.clone(), file: pinned.file.clone(), path })
    }

    /// The file in the store's own folder, or else a verified one in the hub's cache: a damaged file in the store is not
    /// hidden by a good one elsewhere.
    pub(crate) fn locate(&self, entry: &Entry, pinned: &PinnedFile) -> Result<Located, WeightsError> {
        let path = self.path(entry, pinned);
        let state = state_of(&path, pinned)?;
        if state == FileState::Absent
            && let Some(path) = self.repository(entry).and_then(|repository| repository.find(pinned))
        {
            return Ok(Located { path, place: Place::HubCache, state: FileState::Verified });
        }
        Ok(Located { path, place: Place::Store, state })
    }

    /// The part of the hub's cache that an entry's files are shared in.
    pub(crate) fn repository<'a>(&'a self, entry: &'a Entry) -> Option<Repository<'a>> {
        Some(self.hub.as_ref()?.repository(entry.hub.as_ref()?))
    }

    pub(crate) fn path(&self, entry: &Entry, pinned: &PinnedFile) -> PathBuf {
        self.dir.join(&entry.folder).join(&pinned.file)
    }

    fn pinned_files(&self) -> impl Iterator<Item = (&Entry, &PinnedFile)> {
        self.lock.entries().iter().flat_map(|entry| entry.files.iter().map(move |pinned| (entry, pinned)))
    }

    fn expected_hashes(&self) -> String {
        let lines = self.pinned_files().map(|(entry, pinned)| {
            format!("{}/{} {}, {}", entry.name, pinned.file, pinned.expected_hash(), pinned.expected_size())
        });
        lines.collect::<Vec<_>>().join("; ")
    }

    fn find_pinned(&self, entry: &Entry, pinned: &PinnedFile) -> Result<PathBuf, WeightsError> {
        let Located { path, state, .. } = self.locate(entry, pinned)?;
        let name = entry.name.clone();
        match state {
            FileState::Verified => Ok(path),
            FileState::Absent => Err(WeightsError::Absent { name, path }),
            FileState::Corrupt { expected, found } => Err(WeightsError::Corrupt { name, path, expected, found }),
        }
    }

    fn verify_any(&self, entry: &Entry) -> Result<Vec<PathBuf>, WeightsError> {
        let mut absent = None;
        for pinned in &entry.files {
            match self.find_pinned(entry, pinned) {
                Err(error @ WeightsError::Absent { .. }) => absent = absent.or(Some(error)),
                found => return found.map(|path| vec![path]),
            }
        }
        Err(absent.expect("a lock file's entry has at least one file"))
    }
}

/// Compares the file at `path` with its pinned size and hash.
pub(crate) fn state_of(path: &Path, pinned: &PinnedFile) -> Result<FileState, WeightsError> {
    let size_bytes = match fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(FileState::Absent),
        Err(source) => return Err(WeightsError::Io { path: path.to_path_buf(), source }),
    };
    if !pinned.has_size(size_bytes) {
        return Ok(FileState::Corrupt { expected: pinned.expected_size(), found: format!("{size_bytes} bytes") });
    }
    let measured = measure(path).map_err(WeightsError::io(path))?;
    Ok(match pinned.compare(&measured) {
        Ok(()) => FileState::Verified,
        Err((expected, found)) => FileState::Corrupt { expected, found },
    })
}

/// `path` with `.suffix` appended to its file name.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Creates the folder that `path` is in.
pub(crate) fn create_folder_of(path: &Path) -> Result<(), WeightsError> {
    path.parent().map_or(Ok(()), |folder| fs::create_dir_all(folder).map_err(WeightsError::io(folder)))
}

/// Copies to a temporary name and renames, so that a killed import leaves no half file under the final name.
fn copy_verified(from: &Path, to: &Path, pinned: &PinnedFile, name: &str) -> Result<(), WeightsError> {
    create_folder_of(to)?;
    let temporary = beside(to, ".import");
    let mut source = File::open(from).map_err(WeightsError::io(from))?;
    let mut target = File::create(&temporary).map_err(WeightsError::io(&temporary))?;
    let measured = copy_measured(&mut source, &mut target).map_err(WeightsError::io(&temporary))?;
    drop(target);
    // The file may have changed between being recognised and being copied.
    if let Err((expected, found)) = pinned.compare(&measured) {
        fs::remove_file(&temporary).map_err(WeightsError::io(&temporary))?;
        return Err(WeightsError::Corrupt { name: name.to_owned(), path: from.to_path_buf(), expected, found });
    }
    fs::rename(&temporary, to).map_err(WeightsError::io(to))
}

#[cfg(test)]
mod tests;
