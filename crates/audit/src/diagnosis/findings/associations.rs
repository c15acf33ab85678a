//! Findings about columns that go together with others, or with how the pictures look.

use std::collections::BTreeMap;

use faces::Measure;

use super::super::association::{Association, AssociationStrength, Quantity};
use super::super::bins::short;
use super::{ALPHA, Finding, Raised, Seen, Topic, Weight, words};

/// From this corrected V on an association is strong, and from the other on worth saying (after Cohen 1988).
const STRONG: f64 = 0.3;
const WORTH_SAYING: f64 = 0.1;

/// The column that says what is worn: it changes what is measured by itself.
const WORN: &str = "disguise";

pub(super) fn raised(seen: Seen<'_>) -> Vec<Raised> {
    let found = seen.diagnosis.associations.iter();
    let mut found: Vec<(&Association, Raised)> =
        found.filter_map(|association| Some((association, finding(seen, association)?))).collect();
    found.sort_by(|a, b| b.1.size.total_cmp(&a.1.size));
    advise(&mut found);
    found.into_iter().map(|(_, raised)| raised).collect()
}

/// One advice for all measures that differ by the same column, behind the strongest of them.
fn advise(found: &mut [(&Association, Raised)]) {
    let mut titles: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (association, raised) in found.iter() {
        if let (Quantity::Measure(measure), true) = (&association.with, raised.finding.weight != Weight::Slight) {
            titles.entry(association.column.as_str()).or_default().push(measure.title());
        }
    }
    for (association, raised) in found {
        if !matches!(association.with, Quantity::Measure(_)) {
            continue;
        }
        if let Some(titles) = titles.remove(association.column.as_str()) {
            raised.advice = Some((match_advice(&association.column, &titles), None));
        }
    }
}

pub(super) fn match_advice(column: &str, titles: &[&str]) -> String {
    let titles = words::listed(titles);
    if column == WORN {
        return format!(
            "compare the same faces with and without a disguise before you match {titles}: what is worn may change them by itself"
        );
    }
    format!("match {titles} of the pictures over the values of {column}, so that a model cannot use them")
}

fn finding(seen: Seen<'_>, association: &Association) -> Option<Raised> {
    let strength = association.strength.filter(|s| s.p_holm.is_some_and(|p| p < ALPHA))?;
    let weight = match strength.corrected_v {
        v if STRONG <= v => Weight::Serious,
        v if WORTH_SAYING <= v => Weight::Notable,
        _ => Weight::Slight,
    };
    let (sentence, advice) = match &association.with {
        Quantity::Column(other) => columns(association, other, &strength),
        Quantity::Measure(measure) => measures(seen, association, *measure, &strength)?,
        Quantity::GoodImage => good(seen, association, &strength)?,
    };
    let with = match &association.with {
        Quantity::Column(name) => name.clone(),
        Quantity::Measure(measure) => measure.name().to_owned(),
        Quantity::GoodImage => "good".to_owned(),
    };
    Some(Raised {
        finding: Finding {
            key: format!("association:{}:{with}", association.column),
            topic: Topic::Association,
            weight,
            sentence,
            examples: Vec::new(),
        },
        size: strength.corrected_v,
        advice: advice.filter(|_| weight != Weight::Slight),
    })
}

type Told = (String, Option<(String, Option<usize>)>);

fn strength_words(strength: &AssociationStrength) -> String {
    let v = words::number(strength.corrected_v, strength.v_interval);
    format!("Cramér's V {v}, {}", words::p_value(strength.p_holm))
}

fn columns(association: &Association, other: &str, strength: &AssociationStrength) -> Told {
    let column = &association.column;
    let cell = |cell: &super::super::association::CellCount| {
        let (first, second) = (words::with(column, &cell.row), words::with(other, &cell.column));
        let (n, expected) = (cell.n_pictures, short(cell.expected));
        format!(
            "{n} pictures {first} {second}, where {expected} would be expected if they had nothing to do with each other"
        )
    };
    let told: Vec<String> = association.lacking.iter().chain(&association.crowded).map(cell).collect();
    let sentence = format!("{column} and {other} go together ({}): {}", strength_words(strength), told.join("; "));
    let advice = association.lacking.as_ref().map(|lacking| {
        let (first, second) = (words::with(column, &lacking.row), words::with(other, &lacking.column));
        let n_pictures = (lacking.expected - lacking.n_pictures as f64).ceil().max(1.0) as usize;
        (format!("add pictures {first} {second}"), Some(n_pictures))
    });
    (sentence, advice)
}

fn measures(
    seen: Seen<'_>,
    association: &Association,
    measure: Measure,
    strength: &AssociationStrength,
) -> Option<Told> {
    let column = &association.column;
    let n_of = |i: usize| association.counts[i].iter().sum::<u64>();
    let known = association.medians.iter().enumerate().filter_map(|(i, median)| Some((i, (*median)?)));
    let known: Vec<(usize, f64)> = known.filter(|(i, _)| seen.options.least_n as u64 <= n_of(*i)).collect();
    let least = known.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let most = known.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let symbol = measure.unit().symbol();
    let part = |(i, median): &(usize, f64)| {
        let level = words::with(column, &association.rows[*i]);
        format!("{}{symbol} in {} pictures {level}", short(*median), n_of(*i))
    };
    let (title, how) = (measure.title(), strength_words(strength));
    let sentence = if short(least.1) == short(most.1) {
        format!("{title} is spread differently by {column} ({how}), around the same median")
    } else {
        format!("{title} differs by {column} ({how}): the median is {}, and {}", part(least), part(most))
    };
    Some((sentence, None))
}

fn good(seen: Seen<'_>, association: &Association, strength: &AssociationStrength) -> Option<Told> {
    let column = &association.column;
    let good = association.columns.iter().position(|name| name == "good")?;
    let rates = association.counts.iter().enumerate().filter_map(|(i, row)| {
        let n = row.iter().sum::<u64>();
        (seen.options.least_n as u64 <= n).then(|| (i, row[good], n, row[good] as f64 / n as f64))
    });
    let rates: Vec<(usize, u64, u64, f64)> = rates.collect();
    let least = rates.iter().min_by(|a, b| a.3.total_cmp(&b.3))?;
    let most = rates.iter().max_by(|a, b| a.3.total_cmp(&b.3))?;
    let part = |(i, n, of, share): &(usize, u64, u64, f64)| {
        let level = words::with(column, &association.rows[*i]);
        format!("{n} of {of} pictures {level} ({} %)", words::tenths(*share))
    };
    let how = strength_words(strength);
    let sentence = format!("the share of good images differs by {column} ({how}): {}, and {}", part(least), part(most));
    let level = words::with(column, &association.rows[most.0]);
    Some((sentence, Some((format!("add pictures {level} that are not good images"), None))))
}
