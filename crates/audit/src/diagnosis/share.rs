//! A rate of pictures with an interval that counts people, not pictures.

use serde::{Deserialize, Serialize};

use super::frame::Frame;
use crate::distribution::student_quantile;
use crate::rate::{Interval, Level, Rate, wilson_score};

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

/// Wilson's interval at `n / d` pictures, where the design effect `d >= 1` is the squared standard error between people
/// over that of independent pictures (Korn and Graubard 1998); with one picture per person it is Wilson's own.
fn interval(rate: Rate, people: &[(f64, f64)]) -> Interval {
    let (n, p, c) = (rate.n_faces() as f64, rate.fraction(), people.len() as f64);
    if people.len() == rate.n_faces() {
        return rate.wilson(Level::P95);
    }
    if people.len() < 2 || p <= 0.0 || 1.0 <= p {
        return wilson_score(p, c, Level::P95.normal());
    }
    let squares: f64 = people.iter().map(|(n_of, hits)| (hits - n_of * p).powi(2)).sum();
    let between = c / (c - 1.0) * squares / (n * n);
    let effect = (between / (p * (1.0 - p) / n)).max(1.0);
    wilson_score(p, n / effect, student_quantile(Level::P95.upper(), c - 1.0))
}
