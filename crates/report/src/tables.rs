//! The paper's Tables I, II and III with their support, and the tables that the paper lacks.
//!
//! The paper truncates the averages of Table I to two decimals and rounds the cells of Tables II and III; so do these
//! tables. With several seeds an accuracy is the mean over seeds, which is the pooled rate, as all seeds meet the same
//! faces.

use ::audit::{Cell, Comparison, Condition, Estimate, FourStep, Missing, ModelKind, Rate, TestKind};
use faces::Expression;
use serde::{Deserialize, Serialize};

use crate::table::{Column, Table, Value};

pub mod audit;
mod classes;
pub mod diagnosis;
mod missing;
mod steps;
pub mod units;

pub use classes::{class_table, histogram_table};
pub use missing::{GroupCount, missing_table};
pub use steps::{paired_table, step_table};

/// What the pictures of the experiment are called in tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataNames {
    /// The real pictures.
    pub real: String,
    /// The synthetically disguised ones.
    pub synthetic: String,
    /// The control's extra pictures.
    pub extra: String,
    /// The covered faces of the other control.
    pub covered: String,
    /// Photographs of people who really wore something.
    pub really_disguised: String,
}

impl Default for DataNames {
    fn default() -> Self {
        Self {
            real: "real pictures".to_owned(),
            synthetic: "synthetic disguises".to_owned(),
            extra: "extra undisguised pictures".to_owned(),
            covered: "covered faces".to_owned(),
            really_disguised: "real disguises".to_owned(),
        }
    }
}

impl DataNames {
    /// The names of the paper.
    pub fn paper() -> Self {
        Self { real: "SFEW 2.0".to_owned(), synthetic: "Synthetic generated data".to_owned(), ..Self::default() }
    }

    /// What a model was trained on.
    pub fn training(&self, model: ModelKind) -> String {
        match model {
            ModelKind::Real => self.real.clone(),
            ModelKind::RealAndSynthetic => format!("{} + {}", self.real, self.synthetic),
            ModelKind::RealAndExtra => format!("{} + {}", self.real, self.extra),
            ModelKind::RealAndCovered => format!("{} + {}", self.real, self.covered),
        }
    }

    /// What a model was tested on.
    pub fn testing(&self, test: TestKind) -> &str {
        match test {
            TestKind::Real => &self.real,
            TestKind::Disguised => &self.synthetic,
            TestKind::ReallyDisguised => &self.really_disguised,
        }
    }
}

/// Every table of an experiment in the order of a report.
pub fn all_tables(study: &FourStep, names: &DataNames, groups: &[GroupCount]) -> Vec<Table> {
    let mut tables = main_tables(study, names);
    tables.extend(prediction_tables(study, names));
    tables.push(missing_table(study, names, groups));
    tables
}

/// Tables I to III, on real disguises IV, and the paired comparisons.
pub(crate) fn main_tables(study: &FourStep, names: &DataNames) -> Vec<Table> {
    let mut tables = vec![step_table(study, names)];
    tables.extend(TestKind::ALL.into_iter().filter_map(|test| class_table(study, names, test)));
    tables.push(paired_table(study));
    tables
}

/// How often each expression is predicted, per test set.
pub(crate) fn prediction_tables(study: &FourStep, names: &DataNames) -> Vec<Table> {
    TestKind::ALL.into_iter().filter_map(|test| histogram_table(study, names, test)).collect()
}

/// The cells of one test set in the order of the models.
fn cells_of(study: &FourStep, test: TestKind) -> Vec<&Cell> {
    ModelKind::ALL.into_iter().filter_map(|model| study.cell(Condition::new(model, test))).collect()
}

/// A pooled rate, cut off after two decimals as in Table I.
fn truncated(rate: Option<Rate>) -> Value {
    rate.map_or(Value::Undefined, |rate| Value::Number { value: rate.fraction(), text: rate.percent_truncated() })
}

/// A pooled rate, rounded to two decimals as in Tables II and III.
fn rounded(rate: Option<Rate>) -> Value {
    rate.map_or(Value::Undefined, |rate| Value::Number { value: rate.fraction(), text: rate.percent() })
}

/// The deviation over seeds in points.
fn sd(estimate: Option<Estimate>) -> Value {
    Value::percent(estimate.and_then(|e| e.over_seeds.sd), 1)
}

fn count(n: usize) -> Value {
    Value::Count(n as u64)
}

#[cfg(test)]
mod tests;
