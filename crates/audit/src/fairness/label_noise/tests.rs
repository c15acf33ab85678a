//! Tests of label noise: against drawn wrong labels, a slow search, and closed forms.

use proptest::prelude::*;

use super::*;

fn rates(counts: &[(usize, usize)]) -> Vec<Rate> {
    counts.iter().map(|(n_hits, n)| Rate::new(*n_hits, *n).unwrap()).collect()
}

#[test]
fn mixing_and_correcting_gives_back_the_truth() {
    let truth = [(800.0, 1000.0), (300.0, 500.0), (100.0, 250.0)];
    let error: f64 = 0.12;
    let (hits, rows) = (1200.0, 1750.0);
    let mix = |x: f64, all: f64| (1.0 - error) * x + error / 2.0 * (all - x);
    let mixed: Vec<Group> = truth.iter().map(|(h, n)| (mix(*h, hits), mix(*n, rows))).collect();
    let found = corrected(&mixed, error).unwrap();
    for ((h, n), (h0, n0)) in found.iter().zip(truth) {
        assert!((h - h0).abs() < 1e-9 && (n - n0).abs() < 1e-9, "{found:?}");
    }
    assert!(gap(&mixed).unwrap() < gap(&truth).unwrap());
}

#[test]
fn wrong_labels_turn_verdicts_both_ways() {
    let found = label_noise(&rates(&[(90, 100), (80, 100)]), 0.05).unwrap();
    assert_eq!((found.at_random, found.n_labels), (None, 200));
    // Each miss of the lower group that belongs to the higher one takes about 0.9 % off there and 0.8 % off here.
    assert_eq!(found.at_worst, Some(3));
    let found = label_noise(&rates(&[(90, 100), (80, 100)]), 0.2).unwrap();
    assert!((found.at_random.unwrap() - 0.25).abs() < 1e-9, "{found:?}");
    assert!(found.at_worst.is_some());
    // Nobody is always right, nobody never: the errors cannot be more than what would leave less than no misses.
    assert!(
        (corrected(&[(90.0, 100.0), (80.0, 100.0)], found.most_at_random).unwrap()[0].0
            - corrected(&[(90.0, 100.0), (80.0, 100.0)], found.most_at_random).unwrap()[0].1)
            .abs()
            < 1e-6
    );
    assert_eq!(label_noise(&rates(&[(1, 2)]), 0.1), None);
}

/// The fewest labels by trying all numbers of both kinds of moves between two groups.
fn fewest(a: (i64, i64), b: (i64, i64), limit: f64) -> Option<i64> {
    let gap = |a: (i64, i64), b: (i64, i64)| (a.0 as f64 / a.1 as f64 - b.0 as f64 / b.1 as f64).abs();
    let was_beyond = limit < gap(a, b);
    let mut best = None;
    for hits in -b.0..=a.0 {
        for misses in -(b.1 - b.0)..=(a.1 - a.0) {
            let (n, cost) = (hits + misses, hits.abs() + misses.abs());
            let (c, d) = ((a.0 - hits, a.1 - n), (b.0 + hits, b.1 + n));
            let is_turned = 0 < c.1 && 0 < d.1 && was_beyond != (limit < gap(c, d));
            best = best.into_iter().chain(is_turned.then_some(cost)).min();
        }
    }
    best
}

proptest! {
    #[test]
    fn the_fewest_labels_are_found(n in 4..25_i64, m in 4..25_i64, h in 0.0..1.0_f64, k in 0.0..1.0_f64, limit in 0.01..0.6_f64) {
        let (a, b) = (((h * n as f64) as i64, n), ((k * m as f64) as i64, m));
        let ours = at_worst(&[(a.0 as f64, n as f64), (b.0 as f64, m as f64)], limit);
        prop_assert_eq!(ours.map(|n| n as i64), fewest(a, b, limit));
    }

    #[test]
    fn noise_hides_gaps(n in 20..400_usize, h in 0.2..0.8_f64, k in 0.2..0.8_f64, error in 0.0..0.3_f64) {
        let groups = [(h * n as f64, n as f64), (k * n as f64, n as f64)];
        let after = corrected(&groups, error).and_then(|found| gap(&found));
        prop_assert!(after.is_none_or(|after| gap(&groups).unwrap() <= after + 1e-9));
    }
}
