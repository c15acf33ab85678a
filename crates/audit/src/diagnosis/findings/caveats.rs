//! What a reader must know before believing a diagnosis.

use faces::Measure;

use super::super::association::MOST_LEVELS;
use super::super::missed::Support;
use super::{Seen, words};

/// From this share of unknown values on, a measure says little about the set.
const OFTEN_UNKNOWN: f64 = 0.2;

pub(super) fn caveats(seen: Seen<'_>) -> Vec<String> {
    [broken(seen), several(seen), subjects(seen), few(seen), many_levels(seen), unknown(seen), tone(seen)]
        .into_iter()
        .flatten()
        .collect()
}

fn broken(seen: Seen<'_>) -> Option<String> {
    let size = seen.diagnosis.size;
    let text = || format!("{} of {} pictures could not be read and are in no number", size.n_broken, size.n_pictures);
    (size.n_broken > 0).then(text)
}

fn several(seen: Seen<'_>) -> Option<String> {
    let n = seen.diagnosis.size.n_several;
    (n > 0).then(|| format!("{n} pictures hold several faces: one of them was measured, perhaps not the labelled one"))
}

fn subjects(seen: Seen<'_>) -> Option<String> {
    let size = seen.diagnosis.size;
    match size.n_without_subject {
        0 => None,
        n if n == size.n_pictures => Some(
            "no picture says whom it shows: pictures count as independent, so that intervals are too narrow where people \
             are shown several times"
                .to_owned(),
        ),
        n => Some(format!("{n} of {} pictures do not say whom they show, and count as independent", size.n_pictures)),
    }
}

fn few(seen: Seen<'_>) -> Option<String> {
    let columns = seen.diagnosis.misses.columns.iter();
    let few = columns.flat_map(|column| column.levels.iter().map(|level| (&column.column, level)));
    let few = few.filter(|(_, level)| level.support == Support::TooFew);
    let few = few.map(|(column, level)| format!("{column} “{}” ({})", level.name, level.missed.rate.n_faces()));
    let few: Vec<String> = few.collect();
    let named = few.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
    let more = if few.len() > 8 { format!(" and {} more", few.len() - 8) } else { String::new() };
    let least = seen.options.least_n;
    (!few.is_empty()).then(|| format!("fewer than {least} pictures, too few to say anything: {named}{more}"))
}

fn many_levels(seen: Seen<'_>) -> Option<String> {
    let columns = seen.frame.columns.iter().filter(|column| MOST_LEVELS < column.levels.len());
    let names: Vec<String> =
        columns.map(|column| format!("{} ({} values)", column.name, column.levels.len())).collect();
    (!names.is_empty())
        .then(|| format!("not tested, as they have more than {MOST_LEVELS} values: {}", names.join(", ")))
}

fn unknown(seen: Seen<'_>) -> Option<String> {
    let n_met = seen.diagnosis.size.n_found + seen.diagnosis.size.n_several;
    let often = seen.diagnosis.coverage.iter().filter_map(|coverage| {
        let lacking = n_met.saturating_sub(coverage.n_known) as f64 / n_met.max(1) as f64;
        (OFTEN_UNKNOWN <= lacking)
            .then(|| format!("{} ({} % of the found faces)", coverage.measure.title(), words::tenths(lacking)))
    });
    let often: Vec<String> = often.collect();
    (!often.is_empty()).then(|| format!("often not measured: {}", often.join(", ")))
}

fn tone(seen: Seen<'_>) -> Option<String> {
    let tones = [Measure::Ita, Measure::MonkTone];
    let is_known = seen.diagnosis.coverage.iter().any(|c| tones.contains(&c.measure) && c.n_known > 0);
    is_known.then(|| {
        "tones are apparent: light and camera change them as much as skin does, and dark skin lowers the brightness of a \
         well exposed picture"
            .to_owned()
    })
}
