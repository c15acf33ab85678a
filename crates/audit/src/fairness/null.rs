//! Gaps as they are by chance alone: groups exchanged between people, and what is found less often than that.

use rand::Rng;
use rayon::prelude::*;

use super::disparity::{Disparity, DisparityKind};
use super::margins::MetricKind;
use super::options::AuditOptions;
use super::plan::{Plan, Statistic, margins};
use super::tally::Tallied;
use crate::chance::exchange::{Pairs, Permuter};
use crate::chance::resample::stream;

/// Permutations are cut into so many runs, each with random numbers of its own, so that threads change nothing.
const N_RUNS: usize = 16;

/// Among which rows groups are exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Among {
    /// All rows.
    All,
    /// Rows of one annotated class: the numbers of each class in each group stay.
    Truth,
    /// Rows of one predicted class.
    Prediction,
}

/// Permuted values of every tested disparity, `test x permutation`.
pub(super) struct Null {
    pub tests: Vec<Test>,
    pub permuted: Vec<Vec<f64>>,
}

/// A disparity of one grouping.
#[derive(Debug, Clone, Copy)]
pub(super) struct Test {
    pub grouping: usize,
    pub disparity: Disparity,
    pub observed: f64,
    among: Among,
}

/// Rows among which groups are exchanged: the groups of all attributes together, so that they stay as they hang together.
#[derive(Clone)]
struct Exchanged {
    permuter: Permuter,
    /// The cell of a joint for each column of the permuted table.
    cells: Vec<u32>,
    table: Vec<u64>,
}

impl Null {
    /// Tests every disparity but ratios, whose test is that of the difference.
    pub fn draw(plan: &Plan<'_>, options: &AuditOptions) -> Self {
        let tests = tests(plan);
        if tests.is_empty() || options.n_permutations == 0 {
            return Self { permuted: vec![Vec::new(); tests.len()], tests };
        }
        let strata = [Among::All, Among::Truth, Among::Prediction].map(|among| exchanged(plan.tallied, among));
        let run = |run: usize| {
            let mut rng = stream(options.seed, &["permutation", &run.to_string()]);
            let mut strata = strata.clone();
            let n = options.n_permutations / N_RUNS + usize::from(run < options.n_permutations % N_RUNS);
            (0..n).map(|_| permute(plan, &tests, &mut strata, &mut rng)).collect::<Vec<_>>()
        };
        let rows: Vec<Vec<f64>> = (0..N_RUNS).into_par_iter().flat_map_iter(run).collect();
        let column = |i: usize| rows.iter().map(|row| row[i]).collect();
        Self { permuted: (0..tests.len()).map(column).collect(), tests }
    }
}

fn tests(plan: &Plan<'_>) -> Vec<Test> {
    let mut tests = Vec::new();
    for (grouping, planned) in plan.groupings.iter().enumerate() {
        let groups = planned.groups(plan.tallied);
        for statistic in &planned.statistics {
            let Statistic::OfAll(disparity) = *statistic else { continue };
            let observed = disparity.value(&groups, &planned.allowed);
            let Some(observed) = observed.filter(|_| disparity.kind != DisparityKind::Ratio) else { continue };
            tests.push(Test { grouping, disparity, observed, among: among(disparity) });
        }
    }
    tests
}

/// What has to stay for a disparity to be one of the model: for what is said about one annotated class the numbers of that
/// class, so that a group with other expressions is no bias.
fn among(disparity: Disparity) -> Among {
    match (disparity.kind, disparity.metric) {
        (_, Some(MetricKind::Precision)) => Among::Prediction,
        (_, Some(MetricKind::Recall | MetricKind::FalsePositiveRate | MetricKind::BalancedAccuracy))
        | (
            DisparityKind::EqualizedOdds
            | DisparityKind::EqualizedOddsMean
            | DisparityKind::MultiEqualOpportunity
            | DisparityKind::CellEqualizedOdds,
            _,
        ) => Among::Truth,
        _ => Among::All,
    }
}

