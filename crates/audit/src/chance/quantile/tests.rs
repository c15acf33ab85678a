//! Tests of quantiles and corrected p-values against numpy and statsmodels.

use super::*;
use crate::diagnosis::testing::{assert_close, floats, rows};
use crate::fairness::testing::peers;

#[test]
fn quantiles_agree_with_numpy() {
    for row in rows("quantiles") {
        let mut values = floats(&row["values"]);
        values.sort_by(f64::total_cmp);
        for (i, share) in floats(&row["shares"]).into_iter().enumerate() {
            assert_close(quantile(&values, share).unwrap(), &row["quantiles"][i]);
        }
    }
    assert_eq!(quantile(&[], 0.5), None);
}

#[test]
fn holm_agrees_with_statsmodels() {
    for row in rows("holm") {
        let ours = holm(&floats(&row["p_values"]));
        ours.into_iter().enumerate().for_each(|(i, p)| assert_close(p, &row["holm"][i]));
    }
    assert!(holm(&[]).is_empty());
}

#[test]
fn benjamini_hochberg_agrees_with_statsmodels() {
    for row in peers("corrections") {
        let ours = benjamini_hochberg(&floats(&row["p_values"]));
        ours.into_iter().enumerate().for_each(|(i, p)| assert_close(p, &row["benjamini_hochberg"][i]));
    }
    assert!(benjamini_hochberg(&[]).is_empty());
}
