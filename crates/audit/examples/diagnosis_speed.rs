//! Times a diagnosis of drawn pictures: `cargo run --release -p audit --example diagnosis_speed -- 100000 1000 25`, the
//! numbers of pictures and replicates, and of pictures per person (1 for unknown people).

use std::collections::BTreeMap;
use std::time::Instant;

use audit::diagnosis::{DiagnosisOptions, Picture, PictureSet, PictureStatus, diagnose};
use faces::{Measure, Measures};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

#[expect(clippy::print_stdout, reason = "an example that reports to the terminal")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let numbers: Vec<usize> = std::env::args().skip(1).map(|word| word.parse()).collect::<Result<_, _>>()?;
    let [n_pictures, n_replicates, per_person] = numbers[..] else { return Err("expected three numbers".into()) };
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let pictures: Vec<Picture> = (0..n_pictures).map(|i| picture(i, per_person, &mut rng)).collect();
    let reference: Vec<Picture> = (0..n_pictures).map(|i| picture(i, per_person, &mut rng)).collect();
    let options = DiagnosisOptions { n_replicates, n_permutations: n_replicates, ..DiagnosisOptions::default() };
    for (name, reference) in [("alone", None), ("with a reference", Some(&reference[..]))] {
        let started = Instant::now();
        let found = diagnose(PictureSet { pictures: &pictures, near_duplicates: &[], reference }, &options);
        println!("{name}: {:.1} s, {} associations", started.elapsed().as_secs_f64(), found.associations.len());
    }
    Ok(())
}

fn picture(i: usize, per_person: usize, rng: &mut ChaCha8Rng) -> Picture {
    let person = i / per_person;
    let mut measures = Measures::default();
    for measure in Measure::ALL {
        measures.set(measure, rng.random::<f64>());
    }
    let mut word = |n: u32| format!("value {}", rng.random_range(0..n));
    // Two columns belong to the person, three to the picture.
    let mut groups: BTreeMap<String, String> = (0..3).map(|k| (format!("of the picture {k}"), word(4))).collect();
    groups.extend((0..2).map(|k| (format!("of the person {k}"), format!("value {}", person * (7 + k) % 5))));
    Picture {
        id: format!("{i:07}"),
        status: if i.is_multiple_of(13) { PictureStatus::Missed } else { PictureStatus::Found },
        class: Some(word(7)),
        split: None,
        subject: (per_person > 1).then(|| person.to_string()),
        groups,
        measures,
    }
}
