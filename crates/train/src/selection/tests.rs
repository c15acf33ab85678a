//! Tests of `selection`.

use super::*;

fn rule(patience: usize, min_delta: f64) -> EarlyStopping {
    EarlyStopping { patience, min_delta, ..EarlyStopping::default() }
}

fn row(epoch: usize, split: Part, loss: f64) -> HistoryRow {
    HistoryRow { epoch, split, loss, n_correct: 1, n_faces: 2, learning_rate: 0.1, seconds: None, kept: false }
}

#[test]
fn the_best_epoch_is_the_first_of_the_least_losses() {
    for (losses, min_delta, best) in [
        (&[][..], 0.0, None),
        (&[3.0], 0.0, Some(1)),
        (&[3.0, 2.0, 2.0, 2.5], 0.0, Some(2)),
        (&[3.0, 2.95, 2.9, 2.8], 0.15, Some(4)),
        (&[3.0, 2.95, 2.9], 0.15, Some(1)),
        (&[1.0, 2.0, 3.0], 0.0, Some(1)),
    ] {
        assert_eq!(best_epoch(losses, &rule(1, min_delta)), best, "{losses:?}");
    }
}

#[test]
fn training_is_over_after_so_many_epochs_without_a_better_one() {
    let losses = [3.0, 2.0, 2.5, 1.9, 2.1, 2.2, 2.3];
    for (patience, n_epochs) in [(1, 3), (2, 6), (3, 7)] {
        let first = (0..=losses.len()).find(|&n| is_over(&losses[..n], &rule(patience, 0.0)));
        assert_eq!(first, Some(n_epochs), "{patience}");
    }
    assert!(!is_over(&losses, &rule(4, 0.0)));
}

#[test]
fn all_rows_of_the_best_epoch_are_marked_and_no_others() {
    let mut history = Vec::new();
    for (epoch, loss) in [(1, 2.0), (2, 1.0), (3, 1.5)] {
        history.push(row(epoch, Part::Train, 0.5 / epoch as f64));
        history.push(row(epoch, Part::HeldOut, loss));
        mark_kept(&mut history, &rule(9, 0.0));
    }
    assert_eq!(held_out_losses(&history), [2.0, 1.0, 1.5]);
    let kept: Vec<_> = history.iter().map(|row| row.kept).collect();
    assert_eq!(kept, [false, false, true, true, false, false]);
}
