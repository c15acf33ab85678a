//! The area under the curve of a class with its interval, faces of one person counted together.

use std::collections::BTreeMap;

use crate::rate::{Interval, Level};

/// One face: its score of the class, whether it is annotated with it, and who it shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::fairness) struct Scored {
    pub score: f32,
    pub is_positive: bool,
    pub person: u64,
}

/// An area, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::fairness) struct Area {
    pub value: f64,
    /// `None` with fewer than two people on a side, or where the scores part all faces.
    pub interval: Option<Interval>,
}

/// What a person adds: pairs won by its positives, how many these are, and the same of its negatives.
#[derive(Debug, Clone, Copy, Default)]
struct Person {
    won: f64,
    n_positive: f64,
    lost_by_others: f64,
    n_negative: f64,
}

/// The chance that a positive has a higher score than a negative, ties counting half (Mann and Whitney 1947), with the interval of
/// Obuchowski (1997): the variance of `DeLong` et al. (1988) with the faces of a person as one cluster, on the logit scale; `None` without positives or
/// negatives.
pub(in crate::fairness) fn area(mut scored: Vec<Scored>, level: Level) -> Option<Area> {
    scored.sort_unstable_by(|a, b| a.score.total_cmp(&b.score).then(a.person.cmp(&b.person)));
    let n_positive = scored.iter().filter(|face| face.is_positive).count() as u64;
    let n_negative = scored.len() as u64 - n_positive;
    if n_positive == 0 || n_negative == 0 {
        return None;
    }
    let mut people: BTreeMap<u64, Person> = BTreeMap::new();
    let (mut n_below, mut n_above, mut twice_wins) = (0_u64, n_positive, 0_u64);
    // A zero may have a sign, and is still one score.
    for tied in scored.chunk_by(|a, b| a.score <= b.score && b.score <= a.score) {
        let positives = tied.iter().filter(|face| face.is_positive).count() as u64;
        let negatives = tied.len() as u64 - positives;
        twice_wins += positives * (2 * n_below + negatives);
        n_above -= positives;
        let won = (n_below as f64 + 0.5 * negatives as f64) / n_negative as f64;
        let lost = (n_above as f64 + 0.5 * positives as f64) / n_positive as f64;
        for face in tied {
            let person = people.entry(face.person).or_default();
            if face.is_positive {
                person.won += won;
                person.n_positive += 1.0;
            } else {
                person.lost_by_others += lost;
                person.n_negative += 1.0;
            }
        }
        n_below += negatives;
    }
    let n = [n_positive as f64, n_negative as f64];
    let value = twice_wins as f64 / (2.0 * n[0] * n[1]);
    Some(Area { value, interval: interval(value, variance(&people, value, n), level) })
}

/// The variance of an area; `None` with fewer than two people on a side.
fn variance(people: &BTreeMap<u64, Person>, value: f64, [n_positive, n_negative]: [f64; 2]) -> Option<f64> {
    let sides =
        |person: &Person| [person.won - person.n_positive * value, person.lost_by_others - person.n_negative * value];
    let count = |is: fn(&Person) -> bool| people.values().filter(|person| is(person)).count() as f64;
    let n_people = [count(|p| p.n_positive > 0.0), count(|p| p.n_negative > 0.0), people.len() as f64];
    if n_people[0] < 2.0 || n_people[1] < 2.0 {
        return None;
    }
    let corrected = |n: f64, sum: f64| n / (n - 1.0) * sum;
    let positive: f64 = people.values().map(|person| sides(person)[0].powi(2)).sum();
    let negative: f64 = people.values().map(|person| sides(person)[1].powi(2)).sum();
    let both: f64 = people.values().map(|person| sides(person).iter().product::<f64>()).sum();
    Some(
        corrected(n_people[0], positive) / n_positive.powi(2)
            + corrected(n_people[1], negative) / n_negative.powi(2)
            + 2.0 * corrected(n_people[2], both) / (n_positive * n_negative),
    )
}

/// On the logit scale, so that it stays inside `(0, 1)`.
fn interval(value: f64, variance: Option<f64>, level: Level) -> Option<Interval> {
    let spread = variance.filter(|variance| 0.0 < *variance)?.sqrt();
    let slope = value * (1.0 - value);
    if slope <= 0.0 {
        return None;
    }
    let middle = (value / (1.0 - value)).ln();
    let reach = level.normal() * spread / slope;
    let back = |logit: f64| 1.0 / (1.0 + (-logit).exp());
    Some(Interval { low: back(middle - reach), high: back(middle + reach) })
}

#[cfg(test)]
mod tests;
