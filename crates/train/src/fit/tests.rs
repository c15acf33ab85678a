//! Tests of `fit`: it learns, the same request gives the same bytes, interruptions leave no trace, bad input is refused.

mod complete;

use std::fs;

use network::{ExpressionNetConfig, StateDict};
use pixels::Rgb;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::augment::Augmentation;
use crate::history::to_csv;
use crate::observer::{Silent, StepReport};
use crate::predict::{PredictOptions, predict};
use crate::recipe::Length;

const COLOURS: [[u8; 3]; 7] =
    [[220, 40, 40], [40, 200, 60], [50, 60, 220], [230, 220, 60], [40, 210, 220], [210, 60, 210], [128, 128, 128]];

/// Noisy pictures whose colour is the class, `n_per_class` of each.
fn patterns(n_per_class: usize, seed: u64) -> Vec<(RgbImage, Expression)> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut picture = |colour: [u8; 3]| {
        RgbImage::from_fn(32, 32, |_, _| {
            Rgb(colour.map(|level| level.saturating_add_signed(rng.random_range(-30..=30))))
        })
    };
    let classes = (0..n_per_class).flat_map(|_| Expression::ALL);
    classes.map(|expression| (picture(COLOURS[expression.index()]), expression)).collect()
}

fn samples(patterns: &[(RgbImage, Expression)]) -> Vec<Sample<'_>> {
    patterns.iter().map(|(picture, label)| Sample { picture, label: *label, subject: None, redraw: None }).collect()
}

fn recipe() -> Recipe {
    Recipe { batch: 4, length: Length::Epochs(3), input_px: 32, ..Recipe::default() }
}

static NEVER: AtomicBool = AtomicBool::new(false);

fn request<'a>(samples: &'a [Sample<'a>], recipe: &'a Recipe, run_dir: &'a Path) -> TrainRequest<'a> {
    let net = ExpressionNetConfig { hidden: 8, dropout: 0.0 }.init(11, &network::device::cpu_for_training());
    TrainRequest {
        net,
        samples,
        validation: &samples[..3],
        recipe,
        normalisation: Normalisation::IMAGENET,
        seed: 5,
        run_dir,
        resume: Resume::Fresh,
        stop: &NEVER,
    }
}

/// Raises the flag after an epoch or before an update of the run, and counts what it sees.
struct Stopper<'a> {
    flag: &'a AtomicBool,
    after_epoch: usize,
    after_updates: usize,
    reports: Vec<StepReport>,
}

