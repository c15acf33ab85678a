//! What the page of a diagnosis is made of: plain data, handed over by the caller.

use audit::diagnosis::Diagnosis;

use crate::page::RunFacts;

/// A diagnosed set, ready to be told.
#[derive(Debug, Clone, PartialEq)]
pub struct DiagnosisPage {
    /// The page's title.
    pub title: String,
    /// What the set is called.
    pub set: String,
    /// What the reference is called, where there is one.
    pub reference: Option<String>,
    /// The numbers.
    pub diagnosis: Diagnosis,
    /// Pictures that show a finding, in the order in which they are shown.
    pub thumbnails: Vec<Thumbnail>,
    /// Facts of the set for its data card: where it comes from, who labelled it, under which licence.
    pub card: Vec<(String, String)>,
    /// How it was run.
    pub run: RunFacts,
    /// Remarks of the caller, shown with the limits.
    pub notes: Vec<String>,
}

/// A picture, or a sheet of several, that shows a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thumbnail {
    /// The key of the finding.
    pub finding: String,
    /// The picture as a PNG or JPEG file.
    pub picture: Vec<u8>,
    /// What it shows, such as the names of the pictures; read aloud and printed below.
    pub caption: String,
}
