//! The lock file: every pinned file with its address, size, hash and licence.

use serde::Deserialize;

use crate::digest::Measured;
use crate::error::WeightsError;

const COMPILED: &str = include_str!("../weights.lock.toml");
const FORMAT: u32 = 1;
const N_HEX_DIGITS: usize = 64;
const N_HEX_DIGITS_MIN: usize = 8;
const N_HEX_DIGITS_OF_REVISION: usize = 40;

/// The list of pinned weights.
///
/// Invariant: names are unique, every entry has a file, every file has a hash or at least eight hex digits of one,
/// and a size or an upper bound of it; of what comes from the Hugging Face hub, the whole hash.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    format: u32,
    #[serde(rename = "entry")]
    entries: Vec<Entry>,
}

/// One set of weights: what it is for, under which licence, and its files.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What `evenface weights pull` takes.
    pub name: String,
    /// What the program does with it, in one phrase.
    pub purpose: String,
    /// Folder inside the store.
    pub folder: String,
    /// Whether every file is needed or any one of them is enough.
    pub needs: Needs,
    /// Licence and copyright of the weights.
    pub licence: String,
    /// The licence's full text.
    pub licence_url: String,
    /// Who publishes the weights.
    pub source: String,
    /// What the licence does not cover.
    pub note: String,
    /// The repository on the Hugging Face hub, for weights that come from there.
    pub hub: Option<HubSource>,
    /// The files, in order of preference where any one is enough.
    #[serde(rename = "file")]
    pub files: Vec<PinnedFile>,
}

/// A repository of models on the Hugging Face hub, at one revision.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HubSource {
    /// `organisation/name`.
    pub id: String,
    /// The commit, 40 lower-case hex digits.
    pub revision: String,
}

/// How many files of an entry are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Needs {
    /// Every file.
    All,
    /// Any one file: they hold the same parameters in different formats.
    Any,
}

/// One file, recognised by size and SHA-256.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinnedFile {
    /// File name inside the entry's folder.
    pub file: String,
    /// Where it can be downloaded; `None` if it comes from the hub or can only be imported.
    pub url: Option<String>,
    hub_path: Option<String>,
    size_bytes: Option<u64>,
    size_max_bytes: Option<u64>,
    sha256: Option<String>,
    sha256_prefix: Option<String>,
}

impl Lock {
    /// The list compiled into the program.
    ///
    /// # Panics
    ///
    /// Never: a test parses the compiled text.
    #[must_use]
    pub fn compiled() -> Self {
        Self::parse(COMPILED).expect("the compiled lock file is parsed by a test")
    }

    /// Parses a lock file.
    ///
    /// # Errors
    ///
    /// [`WeightsError::Lock`] if the text is not TOML of this format or breaks an invariant of [`Lock`].
    pub fn parse(text: &str) -> Result<Self, WeightsError> {
        let lock: Self = toml::from_str(text).map_err(|error| problem("the lock file", error.message()))?;
        if lock.format != FORMAT {
            return Err(problem("the lock file", &format!("format = {}, this program reads {FORMAT}", lock.format)));
        }
        for (index, entry) in lock.entries.iter().enumerate() {
            entry.check()?;
            if lock.entries[..index].iter().any(|earlier| earlier.name == entry.name) {
                return Err(problem(&entry.name, "the name twice"));
            }
        }
        Ok(lock)
    }

    /// Every entry, in the order of the lock file.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry called `name`.
    ///
    /// # Errors
    ///
    /// [`WeightsError::Unknown`] with the names there are.
    pub fn entry(&self, name: &str) -> Result<&Entry, WeightsError> {
        self.entries.iter().find(|entry| entry.name == name).ok_or_else(|| WeightsError::Unknown {
            found: name.to_owned(),
            known: one_of(self.entries.iter().map(|entry| entry.name.as_str())),
        })
    }
}

impl Entry {
    /// The file called `file`.
    ///
    /// # Errors
    ///
    /// [`WeightsError::Unknown`] with the files there are.
    pub fn file(&self, file: &str) -> Result<&PinnedFile, WeightsError> {
        self.files.iter().find(|pinned| pinned.file == file).ok_or_else(|| WeightsError::Unknown {
            found: format!("{}/{file}", self.name),
            known: one_of(self.files.iter().map(|pinned| pinned.file.as_str())),
        })
    }

    /// What to show before a download: licence, where its text is, publisher, and what it does not cover.
    #[must_use]
    pub fn licence_notice(&self) -> String {
        let Self { name, licence, licence_url, source, note, .. } = self;
        format!("{name}: {licence}\nlicence text: {licence_url}\nsource: {source}\nnote: {note}\n")
    }

