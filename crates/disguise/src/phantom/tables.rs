//! The truth of a set of phantoms as tables with a row per picture: landmarks, intensities of action units.

use faces::{ActionUnit, Column, Landmarks68, Table, TableError};

use super::shot::Shot;

/// The 68 landmarks of every picture: `path`, then `x_0`, `y_0` to `x_67`, `y_67`, pixels to a hundredth.
///
/// # Errors
///
/// None that can occur: the columns have names of their own and the same length.
pub fn landmarks(pictures: &[(&str, Landmarks68)]) -> Result<Table, TableError> {
    let numbers: Vec<Vec<f32>> = pictures.iter().map(|(_, marks)| marks.to_numbers().collect()).collect();
    let table = paths(pictures)?;
    Landmarks68::columns().into_iter().enumerate().try_fold(table, |table, (i, name)| {
        let cells = numbers.iter().map(|row| Some(rounded(row[i], 100.0))).collect();
        table.with(&name, Column::Float(cells))
    })
}

/// The intensity of every action unit in every picture: `path`, then `au1` to `au45` in `[0, 5]`, where the grade A is 1 and E is 5.
///
/// # Errors
///
/// None that can occur, as for [`landmarks`].
pub fn action_units(pictures: &[(&str, &Shot)]) -> Result<Table, TableError> {
    ActionUnit::NAMES.iter().filter_map(|&(number, _)| ActionUnit::new(number)).try_fold(
        paths(pictures)?,
        |table, unit| {
            let cells = pictures.iter().map(|(_, shot)| Some(rounded(shot.intensity(unit), 1000.0))).collect();
            table.with(&format!("au{}", unit.number()), Column::Float(cells))
        },
    )
}

fn paths<T>(pictures: &[(&str, T)]) -> Result<Table, TableError> {
    Table::new().with("path", Column::Text(pictures.iter().map(|(path, _)| Some((*path).to_owned())).collect()))
}

/// A number to so many parts of one, so that its cell is short.
fn rounded(number: f32, parts: f64) -> f64 {
    (f64::from(number) * parts).round() / parts
}

#[cfg(test)]
mod tests;
