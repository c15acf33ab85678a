//! Is it bias, or is it the pictures? Logistic regression of correctness on group and on how the pictures look.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::distribution::{chi_squared_tail, normal_two_sided};
use crate::rate::{Interval, Level, Rate};

mod design;
mod fit;
mod matrix;

use design::{Column, Design};
use fit::{Fit, fit};

/// A column of levels, such as a group or the annotated class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// Its name.
    pub name: String,
    /// The values that it may have.
    pub levels: Vec<String>,
    /// The place of each row's level; `None` is unknown.
    pub codes: Vec<Option<u16>>,
}

/// A column of numbers, such as brightness, sharpness, yaw, size or the detector's score.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariate {
    /// Its name.
    pub name: String,
    /// One per row; `None` and what is not finite is unknown.
    pub values: Vec<Option<f64>>,
}

/// What is explained by what, row by row.
#[derive(Debug, Clone, Copy)]
pub struct RegressionInput<'a> {
    /// Whether the answer is right.
    pub hits: &'a [bool],
    /// The groups to compare; the largest is the reference.
    pub group: &'a Factor,
    /// Other factors to hold constant, such as the annotated class.
    pub factors: &'a [Factor],
    /// Numbers to hold constant; each enters in units of its standard deviation.
    pub covariates: &'a [Covariate],
    /// The person of each row, so that rows of one person are not taken for independent; `None` where nobody is named.
    pub people: Option<&'a [u64]>,
}

/// What remains of the groups' differences where the pictures are alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegressionReport {
    /// Rows in which everything is known.
    pub n_rows: usize,
    /// Rows left out because something is unknown.
    pub n_unknown: usize,
    /// Rows left out because their level is always right, or never: its odds ratio is infinite or 0.
    pub n_separated: usize,
    /// People; rows where nobody is named.
    pub n_people: usize,
    /// The group's level that the others are compared with.
    pub reference: String,
    /// The other levels, crude and adjusted.
    pub groups: Vec<GroupOdds>,
    /// Everything else that was held constant.
    pub terms: Vec<Term>,
    /// Levels left out because they are always right or never, as `name: level`.
    pub separated: Vec<String>,
    /// Columns left out because they follow from the others.
    pub collinear: Vec<String>,
    /// Wald test that all adjusted odds ratios of the groups are 1; `None` where they cannot be estimated.
    pub p_value: Option<f64>,
    /// Whether the fit found finite coefficients. Where it did not, some combination of columns tells right from wrong
    /// without error, and no odds ratio is given.
    pub fitted: Fitted,
}

/// How the fit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fitted {
    /// With finite coefficients.
    Converged,
    /// The columns separate right from wrong answers, at least in part.
    Separated,
}

/// One group against the reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupOdds {
    /// The level.
    pub level: String,
    /// Right answers out of the rows used.
    pub rate: Option<Rate>,
    /// The odds of a right answer over those in the reference group, as counted.
    pub crude: Option<OddsRatio>,
    /// The same where everything else is alike.
    pub adjusted: Option<OddsRatio>,
}

/// Something that was held constant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The column.
    pub name: String,
    /// Its level, for factors.
    pub level: Option<String>,
    /// Per level against the first, or per standard deviation.
    pub odds_ratio: Option<OddsRatio>,
}

/// An odds ratio with its cluster-robust interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OddsRatio {
    /// The ratio.
    pub value: f64,
    /// Its interval.
    pub interval: Interval,
    /// Two-sided Wald test that it is 1.
    pub p_value: f64,
}

