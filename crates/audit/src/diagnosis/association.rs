//! Whether a class or a group goes together with another column, or with how its pictures look.

use faces::Measure;
use serde::{Deserialize, Serialize};

use super::bins::{Binned, binned};
use super::contingency::{Contingency, Strength, corrected_v, cramers_v, expected_phi_squared};
use super::frame::{Coded, Frame};
use super::good::DISGUISE;
use super::picture::DiagnosisOptions;
use crate::chance::exchange::{Exchange, Pairs, Permuter};
use crate::chance::quantile::quantile;
use crate::chance::resample::{People, Resampled, stream};
use crate::rate::Interval;

/// With more levels than this a column names pictures or people rather than groups, and is not tested.
pub const MOST_LEVELS: usize = 64;

/// Permutations per test of the family that a test may take: the least p-value is a fortieth over the family's size.
const PER_TEST: usize = 40;
/// So many permuted sets that are as strong as the observed one settle a test.
const AS_STRONG: usize = 10;

/// What a column is held against.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Another annotated column.
    Column(String),
    /// A measure, cut at its quartiles.
    Measure(Measure),
    /// Whether the picture is a good one.
    GoodImage,
}

/// Two columns counted against each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Association {
    /// `class` or a group column.
    pub column: String,
    /// What it is held against.
    pub with: Quantity,
    /// The column's values, the rows of `counts`.
    pub rows: Vec<String>,
    /// The columns of `counts`.
    pub columns: Vec<String>,
    /// Pictures.
    pub counts: Vec<Vec<u64>>,
    /// Pictures in which both are known.
    pub n_pictures: usize,
    /// People shown in them.
    pub n_subjects: usize,
    /// The median of a measure, row by row; empty for other columns.
    pub medians: Vec<Option<f64>>,
    /// How strong it is; `None` with fewer than two rows or columns.
    pub strength: Option<AssociationStrength>,
    /// The cell with far fewer pictures than expected (the least Pearson residual).
    pub lacking: Option<CellCount>,
    /// The cell with far more pictures than expected.
    pub crowded: Option<CellCount>,
}

/// How strongly two columns go together, and whether chance would do as much.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssociationStrength {
    /// Cramér's V, in `[0, 1]`; grows by chance where pictures are few.
    pub cramers_v: f64,
    /// The same less chance: Bergsma's for independent pictures; for people with several, chance is what permutations show.
    pub corrected_v: f64,
    /// 95 % interval of `corrected_v`.
    pub v_interval: Option<Interval>,
    /// Mutual information over the mean entropy, in `[0, 1]`.
    pub nmi: f64,
    /// Its mean over permutations.
    pub nmi_by_chance: Option<f64>,
    /// 95 % interval of `nmi` less `nmi_by_chance`.
    pub nmi_interval: Option<Interval>,
    /// Share of permutations with at least as strong an association.
    pub p_value: Option<f64>,
    /// The same after Holm's correction over all associations.
    pub p_holm: Option<f64>,
    /// What was permuted.
    pub exchange: Exchange,
}

/// A cell of the table, and what it would hold if the columns had nothing to do with each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellCount {
    /// The row.
    pub row: String,
    /// The column.
    pub column: String,
    /// Its pictures.
    pub n_pictures: u64,
    /// Row total times column total over all.
    pub expected: f64,
}

/// Every pair to look at, in the order of tables: the class first, then group by group.
pub(super) fn pairs(frame: &Frame<'_>) -> Vec<(usize, Quantity)> {
    let tested = |column: &Coded| (2..=MOST_LEVELS).contains(&column.levels.len());
    let mut pairs = Vec::new();
    for (i, column) in frame.columns.iter().enumerate().filter(|(_, column)| tested(column)) {
        if column.name == super::frame::CLASS {
            let others = frame.columns[i + 1..].iter().filter(|other| tested(other));
            pairs.extend(others.map(|other| (i, Quantity::Column(other.name.clone()))));
        }
        pairs.extend(Measure::ALL.map(|measure| (i, Quantity::Measure(measure))));
        // Whether a picture is a good one follows from what is worn.
        pairs.extend((column.name != DISGUISE).then_some((i, Quantity::GoodImage)));
    }
    pairs
}

