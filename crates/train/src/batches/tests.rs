//! Tests of `batches`.

use pixels::Rgb;

use super::*;
use crate::recipe::Length;

fn pictures(n: usize) -> Vec<RgbImage> {
    (0..n).map(|i| RgbImage::from_fn(40, 30, |x, y| Rgb([(x * 5) as u8, (y * 8) as u8, (i * 20) as u8]))).collect()
}

fn check(n_samples: usize, run: impl FnOnce(BatchSource<'_>)) {
    let pictures = pictures(n_samples);
    let label = |i: usize| Expression::ALL[i % 7];
    let samples: Vec<_> =
        pictures.iter().enumerate().map(|(i, picture)| Sample { picture, label: label(i), subject: None }).collect();
    let recipe = Recipe { batch: 4, length: Length::Updates(5), input_px: 32, ..Recipe::default() };
    let plan = Plan::new(&recipe, n_samples).unwrap();
    run(BatchSource { samples: &samples, recipe: &recipe, plan, seed: 1 });
}

fn sizes(source: &BatchSource<'_>, pass: usize) -> Vec<usize> {
    source.during_pass(pass, 0, |batches| batches.map(|batch| batch.labels.len()).collect())
}

#[test]
fn passes_have_the_planned_batches() {
    check(10, |source| {
        assert_eq!(sizes(&source, 0), [4, 4, 2]);
        assert_eq!(sizes(&source, 1), [4, 4], "the fifth update is the last");
    });
    check(9, |source| assert_eq!(sizes(&source, 0), [4, 4], "a single picture is left out"));
}

#[test]
fn every_pass_has_its_own_order_of_all_samples() {
    check(10, |source| {
        let (mut first, second) = (source.order(0), source.order(1));
        assert_ne!(first, second);
        assert_eq!(first, source.order(0));
        first.sort_unstable();
        assert!(first.into_iter().eq(0..10));
    });
}

#[test]
fn batches_do_not_depend_on_threads() {
    check(10, |source| {
        let collect = || source.during_pass(0, 0, Iterator::collect::<Vec<_>>);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        assert_eq!(pool.install(collect), collect());
    });
}

#[test]
fn a_worker_of_the_pool_may_consume() {
    check(10, |source| {
        let n: usize = rayon::scope(|_| (0..4).into_par_iter().map(|pass| sizes(&source, pass % 2).len()).sum());
        assert_eq!(n, 10);
    });
}

#[test]
fn a_consumer_may_stop_early() {
    check(10, |source| {
        assert_eq!(source.during_pass(0, 0, |mut batches| batches.next().map(|b| b.labels.len())), Some(4));
    });
}
