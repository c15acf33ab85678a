//! What probabilities say beyond the predicted class: calibration, Brier score, and the area under the curve.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::table::Row;
use crate::rate::{Interval, Level};

mod area;

use area::{Area, Scored, area};

/// Into how many bins of equal width confidences are cut.
pub const N_BINS: usize = 15;

/// Sums over rows with scores.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct ScoreSums {
    n_good: u64,
    n_bad: u64,
    brier: f64,
    bins: [Bin; N_BINS],
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Bin {
    n: u64,
    n_hits: u64,
    confidence: f64,
}

/// Every score: `row x class`.
#[derive(Debug, Clone, Default)]
pub(super) struct KeptScores {
    pub blocks: Vec<u32>,
    /// Who is shown; where nobody is named, every row shows somebody else.
    people: Vec<u64>,
    truths: Vec<u16>,
    scores: Vec<f32>,
}

/// Calibration and discrimination of one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreReport {
    /// Rows with probabilities.
    pub n_faces: u64,
    /// Rows whose probabilities held a number outside `[0, 1]` or none; they are in no other number here.
    pub n_bad: u64,
    /// Mean over faces of the sum over classes of `(p - truth)^2`, in `[0, 2]` (Brier 1950); for two classes it is twice
    /// what is often printed for the positive class alone.
    pub brier: Option<f64>,
    /// Expected calibration error of the predicted class over [`N_BINS`] bins of equal width (Guo et al. 2017), in `[0, 1]`.
    pub calibration_error: Option<f64>,
    /// The bins of the reliability diagram that hold faces.
    pub reliability: Vec<ReliabilityBin>,
    /// Per class the area under the curve of that class against all others; `None` where scores were not kept, or where
    /// the class or all others are missing.
    pub auc: Vec<Option<f64>>,
    /// The interval of each area: Obuchowski's (1997) over people, on the logit scale; `None` also with fewer than two people with the
    /// class or without it, and where an area is 0 or 1.
    pub auc_intervals: Vec<Option<Interval>>,
}

/// Faces whose confidence lies in one bin.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReliabilityBin {
    /// Lower end of the bin, which does not belong to it.
    pub low: f64,
    /// Upper end of the bin, which does.
    pub high: f64,
    /// Its faces.
    pub n_faces: u64,
    /// Those whose predicted class is the annotated one.
    pub n_hits: u64,
    /// Their mean confidence.
    pub confidence: f64,
}

impl ScoreSums {
    pub fn add(&mut self, row: &Row<'_>, predicted: u16) {
        if !is_good(row.probabilities) {
            self.n_bad += 1;
            return;
        }
        self.n_good += 1;
        let terms = row.probabilities.iter().enumerate().map(|(class, p)| {
            let truth = f64::from(u8::from(class == row.truth as usize));
            (f64::from(*p) - truth).powi(2)
        });
        self.brier += terms.sum::<f64>();
        let confidence = f64::from(row.probabilities[predicted as usize]);
        // Bins are open below and closed above, as in the usual definition; 0 belongs to the first.
        let bin = ((confidence * N_BINS as f64).ceil() as usize).clamp(1, N_BINS) - 1;
        let bin = &mut self.bins[bin];
        bin.n += 1;
        bin.n_hits += u64::from(predicted == row.truth);
        bin.confidence += confidence;
    }

    pub fn merge(&mut self, other: &Self) {
        self.n_good += other.n_good;
        self.n_bad += other.n_bad;
        self.brier += other.brier;
        for (bin, more) in self.bins.iter_mut().zip(&other.bins) {
            bin.n += more.n;
            bin.n_hits += more.n_hits;
            bin.confidence += more.confidence;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.n_good + self.n_bad == 0
    }

    pub(super) fn report(&self, areas: &[Option<Area>]) -> ScoreReport {
        let n = self.n_good as f64;
        let has_faces = self.n_good > 0;
        let off = self.bins.iter().map(|bin| (bin.n_hits as f64 - bin.confidence).abs()).sum::<f64>();
        let filled = self.bins.iter().enumerate().filter(|(_, bin)| bin.n > 0);
        let reliability = filled.map(|(i, bin)| ReliabilityBin {
            low: i as f64 / N_BINS as f64,
            high: (i + 1) as f64 / N_BINS as f64,
            n_faces: bin.n,
            n_hits: bin.n_hits,
            confidence: bin.confidence / bin.n as f64,
        });
        ScoreReport {
            n_faces: self.n_good,
            n_bad: self.n_bad,
            brier: has_faces.then(|| self.brier / n),
            calibration_error: has_faces.then(|| off / n),
            reliability: reliability.collect(),
            auc: areas.iter().map(|area| area.map(|area| area.value)).collect(),
            auc_intervals: areas.iter().map(|area| area.and_then(|area| area.interval)).collect(),
        }
    }
}

fn is_good(probabilities: &[f32]) -> bool {
    probabilities.iter().all(|p| (0.0..=1.0).contains(p))
}

impl KeptScores {
    pub fn add(&mut self, block: u32, row: &Row<'_>) {
        if is_good(row.probabilities) {
            self.people.push(row.person.unwrap_or(self.blocks.len() as u64));
            self.blocks.push(block);
            self.truths.push(row.truth);
            self.scores.extend_from_slice(row.probabilities);
        }
    }

    /// The area per group and class, where `group_of` says to which group a joint belongs.
    pub(super) fn areas(
        &self,
        (n_groups, n_classes): (usize, usize),
        group_of: &[Option<u32>],
        level: Level,
    ) -> Vec<Vec<Option<Area>>> {
        let mut rows: Vec<Vec<u32>> = vec![Vec::new(); n_groups];
        for (row, block) in self.blocks.iter().enumerate() {
            if let Some(group) = group_of[*block as usize] {
                rows[group as usize].push(row as u32);
            }
        }
        let of_class = |rows: &[u32], class: usize| {
            let scored = rows.iter().map(|row| {
                let row = *row as usize;
                Scored {
                    score: self.scores[row * n_classes + class],
                    is_positive: self.truths[row] as usize == class,
                    person: self.people[row],
                }
            });
            area(scored.collect(), level)
        };
        rows.iter().map(|rows| (0..n_classes).map(|class| of_class(rows, class)).collect()).collect()
    }
}

#[cfg(test)]
mod tests;
