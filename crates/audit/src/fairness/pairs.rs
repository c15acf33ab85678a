//! The same faces twice, such as without and with a disguise: what that costs, and which class flips to which.

use rand::RngExt;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::bca::bca;
use super::options::AuditOptions;
use super::table::{MOST_CLASSES, TallyError};
use crate::chance::resample::{People, stream};
use crate::distribution::chi_squared_tail;
use crate::paired::Paired;
use crate::rate::{Interval, Level, Rate, clustered_wilson};

/// One face seen twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairRow {
    /// The annotated class of both.
    pub truth: u16,
    /// The first answer, usually without disguise; `None` where the detector found no face.
    pub first: Option<u16>,
    /// The second answer, usually with it.
    pub second: Option<u16>,
    /// Who is shown: in all rows or in none. With several seeds or disguises the rows of a face share its person.
    pub person: Option<u64>,
}

/// Counts pairs, so that they can be streamed.
#[derive(Debug, Clone)]
pub struct PairTally {
    classes: Vec<String>,
    /// `truth x first x second`, a missed face being the last answer.
    counts: Vec<u64>,
    people: Vec<(u64, u32)>,
    n_rows: u64,
}

/// What changes between the first and the second answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PairReport {
    /// Pairs.
    pub n_pairs: u64,
    /// People; pairs where nobody is named.
    pub n_people: u64,
    /// Pairs in which only the first picture's face was missed.
    pub n_missed_first: u64,
    /// Pairs in which only the second picture's face was missed.
    pub n_missed_second: u64,
    /// Pairs in which both faces were missed.
    pub n_missed_both: u64,
    /// Hits and misses of the pairs in which both faces were found.
    pub found: Paired,
    /// The same of all pairs, a missed face being wrong.
    pub with_missed: Paired,
    /// The first accuracy less the second over pairs with both faces found, in `[-1, 1]`: what the disguise costs.
    pub gap: Option<f64>,
    /// Its interval: Newcombe's for pairs (method 10); where people are in several pairs, `BCa` over resampled people.
    pub gap_interval: Option<Interval>,
    /// Exact `McNemar` test; where people are in several pairs, the share of random exchanges of both answers of whole people
    /// with at least as large a gap.
    pub p_value: f64,
    /// How often only the first is right for each time that only the second is (the conditional odds ratio).
    pub odds_ratio: Option<f64>,
    /// Its interval from that of Clopper and Pearson of the discordant pairs; it takes pairs for independent.
    pub odds_ratio_interval: Option<Interval>,
    /// Cohen's g: the share of discordant pairs in which only the first is right, less a half.
    pub cohens_g: Option<f64>,
    /// Pairs whose predicted class differs, out of those with both faces found.
    pub flipped: Option<Rate>,
    /// Its interval.
    pub flipped_interval: Option<Interval>,
    /// `first x second`: predicted classes of the pairs with both faces found.
    pub flips: Vec<Vec<u64>>,
    /// Whether flips go both ways alike.
    pub symmetry: Option<Symmetry>,
    /// Hits and misses per annotated class, by its place.
    pub per_class: Vec<Paired>,
}

/// Bowker's test (1948) that each class flips to another as often as back.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Symmetry {
    /// Chi-squared.
    pub statistic: f64,
    /// Pairs of classes with a flip.
    pub degrees: u64,
    /// Its tail; takes pairs for independent.
    pub p_value: f64,
}

/// Sums of the pairs of one person.
#[derive(Debug, Clone, Copy, Default)]
struct OfPerson {
    n: u32,
    n_flipped: u32,
    lost: i64,
}

impl PairTally {
    /// An empty tally.
    ///
    /// # Errors
    /// Fewer than two classes.
    pub fn new(classes: Vec<String>) -> Result<Self, TallyError> {
        let n = classes.len();
        if !(2..=MOST_CLASSES).contains(&n) {
            return Err(TallyError::Classes { most: MOST_CLASSES, found: n });
        }
        Ok(Self { classes, counts: vec![0; n * (n + 1) * (n + 1)], people: Vec::new(), n_rows: 0 })
    }

    /// Counts one pair.
    ///
    /// # Errors
    /// A class that there is not, or a person in some rows only.
    pub fn add(&mut self, row: &PairRow) -> Result<(), TallyError> {
        let n_classes = self.classes.len();
        let unknown = [Some(row.truth), row.first, row.second].into_iter().flatten().find(|c| n_classes <= *c as usize);
        if let Some(found) = unknown {
            return Err(TallyError::Class { n_classes, found });
        }
        if self.n_rows > 0 && row.person.is_some() == self.people.is_empty() {
            return Err(TallyError::People);
        }
        let answer = |answer: Option<u16>| answer.map_or(n_classes, usize::from);
        let cell = (row.truth as usize * (n_classes + 1) + answer(row.first)) * (n_classes + 1) + answer(row.second);
        self.counts[cell] += 1;
        self.n_rows += 1;
        self.people.extend(row.person.map(|person| (person, cell as u32)));
        Ok(())
    }

