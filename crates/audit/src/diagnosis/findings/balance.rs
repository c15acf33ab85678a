//! Findings about columns that are filled unevenly.

use super::super::association::MOST_LEVELS;
use super::super::diversity::Diversity;
use super::{Finding, Raised, Seen, Topic, Weight, words};

/// Below this share of its levels, a column's effective number is worth saying.
const UNEVEN: f64 = 0.8;
/// Below this one it is very uneven.
const VERY_UNEVEN: f64 = 0.6;

pub(super) fn raised(seen: Seen<'_>) -> Vec<Raised> {
    seen.diagnosis.diversity.iter().filter_map(finding).collect()
}

fn finding(column: &Diversity) -> Option<Raised> {
    let n_levels = column.levels.len();
    let effective = column.effective_by_entropy?;
    let evenness = effective.interval.map_or(effective.value, |interval| interval.high) / n_levels as f64;
    if !(2..=MOST_LEVELS).contains(&n_levels) || UNEVEN <= evenness {
        return None;
    }
    let most = column.levels.iter().max_by_key(|level| level.n_pictures)?;
    let least = column.levels.iter().min_by_key(|level| level.n_pictures)?;
    let name = &column.column;
    let wanted = (most.n_pictures / 2).saturating_sub(least.n_pictures);
    Some(Raised {
        finding: Finding {
            key: format!("balance:{name}"),
            topic: Topic::Balance,
            weight: if evenness < VERY_UNEVEN { Weight::Notable } else { Weight::Slight },
            sentence: format!(
                "{name} has {n_levels} values, but is only as diverse as {} equally frequent ones: “{}” has {} pictures, \
                 “{}” {}",
                words::number(effective.value, effective.interval),
                most.name,
                most.n_pictures,
                least.name,
                least.n_pictures
            ),
            examples: Vec::new(),
        },
        size: 1.0 - effective.value / n_levels as f64,
        advice: Some((
            format!("add pictures {}, up to half of the most frequent value", words::with(name, &least.name)),
            Some(wanted),
        )),
    })
}
