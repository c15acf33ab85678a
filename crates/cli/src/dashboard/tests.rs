//! The dashboard drawn into memory.

use ratatui::backend::TestBackend;
use train::Part;

use super::*;

fn report(update: usize) -> StepReport {
    StepReport {
        epoch: update / 10 + 1,
        n_epochs: 4,
        update,
        n_updates: 40,
        n_pictures_done: update * 32,
        n_pictures_total: 1280,
        loss: 2.0 - update as f64 * 0.04,
        gradient_norm: 1.5,
        learning_rate: 1e-3,
        backbone_learning_rate: 1e-4,
    }
}

fn drawn(training: &Training, seconds: f64) -> String {
    let mut terminal = Terminal::new(TestBackend::new(100, HEIGHT)).unwrap();
    terminal.draw(|frame| training.draw(frame, frame.area(), seconds)).unwrap();
    terminal.backend().to_string()
}

#[test]
fn an_empty_one_waits() {
    let picture = drawn(&Training::new("real, seed 1"), 0.0);
    assert!(picture.contains("real, seed 1") && picture.contains("waiting for the first update"), "{picture}");
}

#[test]
fn numbers_and_time_left_are_shown() {
    let mut training = Training::new("real, seed 1");
    (1..=20).for_each(|update| training.step(&report(update)));
    let row = HistoryRow {
        epoch: 1,
        split: Part::Train,
        loss: 1.7,
        n_correct: 111,
        n_faces: 320,
        learning_rate: 1e-3,
        seconds: None,
        kept: false,
    };
    training.epoch(&[row]);
    // 19 updates of 32 pictures after the first, in 19 seconds; 20 more are left.
    let picture = drawn(&training, 19.0);
    for expected in
        ["3 of 4", "20 of 40", "1.200", "1.0e-3", "32", "111 of 320 in epoch 1", "640 of 1280 pictures, 20 s left"]
    {
        assert!(picture.contains(expected), "expected {expected} in\n{picture}");
    }
}

#[test]
fn a_long_curve_is_averaged_and_a_resumed_one_starts_where_it_was() {
    let mut training = Training::new("real, seed 1");
    (31..=40).for_each(|update| training.step(&report(update)));
    let points = training.points();
    assert_eq!(points.first().map(|(x, _)| *x), Some(31.0));
    let mut long = Training::new("long");
    (1..=1001).for_each(|update| long.step(&report(update)));
    let points = long.points();
    assert!(points.len() <= MOST_POINTS, "{}", points.len());
    // Six updates to a point: the mean of updates 1 to 6 stands at their middle.
    let (x, loss) = points[0];
    assert!((x - 3.5).abs() < 1e-9 && (loss - (2.0 - 3.5 * 0.04)).abs() < 1e-9, "{x} {loss}");
}
