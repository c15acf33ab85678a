//! Faces that could not be used, and the share of them that is too much.

use std::fmt;

use crate::FaceId;

/// A face that was skipped, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The face.
    pub face: FaceId,
    /// What is wrong, in words for a person.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.face, self.what)
    }
}

/// So many faces were skipped that the rest no longer stands for the set.
#[derive(Debug, Clone, PartialEq)]
pub struct TooManyProblems {
    /// The faces that were skipped.
    pub problems: Vec<Problem>,
    /// All faces, those skipped among them.
    pub n_total: usize,
    /// The share that would have been fine, in `[0, 1]`.
    pub max_share: f64,
}

/// How many problems an error lists.
pub(crate) const N_LISTED: usize = 5;

impl fmt::Display for TooManyProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { problems, n_total, max_share } = self;
        write!(f, "{} of {n_total} faces cannot be used, allowed is a share of {max_share}", problems.len())?;
        f.write_str(&listed(problems))
    }
}

impl std::error::Error for TooManyProblems {}

/// The first few, each on a line of its own, and how many more there are.
pub(crate) fn listed<T: fmt::Display>(things: &[T]) -> String {
    let lines: Vec<String> = things.iter().take(N_LISTED).map(|thing| format!("\n  {thing}")).collect();
    let lines = lines.concat();
    match things.len().saturating_sub(N_LISTED) {
        0 => lines,
        n => format!("{lines}\n  and {n} more"),
    }
}

/// Fails where more than `max_share` of all faces (a fraction in `[0, 1]`) were skipped.
///
/// # Errors
/// Too many problems, with the first five.
pub fn check_share(problems: &[Problem], n_total: usize, max_share: f64) -> Result<(), TooManyProblems> {
    if problems.len() as f64 <= max_share * n_total as f64 {
        return Ok(());
    }
    Err(TooManyProblems { problems: problems.to_vec(), n_total, max_share })
}

#[cfg(test)]
mod tests;
