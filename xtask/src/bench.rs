//! Our speed beside that of peers: both sides in one run, repetition by repetition, medians and ratios in a table.

mod catalogue;
mod contest;
mod environment;
mod options;
mod side;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use catalogue::{BENCHES, Bench, Setting};
use contest::Contest;
use environment::Environment;
use options::Options;
use table::{Comparison, Measured};

/// Runs the named comparison, or lists them all. A slow result is a result: only what cannot run is an error.
pub fn run(root: &Path, words: &[&str]) -> anyhow::Result<()> {
    if words.is_empty() {
        for Bench { name, describes, .. } in BENCHES {
            println!("{name:<8} {describes}");
        }
        return Ok(());
    }
    let options = Options::parse(words)?;
    let bench = catalogue::find(&options.name)?;
    bench.check_variables(|variable| std::env::var_os(variable).is_some_and(|folder| Path::new(&folder).is_dir()))?;
    let scratch = Scratch::new()?;
    let contests = (bench.contests)(&Setting { n_threads: options.n_threads, scratch: &scratch.0 });
    let environment = Environment::new(root, &contests, options.n_threads)?;
    announce(bench, &options, &environment);
    let mut comparisons = Vec::new();
    for contest in &contests {
        let measured = contest.run(&environment, options.n_repeats)?;
        println!("{}\n", table::of_sides(&contest.name, &measured));
        comparisons.extend(compared(contest, &measured));
        // After every contest, so that an interruption loses only the one in progress.
        write_json(&options, &comparisons)?;
    }
    println!("{}", table::of_comparisons(&comparisons));
    Ok(())
}

fn announce(bench: &Bench, options: &Options, environment: &Environment) {
    let Options { n_threads, n_repeats, .. } = options;
    let cores = environment.cores().map_or_else(|| "any core".to_owned(), |list| format!("cores {list}"));
    println!("{}: {n_threads} threads on {cores}, medians of {n_repeats} interleaved repeats\n", bench.name);
}

fn compared(contest: &Contest, measured: &[Measured]) -> Vec<Comparison> {
    contest.rows.iter().filter_map(|row| Comparison::new(row, measured)).collect()
}

fn write_json(options: &Options, comparisons: &[Comparison]) -> anyhow::Result<()> {
    let Some(path) = &options.json else { return Ok(()) };
    fs::write(path, table::to_json(comparisons)).with_context(|| format!("could not write {}", path.display()))
}

/// A folder for drawn pictures, exported models and checkpoints, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("evenface-bench-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left in the system's folder for temporary files harms nobody.
        drop(fs::remove_dir_all(&self.0));
    }
}
