//! Tests of `plan`.

use super::*;

fn plan(batch: usize, length: Length, n_samples: usize) -> Option<Plan> {
    Plan::new(&Recipe { batch, length, ..Recipe::default() }, n_samples)
}

#[test]
fn a_last_batch_of_one_is_left_out() {
    // (samples, updates per pass, pictures per pass), batch 4
    for (n_samples, updates, pictures) in
        [(2, 1, 2), (4, 1, 4), (5, 1, 4), (6, 2, 6), (8, 2, 8), (9, 2, 8), (11, 3, 11)]
    {
        let plan = plan(4, Length::Epochs(3), n_samples).unwrap();
        assert_eq!((plan.updates_per_pass, plan.n_updates, plan.n_passes()), (updates, 3 * updates, 3), "{n_samples}");
        assert_eq!(plan.n_pictures(plan.n_updates), 3 * pictures, "{n_samples}");
        let sizes: usize = (0..updates).map(|update| plan.positions(update).len()).sum();
        assert_eq!(sizes, pictures, "{n_samples}");
    }
    assert_eq!(plan(4, Length::Epochs(1), 1), None);
    assert_eq!(plan(4, Length::Updates(5), 0), None);
}

#[test]
fn updates_are_the_same_for_every_number_of_samples() {
    for n_samples in [6, 10, 50] {
        let plan = plan(4, Length::Updates(7), n_samples).unwrap();
        assert_eq!((0..plan.n_passes()).map(|pass| plan.updates_in(pass)).sum::<usize>(), 7);
        assert!((0..plan.n_passes()).all(|pass| plan.updates_in(pass) >= 1));
        assert_eq!(plan.updates_in(plan.n_passes()), 0);
    }
}

#[test]
fn batches_are_gathered_into_updates_without_leaving_any_out() {
    for (n_samples, accumulate) in [(23, 1), (23, 2), (23, 3), (24, 3), (25, 3), (9, 4), (5, 2)] {
        let recipe = Recipe { batch: 4, accumulate, length: Length::Epochs(2), ..Recipe::default() };
        let (plan, single) = (Plan::new(&recipe, n_samples).unwrap(), plan(4, Length::Epochs(2), n_samples).unwrap());
        let batches: Vec<_> = (0..plan.updates_per_pass).flat_map(|update| plan.batches(update)).collect();
        let expected: Vec<_> = (0..single.updates_per_pass).map(|update| single.positions(update)).collect();
        assert_eq!(batches, expected, "{n_samples} samples, {accumulate} batches per update");
        assert_eq!(plan.updates_per_pass, single.updates_per_pass.div_ceil(accumulate));
        assert_eq!(plan.n_pictures(plan.n_updates), single.n_pictures(single.n_updates));
        let first: usize = plan.batches(0).map(|batch| batch.len()).sum();
        assert_eq!(plan.n_pictures(1), first);
    }
}
