//! Times an audit of drawn predictions: `cargo run --release -p audit --example audit_speed -- 1000000 1000 0 1`, the numbers
//! of rows, replicates and permutations, and of rows per person (1 for unknown people).

use std::time::Instant;

use audit::fairness::{Attribute, AuditOptions, Columns, Row, Tally, audit};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

#[expect(clippy::print_stdout, reason = "an example that reports to the terminal")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let numbers: Vec<usize> = std::env::args().skip(1).map(|word| word.parse()).collect::<Result<_, _>>()?;
    let [n_rows, n_replicates, n_permutations, per_person] = numbers[..] else {
        return Err("expected four numbers".into());
    };
    let started = Instant::now();
    let tallied = tally(n_rows, per_person)?.close()?;
    println!("{n_rows} rows counted: {:.2} s", started.elapsed().as_secs_f64());
    for depth in [1, 3] {
        let started = Instant::now();
        let options = AuditOptions { n_replicates, n_permutations, depth, ..AuditOptions::default() };
        let found = audit(&tallied, &options);
        let n_groups: usize = found.groupings.iter().map(|grouping| grouping.groups.len()).sum();
        let seconds = started.elapsed().as_secs_f64();
        println!("depth {depth}: {n_groups} groups, {} tests, {seconds:.2} s", found.n_tests);
    }
    println!("peak memory: {} MiB", peak_mib().map_or("unknown".to_owned(), |mib| mib.to_string()));
    Ok(())
}

fn tally(n_rows: usize, per_person: usize) -> Result<Tally, audit::fairness::TallyError> {
    let attribute =
        |name: &str, n: usize| Attribute { name: name.into(), levels: (0..n).map(|i| i.to_string()).collect() };
    let classes = (0..7).map(|i| format!("class {i}")).collect();
    let attributes = vec![attribute("gender", 2), attribute("age", 5), attribute("tone", 6)];
    let mut tally = Tally::new(Columns { classes, attributes })?;
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for i in 0..n_rows {
        let person = i / per_person;
        let groups = [(person % 2) as u16, (person % 7 % 5) as u16, (person % 31 % 6) as u16].map(Some);
        let truth = rng.random_range(0..7);
        let answer = if rng.random::<f64>() < 0.6 { truth } else { rng.random_range(0..7) };
        let predicted = (rng.random::<f64>() < 0.98).then_some(answer);
        let person = (per_person > 1).then_some(person as u64);
        tally.add(&Row { groups: &groups, truth, predicted, person, seed: 0, probabilities: &[] })?;
    }
    Ok(tally)
}

/// The greatest resident memory so far; `None` where the system does not say.
fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}
