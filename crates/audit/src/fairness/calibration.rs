//! How far an audit can be believed on data like these: sets drawn with a gap of known size, audited one by one.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::build::audit;
use super::disparity::DisparityKind;
use super::margins::MetricKind;
use super::options::AuditOptions;
use super::table::TallyError;
use super::tally::Tallied;
use crate::rate::Rate;

/// What audits of many drawn sets said about a gap of accuracy that was planted in one column of groups.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// The planted gap of accuracy, a fraction.
    pub gap: f64,
    /// Sets in which any comparison of any column stood out. Without a gap these are false alarms.
    pub alarmed: Rate,
    /// Sets in which the gap of accuracy of that column stood out in the family of all tests.
    pub found: Rate,
    /// Sets whose interval of that gap holds the planted one, of those that have an interval; `None` where none has.
    pub covered: Option<Rate>,
}

/// Audits `n_sets` sets. `draw` makes set `i` with a gap of accuracy of `gap` between the groups of `attribute`; the same `i` has to give
/// the same set.
///
/// # Errors
/// What `draw` says; [`TallyError::Empty`] for no sets.
pub fn calibrate(
    (attribute, gap): (&str, f64),
    n_sets: u64,
    options: &AuditOptions,
    draw: impl Fn(u64) -> Result<Tallied, TallyError> + Sync,
) -> Result<Calibration, TallyError> {
    let one = |set: u64| -> Result<Seen, TallyError> {
        let options = AuditOptions { seed: options.seed.wrapping_add(set), ..options.clone() };
        let audit = audit(&draw(set)?, &options);
        let grouping = audit.groupings.iter().find(|grouping| grouping.attributes == [attribute]);
        let kind = (DisparityKind::Difference, Some(MetricKind::Accuracy));
        let disparity = grouping.and_then(|grouping| grouping.disparity(kind.0, kind.1, None));
        Ok(Seen {
            is_alarmed: audit.alarms().next().is_some(),
            is_found: disparity.is_some_and(|disparity| audit.is_alarm(disparity)),
            covers: disparity.and_then(|disparity| disparity.interval).map(|interval| interval.contains(gap)),
        })
    };
    let seen: Vec<Seen> = (0..n_sets).into_par_iter().map(one).collect::<Result<_, _>>()?;
    let count = |is: fn(&Seen) -> bool| seen.iter().filter(|seen| is(seen)).count();
    let n_covered = count(|seen| seen.covers == Some(true));
    Ok(Calibration {
        gap,
        alarmed: Rate::new(count(|seen| seen.is_alarmed), seen.len()).ok_or(TallyError::Empty)?,
        found: Rate::new(count(|seen| seen.is_found), seen.len()).ok_or(TallyError::Empty)?,
        covered: Rate::new(n_covered, count(|seen| seen.covers.is_some())),
    })
}

/// What one audit said.
struct Seen {
    is_alarmed: bool,
    is_found: bool,
    covers: Option<bool>,
}

#[cfg(test)]
mod tests;
