//! Table I: the steps; and the table of paired tests.

use super::{Cell, Comparison, Condition, DataNames, FourStep, Missing, ModelKind, Table, TestKind};
use super::{Column, Value, cells_of, count, rounded, sd, truncated};

/// Table I in the paper's layout and wording, with support, interval, spread, macro accuracy and the accuracy that
/// counts faces which were not found as errors; below the paper's rows the control and the real disguises.
pub fn step_table(study: &FourStep, names: &DataNames) -> Table {
    let mut columns = ["Experiment Steps", "Training", "Testing"].map(Column::words).to_vec();
    columns.extend(["n", "Average Accuracy (%)", "95 % interval"].map(Column::numbers));
    columns.extend(has_spread(study).then(|| Column::numbers("sd over seeds")));
    columns.extend(["Macro (%)", "Missing as errors (%)"].map(Column::numbers));
    let mut table = Table::new("Table I: performance metric of experiment steps", columns);
    let cells = TestKind::ALL.into_iter().flat_map(|test| cells_of(study, test));
    table.rows = cells.map(|cell| step_row(cell, names, study)).collect();
    table.notes = notes(study);
    table
}

/// Who differs from whom: every comparison with its discordant faces, exact `McNemar` test and difference.
pub fn paired_table(study: &FourStep) -> Table {
    let mut columns = ["From", "To"].map(Column::words).to_vec();
    let numbers = ["pairs", "from hits only", "to hits only", "difference (points)", "95 % interval"];
    columns.extend(numbers.map(Column::numbers));
    columns.extend(has_spread(study).then(|| Column::numbers("sd over seeds")));
    columns.push(Column::numbers("McNemar p"));
    let mut table = Table::new("Paired comparisons: the same faces under two conditions", columns);
    table.rows = study.disguise_gaps.iter().chain(&study.comparisons).map(|c| paired_row(c, study)).collect();
    table.notes = vec![
        "faces found under both conditions; disguise gaps pair a disguised picture with the face it was made from"
            .to_owned(),
    ];
    if has_spread(study) {
        let text = "hits of one side are means over seeds, p is the median over seeds with the smallest and largest";
        table.notes.push(text.to_owned());
    }
    table
}

fn step_row(cell: &Cell, names: &DataNames, study: &FourStep) -> Vec<Value> {
    let pooled = cell.pooled();
    let mut row = vec![
        Value::words(wording(cell.condition())),
        Value::words(names.training(cell.model)),
        Value::words(names.testing(cell.test)),
        cell.per_seed.first().map_or(Value::Undefined, |outcome| count(outcome.n_found())),
        truncated(pooled.accuracy(Missing::LeftOut)),
        Value::interval(cell.accuracy.map(|a| a.interval)),
    ];
    row.extend(has_spread(study).then(|| sd(cell.accuracy)));
    row.push(Value::percent(cell.macro_accuracy.map(|m| m.mean), 2));
    row.push(rounded(pooled.accuracy(Missing::CountedAsErrors)));
    row
}

fn has_spread(study: &FourStep) -> bool {
    study.seeds.len() > 1
}

/// The paper's words for a step.
fn wording(condition: Condition) -> String {
    let step = condition.step();
    let text = match (condition.model, condition.test) {
        (ModelKind::Real, TestKind::Real) => "Baseline",
        (ModelKind::RealAndSynthetic, TestKind::Real) => {
            "Understanding Robustness - Training augmented with Synthetic generated data"
        }
        (ModelKind::Real | ModelKind::RealAndSynthetic, TestKind::Disguised) => {
            "Understanding Generalization – alleviating good-bias"
        }
        (ModelKind::RealAndExtra, _) => "Control - as many extra pictures without disguise",
        (ModelKind::RealAndCovered, _) => "Control - as many covered faces",
        (_, TestKind::ReallyDisguised) => "Real disguises",
    };
    format!("Step-{step}: {text}")
}

fn notes(study: &FourStep) -> Vec<String> {
    let mut notes = vec![
        "average accuracy is the share of all found faces (micro), cut off after two decimals as in the paper; macro is \
         the mean of the class accuracies; both leave out pictures without a found face"
            .to_owned(),
    ];
    let over = match study.seeds.len() {
        1 => "intervals are Wilson's, over faces; one seed, so the spread over seeds is unknown".to_owned(),
        n => format!("means over {n} seeds; intervals allow for the choice of faces and of seeds; sd in points"),
    };
    notes.push(over);
    notes
}

fn paired_row(comparison: &Comparison, study: &FourStep) -> Vec<Value> {
    let difference = comparison.difference;
    let mean = |pick: fn(&audit::Paired) -> usize| {
        let sum: usize = comparison.per_seed.iter().map(pick).sum();
        let n_seeds = comparison.per_seed.len();
        if n_seeds == 1 { count(sum) } else { Value::number(Some(sum as f64 / n_seeds as f64), |v| format!("{v:.1}")) }
    };
    let mut row = vec![
        Value::words(format!("Step {}", comparison.first.step())),
        Value::words(format!("Step {}", comparison.second.step())),
        difference.map_or(Value::Undefined, |d| count(d.n_faces)),
        mean(|pairs| pairs.only_first),
        mean(|pairs| pairs.only_second),
        Value::points(difference.map(|d| d.value)),
        Value::interval(difference.map(|d| d.interval)),
    ];
    row.extend(has_spread(study).then(|| sd(difference)));
    row.push(p_value(&comparison.p_values));
    row
}

fn p_value(p_values: &[f64]) -> Value {
    let mut sorted = p_values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    let (Some(low), Some(high)) = (sorted.first(), sorted.last()) else { return Value::Undefined };
    let median = f64::midpoint(sorted[(n - 1) / 2], sorted[n / 2]);
    let range = if n == 1 { String::new() } else { format!(" ({} to {})", p_text(*low), p_text(*high)) };
    Value::number(Some(median), |p| format!("{}{range}", p_text(p)))
}

fn p_text(p: f64) -> String {
    if p < 0.0001 { "<0.0001".to_owned() } else { format!("{p:.4}") }
}
