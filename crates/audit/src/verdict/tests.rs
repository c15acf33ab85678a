//! Tests of the sentences on experiments whose outcome is planted.

use faces::Expression;

use super::*;
use crate::cell::Scored;
use crate::four_step::{Predictions, four_step};

/// How many of 200 faces each list hits, for real and disguised pictures of one model.
struct Planted {
    model: ModelKind,
    real: usize,
    disguised: usize,
}

const N: usize = 200;

fn answers(seed: u64, model: ModelKind, test: TestKind, n_hits: usize) -> Predictions {
    let faces = (0..N)
        .map(|i| {
            let truth = Expression::ALL[i % 7];
            // The order in which faces are hit differs between seeds, the counts do not.
            let is_hit = (i * 37 + seed as usize * 11) % N < n_hits;
            let predicted = if is_hit { truth } else { Expression::ALL[(i + 1) % 7] };
            let face = Scored::new(format!("{test}-{i}"), truth, Some(predicted));
            if test == TestKind::Disguised { face.made_from(format!("real-{i}")) } else { face }
        })
        .collect();
    Predictions { seed, condition: Condition::new(model, test), faces }
}

fn study(seeds: &[u64], planted: &[Planted]) -> FourStep {
    let lists: Vec<Predictions> = seeds
        .iter()
        .flat_map(|seed| planted.iter().map(move |p| (seed, p)))
        .flat_map(|(seed, p)| {
            [answers(*seed, p.model, TestKind::Real, p.real), answers(*seed, p.model, TestKind::Disguised, p.disguised)]
        })
        .collect();
    four_step(&lists).unwrap()
}

fn of(model: ModelKind, real: usize, disguised: usize) -> Planted {
    Planted { model, real, disguised }
}

#[test]
fn a_planted_loss_and_gain_are_told() {
    let told = verdict(&study(&[1], &[of(ModelKind::Real, 120, 60), of(ModelKind::RealAndSynthetic, 120, 100)]));
    assert_eq!(
        told.answer,
        "on faces with synthetic disguises the model trained on real pictures loses 30.0 points [23.4, 36.1] against \
         the same faces undisguised; training with synthetic disguises wins back 20.0 points [14.3, 25.5] (exact \
         McNemar p < 0.0001)"
    );
    assert_eq!(
        told.caveats,
        [
            "one seed: the spread over seeds is unknown",
            "no undisguised control was trained: more pictures alone may explain the gain",
            "the disguises are synthetic: how far they stand for real ones is not measured",
        ]
    );
}

#[test]
fn a_control_that_wins_as_much_is_told() {
    let models =
        [of(ModelKind::Real, 120, 60), of(ModelKind::RealAndSynthetic, 120, 100), of(ModelKind::RealAndExtra, 120, 98)];
    let answer = verdict(&study(&[1], &models)).answer;
    assert!(answer.contains("the undisguised control wins back 19.0 points"), "{answer}");
    assert!(answer.contains("the gain is not specific to disguises"), "{answer}");
}

#[test]
fn a_control_that_wins_less_is_told() {
    let models =
        [of(ModelKind::Real, 120, 60), of(ModelKind::RealAndSynthetic, 120, 100), of(ModelKind::RealAndExtra, 120, 62)];
    let answer = verdict(&study(&[1], &models)).answer;
    assert!(answer.contains("19.0 points") && answer.ends_with("the gain is specific to disguises"), "{answer}");
}

#[test]
fn nothing_is_claimed_where_the_interval_includes_0() {
    let answer =
        verdict(&study(&[1], &[of(ModelKind::Real, 120, 119), of(ModelKind::RealAndSynthetic, 120, 120)])).answer;
    assert!(answer.contains("differs by -0.5 points") && answer.contains("no loss is proven"), "{answer}");
    assert!(
        answer.contains("changes accuracy there by +0.5 points") && answer.contains("no gain is proven"),
        "{answer}"
    );
}

#[test]
fn several_seeds_count_their_tests() {
    let told = verdict(&study(&[1, 2, 3], &[of(ModelKind::Real, 120, 60), of(ModelKind::RealAndSynthetic, 120, 100)]));
    assert!(told.answer.contains("exact McNemar p < 0.05 on 3 of 3 seeds"), "{}", told.answer);
    assert_eq!(told.caveats[0], "3 seeds: the spread over seeds is itself uncertain");
}

#[test]
fn what_was_not_run_is_not_told() {
    let real = answers(1, ModelKind::Real, TestKind::Real, 90);
    let told = verdict(&four_step(&[real]).unwrap());
    assert_eq!(told.answer, "the loss to disguises is not measured: no synthetically disguised face was tested");
    assert!(told.findings.iter().all(|f| f.starts_with("no face was found in 0 of 200")), "{:?}", told.findings);
}