/// Counts one of `n_tests` pairs; `None` where no picture knows both.
pub(super) fn association(
    frame: &Frame<'_>,
    (first, with): &(usize, Quantity),
    good: &[Option<bool>],
    n_tests: usize,
    options: &DiagnosisOptions,
) -> Option<Association> {
    let first = &frame.columns[*first];
    let second = second(frame, with, good)?;
    let (rows, row_of) = occurring(first, &second.codes);
    let (columns, column_of) = occurring(&second, &first.codes);
    let known = |i: &usize| {
        let (a, b) = (first.codes[*i]?, second.codes[*i]?);
        Some((frame.subjects[*i], row_of[a as usize], column_of[b as usize]))
    };
    let pairs = Pairs {
        rows: frame.by_subject.iter().filter_map(known).collect(),
        n_first: rows.len(),
        n_second: columns.len(),
    };
    if pairs.rows.is_empty() {
        return None;
    }
    let table = Contingency::of(&pairs);
    let n_most = options.n_permutations.max(PER_TEST * n_tests);
    let [lacking, crowded] = extremes(&table, &rows, &columns);
    Some(Association {
        column: first.name.clone(),
        with: with.clone(),
        counts: table.counts.chunks_exact(table.n_columns).map(<[u64]>::to_vec).collect(),
        n_pictures: pairs.rows.len(),
        n_subjects: pairs.n_people(),
        medians: medians(frame, first, with, &rows),
        strength: table.strength().map(|found| strength(&pairs, found, [&first.name, &key(with)], n_most, options)),
        lacking,
        crowded,
        rows,
        columns,
    })
}

/// A name for the stream of random numbers.
fn key(with: &Quantity) -> String {
    match with {
        Quantity::Column(name) => format!("column {name}"),
        Quantity::Measure(measure) => format!("measure {}", measure.name()),
        Quantity::GoodImage => "good image".to_owned(),
    }
}

fn second(frame: &Frame<'_>, with: &Quantity, good: &[Option<bool>]) -> Option<Coded> {
    match with {
        Quantity::Column(name) => frame.columns.iter().find(|column| column.name == *name).cloned(),
        Quantity::GoodImage => {
            let word = |good: &Option<bool>| good.map(|good| if good { "good" } else { "other" });
            Some(Coded::new("good image", good.iter().map(word).collect()))
        }
        Quantity::Measure(measure) => {
            let Binned { names, codes } = binned(&frame.values(*measure))?;
            Some(Coded { name: measure.name().to_owned(), levels: names, codes })
        }
    }
}

/// The levels of a column among the pictures where `other` is known as well, and the new number of each.
fn occurring(column: &Coded, other: &[Option<u32>]) -> (Vec<String>, Vec<u32>) {
    let mut occurs = vec![false; column.levels.len()];
    for (code, _) in column.codes.iter().zip(other).filter_map(|(code, other)| code.zip(*other)) {
        occurs[code as usize] = true;
    }
    let names = column.levels.iter().zip(&occurs).filter(|(_, occurs)| **occurs).map(|(name, _)| name.clone());
    let mut n_before = 0;
    let numbers = occurs.iter().map(|occurs| {
        n_before += u32::from(*occurs);
        n_before.saturating_sub(1)
    });
    (names.collect(), numbers.collect())
}

/// Permutes at least `n_permutations` times, and then until ten sets are as strong as the observed one or `n_most` were
/// drawn (Besag and Clifford 1991), so that Holm's correction of many tests can still find something.
fn strength(
    pairs: &Pairs,
    found: Strength,
    names: [&str; 2],
    n_most: usize,
    options: &DiagnosisOptions,
) -> AssociationStrength {
    let (r, c) = (pairs.n_first, pairs.n_second);
    let mut permuter = Permuter::new(pairs);
    let mut rng = stream(options.seed, &["association", names[0], names[1]]);
    let mut table = Contingency::zero(r, c);
    let (mut phi_null, mut nmi_null) = (Resampled::default(), Resampled::default());
    let mut n_as_strong = 0;
    for n_before in 0..n_most {
        // After the usual number, only a test whose p-value would be too coarse for the family goes on.
        if options.n_permutations <= n_before && AS_STRONG <= n_as_strong {
            break;
        }
        permuter.permute(&mut rng, &mut table.counts);
        let by_chance = table.strength();
        n_as_strong += usize::from(by_chance.is_none_or(|s| found.phi_squared <= s.phi_squared));
        phi_null.push(by_chance.map(|s| s.phi_squared));
        nmi_null.push(by_chance.map(|s| s.nmi));
    }
    let expected = expected_phi_squared(pairs.rows.len() as u64, r, c);
    let by_chance = match permuter.exchange() {
        Exchange::Pictures => expected,
        _ => phi_null.mean().unwrap_or(expected),
    };
    let (v_interval, nmi_interval) = intervals(pairs, found, (by_chance, nmi_null.mean()), &mut rng, options);
    AssociationStrength {
        cramers_v: cramers_v(found.phi_squared, r, c),
        corrected_v: corrected_v(found.phi_squared, by_chance, r, c),
        v_interval,
        nmi: found.nmi,
        nmi_by_chance: nmi_null.mean(),
        nmi_interval,
        p_value: phi_null.p_value(found.phi_squared),
        p_holm: None,
        exchange: permuter.exchange(),
    }
}

