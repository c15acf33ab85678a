//! The threshold of a unit's score, chosen where it may be: on validation faces.

use faces::Split;

/// What a score is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreScale {
    /// In `[0, 1]`; thresholds from 0.10 to 0.90 in steps of 0.05 are tried (Hu et al. 2024).
    Probability,
    /// In `[0, 5]`; thresholds from 0.5 to 4.5 in steps of 0.25 are tried.
    Intensity,
}

/// Both grids have so many thresholds.
const N_THRESHOLDS: usize = 17;

/// Hits, false alarms and misses per unit and threshold, so that faces can be streamed.
#[derive(Debug, Clone)]
pub struct ThresholdTuner {
    scale: ScoreScale,
    /// `unit x threshold`: true positives, false positives, false negatives.
    counts: Vec<[u64; 3]>,
}

/// A face that thresholds must not be tuned on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected faces of the validation split to tune thresholds on, found one of {}", .found.name())]
pub struct NotValidation {
    /// The split of the face.
    pub found: Split,
}

impl ThresholdTuner {
    /// For so many units.
    pub fn new(n_units: usize, scale: ScoreScale) -> Self {
        Self { scale, counts: vec![[0; 3]; n_units * N_THRESHOLDS] }
    }

    /// Counts a face; units whose label is unknown or whose score is no number are left out.
    ///
    /// # Errors
    /// A face of another split: a threshold tuned on the faces it is tested on flatters the model.
    pub fn add(&mut self, split: Split, truths: &[Option<bool>], scores: &[f32]) -> Result<(), NotValidation> {
        if split != Split::Val {
            return Err(NotValidation { found: split });
        }
        let of_units = self.counts.chunks_exact_mut(N_THRESHOLDS).zip(truths).zip(scores);
        for ((counts, truth), score) in of_units.filter(|(_, score)| !score.is_nan()) {
            let Some(truth) = truth else { continue };
            for (step, [hits, alarms, misses]) in counts.iter_mut().enumerate() {
                let is_predicted = self.scale.threshold(step) <= *score;
                *hits += u64::from(is_predicted && *truth);
                *alarms += u64::from(is_predicted && !truth);
                *misses += u64::from(!is_predicted && *truth);
            }
        }
        Ok(())
    }

    /// One threshold for all units: the one with the best mean F1 over the units that have one, of equals the lowest; `None`
    /// where no unit has an active face or a prediction.
    pub fn global(&self) -> Option<f32> {
        let n_units = self.counts.len() / N_THRESHOLDS;
        let mean = |step: usize| {
            let values: Vec<f64> = (0..n_units).filter_map(|unit| self.f1(unit, step)).collect();
            (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
        };
        self.best(mean)
    }

    /// One threshold per unit: the one with the best F1, of equals the lowest.
    pub fn per_unit(&self) -> Vec<Option<f32>> {
        (0..self.counts.len() / N_THRESHOLDS).map(|unit| self.best(|step| self.f1(unit, step))).collect()
    }

    fn f1(&self, unit: usize, step: usize) -> Option<f64> {
        let [hits, alarms, misses] = self.counts[unit * N_THRESHOLDS + step];
        let n = 2 * hits + alarms + misses;
        (n > 0).then(|| 2.0 * hits as f64 / n as f64)
    }

    fn best(&self, value: impl Fn(usize) -> Option<f64>) -> Option<f32> {
        let mut best: Option<(f64, usize)> = None;
        for step in 0..N_THRESHOLDS {
            let Some(value) = value(step) else { continue };
            if best.is_none_or(|(most, _)| most < value) {
                best = Some((value, step));
            }
        }
        best.map(|(_, step)| self.scale.threshold(step))
    }
}

impl ScoreScale {
    fn threshold(self, step: usize) -> f32 {
        match self {
            Self::Probability => (10 + 5 * step) as f32 / 100.0,
            Self::Intensity => 0.5 + 0.25 * step as f32,
        }
    }
}