/// Columns that cannot be regressed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegressionError {
    /// A column of another length.
    #[error("column `{name}`: expected {expected} rows, found {found}")]
    Length {
        /// The column.
        name: String,
        /// Rows of the outcome.
        expected: usize,
        /// Rows of the column.
        found: usize,
    },
    /// A code without a level.
    #[error("column `{name}`: expected a level below {n_levels}, found {found}")]
    Level {
        /// The column.
        name: String,
        /// How many levels it has.
        n_levels: usize,
        /// The code.
        found: u16,
    },
    /// Nothing to compare.
    #[error("expected rows of two groups with right and wrong answers, found {n_groups} such groups in {n_rows} rows")]
    NothingToCompare {
        /// Groups with both kinds of answers.
        n_groups: usize,
        /// Rows in which everything is known.
        n_rows: usize,
    },
    /// More columns than the people can bear.
    #[error("expected more than {n_columns} people for as many columns, found {n_people}")]
    TooFewPeople {
        /// Columns.
        n_columns: usize,
        /// People.
        n_people: usize,
    },
}

/// Regresses correctness on group, factors and covariates: maximum likelihood by iteratively reweighted least squares; errors
/// by the cluster-robust sandwich with the correction `C / (C - 1) * (n - 1) / (n - k)` (Liang and Zeger 1986; as
/// `statsmodels` does with `cov_type="cluster"`), and single rows as clusters where nobody is named.
///
/// # Errors
/// Columns of different lengths, fewer than two groups to compare, or too few people.
pub fn regress(input: &RegressionInput<'_>, level: Level) -> Result<RegressionReport, RegressionError> {
    let design = Design::new(input)?;
    let adjusted = fit(&design, design.n_columns());
    // The groups' columns come first, after the intercept: alone, they give what is counted.
    let crude = fit(&design, design.n_group_columns() + 1);
    let odds = |fit: &Option<Fit>, column: usize| fit.as_ref().and_then(|fit| odds_ratio(fit, column, level));
    let place = |wanted: &Column| design.columns.iter().position(|column| column == wanted);
    let groups = design.group_levels.iter().map(|(code, rate)| {
        let column = place(&Column::Group(*code));
        GroupOdds {
            level: input.group.levels[*code as usize].clone(),
            rate: *rate,
            crude: column.and_then(|column| odds(&crude, column)),
            adjusted: column.and_then(|column| odds(&adjusted, column)),
        }
    });
    let others = design.columns.iter().enumerate().skip(design.n_group_columns() + 1);
    let terms = others.map(|(i, column)| {
        let (name, level) = column.name(input);
        Term { name, level, odds_ratio: odds(&adjusted, i) }
    });
    Ok(RegressionReport {
        n_rows: design.n_rows(),
        n_unknown: design.n_unknown,
        n_separated: design.n_separated,
        n_people: design.n_people,
        reference: input.group.levels[design.reference as usize].clone(),
        groups: groups.collect(),
        terms: terms.collect(),
        separated: design.separated.clone(),
        collinear: design.collinear.clone(),
        p_value: adjusted.as_ref().and_then(|fit| wald(fit, 1..=design.n_group_columns())),
        fitted: if adjusted.is_some() { Fitted::Converged } else { Fitted::Separated },
    })
}

fn odds_ratio(fit: &Fit, column: usize, level: Level) -> Option<OddsRatio> {
    let (coefficient, error) = (*fit.coefficients.get(column)?, fit.covariance[column][column].sqrt());
    let end = |z: f64| (coefficient + z * error).exp();
    let z = level.normal();
    let found = OddsRatio {
        value: coefficient.exp(),
        interval: Interval { low: end(-z), high: end(z) },
        p_value: normal_two_sided(coefficient / error),
    };
    (0.0 < error && found.value.is_finite() && found.interval.high.is_finite()).then_some(found)
}

fn wald(fit: &Fit, columns: std::ops::RangeInclusive<usize>) -> Option<f64> {
    let of = |values: &[f64]| values[columns.clone()].to_vec();
    let covariance: Vec<Vec<f64>> = fit.covariance[columns.clone()].iter().map(|row| of(row)).collect();
    let coefficients = of(&fit.coefficients);
    let inverse = matrix::inverse(&covariance)?;
    let statistic: f64 = inverse.iter().zip(&coefficients).map(|(row, c)| c * matrix::dot(row, &coefficients)).sum();
    (!coefficients.is_empty()).then(|| chi_squared_tail(statistic, coefficients.len() as f64))
}

#[cfg(test)]
mod tests;
