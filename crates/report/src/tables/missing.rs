//! In which pictures no face was found, by expression and by annotated group.

use serde::{Deserialize, Serialize};

use super::{Column, Value, cells_of, count, rounded};
use super::{DataNames, Expression, FourStep, Missing, Rate, Table, TestKind};

/// Pictures of one annotated group in which no face was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupCount {
    /// What the groups divide: `sunglasses`, `pose`, `skin tone`; labels are annotated, never inferred.
    pub attribute: String,
    /// The group.
    pub group: String,
    /// Pictures without a found face.
    pub n_missed: usize,
    /// All pictures of the group.
    pub n_pictures: usize,
}

/// Faces that were not found, by test set and expression, then by the caller's groups.
pub fn missing_table(study: &FourStep, names: &DataNames, groups: &[GroupCount]) -> Table {
    let mut columns = vec![Column::words("Pictures"), Column::words("Group")];
    columns.extend(["not found", "n", "not found (%)", "95 % interval"].map(Column::numbers));
    let mut table = Table::new("Faces that were not found", columns);
    for test in TestKind::ALL {
        table.rows.extend(rows_of(study, names, test));
    }
    table.rows.extend(groups.iter().map(|g| row([&g.attribute, &g.group], g.n_missed, g.n_pictures)));
    table.notes = vec![
        "accuracies leave these pictures out unless they say otherwise, so a group whose faces are not found looks \
         better than it is"
            .to_owned(),
    ];
    table
}

fn rows_of(study: &FourStep, names: &DataNames, test: TestKind) -> Vec<Vec<Value>> {
    let Some(outcome) = cells_of(study, test).first().and_then(|cell| cell.per_seed.first()) else {
        return Vec::new();
    };
    let support = outcome.support(Missing::CountedAsErrors);
    let n_missed = outcome.n_missed();
    let data = names.testing(test);
    let mut rows = vec![row([data, "all"], n_missed, outcome.n_found() + n_missed)];
    let of_class =
        |e: Expression| row([data, e.paper_name()], outcome.n_missed[e.index()] as usize, support[e.index()] as usize);
    if n_missed > 0 {
        rows.extend(Expression::ALL.map(of_class));
    }
    rows
}

fn row([pictures, group]: [&str; 2], n_missed: usize, n_pictures: usize) -> Vec<Value> {
    let rate = Rate::new(n_missed, n_pictures);
    let interval = rate.map(|rate| rate.wilson(audit::Level::P95));
    vec![
        Value::words(pictures),
        Value::words(group),
        count(n_missed),
        count(n_pictures),
        rounded(rate),
        Value::interval(interval),
    ]
}
