//! What values of a measure are called: the stated ranges of every measure.

use faces::Measure;
use serde::{Deserialize, Serialize};

/// A named range of values, from `low` up to but without `high`; an absent end is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// A word for it, such as "frontal".
    pub name: String,
    /// The least value inside.
    pub low: Option<f64>,
    /// The least value above.
    pub high: Option<f64>,
}

/// Whether the sign of a measure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// It does.
    Kept,
    /// Left and right are the same.
    Dropped,
}

/// The ranges of one measure in ascending order, without holes.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureRanges {
    /// The measure.
    pub measure: Measure,
    /// Whether its sign counts.
    pub sign: Sign,
    /// Its ranges.
    pub ranges: Vec<Range>,
}

/// The ranges of every measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranges(Vec<MeasureRanges>);

impl Range {
    /// Whether `value` lies inside.
    pub fn contains(&self, value: f64) -> bool {
        self.low.is_none_or(|low| low <= value) && self.high.is_none_or(|high| value < high)
    }
}

impl MeasureRanges {
    /// Ranges by their names and the `edges` between them.
    ///
    /// # Panics
    /// Unless there is one name more than edges and edges ascend.
    pub fn new(measure: Measure, edges: &[f64], names: &[&str]) -> Self {
        assert_eq!(names.len(), edges.len() + 1, "expected one name more than edges for {}", measure.name());
        assert!(edges.windows(2).all(|w| w[0] < w[1]), "expected ascending edges for {}", measure.name());
        let range = |(i, name): (usize, &&str)| Range {
            name: (*name).to_owned(),
            low: i.checked_sub(1).map(|before| edges[before]),
            high: edges.get(i).copied(),
        };
        Self { measure, sign: sign(measure), ranges: names.iter().enumerate().map(range).collect() }
    }

    /// The value whose range is asked for.
    pub fn seen(&self, value: f64) -> f64 {
        seen(self.measure, value)
    }
}

impl Ranges {
    /// The ranges of a measure.
    pub fn of(&self, measure: Measure) -> Option<&MeasureRanges> {
        self.0.iter().find(|ranges| ranges.measure == measure)
    }

    /// The same with other ranges for one measure.
    pub fn with(mut self, ranges: MeasureRanges) -> Self {
        self.0.retain(|old| old.measure != ranges.measure);
        self.0.push(ranges);
        self
    }
}

impl Default for Ranges {
    /// Yaw in steps of 15°, apparent tone after Chardon et al. (1991) and Del Bino and Bernerd (2013), the ten Monk tones;
    /// the others are conventions of this program, to be replaced where a camera or a task has its own.
    fn default() -> Self {
        let tones: Vec<String> = (1..=10).map(|tone| format!("Monk {tone}")).collect();
        let tones: Vec<&str> = tones.iter().map(String::as_str).collect();
        let tone_edges: Vec<f64> = (1..10).map(|tone| f64::from(tone) + 0.5).collect();
        let ita = ["dark", "brown", "tan", "intermediate", "light", "very light"];
        Self(vec![
            MeasureRanges::new(Measure::Probability, &[0.9, 0.99], &["unsure", "fairly sure", "sure"]),
            MeasureRanges::new(Measure::EyeDistance, &[20.0, 40.0, 80.0], &["tiny", "small", "medium", "large"]),
            MeasureRanges::new(Measure::Sharpness, &[0.25, 0.5], &["blurred", "soft", "sharp"]),
            MeasureRanges::new(Measure::Brightness, &[0.2, 0.35, 0.7], &["dark", "dim", "medium", "bright"]),
            MeasureRanges::new(Measure::Contrast, &[0.08, 0.25], &["flat", "ordinary", "hard"]),
            MeasureRanges::new(Measure::Clipped, &[0.01, 0.05], &["hardly any", "some", "many"]),
            MeasureRanges::new(Measure::SideLight, &[0.15, 0.35], &["even", "slanting", "one-sided"]),
            MeasureRanges::new(Measure::Yaw, &[15.0, 30.0, 45.0], &["frontal", "turned", "half profile", "profile"]),
            MeasureRanges::new(Measure::Pitch, &[-15.0, 15.0], &["facing down", "level", "facing up"]),
            MeasureRanges::new(Measure::Roll, &[10.0, 25.0], &["upright", "tilted", "strongly tilted"]),
            MeasureRanges::new(Measure::LandmarkSpread, &[0.03, 0.08], &["steady", "unsteady", "lost"]),
            MeasureRanges::new(Measure::Asymmetry, &[0.15, 0.3], &["symmetric", "uneven", "one side differs"]),
            MeasureRanges::new(Measure::Ita, &[-30.0, 10.0, 28.0, 41.0, 55.0], &ita),
            MeasureRanges::new(Measure::MonkTone, &tone_edges, &tones),
            MeasureRanges::new(Measure::SkinShare, &[0.2, 0.5], &["little", "some", "much"]),
        ])
    }
}

/// Whether the sign of a measure counts: a head that is turned left is as far from frontal as one that is turned right.
pub(super) fn sign(measure: Measure) -> Sign {
    match measure {
        Measure::Yaw | Measure::Roll | Measure::SideLight => Sign::Dropped,
        _ => Sign::Kept,
    }
}

/// A value as it is compared with ranges and between sets.
pub(super) fn seen(measure: Measure, value: f64) -> f64 {
    match sign(measure) {
        Sign::Kept => value,
        Sign::Dropped => value.abs(),
    }
}
