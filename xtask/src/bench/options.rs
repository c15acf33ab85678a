//! What follows `cargo xtask bench` on the command line.

use std::path::PathBuf;

use anyhow::{Context as _, bail};

const N_THREADS: usize = 2;
const N_REPEATS: usize = 9;

/// A comparison and how to run it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Which comparison.
    pub name: String,
    /// Where the numbers go as JSON.
    pub json: Option<PathBuf>,
    /// Threads of either side; 2.
    pub n_threads: usize,
    /// Repetitions of every side; 9.
    pub n_repeats: usize,
}

impl Options {
    /// Reads `NAME [--json FILE] [--threads N] [--repeats N]` in any order.
    pub fn parse(words: &[&str]) -> anyhow::Result<Self> {
        let mut options = Self { name: String::new(), json: None, n_threads: N_THREADS, n_repeats: N_REPEATS };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if !word.starts_with("--") && options.name.is_empty() {
                (*word).clone_into(&mut options.name);
                continue;
            }
            let mut value = || words.next().with_context(|| format!("expected a value after {word}"));
            match *word {
                "--json" => options.json = Some(PathBuf::from(value()?)),
                "--threads" => options.n_threads = positive(value()?, word)?,
                "--repeats" => options.n_repeats = positive(value()?, word)?,
                _ => bail!("expected NAME, --json FILE, --threads N or --repeats N, found {word}"),
            }
        }
        Ok(options)
    }
}

fn positive(word: &str, option: &str) -> anyhow::Result<usize> {
    let number = word.parse().ok().filter(|number| *number > 0);
    number.with_context(|| format!("{option}: expected a number above 0, found {word}"))
}

#[cfg(test)]
mod tests;
