//! What a reader must know before believing the answer.

use faces::Expression;

use super::words::{percent, pictures};
use crate::cell::Missing;
use crate::condition::{ModelKind, TestKind};
use crate::four_step::FourStep;

/// With fewer independent faces than this, intervals are wider than most effects.
const FEW_FACES: usize = 100;
/// With fewer faces than this, a class has no recall worth reading.
const FEW_PER_CLASS: u32 = 10;
/// Below this, the deviation over seeds is itself a guess.
const FEW_SEEDS: usize = 5;

pub(super) fn caveats(study: &FourStep) -> Vec<String> {
    let mut caveats: Vec<String> = seeds(study).into_iter().collect();
    caveats.extend(TestKind::ALL.into_iter().filter_map(|test| few_faces(study, test)));
    caveats.extend(TestKind::ALL.into_iter().filter_map(|test| few_per_class(study, test)));
    caveats.extend(constant_level(study));
    caveats.extend(control(study));
    caveats.extend(synthetic(study));
    caveats.extend(shared_parents(study));
    caveats
}

fn seeds(study: &FourStep) -> Option<String> {
    match study.seeds.len() {
        1 => Some("one seed: the spread over seeds is unknown".to_owned()),
        n if n < FEW_SEEDS => Some(format!("{n} seeds: the spread over seeds is itself uncertain")),
        _ => None,
    }
}

fn few_faces(study: &FourStep, test: TestKind) -> Option<String> {
    let cell = study.cells.iter().find(|cell| cell.test == test)?;
    let n = cell.accuracy.map_or(0, |accuracy| accuracy.n_parents);
    let why = if n == 0 { "nothing can be said" } else { "small changes cannot be seen" };
    (n < FEW_FACES).then(|| format!("only {n} independent faces among the {}: {why}", pictures(test)))
}

fn few_per_class(study: &FourStep, test: TestKind) -> Option<String> {
    let cell = study.cells.iter().find(|cell| cell.test == test)?;
    let support = cell.per_seed.first()?.support(Missing::LeftOut);
    let few: Vec<String> = Expression::ALL
        .into_iter()
        .filter(|e| support[e.index()] < FEW_PER_CLASS)
        .map(|e| format!("{e} ({})", support[e.index()]))
        .collect();
    let text = || format!("fewer than {FEW_PER_CLASS} {} of {}", pictures(test), few.join(", "));
    (!few.is_empty() && few.len() < Expression::COUNT).then(text)
}

/// An accuracy that always saying one expression would reach as well.
fn constant_level(study: &FourStep) -> Option<String> {
    let of_interest = study.cells.iter().filter(|cell| cell.test == TestKind::Disguised);
    let weak: Vec<String> = of_interest
        .filter_map(|cell| {
            let support = cell.per_seed.first()?.support(Missing::LeftOut);
            let accuracy = cell.accuracy?;
            let most = f64::from(support.into_iter().max()?) / accuracy.n_faces as f64;
            (accuracy.interval.low <= most).then(|| format!("{} ({})", percent(&accuracy), cell.model))
        })
        .collect();
    let text = || {
        let which = weak.join(", ");
        format!(
            "accuracy on synthetically disguised faces of {which} may be no better than always naming one expression"
        )
    };
    (!weak.is_empty()).then(text)
}

fn control(study: &FourStep) -> Option<String> {
    let needed = study.has_model(ModelKind::RealAndSynthetic) && !study.has_model(ModelKind::RealAndExtra);
    needed.then(|| "no undisguised control was trained: more pictures alone may explain the gain".to_owned())
}

fn synthetic(study: &FourStep) -> Option<String> {
    let needed = study.has_test(TestKind::Disguised) && !study.has_test(TestKind::ReallyDisguised);
    needed.then(|| "the disguises are synthetic: how far they stand for real ones is not measured".to_owned())
}

fn shared_parents(study: &FourStep) -> Option<String> {
    let shared = study.comparisons.iter().chain(&study.disguise_gaps).filter_map(|c| c.difference);
    let found = shared.into_iter().find(|d| d.n_parents < d.n_faces)?;
    Some(format!(
        "{} pictures stem from {} faces: the intervals allow for that, the McNemar tests do not",
        found.n_faces, found.n_parents
    ))
}
