//! Action units: one audit per unit, with unknown labels left out and thresholds that were tuned on validation faces only.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::build::audit;
use super::disparity::DisparityKind;
use super::margins::{MetricKind, mean};
use super::options::AuditOptions;
use super::report::{Audit, FORMAT};
use super::table::{Attribute, Columns, Row, TallyError};
use super::tally::Tally;

mod threshold;

pub use threshold::{NotValidation, ScoreScale, ThresholdTuner};

/// The class of an active unit.
pub const PRESENT: &str = "present";
/// The class of a unit that is not active.
pub const ABSENT: &str = "absent";

/// One face with what is known of its units.
#[derive(Debug, Clone, Copy)]
pub struct UnitRow<'a> {
    /// As in [`Row`].
    pub groups: &'a [Option<u16>],
    /// Per unit whether it is active, see [`faces::ActionUnitLabel::is_active`]; `None` is unknown and counts nowhere.
    pub truths: &'a [Option<bool>],
    /// Per unit the model's score; `None` where the detector found no face.
    pub scores: Option<&'a [f32]>,
    /// As in [`Row`].
    pub person: Option<u64>,
    /// As in [`Row`].
    pub seed: u16,
}

/// Counts faces, unit by unit.
#[derive(Debug, Clone)]
pub struct UnitTally {
    names: Vec<String>,
    thresholds: Vec<f32>,
    scale: ScoreScale,
    tallies: Vec<Tally>,
    n_bad: Vec<u64>,
}

/// Everything that is said about a model of action units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitsAudit {
    /// The version of this data.
    pub format: u32,
    /// One per unit with a known label.
    pub units: Vec<UnitAudit>,
    /// Units without a known label.
    pub unknown: Vec<String>,
    /// Means over units, grouping by grouping.
    pub means: Vec<UnitMeans>,
}

/// One unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitAudit {
    /// Its name.
    pub unit: String,
    /// From this score on it counts as predicted.
    pub threshold: f32,
    /// Faces with a known label whose score was no number; they are in no other number.
    pub n_bad: u64,
    /// Its audit, with the classes [`ABSENT`] and [`PRESENT`]. Its `p_family` holds for all units together: Bonferroni over
    /// units, inside a unit the step-down.
    pub audit: Audit,
}

/// Means over units, as in the protocol of Hu et al. (2024).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitMeans {
    /// The attributes of the grouping.
    pub attributes: Vec<String>,
    /// Mean over units of the demographic parity difference of [`PRESENT`].
    pub demographic_parity: Option<f64>,
    /// Units with such a difference.
    pub n_units: usize,
    /// Mean over groups of the mean F1 of [`PRESENT`] over units.
    pub f1: Option<f64>,
}

impl UnitTally {
    /// An empty tally of named units with a threshold each.
    ///
    /// # Errors
    /// Never for what can be given; the classes are two.
    pub fn new(units: &[(String, f32)], attributes: &[Attribute], scale: ScoreScale) -> Result<Self, TallyError> {
        let classes = vec![ABSENT.to_owned(), PRESENT.to_owned()];
        let columns = Columns { classes, attributes: attributes.to_vec() };
        let tally = || Tally::new(columns.clone()).map(Tally::keeping_scores);
        Ok(Self {
            names: units.iter().map(|(name, _)| name.clone()).collect(),
            thresholds: units.iter().map(|(_, threshold)| *threshold).collect(),
            scale,
            tallies: units.iter().map(|_| tally()).collect::<Result<_, _>>()?,
            n_bad: vec![0; units.len()],
        })
    }

    /// Counts one face. A score that is no number is counted as bad, and nowhere else.
    ///
    /// # Errors
    /// Another number of truths or scores than units, or groups that do not fit.
    pub fn add(&mut self, row: &UnitRow<'_>) -> Result<(), TallyError> {
        let expected = self.names.len();
        let lengths = [Some(row.truths.len()), row.scores.map(<[f32]>::len)];
        if let Some(found) = lengths.into_iter().flatten().find(|found| *found != expected) {
            return Err(TallyError::Units { expected, found });
        }
        for (unit, tally) in self.tallies.iter_mut().enumerate() {
            let Some(truth) = row.truths[unit] else { continue };
            let score = row.scores.map(|scores| scores[unit]);
            if score.is_some_and(f32::is_nan) {
                self.n_bad[unit] += 1;
                continue;
            }
            let predicted = score.map(|score| u16::from(self.thresholds[unit] <= score));
            // An intensity is no probability.
            let pair = score.filter(|_| self.scale == ScoreScale::Probability).map(|score| [1.0 - score, score]);
            tally.add(&Row {
                groups: row.groups,
                truth: u16::from(truth),
                predicted,
                person: row.person,
                seed: row.seed,
                probabilities: pair.as_ref().map_or(&[], |pair| pair.as_slice()),
            })?;
        }
        Ok(())
    }

    /// Audits every unit.
    ///
    /// # Errors
    /// Several seeds without people.
    pub fn audit(self, options: &AuditOptions) -> Result<UnitsAudit, TallyError> {
        let (mut units, mut unknown) = (Vec::new(), Vec::new());
        let of_units = self.names.into_iter().zip(self.thresholds).zip(self.n_bad).zip(self.tallies);
        for (((unit, threshold), n_bad), tally) in of_units {
            match tally.close() {
                Ok(tallied) => units.push(UnitAudit { unit, threshold, n_bad, audit: audit(&tallied, options) }),
                Err(TallyError::Empty) => unknown.push(unit),
                Err(error) => return Err(error),
            }
        }
        let n_units = units.len() as f64;
        let tests = units.iter_mut().flat_map(|unit| &mut unit.audit.groupings).flat_map(|g| &mut g.disparities);
        for test in tests.filter_map(|disparity| disparity.test.as_mut()) {
            test.p_family = (n_units * test.p_family).min(1.0);
        }
        Ok(UnitsAudit { format: FORMAT, means: means(&units), units, unknown })
    }
}

/// Every grouping of any unit, in the order in which they are first seen.
fn means(units: &[UnitAudit]) -> Vec<UnitMeans> {
    let mut attributes: Vec<&[String]> = Vec::new();
    for grouping in units.iter().flat_map(|unit| &unit.audit.groupings) {
        if !attributes.contains(&grouping.attributes.as_slice()) {
            attributes.push(&grouping.attributes);
        }
    }
    attributes.into_iter().map(|attributes| means_of(units, attributes)).collect()
}

fn means_of(units: &[UnitAudit], attributes: &[String]) -> UnitMeans {
    let groupings = || units.iter().flat_map(|unit| &unit.audit.groupings).filter(|g| g.attributes == attributes);
    let parity = groupings().filter_map(|grouping| {
        grouping.disparity(DisparityKind::Difference, Some(MetricKind::SelectionRate), Some(PRESENT))?.value
    });
    let parity: Vec<f64> = parity.collect();
    let mut levels: Vec<&[String]> = groupings().flat_map(|g| &g.groups).map(|group| group.levels.as_slice()).collect();
    levels.sort_unstable();
    levels.dedup();
    let of_group = |levels: &[String]| {
        let groups = groupings().flat_map(|grouping| &grouping.groups).filter(|group| group.levels == levels);
        mean(groups.filter_map(|group| group.metric(MetricKind::F1, Some(PRESENT))?.value))
    };
    UnitMeans {
        attributes: attributes.to_vec(),
        n_units: parity.len(),
        demographic_parity: mean(parity.into_iter()),
        f1: mean(levels.into_iter().filter_map(of_group)),
    }
}

#[cfg(test)]
mod tests;
