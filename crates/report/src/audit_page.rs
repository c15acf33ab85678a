//! What the page of an audit is made of: plain data, handed over by the caller.

use audit::fairness::{Audit, MatchedGroup, PairReport, PolicyVerdict, RegressionReport};

use crate::page::RunFacts;

/// An audited model, ready to be told.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditPage {
    /// The page's title.
    pub title: String,
    /// What was audited, in words: the model, or the table of its answers.
    pub subject: String,
    /// On which data, in words: the name of the table or of the list of faces.
    pub data: String,
    /// The numbers.
    pub audit: Audit,
    /// The same faces seen twice, by what the second picture wears.
    pub pairs: Vec<NamedPairs>,
    /// Whether it is bias or the pictures, by grouping.
    pub regressions: Vec<NamedOdds>,
    /// The verdict against a policy.
    pub policy: Option<PolicyVerdict>,
    /// How it was run.
    pub run: RunFacts,
    /// Remarks of the caller, shown with the limits.
    pub notes: Vec<String>,
}

/// Pairs of one disguise.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedPairs {
    /// What the second picture of each pair wears.
    pub name: String,
    /// What changes.
    pub report: PairReport,
}

/// One column of groups where the pictures are alike.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedOdds {
    /// The column.
    pub name: String,
    /// With the pictures held equal by a logistic regression.
    pub report: RegressionReport,
    /// The cross-check: only faces of a class whose pictures look alike are compared.
    pub matched: Vec<MatchedGroup>,
    /// In which measures they look alike: more of them would leave too few faces to compare.
    pub matched_on: Vec<String>,
}
