//! The findings and what to do next as tables.

use audit::diagnosis::Diagnosis;

use super::{Table, Value, count, words};

/// What was found, worst first.
pub fn finding_table(diagnosis: &Diagnosis) -> Table {
    let mut table = Table::new("What was found", words(["Weight", "Finding"]).collect());
    let row = |finding: &audit::diagnosis::Finding| {
        vec![Value::words(finding.weight.word()), Value::words(finding.sentence.clone())]
    };
    table.rows = diagnosis.verdict.findings.iter().map(row).collect();
    table.notes.clone_from(&diagnosis.verdict.caveats);
    table
}

/// What to collect, synthesise or take out, most urgent first.
pub fn next_table(diagnosis: &Diagnosis) -> Table {
    let mut columns = vec![super::Column::numbers("Rank")];
    columns.extend(words(["What to do next"]));
    columns.push(super::Column::numbers("pictures"));
    let mut table = Table::new("What to collect or synthesise next", columns);
    let row = |(i, advice): (usize, &audit::diagnosis::Advice)| {
        let n_pictures = advice.n_pictures.map_or(Value::Undefined, count);
        vec![count(i + 1), Value::words(advice.what.clone()), n_pictures]
    };
    table.rows = diagnosis.verdict.next.iter().enumerate().map(row).collect();
    table
}
