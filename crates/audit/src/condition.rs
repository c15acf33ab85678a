//! The conditions of the experiment: what a model was trained on and what it was tested on.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a model was trained on. All models get the same number of updates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelKind {
    /// Real pictures only: the paper's step 1.
    Real,
    /// Real pictures and synthetically disguised ones: the paper's step 2.
    RealAndSynthetic,
    /// The control: real pictures and as many extra pictures *without* disguise.
    RealAndExtra,
    /// The other control: real pictures and as many faces of which something without meaning hides as much as a disguise.
    RealAndCovered,
}

/// What a model was tested on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TestKind {
    /// Real pictures.
    Real,
    /// Synthetically disguised faces.
    Disguised,
    /// Photographs of people who really wore something.
    ReallyDisguised,
}

/// A model on a test set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What the model was trained on.
    pub model: ModelKind,
    /// What it was tested on.
    pub test: TestKind,
}

impl ModelKind {
    /// Every kind, in the order of tables.
    pub const ALL: [Self; 4] = [Self::Real, Self::RealAndSynthetic, Self::RealAndExtra, Self::RealAndCovered];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::RealAndSynthetic => "real-and-synthetic",
            Self::RealAndExtra => "real-and-extra",
            Self::RealAndCovered => "real-and-covered",
        }
    }
}

impl TestKind {
    /// Every kind, in the order of tables.
    pub const ALL: [Self; 3] = [Self::Real, Self::Disguised, Self::ReallyDisguised];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Disguised => "disguised",
            Self::ReallyDisguised => "really-disguised",
        }
    }
}

impl Condition {
    /// `model` on `test`.
    pub fn new(model: ModelKind, test: TestKind) -> Self {
        Self { model, test }
    }

    /// The step's number: `1`, `2`, `3a` and `3b` as in the paper's tables, `c` and `d` for the controls, `4` for real disguises.
    pub fn step(self) -> &'static str {
        match (self.model, self.test) {
            (ModelKind::Real, TestKind::Real) => "1",
            (ModelKind::RealAndSynthetic, TestKind::Real) => "2",
            (ModelKind::RealAndExtra, TestKind::Real) => "2c",
            (ModelKind::RealAndCovered, TestKind::Real) => "2d",
            (ModelKind::Real, TestKind::Disguised) => "3a",
            (ModelKind::RealAndSynthetic, TestKind::Disguised) => "3b",
            (ModelKind::RealAndExtra, TestKind::Disguised) => "3c",
            (ModelKind::RealAndCovered, TestKind::Disguised) => "3d",
            (ModelKind::Real, TestKind::ReallyDisguised) => "4a",
            (ModelKind::RealAndSynthetic, TestKind::ReallyDisguised) => "4b",
            (ModelKind::RealAndExtra, TestKind::ReallyDisguised) => "4c",
            (ModelKind::RealAndCovered, TestKind::ReallyDisguised) => "4d",
        }
    }
}

impl fmt::Display for ModelKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for TestKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} model on the {} test", self.model, self.test)
    }
}
