//! What a diagnosis means, worst first, and what to collect next; about pictures, never about people or causes.

use serde::{Deserialize, Serialize};

use super::Diagnosis;
use super::frame::Frame;
use super::picture::DiagnosisOptions;

mod associations;
mod balance;
mod caveats;
mod coverage;
mod good;
mod leaks;
mod misses;
mod words;

/// At most so many pictures stand for a finding.
const MOST_EXAMPLES: usize = 12;
/// The level of all tests.
const ALPHA: f64 = 0.05;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Results on this set would mislead.
    Serious,
    /// To be mended, or at least to be said.
    Notable,
    /// Shown, and small.
    Slight,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// The same picture or person on both sides of a split.
    Leak,
    /// Faces that the detector does not find.
    Misses,
    /// The share of good pictures.
    Good,
    /// Values of a measure that the set hardly holds.
    Coverage,
    /// Columns that go together.
    Association,
    /// Columns that are filled unevenly.
    Balance,
}

/// One finding: lower case, no full stop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// A name that is the same in every run, such as `coverage:yaw_deg`: thumbnails are handed over under it.
    pub key: String,
    /// What it is about.
    pub topic: Topic,
    /// How much it weighs.
    pub weight: Weight,
    /// The finding with its numbers.
    pub sentence: String,
    /// Names of pictures that show it, at most twelve; empty where none does.
    pub examples: Vec<String>,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// The key of the finding behind it.
    pub finding: String,
    /// What to collect, synthesise or take out.
    pub what: String,
    /// How many pictures, where that can be said.
    pub n_pictures: Option<usize>,
}

/// The diagnosis in words.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// The answer in one sentence.
    pub answer: String,
    /// Findings, worst first.
    pub findings: Vec<Finding>,
    /// What to do next, most urgent first.
    pub next: Vec<Advice>,
    /// What a reader must know before believing this.
    pub caveats: Vec<String>,
}

impl Weight {
    /// A word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Serious => "serious",
            Self::Notable => "notable",
            Self::Slight => "slight",
        }
    }
}

/// What is looked at.
#[derive(Clone, Copy)]
struct Seen<'a> {
    diagnosis: &'a Diagnosis,
    frame: &'a Frame<'a>,
    options: &'a DiagnosisOptions,
}

/// A finding before it has its place.
struct Raised {
    finding: Finding,
    /// For the order among equal weights, about in `[0, 1]`.
    size: f64,
    /// What to do, and how many pictures.
    advice: Option<(String, Option<usize>)>,
}

impl Seen<'_> {
    /// Names of pictures that show something, from all over the set: neighbours often show the same person.
    fn examples(&self, shows: impl Fn(usize) -> bool) -> Vec<String> {
        let shown: Vec<usize> = (0..self.frame.pictures.len()).filter(|i| shows(*i)).collect();
        let n = shown.len().min(MOST_EXAMPLES);
        (0..n).map(|i| self.frame.pictures[shown[i * shown.len() / n]].id.clone()).collect()
    }
}

pub(super) fn verdict(diagnosis: &Diagnosis, frame: &Frame<'_>, options: &DiagnosisOptions) -> Verdict {
    let seen = Seen { diagnosis, frame, options };
    let parts: [fn(Seen<'_>) -> Vec<Raised>; 6] =
        [leaks::raised, misses::raised, good::raised, coverage::raised, associations::raised, balance::raised];
    let mut raised: Vec<Raised> = parts.into_iter().flat_map(|part| part(seen)).collect();
    raised.sort_by(|a, b| (a.finding.weight.cmp(&b.finding.weight)).then(b.size.total_cmp(&a.size)));
    let advice = raised.iter().filter_map(|raised| {
        let (what, n_pictures) = raised.advice.clone()?;
        Some(Advice { finding: raised.finding.key.clone(), what, n_pictures })
    });
    let next = advice.collect();
    let findings: Vec<Finding> = raised.into_iter().map(|raised| raised.finding).collect();
    Verdict { answer: answer(diagnosis, &findings), findings, next, caveats: caveats::caveats(seen) }
}

/// The good pictures, the missed faces, and how much was found.
fn answer(diagnosis: &Diagnosis, findings: &[Finding]) -> String {
    let good = match diagnosis.good.all {
        Some(share) => format!("{} are good ones", words::share(&share, "pictures")),
        None => "no picture was measured well enough to say whether it is a good one".to_owned(),
    };
    let reference = diagnosis.good.reference;
    let reference = reference.map(|share| format!(", in the reference {}", words::share(&share, "pictures")));
    let missed =
        diagnosis.misses.overall.map(|share| format!("; no face is found in {}", words::share(&share, "pictures")));
    let count = |weight| findings.iter().filter(|finding| finding.weight == weight).count();
    let found = match (count(Weight::Serious), count(Weight::Notable)) {
        (0, 0) => "; nothing serious or notable was found, which is not the same as nothing being there".to_owned(),
        (serious, notable) => format!("; {serious} serious and {notable} notable findings"),
    };
    [good, reference.unwrap_or_default(), missed.unwrap_or_default(), found].concat()
}

#[cfg(test)]
mod tests;
