//! Tests of `batches`.

use pixels::Rgb;

use super::*;
use crate::fit::Redraw;
use crate::recipe::Length;

fn pictures(n: usize) -> Vec<RgbImage> {
    (0..n).map(|i| RgbImage::from_fn(40, 30, |x, y| Rgb([(x * 5) as u8, (y * 8) as u8, (i * 20) as u8]))).collect()
}

fn check(n_samples: usize, run: impl FnOnce(BatchSource<'_>)) {
    let pictures = pictures(n_samples);
    let label = |i: usize| Expression::ALL[i % 7];
    let samples: Vec<_> = pictures
        .iter()
        .enumerate()
        .map(|(i, picture)| Sample { picture, label: label(i), subject: None, redraw: None })
        .collect();
    let recipe = Recipe { batch: 4, length: Length::Updates(5), input_px: 32, ..Recipe::default() };
    let plan = Plan::new(&recipe, n_samples).unwrap();
    run(BatchSource { samples: &samples, recipe: &recipe, plan, seed: 1 });
}

/// Draws one colour, which the seed decides; nothing where its lowest bit is set.
#[derive(Debug)]
struct Painter;

impl Redraw for Painter {
    fn redraw(&self, seed: u64) -> Option<RgbImage> {
        seed.is_multiple_of(2).then(|| RgbImage::from_pixel(8, 8, Rgb([(seed >> 8) as u8, 0, 0])))
    }
}

#[test]
fn a_sample_is_drawn_anew_in_every_pass_or_stays_as_it_is() {
    let pictures = pictures(16);
    let sample =
        |picture| Sample { picture, label: Expression::Fear, subject: None, redraw: Some(&Painter as &dyn Redraw) };
    let samples: Vec<_> = pictures.iter().map(sample).collect();
    let augmentation = crate::Augmentation::none();
    let recipe = Recipe { batch: 16, length: Length::Updates(2), input_px: 8, augmentation, ..Recipe::default() };
    let plan = Plan::new(&recipe, samples.len()).unwrap();
    let source = BatchSource { samples: &samples, recipe: &recipe, plan, seed: 1 };
    let indices: Vec<usize> = (0..16).collect();
    let is_drawn = |picture: &RgbImage| picture.pixels().all(|pixel| pixel == picture.get_pixel(0, 0));
    let [first, again, second] = [0, 0, 1].map(|pass| source.batch(pass, 0, &indices).pictures);
    assert_eq!(first, again);
    let n_drawn = first.iter().filter(|picture| is_drawn(picture)).count();
    assert!((2..15).contains(&n_drawn), "{n_drawn} of 16");
    let kept = first.iter().zip(&pictures).filter(|(picture, _)| !is_drawn(picture));
    kept.for_each(|(picture, own)| assert_eq!(*picture, pixels::resize(own, 8, 8, pixels::Filter::Bilinear)));
    let differs = |(one, other): &(&RgbImage, &RgbImage)| is_drawn(one) && is_drawn(other) && one != other;
    assert!(first.iter().zip(&second).any(|pair| differs(&pair)), "every pass drew the same");
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
