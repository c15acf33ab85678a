//! Tests of the cutting, and what the tests of every kernel need.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;

/// Values in `[-2, 2)` from a seed.
pub(crate) fn random(seed: u64, n_values: usize) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..n_values).map(|_| (rng.next_u32() >> 8) as f32 / (1 << 22) as f32 - 2.0).collect()
}

/// Every difference is at most `tolerance` times one plus the expected size.
#[track_caller]
pub(crate) fn assert_close(found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len());
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        let limit = tolerance * (1.0 + expected.abs());
        assert!((found - expected).abs() <= limit, "value {i}: found {found}, expected {expected}");
    }
}

/// The same bytes come out of pools of one, two and five threads.
#[track_caller]
pub(crate) fn assert_independent_of_threads(work: impl Fn() -> Vec<f32> + Sync) {
    let on = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap().install(&work);
    let bits = |values: Vec<f32>| values.into_iter().map(f32::to_bits).collect::<Vec<_>>();
    let one = bits(on(1));
    for n_threads in [2, 5] {
        assert!(bits(on(n_threads)) == one, "{n_threads} threads differ from one");
    }
}

#[test]
fn pieces_hold_whole_wide_rows() {
    for width in [1, 3, 16, 24, 96, 127, 128, 129, 1280, 100_000] {
        assert_eq!(rows_per_piece(width) % rows_per_wide_row(width), 0, "{width}");
    }
}

#[test]
fn narrowing_adds_what_widening_repeats() {
    let values = [1.0, 2.0, 3.0];
    let sums = narrowed(&widened(&values), 3);
    assert_eq!(sums, values.map(|v| v * rows_per_wide_row(3) as f32));
}
