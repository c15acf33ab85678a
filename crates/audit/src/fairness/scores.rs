//! What probabilities say beyond the predicted class: calibration, Brier score, and the area under the curve.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::table::Row;

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

    pub fn report(&self, auc: Vec<Option<f64>>) -> ScoreReport {
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
            auc,
        }
    }
}

fn is_good(probabilities: &[f32]) -> bool {
    probabilities.iter().all(|p| (0.0..=1.0).contains(p))
}

impl KeptScores {
    pub fn add(&mut self, block: u32, row: &Row<'_>) {
        if is_good(row.probabilities) {
            self.blocks.push(block);
            self.truths.push(row.truth);
            self.scores.extend_from_slice(row.probabilities);
        }
    }

    /// The area per group and class, where `group_of` says to which group a joint belongs.
    pub fn areas(&self, n_groups: usize, n_classes: usize, group_of: &[Option<u32>]) -> Vec<Vec<Option<f64>>> {
        let mut rows: Vec<Vec<u32>> = vec![Vec::new(); n_groups];
        for (row, block) in self.blocks.iter().enumerate() {
            if let Some(group) = group_of[*block as usize] {
                rows[group as usize].push(row as u32);
            }
        }
        let area = |rows: &[u32], class: usize| {
            let scored = rows.iter().map(|row| {
                let row = *row as usize;
                (self.scores[row * n_classes + class], self.truths[row] as usize == class)
            });
            auc(scored.collect())
        };
        rows.iter().map(|rows| (0..n_classes).map(|class| area(rows, class)).collect()).collect()
    }
}

/// The chance that a positive has a higher score than a negative, ties counting half (Mann and Whitney 1947); `None`
/// without positives or negatives.
pub(super) fn auc(mut scored: Vec<(f32, bool)>) -> Option<f64> {
    scored.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let n_positive = scored.iter().filter(|(_, positive)| *positive).count() as u64;
    let n_negative = scored.len() as u64 - n_positive;
    let (mut below, mut twice_wins) = (0_u64, 0_u64);
    // A zero may have a sign, and is still one score.
    for tied in scored.chunk_by(|a, b| a.0 <= b.0 && b.0 <= a.0) {
        let positives = tied.iter().filter(|(_, positive)| *positive).count() as u64;
        let negatives = tied.len() as u64 - positives;
        twice_wins += positives * (2 * below + negatives);
        below += negatives;
    }
    (0 < n_positive && 0 < n_negative).then(|| twice_wins as f64 / (2.0 * n_positive as f64 * n_negative as f64))
}

#[cfg(test)]
mod tests;
