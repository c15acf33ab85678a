//! How differently a model serves groups of people: counts in, rates, disparities, intervals, tests and a verdict out.
//!
//! Rows are fed one by one to a [`Tally`]; everything else is a function of its counts. A metric that is undefined, or stands
//! on too few rows, is `None` and says which; it is in no average and in no comparison.

mod action_units;
mod bca;
mod build;
mod calibration;
mod disparity;
mod family;
mod grouping;
mod label_noise;
mod margins;
mod matching;
mod null;
mod options;
mod pairs;
mod people;
mod plan;
mod policy;
mod power;
mod regression;
mod replicates;
mod report;
mod scores;
mod table;
mod tally;
#[cfg(test)]
pub(crate) mod testing;

pub use action_units::{
    ABSENT, NotValidation, PRESENT, ScoreScale, ThresholdTuner, UnitAudit, UnitMeans, UnitRow, UnitTally, UnitsAudit,
};
pub use build::audit;
pub use calibration::{Calibration, calibrate};
pub use disparity::DisparityKind;
pub use family::TestReport;
pub use label_noise::{LabelNoise, label_noise};
pub use margins::MetricKind;
pub use matching::{MatchedGroup, matched};
pub use options::AuditOptions;
pub use pairs::{PairReport, PairRow, PairTally, Symmetry};
pub use policy::{Check, Outcome, Policy, PolicyError, PolicyVerdict, Rule};
pub use power::smallest_detectable_gap;
pub use regression::{
    Covariate, Factor, Fitted, GroupOdds, OddsRatio, RegressionError, RegressionInput, RegressionReport, Term, regress,
};
pub use report::{Audit, DisparityReport, Enough, FORMAT, GroupReport, GroupingReport, Method, MetricReport};
pub use scores::{N_BINS, ReliabilityBin, ScoreReport};
pub use table::{Attribute, Columns, Row, TallyError};
pub use tally::{Tallied, Tally};
