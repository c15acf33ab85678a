//! Which epoch is the best by its held-out loss, and when to stop looking for a better one.

#[cfg(test)]
mod tests;

use crate::history::{HistoryRow, Part};
use crate::recipe::EarlyStopping;

/// The held-out losses of all epochs in order.
pub(crate) fn held_out_losses(history: &[HistoryRow]) -> Vec<f64> {
    history.iter().filter(|row| row.split == Part::HeldOut).map(|row| row.loss).collect()
}

/// The best epoch, from 1: the last one whose loss was more than `min_delta` below that of the best before it.
pub(crate) fn best_epoch(losses: &[f64], rule: &EarlyStopping) -> Option<usize> {
    let (mut best, mut best_epoch) = (f64::INFINITY, None);
    for (index, &loss) in losses.iter().enumerate() {
        if loss < best - rule.min_delta {
            (best, best_epoch) = (loss, Some(index + 1));
        }
    }
    best_epoch
}

/// Whether the best epoch lies `patience` epochs back.
pub(crate) fn is_over(losses: &[f64], rule: &EarlyStopping) -> bool {
    best_epoch(losses, rule).is_some_and(|best| losses.len() - best >= rule.patience)
}

/// Marks the rows of the best epoch, and no others, as those that are kept.
pub(crate) fn mark_kept(history: &mut [HistoryRow], rule: &EarlyStopping) {
    let best = best_epoch(&held_out_losses(history), rule);
    for row in history {
        row.kept = Some(row.epoch) == best;
    }
}
