//! Tests of `schedule`: torch's numbers, warm-up, boundaries.

use serde_json::Value;

use super::*;
use crate::recipe::Length;

fn json() -> Value {
    serde_json::from_str(include_str!("../../tests/reference/training.json")).unwrap()
}

fn floats(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

/// A plan of `n_epochs` epochs of `updates_per_pass` updates, batch 2.
fn plan(n_epochs: usize, updates_per_pass: usize) -> Plan {
    let recipe = Recipe { batch: 2, length: Length::Epochs(n_epochs), ..Recipe::default() };
    Plan::new(&recipe, 2 * updates_per_pass).unwrap()
}

fn shares(recipe: &Recipe, plan: &Plan) -> Vec<f64> {
    (0..plan.n_updates).map(|update| recipe.rate_share(update, plan, &[])).collect()
}

#[track_caller]
fn check_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() < 1e-12, "{i}: {found}, expected {expected}");
    }
}

#[test]
fn the_cosine_equals_torch() {
    check_close(&shares(&Recipe::default(), &plan(1, 10)), &floats(&json()["cosine"]));
}

#[test]
fn steps_equal_torch() {
    let json = &json()["step"];
    let every = Every::Epochs(json["epochs"].as_u64().unwrap() as usize);
    let schedule = Schedule::Step { factor: json["factor"].as_f64().unwrap(), every };
    let recipe = Recipe { schedule, ..Recipe::default() };
    for updates_per_pass in [1, 4] {
        let found: Vec<_> =
            shares(&recipe, &plan(10, updates_per_pass)).into_iter().step_by(updates_per_pass).collect();
        check_close(&found, &floats(&json["shares"]));
    }
}

#[test]
fn plateaus_equal_torch() {
    for case in json()["plateau"].as_array().unwrap() {
        let number = |name: &str| case[name].as_f64().unwrap();
        let (factor, patience) = (number("factor"), case["patience"].as_u64().unwrap() as usize);
        let schedule = Schedule::Plateau { factor, patience, threshold: number("threshold") };
        let recipe = Recipe { schedule, ..Recipe::default() };
        let (losses, plan) = (floats(&case["losses"]), plan(30, 1));
        let found: Vec<_> = (0..30).map(|epoch| recipe.rate_share(epoch, &plan, &losses[..epoch])).collect();
        check_close(&found, &floats(&case["shares"]));
        assert!(found[29] < 1.0, "the case has a plateau");
    }
}

#[test]
fn shares_of_the_run_are_rounded_to_updates() {
    // (share, updates, updates at which rates fall first)
    for (share, n_updates, first) in
        [(0.5, 10, 5), (0.1, 100, 10), (0.7, 10, 7), (0.3, 10, 3), (0.01, 10, 1), (1.0, 4, 4)]
    {
        let recipe =
            Recipe { schedule: Schedule::Step { factor: 0.5, every: Every::Share(share) }, ..Recipe::default() };
        let plan = plan(1, n_updates);
        let found = (0..=n_updates).find(|&update| recipe.rate_share(update, &plan, &[]) < 1.0);
        assert_eq!(found, Some(first), "{share} of {n_updates}");
    }
}

#[test]
fn rates_rise_in_the_warm_up_and_fall_after_it() {
    let plan = plan(1, 20);
    let recipe = Recipe { warm_up_share: 0.2, ..Recipe::default() };
    let cosine = shares(&recipe, &plan);
    check_close(&cosine[..5], &[0.25, 0.5, 0.75, 1.0, 1.0]);
    assert!(cosine[4..].is_sorted_by(|a, b| a > b) && cosine[19] > 0.0 && cosine[19] < 0.02);
    let constant = shares(&Recipe { schedule: Schedule::Constant, ..recipe.clone() }, &plan);
    check_close(&constant[..5], &cosine[..5]);
    assert!(constant[4..].iter().all(|share| *share >= 1.0));
    let step = Schedule::Step { factor: 0.5, every: Every::Share(0.1) };
    let step = shares(&Recipe { schedule: step, ..recipe.clone() }, &plan);
    check_close(&step[..7], &[0.25, 0.5, 0.375, 0.5, 0.25, 0.25, 0.125]);
    let plateau = Recipe { schedule: Schedule::Plateau { factor: 0.5, patience: 0, threshold: 0.0 }, ..recipe };
    check_close(&[0, 3, 9].map(|update| plateau.rate_share(update, &plan, &[1.0, 1.0])), &[0.125, 0.5, 0.5]);
}
