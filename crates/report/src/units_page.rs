//! What the page of an audit of action units is made of: plain data, handed over by the caller.

use audit::fairness::UnitsAudit;

use crate::page::RunFacts;

/// An audited model of action units, ready to be told.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitsPage {
    /// The page's title.
    pub title: String,
    /// What was audited, in words.
    pub subject: String,
    /// The numbers, unit by unit.
    pub units: UnitsAudit,
    /// How it was run.
    pub run: RunFacts,
    /// Remarks of the caller, shown with the limits.
    pub notes: Vec<String>,
}
