//! Audits of drawn predictions, as the peer of `bench/audit.py`: `audit_speed table ROWS PER_PERSON FILE`, then
//! `audit_speed audit FILE REPLICATES PERMUTATIONS DEPTH THREADS`.
//!
//! One repetition reads the file row by row, counts, and audits. Rows per person are 1 for unknown people.

#[path = "../../../bench/protocol.rs"]
mod protocol;

use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;

use audit::fairness::{Attribute, AuditOptions, Columns, Row, Tally, audit};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use protocol::{Outcome, serve};

const N_WARM_UP: usize = 1;
const N_CLASSES: usize = 7;
const ATTRIBUTES: [(&str, usize); 3] = [("gender", 2), ("age", 5), ("tone", 6)];

fn main() -> Outcome {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["table", n_rows, per_person, path] => draw(n_rows.parse()?, per_person.parse()?, Path::new(path)),
        ["audit", path, n_replicates, n_permutations, depth, n_threads] => {
            let options = AuditOptions {
                n_replicates: n_replicates.parse()?,
                n_permutations: n_permutations.parse()?,
                depth: depth.parse()?,
                ..AuditOptions::default()
            };
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads.parse()?).build()?;
            serve(N_WARM_UP, || {
                let found =
                    pool.install(|| Ok::<_, protocol::Failure>(audit(&read(Path::new(path))?.close()?, &options)))?;
                black_box(found);
                Ok(())
            })
        }
        _ => Err("expected: table ROWS PER_PERSON FILE, or audit FILE REPLICATES PERMUTATIONS DEPTH THREADS".into()),
    }
}

/// Draws answers of which six in ten are right and writes them as numbers: truth, answer, one group per attribute, and a person
/// where several rows show one.
fn draw(n_rows: usize, per_person: usize, path: &Path) -> Outcome {
    let mut file = BufWriter::new(File::create(path)?);
    let person = if per_person > 1 { ",person" } else { "" };
    writeln!(file, "truth,predicted,gender,age,tone{person}")?;
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for i in 0..n_rows {
        let person = i / per_person;
        let truth = rng.random_range(0..N_CLASSES);
        let answer = if rng.random::<f64>() < 0.6 { truth } else { rng.random_range(0..N_CLASSES) };
        write!(file, "{truth},{answer},{},{},{}", person % 2, person % 7 % 5, person % 31 % 6)?;
        if per_person > 1 {
            write!(file, ",{person}")?;
        }
        writeln!(file)?;
    }
    Ok(file.flush()?)
}

/// Counts a table as it is read.
fn read(path: &Path) -> Result<Tally, protocol::Failure> {
    let classes = (0..N_CLASSES).map(|i| format!("class {i}")).collect();
    let attribute =
        |(name, n): (&str, usize)| Attribute { name: name.to_owned(), levels: (0..n).map(|i| i.to_string()).collect() };
    let mut tally = Tally::new(Columns { classes, attributes: ATTRIBUTES.map(attribute).into() })?;
    let mut file = BufReader::new(File::open(path)?);
    let mut line = String::new();
    file.read_line(&mut line)?;
    let mut numbers: Vec<u32> = Vec::new();
    loop {
        line.clear();
        if file.read_line(&mut line)? == 0 {
            return Ok(tally);
        }
        numbers.clear();
        for word in line.trim_end().split(',') {
            numbers.push(word.parse()?);
        }
        let [truth, predicted, gender, age, tone, ref person @ ..] = numbers[..] else {
            return Err(format!("expected five numbers or six, found {line}").into());
        };
        tally.add(&Row {
            groups: &[gender, age, tone].map(|level| Some(level as u16)),
            truth: truth as u16,
            predicted: Some(predicted as u16),
            person: person.first().map(|person| u64::from(*person)),
            seed: 0,
            probabilities: &[],
        })?;
    }
}