    /// Says what changes.
    ///
    /// # Errors
    /// No pairs.
    pub fn report(mut self, options: &AuditOptions) -> Result<PairReport, TallyError> {
        if self.n_rows == 0 {
            return Err(TallyError::Empty);
        }
        self.people.sort_unstable();
        let people = self.of_people();
        let is_repeated = people.iter().any(|person| person.n > 1);
        let found = self
            .paired(|truth, first, second| self.is_found(first, second).then_some([first == truth, second == truth]));
        let with_missed = self.paired(|truth, first, second| Some([first == truth, second == truth]));
        let gap = found.difference().map(|difference| -difference);
        let (gap_interval, p_value) = match gap.filter(|_| is_repeated) {
            Some(gap) => (clustered_gap(gap, &people, options), exchanged_p_value(&people, options)),
            None => (found.difference_interval(options.level).map(Interval::negated), found.p_value()),
        };
        let flipped = self.flipped();
        let n_people = if self.people.is_empty() { self.n_rows } else { n_different(&self.people) };
        let missed = |wanted: [bool; 2]| {
            let n = self.classes.len();
            self.cells()
                .filter(|(_, [first, second], _)| [*first == n, *second == n] == wanted)
                .map(|(_, _, c)| c)
                .sum()
        };
        Ok(PairReport {
            n_pairs: self.n_rows,
            n_people,
            n_missed_first: missed([true, false]),
            n_missed_second: missed([false, true]),
            n_missed_both: missed([true, true]),
            gap,
            gap_interval,
            p_value,
            odds_ratio: odds(found.only_first as f64, found.only_second as f64),
            odds_ratio_interval: odds_interval(found, options.level),
            cohens_g: Rate::new(found.only_first, found.only_first + found.only_second).map(|r| r.fraction() - 0.5),
            flipped,
            flipped_interval: flipped.map(|rate| flipped_interval(rate, &people, options.level)),
            flips: self.flips(),
            symmetry: symmetry(&self.flips()),
            per_class: (0..self.classes.len()).map(|class| self.of_class(class)).collect(),
            found,
            with_missed,
        })
    }

    /// Truth, both answers, pairs.
    fn cells(&self) -> impl Iterator<Item = (usize, [usize; 2], u64)> + '_ {
        let n = self.classes.len() + 1;
        self.counts.iter().enumerate().map(move |(cell, count)| (cell / n / n, [cell / n % n, cell % n], *count))
    }

    fn is_found(&self, first: usize, second: usize) -> bool {
        first < self.classes.len() && second < self.classes.len()
    }

    fn paired(&self, hits: impl Fn(usize, usize, usize) -> Option<[bool; 2]>) -> Paired {
        let mut paired = Paired { both: 0, only_first: 0, only_second: 0, neither: 0 };
        for (truth, [first, second], n) in self.cells() {
            let n = n as usize;
            match hits(truth, first, second) {
                Some([true, true]) => paired.both += n,
                Some([true, false]) => paired.only_first += n,
                Some([false, true]) => paired.only_second += n,
                Some([false, false]) => paired.neither += n,
                None => {}
            }
        }
        paired
    }

    fn of_class(&self, class: usize) -> Paired {
        self.paired(|truth, first, second| {
            (truth == class && self.is_found(first, second)).then_some([first == truth, second == truth])
        })
    }

    fn flips(&self) -> Vec<Vec<u64>> {
        let n = self.classes.len();
        let mut flips = vec![vec![0; n]; n];
        for (_, [first, second], count) in self.cells().filter(|(_, [first, second], _)| self.is_found(*first, *second))
        {
            flips[first][second] += count;
        }
        flips
    }

    fn flipped(&self) -> Option<Rate> {
        let found = self.cells().filter(|(_, [first, second], _)| self.is_found(*first, *second));
        let (n_flipped, n) = found.fold((0, 0), |(flipped, n), (_, [first, second], count)| {
            (flipped + if first == second { 0 } else { count }, n + count)
        });
        Rate::new(n_flipped as usize, n as usize)
    }

    /// One entry per person with a pair in which both faces were found; none where nobody is named.
    fn of_people(&self) -> Vec<OfPerson> {
        let n = self.classes.len() + 1;
        let sums = self.people.chunk_by(|a, b| a.0 == b.0).map(|rows| {
            let cells = rows.iter().map(|(_, cell)| *cell as usize).map(|cell| (cell / n / n, cell / n % n, cell % n));
            let found = cells.filter(|(_, first, second)| self.is_found(*first, *second));
            found.fold(OfPerson::default(), |sum, (truth, first, second)| OfPerson {
                n: sum.n + 1,
                n_flipped: sum.n_flipped + u32::from(first != second),
                lost: sum.lost + i64::from(first == truth) - i64::from(second == truth),
            })
        });
        sums.filter(|sum| sum.n > 0).collect()
    }
}

