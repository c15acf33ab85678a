//! The name of a face: its picture's path inside the data set, the same on every machine.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A relative path with `/` between its parts and without `.` or `..`; joined to a folder it stays inside that folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FaceId(String);

/// Why a path cannot name a face.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathProblem {
    /// Nothing is left of the path.
    #[error("the path is empty")]
    Empty,
    /// The path starts at a root, a drive or a server.
    #[error("`{found}` is an absolute path; expected one relative to the manifest's folder")]
    Absolute {
        /// The path as it was found.
        found: String,
    },
    /// The path climbs out of the folder.
    #[error(
        "`{found}` leaves the folder; expected a path inside it, or `picture_folder` set to the folder of the pictures"
    )]
    LeavesFolder {
        /// The path as it was found.
        found: String,
    },
}

impl FaceId {
    /// Tidies a path: `\` becomes `/`, `.` and inner `..` are resolved.
    ///
    /// # Errors
    /// The path is empty, absolute, or leaves its folder.
    ///
    /// # Examples
    /// ```
    /// use faces::FaceId;
    /// assert_eq!(FaceId::new("./a\\b/../c.png")?.as_str(), "a/c.png");
    /// assert!(FaceId::new("../c.png").is_err());
    /// # Ok::<(), faces::PathProblem>(())
    /// ```
    pub fn new(path: &str) -> Result<Self, PathProblem> {
        let found = || path.to_owned();
        let slashed = path.replace('\\', "/");
        if is_absolute(&slashed) {
            return Err(PathProblem::Absolute { found: found() });
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in slashed.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop().ok_or_else(|| PathProblem::LeavesFolder { found: found() })?;
                }
                _ => parts.push(part),
            }
        }
        let tidy = parts.join("/");
        match tidy.as_str() {
            "" => Err(PathProblem::Empty),
            // What is left may begin with a space or look like a drive, which another look decides; it only gets shorter.
            _ if tidy != path => Self::new(&tidy),
            _ => Ok(Self(tidy)),
        }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a path with `/` starts at a root, at a drive letter or with `scheme://`.
fn is_absolute(path: &str) -> bool {
    let mut letters = path.chars();
    let has_drive = letters.next().is_some_and(|c| c.is_ascii_alphabetic()) && letters.next() == Some(':');
    path.starts_with('/') || has_drive || path.contains("://")
}

impl fmt::Display for FaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for FaceId {
    type Error = PathProblem;

    fn try_from(path: String) -> Result<Self, Self::Error> {
        Self::new(&path)
    }
}

impl From<FaceId> for String {
    fn from(id: FaceId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests;