/// Intervals of the corrected V and of the information beyond chance, from resampled people.
fn intervals(
    pairs: &Pairs,
    found: Strength,
    (phi_by_chance, nmi_by_chance): (f64, Option<f64>),
    rng: &mut impl rand::Rng,
    options: &DiagnosisOptions,
) -> (Option<Interval>, Option<Interval>) {
    let (r, c) = (pairs.n_first, pairs.n_second);
    let cells: Vec<(u32, u32)> = pairs.rows.iter().map(|(person, a, b)| (*person, a * c as u32 + b)).collect();
    let people = People::of_rows(&cells, r * c);
    if people.n_people() < 2 {
        return (None, None);
    }
    let mut table = Contingency::zero(r, c);
    let (mut phi, mut nmi) = (Resampled::default(), Resampled::default());
    for _ in 0..options.n_replicates {
        people.resample(rng, &mut table.counts);
        let replicate = table.strength();
        phi.push(replicate.map(|s| s.phi_squared));
        nmi.push(replicate.map(|s| s.nmi));
    }
    let v = |phi_squared: f64| corrected_v(phi_squared, phi_by_chance, r, c);
    let phi = phi.around(found.phi_squared, 0.0, f64::INFINITY);
    let nmi = nmi.around(found.nmi, 0.0, 1.0).zip(nmi_by_chance);
    let beyond = |value: f64, by_chance: f64| (value - by_chance).max(0.0);
    (
        phi.map(|phi| Interval { low: v(phi.low), high: v(phi.high) }),
        nmi.map(|(nmi, chance)| Interval { low: beyond(nmi.low, chance), high: beyond(nmi.high, chance) }),
    )
}

fn medians(frame: &Frame<'_>, first: &Coded, with: &Quantity, rows: &[String]) -> Vec<Option<f64>> {
    let Quantity::Measure(measure) = with else { return Vec::new() };
    let mut of_level: Vec<Vec<f64>> = vec![Vec::new(); first.levels.len()];
    for (value, code) in frame.values(*measure).into_iter().zip(&first.codes).filter_map(|(v, c)| v.zip(*c)) {
        of_level[code as usize].push(value);
    }
    for values in &mut of_level {
        values.sort_by(f64::total_cmp);
    }
    let place = |name: &String| first.levels.binary_search(name).ok();
    rows.iter().map(|name| quantile(&of_level[place(name)?], 0.5)).collect()
}

/// The cells with the least and the greatest Pearson residual, where they fall short of or exceed what is expected.
fn extremes(table: &Contingency, rows: &[String], columns: &[String]) -> [Option<CellCount>; 2] {
    let (row_sums, column_sums, n) = (table.row_sums(), table.column_sums(), table.total() as f64);
    let cells: Vec<(f64, CellCount)> = table
        .counts
        .iter()
        .enumerate()
        .map(|(at, count)| {
            let (i, j) = (at / table.n_columns, at % table.n_columns);
            let expected = row_sums[i] as f64 * column_sums[j] as f64 / n;
            let cell = CellCount { row: rows[i].clone(), column: columns[j].clone(), n_pictures: *count, expected };
            ((*count as f64 - expected) / expected.sqrt(), cell)
        })
        .collect();
    let least = cells.iter().min_by(|a, b| a.0.total_cmp(&b.0)).filter(|(residual, _)| *residual < 0.0);
    let greatest = cells.iter().max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(residual, _)| 0.0 < *residual);
    [least, greatest].map(|found| found.map(|(_, cell)| cell.clone()))
}
