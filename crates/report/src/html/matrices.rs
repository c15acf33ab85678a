//! Confusion matrices as tables with shaded cells: readable aloud, printable, and exact.

use audit::{Cell, Condition, FourStep, ModelKind, TestKind};
use faces::Expression;

use super::words::faces_of;
use crate::tables::DataNames;

/// One matrix: annotated expressions in rows, predicted ones in columns.
pub(crate) struct Matrix {
    pub title: String,
    pub subtitle: String,
    /// Short and long names of the predicted classes.
    pub columns: Vec<(String, String)>,
    pub rows: Vec<MatrixRow>,
}

/// The faces of one annotated expression.
pub(crate) struct MatrixRow {
    pub label: String,
    pub cells: Vec<MatrixCell>,
    pub n: String,
}

/// How many faces were predicted so, and their share of the row in percent for the shade.
pub(crate) struct MatrixCell {
    pub text: String,
    pub shade: u32,
    pub class: &'static str,
}

/// The matrix of every cell, test by test.
pub(super) fn all(study: &FourStep, names: &DataNames) -> Vec<Matrix> {
    let conditions = TestKind::ALL.into_iter().flat_map(|test| ModelKind::ALL.map(|m| Condition::new(m, test)));
    conditions.filter_map(|condition| study.cell(condition)).map(|cell| matrix(cell, names)).collect()
}

/// The off-diagonal cell with the largest share of its row among rows of ten faces or more.
pub(super) fn most_confused(study: &FourStep) -> String {
    let confusions = study.cells.iter().flat_map(|cell| {
        let pooled = cell.pooled();
        let n_seeds = cell.per_seed.len() as u32;
        let rows = Expression::ALL.into_iter().flat_map(|t| Expression::ALL.map(|p| (t, p)));
        rows.filter(|(truth, predicted)| truth != predicted).filter_map(move |(truth, predicted)| {
            let n: u32 = pooled.confusion[truth.index()].iter().sum();
            let count = pooled.confusion[truth.index()][predicted.index()];
            (10 * n_seeds <= n).then(|| (f64::from(count) / f64::from(n), cell, truth, predicted))
        })
    });
    let worst = confusions.max_by(|a, b| a.0.total_cmp(&b.0));
    let told = worst.map(|(share, cell, truth, predicted)| {
        let (step, faces) = (cell.condition().step(), faces_of(cell.test));
        let n: u32 = cell.per_seed.first().map_or(0, |outcome| outcome.confusion[truth.index()].iter().sum());
        let share = 100.0 * share;
        format!("the most frequent confusion: step {step} takes {truth} for {predicted} on {share:.0} % of {n} {faces}")
    });
    told.unwrap_or_else(|| "no expression has ten faces, too few to name a most frequent confusion".to_owned())
}

fn matrix(cell: &Cell, names: &DataNames) -> Matrix {
    let pooled = cell.pooled();
    let n_seeds = cell.per_seed.len().max(1) as u32;
    Matrix {
        title: format!("Step {}: {}", cell.condition().step(), faces_of(cell.test)),
        subtitle: format!("trained on {}", names.training(cell.model)),
        columns: Expression::ALL.iter().map(|e| (e.paper_name()[..2].to_owned(), e.paper_name().to_owned())).collect(),
        rows: Expression::ALL.iter().map(|truth| row(*truth, &pooled.confusion[truth.index()], n_seeds)).collect(),
    }
}

fn row(truth: Expression, counts: &[u32; Expression::COUNT], n_seeds: u32) -> MatrixRow {
    counted_row(truth.paper_name(), counts, truth.index(), n_seeds)
}

/// A row of counts, the one at `hit` framed.
pub(super) fn counted_row(label: &str, counts: &[u32], hit: usize, n_seeds: u32) -> MatrixRow {
    let n: u32 = counts.iter().sum();
    let cell = |(predicted, count): (usize, &u32)| MatrixCell {
        text: mean_text(*count, n_seeds),
        shade: (200 * u64::from(*count) + u64::from(n)).checked_div(2 * u64::from(n)).unwrap_or(0) as u32,
        class: match (predicted == hit, 3 * u64::from(*count) > 2 * u64::from(n)) {
            (true, true) => "hit deep",
            (true, false) => "hit",
            (false, true) => "deep",
            (false, false) => "",
        },
    };
    MatrixRow {
        label: label.to_owned(),
        cells: counts.iter().enumerate().map(cell).collect(),
        n: mean_text(n, n_seeds),
    }
}

/// A count, with several seeds its mean: a decimal only where it fits a narrow cell.
fn mean_text(count: u32, n_seeds: u32) -> String {
    let mean = f64::from(count) / f64::from(n_seeds);
    if count.is_multiple_of(n_seeds) || mean >= 10.0 { format!("{mean:.0}") } else { format!("{mean:.1}") }
}
