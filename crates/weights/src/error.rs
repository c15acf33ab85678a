//! What can go wrong between a pinned file and its use.

use std::path::PathBuf;

/// Why a weight file could not be listed, found, imported or pulled.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// The lock file cannot be used.
    #[error("expected a list of pinned weights in {where_}, found: {problem}")]
    Lock {
        /// The lock file or the entry in it.
        where_: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A name that is not in the lock file, or a proxy that is not an address.
    #[error("expected {known}, found '{found}'")]
    Unknown {
        /// What was asked for.
        found: String,
        /// What there is.
        known: String,
    },
    /// The file is not in the store.
    #[error(
        "expected the weights '{name}' at {path}, found no file; \
         get them with `evenface weights pull {name}` or `evenface weights import FILE`"
    )]
    Absent {
        /// The entry's name.
        name: String,
        /// Where the file should be.
        path: PathBuf,
    },
    /// The file in the store is not the pinned one.
    #[error(
        "expected {expected} at {path}, found {found}; \
         replace it with `evenface weights pull {name}` or `evenface weights import FILE`"
    )]
    Corrupt {
        /// The entry's name.
        name: String,
        /// Where the file is.
        path: PathBuf,
        /// Size or hash in the lock file.
        expected: String,
        /// Size or hash on disk.
        found: String,
    },
    /// The imported file is none of the pinned ones.
    #[error("expected one of the pinned files ({expected}), found sha256 {found} in {path}")]
    Unrecognised {
        /// The file offered.
        path: PathBuf,
        /// Every pinned file with its hash.
        expected: String,
        /// The hash of the file offered.
        found: String,
    },
    /// A download was needed while the network is off.
    #[error(
        "expected a network to download {url}, found offline mode; get the file elsewhere, then `evenface weights import FILE`"
    )]
    Offline {
        /// The address that was not opened.
        url: String,
    },
    /// The server answered, but not with the file.
    #[error("expected status 200 or 206 from {url}, found {status}")]
    Status {
        /// The address asked.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// The connection failed, or ended before the file did; what had arrived is kept and the next pull goes on from there.
    #[error("expected {url} to send the whole file, found {n_bytes} bytes before: {source}")]
    Transfer {
        /// The address asked.
        url: String,
        /// Bytes on disk when the connection ended.
        n_bytes: u64,
        /// The failure of the last attempt.
        source: Box<ureq::Error>,
    },
    /// What the server sent is not the pinned file; nothing of it was kept.
    #[error("expected {expected} from {url}, found {found}; nothing was kept")]
    Refused {
        /// The address asked.
        url: String,
        /// Size or hash in the lock file.
        expected: String,
        /// Size or hash of what arrived.
        found: String,
    },
    /// Reading or writing failed.
    #[error("could not read or write {path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The failure.
        source: std::io::Error,
    },
}

impl WeightsError {
    /// For `map_err`: an input or output failure at `path`.
    pub(crate) fn io(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Io { path: path.to_path_buf(), source }
    }
}
