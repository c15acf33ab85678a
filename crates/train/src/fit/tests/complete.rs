//! Tests of the loop with accumulation, clipping, mixing, averaging, plateaus, early stopping and checkpoints inside epochs.

use super::*;
use crate::recipe::EarlyStopping;
use crate::schedule::Schedule;
use crate::tensorboard::scalars;

/// Everything on at once; 28 samples of 14 persons, 21 or 22 learnt from in 3 updates per epoch.
fn everything() -> Recipe {
    Recipe {
        batch: 5,
        accumulate: 2,
        length: Length::Epochs(4),
        clip_norm: Some(0.5),
        schedule: Schedule::Plateau { factor: 0.5, patience: 0, threshold: 1e-4 },
        warm_up_share: 0.2,
        label_smoothing: 0.1,
        class_weights: crate::ClassWeights::Balanced,
        mixup_alpha: 0.4,
        ema_decay: Some(0.9),
        early_stopping: Some(EarlyStopping { patience: 3, min_delta: 0.0, held_out_share: 0.25 }),
        checkpoint_every: Some(2),
        ..recipe()
    }
}

fn of_persons<'a>(patterns: &'a [(RgbImage, Expression)], names: &'a [String]) -> Vec<Sample<'a>> {
    let subject = |i: usize| Some(&*names[i % names.len()]);
    let samples = patterns.iter().enumerate();
    samples.map(|(i, (picture, label))| Sample { picture, label: *label, subject: subject(i), redraw: None }).collect()
}

fn names() -> Vec<String> {
    (0..14).map(|i| format!("person {i}")).collect()
}

/// Every file of a run folder whose bytes must not depend on interruptions.
fn files(run_dir: &Path) -> Vec<(String, Vec<u8>)> {
    let checkpoint = fs::read_dir(run_dir.join("checkpoints")).unwrap().map(|entry| entry.unwrap().path());
    let checkpoint: Vec<_> =
        checkpoint.flat_map(|path| fs::read_dir(path).unwrap().map(|e| e.unwrap().path())).collect();
    let others = ["history.csv", "events.out.tfevents.evenface"].map(|name| run_dir.join(name));
    let mut files: Vec<_> = checkpoint.into_iter().chain(others).collect();
    files.sort();
    let name = |path: &Path| path.strip_prefix(run_dir).unwrap().display().to_string();
    files.into_iter().map(|path| (name(&path), fs::read(&path).unwrap())).collect()
}

#[test]
fn a_run_interrupted_anywhere_goes_on_to_the_bit_with_everything_on() {
    let (patterns, names) = (patterns(4, 1), names());
    let samples = of_persons(&patterns, &names);
    for (update_rule, checkpoint_every, stops) in [
        (crate::UpdateRule::AdamW, Some(2), &[1, 2, 3, 5, 8, 11][..]),
        (crate::UpdateRule::AdamW, Some(1), &[4, 7]),
        (crate::UpdateRule::Sgd, None, &[5]),
    ] {
        let recipe = Recipe { update_rule, checkpoint_every, ..everything() };
        let whole_dir = tempfile::tempdir().unwrap();
        let whole = fit(request(&samples, &recipe, whole_dir.path()), &mut Silent).unwrap();
        let expected = files(whole_dir.path());
        assert!(expected.iter().any(|(name, _)| name.ends_with("best.safetensors")));
        for &after_updates in stops {
            let run_dir = tempfile::tempdir().unwrap();
            let flag = AtomicBool::new(false);
            let mut stopper = Stopper { flag: &flag, after_epoch: 0, after_updates, reports: Vec::new() };
            let interrupted = TrainRequest { stop: &flag, ..request(&samples, &recipe, run_dir.path()) };
            let error = fit(interrupted, &mut stopper).unwrap_err();
            assert!(matches!(error, TrainError::Interrupted { .. }), "{error}");
            let again = TrainRequest { resume: Resume::Continue, ..request(&samples, &recipe, run_dir.path()) };
            let mut reports = Stopper { flag: &NEVER, after_epoch: 0, after_updates: 0, reports: Vec::new() };
            let trained = fit(again, &mut reports).unwrap();
            assert_eq!(trained.net.to_state_dict(), whole.net.to_state_dict(), "{after_updates}");
            assert_eq!(trained.history, whole.history, "{after_updates}");
            assert_eq!(files(run_dir.path()), expected, "{after_updates}");
            let lost =
                checkpoint_every.map_or(after_updates % 3, |every| (after_updates % 3).min(after_updates % every));
            assert_eq!(
                reports.reports[0].update,
                after_updates - lost + 1,
                "{after_updates}: goes on from the checkpoint"
            );
        }
    }
}

