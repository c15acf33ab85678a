//! The smallest gap that so many faces could have found.

use crate::distribution::{normal_cdf, normal_quantile};

/// The difference of two rates that a two-sided test of them finds with the chance `power`, where the greater one is `rate`
/// and stands on `n[0]` faces and the smaller one on `n[1]`: Cohen's effect size h with a normal test, as in `statsmodels`'
/// `NormalIndPower`. `None` where not even the greatest possible difference would be found.
pub fn smallest_detectable_gap(rate: f64, n: [f64; 2], alpha: f64, power: f64) -> Option<f64> {
    let h = effect_size(n, alpha, power)?;
    let angle = rate.clamp(0.0, 1.0).sqrt().asin() - h / 2.0;
    (0.0 < angle).then(|| rate - angle.sin().powi(2))
}

/// Cohen's h at which the power is reached; the power grows with h, so bisection finds it.
fn effect_size(n: [f64; 2], alpha: f64, power: f64) -> Option<f64> {
    let fits = n.iter().all(|n| 0.0 < *n) && 0.0 < alpha && alpha < power && power < 1.0;
    if !fits {
        return None;
    }
    let scale = (1.0 / n[0] + 1.0 / n[1]).sqrt();
    let critical = normal_quantile(1.0 - alpha / 2.0);
    let found = |h: f64| normal_cdf(h / scale - critical) + normal_cdf(-h / scale - critical);
    let (mut low, mut high) = (0.0, scale * (critical + normal_quantile(power).abs() + 1.0));
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if found(middle) < power { low = middle } else { high = middle }
    }
    Some(f64::midpoint(low, high))
}

#[cfg(test)]
mod tests;