fn n_different(people: &[(u64, u32)]) -> u64 {
    people.chunk_by(|a, b| a.0 == b.0).count() as u64
}

/// People resampled with all their pairs; the cells are pairs, pairs lost, pairs gained.
fn clustered_gap(gap: f64, people: &[OfPerson], options: &AuditOptions) -> Option<Interval> {
    let rows = people.iter().enumerate().flat_map(|(number, person)| {
        let changed = usize::from(person.lost < 0) + 1;
        let pairs = std::iter::repeat_n((number as u32, 0), person.n as usize);
        pairs.chain(std::iter::repeat_n((number as u32, changed as u32), person.lost.unsigned_abs() as usize))
    });
    let units = People::of_rows(&rows.collect::<Vec<_>>(), 3);
    let mut rng = stream(options.seed, &["pairs"]);
    let mut totals = [0; 3];
    let replicate = |_| {
        units.resample(&mut rng, &mut totals);
        (totals[1] as f64 - totals[2] as f64) / totals[0] as f64
    };
    let mut replicates: Vec<f64> = (0..options.n_replicates).map(replicate).collect();
    let n: f64 = people.iter().map(|person| f64::from(person.n)).sum();
    let without = |person: &OfPerson| (gap * n - person.lost as f64) / (n - f64::from(person.n));
    let left_out: Vec<f64> = if people.len() > 1 { people.iter().map(without).collect() } else { return None };
    bca(gap, &mut replicates, &left_out, options.level, Some(people.len() as f64))
}

/// Were both pictures alike to the model, each person could as well have given the second answers first.
fn exchanged_p_value(people: &[OfPerson], options: &AuditOptions) -> f64 {
    let observed = people.iter().map(|person| person.lost).sum::<i64>().abs();
    let mut rng = stream(options.seed, &["pairs exchanged"]);
    let changed: Vec<i64> = people.iter().map(|person| person.lost).filter(|lost| *lost != 0).collect();
    let mut exchange =
        || changed.iter().map(|lost| if rng.random::<bool>() { *lost } else { -lost }).sum::<i64>().abs();
    let n_as_large = (0..options.n_permutations).filter(|_| observed <= exchange()).count();
    (n_as_large + 1) as f64 / (options.n_permutations + 1) as f64
}

fn flipped_interval(rate: Rate, people: &[OfPerson], level: Level) -> Interval {
    if people.is_empty() {
        return rate.wilson(level);
    }
    let off = |person: &OfPerson| f64::from(person.n_flipped) - f64::from(person.n) * rate.fraction();
    clustered_wilson(rate, people.len(), people.iter().map(|person| off(person).powi(2)).sum(), level)
}

fn odds(first: f64, second: f64) -> Option<f64> {
    (0.0 < second).then(|| first / second)
}

/// `None` where no pair is discordant, or where the upper end is infinite.
fn odds_interval(found: Paired, level: Level) -> Option<Interval> {
    let share = Rate::new(found.only_first, found.only_first + found.only_second)?.clopper_pearson(level);
    Some(Interval { low: odds(share.low, 1.0 - share.low)?, high: odds(share.high, 1.0 - share.high)? })
}

/// `None` where nothing flips.
fn symmetry(flips: &[Vec<u64>]) -> Option<Symmetry> {
    let pairs = (0..flips.len()).flat_map(|i| (0..i).map(move |j| (flips[i][j] as f64, flips[j][i] as f64)));
    let flipped: Vec<(f64, f64)> = pairs.filter(|(there, back)| 0.0 < there + back).collect();
    let statistic = flipped.iter().map(|(there, back)| (there - back).powi(2) / (there + back)).sum();
    let degrees = flipped.len() as u64;
    (degrees > 0).then(|| Symmetry { statistic, degrees, p_value: chi_squared_tail(statistic, degrees as f64) })
}

#[cfg(test)]
mod tests;