#[test]
fn checkpoints_inside_epochs_change_nothing_and_only_the_newest_is_there() {
    struct Watcher<'a>(&'a Path, Vec<String>);
    impl Observer for Watcher<'_> {
        fn step(&mut self, _report: &StepReport) {
            let entries = fs::read_dir(self.0.join("checkpoints")).into_iter().flatten();
            self.1.push(entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect());
        }
    }
    let patterns = patterns(2, 1);
    let samples = samples(&patterns);
    let recipe = Recipe { length: Length::Epochs(2), ..recipe() };
    let expected = whole_run(&samples, &recipe);
    let often = Recipe { checkpoint_every: Some(3), ..recipe };
    let run_dir = tempfile::tempdir().unwrap();
    let mut watcher = Watcher(run_dir.path(), Vec::new());
    let trained = fit(request(&samples, &often, run_dir.path()), &mut watcher).unwrap();
    assert_eq!((trained.net.to_state_dict(), trained.history), expected);
    let inside = ["epoch-00000-update-0000003", "epoch-00001-update-0000006"];
    assert_eq!(
        watcher.1,
        ["", "", "", inside[0], "epoch-00001", "epoch-00001", inside[1], inside[1]].map(str::to_owned)
    );
}

#[test]
fn the_best_epoch_is_kept_and_nothing_else_after_patience() {
    let (patterns, names) = (patterns(4, 1), names());
    let samples = of_persons(&patterns, &names);
    let rule = EarlyStopping { patience: 2, min_delta: 0.0, held_out_share: 0.25 };
    // So high a rate that the held-out loss soon rises.
    let recipe = Recipe {
        batch: 7,
        length: Length::Epochs(30),
        head_learning_rate: 0.05,
        backbone_learning_rate: 0.02,
        schedule: Schedule::Constant,
        early_stopping: Some(rule),
        ..recipe()
    };
    let run_dir = tempfile::tempdir().unwrap();
    let whole = TrainRequest { validation: &[], ..request(&samples, &recipe, run_dir.path()) };
    let trained = fit(whole, &mut Silent).unwrap();
    let held_out: Vec<_> = trained.history.iter().filter(|row| row.split == Part::HeldOut).collect();
    let best = held_out.iter().min_by(|a, b| a.loss.total_cmp(&b.loss)).unwrap();
    assert!(held_out.len() < 30, "{} epochs", held_out.len());
    assert_eq!(held_out.len(), best.epoch + rule.patience);
    assert!(held_out.iter().all(|row| row.kept == (row.epoch == best.epoch)));
    let csv = fs::read_to_string(run_dir.path().join("history.csv")).unwrap();
    assert_eq!(csv, to_csv(&trained.history));
    assert_eq!(csv.lines().filter(|line| line.ends_with(",yes")).count(), 2);
    // The network that comes back has the loss that was written down for the kept epoch.
    let sides = Sides::new(&samples, &rule, 5).unwrap();
    let pictures: Vec<_> = sides.held_out.iter().map(|sample| sample.picture).collect();
    let options = PredictOptions { input_px: 32, batch: 7, ..PredictOptions::default() };
    let answers = predict(&trained.net, &pictures, &options).unwrap();
    let losses = answers.iter().zip(&sides.held_out).map(|(answer, s)| -f64::from(answer.of(s.label)).ln());
    let loss = losses.sum::<f64>() / pictures.len() as f64;
    assert!((loss - best.loss).abs() < 1e-9, "{loss}, written {}", best.loss);
}

