//! In which pictures the detector found no face, and whether that depends on who or what is shown.

use serde::{Deserialize, Serialize};

use super::association::MOST_LEVELS;
use super::contingency::Contingency;
use super::diversity::Measured;
use super::frame::{Coded, Frame};
use super::picture::{DiagnosisOptions, PictureStatus};
use super::share::Share;
use crate::chance::exchange::{Exchange, Pairs, Permuter};
use crate::chance::resample::{People, Resampled, stream};

/// Missed faces of a set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Misses {
    /// Missed faces out of all readable pictures; `None` without any.
    pub overall: Option<Share>,
    /// The same by class and by every group column.
    pub columns: Vec<MissedColumn>,
}

/// Missed faces by the values of one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissedColumn {
    /// `class` or a group column.
    pub column: String,
    /// One per value.
    pub levels: Vec<MissedLevel>,
    /// The difference between the worst and the best value; `None` where fewer than two have pictures enough.
    pub gap: Option<Gap>,
}

/// Missed faces of one value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissedLevel {
    /// The value.
    pub name: String,
    /// Missed faces out of its readable pictures.
    pub missed: Share,
    /// Whether its pictures are enough to say something.
    pub support: Support,
}

/// Whether there are pictures enough to say something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Support {
    /// There are.
    Enough,
    /// Too few to say; the value takes no part in the gap.
    TooFew,
}

/// The greatest difference of miss rates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// The value that is missed most often.
    pub worst: String,
    /// The value that is missed least often.
    pub best: String,
    /// The difference of their rates, never negative, with its interval.
    pub size: Measured,
    /// Its mean over permutations: how large it is where nothing is the matter.
    pub by_chance: Option<f64>,
    /// What 95 % of the permutations stay below.
    pub by_chance_95: Option<f64>,
    /// Share of permutations with at least as large a gap.
    pub p_value: Option<f64>,
    /// The same after Holm's correction over all columns.
    pub p_holm: Option<f64>,
    /// What was permuted.
    pub exchange: Exchange,
}

/// Counts the missed faces of one column.
pub(super) fn missed_column(frame: &Frame<'_>, column: &Coded, options: &DiagnosisOptions) -> Option<MissedColumn> {
    (column.levels.len() <= MOST_LEVELS).then(|| {
        let missed = missed(frame);
        let level = |(code, name): (usize, &String)| {
            let of_level =
                missed.iter().zip(&column.codes).map(|(missed, of)| missed.filter(|_| *of == Some(code as u32)));
            let share = Share::of(frame, &of_level.collect::<Vec<_>>())?;
            let support = if share.rate.n_faces() < options.least_n { Support::TooFew } else { Support::Enough };
            Some(MissedLevel { name: name.clone(), missed: share, support })
        };
        let levels: Vec<MissedLevel> = column.levels.iter().enumerate().filter_map(level).collect();
        let gap = gap(frame, column, &levels, options);
        MissedColumn { column: column.name.clone(), levels, gap }
    })
}

/// Whether each readable picture has no found face.
pub(super) fn missed(frame: &Frame<'_>) -> Vec<Option<bool>> {
    let status = frame.pictures.iter().map(|picture| picture.status);
    status.map(|s| (s != PictureStatus::Broken).then_some(s == PictureStatus::Missed)).collect()
}

/// Rows of the table are the values with pictures enough; its columns are found and missed.
fn gap(frame: &Frame<'_>, column: &Coded, levels: &[MissedLevel], options: &DiagnosisOptions) -> Option<Gap> {
    let enough: Vec<&MissedLevel> = levels.iter().filter(|level| level.support == Support::Enough).collect();
    let by_rate = |a: &&&MissedLevel, b: &&&MissedLevel| a.missed.fraction().total_cmp(&b.missed.fraction());
    let (worst, best) = (enough.iter().max_by(by_rate)?, enough.iter().min_by(by_rate)?);
    if enough.len() < 2 {
        return None;
    }
    let rows = column.levels.iter().map(|name| enough.iter().position(|level| level.name == *name));
    let rows: Vec<Option<usize>> = rows.collect();
    let missed = missed(frame);
    let known = |i: &usize| {
        let row = rows[column.codes[*i]? as usize]?;
        Some((frame.subjects[*i], row as u32, u32::from(missed[*i]?)))
    };
    let pairs = Pairs { rows: frame.by_subject.iter().filter_map(known).collect(), n_first: enough.len(), n_second: 2 };
    let value = range_of_rates(&Contingency::of(&pairs))?;
    let mut rng = stream(options.seed, &["missed", &column.name]);
    let mut permuter = Permuter::new(&pairs);
    let mut table = Contingency::zero(pairs.n_first, 2);
    let mut null = Resampled::default();
    for _ in 0..options.n_permutations {
        permuter.permute(&mut rng, &mut table.counts);
        null.push(range_of_rates(&table));
    }
    Some(Gap {
        worst: worst.name.clone(),
        best: best.name.clone(),
        size: Measured { value, interval: interval(&pairs, value, &mut rng, options) },
        by_chance: null.mean(),
        p_value: null.p_value(value),
        by_chance_95: null.quantile(0.95),
        p_holm: None,
        exchange: permuter.exchange(),
    })
}

fn interval(
    pairs: &Pairs,
    value: f64,
    rng: &mut impl rand::Rng,
    options: &DiagnosisOptions,
) -> Option<crate::rate::Interval> {
    let cells: Vec<(u32, u32)> = pairs.rows.iter().map(|(person, row, missed)| (*person, 2 * row + missed)).collect();
    let people = People::of_rows(&cells, 2 * pairs.n_first);
    let mut table = Contingency::zero(pairs.n_first, 2);
    let mut replicates = Resampled::default();
    for _ in 0..if people.n_people() < 2 { 0 } else { options.n_replicates } {
        people.resample(rng, &mut table.counts);
        replicates.push(range_of_rates(&table));
    }
    replicates.around(value, 0.0, 1.0)
}

/// The greatest minus the least share of missed faces over the rows that have pictures.
fn range_of_rates(table: &Contingency) -> Option<f64> {
    let rates = table.counts.chunks_exact(2).filter(|row| 0 < row[0] + row[1]);
    let rates = rates.map(|row| row[1] as f64 / (row[0] + row[1]) as f64);
    let (least, most) = rates.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, m), rate| (l.min(rate), m.max(rate)));
    (least <= most).then_some(most - least)
}
