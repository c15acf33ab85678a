//! The finding that a set consists of good pictures.

use super::super::good;
use super::{Finding, Raised, Seen, Topic, Weight, words};

/// From this share on, the greater part of a set is good pictures.
const MOSTLY: f64 = 0.5;
/// From this share on, hardly anything else is left.
const NEARLY_ALL: f64 = 0.8;

pub(super) fn raised(seen: Seen<'_>) -> Vec<Raised> {
    finding(seen).into_iter().collect()
}

fn finding(seen: Seen<'_>) -> Option<Raised> {
    let good = &seen.diagnosis.good;
    let share = good.all?;
    let is_above_reference = good.reference.is_some_and(|reference| reference.interval.high < share.interval.low);
    let weight = match share.interval.low {
        low if NEARLY_ALL <= low => Weight::Serious,
        low if MOSTLY <= low || is_above_reference => Weight::Notable,
        _ => return None,
    };
    let criteria = good.criteria.iter().filter(|c| c.share.is_some()).map(|c| c.criterion.title().to_owned());
    let criteria = criteria.collect::<Vec<_>>().join(", ");
    let reference =
        good.reference.map(|share| format!("; of the reference it is {}", words::share(&share, "pictures")));
    let is_good = good::good(&seen.options.good, seen.frame);
    Some(Raised {
        finding: Finding {
            key: "good".to_owned(),
            topic: Topic::Good,
            weight,
            sentence: format!(
                "the set leans towards good images: {} are {criteria} at once{}",
                words::share(&share, "pictures"),
                reference.unwrap_or_default()
            ),
            examples: seen.examples(|i| is_good[i] == Some(false)),
        },
        size: share.fraction(),
        advice: Some((
            "add pictures that fail the criteria, and do not clean the set of those it has".to_owned(),
            None,
        )),
    })
}
