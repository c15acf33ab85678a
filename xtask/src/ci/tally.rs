//! Counts tests from what cargo's test runner prints.

use std::fmt;
use std::io::{self, BufRead as _, BufReader, Read};

/// Tests over all binaries and documentation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Numbers of tests, as the runner calls them.
    passed: usize,
    failed: usize,
    ignored: usize,
}

impl Tally {
    /// Adds every result line of `output`, and hands each line to `show`.
    pub fn read(&mut self, output: impl Read, mut show: impl FnMut(&str)) -> io::Result<()> {
        let mut reader = BufReader::new(output);
        let mut bytes = Vec::new();
        while 0 < reader.read_until(b'\n', &mut bytes)? {
            let line = String::from_utf8_lossy(&bytes);
            let line = line.trim_end_matches(['\n', '\r']);
            self.add(line);
            show(line);
            bytes.clear();
        }
        Ok(())
    }

    /// `test result: ok. 3 passed; 0 failed; 1 ignored; …` counts; anything else does not.
    fn add(&mut self, line: &str) {
        let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")) else {
            return;
        };
        for part in counts.split("; ") {
            match part.split_once(' ').and_then(|(number, what)| Some((number.parse::<usize>().ok()?, what))) {
                Some((number, "passed")) => self.passed += number,
                Some((number, "failed")) => self.failed += number,
                Some((number, "ignored")) => self.ignored += number,
                _ => {}
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "tests: {} passed, {} failed", self.passed, self.failed)?;
        if 0 < self.ignored { write!(formatter, ", {} ignored", self.ignored) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests;
