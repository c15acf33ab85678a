//! A rate of pictures with an interval that counts people, not pictures.

use serde::{Deserialize, Serialize};

use super::frame::Frame;
use crate::rate::{Interval, Level, Rate, clustered_wilson};

/// Pictures out of pictures, with a 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The counts.
    pub rate: Rate,
    /// How many people are shown, a picture of an unknown person counting as one.
    pub n_subjects: usize,
    /// Wilson's interval; where people are shown more than once, at the effective sample size.
    pub interval: Interval,
}

impl Share {
    /// The share of `Some(true)` among the known; `None` where nothing is known.
    pub(super) fn of(frame: &Frame<'_>, hits: &[Option<bool>]) -> Option<Self> {
        // (pictures, hits) per person, in the order of people.
        let mut people: Vec<(u32, f64, f64)> = Vec::new();
        for i in frame.by_subject.iter().copied() {
            let Some(hit) = hits[i] else { continue };
            let hit = f64::from(u8::from(hit));
            match people.last_mut() {
                Some((subject, n, sum)) if *subject == frame.subjects[i] => (*n, *sum) = (*n + 1.0, *sum + hit),
                _ => people.push((frame.subjects[i], 1.0, hit)),
            }
        }
        let n = hits.iter().flatten().count();
        let rate = Rate::new(hits.iter().flatten().filter(|hit| **hit).count(), n)?;
        let counts: Vec<(f64, f64)> = people.into_iter().map(|(_, n, sum)| (n, sum)).collect();
        Some(Self { rate, n_subjects: counts.len(), interval: interval(rate, &counts) })
    }

    /// The fraction in `[0, 1]`.
    pub fn fraction(&self) -> f64 {
        self.rate.fraction()
    }
}

/// Wilson's interval at as many independent pictures as these say as much as.
fn interval(rate: Rate, people: &[(f64, f64)]) -> Interval {
    let p = rate.fraction();
    let squares: f64 = people.iter().map(|(n_of, hits)| (hits - n_of * p).powi(2)).sum();
    clustered_wilson(rate, people.len(), squares, Level::P95)
}
