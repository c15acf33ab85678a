//! Findings about faces that the detector does not find.

use super::super::missed::MissedColumn;
use super::super::picture::PictureStatus;
use super::{ALPHA, Finding, Raised, Seen, Topic, Weight, words};

/// From this share of missed faces on, the set loses enough to matter.
const MANY_MISSED: f64 = 0.05;

pub(super) fn raised(seen: Seen<'_>) -> Vec<Raised> {
    let columns = seen.diagnosis.misses.columns.iter().filter_map(|column| of_column(seen, column));
    overall(seen).into_iter().chain(columns).collect()
}

fn overall(seen: Seen<'_>) -> Option<Raised> {
    let share = seen.diagnosis.misses.overall.filter(|share| MANY_MISSED <= share.fraction())?;
    Some(Raised {
        finding: Finding {
            key: "misses".to_owned(),
            topic: Topic::Misses,
            weight: Weight::Notable,
            sentence: format!("no face is found in {}", words::share(&share, "pictures")),
            examples: seen.examples(|i| seen.frame.pictures[i].status == PictureStatus::Missed),
        },
        size: share.fraction(),
        advice: Some((
            "look at the missed pictures: a model never sees what the detector does not find".to_owned(),
            None,
        )),
    })
}

fn of_column(seen: Seen<'_>, column: &MissedColumn) -> Option<Raised> {
    let gap = column.gap.as_ref().filter(|gap| gap.p_holm.is_some_and(|p| p < ALPHA))?;
    let share = |name: &str| column.levels.iter().find(|level| level.name == name).map(|level| level.missed);
    let (worst, best) = (share(&gap.worst)?, share(&gap.best)?);
    let by_chance = gap.by_chance.map(|mean| format!(", where chance alone gives {}", words::tenths(mean)));
    let sentence = format!(
        "no face is found in {}, but in {}: a gap of {}{} ({})",
        words::share(&worst, &format!("pictures {}", words::with(&column.column, &gap.worst))),
        words::share(&best, &words::with(&column.column, &gap.best)),
        words::gap(&gap.size),
        by_chance.unwrap_or_default(),
        words::p_value(gap.p_holm),
    );
    let is_large = gap.size.interval.is_some_and(|interval| 0.05 <= interval.low);
    let coded = seen.frame.columns.iter().find(|coded| coded.name == column.column)?;
    let worst_code = coded.levels.iter().position(|name| *name == gap.worst)? as u32;
    let examples =
        seen.examples(|i| seen.frame.pictures[i].status == PictureStatus::Missed && coded.codes[i] == Some(worst_code));
    let what = format!(
        "see why the detector loses faces {}; add such pictures with marked faces, so that they are not lost silently",
        words::with(&column.column, &gap.worst)
    );
    Some(Raised {
        finding: Finding {
            key: format!("misses:{}", column.column),
            topic: Topic::Misses,
            weight: if is_large { Weight::Serious } else { Weight::Notable },
            sentence,
            examples,
        },
        size: gap.size.value,
        advice: Some((what, None)),
    })
}
