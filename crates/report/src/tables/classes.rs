//! Tables II and III: accuracy per class; and how often each expression is predicted.

use super::{Cell, DataNames, Expression, FourStep, Missing, Rate, Table, TestKind};
use super::{Column, Value, cells_of, count, rounded, sd, truncated};

/// Table II on real pictures, Table III on synthetic disguises, Table IV on real disguises; `None` where the test set
/// was not used.
pub fn class_table(study: &FourStep, names: &DataNames, test: TestKind) -> Option<Table> {
    let cells = cells_of(study, test);
    let first = cells.first()?.per_seed.first()?;
    let mut table = Table::new(class_title(names, test), class_columns(&cells, study.seeds.len()));
    let support = first.support(Missing::LeftOut);
    for truth in Expression::ALL {
        let mut row = vec![Value::words(truth.paper_name()), Value::Count(u64::from(support[truth.index()]))];
        row.extend(cells.iter().flat_map(|cell| class_values(cell, truth, study.seeds.len())));
        table.rows.push(row);
    }
    table.n_summary = 3;
    table.rows.extend(summary_rows(&cells, study.seeds.len()));
    table.notes = vec![
        "the average is cut off after two decimals as in the paper's Table I, all else is rounded as in the paper"
            .to_owned(),
    ];
    Some(table)
}

/// How often each expression is annotated and predicted, in percent of the found faces: shows a model that says one
/// word too often. `None` where the test set was not used.
pub fn histogram_table(study: &FourStep, names: &DataNames, test: TestKind) -> Option<Table> {
    let cells = cells_of(study, test);
    let first = cells.first()?.per_seed.first()?;
    let mut columns = vec![Column::words("Emotions"), Column::numbers("n"), Column::numbers("annotated (%)")];
    columns.extend(cells.iter().map(|cell| Column::numbers(format!("step {} (%)", cell.condition().step()))));
    let mut table = Table::new(format!("Predicted expressions on test data: {}", names.testing(test)), columns);
    let support = first.support(Missing::LeftOut);
    for expression in Expression::ALL {
        let i = expression.index();
        let annotated = Rate::new(support[i] as usize, first.n_found());
        let mut row =
            vec![Value::words(expression.paper_name()), Value::Count(u64::from(support[i])), rounded(annotated)];
        row.extend(cells.iter().map(|cell| {
            let pooled = cell.pooled();
            rounded(Rate::new(pooled.predicted()[i] as usize, pooled.n_found()))
        }));
        table.rows.push(row);
    }
    table.notes = vec!["share of all found faces, whatever their annotation".to_owned()];
    Some(table)
}

fn class_title(names: &DataNames, test: TestKind) -> String {
    let (number, steps) = match test {
        TestKind::Real => ("II", "between step-1 and step-2: understanding robustness"),
        TestKind::Disguised => ("III", "between step-3a and step-3b: understanding generalization"),
        TestKind::ReallyDisguised => ("IV", "on faces that were photographed with a disguise"),
    };
    let data = names.testing(test);
    format!("Table {number}: class (emotions) accuracy comparison {steps}. Test data: {data}")
}

fn class_columns(cells: &[&Cell], n_seeds: usize) -> Vec<Column> {
    let mut columns = vec![Column::words("Emotions"), Column::numbers("n")];
    for cell in cells {
        columns.push(Column::numbers(format!("Step {} (%)", cell.condition().step())));
        columns.push(Column::numbers("95 % interval"));
        columns.extend((n_seeds > 1).then(|| Column::numbers("sd")));
    }
    columns
}

fn class_values(cell: &Cell, truth: Expression, n_seeds: usize) -> Vec<Value> {
    let estimate = cell.recalls[truth.index()];
    let recall = rounded(cell.pooled().recall(truth, Missing::LeftOut));
    let mut values = vec![recall, Value::interval(estimate.map(|e| e.interval))];
    values.extend((n_seeds > 1).then(|| sd(estimate)));
    values
}

fn summary_rows(cells: &[&Cell], n_seeds: usize) -> Vec<Vec<Value>> {
    let n_found = cells.iter().find_map(|cell| cell.per_seed.first()).map_or(0, audit::CellOutcome::n_found);
    let n_missed = cells.iter().find_map(|cell| cell.per_seed.first()).map_or(0, audit::CellOutcome::n_missed);
    let mut rows = vec![
        vec![Value::words("Average (micro)"), count(n_found)],
        vec![Value::words("Mean of classes (macro)"), count(n_found)],
        vec![Value::words("Average, missing as errors"), count(n_found + n_missed)],
    ];
    for cell in cells {
        let (pooled, m) = (cell.pooled(), cell.macro_accuracy);
        let accuracy = Value::interval(cell.accuracy.map(|a| a.interval));
        rows[0].extend([truncated(pooled.accuracy(Missing::LeftOut)), accuracy]);
        rows[1].extend([Value::percent(m.map(|m| m.mean), 2), Value::Undefined]);
        let with_missing = Value::interval(cell.accuracy_with_missing.map(|a| a.interval));
        rows[2].extend([rounded(pooled.accuracy(Missing::CountedAsErrors)), with_missing]);
        if n_seeds > 1 {
            rows[0].push(sd(cell.accuracy));
            rows[1].push(Value::percent(m.and_then(|m| m.sd), 1));
            rows[2].push(sd(cell.accuracy_with_missing));
        }
    }
    rows
}
