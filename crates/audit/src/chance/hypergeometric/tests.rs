//! Tests of drawing without replacement against its moments and its frequencies.

use super::*;
use crate::chance::resample::stream;

#[test]
fn moments_are_those_of_the_distribution() {
    for [all, marked, drawn] in [[10, 4, 5], [100, 7, 90], [100_000, 30_000, 400], [1000, 500, 500], [60, 1, 30]] {
        let sampler = Hypergeometric::up_to(all);
        let mut rng = stream(1, &["hypergeometric"]);
        let draws: Vec<f64> = (0..20_000).map(|_| sampler.sample([all, marked, drawn], &mut rng) as f64).collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / 20_000.0;
        let [n, k, d] = [all, marked, drawn].map(|count| count as f64);
        let expected = d * k / n * (1.0 - k / n) * (n - d) / (n - 1.0);
        assert!((mean - d * k / n).abs() < 4.0 * (expected / 20_000.0).sqrt(), "mean {mean} of {all} {marked} {drawn}");
        assert!((variance / expected - 1.0).abs() < 0.05, "variance {variance}, expected {expected}");
    }
}

#[test]
fn certain_draws_are_certain() {
    let sampler = Hypergeometric::up_to(10);
    let mut rng = stream(2, &["certain"]);
    for (draw, expected) in [([10, 10, 4], 4), ([10, 0, 4], 0), ([10, 3, 10], 3), ([10, 3, 0], 0), ([0, 0, 0], 0)] {
        assert_eq!(sampler.sample(draw, &mut rng), expected, "{draw:?}");
    }
}

/// Both of five out of ten: 1, 25, 100, 100, 25 and 1 of 252.
#[test]
fn frequencies_are_binomial_coefficients() {
    let sampler = Hypergeometric::up_to(10);
    let mut rng = stream(3, &["frequencies"]);
    let mut counts = [0.0_f64; 6];
    (0..252_000).for_each(|_| counts[sampler.sample([10, 5, 5], &mut rng) as usize] += 1.0);
    for (count, ways) in counts.into_iter().zip([1.0_f64, 25.0, 100.0, 100.0, 25.0, 1.0]) {
        assert!((count / 1000.0 - ways).abs() < 5.0 * (ways / 1000.0).sqrt(), "{counts:?}");
    }
}
