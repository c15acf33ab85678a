//! The files that are or would be committed.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

/// One file of the repository.
#[derive(Debug, Clone)]
pub struct RepositoryFile {
    /// Relative to the root, with `/`.
    pub path: String,
    pub size_bytes: u64,
    /// `None` for a file that is not UTF-8.
    pub text: Option<String>,
}

/// Every file that git tracks or would add.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    files: Vec<RepositoryFile>,
}

impl Tree {
    /// Reads the files that git lists below `root`.
    pub fn read(root: &Path) -> anyhow::Result<Self> {
        let mut git = Command::new("git");
        git.current_dir(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]);
        let output = git.output().context("could not start git, which knows the repository's files")?;
        if !output.status.success() {
            bail!("git ls-files failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        let names = String::from_utf8(output.stdout).context("a file name is not UTF-8")?;
        let mut files = Vec::new();
        for path in names.split_terminator('\0').filter(|path| root.join(path).is_file()) {
            let bytes = std::fs::read(root.join(path)).with_context(|| format!("could not read {path}"))?;
            files.push(RepositoryFile::new(path, bytes));
        }
        files.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(Self { files })
    }

    /// In the order of their paths.
    pub fn files(&self) -> &[RepositoryFile] {
        &self.files
    }

    /// The text files whose path passes `is_wanted`.
    pub fn texts<'a>(&'a self, is_wanted: impl Fn(&str) -> bool + 'a) -> impl Iterator<Item = (&'a str, &'a str)> {
        let texts = self.files.iter().filter_map(|file| Some((file.path.as_str(), file.text.as_deref()?)));
        texts.filter(move |(path, _)| is_wanted(path))
    }

    /// Whether `path` is a file, or a folder of files.
    pub fn has(&self, path: &str) -> bool {
        let is_below = |file: &str| file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        path.is_empty() || self.files.iter().any(|file| file.path == path || is_below(&file.path))
    }

    /// A tree for tests: paths and their texts.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| RepositoryFile::new(path, text.as_bytes().to_vec()));
        Self { files: files.collect() }
    }
}

impl RepositoryFile {
    fn new(path: &str, bytes: Vec<u8>) -> Self {
        Self { path: path.to_owned(), size_bytes: bytes.len() as u64, text: String::from_utf8(bytes).ok() }
    }
}
