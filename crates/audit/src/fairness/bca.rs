//! The bias-corrected and accelerated interval of a resampled statistic.

use crate::chance::quantile::quantile;
use crate::distribution::{normal_cdf, normal_quantile, student_quantile};
use crate::rate::{Interval, Level};

/// The interval of Efron (1987) from a statistic's replicates and its values with a part of the units left out.
///
/// With `n_units` the tails are widened to Student's, `Phi(-sqrt(n / (n - 1)) t)` in place of `alpha / 2` (Hesterberg 2015,
/// "What teachers should know about the bootstrap", section 5.3), because resampling n units varies too little by
/// `(n - 1) / n`. `None` without replicates.
pub(super) fn bca(
    observed: f64,
    replicates: &mut [f64],
    left_out: &[f64],
    level: Level,
    n_units: Option<f64>,
) -> Option<Interval> {
    if replicates.is_empty() {
        return None;
    }
    replicates.sort_by(f64::total_cmp);
    let n = replicates.len() as f64;
    let below = replicates.partition_point(|value| *value < observed - 1e-12) as f64;
    let up_to = replicates.partition_point(|value| *value <= observed + 1e-12) as f64;
    // Ties count half; kept off 0 and 1, where the correction would be infinite.
    let share = (f64::midpoint(below, up_to) / n).clamp(0.5 / n, 1.0 - 0.5 / n);
    let (bias, acceleration) = (normal_quantile(share), acceleration(left_out));
    let reach = match n_units.filter(|n| 1.0 < *n) {
        Some(n) => (n / (n - 1.0)).sqrt() * student_quantile(level.upper(), n - 1.0),
        None => level.normal(),
    };
    let end = |z: f64| {
        let shifted = bias + z;
        // Past the pole of the transformation there is nothing but the end itself.
        let slope = (1.0 - acceleration * shifted).max(1e-6);
        quantile(replicates, normal_cdf(bias + shifted / slope))
    };
    Some(Interval { low: end(-reach)?, high: end(reach)? })
}

/// From the skewness of the statistic with parts left out; 0 where leaving them out changes nothing.
fn acceleration(left_out: &[f64]) -> f64 {
    let mean = left_out.iter().sum::<f64>() / left_out.len() as f64;
    let moment = |power| left_out.iter().map(|value| (mean - value).powi(power)).sum::<f64>();
    let squares = moment(2);
    if squares <= 1e-300 || !squares.is_finite() { 0.0 } else { moment(3) / (6.0 * squares.powf(1.5)) }
}

#[cfg(test)]
mod tests;