/// One set of tables by chance, and the value of every test on them; 0 where it is undefined there.
fn permute(plan: &Plan<'_>, tests: &[Test], strata: &mut [Vec<Exchanged>; 3], rng: &mut impl Rng) -> Vec<f64> {
    let tallied = plan.tallied;
    let weights = vec![1; tallied.n_seeds()];
    let counts = strata.each_mut().map(|strata| {
        let mut counts = vec![0; tallied.counts.len()];
        for exchanged in strata {
            exchanged.add_permuted(rng, &mut counts, tallied.stride());
        }
        counts
    });
    let mut values = Vec::with_capacity(tests.len());
    for of_grouping in tests.chunk_by(|a, b| a.grouping == b.grouping) {
        let planned = &plan.groupings[of_grouping[0].grouping];
        let tables = counts.each_ref().map(|counts| planned.grouping.tables(tallied, counts, &weights));
        let groups = tables.each_ref().map(|tables| margins(tables, tallied));
        let value = |test: &Test| test.disparity.value(&groups[test.among as usize], &planned.allowed);
        values.extend(of_grouping.iter().map(|test| value(test).unwrap_or(0.0)));
    }
    values
}

/// The strata of a table.
fn exchanged(tallied: &Tallied, among: Among) -> Vec<Exchanged> {
    let (n_classes, n_outcomes) = (tallied.n_classes(), tallied.n_outcomes());
    let stratum_of = |cell: usize| {
        let (truth, outcome) = (cell % n_outcomes / (n_classes + 1), cell % (n_classes + 1));
        match among {
            Among::All => Some(0),
            Among::Truth => Some(truth),
            Among::Prediction => (outcome < n_classes).then_some(outcome),
        }
    };
    let n_strata = if among == Among::All { 1 } else { n_classes };
    let of_stratum = |stratum: usize| {
        let cells = (0..tallied.stride()).filter(|cell| stratum_of(*cell) == Some(stratum));
        Exchanged::new(tallied, cells.map(|cell| cell as u32).collect())
    };
    (0..n_strata).filter_map(of_stratum).collect()
}

impl Exchanged {
    /// `None` without rows.
    fn new(tallied: &Tallied, cells: Vec<u32>) -> Option<Self> {
        let (stride, n_joints) = (tallied.stride(), tallied.joints.len());
        let mut column_of = vec![None; stride];
        cells.iter().enumerate().for_each(|(column, cell)| column_of[*cell as usize] = Some(column as u32));
        let permuter = if let Some(rows) = tallied.person_rows() {
            let row = |(person, cell): (u32, u32)| {
                let (joint, cell) = (cell as usize / stride, cell as usize % stride);
                Some((person, joint as u32, column_of[cell]?))
            };
            let rows: Vec<(u32, u32, u32)> = rows.filter_map(row).collect();
            let pairs = Pairs { rows, n_first: n_joints, n_second: cells.len() };
            (!pairs.rows.is_empty()).then(|| Permuter::new(&pairs))?
        } else {
            let rows = tallied.counts.chunks_exact(stride);
            let table: Vec<u64> = rows.flat_map(|row| cells.iter().map(|cell| row[*cell as usize])).collect();
            (table.iter().sum::<u64>() > 0).then(|| Permuter::pictures(&table, cells.len()))?
        };
        Some(Self { permuter, table: vec![0; n_joints * cells.len()], cells })
    }

    fn add_permuted(&mut self, rng: &mut impl Rng, counts: &mut [u64], stride: usize) {
        self.permuter.permute(rng, &mut self.table);
        for (joint, row) in counts.chunks_exact_mut(stride).zip(self.table.chunks_exact(self.cells.len())) {
            self.cells.iter().zip(row).for_each(|(cell, n)| joint[*cell as usize] += n);
        }
    }
}
