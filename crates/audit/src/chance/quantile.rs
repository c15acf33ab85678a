//! Quantiles of values, and the corrections of many tests by Holm and by Benjamini and Hochberg.

/// The quantile of sorted values, linear between neighbours (Hyndman and Fan 1996, type 7); `None` without values.
pub(crate) fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    Some(below + (above - below) * place.fract())
}

/// P-values after Holm (1979), in the order given: the chance of one false alarm in the whole family stays at the level.
pub(crate) fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let mut adjusted = vec![0.0; p_values.len()];
    let mut least = 0.0_f64;
    for (rank, i) in order.into_iter().enumerate() {
        least = least.max((p_values.len() - rank) as f64 * p_values[i]).min(1.0);
        adjusted[i] = least;
    }
    adjusted
}

/// P-values after Benjamini and Hochberg (1995), in the order given: among the tests that reject at a level, the expected
/// share of false alarms stays at that level.
pub(crate) fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let n = p_values.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| p_values[*b].total_cmp(&p_values[*a]));
    let mut adjusted = vec![0.0; n];
    let mut most = 1.0_f64;
    for (from_last, i) in order.into_iter().enumerate() {
        most = most.min(n as f64 / (n - from_last) as f64 * p_values[i]);
        adjusted[i] = most;
    }
    adjusted
}

#[cfg(test)]
mod tests;