#[test]
fn validation_faces_are_never_chosen_by_and_held_out_ones_never_learnt() {
    let (patterns, others, names) = (patterns(3, 1), patterns(3, 2), names());
    let (learnt, others) = (of_persons(&patterns, &names), samples(&others));
    let recipe = Recipe { batch: 7, length: Length::Epochs(2), ..everything() };
    let run = |validation| {
        let run_dir = tempfile::tempdir().unwrap();
        let trained =
            fit(TrainRequest { validation, ..request(&learnt, &recipe, run_dir.path()) }, &mut Silent).unwrap();
        (trained.net.to_state_dict(), trained.history)
    };
    let (without, with) = (run(&[]), run(&others));
    assert_eq!(without.0, with.0);
    let (n_learnt, n_held_out) = (with.1[0].n_faces, with.1[1].n_faces);
    assert_eq!((with.1[1].split, n_learnt + n_held_out), (Part::HeldOut, learnt.len()));
    let plan = plan(&recipe, &learnt, 5).unwrap();
    assert_eq!((plan.n_samples, plan.n_pictures(plan.n_updates)), (n_learnt, 2 * n_learnt));
}

#[test]
fn accumulated_updates_see_the_loss_of_the_whole() {
    // Half a large batch twice: but for batch norm the same update; at rate 0 the weights do not move, and with one batch per
    // pass the losses of both differ only by the statistics.
    let patterns = patterns(2, 1);
    let samples = samples(&patterns);
    let whole = Recipe { batch: 14, augmentation: Augmentation::none(), ..recipe() };
    let parts = Recipe { batch: 7, accumulate: 2, ..whole.clone() };
    let [whole, parts] = [whole, parts].map(|recipe| whole_run(&samples, &recipe).1);
    assert_eq!(whole.len(), parts.len());
    assert!(whole.iter().zip(&parts).all(|(a, b)| (a.n_faces, a.epoch) == (b.n_faces, b.epoch)));
    assert!((whole[0].loss - parts[0].loss).abs() < 0.2, "{} {}", whole[0].loss, parts[0].loss);
}

#[test]
fn a_clipped_update_is_as_long_as_the_limit() {
    let patterns = patterns(2, 1);
    let samples = samples(&patterns);
    let limit = 1e-3;
    let recipe = Recipe {
        update_rule: crate::UpdateRule::Sgd,
        batch: 7,
        length: Length::Updates(1),
        clip_norm: Some(limit),
        backbone_learning_rate: 1.0,
        head_learning_rate: 1.0,
        weight_decay: 0.0,
        ..recipe()
    };
    let run_dir = tempfile::tempdir().unwrap();
    let mut stopper = Stopper { flag: &NEVER, after_epoch: 0, after_updates: 0, reports: Vec::new() };
    let whole = request(&samples, &recipe, run_dir.path());
    let before = whole.net.to_state_dict();
    let after = fit(whole, &mut stopper).unwrap().net.to_state_dict();
    let of_name = |name: &&str| !name.contains("running");
    let length = |name: &str| {
        let pairs = before.get(name).unwrap().values.iter().zip(&after.get(name).unwrap().values);
        pairs.map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>()
    };
    let moved: f64 = before.names().filter(of_name).map(length).sum::<f64>().sqrt();
    assert!((moved / limit - 1.0).abs() < 0.01, "moved by {moved}");
    assert!(stopper.reports[0].gradient_norm > limit, "{}", stopper.reports[0].gradient_norm);
}