impl Observer for Stopper<'_> {
    fn step(&mut self, report: &StepReport) {
        self.reports.push(*report);
        if self.reports.len() == self.after_updates {
            self.flag.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    }

    fn epoch(&mut self, rows: &[HistoryRow]) {
        if rows[0].epoch == self.after_epoch {
            self.flag.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    }
}

/// Weights and history of a whole run.
fn whole_run(samples: &[Sample<'_>], recipe: &Recipe) -> (StateDict, Vec<HistoryRow>) {
    let run_dir = tempfile::tempdir().unwrap();
    let trained = fit(request(samples, recipe, run_dir.path()), &mut Silent).unwrap();
    (trained.net.to_state_dict(), trained.history)
}

#[test]
fn a_small_problem_is_learnt() {
    let (seen, unseen) = (patterns(4, 1), patterns(3, 2));
    let recipe = Recipe {
        batch: 7,
        length: Length::Epochs(50),
        backbone_learning_rate: 3e-3,
        head_learning_rate: 3e-3,
        augmentation: Augmentation { flip_share: 0.5, ..Augmentation::none() },
        ..recipe()
    };
    let run_dir = tempfile::tempdir().unwrap();
    let training_set = samples(&seen);
    // Running variances start at 1 and those of a newly drawn network are small, so evaluation needs some 100 updates.
    let net = ExpressionNetConfig::default().init(11, &network::device::cpu_for_training());
    let whole = TrainRequest { net, validation: &[], ..request(&training_set, &recipe, run_dir.path()) };
    let trained = fit(whole, &mut Silent).unwrap();
    let losses: Vec<f64> = trained.history.iter().map(|row| row.loss).collect();
    assert!(losses[49] < losses[0] / 2.0, "{losses:?}");
    let pictures: Vec<_> = unseen.iter().map(|(picture, _)| picture).collect();
    let options = PredictOptions { input_px: 32, ..PredictOptions::default() };
    let answers = predict(&trained.net, &pictures, &options).unwrap();
    let n_correct = answers.iter().zip(&unseen).filter(|(answer, (_, label))| answer.predicted() == *label).count();
    assert!(n_correct >= 12, "{n_correct} of 21 correct, chance is 3");
}

#[test]
fn the_same_request_gives_the_same_bytes_whatever_the_threads() {
    let patterns = patterns(2, 1);
    let (samples, recipe) = (samples(&patterns), recipe());
    let first = whole_run(&samples, &recipe);
    assert_eq!(whole_run(&samples, &recipe), first);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(pool.install(|| whole_run(&samples, &recipe)), first);
}

#[test]
fn an_interrupted_run_goes_on_to_the_bit() {
    let patterns = patterns(2, 1);
    let samples = samples(&patterns);
    for update_rule in [crate::UpdateRule::AdamW, crate::UpdateRule::Sgd] {
        // Not 4: the last batch would have 2 pictures, whose batch norms at 1x1 pixel make gradients overflow under `sgd`.
        let recipe = Recipe { update_rule, batch: 7, ..recipe() };
        let expected = whole_run(&samples, &recipe);
        // Before the first checkpoint; after an epoch; in the middle of the last epoch (2 updates each).
        for (after_epoch, after_updates) in [(0, 1), (1, 0), (0, 5)] {
            let run_dir = tempfile::tempdir().unwrap();
            let flag = AtomicBool::new(false);
            let mut stopper = Stopper { flag: &flag, after_epoch, after_updates, reports: Vec::new() };
            let interrupted = TrainRequest { stop: &flag, ..request(&samples, &recipe, run_dir.path()) };
            let error = fit(interrupted, &mut stopper).unwrap_err();
            let update = 2 * after_epoch + after_updates + 1;
            assert!(matches!(error, TrainError::Interrupted { update: u, .. } if u == update), "{error}");
            let again = TrainRequest { resume: Resume::Continue, ..request(&samples, &recipe, run_dir.path()) };
            let trained = fit(again, &mut Silent).unwrap();
            assert_eq!((trained.net.to_state_dict(), trained.history), expected, "{after_epoch} {after_updates}");
        }
    }
}

#[test]
fn a_finished_run_is_returned_as_it_is() {
    let patterns = patterns(1, 1);
    let (samples, recipe) = (samples(&patterns), recipe());
    let run_dir = tempfile::tempdir().unwrap();
    let first = fit(request(&samples, &recipe, run_dir.path()), &mut Silent).unwrap();
    let csv = fs::read_to_string(run_dir.path().join("history.csv")).unwrap();
    assert_eq!(csv, to_csv(&first.history));
    assert_eq!(first.history.len(), 6, "training and validation, three epochs");
    fs::remove_file(run_dir.path().join("history.csv")).unwrap();
    let again = TrainRequest { resume: Resume::Continue, ..request(&samples, &recipe, run_dir.path()) };
    let again = fit(again, &mut Silent).unwrap();
    assert_eq!((again.net.to_state_dict(), &again.history), (first.net.to_state_dict(), &first.history));
    assert_eq!(fs::read_to_string(run_dir.path().join("history.csv")).unwrap(), csv);
}

#[test]
fn another_run_is_not_continued() {
    let (patterns, others) = (patterns(1, 1), patterns(1, 2));
    let (samples, others, recipe) = (samples(&patterns), samples(&others), recipe());
    let run_dir = tempfile::tempdir().unwrap();
    fit(request(&samples, &recipe, run_dir.path()), &mut Silent).unwrap();
    let same = || TrainRequest { resume: Resume::Continue, ..request(&samples, &recipe, run_dir.path()) };
    let longer = Recipe { length: Length::Epochs(4), ..recipe.clone() };
    let other_net = ExpressionNetConfig { hidden: 8, dropout: 0.0 }.init(12, &network::device::cpu_for_training());
    for (what, other) in [
        ("recipe", TrainRequest { recipe: &longer, ..same() }),
        ("seed", TrainRequest { seed: 6, ..same() }),
        ("training set", TrainRequest { samples: &others, ..same() }),
        ("validation set", TrainRequest { validation: &[], ..same() }),
        ("initial weights", TrainRequest { net: other_net, ..same() }),
    ] {
        let error = fit(other, &mut Silent).unwrap_err();
        assert!(matches!(error, TrainError::OtherRun { what: w, .. } if w == what), "{what}: {error}");
    }
    fit(same(), &mut Silent).unwrap();
}

#[test]
fn a_loss_that_explodes_stops_the_run() {
    let patterns = patterns(1, 1);
    let samples = samples(&patterns);
    let recipe = Recipe { backbone_learning_rate: 1e30, head_learning_rate: 1e30, ..recipe() };
    let run_dir = tempfile::tempdir().unwrap();
    let error = fit(request(&samples, &recipe, run_dir.path()), &mut Silent).unwrap_err();
    assert!(matches!(error, TrainError::Diverged(Diverged::Loss { epoch: 1, .. })), "{error}");
    assert!(error.to_string().contains("expected a finite loss"), "{error}");
}

#[test]
fn the_observer_sees_every_update_and_its_clock_is_used() {
    struct Clock(f64, usize);
    impl Observer for Clock {
        fn step(&mut self, report: &StepReport) {
            self.1 += 1;
            assert_eq!((report.n_epochs, report.n_pictures_total), (2, 11));
            assert_eq!(report.n_pictures_done, [4, 7, 11][self.1 - 1]);
        }

        fn seconds(&mut self) -> Option<f64> {
            self.0 += 1.5;
            Some(self.0)
        }
    }
    let patterns = patterns(1, 1);
    let samples = samples(&patterns);
    let recipe = Recipe { length: Length::Updates(3), ..recipe() };
    let run_dir = tempfile::tempdir().unwrap();
    let mut clock = Clock(0.0, 0);
    let updates = TrainRequest { validation: &[], ..request(&samples, &recipe, run_dir.path()) };
    let trained = fit(updates, &mut clock);
    let rows = trained.unwrap().history;
    assert_eq!(clock.1, 3);
    let found: Vec<_> = rows.iter().map(|row| (row.epoch, row.n_faces, row.seconds)).collect();
    assert_eq!(found, [(1, 7, Some(1.5)), (2, 4, Some(1.5))]);
}

#[test]
fn bad_input_is_refused_before_training() {
    let patterns = patterns(1, 1);
    let (good, recipe) = (samples(&patterns), recipe());
    let run_dir = tempfile::tempdir().unwrap();
    let same = || request(&good, &recipe, run_dir.path());
    let empty = RgbImage::new(3, 0);
    let with_empty =
        [good[0], good[1], Sample { picture: &empty, label: Expression::Fear, subject: None, redraw: None }];
    let error = fit(TrainRequest { samples: &good[..1], ..same() }, &mut Silent).unwrap_err();
    assert!(matches!(error, TrainError::TooFewSamples { found: 1 }));
    let error = fit(TrainRequest { samples: &with_empty, ..same() }, &mut Silent).unwrap_err();
    assert!(matches!(error, TrainError::EmptyPicture { split: Split::Train, index: 2 }));
    let error = fit(TrainRequest { validation: &with_empty, ..same() }, &mut Silent).unwrap_err();
    assert!(matches!(error, TrainError::EmptyPicture { split: Split::Val, index: 2 }));
    let wrong = Recipe { batch: 1, ..recipe.clone() };
    let error = fit(TrainRequest { recipe: &wrong, ..same() }, &mut Silent).unwrap_err();
    assert!(matches!(error, TrainError::Recipe(_)));
    assert!(!run_dir.path().join("checkpoints").exists());
}
