//! Which values of every measure a set holds, by itself and beside a reference.

use faces::Measure;
use serde::{Deserialize, Serialize};

use super::against::{Against, against};
use super::bins::{Histogram, histogram, sorted};
use super::frame::Frame;
use super::picture::DiagnosisOptions;
use super::ranges::{Range, Sign, sign};
use super::share::Share;
use crate::chance::quantile::quantile;

/// The shares whose quantiles are given.
pub const QUANTILES: [f64; 7] = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0];

/// What a set holds of one measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// The measure.
    pub measure: Measure,
    /// Whether its sign was dropped before counting.
    pub sign: Sign,
    /// Pictures in which it is known.
    pub n_known: usize,
    /// Pictures in which it is not.
    pub n_unknown: usize,
    /// The values at [`QUANTILES`]; empty where nothing is known.
    pub quantiles: Vec<f64>,
    /// The values at [`QUANTILES`] of the reference; empty without one.
    pub reference_quantiles: Vec<f64>,
    /// The stated ranges.
    pub ranges: Vec<RangeShare>,
    /// The distribution; `None` where nothing is known.
    pub histogram: Option<Histogram>,
    /// How far it is from the reference; `None` without one.
    pub against: Option<Against>,
}

/// Pictures in one range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RangeShare {
    /// The range.
    pub range: Range,
    /// Pictures inside out of those in which the measure is known.
    pub share: Option<Share>,
    /// The same of the reference.
    pub reference: Option<Share>,
}

pub(super) fn coverage(
    measure: Measure,
    frame: &Frame<'_>,
    reference: Option<&Frame<'_>>,
    options: &DiagnosisOptions,
) -> Coverage {
    let values = frame.values(measure);
    let others = reference.map(|frame| frame.values(measure));
    let known = sorted(&values);
    let known_others = others.as_deref().map(sorted).unwrap_or_default();
    let at_quantiles = |sorted: &[f64]| QUANTILES.iter().filter_map(|share| quantile(sorted, *share)).collect();
    let inside = |frame: &Frame<'_>, values: &[Option<f64>], range: &Range| {
        Share::of(frame, &values.iter().map(|value| value.map(|v| range.contains(v))).collect::<Vec<_>>())
    };
    let ranges = options.ranges.of(measure).map_or(&[][..], |ranges| &ranges.ranges);
    let range_share = |range: &Range| RangeShare {
        share: inside(frame, &values, range),
        reference: reference.zip(others.as_deref()).and_then(|(frame, values)| inside(frame, values, range)),
        range: range.clone(),
    };
    Coverage {
        measure,
        sign: sign(measure),
        n_known: known.len(),
        n_unknown: values.len() - known.len(),
        quantiles: at_quantiles(&known),
        reference_quantiles: at_quantiles(&known_others),
        ranges: ranges.iter().map(range_share).collect(),
        histogram: histogram(measure, &known, &known_others),
        against: reference.and_then(|reference| against(measure, frame, reference, options)),
    }
}
