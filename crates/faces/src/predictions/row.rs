//! One row of a predictions file.

use std::collections::BTreeSet;

use csv::StringRecord;

use super::{COLUMNS, Outcome, OutcomeFault};
use crate::probabilities::Probabilities;
use crate::{Expression, FaceId};

const FOUND: &str = "found";
const NOT_FOUND: &str = "none";

/// The cells of an outcome; an unknown group is an empty one.
pub(super) fn to_cells(outcome: &Outcome, groups: &BTreeSet<&str>) -> Vec<String> {
    let Outcome { face, truth, probabilities, .. } = outcome;
    let status = if outcome.found() { FOUND } else { NOT_FOUND };
    let predicted = outcome.predicted().map_or_else(String::new, |e| e.to_string());
    let mut cells = vec![face.to_string(), truth.to_string(), predicted, status.to_owned()];
    let number = |e| probabilities.map_or_else(String::new, |p| p.of(e).to_string());
    cells.extend(Expression::ALL.into_iter().map(number));
    cells.extend(groups.iter().map(|&g| outcome.groups.get(g).cloned().unwrap_or_default()));
    cells
}

/// The outcome of a row that is as wide as the header.
pub(super) fn from_cells(record: &StringRecord, groups: &[String]) -> Result<Outcome, OutcomeFault> {
    let cell = |i: usize| record.get(i).unwrap_or_default();
    let (face, truth): (FaceId, Expression) = (FaceId::new(cell(0))?, cell(1).parse()?);
    let answer: Vec<&str> = (COLUMNS.len()..COLUMNS.len() + Expression::COUNT).map(cell).collect();
    let probabilities = match cell(3) {
        FOUND => Some(answered(cell(2), &answer)?),
        NOT_FOUND if cell(2).is_empty() && answer.iter().all(|a| a.is_empty()) => None,
        NOT_FOUND => return Err(OutcomeFault::AnswerWithoutFace),
        status => return Err(OutcomeFault::Status(status.to_owned())),
    };
    let values = (COLUMNS.len() + Expression::COUNT..).map(cell);
    let known = groups.iter().zip(values).filter(|(_, value)| !value.is_empty());
    let groups = known.map(|(group, value)| (group.clone(), value.to_owned())).collect();
    Ok(Outcome { face, truth, probabilities, groups })
}

fn answered(predicted: &str, cells: &[&str]) -> Result<Probabilities, OutcomeFault> {
    let mut values = [0.0; Expression::COUNT];
    for (expression, cell) in Expression::ALL.into_iter().zip(cells) {
        let not_a_number = || OutcomeFault::Number { column: format!("p_{expression}"), found: (*cell).to_owned() };
        values[expression.index()] = cell.parse().ok().ok_or_else(not_a_number)?;
    }
    let probabilities = Probabilities::new(values)?;
    let (found, expected): (Expression, Expression) = (predicted.parse()?, probabilities.predicted());
    if found == expected { Ok(probabilities) } else { Err(OutcomeFault::NotMostProbable { found, expected }) }
}