    fn check(&self) -> Result<(), WeightsError> {
        if self.files.is_empty() {
            return Err(problem(&self.name, "no file"));
        }
        if !is_plain_name(&self.folder) {
            return Err(problem(&self.name, "a folder that is not one plain name"));
        }
        if let Some(hub) = &self.hub {
            hub.check(&self.name)?;
        }
        self.files.iter().try_for_each(|pinned| pinned.check(&self.name, self.hub.as_ref()))
    }
}

impl HubSource {
    fn check(&self, name: &str) -> Result<(), WeightsError> {
        let is_id = self.id.split('/').count() == 2 && self.id.split('/').all(is_plain_name);
        if !is_id {
            return Err(problem(name, "a hub id that is not organisation/name"));
        }
        if self.revision.len() != N_HEX_DIGITS_OF_REVISION || !is_lower_hex(&self.revision) {
            return Err(problem(name, "a hub revision that is not a commit of 40 lower-case hex digits"));
        }
        Ok(())
    }
}

impl PinnedFile {
    /// The file's path inside its repository on the hub; its name where the lock file gives no other.
    #[must_use]
    pub fn hub_path(&self) -> &str {
        self.hub_path.as_deref().unwrap_or(&self.file)
    }

    /// The exact size, or the most the file may have, in bytes.
    #[must_use]
    pub fn size_max_bytes(&self) -> u64 {
        self.size_bytes.or(self.size_max_bytes).unwrap_or(0)
    }

    /// The exact size in bytes, if the publisher gives it.
    #[must_use]
    pub fn size_bytes(&self) -> Option<u64> {
        self.size_bytes
    }

    /// SHA-256 in lower-case hex, or its first digits if that is all the publisher gives.
    #[must_use]
    pub fn sha256_start(&self) -> &str {
        self.sha256.as_deref().or(self.sha256_prefix.as_deref()).unwrap_or("")
    }

    /// The size as the lock file states it.
    pub(crate) fn expected_size(&self) -> String {
        match self.size_bytes {
            Some(size_bytes) => format!("{size_bytes} bytes"),
            None => format!("at most {} bytes", self.size_max_bytes()),
        }
    }

    /// The hash as the lock file states it.
    pub(crate) fn expected_hash(&self) -> String {
        let ellipsis = if self.sha256.is_some() { "" } else { "…" };
        format!("sha256 {}{ellipsis}", self.sha256_start())
    }

    pub(crate) fn has_size(&self, size_bytes: u64) -> bool {
        self.size_bytes.map_or(size_bytes <= self.size_max_bytes(), |expected| size_bytes == expected)
    }

    /// `Ok` if size and hash agree, else what was expected and what was found.
    pub(crate) fn compare(&self, measured: &Measured) -> Result<(), (String, String)> {
        if !self.has_size(measured.size_bytes) {
            return Err((self.expected_size(), format!("{} bytes", measured.size_bytes)));
        }
        if !measured.sha256.starts_with(self.sha256_start()) {
            return Err((self.expected_hash(), format!("sha256 {}", measured.sha256)));
        }
        Ok(())
    }

    fn check(&self, name: &str, hub: Option<&HubSource>) -> Result<(), WeightsError> {
        let where_ = format!("{name}/{}", self.file);
        if hub.is_none() && self.hub_path.is_some() {
            return Err(problem(&where_, "hub_path, but its entry no hub"));
        }
        if !self.hub_path().split('/').all(is_plain_name) {
            return Err(problem(&where_, "a hub_path that is not plain names joined by slashes"));
        }
        if hub.is_some() && self.sha256.is_none() {
            return Err(problem(&where_, "no whole sha256, which is the file's name in the hub's cache"));
        }
        if !is_plain_name(&self.file) {
            return Err(problem(&where_, "a file that is not one plain name"));
        }
        if self.size_bytes.is_some() == self.size_max_bytes.is_some() {
            return Err(problem(&where_, "not exactly one of size_bytes and size_max_bytes"));
        }
        let n_digits = match (&self.sha256, &self.sha256_prefix) {
            (Some(_), None) => N_HEX_DIGITS..=N_HEX_DIGITS,
            (None, Some(_)) => N_HEX_DIGITS_MIN..=N_HEX_DIGITS,
            _ => return Err(problem(&where_, "not exactly one of sha256 and sha256_prefix")),
        };
        let start = self.sha256_start();
        if is_lower_hex(start) && n_digits.contains(&start.len()) {
            Ok(())
        } else {
            Err(problem(&where_, "a hash that is not lower-case hex of the right length"))
        }
    }
}

fn is_lower_hex(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// A name that stays inside its folder on every system.
fn is_plain_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(is_plain)
}

fn one_of<'a>(names: impl Iterator<Item = &'a str>) -> String {
    format!("one of {}", names.collect::<Vec<_>>().join(", "))
}

fn problem(where_: &str, problem: &str) -> WeightsError {
    WeightsError::Lock { where_: where_.to_owned(), problem: problem.to_owned() }
}

#[cfg(test)]
mod tests;
