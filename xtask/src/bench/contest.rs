//! Sides that take turns at the same work, one computing while the others wait for their next line of input.

use std::thread::sleep;
use std::time::Duration;

use anyhow::Context as _;

use super::environment::Environment;
use super::side::RunningSide;
use super::table::{Measured, Row};

/// How long a finished side has to send its threads to sleep before the next one computes.
const SETTLE: Duration = Duration::from_millis(150);

/// Sides, and what is read from their times.
pub struct Contest {
    pub name: String,
    /// Run once before any side starts.
    pub preparations: Vec<Invocation>,
    /// Ours first.
    pub sides: Vec<Side>,
    pub rows: Vec<Row>,
}

/// One long-lived process.
#[derive(Debug, Clone)]
pub struct Side {
    pub name: &'static str,
    pub invocation: Invocation,
    pub malloc: Malloc,
}

/// A program and its arguments.
#[derive(Debug, Clone)]
pub struct Invocation {
    pub program: Program,
    pub arguments: Vec<String>,
}

/// What to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Program {
    /// An example of one of our crates, built in the release profile.
    Example { package: &'static str, example: &'static str },
    /// A Python script in `bench/`.
    Script(&'static str),
}

/// How the system's allocator is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malloc {
    /// As it is.
    Stock,
    /// Freed memory is kept and huge pages are used: what helps PyTorch most, which only experts do.
    Tuned,
}

impl Contest {
    /// Starts every side and lets them take turns.
    pub fn run(&self, environment: &Environment, n_repeats: usize) -> anyhow::Result<Vec<Measured>> {
        for preparation in &self.preparations {
            crate::python::succeed(&mut environment.command(preparation)?)?;
        }
        let mut running = Vec::with_capacity(self.sides.len());
        for side in &self.sides {
            // One after the other, because warming up is work too.
            eprintln!("starting {}: {}", self.name, side.name);
            running.push(RunningSide::start(side.name, environment.side(side)?)?);
        }
        interleave(&mut running, n_repeats, SETTLE)?;
        running.into_iter().map(RunningSide::finish).collect()
    }
}

/// A B C A B C …
pub fn interleave(sides: &mut [RunningSide], n_repeats: usize, settle: Duration) -> anyhow::Result<()> {
    for repeat in 1..=n_repeats {
        eprintln!("repeat {repeat} of {n_repeats}");
        for side in sides.iter_mut() {
            side.repeat().with_context(|| format!("repeat {repeat}"))?;
            sleep(settle);
            side.wait();
        }
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests;