#[test]
fn gradients_that_explode_are_named_whether_they_are_clipped_or_not() {
    let patterns = patterns(2, 1);
    let samples = samples(&patterns);
    for clip_norm in [None, Some(1.0)] {
        let recipe = Recipe { batch: 7, clip_norm, ..recipe() };
        let run_dir = tempfile::tempdir().unwrap();
        let mut whole = request(&samples, &recipe, run_dir.path());
        // So steep an output layer that the loss is finite and its gradients, which grow on their way down, are not.
        let mut weights = whole.net.to_state_dict();
        let mut tensor = weights.remove("head.1.weight").unwrap();
        tensor.values.iter_mut().for_each(|value| *value *= 1e37);
        weights.insert("head.1.weight", tensor);
        whole.net = whole.net.load_state_dict(&weights).unwrap();
        let error = fit(whole, &mut Silent).unwrap_err();
        let TrainError::Diverged(Diverged::Gradient { epoch: 1, update: 1, norm }) = error else { panic!("{error}") };
        assert!(!norm.is_finite(), "{norm}");
    }
}

#[test]
fn the_checkpoint_before_an_explosion_is_sound() {
    let patterns = patterns(2, 1);
    let samples = samples(&patterns);
    let (backbone_learning_rate, head_learning_rate) = (1e30, 1e30);
    let recipe = Recipe { backbone_learning_rate, head_learning_rate, checkpoint_every: Some(1), ..recipe() };
    let run_dir = tempfile::tempdir().unwrap();
    let error = fit(request(&samples, &recipe, run_dir.path()), &mut Silent).unwrap_err();
    let TrainError::Diverged(Diverged::Loss { update, .. } | Diverged::Gradient { update, .. }) = error else {
        panic!("{error}")
    };
    assert!(update >= 2, "{update}");
    let snapshot = CheckpointFolder::of_run(run_dir.path()).load().unwrap().unwrap();
    assert_eq!(snapshot.progress.n_updates, update - 1);
    let weights = snapshot.weights;
    let is_finite = |name| weights.get(name).unwrap().values.iter().all(|value| value.is_finite());
    assert!(weights.names().all(is_finite));
}

#[test]
fn events_hold_every_update_and_epoch_once() {
    let (patterns, names) = (patterns(4, 1), names());
    let samples = of_persons(&patterns, &names);
    let recipe = everything();
    let run_dir = tempfile::tempdir().unwrap();
    let flag = AtomicBool::new(false);
    let mut stopper = Stopper { flag: &flag, after_epoch: 0, after_updates: 5, reports: Vec::new() };
    fit(TrainRequest { stop: &flag, ..request(&samples, &recipe, run_dir.path()) }, &mut stopper).unwrap_err();
    let again = TrainRequest { resume: Resume::Continue, ..request(&samples, &recipe, run_dir.path()) };
    let mut rest = Stopper { flag: &NEVER, after_epoch: 0, after_updates: 0, reports: Vec::new() };
    let history = fit(again, &mut rest).unwrap().history;
    let scalars = scalars(run_dir.path());
    let reports: Vec<_> =
        stopper.reports.iter().filter(|r| r.update < rest.reports[0].update).chain(&rest.reports).collect();
    let expected = |value: &dyn Fn(&StepReport) -> f64| -> Vec<_> {
        reports.iter().map(|report| (report.update as i64, value(report) as f32)).collect()
    };
    assert_eq!(scalars["train/loss"], expected(&|report| report.loss));
    assert_eq!(scalars["train/gradient_norm"], expected(&|report| report.gradient_norm));
    assert_eq!(scalars["learning_rate/head"], expected(&|report| report.learning_rate));
    assert_eq!(scalars["learning_rate/backbone"], expected(&|report| report.backbone_learning_rate));
    for (part, name) in [(Part::Train, "train"), (Part::HeldOut, "held_out"), (Part::Val, "val")] {
        let rows = history.iter().filter(|row| row.split == part);
        let expected: Vec<_> = rows.map(|row| (row.epoch as i64, row.accuracy() as f32)).collect();
        assert_eq!(scalars[&format!("epoch/{name}_accuracy")], expected);
    }
}
